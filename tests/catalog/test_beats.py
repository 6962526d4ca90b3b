from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.beats import BeatFix, apply_fix, short_shift

BEATS = np.arange(0.5, 12.5, 0.5, dtype=np.float32)
BARS = BEATS[::4]

fixes = st.builds(
    BeatFix,
    tempo=st.sampled_from((0.5, 1.0, 2.0)),
    shift_s=st.floats(-3, 3),
    bar_shift=st.integers(-30, 30),
)


def fixed(per_bar: int = 4, first: int = 0, duration_s: float = 13.0, **fix: float):
    bars = BEATS[first::per_bar]
    beats, bars = apply_fix(BEATS, bars, BeatFix(**fix), duration_s=duration_s)
    return beats.tolist(), bars.tolist()


def places(beats: list[float], bars: list[float]) -> list[int]:
    return [beats.index(bar) for bar in bars]


def test_nothing_to_correct_changes_nothing():
    assert fixed() == (BEATS.tolist(), BARS.tolist())
    none = np.zeros(0, np.float32)
    assert [len(one) for one in apply_fix(none, none, BeatFix(2.0), duration_s=9)] == [0, 0]


def test_half_the_tempo_keeps_every_other_beat_and_bar():
    beats, bars = fixed(tempo=0.5)
    assert beats == BEATS[::2].tolist()
    assert places(beats, bars) == [0, 4, 8]


def test_half_the_tempo_keeps_the_beats_that_bars_begin_with():
    beats, bars = fixed(first=3, tempo=0.5)
    assert beats == BEATS[1::2].tolist()
    assert places(beats, bars) == [1, 5, 9]


def test_double_puts_a_beat_between_each_two_and_a_bar_in_each():
    beats, bars = fixed(tempo=2.0)
    assert beats == [0.5 + 0.25 * i for i in range(48)]
    assert places(beats, bars) == list(range(0, 48, 4))
    beats, bars = fixed(per_bar=3, tempo=2.0)
    assert places(beats, bars) == list(range(0, 48, 3))


def test_beats_moved_out_of_the_song_are_left_out():
    beats, bars = fixed(shift_s=-0.75)
    assert (beats[0], bars[0]) == (0.25, 1.75)
    beats, bars = fixed(shift_s=0.5, duration_s=3.0)
    assert (beats, bars) == ([1.0, 1.5, 2.0, 2.5], [1.0])


@pytest.mark.parametrize(("by", "first"), [(1, 1), (2, 2), (3, 3), (4, 0), (-1, 3), (9, 1)])
def test_another_beat_is_the_one(by: int, first: int):
    beats, bars = fixed(bar_shift=by)
    assert places(beats, bars) == list(range(first, 24, 4))


def test_bars_are_moved_from_the_first_beat_to_the_last():
    beats, bars = fixed(first=3, bar_shift=2)
    assert places(beats, bars) == list(range(1, 24, 4))


@pytest.mark.parametrize("by", range(8))
def test_every_beat_can_be_the_one_at_half_the_tempo(by: int):
    beats, bars = fixed(tempo=0.5, bar_shift=by)
    assert BEATS.tolist().index(bars[0]) == by
    assert set(np.diff(places(beats, bars))) <= {4}


@given(fixes, st.integers(2, 7), st.integers(0, 6))
def test_true_bars_begin_on_true_beats_in_order(fix: BeatFix, per_bar: int, first: int):
    beats, bars = apply_fix(BEATS, BEATS[first % per_bar :: per_bar], fix, duration_s=13.0)
    assert beats.dtype == bars.dtype == np.float32
    assert set(bars.tolist()) <= set(beats.tolist())
    assert (np.diff(beats) > 0).all()
    assert not len(beats) or 0 <= beats[0] <= beats[-1] < 13.0


@given(st.integers(-1000, 1000))
def test_a_shift_is_told_as_shortly_as_can_be(shift: int):
    assert -12 <= short_shift(shift) < 12
    assert (short_shift(shift) - shift) % 24 == 0


def test_one_beat_alone_stays():
    one = BEATS[:1]
    beats, bars = apply_fix(one, one, BeatFix(2.0, bar_shift=1), duration_s=3.0)
    assert (beats.tolist(), bars.tolist()) == ([0.5], [])
