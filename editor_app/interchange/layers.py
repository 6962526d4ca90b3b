"""What readers hand over: lanes of clips as the editor has them, not yet flattened.

A `Sequence` has picture lanes (lowest first) and sound lanes; a clip may be another sequence, by
its key in the `Montage`. `flatten.flatten` makes a `Cut` of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from editor_app.interchange.cut import ZERO, Marker, MediaRef, SoundKind
from editor_app.interchange.times import TimeError, bounded

MAX_CLIPS = 100_000
"""Clips taken out of one file; what is beyond is counted and said to be left out."""


class Tally:
    """Counts the clips of a sequence and gathers what is left out: nothing is lost silently."""

    def __init__(self) -> None:
        self.clips_in = 0
        self.lost = 0
        self.off = 0
        self.reasons: Counter[str] = Counter()
        self.notes: dict[str, None] = {}

    def clip(self) -> bool:
        """Count a clip met in the file; False when there are more than we take."""
        self.clips_in += 1
        if self.clips_in > MAX_CLIPS:
            self.lose(f"beyond the first {MAX_CLIPS}")
            return False
        return True

    def lose(self, why: str) -> None:
        """Say that a clip counted with `clip` is left out, and why: "made by a generator"."""
        self.lost += 1
        self.reasons[why] += 1

    def switched_off(self) -> None:
        """Say that a clip is not in the cut because its editor does not show it either."""
        self.off += 1

    def note(self, sentence: str) -> None:
        """Say something else that is not carried over, once."""
        if len(self.notes) < 200:
            self.notes[sentence] = None

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Leave a clip out, counted before, whose numbers cannot be believed."""
        try:
            yield
        except TimeError:
            self.lose("with times that make no sense")

    @contextmanager
    def forgiving(self, what: str) -> Iterator[None]:
        """Leave something else out whose numbers cannot be believed: "a marker"."""
        try:
            yield
        except TimeError:
            self.note(f"Left out, with times that make no sense: {what}.")


def sentences(tallies: Iterable[Tally]) -> tuple[str, ...]:
    """Return what was left out of some sequences together, a sentence each."""
    gathered = list(tallies)
    reasons: Counter[str] = Counter()
    for tally in gathered:
        reasons.update(tally.reasons)
    off = sum(tally.off for tally in gathered)
    told = [f"{_clips(count)} left out: {why}." for why, count in reasons.items()]
    told += [f"{_clips(off)} switched off in the editor, and not shown."] if off else []
    return (*told, *dict.fromkeys(note for tally in gathered for note in tally.notes))


def _clips(count: int) -> str:
    return f"{count} clip{'s' * (count != 1)}"


@dataclass(slots=True)
class Clip:
    """A clip on a lane; the fields are those of `Piece` and `SoundPiece`.

    `inner` is the key of a nested sequence instead of a source. A `drawn` clip (a title, a logo)
    does not hide what lies below. A `clear` one is a gap into which the clip before it fades. A
    `marked` one says that we wrote it.
    """

    start_s: Fraction
    duration_s: Fraction
    source: MediaRef | None = None
    inner: str = ""
    source_in_s: Fraction = ZERO
    speed: Fraction = Fraction(1)
    frozen: bool = False
    dissolve_in_s: Fraction = ZERO
    name: str = ""
    drawn: bool = False
    clear: bool = False
    gain_db: float = 0.0
    fade_in_s: Fraction = ZERO
    fade_out_s: Fraction = ZERO
    kind: SoundKind = "unknown"
    marked: bool = False

    @property
    def end_s(self) -> Fraction:
        return self.start_s + self.duration_s


@dataclass(slots=True)
class Lane:
    """One track: its clips in any order; of two that overlap the later one in the list wins."""

    kind: Literal["picture", "sound"]
    clips: list[Clip] = field(default_factory=list)
    name: str = ""


@dataclass(slots=True)
class Sequence:
    """A timeline, or one nested in another."""

    name: str
    frame_rate: Fraction
    lanes: list[Lane] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    start_timecode_s: Fraction = ZERO
    drop_frame: bool = False
    size: tuple[int, int] | None = None
    length_s: Fraction = ZERO  # with gaps at its end, where somebody put them there
    tally: Tally = field(default_factory=Tally)


@dataclass(slots=True)
class Montage:
    """All timelines of a file, by key; `tops` are those a user would open, in the file's order.

    `notes` are what is not carried over whichever of them is opened, a sentence each.
    """

    format: str
    sequences: dict[str, Sequence] = field(default_factory=dict)
    tops: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def put(lane: Lane, clip: Clip) -> None:
    """Lay a clip on a lane; `TimeError` where its times cannot be. What lies before 0 is cut."""
    bounded(clip.start_s)
    bounded(clip.duration_s)
    bounded(clip.source_in_s)
    if clip.duration_s > 0:
        clip.dissolve_in_s = min(max(clip.dissolve_in_s, ZERO), clip.duration_s)
        lane.clips.append(clip)


def join(
    lane: Lane, before: Clip | None, after: Clip | None, span: tuple[Fraction, Fraction]
) -> None:
    """Let one clip of a lane go over into the next during a span (start, end) around their cut.

    The later one begins where the span begins. Without a later one the earlier fades into a gap.
    """
    start_s, end_s = span
    if end_s <= start_s:
        return
    if lane.kind == "sound":
        _crossfade(before, after, span)
        return
    if before is not None:
        before.duration_s = max(ZERO, min(before.duration_s, start_s - before.start_s))
    if after is None:
        lane.clips.append(Clip(start_s, end_s - start_s, clear=True, dissolve_in_s=end_s - start_s))
        return
    begin_earlier(after, start_s)
    after.dissolve_in_s = min(end_s - start_s, after.duration_s)


class Edges:
    """The clips of a lane by where they begin and end, for transitions that name only a time."""

    def __init__(self, lane: Lane) -> None:
        clips = [clip for clip in lane.clips if not clip.clear]
        self._starts = sorted(((clip.start_s, n) for n, clip in enumerate(clips)))
        self._ends = sorted(((clip.end_s, n) for n, clip in enumerate(clips)))
        self._clips = clips

    def beginning(self, from_s: Fraction, to_s: Fraction) -> Clip | None:
        """Return the last clip of the lane that begins between two times, both included."""
        return self._last(self._starts, from_s, to_s)

    def ending(self, from_s: Fraction, to_s: Fraction) -> Clip | None:
        """Return the last clip of the lane that ends between two times, both included."""
        return self._last(self._ends, from_s, to_s)

    def _last(
        self, edges: list[tuple[Fraction, int]], from_s: Fraction, to_s: Fraction
    ) -> Clip | None:
        at = bisect_right(edges, (to_s, len(self._clips))) - 1
        return self._clips[edges[at][1]] if at >= 0 and edges[at][0] >= from_s else None


def begin_earlier(clip: Clip, start_s: Fraction) -> None:
    """Let a clip begin earlier than it does, with what lies before in its source."""
    early_s = clip.start_s - start_s
    if early_s <= 0:
        return
    clip.start_s = start_s
    clip.duration_s += early_s
    if not clip.frozen:
        clip.source_in_s -= early_s * clip.speed


def _crossfade(before: Clip | None, after: Clip | None, span: tuple[Fraction, Fraction]) -> None:
    start_s, end_s = span
    if before is not None:
        before.duration_s = max(before.duration_s, end_s - before.start_s)
        before.fade_out_s = min(end_s - start_s, before.duration_s)
    if after is not None:
        begin_earlier(after, start_s)
        after.fade_in_s = min(end_s - start_s, after.duration_s)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a clip that runs at one speed: where it stands in the clip, and in its source."""

    offset_s: Fraction
    duration_s: Fraction
    source_s: Fraction
    speed: Fraction


def retimed(
    points: list[tuple[Fraction, Fraction]], start_s: Fraction, duration_s: Fraction
) -> list[Stretch]:
    """Return the stretches of a clip whose speed is drawn as a line through points.

    `points` are (time in the clip, time in the source), rising in the first; the line goes on
    beyond the first and the last of them. The clip begins at `start_s` of that time.
    """
    if len(points) < 2:
        return []
    end_s = start_s + duration_s
    inside = [time_s for time_s, _ in points[1:-1] if start_s < time_s < end_s]
    edges = [start_s, *inside, end_s]
    ends = [_on_line(points, edge, after=True) for edge in edges[:-1]]
    outs = [_on_line(points, edge, after=False) for edge in edges[1:]]
    return [
        Stretch(low - start_s, high - low, first, (last - first) / (high - low))
        for low, high, first, last in zip(edges[:-1], edges[1:], ends, outs, strict=True)
        if high > low
    ]


def _on_line(points: list[tuple[Fraction, Fraction]], at_s: Fraction, *, after: bool) -> Fraction:
    times = [time_s for time_s, _ in points]
    where = (bisect_right if after else bisect_left)(times, at_s)
    where = min(max(where, 1), len(points) - 1)
    (low_s, low), (high_s, high) = points[where - 1], points[where]
    return low + (high - low) * (at_s - low_s) / (high_s - low_s) if high_s > low_s else high
