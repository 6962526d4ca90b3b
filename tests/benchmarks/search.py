"""Goal 6: a 30-segment question with sliders, answered exactly enough and at once.

Structured synthetic vectors (every song a centre with a power-law spectrum, randomly rotated, and
segments wandering around it); held-out questions are stretches of unseen songs.
"""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.harness import Candidate, Place, Runs, run_once
from tests.benchmarks.verdict import Check, Goal, told_cpu_ratio

SIZES = {10_000: 10.0, 100_000: 50.0}
"""Songs, and how many milliseconds a question may take."""

PEER_SONGS = 10_000
DIM = 128
SEGMENTS = 40
ASKED = 30
QUESTIONS = 30
PROVEN = 12
"""Questions whose exact answer is computed, which takes seconds in the larger library."""
NOISE = 0.6
LINK_BYTES = 150
"""About what a graph keeps of a point's links, M = 16."""


def prepare(place: Place) -> None:
    for songs in SIZES:
        run_once(Candidate("world", "guard", "search:make", _arguments(place, songs)), place)


def _arguments(place: Place, songs: int) -> dict[str, Any]:
    return {"folder": str(place.made(f"songs_{songs}")), "songs": songs}


def candidates(place: Place) -> Sequence[Candidate]:
    peer = _arguments(place, PEER_SONGS)
    ours = tuple(
        Candidate(_ours(songs), "ours", "search:ours", _arguments(place, songs), one_thread=True)
        for songs in SIZES
    )
    return (
        *ours,
        Candidate(
            _exhaustive(PEER_SONGS), "limit", "search:exhaustive", peer, most=1, one_thread=True
        ),
        Candidate(
            _segments(PEER_SONGS),
            "peer",
            "search:segment_graph",
            peer,
            most=1,
            one_thread=True,
        ),
    )


def _ours(songs: int) -> str:
    return f"ours, {songs:,} songs"


def _exhaustive(songs: int) -> str:
    return f"every segment with every segment, {songs:,} songs"


def _segments(songs: int) -> str:
    return f"hnswlib over segments, {songs:,} songs"


def judge(runs: Runs) -> Sequence[Check]:
    checks: list[Check] = []
    for songs, most_ms in SIZES.items():
        done = runs[_ours(songs)]
        ms = sorted(1e3 * run.cpu_s for run in done)[len(done) // 2]
        last = done[-1].said
        checks += [
            Check(f"CPU of a question, {songs:,} songs", ms, "≤", most_ms, "ms"),
            Check(f"wall, 95th percentile, {songs:,} songs", last["p95_ms"], unit="ms"),
            Check(f"recall@10 against exact, {songs:,} songs", last["recall"], "≥", 0.95),
            Check(f"bytes a vector, {songs:,} songs", last["bytes"], unit="B"),
        ]
    peer = _segments(PEER_SONGS)
    recall = runs[peer][0].said["recall"]
    return (
        *checks,
        *told_cpu_ratio(runs, _exhaustive(PEER_SONGS), _ours(PEER_SONGS)),
        *told_cpu_ratio(runs, peer, _ours(PEER_SONGS)),
        Check(f"recall@10, {peer}", recall),
    )


class Drawn:
    """Songs and questions drawn from one distribution."""

    def __init__(self, seed: int) -> None:
        import numpy as np

        self._rng = np.random.default_rng(1)
        rotation = np.linalg.qr(self._rng.normal(size=(DIM, DIM)))[0]
        spectrum = np.arange(1, DIM + 1) ** -0.5
        self._shape = (spectrum[:, None] * rotation).astype(np.float32)
        self._rng = np.random.default_rng(seed)

    def songs(self, count: int) -> Any:
        """Segments float32 (count, SEGMENTS, DIM) around a centre, each near the one before."""
        from tests.benchmarks.engines import unit

        centres = self._drawn(count, 1)
        steps = self._drawn(count, SEGMENTS)
        for i in range(1, SEGMENTS):
            steps[:, i] = 0.7 * steps[:, i - 1] + 0.7 * steps[:, i]
        return unit(centres + NOISE * steps)

    def _drawn(self, *shape: int) -> Any:
        import numpy as np

        from tests.benchmarks.engines import unit

        return unit(self._rng.standard_normal((*shape, DIM), dtype=np.float32) @ self._shape)


def make(folder: str, songs: int) -> None:
    """The songs' vectors, the graph over their signatures, questions and their exact answers."""
    import numpy as np

    from catalog.index import HnswIndex
    from catalog.shelf import assemble
    from tests.benchmarks.engines import unit

    target, half = Path(folder), Path(f"{folder}.half")
    if target.exists():
        return
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    shelf = assemble("benchmark", DIM, 1, _stored(songs))
    np.save(half / "segments.npy", shelf.segments)
    np.save(half / "signatures.npy", shelf.signatures)
    HnswIndex.build(shelf.ids, shelf.signatures).save(half / "graph")
    asked = Drawn(seed=3).songs(QUESTIONS)[:, :ASKED]
    sliders = unit(Drawn(seed=4).songs(2).mean(axis=1))
    np.savez(half / "questions.npz", asked=asked, sliders=sliders)
    moved = _moved(shelf, asked, sliders)
    exact = [_best_ten(_all_scores(shelf, question)) for question in moved[:PROVEN]]
    np.save(half / "exact.npy", np.array(exact))
    half.rename(target)


def _stored(songs: int) -> Iterator[Any]:
    import numpy as np

    from catalog.vectors import Stored
    from tests.benchmarks.engines import unit

    drawn = Drawn(seed=2)
    for start in range(0, songs, 1000):
        for i, song in enumerate(drawn.songs(min(1000, songs - start)), start + 1):
            yield Stored(i, 1, 6.0, song.astype(np.float16), unit(song.mean(axis=0)))


def ours(folder: str, songs: int) -> dict[str, Any]:
    """Sliders, candidates from the graph, exact alignment of each: what `catalog.search` does."""
    import numpy as np

    from catalog.search import conditioned, ranked

    shelf = _shelf(Path(folder), graph=True)
    directions = _directions(Path(folder))

    def answer(question: Any) -> list[int]:
        moved = conditioned(question, directions, shelf.centre)
        return ranked(shelf, moved).rows[:10].tolist()

    kept = shelf.signatures.nbytes + shelf.segments.nbytes
    graph = songs * (shelf.signatures[0].nbytes + LINK_BYTES)
    figures = _asked(Path(folder), shelf, answer)
    return {**figures, "bytes": (kept + graph) / len(np.asarray(shelf.segments))}


def exhaustive(folder: str, songs: int) -> dict[str, Any]:
    from catalog.search import conditioned

    shelf = _shelf(Path(folder), graph=False)
    directions = _directions(Path(folder))

    def answer(question: Any) -> list[int]:
        return _best_ten(_all_scores(shelf, conditioned(question, directions, shelf.centre)))

    return _asked(Path(folder), shelf, answer, most=6)


def segment_graph(folder: str, songs: int) -> dict[str, Any]:
    """The usual way: a graph over segments, ten neighbours of each segment of the question."""
    import hnswlib
    import numpy as np

    from catalog.search import conditioned

    shelf = _shelf(Path(folder), graph=False)
    directions = _directions(Path(folder))
    engine = hnswlib.Index(space="ip", dim=DIM)
    graph = Path(folder) / "segment_graph"
    if graph.exists():
        engine.load_index(str(graph))
    else:
        engine.init_index(len(shelf.segments), M=16, ef_construction=100)
        engine.add_items(np.asarray(shelf.segments, np.float32))
        engine.save_index(str(graph))
    engine.set_ef(128)
    song_of = np.repeat(np.arange(len(shelf)), shelf.counts)

    def answer(question: Any) -> list[int]:
        moved = conditioned(question, directions, shelf.centre)
        labels, distances = engine.knn_query(moved.segments, k=10, num_threads=1)
        sums = np.bincount(song_of[labels.ravel()], (1 - distances).ravel(), len(shelf))
        return _best_ten(sums)

    return _asked(Path(folder), shelf, answer)


def _asked(
    folder: Path, shelf: Any, answer: Callable[[Any], list[int]], *, most: int = QUESTIONS
) -> dict[str, Any]:
    """Median cost of a question and the share of the exact best ten that was found."""
    import numpy as np

    from tests.benchmarks.engines import overlap

    questions = _questions(np.load(folder / "questions.npz")["asked"][:most])
    exact = np.load(folder / "exact.npy")[: min(most, PROVEN)].tolist()
    answer(questions[0])
    cpu_s, wall_s, found = [], [], []
    for question in questions:
        cpu, wall = time.process_time(), time.perf_counter()
        found.append(answer(question))
        cpu_s.append(time.process_time() - cpu)
        wall_s.append(time.perf_counter() - wall)
    return {
        "cpu_s": float(np.median(cpu_s)),
        "wall_s": float(np.median(wall_s)),
        "p95_ms": 1e3 * float(np.percentile(wall_s, 95)),
        "recall": overlap(found[: len(exact)], exact),
    }


def _shelf(folder: Path, *, graph: bool) -> Any:
    """The shelf as the program holds it: segments and signatures mapped, the graph in memory."""
    import numpy as np

    from catalog.index import ExactIndex, HnswIndex
    from catalog.shelf import Shelf

    segments = np.load(folder / "segments.npy", mmap_mode="r")
    signatures = np.load(folder / "signatures.npy", mmap_mode="r")
    count = len(signatures)
    ids = np.arange(1, count + 1)
    return Shelf(
        pack_id="benchmark",
        dim=DIM,
        generation=1,
        ids=ids,
        revisions=np.ones(count, np.int64),
        starts=np.arange(count) * SEGMENTS,
        counts=np.full(count, SEGMENTS),
        segment_s=np.full(count, 6.0),
        signatures=signatures,
        segments=segments,
        centre=np.asarray(signatures[:, :DIM]).mean(axis=0),
        index=HnswIndex.load(folder / "graph", dim=2 * DIM, live=ids)
        if graph
        else ExactIndex(ids, signatures),
    )


def _directions(folder: Path) -> dict[str, Any]:
    import numpy as np

    guitar, vocals = np.load(folder / "questions.npz")["sliders"]
    return {"guitar": guitar, "vocals": vocals}


def _questions(asked: Any) -> list[Any]:
    from catalog.search import Query
    from tests.benchmarks.engines import unit

    sliders = {"guitar": 0.5, "vocals": -0.5}
    return [Query(one, unit(one.mean(axis=0)), attributes=sliders) for one in asked]


def _moved(shelf: Any, asked: Any, sliders: Any) -> list[Any]:
    from catalog.search import conditioned

    directions = dict(zip(("guitar", "vocals"), sliders, strict=True))
    return [conditioned(one, directions, shelf.centre) for one in _questions(asked)]


def _all_scores(shelf: Any, query: Any) -> Any:
    """The exact score of every song."""
    from catalog.rank import align

    fits, _ = align(query.segments, shelf.segments, shelf.starts, shelf.counts)
    share = query.whole_share
    return share * (shelf.tracks @ query.track) + (1 - share) * fits


def _best_ten(scores: Any) -> list[int]:
    import numpy as np

    return np.argsort(-scores, kind="stable")[:10].tolist()


GOAL = Goal(
    "search",
    "A question to a large library is answered at once",
    f"{ASKED} segments with two sliders over songs of {SEGMENTS} segments, {DIM} dimensions, one "
    f"thread; median CPU of {QUESTIONS} questions in a process whose start is not counted. Exact "
    "means every song aligned. The goal is in milliseconds of the machine at hand.",
    prepare,
    candidates,
    judge,
)
