"""A watcher for the mechanics of footage: a clip's content says what it looks like.

"2:1,0;0,1" is a clip whose two segments look so (filled up with zeros); "refuse" cannot be watched.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog.footage.watching import Seen
from inference.errors import MediaError
from inference.media.content import content_key
from inference.progress import Progress, Work
from inference.values import Embedding, Floats
from tests.catalog.fakes import unit

DIM = 4
SEGMENT_S = 6.0


def looks(text: str) -> Floats:
    """Segments float32 (L, DIM) of unit length from "1,0;0,1"."""
    rows = [[float(one) for one in row.split(",")] for row in text.split(";")]
    return unit(np.array([row + [0.0] * (DIM - len(row)) for row in rows], np.float32))


def clip(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@dataclass(frozen=True)
class FakeWatcher:
    diary: Path | None

    def watch(self, path: Path) -> Work[Seen]:
        text = path.read_text()
        if self.diary is not None:
            with self.diary.open("a") as file:
                file.write(f"{path.name}\n")
        yield Progress(0.0, "Watching")
        if text.startswith("refuse"):
            raise MediaError(f"{path.name} has no picture.", remedy="Leave it out.", path=path)
        if text.startswith("crash"):
            os.kill(os.getpid(), signal.SIGSEGV)
        return seen(text, content_key(path))


@dataclass(frozen=True)
class FakeWatchRecipe:
    pack_id: str = "fake-1"
    diary: Path | None = None

    def __call__(self) -> FakeWatcher:
        return FakeWatcher(self.diary)


def seen(text: str, key: str) -> Seen:
    segments = looks(text)
    count = len(segments)
    said = Embedding(
        segments=segments,
        track=unit(segments.mean(axis=0)),
        emotions=np.full((count, 2), 0.5, np.float32),
        attention=np.full(count, 1 / count, np.float32),
    )
    return Seen(key, count * SEGMENT_S, 320, 180, 25.0, SEGMENT_S, ("sea", "cliff"), said)
