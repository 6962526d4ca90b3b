from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor_app.project.timecode import drops, exact_rate, frames_of, timecode

NTSC_30 = Fraction(30000, 1001)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (0, "00:00:00;00"),
        (1799, "00:00:59;29"),
        (1800, "00:01:00;02"),
        (17982, "00:10:00;00"),
        (17981, "00:09:59;29"),
        (107892, "01:00:00;00"),
    ],
)
def test_dropped_numbers_keep_up_with_the_clock(frame: int, said: str) -> None:
    assert timecode(frame, NTSC_30) == said


@given(st.integers(0, 23 * 107_892), st.sampled_from([NTSC_30, 2 * NTSC_30]))
def test_dropped_timecode_is_never_two_frames_off_and_never_repeats(
    frame: int, rate: Fraction
) -> None:
    first, second = (timecode(one, rate) for one in (frame, frame + 1))
    assert first != second
    clock, number = first.split(";")
    hours, minutes, seconds = map(int, clock.split(":"))
    said_s = hours * 3600 + minutes * 60 + seconds + int(number) / round(rate)
    assert abs(said_s - float(frame / rate)) < 0.12


def test_other_rates_count_plainly() -> None:
    assert timecode(25 * 3600 + 3, Fraction(25)) == "01:00:00:03"
    assert timecode(24 * 86400, Fraction(24000, 1001)) == "00:00:00:00"
    assert not drops(Fraction(24000, 1001))


def test_rates_of_files_are_the_fractions_they_stand_for() -> None:
    assert [exact_rate(one) for one in (29.97, 23.976024, 25.0, 0.0)] == [
        NTSC_30,
        Fraction(24000, 1001),
        Fraction(25),
        Fraction(25),
    ]
    assert frames_of(1.0, exact_rate(12.5)) == 12
