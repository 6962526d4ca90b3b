"""A light listener for the mechanics of ingestion: it hears the bytes of a file, not its sound.

The content of a "song" may carry orders for it: crash, hang, fail, refuse.
"""

from __future__ import annotations

import hashlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inference.errors import MediaError
from inference.media.content import content_key
from inference.progress import Progress, Work
from inference.values import Embedding, Floats, MediaInfo, MusicAnalysis, MusicBase, segment_grid

DIM = 8
BASE_DIM = 12
TAGS = ("guitar", "female vocalists", "instrumental")


def unit(vectors: Floats) -> Floats:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


@dataclass(frozen=True)
class FakeListener:
    pack_id: str
    delay_s: float
    diary: Path | None

    def listen(self, path: Path) -> Work[MusicAnalysis]:
        content = path.read_bytes()
        if self.diary is not None:
            with self.diary.open("a") as file:
                file.write(f"{path.name}\n")
        yield Progress(0.0, "Hearing")
        time.sleep(self.delay_s)
        _obey(content, path)
        yield Progress(0.5, "Hearing")
        base = fake_base(content, content_key(path))
        info = MediaInfo(path, "fake", base.duration_s, len(content), None, ())
        said = self.embed(base.base)
        if content.startswith(b"nonsense"):
            said.track[0] = np.nan
        return MusicAnalysis(info, base, said, self.pack_id)

    def embed(self, base: Floats) -> Embedding:
        segments = unit(base[:, :DIM] + len(self.pack_id) / 100)
        count = len(segments)
        return Embedding(
            segments=segments,
            track=unit(segments.mean(axis=0)),
            emotions=np.zeros((count, 7), np.float32),
            attention=np.full(count, 1 / count, np.float32),
        )


@dataclass(frozen=True)
class FakeRecipe:
    pack_id: str = "fake-1"
    base_id: str = "base-1"
    tag_names: tuple[str, ...] = TAGS
    delay_s: float = 0.0
    diary: Path | None = None

    def __call__(self) -> FakeListener:
        return FakeListener(self.pack_id, self.delay_s, self.diary)


def _obey(content: bytes, path: Path) -> None:
    if content.startswith(b"crash"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if content.startswith(b"hang"):
        time.sleep(600)
    if content.startswith(b"stumble"):
        raise ZeroDivisionError("division by zero")
    if content.startswith(b"refuse"):
        raise MediaError(f"{path.name} holds no sound.", remedy="Choose another file.", path=path)


def fake_base(content: bytes, key: str) -> MusicBase:
    seed = int.from_bytes(hashlib.sha256(content).digest()[:4], "big")
    rng = np.random.default_rng(seed)
    count = 1 + seed % 9
    return MusicBase(
        content_key=key,
        duration_s=6.0 * count,
        segments=segment_grid(6.0 * count, 6.0),
        base=rng.normal(size=(count, BASE_DIM)).astype(np.float16).astype(np.float32),
        tags=rng.random(len(TAGS)).astype(np.float32),
        energy=rng.random(count).astype(np.float32),
        bpm=60.0 + seed % 120,
        bpm_confidence=0.5,
        beats_s=np.arange(4, dtype=np.float32),
        downbeats_s=np.zeros(1, np.float32),
        key="A minor" if seed % 2 else "C major",
        key_confidence=0.5,
        loudness_lufs=-14.0 if seed % 3 else float("-inf"),
        true_peak_dbtp=-1.0,
    )
