"""Long work as a generator: it yields `Progress`, returns a result, is cancelled by closing it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a piece of long work has come.

    Parameters
    ----------
    fraction : float
        Share of the work done, 0 to 1; never falls within one piece of work.
    doing : str
        What is being done now, in words for the user.
    partial : object
        A provisional result that may be shown already, or None.
    """

    fraction: float
    doing: str
    partial: object = None


Work = Generator[Progress, None, Result]


def finish(work: Work[Result], on_progress: Callable[[Progress], None] | None = None) -> Result:
    """Run `work` to its end and return its result, reporting each step to `on_progress`.

    However it ends, also by an exception in `on_progress`, the work is closed.
    """
    try:
        while True:
            step = next(work)
            if on_progress is not None:
                on_progress(step)
    except StopIteration as end:
        result: Result = end.value
        return result
    finally:
        work.close()


def share(work: Work[Result], low: float, high: float) -> Work[Result]:
    """Run `work` as the part of a longer one that lies between `low` and `high`."""
    reached = low
    try:
        while True:
            step = next(work)
            reached = max(reached, low + (high - low) * step.fraction)
            yield Progress(reached, step.doing, step.partial)
    except StopIteration as end:
        result: Result = end.value
        return result
    finally:
        work.close()
