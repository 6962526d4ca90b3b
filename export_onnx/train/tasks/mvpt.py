"""Music Video Pretraining over time, its baseline and every ablation of its tables as a switch.

Surís, Vondrick, Russell & Salamon, "It's Time for Artistic Correspondence in Music and Video",
CVPR 2022, sections 3 and 4. Tables 1 to 3 and figure 3 are made of these settings:

    baseline                     tower = "mlp", loss = "triplet"
    features                     picture_columns, music_columns
    Transformers                 tower = "transformer", with time = "none" / "music" / "picture"
    temporal embeddings          time = "both" (track level; at segment level it is a shortcut)
    InfoNCE                      loss = "infonce"
    t                            segment_s
    shorter context              segments, and `embed_pairs(context=)` when judging
    beyond the paper             music_scales = [1, 2, 4]
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from export_onnx.data.pairs import CHECK, TRAIN, Example, PairSet, require_pairs
from export_onnx.models.attribute_mlp import attribute_vector
from export_onnx.models.mvpt import TowerOutput, count_parameters
from export_onnx.train.bounds import refusal
from export_onnx.train.engine import fit_task
from export_onnx.train.family import RunConfig, Towers, Trained, embed_pairs, fingerprint
from export_onnx.train.losses import info_nce, present_rows, triplet
from export_onnx.train.tasks.mvpt_towers import (
    Settings,
    rebuild,
    shape_of,
    standardised,
)
from inference.progress import Work
from inference.values import Floats

__all__ = ["MvptTask", "Settings", "check_run", "fit_pairs", "least_pairs", "rebuild"]

POOL = 2000
"""Held-out candidates while training, as in the paper; more are thinned out evenly."""
LEAST_PAIRS = {TRAIN: 8, CHECK: 4}
LENGTHS_TELL = (
    'With time = "both" whole videos can be matched with their music by length alone, and these '
    "differ in length: scores of whole videos are too good. Cut them equally long, or tell one "
    "side the time."
)
LEAST_TAGGED = 5
CHUNK = 64


def fit_pairs(config: RunConfig, pairs: PairSet, folder: Path) -> Work[Trained]:
    """Train both towers on the pairs' part "train", stopping by its part "check".

    Raises
    ------
    WorldError
        If there are too few pairs to learn from or to check on, or `segment_s` or the columns do
        not fit them.
    """
    settings: Settings = config.model
    pairs = at_length(pairs.pairs(), settings.segment_s)
    require_pairs(pairs, least=LEAST_PAIRS)
    torch.manual_seed(config.fit.seed)
    learn = pairs.part(TRAIN)
    shape = shape_of(settings, learn)
    towers = standardised(rebuild(shape), settings, learn)
    task = MvptTask(towers, learn, pairs.part(CHECK), settings)
    fitted = yield from fit_task(
        task, config.fit, folder / "fit", identity=fingerprint(config, pairs)
    )
    facts = asdict(fitted) | {
        "log": fitted.log.name,
        "parameters": count_parameters(towers.picture) + count_parameters(towers.music),
        "pairs": {split: len(pairs.part(split)) for split in (TRAIN, CHECK, "test")},
    }
    if lengths_tell(settings, learn):
        facts["caution"] = LENGTHS_TELL
    return Trained(towers, shape, pairs.segment_s, facts, tag_directions(towers, learn))


def lengths_tell(settings: Settings, pairs: PairSet) -> bool:
    """Whether whole tracks could be matched by nothing but their length.

    Both sides of a pair are equally long, and who knows when each segment is knows the last one.
    """
    lengths = {min(example.segments, settings.segments) for example in pairs.examples}
    return settings.time == "both" and settings.level != "segment" and len(lengths) > 1


def least_pairs(_: Settings) -> Mapping[str, int]:
    """Pairs each split needs."""
    return LEAST_PAIRS


def check_run(config: RunConfig, carried: Collection[str], *, name: str) -> None:
    """Refuse segments that cannot be joined to the length asked for; tags are never needed."""
    _factor(config.model.segment_s, config.data.segment_s)


def at_length(pairs: PairSet, segment_s: float) -> PairSet:
    """The pairs in segments of `segment_s`, means of neighbours; 0 leaves them as they are.

    Raises
    ------
    WorldError
        If it is no whole multiple of the pairs' own length.
    """
    factor = _factor(segment_s, pairs.segment_s)
    if factor == 1:
        return pairs
    merged = tuple(_merged(example, factor) for example in pairs.examples)
    return replace(pairs, examples=merged, segment_s=segment_s)


def _factor(segment_s: float, own_s: float) -> int:
    factor = segment_s / own_s if segment_s else 1.0
    if factor < 1 or abs(factor - round(factor)) > 1e-3:
        raise refusal("segment_s", segment_s, f"a whole multiple of {own_s:g} s")
    return round(factor)


def _merged(example: Example, factor: int) -> Example:
    """A rest shorter than half a new segment joins the last, as in `inference.values`."""
    edges = np.arange(max(1, round(example.segments / factor))) * factor
    counts = np.diff([*edges, example.segments])[:, None]
    sides = (np.add.reduceat(side, edges) / counts for side in (example.picture, example.music))
    picture, music = (side.astype(np.float32) for side in sides)
    return replace(example, picture=picture, music=music)


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of B tracks: picture (B, L, Dv), music (B, L, Dm) and their one mask (B, L)."""

    picture: Tensor
    music: Tensor
    mask: Tensor


class _Reel:
    """All tracks end to end (sum of L_i, D), so that any windows are one gathering of rows."""

    def __init__(self, pairs: PairSet) -> None:
        lengths = [example.segments for example in pairs.examples]
        self.lengths = torch.tensor(lengths)
        self.starts = self.lengths.cumsum(0) - self.lengths
        self.picture = torch.from_numpy(np.concatenate([e.picture for e in pairs.examples]))
        self.music = torch.from_numpy(np.concatenate([e.music for e in pairs.examples]))

    def to(self, device: torch.device) -> None:
        self.picture, self.music = self.picture.to(device), self.music.to(device)

    def cut(self, tracks: Tensor, offsets: Tensor, longest: int) -> Batch:
        """Windows of up to `longest` segments of `tracks` (B,) that begin at `offsets` (B,)."""
        lengths = (self.lengths[tracks] - offsets).clamp_max(longest)
        steps = torch.arange(int(lengths.max()))
        mask = (steps < lengths[:, None]).to(self.picture.device)
        inside = torch.minimum(steps, lengths[:, None] - 1)
        rows = (self.starts[tracks] + offsets)[:, None] + inside
        rows, there = rows.to(self.picture.device), mask.float()
        return Batch(
            self.picture[rows] * there[..., None], self.music[rows] * there[..., None], there
        )


class Pair(nn.Module):
    """Both towers as one module."""

    def __init__(self, towers: Towers) -> None:
        super().__init__()
        self.picture, self.music = towers.picture, towers.music

    def forward(self, batch: Batch) -> tuple[TowerOutput, TowerOutput]:
        return self.picture(batch.picture, batch.mask), self.music(batch.music, batch.mask)


class MvptTask:
    """Segments and tracks of both sides towards each other; a `Task` of the engine."""

    def __init__(self, towers: Towers, learn: PairSet, check: PairSet, settings: Settings) -> None:
        self.module: nn.Module = Pair(towers)
        self.settings = settings
        self.learn, self.check = _Reel(learn), _Reel(check)

    @property
    def steps_per_epoch(self) -> int:
        """Batches of an epoch; a last track left alone makes none."""
        count, batch = len(self.learn.lengths), self.settings.batch
        return self.settings.windows * (count // batch + (count % batch > 1))

    def move_data(self, device: torch.device) -> None:
        """Keep every base feature on the device."""
        self.learn.to(device)
        self.check.to(device)

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[Batch]:
        """Each track `windows` times, cut anywhere; one track alone has nobody to tell from."""
        s = self.settings
        for _ in range(s.windows):
            order = torch.randperm(len(self.learn.lengths), generator=generator)
            for tracks in torch.split(order, s.batch):
                if len(tracks) > 1:
                    yield self.learn.cut(tracks, self._offsets(tracks, generator), s.segments)

    def _offsets(self, tracks: Tensor, generator: torch.Generator) -> Tensor:
        free = (self.learn.lengths[tracks] - self.settings.segments).clamp_min(0) + 1
        return (torch.rand(len(tracks), generator=generator) * free).long()

    def loss(self, batch: Batch) -> Tensor:
        """InfoNCE or triplet loss over all segments of the batch, all tracks, or both added."""
        seen, heard = self.module(batch)
        level, loss = self.settings.level, self._pull()
        parts = []
        if level != "track":
            parts.append(loss(*(present_rows(o.segments, batch.mask) for o in (seen, heard))))
        if level != "segment":
            parts.append(loss(seen.track, heard.track))
        return torch.stack(parts).sum()

    def _pull(self) -> Callable[[Tensor, Tensor], Tensor]:
        s = self.settings
        if s.loss == "triplet":
            return lambda one, other: triplet(
                one.float(), other.float(), margin=s.margin, negatives=s.negatives
            )
        return lambda one, other: info_nce(one.float(), other.float(), temperature=s.temperature)

    def score(self) -> float:
        """Mean reciprocal rank of the true partner, both directions, at the levels learnt."""
        outs = [self._judged(batch) for batch in self._held_out()]
        level = self.settings.level
        tables = [torch.cat(parts) for parts in zip(*outs, strict=True)]
        found = []
        if level != "track":
            found.append(reciprocal_rank(*(_thinned(table) for table in tables[:2])))
        if level != "segment":
            found.append(reciprocal_rank(*(_thinned(table) for table in tables[2:])))
        return sum(found) / len(found)

    def _held_out(self) -> Iterator[Batch]:
        for tracks in torch.split(torch.arange(len(self.check.lengths)), CHUNK):
            yield self.check.cut(tracks, torch.zeros_like(tracks), self.settings.segments)

    @torch.no_grad()
    def _judged(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        device = next(self.module.parameters()).device
        batch = Batch(*(t.to(device) for t in (batch.picture, batch.music, batch.mask)))
        seen, heard = self.module(batch)
        segments = (present_rows(o.segments, batch.mask) for o in (seen, heard))
        return (*segments, seen.track, heard.track)


def reciprocal_rank(one: Tensor, other: Tensor) -> float:
    """Mean of 1 / rank of the partner of each row of unit vectors (n, E), both directions."""
    scores = one @ other.T
    true = scores.diagonal()
    ranks = [(scores > true[:, None]).sum(1) + 1, (scores > true[None, :]).sum(0) + 1]
    return float(torch.cat(ranks).float().reciprocal().mean())


def _thinned(rows: Tensor) -> Tensor:
    return rows[:: math.ceil(len(rows) / POOL)]


def tag_directions(towers: Towers, pairs: PairSet) -> dict[str, Floats]:
    """Attribute directions (section 5.2) of the tags that enough tracks carry and enough do not."""
    names: Sequence[str] = pairs.tag_names()
    table = pairs.tag_table(names)
    wanted = [i for i in range(len(names)) if _tells(table[:, i])]
    if not wanted:
        return {}
    tracks = embed_pairs(towers, pairs)[1].tracks
    return {
        names[i]: attribute_vector(tracks[table[:, i] >= 0.5], tracks[~np.isnan(table[:, i])])
        for i in wanted
    }


def _tells(column: Floats) -> bool:
    known = column[~np.isnan(column)]
    carried = int((known >= 0.5).sum())
    return LEAST_TAGGED <= carried <= len(known) - LEAST_TAGGED
