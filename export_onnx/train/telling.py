"""Telling a person how far long work is: a line a second, and how much time is left."""

from __future__ import annotations

import math
import sys
import time

from inference.progress import Progress

TELL_EVERY_S = 1.0
JUDGED_FROM = 0.01
"""Share of the work after which its pace says something of what is left."""


def spoken(seconds: float) -> str:
    """A length of time in one or two units, rounded up."""
    if seconds < 90:
        return f"{math.ceil(seconds)} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


class Teller:
    """Writes steps to the error stream, not more often than once a second, and the last one."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._told = -math.inf

    def __call__(self, step: Progress) -> None:
        now = time.monotonic()
        if now - self._told < TELL_EVERY_S and step.fraction < 1.0:
            return
        self._told = now
        words = step.doing + self._left(step, now - self._begun)
        print(f"{step.fraction:6.1%} {words}", file=sys.stderr, flush=True)

    def _left(self, step: Progress, seconds: float) -> str:
        """Time left, where the step does not tell it itself."""
        if not JUDGED_FROM <= step.fraction < 1.0 or step.doing.endswith("left"):
            return ""
        return f", about {spoken(seconds * (1 - step.fraction) / step.fraction)} left"
