"""How sure a seam is, and how a speed is written."""

from __future__ import annotations

SURE, UNSURE = 0.7, 0.4
"""Confidence of a seam from which on it is called smooth, and below which it may be heard."""


def percent(speed: float) -> str:
    """Write a speed as what it differs from the song's own, `+1.2 %`; "" for the song's own."""
    by = 100 * (speed - 1)
    if abs(by) < 0.05:
        return ""
    sign = "+" if by > 0 else "\N{MINUS SIGN}"
    return f"{sign}{abs(by):.1f}\N{NO-BREAK SPACE}%"
