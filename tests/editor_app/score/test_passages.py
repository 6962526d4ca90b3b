from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from editor_app.score.passages import (
    Heard,
    Seen,
    energy_per_second,
    passages,
    picture_energy,
)
from inference.values import Shot, Span

SEGMENT_S = 6.0
RNG = np.random.default_rng(7)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def song(count: int = 30, seed: int = 1) -> Heard:
    rng = np.random.default_rng(seed)
    energy = np.clip(np.cumsum(rng.normal(0, 0.1, count)) * 0.5 + 0.5, 0, 1)
    segments = unit(rng.standard_normal((count, 16)))
    return Heard(count * SEGMENT_S, SEGMENT_S, segments, energy.astype(np.float32))


def seen(segments: np.ndarray, energy: np.ndarray | None = None) -> Seen:
    length_s = len(segments) * SEGMENT_S
    middles = (np.arange(len(segments)) + 0.5) * SEGMENT_S
    return Seen(length_s, segments, middles, np.zeros(0) if energy is None else energy)


def flat(heard: Heard) -> Heard:
    return Heard(heard.duration_s, SEGMENT_S, heard.segments, np.zeros(0, np.float32))


@pytest.mark.parametrize("first", [0, 9, 25])
def test_the_passage_it_was_made_from_is_found(first: int) -> None:
    heard = song()
    stretch = seen(unit(heard.segments[first : first + 5] + 0.3 * RNG.normal(size=(5, 16))))
    best = passages(stretch, heard)[0]
    assert best.moment_s == first * SEGMENT_S
    assert best.agreement is None
    assert [reason.about for reason in best.reasons] == ["similarity"]


def test_a_passage_between_two_segments_is_found() -> None:
    heard = flat(song())
    halfway = unit(heard.segments[10:14] + heard.segments[11:15])
    assert 60.0 <= passages(seen(halfway), heard)[0].moment_s <= 66.0


def test_among_equal_passages_the_one_that_rises_with_the_picture_is_best() -> None:
    energy = np.full(40, 0.8)
    energy[25:30] = [0.3, 0.4, 0.5, 0.8, 0.95]
    segments = np.tile(unit(np.ones((1, 16))), (40, 1))
    heard = Heard(240.0, SEGMENT_S, segments, energy.astype(np.float32))
    rising = np.repeat([0.1, 0.2, 0.3, 0.7, 0.9], 6)
    best = passages(seen(segments[:5], rising), heard)[0]
    assert abs(best.moment_s - 150) <= 6
    assert best.agreement is not None
    assert best.agreement > 0.5
    assert "rises and falls with the picture" in best.reasons[1].text
    falling = passages(seen(segments[:5], rising[::-1].copy()), heard)[0]
    assert abs(falling.moment_s - 150) > 6


def test_a_song_that_rises_a_little_late_still_agrees() -> None:
    curve = np.concatenate([np.full(40, 0.2), np.full(40, 0.9)])
    heard = Heard(80.0, 1.0, np.ones((80, 1), np.float32), curve.astype(np.float32))
    late = np.concatenate([np.full(42, 0.1), np.full(38, 0.8)])
    early = np.concatenate([np.full(20, 0.1), np.full(60, 0.8)])
    ones = np.ones((80, 1), np.float32)
    at = (np.arange(80) + 0.5).astype(float)
    agreed = [passages(Seen(80.0, ones, at, one), heard)[0].agreement for one in (late, early)]
    assert agreed[0] is not None
    assert agreed[1] is not None
    assert agreed[0] > 0.85 > agreed[1]


def test_the_sliders_choose_the_moment_and_the_picture_is_still_told_of() -> None:
    heard = song()
    plain = seen(heard.segments[3:7])
    moved = replace(plain, wanted=heard.segments[20:24])
    assert passages(plain, heard)[0].moment_s == 3 * SEGMENT_S
    best = passages(moved, heard)[0]
    assert best.moment_s == 20 * SEGMENT_S
    assert best.score == pytest.approx(1.0, abs=1e-5)
    assert best.similarity < 0.9
    about = {reason.about: reason for reason in best.reasons}
    assert "more of what the sliders ask for" in about["slider"].text
    assert dict(about["similarity"].numbers)["similarity"] == pytest.approx(best.similarity)
    assert "slider" not in {reason.about for reason in passages(plain, heard)[0].reasons}


def test_candidates_lie_apart_and_go_down() -> None:
    heard = song(60)
    found = passages(seen(heard.segments[20:24]), heard, count=4)
    assert len(found) == 4
    starts = [one.moment_s for one in found]
    assert min(abs(a - b) for i, a in enumerate(starts) for b in starts[:i]) >= 12
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_song_shorter_than_the_stretch_is_taken_from_its_start_and_says_so() -> None:
    heard = song(4)
    (only,) = passages(seen(unit(RNG.normal(size=(10, 16)))), heard)
    assert (only.moment_s, only.agreement) == (0.0, None)
    assert only.reasons[-1].about == "length"
    assert "has to be repeated" in only.reasons[-1].text


def test_a_song_just_as_long_has_one_passage() -> None:
    heard = song(10)
    (only,) = passages(seen(unit(RNG.normal(size=(10, 16))), np.zeros(60)), heard)
    assert only.moment_s == 0.0


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_silence_or_one_note_has_passages_like_any_other(level: float) -> None:
    one = np.tile(unit(np.ones((1, 16))), (20, 1))
    heard = Heard(120.0, SEGMENT_S, one, np.full(20, level, np.float32))
    found = passages(seen(one[:3], np.linspace(0, 1, 18)), heard)
    assert found[0].moment_s == 0.0
    assert all(np.isfinite(one.score) for one in found)
    assert found[0].agreement == pytest.approx(0.0, abs=0.05)


def test_long_stretches_are_compared_as_well() -> None:
    heard = song(300)
    curve = energy_per_second(heard)[600:1320]
    best = passages(seen(heard.segments[100:220], curve), heard, count=2)[0]
    assert abs(best.moment_s - 600) <= 6
    assert best.agreement is not None
    assert best.agreement > 0.8


def test_the_energy_of_a_picture_is_movement_and_cuts() -> None:
    motion = np.array([0.0] * 10 + [1.0] * 10, np.float32)
    quiet = picture_energy(motion, (), Span(0.0, 20.0))
    assert len(quiet) == 20
    assert quiet[:9].max() < 0.1
    assert quiet[11:].min() > 0.5
    cuts = [Shot(Span(0.5 * i, 0.5 * i + 0.5), 0.8) for i in range(10)]
    assert picture_energy(motion, cuts, Span(0.0, 20.0))[2] > quiet[2] + 0.2
    assert picture_energy(np.zeros(0, np.float32), (), Span(3.0, 4.0)).tolist() == [0.0]
