"""Nearest tracks by inner product: one small interface, two engines.

`ExactIndex` compares with every vector: one thread needs about 1 ms for 10,000 tracks and 10 to
20 ms for 100,000 (it reads them all once), is exact, and there is nothing to build. `HnswIndex`
walks a graph (hnswlib): its time hardly grows with the library, but answers are approximate, the
graph takes memory, and building it costs seconds for 10,000 tracks and more than a minute for
100,000. Aligning the candidates takes 5 ms and more either way, so the graph only pays from
`GRAPH_PAYS_FROM` tracks on. A shared engine for many seats goes behind
the same interface.

Traps of hnswlib 0.8 that this file is built around: a file of another dimension loads without a
word and gives nonsense (so dimension and hash are kept beside it by `catalog.shelf`); asking for
more neighbours than can be reached raises RuntimeError (so the exact way is taken instead); its
Python filter is slow and raises in the same way (so it is not used).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from inference.values import Floats

Ids = NDArray[np.int64]

GRAPH_PAYS_FROM = 20_000
LINKS = 16
EF_CONSTRUCTION = 200
SMALLEST_EF = 200
# Below this share of permitted tracks the graph would mostly walk over forbidden ones.
FEW = 0.25


class TrackIndex(Protocol):
    """Finds the tracks whose vectors have the largest inner product with a query."""

    @property
    def dim(self) -> int: ...

    def __len__(self) -> int: ...

    def add(self, ids: Ids, vectors: Floats) -> None:
        """Add vectors, float32 (n, dim), under ids, int64 (n,); a known id gets the new vector."""
        ...

    def delete(self, ids: Ids) -> None:
        """Forget these ids; unknown ones are ignored."""
        ...

    def search(
        self, query: Floats, count: int, *, allowed: Ids | None = None
    ) -> tuple[Ids, Floats]:
        """Up to `count` ids and their inner products with `query` (dim,), best first.

        With `allowed`, only these ids (unknown ones are ignored) are answered.
        """
        ...

    def save(self, path: Path) -> None:
        """Write the engine's own file."""
        ...


def best(scores: Floats, count: int) -> Ids:
    """Positions of the `count` largest scores, largest first, ties in order of position."""
    count = min(count, len(scores))
    if count <= 0:
        return np.empty(0, np.int64)
    if count < len(scores):
        top = np.sort(np.argpartition(-scores, count - 1)[:count])
    else:
        top = np.arange(len(scores))
    return top[np.argsort(-scores[top], kind="stable")].astype(np.int64)


class ExactIndex:
    """Compares with every vector."""

    def __init__(self, ids: Ids, vectors: Floats) -> None:
        order = np.argsort(ids, kind="stable")
        in_order = bool((order == np.arange(len(ids))).all())
        self._ids = ids if in_order else ids[order]
        self._vectors = vectors if in_order else vectors[order]

    @classmethod
    def load(cls, path: Path) -> ExactIndex:
        with np.load(path, allow_pickle=False) as held:
            return cls(held["ids"], held["vectors"])

    @property
    def dim(self) -> int:
        return int(self._vectors.shape[1])

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, ids: Ids, vectors: Floats) -> None:
        keep = ~np.isin(self._ids, ids)
        merged = np.concatenate([self._ids[keep], ids])
        order = np.argsort(merged)
        self._vectors = np.concatenate([self._vectors[keep], vectors])[order]
        self._ids = merged[order]

    def delete(self, ids: Ids) -> None:
        keep = ~np.isin(self._ids, ids)
        self._ids, self._vectors = self._ids[keep], self._vectors[keep]

    def search(
        self, query: Floats, count: int, *, allowed: Ids | None = None
    ) -> tuple[Ids, Floats]:
        if allowed is None:
            ids, vectors = self._ids, self._vectors
        else:
            rows = np.flatnonzero(np.isin(self._ids, allowed))
            ids, vectors = self._ids[rows], self._vectors[rows]
        scores = np.asarray(vectors @ query, np.float32)
        top = best(scores, count)
        return ids[top], scores[top]

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, ids=self._ids, vectors=self._vectors)


class HnswIndex:
    """A graph over the vectors (hnswlib, inner product)."""

    def __init__(self, engine: Any, dim: int, live: Ids) -> None:  # noqa: ANN401
        self._engine = engine
        self._dim = dim
        self._live = {int(one) for one in live}
        engine.set_num_threads(1)

    @classmethod
    def build(cls, ids: Ids, vectors: Floats) -> HnswIndex:
        import hnswlib  # noqa: PLC0415  # the graph engine is loaded when a library needs it

        engine = hnswlib.Index(space="ip", dim=vectors.shape[1])
        engine.init_index(
            max_elements=max(1, len(ids)), M=LINKS, ef_construction=EF_CONSTRUCTION, random_seed=1
        )
        made = cls(engine, int(vectors.shape[1]), np.empty(0, np.int64))
        made.add(ids, vectors)
        return made

    @classmethod
    def load(cls, path: Path, *, dim: int, live: Ids) -> HnswIndex:
        """Load a saved graph. Its dimension must be known: the file is not asked by the engine.

        Raises
        ------
        RuntimeError
            The file is not a graph of this engine, or holds other tracks than `live`.
        """
        import hnswlib  # noqa: PLC0415

        engine = hnswlib.Index(space="ip", dim=dim)
        engine.load_index(str(path))
        known = engine.get_ids_list()
        if not {int(one) for one in live} <= set(known):
            raise RuntimeError("the graph holds other tracks than it should")
        return cls(engine, dim, live)

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def waste(self) -> float:
        """Share of the graph's points that are deleted."""
        held = self._engine.get_current_count()
        return 1.0 - len(self._live) / held if held else 0.0

    def __len__(self) -> int:
        return len(self._live)

    def add(self, ids: Ids, vectors: Floats) -> None:
        if not len(ids):
            return
        room = self._engine.get_current_count() + len(ids)
        if room > self._engine.get_max_elements():
            self._engine.resize_index(room)
        self._engine.add_items(np.asarray(vectors, np.float32), ids, num_threads=-1)
        self._live |= {int(one) for one in ids}

    def delete(self, ids: Ids) -> None:
        gone = {int(one) for one in ids} & self._live
        for one in gone:
            self._engine.mark_deleted(one)
        self._live -= gone

    def search(
        self, query: Floats, count: int, *, allowed: Ids | None = None
    ) -> tuple[Ids, Floats]:
        if allowed is None:
            return self._walk(query, min(count, len(self)))
        wanted = np.array(sorted({int(one) for one in allowed} & self._live), np.int64)
        share = len(wanted) / max(1, len(self))
        if share > FEW:
            ids, scores = self._walk(query, min(len(self), int(1.5 * count / share) + 16))
            fit = np.isin(ids, wanted)
            if fit.sum() >= min(count, len(wanted)):
                return ids[fit][:count], scores[fit][:count]
        return self._compare(query, count, wanted)

    def save(self, path: Path) -> None:
        self._engine.save_index(str(path))

    def _walk(self, query: Floats, count: int) -> tuple[Ids, Floats]:
        if count <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        self._engine.set_ef(max(SMALLEST_EF, int(1.2 * count)))
        try:
            labels, distances = self._engine.knn_query(query[None], k=count, num_threads=1)
        except RuntimeError:
            return self._compare(query, count, np.array(sorted(self._live), np.int64))
        return labels[0].astype(np.int64), (1.0 - distances[0]).astype(np.float32)

    def _compare(self, query: Floats, count: int, ids: Ids) -> tuple[Ids, Floats]:
        if not len(ids):
            return np.empty(0, np.int64), np.empty(0, np.float32)
        vectors = self._engine.get_items(ids, return_type="numpy")
        scores = np.asarray(vectors @ query, np.float32)
        top = best(scores, count)
        return ids[top], scores[top]
