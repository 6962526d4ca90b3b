"""What happens to one clip in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from catalog.listening import sane
from catalog.scan import Stat
from inference.progress import Work
from inference.values import Embedding

Was = Literal["added", "updated"]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a pack says of a clip; `sights` are names of what it shows, best first."""

    content_key: str
    duration_s: float
    width: int
    height: int
    frames_per_s: float
    segment_s: float
    sights: tuple[str, ...]
    embedding: Embedding


class Watcher(Protocol):
    """Watches clips through one model pack; lives in one process."""

    def watch(self, path: Path) -> Work[Seen]:
        """Watch a clip, or recall what was seen of its content before."""
        ...


class WatchRecipe(Protocol):
    """How to make a watcher; picklable, so that each process makes its own."""

    @property
    def pack_id(self) -> str: ...

    def __call__(self) -> Watcher: ...


@dataclass(frozen=True, slots=True)
class Job:
    """A clip to be watched; `was` says how it counts in the report."""

    path: Path
    stat: Stat
    was: Was


@dataclass(frozen=True, slots=True)
class Setup:
    """Makes, in each process, the function that does jobs."""

    recipe: WatchRecipe

    def __call__(self) -> Callable[[Job], Work[Seen]]:
        watcher = self.recipe()

        def do(job: Job) -> Work[Seen]:
            seen = yield from watcher.watch(job.path)
            return replace(seen, embedding=sane(seen.embedding))

        return do
