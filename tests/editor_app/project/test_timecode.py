from __future__ import annotations

from fractions import Fraction

from editor_app.project.timecode import drops, exact_rate

NTSC_30 = Fraction(30000, 1001)


def test_rates_of_files_are_the_fractions_they_stand_for() -> None:
    assert [exact_rate(one) for one in (29.97, 23.976024, 25.0, 12.5, 0.0)] == [
        NTSC_30,
        Fraction(24000, 1001),
        Fraction(25),
        Fraction(25, 2),
        Fraction(25),
    ]


def test_only_29_97_and_59_94_leave_numbers_out() -> None:
    rates = (NTSC_30, 2 * NTSC_30, Fraction(30), Fraction(24000, 1001))
    assert [drops(rate) for rate in rates] == [True, True, False, False]
