"""Filling real clips with real music, and the answer compared with every other there could be."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest

from editor_app.project.timeline import Timeline
from editor_app.questions import query_of, shots_of
from editor_app.score.best_sequence import _cost, returns
from editor_app.score.runs import Run, Task, cheapest
from editor_app.session import Scoring, Session, Wish, level_of
from editor_app.uses.filling import film_fillings, laid
from inference.progress import finish
from inference.values import Shot, Span, VideoAnalysis
from tests.editor_app.project.validity import assert_valid

pytestmark = pytest.mark.shared

CLIPS = ("football_kick.mp4", "misty_mountains.mp4", "rally_car.mp4", "rain_leaves.mp4")
"""Short ones, unlike each other."""


@pytest.fixture(scope="module")
def clips(demo_session: Session, shared: Path) -> list[VideoAnalysis]:
    paths = [shared / "queries" / name for name in CLIPS]
    return [finish(demo_session.analyzer.analyze_video(path)) for path in paths]


def joined(clips: list[VideoAnalysis]) -> VideoAnalysis:
    """One cut of all clips, each of them a scene that begins with a hard cut."""
    starts = np.cumsum([0.0, *(clip.base.duration_s for clip in clips)]).tolist()

    def moved(span: Span, by_s: float) -> Span:
        return Span(span.start_s + by_s, span.end_s + by_s)

    pairs = list(zip(clips, starts, strict=False))
    first = clips[0]
    base = replace(
        first.base,
        duration_s=starts[-1],
        segments=tuple(moved(one, at) for clip, at in pairs for one in clip.base.segments),
        base=np.concatenate([clip.base.base for clip in clips]),
        class_probabilities=np.concatenate([clip.base.class_probabilities for clip in clips]),
        motion=np.concatenate([clip.base.motion for clip in clips]),
        shots=tuple(Shot(Span(a, b), 0.9 * (a > 0)) for a, b in pairwise(starts)),
        scenes=tuple(Span(a, b) for a, b in pairwise(starts)),
        speech=tuple(moved(one, at) for clip, at in pairs for one in clip.base.speech),
    )
    embeddings = [clip.embedding for clip in clips]
    embedding = replace(
        first.embedding,
        segments=np.concatenate([one.segments for one in embeddings]),
        emotions=np.concatenate([one.emotions for one in embeddings]),
        attention=np.concatenate([one.attention for one in embeddings]) / len(clips),
    )
    return replace(first, base=base, embedding=embedding)


def cheapest_of_all(task: Task, rate: float) -> float:
    """The least cost of any sequence there is, tried one by one."""
    pieces, songs = task.loss.shape
    costs = []
    for names in product(range(songs), repeat=pieces):
        edges = [0, *(i for i in range(1, pieces) if names[i] != names[i - 1]), pieces]
        runs = tuple(Run(a, b, names[a]) for a, b in pairwise(edges))
        costs.append(priced(task, runs, rate))
    return min(costs)


def priced(task: Task, runs: tuple[Run, ...], rate: float) -> float:
    back = sum(price for _, _, price in returns(task, runs))
    return _cost(task, runs) - back + rate * (len(runs) - 1)


def test_a_clip_of_one_scene_gets_the_song_that_the_search_finds(
    demo_session: Session, clips: list[VideoAnalysis]
) -> None:
    for clip in clips:
        if len(clip.base.scenes) > 1 or clip.base.speech:
            continue
        (only,) = finish(film_fillings(demo_session, clip, Wish())).plan(1.0).stretches
        whole = query_of(clip, Span(0.0, clip.base.duration_s), Wish(count=1))
        (hit,) = demo_session.library.search(whole, pack_id=demo_session.pack.pack_id).hits
        assert only.song is not None
        assert only.song.path == hit.track.path
        assert only.fit == pytest.approx(hit.score, abs=1e-4)


@pytest.mark.parametrize("rate", [0.0, 0.5, 2.0])
def test_a_cut_of_all_clips_gets_the_best_answer_there_is(
    demo_session: Session, clips: list[VideoAnalysis], rate: float
) -> None:
    task = finish(film_fillings(demo_session, joined(clips), Wish())).fillings.ground.task
    free = np.zeros(task.loss.shape)
    assert priced(task, cheapest(task, rate, free), rate) == pytest.approx(
        cheapest_of_all(task, rate)
    )


def test_every_position_of_the_slider_is_laid_and_says_why(
    demo_session: Session, clips: list[VideoAnalysis]
) -> None:
    film = joined(clips)
    made = finish(film_fillings(demo_session, film, Wish()))
    changes, fits = [], []
    for position in (0.0, 0.25, 0.5, 0.75, 1.0):
        plan = made.begun(demo_session, made.plan(position))
        timeline = Timeline(duration_s=film.base.duration_s)
        level_lufs = level_of(film, Scoring())
        timeline, _ = laid(timeline, plan, shots=shots_of(film), level_lufs=level_lufs)
        assert_valid(timeline)
        assert max(one.cue.end_s for one in timeline.laid) >= film.base.duration_s - 0.02
        assert all(one.reasons for one in plan.stretches)
        lengths = [one.span.duration_s for one in plan.stretches]
        fits.append(float(np.average([one.fit for one in plan.stretches], weights=lengths)))
        changes.append(plan.changes)
    assert changes == sorted(changes)
    assert changes[0] == 0
    assert fits == sorted(fits)
