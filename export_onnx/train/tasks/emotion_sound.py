"""Training of the emotion paper's audio ConvNet on tagged sound, for a music base of one's own.

Section 3.2 and 4.1.1: one excerpt from the middle of each clip, binary cross-entropy on the tags,
early stop after 5 epochs without a lower held-out loss.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import torch
from torch import Tensor

from export_onnx.bases.musicnn import SAMPLE_RATE_HZ
from export_onnx.data.manifest import Row, list_videos
from export_onnx.data.pairs import CHECK, TRAIN, split_by_source
from export_onnx.data.tags import refuse_unknown
from export_onnx.export.pack import replace_file
from export_onnx.models.emotion import Branch
from export_onnx.models.emotion_losses import known_tags_loss
from export_onnx.models.emotion_sound import LogMel12k, new_sound_branch
from export_onnx.train.engine import FitSettings, fit_task
from export_onnx.train.tasks.emotion_tasks import TagBatch, lots, shuffled
from inference.errors import MediaError, WorldError
from inference.media.audio import stream_audio
from inference.media.content import content_key
from inference.media.probe import probe, require_sound
from inference.progress import Progress, Work, share

LEAST_CLIPS = 2
SOUND_FIT = FitSettings(epochs=100, optimiser="adam", weight_decay=0.0, patience=5, clip=0.0)
QUIET = 1e-5
"""Sound below this peak is silence."""


@dataclass(frozen=True, slots=True, eq=False)
class SoundSet:
    """Log-mel (N, frames, 96) as float16, tags (N, T) with NaN for unknown, and splits (N,).

    `skipped` names files that cannot be used, each with its reason.
    """

    log_mel: Tensor
    tags: Tensor
    splits: tuple[str, ...]
    names: tuple[str, ...]
    samples: int
    skipped: tuple[str, ...]

    def rows(self, split: str) -> Tensor:
        """Numbers of the examples of a split."""
        return torch.tensor([i for i, one in enumerate(self.splits) if one == split])


def read_sounds(
    place: Path,
    *,
    kept: Path,
    samples: int,
    seed: int = 0,
    known: Collection[str] | None = None,
) -> Work[SoundSet]:
    """Hear the middle of every sound that a csv (`file`, `tags`, also `source`, `split`) names.

    What was heard is kept in `kept` by content. Without splits a fifth is held out, by source, as
    in section 4.1.1. `samples` is the length of the excerpt at 16 kHz.

    Raises
    ------
    WorldError
        If the table cannot be used, names unknown tags, or too little of it can be heard.
    """
    rows = list_videos(place)
    if known is not None:
        refuse_unknown((name for row in rows for name in row.tags), known, path=place)
    heard: list[tuple[Row, Tensor]] = []
    skipped = []
    front = LogMel12k().eval()
    for i, row in enumerate(rows):
        yield Progress(i / len(rows), f"Hearing {row.audio.name}")
        try:
            heard.append((row, _kept_log_mel(row.audio, kept, samples, front)))
        except MediaError as error:
            skipped.append(f"{row.audio.name}: {error.what}")
    names = tuple(sorted({name for row, _ in heard for name in row.tags}))
    splits = _splits([row for row, _ in heard], seed)
    if not names or min(splits.count(TRAIN), splits.count(CHECK)) < LEAST_CLIPS:
        raise WorldError(
            f"{place} has {splits.count(TRAIN)} usable sounds to learn from,"
            f" {splits.count(CHECK)} to check on and {len(names)} tags; {len(skipped)} cannot be"
            " used.",
            remedy=f"Name at least {LEAST_CLIPS} of each, of different sources, with tags.",
            path=place,
        )
    table = [[row.tags.get(name, np.nan) for name in names] for row, _ in heard]
    return SoundSet(
        torch.stack([sound for _, sound in heard]),
        torch.tensor(table, dtype=torch.float32),
        splits,
        names,
        samples,
        tuple(skipped),
    )


def _splits(rows: Sequence[Row], seed: int) -> tuple[str, ...]:
    if any(row.split for row in rows):
        return tuple(row.split for row in rows)
    return split_by_source([row.source for row in rows], seed=seed, shares=(0.8, 0.2, 0.0))


def _kept_log_mel(path: Path, kept: Path, samples: int, front: LogMel12k) -> Tensor:
    place = kept / f"{content_key(path)}.{samples}.mel12k.npz"
    try:
        with np.load(place, allow_pickle=False) as stored:
            return torch.from_numpy(stored["log_mel"])
    except (OSError, ValueError, KeyError, BadZipFile):  # absent or damaged: heard again
        made = hear_middle(path, samples, front)
    stream = BytesIO()
    np.savez(stream, log_mel=made.numpy())
    replace_file(place, stream.getvalue())
    return made


@torch.no_grad()
def hear_middle(path: Path, samples: int, front: LogMel12k) -> Tensor:
    """Log-mel (frames, 96), float16, of the middle of a sound; shorter sound is mirrored.

    Raises
    ------
    MediaError
        If it cannot be decoded, has no sound, or is silent there.
    """
    info = probe(path)
    require_sound(info)
    length_s = samples / SAMPLE_RATE_HZ
    start_s = max(0.0, (info.duration_s - length_s) / 2)
    blocks = list(stream_audio(path, rate_hz=SAMPLE_RATE_HZ, channels=1, start_s=start_s))
    sound = np.concatenate([np.zeros(0, np.float32), *blocks])[:samples]
    if not len(sound) or float(np.abs(sound).max()) < QUIET:
        raise MediaError(f"{path} is silent in its middle.", remedy="Leave it out.", path=path)
    missing = samples - len(sound)
    whole = np.pad(sound, (missing // 2, missing - missing // 2), mode="symmetric")
    log_mel: Tensor = front(torch.from_numpy(whole)[None])[0].half()
    return log_mel


class SoundTask:
    """The ConvNet learns to tell the tags of sound."""

    def __init__(self, branch: Branch, sounds: SoundSet, *, batch: int) -> None:
        self.module = branch
        self._sounds, self._batch = sounds, batch
        self._train, self._check = sounds.rows(TRAIN), sounds.rows(CHECK)

    @property
    def steps_per_epoch(self) -> int:
        return lots(len(self._train), self._batch)

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[TagBatch]:
        for rows in shuffled(len(self._train), self._batch, generator):
            yield self._of(self._train[rows])

    def loss(self, batch: TagBatch) -> Tensor:
        return known_tags_loss(self.module(batch.base)[1], batch.tags)

    def score(self) -> float:
        """Minus the loss on the held-out sounds."""
        device = self.module.tags.weight.device
        lots = [self._of(rows) for rows in torch.split(self._check, self._batch)]
        losses = [float(self.loss(TagBatch(*(t.to(device) for t in lot)))) for lot in lots]
        return -float(np.average(losses, weights=[len(lot.tags) for lot in lots]))

    def _of(self, rows: Tensor) -> TagBatch:
        return TagBatch(self._sounds.log_mel[rows].float(), self._sounds.tags[rows])


def fit_sound(
    place: Path,
    folder: Path,
    *,
    samples: int,
    fit: FitSettings = SOUND_FIT,
    batch: int = 32,
    known: Collection[str] | None = None,
) -> Work[tuple[Branch, SoundSet, float]]:
    """Train the ConvNet on a table of tagged sound; goes on where it was stopped.

    Returns the branch, what it heard and its held-out score (minus the loss).

    Raises
    ------
    WorldError
        As `read_sounds` and `export_onnx.train.engine.fit_task`.
    """
    reading = read_sounds(
        place, kept=folder / "features", samples=samples, seed=fit.seed, known=known
    )
    sounds = yield from share(reading, 0.0, 0.3)
    torch.manual_seed(fit.seed)
    branch = new_sound_branch(len(sounds.names), samples=samples)
    task = SoundTask(branch, sounds, batch=batch)
    identity = f"sound {place.name} {samples} {batch} {sounds.names} {float(sounds.log_mel.sum())}"
    work = fit_task(task, fit, folder / "sound", identity=identity)
    fitted = yield from share(work, 0.3, 1.0)
    return branch, sounds, fitted.best_score
