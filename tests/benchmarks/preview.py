"""Goal 2: a provisional ranked list at once, from keyframes."""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import fixtures
from tests.benchmarks.harness import Candidate, Place, Runs, run_once
from tests.benchmarks.verdict import Check, Goal, cpu_ratio, wall_ratio
from tests.benchmarks.watching import decoding

SECONDS = 300
PIECE = 3
LIMIT = "decode only (ffmpeg)"
OURS = "ours, provisional list"
FINAL = "ours, provisional and final list"


def prepare(place: Place) -> None:
    fixtures.video(place, SECONDS)
    run_once(Candidate("pieces", "guard", "preview:hear_pieces", _arguments(place)), place)


def candidates(place: Place) -> Sequence[Candidate]:
    film = str(fixtures.video(place, SECONDS))
    arguments = {"film": film, **_arguments(place)}
    return (
        Candidate(OURS, "ours", "preview:first", arguments),
        decoding(LIMIT, film, most=2),
        Candidate(FINAL, "ours", "preview:both", arguments, most=1),
    )


def _arguments(place: Place) -> dict[str, str]:
    return {"pack": str(place.pack), "pieces": str(place.made("pieces.npz"))}


def judge(runs: Runs) -> Sequence[Check]:
    (final,) = runs[FINAL]
    return (
        *wall_ratio(runs, OURS, LIMIT, "≤", 0.10),
        *cpu_ratio(runs, OURS, LIMIT, "≤", 0.10),
        *wall_ratio(runs, FINAL, LIMIT),
        Check("top-10 overlap of the provisional with the final list", final.said["overlap"]),
        Check("the same by chance", final.said["chance"]),
    )


def hear_pieces(pack: str, pieces: str) -> None:
    """Cut the demo's songs into overlapping pieces of 18 s, each a song of its own, to search in.

    Made anew for another pack; the towers' output is what is kept.
    """
    import numpy as np

    from inference.analysis import Analyzer
    from inference.progress import finish
    from tests.benchmarks import engines

    held = engines.pack(pack)
    if Path(pieces).exists() and str(np.load(pieces)["pack_id"]) == held.pack_id:
        return
    analyzer = Analyzer(held)
    segments, tracks = [], []
    for song in sorted((fixtures.DEMO / "music").glob("*.ogg")):
        base = finish(analyzer.analyze_music(song)).base.base
        for start in range(len(base) - PIECE + 1):
            embedding = analyzer.embed_music(base[start : start + PIECE])
            segments.append(embedding.segments)
            tracks.append(embedding.track)
    np.savez(
        pieces, pack_id=np.array(held.pack_id), segments=np.stack(segments), tracks=np.stack(tracks)
    )


def first(film: str, pack: str, pieces: str) -> dict[str, Any]:
    """From a cold interpreter to the first list."""
    return _listed(film, pack, pieces, final=False)


def both(film: str, pack: str, pieces: str) -> dict[str, Any]:
    from tests.benchmarks import engines

    lists = _listed(film, pack, pieces, final=True)
    alike = engines.overlap([lists["first"]], [lists["final"]])
    return {**lists, "overlap": alike, "chance": 10 / lists["pieces"]}


def _listed(film: str, pack: str, pieces: str, *, final: bool) -> dict[str, Any]:
    from inference.analysis import Analyzer
    from tests.benchmarks import engines

    start = time.perf_counter()
    shelf = _shelf(pieces)
    work = Analyzer(engines.pack(pack)).analyze_video(Path(film), preview=True)
    lists: dict[str, Any] = {"pieces": len(shelf)}
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            lists["final"] = _best_ten(shelf, end.value)
            return lists
        if step.partial is not None:
            lists["first"] = _best_ten(shelf, step.partial)
            lists["first_after_s"] = time.perf_counter() - start
            if not final:
                work.close()
                return lists


def _best_ten(shelf: Any, seen: Any) -> list[int]:
    from catalog.search import Query, ranked

    query = Query(seen.embedding.segments, seen.embedding.track)
    return ranked(shelf, query).rows[:10].tolist()


def _shelf(pieces: str) -> Any:
    import numpy as np

    from catalog.shelf import assemble
    from catalog.vectors import Stored

    held = np.load(pieces)
    songs = (
        Stored(i, 1, 6.0, segments.astype(np.float16), track)
        for i, (segments, track) in enumerate(zip(held["segments"], held["tracks"], strict=True), 1)
    )
    return assemble("benchmark", held["tracks"].shape[1], 1, songs)


GOAL = Goal(
    "preview",
    "The first list comes almost at once",
    f"A {SECONDS}-second 1080p film, never seen before, to a ranked list made from keyframes: the "
    "whole process, from a cold interpreter. The songs are overlapping pieces of 18 s of the "
    "demo's songs.",
    prepare,
    candidates,
    judge,
)
