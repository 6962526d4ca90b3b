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

from editor_app.score.best_sequence import Run, chosen, returns, sequences
from editor_app.score.best_sequence import Sequence as Sequenced
from editor_app.score.change_points import change_points
from editor_app.score.duck import joined
from editor_app.score.fill_reasons import fit_over, pinned, plan_reasons, plays_on, run_reasons
from editor_app.score.fill_task import Ground, ground_of
from editor_app.score.fill_values import Candidate, Filled, FillPlan, Piece
from editor_app.score.moment import Song
from editor_app.score.passages import Passage
from editor_app.score.pins import FillError, Pin, checked
from editor_app.score.reason import Reason
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
    """Part a run where pins begin and end: what is pinned is laid as the user wants it."""
    candidate = ground.songs[run.song]
    groups: list[list[Piece]] = []
    for piece in ground.pieces[run.first : run.last]:
        if groups and groups[-1][-1].pin is piece.pin:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    for number, group in enumerate(groups):
        span, pin = Span(group[0].span.start_s, group[-1].span.end_s), group[0].pin
        reasons = (*pinned(pin), *told) if number == 0 else pinned(pin) or (plays_on(span),)
        song, fit = None, None
        if candidate is not None:
            moment_s = _decided(groups, number, candidate.song)
            song = replace(candidate.song, moment_s=moment_s or 0.0)
            fit = fit_over(candidate, group)
            pin = pin or (None if moment_s is None else Pin(span, song, moment_s))
        yield Filled(span, song, fit, reasons, pin)


def _decided(groups: Sequence[Sequence[Piece]], number: int, song: Song) -> float | None:
    """Where in the song a part begins, if a pin of it, or one beside it, says so."""
    start_s = groups[number][0].span.start_s
    for at in (number, number - 1, number + 1):
        pin = groups[at][0].pin if 0 <= at < len(groups) else None
        if pin is not None and pin.moment_s is not None:
            moment_s = pin.moment_s + start_s - pin.span.start_s
            end_s = moment_s + groups[number][-1].span.end_s - start_s
            if moment_s >= 0 and end_s <= song.duration_s + 1e-6:
                return moment_s
    return None
