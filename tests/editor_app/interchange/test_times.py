"""Times are exact, timecodes run both ways, and nothing absurd is believed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor_app.interchange.times import (
    TimeError,
    clock_s,
    fraction,
    frame_rate,
    seconds,
    timecode,
    timecode_s,
)

RATES = [Fraction(rate) for rate in (24, 25, 30, 50, 60)]
NTSC = [Fraction(rate, 1001) for rate in (24_000, 30_000, 60_000)]


@given(st.integers(0, 60 * 60 * 60 * 20), st.sampled_from(RATES + NTSC), st.booleans())
def test_a_timecode_says_its_frame(frame: int, rate: Fraction, drop: bool) -> None:
    drop = drop and rate.denominator == 1001 and round(rate) != 24
    text = timecode(frame / rate, rate, drop=drop)
    assert timecode_s(text, rate) == frame / rate


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("00:00:59;29", 1799),
        ("00:01:00;02", 1800),
        ("00:10:00;00", 17_982),
        ("01:00:00;00", 107_892),
    ],
)
def test_dropped_frames_are_numbers_left_out(text: str, frame: int) -> None:
    rate = Fraction(30_000, 1001)
    assert timecode_s(text, rate) * rate == frame
    assert timecode(frame / rate, rate, drop=True) == text


@pytest.mark.parametrize("text", ["01:00:00:25", "01:61:00:00", "1:2", "aa:bb:cc:dd", ""])
def test_a_wrong_timecode_is_refused(text: str) -> None:
    with pytest.raises(TimeError):
        timecode_s(text, Fraction(25))


@pytest.mark.parametrize(
    "text", ["1/0", "1e999999999", "9" * 60, "nan", "inf", "", "1//2", "١", "0x10", "10000001s"]
)
def test_what_is_no_time_is_refused_at_once(text: str) -> None:
    with pytest.raises(TimeError):
        seconds(text)


def test_numbers_are_exact() -> None:
    assert fraction("1001/30000s") == Fraction(1001, 30_000)
    assert fraction("0.1") == Fraction(1, 10)
    assert fraction(1e-07) == Fraction(1, 10_000_000)
    assert clock_s("00:01:02.345") == Fraction(62_345, 1000)
    assert clock_s("-1:00,5") == Fraction(-121, 2)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("23.976", Fraction(24_000, 1001)),
        ("23.98", Fraction(24_000, 1001)),
        ("29.97", Fraction(30_000, 1001)),
        (59.94005994005994, Fraction(60_000, 1001)),
        ("25", Fraction(25)),
        ("24", Fraction(24)),
        ("12.5", Fraction(25, 2)),
    ],
)
def test_rates_are_what_they_stand_for(said: str | float, meant: Fraction) -> None:
    assert frame_rate(said) == meant


def test_absurd_rates_are_refused() -> None:
    for text in ("0", "-25", "100000"):
        with pytest.raises(TimeError):
            frame_rate(text)
