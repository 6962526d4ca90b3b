"""Music for the whole film: which song on which scenes, where it changes, and why.

    fillings(scenes, candidates, *, pins, shots, speech) -> Work[Fillings]
    Fillings.plan(change) -> FillPlan            change: 0 one song for all … 1 one per scene
    fill_plan(scenes, candidates, *, change, …) -> FillPlan

All positions of the slider are worked out at once (`editor_app.score.best_sequence`): moving it
afterwards costs nothing, and a higher position never has fewer changes. The costs are told there;
what is particular to film is made into them here: a change belongs on a strong cut and never into
speech (`change_points`), a voice in the song is in the way of a voice in the film, neighbours
should go together in key and tempo (`neighbours`), and what the user has pinned stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from editor_app.score.best_sequence import Sequence as Sequenced
from editor_app.score.best_sequence import chosen, returns, sequences
from editor_app.score.change_points import change_points
from editor_app.score.duck import joined
from editor_app.score.fill_reasons import fit_over, pinned, plan_reasons, plays_on, run_reasons
from editor_app.score.fill_task import Ground, ground_of
from editor_app.score.fill_values import Candidate, Filled, FillPlan, Piece
from editor_app.score.moment import Song
from editor_app.score.passages import Passage
from editor_app.score.pins import FillError, Pin, checked
from editor_app.score.reason import Reason
from editor_app.score.runs import Run
from inference.progress import Work, finish
from inference.values import Shot, Span


@dataclass(frozen=True, slots=True, eq=False)
class Fillings:
    """The plans for every position of the slider."""

    ground: Ground
    sequences: tuple[Sequenced, ...]

    def plan(self, change: float) -> FillPlan:
        """Return the plan for a position, 0 (one song for all) to 1 (per scene).

        A higher position never has fewer changes; the same position always gives the same plan.
        """
        taken = chosen(self.sequences, change)
        stretches = tuple(_stretches(self.ground, taken.runs))
        least, most = self.sequences[0].changes, self.sequences[-1].changes
        reasons = tuple(plan_reasons(self.ground, taken.changes, least, most))
        return FillPlan(stretches, taken.cost, taken.changes, least, most, reasons)


def fillings(
    scenes: Sequence[Span],
    candidates: Sequence[Candidate],
    *,
    pins: Sequence[Pin] = (),
    shots: Sequence[Shot] = (),
    speech: Sequence[Span] = (),
) -> Work[Fillings]:
    """Work out the music of a film for every position of the slider.

    `scenes` follow each other without gaps; without `candidates` what is not pinned stays silent.

    Raises
    ------
    FillError
        There is no scene, or pins contradict each other or the film.
    """
    if not scenes:
        raise FillError("The film has no scene to fill.", remedy="Choose a film with a picture.")
    pins = checked(pins, scenes[-1].end_s)
    points = change_points(scenes, shots, speech)
    ground = ground_of(scenes, points, candidates, pins=pins, speech=joined(speech))
    return Fillings(ground, (yield from sequences(ground.task)))


def fill_plan(
    scenes: Sequence[Span],
    candidates: Sequence[Candidate],
    *,
    change: float,
    pins: Sequence[Pin] = (),
    shots: Sequence[Shot] = (),
    speech: Sequence[Span] = (),
) -> FillPlan:
    """Return the music of a film for one position of the slider; see `fillings`."""
    work = fillings(scenes, candidates, pins=pins, shots=shots, speech=speech)
    return finish(work).plan(change)


def with_moments(plan: FillPlan, find: Callable[[Song, Span], Passage | None]) -> FillPlan:
    """Let every song begin at its best passage for its stretch, where that is not decided yet."""
    return replace(plan, stretches=tuple(_begun(one, find) for one in plan.stretches))


def _begun(filled: Filled, find: Callable[[Song, Span], Passage | None]) -> Filled:
    decided = filled.pin is not None and filled.pin.moment_s is not None
    if filled.song is None or decided:
        return filled
    passage = find(filled.song, filled.span)
    if passage is None:
        return filled
    song = replace(filled.song, moment_s=passage.moment_s)
    return replace(filled, song=song, reasons=(*filled.reasons, *passage.reasons))


def _stretches(ground: Ground, runs: Sequence[Run]) -> Iterator[Filled]:
    again = {run: before for before, run, _ in returns(ground.task, tuple(runs))}
    befores: tuple[Run | None, ...] = (None, *runs)
    for before, run in zip(befores, runs, strict=False):
        told = tuple(run_reasons(ground, before, run, again.get(run)))
        yield from _parts(ground, run, told)


def _parts(ground: Ground, run: Run, told: tuple[Reason, ...]) -> Iterator[Filled]:
    """Part a run at the cues that lie there already, and where pins want its song to jump."""
    candidate = ground.songs[run.song]
    pieces = ground.pieces[run.first : run.last]
    groups = _groups(pieces, lambda piece: piece.pin if piece.pin and piece.pin.laid else None)
    if candidate is not None:
        groups = [part for group in groups for part in _jumping(group, candidate.song)]
    for number, group in enumerate(groups):
        span, pins = _span(group), _pins(group)
        reasons = tuple(reason for pin in pins for reason in pinned(pin))
        reasons = (*reasons, *told) if number == 0 else reasons or (plays_on(span),)
        if candidate is None:
            yield Filled(span, None, None, reasons, next(iter(pins), None))
            continue
        beside = [*groups[max(0, number - 1) : number], *groups[number + 1 : number + 2]]
        moment_s = _decided(group, [group, *beside], candidate.song)
        song = replace(candidate.song, moment_s=moment_s or 0.0)
        pin = next(iter(pins), None)
        if moment_s is not None and not (pin and pin.laid):
            pin = Pin(span, song, moment_s)
        yield Filled(span, song, fit_over(candidate, group), reasons, pin)


def _groups(pieces: Sequence[Piece], of: Callable[[Piece], Pin | None]) -> list[list[Piece]]:
    """Put neighbours of the same pin together."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and of(groups[-1][-1]) is of(piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _jumping(group: list[Piece], song: Song) -> list[list[Piece]]:
    """Keep pieces together that the song can play through; else part them where pins begin."""
    moments = {_moment(pin, group[0].span.start_s) for pin in _pins(group)} - {None}
    if not moments:
        return [group]
    whole = len(moments) == 1 and _has(song, _span(group), moments.pop())
    return [group] if whole else _groups(group, lambda piece: piece.pin)


def _decided(group: Sequence[Piece], near: Sequence[Sequence[Piece]], song: Song) -> float | None:
    """Where in the song a part begins, if a pin of it, or one beside it, says so."""
    span = _span(group)
    for pin in (pin for one in near for pin in _pins(one)):
        moment_s = _moment(pin, span.start_s)
        if moment_s is not None and _has(song, span, moment_s):
            return moment_s
    return None


def _moment(pin: Pin, at_s: float) -> float | None:
    """Where in its song a pin is at a time of the film, to the millisecond."""
    return None if pin.moment_s is None else round(pin.moment_s + at_s - pin.span.start_s, 3)


def _has(song: Song, span: Span, moment_s: float | None) -> bool:
    """Whether the song, from a moment on, has sound for a stretch."""
    if moment_s is None:
        return False
    return moment_s >= 0 and moment_s + span.duration_s <= song.duration_s + 1e-3


def _span(pieces: Sequence[Piece]) -> Span:
    return Span(pieces[0].span.start_s, pieces[-1].span.end_s)


def _pins(pieces: Sequence[Piece]) -> list[Pin]:
    """Return the pins of pieces, each once, in order."""
    return [group[0].pin for group in _groups(pieces, lambda one: one.pin) if group[0].pin]
