"""How time is laid out on the screen, and how the ruler divides it."""

from __future__ import annotations

import math
from dataclasses import dataclass

MARGIN_PX = 8.0
"""What is left free before the first frame, so that its edge can be seen and caught."""
_FRAME_PX = 24.0  # closer than one frame to this many pixels there is nothing more to see
_STEPS_S = (
    0.04, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0,
    60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scale:
    """Time to x and back. `left_s` is the time at x = 0; it may be a little below zero."""

    px_per_s: float = 20.0
    left_s: float = -MARGIN_PX / 20.0

    def x(self, time_s: float) -> float:
        return (time_s - self.left_s) * self.px_per_s

    def time_s(self, x: float) -> float:
        return self.left_s + x / self.px_per_s

    def width(self, length_s: float) -> float:
        return length_s * self.px_per_s

    def length_s(self, width: float) -> float:
        return width / self.px_per_s

    def at(self, left_s: float) -> Scale:
        """Return this scale scrolled so that `left_s` is at the left edge."""
        return Scale(self.px_per_s, max(left_s, -MARGIN_PX / self.px_per_s))

    def zoomed(self, px_per_s: float, *, keep_x: float) -> Scale:
        """Return this scale at another zoom; the time at `keep_x` stays where it is."""
        return Scale(px_per_s, 0.0).at(self.time_s(keep_x) - keep_x / px_per_s)


def fitting(duration_s: float, width: float) -> Scale:
    """Return the scale at which all of `duration_s` is seen in `width` pixels."""
    px_per_s = max(1.0, width - 2 * MARGIN_PX) / max(duration_s, 1.0)
    return Scale(px_per_s, -MARGIN_PX / px_per_s)


def limits(duration_s: float, width: float, *, frame_s: float) -> tuple[float, float]:
    """Return the smallest and the largest pixels per second that are of use."""
    nearest = _FRAME_PX / frame_s
    return min(fitting(duration_s, width).px_per_s * 0.8, nearest), nearest


@dataclass(frozen=True, slots=True)
class Division:
    """The ruler's labelled steps, and how many parts each is ticked into."""

    step_s: float
    parts: int


def division(px_per_s: float, *, label_px: float) -> Division:
    """Return the finest division whose labels are at least `label_px` apart."""
    step_s = next((one for one in _STEPS_S if one * px_per_s >= label_px), _STEPS_S[-1])
    while step_s * px_per_s < label_px:
        step_s *= 2
    parts = next((n for n in (10, 5, 4, 2) if step_s * px_per_s / n >= 7 and _even(step_s, n)), 1)
    return Division(step_s, parts)


def _even(step_s: float, parts: int) -> bool:
    """Whether the parts are steps a person would count in."""
    part_s = step_s / parts
    return any(math.isclose(part_s, one, rel_tol=1e-6) for one in (0.01, 0.02, 0.05, *_STEPS_S))


def clock(time_s: float, step_s: float = 1.0) -> str:
    """Write a time as the ruler does: `1:02:03`, `02:03` or, for fine steps, `02:03.5`."""
    places = 0 if step_s >= 1 else 1 if step_s >= 0.1 else 2
    units = round(max(0.0, time_s) * 10**places)
    seconds, fraction = divmod(units, 10**places)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
    return f"{text}.{fraction:0{places}}" if places else text
