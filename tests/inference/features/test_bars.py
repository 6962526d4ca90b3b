from __future__ import annotations

import numpy as np
import pytest

from inference.features.bars import PER_BEAT, Accents, find_bars


def accents(firsts: list[int], count: int, *, loose: float = 0.5) -> Accents:
    """Pulses of which every other is a beat, and the beats numbered in `firsts` begin bars."""
    rng = np.random.default_rng(5)
    beat = np.where(np.arange(count) % PER_BEAT == 0, 1.0, -1.0)
    bar = -np.ones(count) / 3
    bar[np.array(firsts) * PER_BEAT] = 1.0
    return Accents(beat + rng.normal(0, loose, count), bar + rng.normal(0, loose, count))


@pytest.mark.parametrize("per_bar", [3, 4])
@pytest.mark.parametrize("first", [0, 2])
def test_bars_are_counted_from_the_one(per_bar: int, first: int) -> None:
    firsts = list(range(first, 60, per_bar))
    position, found = find_bars(accents(firsts, 120))
    assert found == per_bar
    assert np.flatnonzero(position == 0).tolist() == [PER_BEAT * one for one in firsts]


def test_beats_are_told_from_the_pulses_between() -> None:
    one = accents(list(range(0, 60, 4)), 120)
    moved = Accents(np.roll(one.beat, 1), np.roll(one.bar, 1))
    position, _ = find_bars(moved)
    assert np.flatnonzero(position == 0).tolist() == [1 + 8 * bar for bar in range(15)]


def test_a_bar_that_is_cut_short_begins_the_count_anew() -> None:
    firsts = [*range(0, 160, 4), *range(162, 320, 4)]
    position, per_bar = find_bars(accents(firsts, 640, loose=0.2))
    assert per_bar == 4
    assert np.flatnonzero(position == 0).tolist() == [PER_BEAT * one for one in firsts]


def test_one_odd_accent_does_not() -> None:
    firsts = [*range(0, 120, 4), 61]
    position, _ = find_bars(accents(firsts, 240))
    assert np.flatnonzero(position == 0).tolist() == list(range(0, 240, 8))
