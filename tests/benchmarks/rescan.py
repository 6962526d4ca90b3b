"""Goal 5: a rescan of an unchanged library takes at most twice a plain walk with os.scandir.

Run: python -m tests.benchmarks.rescan [files]. Empty files stand in for songs: neither side opens
any. Printed: CPU and wall of both, median of the rounds, and the ratio.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog.library import Library
from catalog.listening import Listener
from inference.progress import finish

ROUNDS = 7


@dataclass(frozen=True)
class NeverListens:
    """A recipe for a run in which nothing is to be heard."""

    pack_id: str = "benchmark"
    base_id: str = "benchmark"
    tag_names: tuple[str, ...] = ()

    def __call__(self) -> Listener:
        raise AssertionError("nothing is to be heard in an unchanged library")


def make_folder(folder: Path, files: int) -> None:
    for i in range(0, files, 12):
        album = folder / f"artist {i // 120}" / f"album {i}"
        album.mkdir(parents=True)
        for k in range(12):
            (album / f"{k:02} - a song with a name of usual length {i + k}.mp3").touch()


def make_known(library: Library, folder: Path) -> None:
    with library._database.transaction() as connection:
        connection.execute("INSERT INTO packs (pack_id, dim) VALUES ('benchmark', 4)")
        for path in sorted(folder.rglob("*.mp3")):
            about = path.stat()
            [[one]] = connection.execute(
                "INSERT INTO tracks (path, size, mtime_ns, content_key, title, duration_s, "
                "bpm_confidence, key_confidence, beats_s, downbeats_s, energy) "
                "VALUES (?, ?, ?, ?, ?, 1, 0, 0, zeroblob(2000), zeroblob(500), zeroblob(160)) "
                "RETURNING id",
                (str(path), about.st_size, about.st_mtime_ns, path.name, path.name),
            ).fetchall()
            connection.execute(
                "INSERT INTO embeddings VALUES (?, 'benchmark', 40, 128, 6, zeroblob(10240), "
                "zeroblob(512), x'', zeroblob(80), 0)",
                (one,),
            )


def walk(folder: str) -> int:
    """The limit: every name and its size and time, nothing else."""
    seen = 0
    waiting = [folder]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    waiting.append(entry.path)
                else:
                    about = entry.stat()
                    seen += about.st_size >= 0 and about.st_mtime_ns >= 0
    return seen


def timed(action: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    action()
    return time.process_time() - cpu, time.perf_counter() - wall


def run(files: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        music = Path(place) / "music"
        make_folder(music, files)
        with Library.open(Path(place) / "library") as library:
            make_known(library, music)

            def rescan() -> None:
                report = finish(library.ingest([music], NeverListens()))
                assert (report.added, report.updated, report.missing) == (0, 0, 0)

            rescan()
            pairs = [(timed(lambda: walk(str(music))), timed(rescan)) for _ in range(ROUNDS)]
    limit, ours = np.median(np.array(pairs), axis=0)
    print(f"{files} files: walk CPU {limit[0]:.3f} s wall {limit[1]:.3f} s")
    print(f"{files} files: ours CPU {ours[0]:.3f} s wall {ours[1]:.3f} s")
    print(f"ratio CPU {ours[0] / limit[0]:.2f}, wall {ours[1] / limit[1]:.2f} (goal 2)")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 12_000)
