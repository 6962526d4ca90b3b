"""What the user has decided already: this song, or no music, on that stretch of the film."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from editor_app.project.laying import APART_S, MIN_CUE_S
from editor_app.project.timeline import Timeline
from editor_app.score.duck import joined
from editor_app.score.moment import Song
from inference.errors import WorldError
from inference.values import Span

_ROUNDING_S = 0.05  # pins that touch do not overlap
_SAME_MOMENT_S = 0.05


class FillError(WorldError):
    """What the user asks of the music of a film cannot be."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A song (None: silence) on a stretch, from `moment_s` of it where that is decided too.

    `laid` says that it lies on the timeline already: then it is left alone.
    """

    span: Span
    song: Song | None
    moment_s: float | None = None
    laid: bool = False

    @property
    def name(self) -> str:
        """The pin as a message names it."""
        title = "silence" if self.song is None else f"“{self.song.title or self.song.path.stem}”"
        return f"{title} from {self.span.start_s:.1f} to {self.span.end_s:.1f} s"


def pins_of(timeline: Timeline) -> tuple[Pin, ...]:
    """Return the pinned cues of a timeline, in order."""
    pinned = [one for one in timeline.laid if one.pinned]
    return tuple(
        Pin(Span(one.cue.start_s, one.cue.end_s), one.song, one.cue.source_in_s, laid=True)
        for one in pinned
    )


def checked(pins: Iterable[Pin], film_s: float) -> tuple[Pin, ...]:
    """Return the pins in order of time, cut to the film.

    Raises
    ------
    FillError
        One lies outside the film, asks for a moment that its song does not have, or wants
        another song than a second one at the same time. Cues that lie on the timeline already
        may overlap, as their crossfades do.
    """
    ordered = sorted(pins, key=lambda pin: (pin.span.start_s, pin.span.end_s))
    for pin in ordered:
        _check_one(pin, film_s)
    for earlier, later in _overlapping(ordered):
        _check_two(earlier, later)
    return tuple(
        Pin(Span(max(0.0, pin.span.start_s), min(film_s, pin.span.end_s)), pin.song, pin.moment_s,
            pin.laid)
        for pin in ordered
    )  # fmt: skip


def _check_one(pin: Pin, film_s: float) -> None:
    if pin.span.duration_s <= 0:
        raise FillError(
            f"The pin for {pin.name} is empty.",
            remedy="Let a pin end later than it begins.",
        )
    if not pin.laid and (pin.span.start_s < 0 or pin.span.start_s >= film_s):
        raise FillError(
            f"The pin for {pin.name} lies outside the film, which lasts {film_s:.1f} s.",
            remedy="Choose a stretch inside the film.",
        )
    if pin.song is not None and pin.moment_s is not None and pin.moment_s >= pin.song.duration_s:
        raise FillError(
            f"The pin for {pin.name} begins {pin.moment_s:.1f} s into the song, which lasts only "
            f"{pin.song.duration_s:.1f} s.",
            remedy="Choose an earlier moment of the song, or none.",
        )


def _overlapping(ordered: Sequence[Pin]) -> Iterable[tuple[Pin, Pin]]:
    for i, earlier in enumerate(ordered):
        for later in ordered[i + 1 :]:
            if later.span.start_s >= earlier.span.end_s - _ROUNDING_S:
                break
            yield earlier, later


def _check_two(earlier: Pin, later: Pin) -> None:
    if earlier.laid and later.laid:
        return
    if not _agree(earlier, later):
        raise FillError(
            f"Two pins contradict each other: {earlier.name}, and {later.name}.",
            remedy="Take one of them away, or let it end before the other begins.",
        )


def _agree(one: Pin, other: Pin) -> bool:
    """Whether both want the same song, going on through both where its moments are decided."""
    if one.song is None or other.song is None:
        return one.song is other.song
    if one.song.path != other.song.path:
        return False
    if one.moment_s is None or other.moment_s is None:
        return True
    ahead_s = (other.moment_s - one.moment_s) - (other.span.start_s - one.span.start_s)
    return abs(ahead_s) <= _SAME_MOMENT_S


def gaps(pins: Iterable[Pin], span: Span) -> tuple[Span, ...]:
    """Return what of a span no pin covers, in order."""
    free, reached_s = [], span.start_s
    for one in joined(pin.span for pin in pins):
        free.append(Span(reached_s, min(one.start_s, span.end_s)))
        reached_s = max(reached_s, one.end_s)
    free.append(Span(reached_s, span.end_s))
    return tuple(one for one in free if one.duration_s > 0)


@dataclass(frozen=True, slots=True)
class Part:
    """What of a choice no pinned cue covers."""

    span: Span
    song: Song | None
    exact: bool


def around(pins: Sequence[Pin], span: Span, song: Song | None, *, exact: bool) -> list[Part]:
    """Return the parts of a stretch that no pinned cue covers, each with its moment of the song."""
    free = [part for part in gaps(pins, span) if part.duration_s >= MIN_CUE_S] if pins else [span]
    parts = []
    for part in map(long_enough, free):
        moved = song and replace(song, moment_s=song.moment_s + part.start_s - span.start_s)
        goes_on = moved is not None and any(_goes_on(pin, part, moved) for pin in pins)
        parts.append(Part(part, moved, exact or goes_on))
    return parts


def played_through(parts: Sequence[Part]) -> list[Part]:
    """Make one part of neighbours that their song, at its own moments, plays through.

    As two they would be crossfaded with what they are themselves, which is louder.
    """
    made: list[Part] = []
    for part in parts:
        last = made[-1] if made else None
        if last is not None and _is_same(last, part):
            made[-1] = replace(last, span=Span(last.span.start_s, part.span.end_s))
        else:
            made.append(part)
    return made


def _is_same(left: Part, right: Part) -> bool:
    if left.song is None or right.song is None or not (left.exact and right.exact):
        return False
    away_s = right.span.start_s - left.span.start_s
    touches = abs(left.span.end_s - right.span.start_s) <= APART_S
    on_time = abs(right.song.moment_s - left.song.moment_s - away_s) <= APART_S
    return left.song.path == right.song.path and touches and on_time


def _goes_on(pin: Pin, span: Span, song: Song) -> bool:
    """Whether a song on a stretch is the pinned one beside it, without a jump between them."""
    touches = min(abs(pin.span.end_s - span.start_s), abs(span.end_s - pin.span.start_s))
    if pin.song is None or pin.moment_s is None or pin.song.path != song.path or touches > APART_S:
        return False
    jump_s = (song.moment_s - pin.moment_s) - (span.start_s - pin.span.start_s)
    return abs(jump_s) <= APART_S


def long_enough(span: Span) -> Span:
    """Return the stretch, begun in the film and long enough for a cue."""
    start_s = max(0.0, span.start_s)
    return Span(start_s, max(span.end_s, start_s + MIN_CUE_S))
