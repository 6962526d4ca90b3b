from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor_app.score.duck import Duck, duck_curve, ducked_spans
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
