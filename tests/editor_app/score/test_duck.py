from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor_app.score.duck import DEFAULT, PRESETS, STEP_ASIDE, Duck, ducked_spans, ducking
from editor_app.score.gain_curve import duck_curve, lowest
from inference.values import Span

RATE = 1_000

spans = st.lists(
    st.builds(
        lambda start, length: Span(start, start + length),
        st.floats(0, 60),
        st.floats(0.05, 8),
    ),
    max_size=12,
)
ducks = st.builds(
    Duck,
    depth_db=st.floats(0, 30),
    bridge_s=st.floats(0, 3),
    lookahead_s=st.floats(0, 0.3),
    attack_s=st.floats(0.02, 0.6),
    hold_s=st.floats(0, 1),
    release_s=st.floats(0.02, 1.5),
)


def gain_db(
    speech: list[Span], duck: Duck, *, start_s: float = 0.0, seconds: float = 75.0
) -> np.ndarray:
    count = round(seconds * RATE)
    gain = duck_curve(speech, duck).gain(start_s, count, rate_hz=RATE)
    return 20 * np.log10(np.broadcast_to(gain, count))


@given(spans, ducks)
def test_music_is_down_in_speech_and_untouched_far_from_it(speech: list[Span], duck: Duck) -> None:
    curve = gain_db(speech, duck)
    times = np.arange(len(curve)) / RATE
    assert curve.max() <= 1e-4
    assert curve.min() >= -duck.depth_db - 1e-4
    far = np.ones(len(curve), bool)
    for span in ducked_spans(speech, duck):
        far &= (times < span.start_s - duck.lookahead_s - duck.attack_s) | (
            times > span.end_s + duck.hold_s + duck.release_s
        )
    for span in speech:
        inside = (times >= span.start_s) & (times <= span.end_s)
        np.testing.assert_allclose(curve[inside], -duck.depth_db, atol=1e-3)
    np.testing.assert_allclose(curve[far], 0.0, atol=1e-4)


@given(spans, ducks)
def test_it_never_goes_faster_than_asked(speech: list[Span], duck: Duck) -> None:
    steps = np.diff(gain_db(speech, duck)) * RATE
    assert steps.min(initial=0.0) >= -duck.depth_db / duck.attack_s * 1.01 - 1.0
    assert steps.max(initial=0.0) <= duck.depth_db / duck.release_s * 1.01 + 1.0


@given(spans, ducks, st.floats(0, 60))
def test_a_block_is_a_part_of_the_whole(speech: list[Span], duck: Duck, start_s: float) -> None:
    start_s = round(start_s, 3)
    whole = gain_db(speech, duck)
    part = gain_db(speech, duck, start_s=start_s, seconds=2.0)
    first = round(start_s * RATE)
    np.testing.assert_allclose(part, whole[first : first + len(part)], atol=0.05)


def test_short_gaps_do_not_pump() -> None:
    words = [Span(5.0 + i, 5.6 + i) for i in range(6)]
    curve = gain_db(words, Duck(depth_db=9.0))
    np.testing.assert_allclose(curve[5_000:10_600], -9.0, atol=1e-3)


def test_without_speech_the_gain_is_one() -> None:
    assert duck_curve([], Duck()).gain(3.0, 100, rate_hz=RATE) == pytest.approx([1.0])


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_down_before_the_first_word_and_back_in_time(name: str) -> None:
    duck = PRESETS[name]
    found = gain_db([Span(10.0, 12.0)], duck)
    at = round((10.0 - duck.lookahead_s) * RATE)
    assert found[at + 1 : 12 * RATE].max() == pytest.approx(-duck.depth_db, abs=0.01)
    back_s = 12.0 + duck.hold_s + duck.release_s
    assert back_s < 15
    assert found[round(back_s * RATE) + 1 :].min() == pytest.approx(0, abs=0.01)


def test_presets_are_found_by_name_at_any_depth() -> None:
    assert ducking("trailer", 5.0) == replace(PRESETS["trailer"], depth_db=5.0)
    assert ducking("nothing", PRESETS[DEFAULT].depth_db) == PRESETS[DEFAULT]
    assert ducking(DEFAULT, 0.0) is None


@given(spans, spans, ducks)
def test_of_two_curves_the_lower_counts_everywhere(
    speech: list[Span], music: list[Span], duck: Duck
) -> None:
    left, right = duck_curve(speech, duck), duck_curve(music, STEP_ASIDE)
    times_s = np.linspace(-3, 80, 3000)
    levels = [np.interp(times_s, one.times_s, one.gain_db) for one in (left, right)]
    both = lowest(left, right)
    found = np.interp(times_s, both.times_s, both.gain_db)
    np.testing.assert_allclose(found, np.minimum(*levels), atol=1e-6)
