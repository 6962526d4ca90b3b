"""Write the soundtracked video: the picture untouched where that is possible, one finished mix.

Everything is made in a folder of its own beside the target and only then given the target's name,
so that whatever happens on the way, the target is either the old file or the whole new one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from av.audio.frame import AudioFrame

from editor_app.project.cue import Cue
from editor_app.score.containers import SOUND_FILES, VIDEO_FILES, container_of
from editor_app.score.duck import Duck, ducked_spans
from editor_app.score.encoder import encode, mux_arguments, sound_arguments
from editor_app.score.errors import RenderError, write_error
from editor_app.score.master import Master, Spool, master, spool_mix
from editor_app.score.meter import RowMeter, integrated_lufs
from editor_app.score.mix import BLOCK, RATE_HZ, Mix, Original
from editor_app.score.picture import Picture, look_at, reencode, whole_pictures, why_reencode
from editor_app.score.targets import TARGETS, Target
from inference.features.true_peak import TruePeak
from inference.media.container import open_media
from inference.progress import Progress, Work
from inference.values import Floats, Span

Result = TypeVar("Result")

Stem = Literal["mix", "music", "original"]

_CEILING_DBTP = -1.0
_LOSSY_MARGIN_DB = 0.5  # what the encoder usually adds to a peak; measured afterwards
_TRIES = 3


@dataclass(frozen=True, slots=True)
class RenderSettings:
    """What the finished sound should be like.

    Without a `target` the levels stay as they are, under a ceiling of -1 dBTP. The original sound
    is played at `original_gain_db` (None: not at all). With `duck` the music makes room for
    `speech`. `span` is what is kept of the film (None: all of it); cues and speech are on the
    timeline of the whole film. `sound_stream` is which of the film's sounds is meant (None: the
    one that players choose).
    """

    target: Target | None = TARGETS["youtube"]
    original_gain_db: float | None = 0.0
    speech: tuple[Span, ...] = ()
    duck: Duck | None = field(default_factory=Duck)
    span: Span | None = None
    sound_stream: int | None = None


@dataclass(frozen=True, slots=True)
class RenderReport:
    """What was written and what it cost the sound.

    `loudness_after_lufs` and `true_peak_dbtp` are measured on the sound of the finished file.
    `ducked_s` is how long the music was down. `picture` says whether the picture is the source's,
    bit for bit; `picture_reason` why not. `notes` are sentences on what could not be reached.
    """

    path: Path
    duration_s: float
    loudness_before_lufs: float
    loudness_after_lufs: float
    true_peak_dbtp: float
    gain_db: float
    limiter_reduction_db: float
    ducked_s: float
    picture: Literal["copied", "re-encoded", "none"]
    picture_reason: str | None
    notes: tuple[str, ...]


def render(
    video: Path, cues: tuple[Cue, ...], settings: RenderSettings, out: Path
) -> Work[RenderReport]:
    """Write `video` with its new sound to `out`.

    The picture's packets are copied unless the film is trimmed or the file asked for cannot hold
    them. The sound is as long as the picture.

    Raises
    ------
    MediaError
        If the film or a song cannot be read.
    RenderError
        If `out` cannot be written; nothing, or what was there before, lies under its name.
    """
    container = container_of(out, VIDEO_FILES)
    _check_target(out, video, cues)
    picture = look_at(video)
    reason = why_reencode(picture, settings.span, container)
    span = whole_pictures(picture, settings.span) if reason else Span(0.0, picture.end_s)
    mix = _mix(picture, cues, settings, span=span)
    with _workplace(out) as folder:
        spool = yield from _share(spool_mix(mix, folder / "mix.f32"), 0.0, 0.25)
        if reason:
            temp = folder / f"picture{out.suffix}"
            work = reencode(picture, span, container=container, temp=temp, out=out)
            yield from _share(work, 0.25, 0.9)
            picture = look_at(temp)
        finished = folder / f"finished{out.suffix}"
        arguments = mux_arguments(
            picture.info.path,
            picture.stream,
            shift_s=picture.shift_s,
            container=container,
            out=finished,
        )
        job = _Job(arguments, finished, out, lossy=True)
        low = 0.9 if reason else 0.25
        made = yield from _share(_finish(spool, settings.target, job), low, 1.0)
        _publish(finished, out)
    return _report(made, mix, out, reason=reason, copied=reason is None)


def render_sound(
    video: Path,
    cues: tuple[Cue, ...],
    settings: RenderSettings,
    out: Path,
    *,
    stem: Stem = "music",
) -> Work[RenderReport]:
    """Write the sound alone, or one part of it, as long as the picture, to a .wav or .flac file.

    The music alone is ducked as in the mix. With a target in the settings the part is brought to
    it by itself; without, it keeps the level it has in the mix before that is mastered.

    Raises
    ------
    MediaError, RenderError
        As for `render`.
    """
    container = container_of(out, SOUND_FILES)
    _check_target(out, video, cues)
    picture = look_at(video)
    span = settings.span or Span(0.0, picture.end_s)
    mix = _only(_mix(picture, cues, settings, span=span), stem)
    with _workplace(out) as folder:
        spool = yield from _share(spool_mix(mix, folder / "mix.f32"), 0.0, 0.5)
        finished = folder / f"finished{out.suffix}"
        job = _Job(sound_arguments(container, finished), finished, out, lossy=False)
        made = yield from _share(_finish(spool, settings.target, job), 0.5, 1.0)
        _publish(finished, out)
    return _report(made, mix, out, reason=None, copied=False)


def _mix(picture: Picture, cues: tuple[Cue, ...], settings: RenderSettings, *, span: Span) -> Mix:
    original = None
    if settings.original_gain_db is not None and picture.info.audio:
        original = Original(picture.info.path, settings.sound_stream, settings.original_gain_db)
    return Mix(span, cues, original, settings.speech, settings.duck)


def _only(mix: Mix, stem: Stem) -> Mix:
    cues = () if stem == "original" else mix.cues
    original = None if stem == "music" else mix.original
    return Mix(mix.span, cues, original, mix.speech, mix.duck)


@dataclass(frozen=True, slots=True)
class _Job:
    """How a finished sound becomes a file: `temp`, which is later called `out`."""

    arguments: list[str]
    temp: Path
    out: Path
    lossy: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """A finished sound and what its file measures."""

    master: Master
    loudness_lufs: float
    true_peak_dbtp: float


def _finish(spool: Spool, target: Target | None, job: _Job) -> Work[_Made]:
    """Master and encode; again, under a lower ceiling, if encoding lifted a peak above it."""
    ceiling_dbtp = target.ceiling_dbtp if target else _CEILING_DBTP
    margin_db = _LOSSY_MARGIN_DB if job.lossy else 0.0
    low = 0.0
    for number in range(_TRIES):
        high = (low + 1) / 2 if number + 1 < _TRIES else 1.0
        work = _attempt(spool, target, job, ceiling_dbtp=ceiling_dbtp - margin_db)
        made = yield from _share(work, low, high)
        over_db = made.true_peak_dbtp - ceiling_dbtp
        if over_db <= 0:
            break
        margin_db += over_db + 0.1
        low = high
    return made


def _attempt(spool: Spool, target: Target | None, job: _Job, *, ceiling_dbtp: float) -> Work[_Made]:
    result = yield from _share(master(spool, target, ceiling_dbtp=ceiling_dbtp), 0.0, 0.2)
    coding = encode(
        job.arguments, result.blocks(), total=spool.samples, doing="Writing the file", out=job.out
    )
    yield from _share(coding, 0.2, 0.8)
    return (yield from _share(_check(result, job.temp), 0.8, 1.0))


def _check(result: Master, temp: Path) -> Work[_Made]:
    """Measure the sound of the file that was written."""
    meter, peak = RowMeter(), TruePeak(2)
    fed = 0
    for block in _written(temp):
        meter.feed(block)
        peak.add(block)
        fed += block.shape[1]
        yield Progress(min(1.0, fed / result.spool.samples), "Checking the file")
    true_peak_dbtp = 20 * float(np.log10(max(peak.peak, 1e-6)))
    energies = meter.energies()[: len(result.spool.energies)]
    return _Made(result, integrated_lufs(energies), true_peak_dbtp)


def _written(temp: Path) -> Iterator[Floats]:
    """Give the sound of a file of ours, float32 (2, `BLOCK`), silence after the last.

    It has the rate and the channels of the mix, so this can do without what
    `inference.media.audio` does for files of any kind, and costs half of it.
    """
    with open_media(temp) as container:
        waiting: list[Floats] = []
        count = 0
        for frame in container.decode(audio=0):
            waiting.append(_planes(frame))
            count += frame.samples
            if count >= BLOCK:
                joined = np.concatenate(waiting, axis=1)
                yield joined[:, :BLOCK]
                waiting, count = [joined[:, BLOCK:]], count - BLOCK
    yield np.concatenate((*waiting, np.zeros((2, BLOCK - count), np.float32)), axis=1)
    # The last overshoots lie behind the last samples.
    yield np.zeros((2, BLOCK), np.float32)


def _planes(frame: AudioFrame) -> Floats:
    raw = frame.to_ndarray()
    planes = raw if frame.format.is_planar else raw.reshape(-1, 2).T
    if raw.dtype.kind == "i":
        return np.asarray(planes * 2.0 ** (1 - 8 * raw.itemsize), np.float32)
    return np.asarray(planes, np.float32)


def _report(made: _Made, mix: Mix, out: Path, *, reason: str | None, copied: bool) -> RenderReport:
    ducked = ducked_spans(mix.speech, mix.duck) if mix.duck and mix.cues else ()
    shortfall = made.master.shortfall
    return RenderReport(
        out,
        mix.samples / RATE_HZ,
        made.master.spool.loudness_lufs,
        made.loudness_lufs,
        made.true_peak_dbtp,
        made.master.gain_db,
        made.master.reduction_db,
        sum(span.duration_s for span in ducked),
        "copied" if copied else "re-encoded" if reason else "none",
        reason,
        (shortfall,) if shortfall else (),
    )


def _share(work: Work[Result], low: float, high: float) -> Work[Result]:
    """Run `work` as the part of a longer one that lies between `low` and `high`."""
    reached = low
    try:
        while True:
            step = next(work)
            reached = max(reached, low + (high - low) * step.fraction)
            yield Progress(reached, step.doing)
    except StopIteration as end:
        result: Result = end.value
        return result
    finally:
        work.close()


def _check_target(out: Path, video: Path, cues: tuple[Cue, ...]) -> None:
    if not out.parent.is_dir():
        raise RenderError(
            f"The folder {out.parent} is not there.",
            remedy="Make it, or choose another one.",
            path=out,
        )
    if out.is_dir():
        raise RenderError(f"{out} is a folder.", remedy="Choose a name for the file.", path=out)
    for source in (video, *(cue.track_path for cue in cues)):
        if out.exists() and source.exists() and out.samefile(source):
            raise RenderError(
                f"{out} is one of the files it is made from.",
                remedy="Choose another name for the new file.",
                path=out,
            )


@contextmanager
def _workplace(out: Path) -> Iterator[Path]:
    """Give a folder beside `out` that is gone afterwards, whatever happens."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".cuesmith-", dir=out.parent))
    except OSError as error:
        raise write_error(error, out) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _publish(finished: Path, out: Path) -> None:
    """Give the finished file its name, once it is safely on the disk."""
    try:
        with finished.open("r+b") as file:
            os.fsync(file.fileno())
        finished.replace(out)
    except OSError as error:
        raise write_error(error, out) from error
