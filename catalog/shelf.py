"""What search keeps at hand for one pack: made from the database, deletable at any time.

Beside the library lie, per pack, the segments of all songs one after the other (float16, memory
mapped), one signature per song (float32, memory mapped), the table of rows, and for large
libraries the graph over the signatures. `shelf.json`, written last, says what belongs together:
format, pack, dimension, counts, sizes, the hash of the graph, and the generation of the vectors it
was made from. Anything missing, stale or not as described is made anew from the database; songs
that did not change are taken over.

The signature of a song is its track vector followed by the mean of its segments. With the query
(a · track, (1 - a) · mean of segments) the inner product is the part of the final score that does
not depend on the moment, whatever the share a.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog import vectors
from catalog.database import Database
from catalog.index import GRAPH_PAYS_FROM, ExactIndex, HnswIndex, Ids, TrackIndex
from catalog.vectors import Halves, Stored
from inference.values import Floats

MAGIC = "cuesmith-shelf"
FORMAT_VERSION = 1
SIDECAR = "shelf.json"
MOST_WASTE = 0.3
SAMPLED = 32


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """The vectors of one pack ready for search; rows are songs in order of id.

    `ids`, `revisions`, `starts`, `counts` are int64 (n,), `segment_s` float64 (n,);
    `signatures` is float32 (n, 2·E), `segments` float16 (sum of counts, E), `centre` float32 (E,)
    the mean track vector.
    """

    pack_id: str
    dim: int
    generation: int
    ids: Ids
    revisions: Ids
    starts: Ids
    counts: Ids
    segment_s: NDArray[np.float64]
    signatures: Floats
    segments: Halves
    centre: Floats
    index: TrackIndex

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def tracks(self) -> Floats:
        """Track vectors, float32 (n, E)."""
        return self.signatures[:, : self.dim]

    def rows_of(self, ids: Iterable[int]) -> Ids:
        """Rows of these ids; ids without vectors are left out."""
        wanted = np.fromiter(ids, np.int64)
        rows = np.searchsorted(self.ids, wanted)
        found = rows < len(self.ids)
        found[found] = self.ids[rows[found]] == wanted[found]
        return rows[found]

    def song(self, row: int) -> Halves:
        return self.segments[self.starts[row] : self.starts[row] + self.counts[row]]


def shelf_folder(library_folder: Path, pack_id: str) -> Path:
    """Where the derived files of a pack lie."""
    name = hashlib.sha256(pack_id.encode()).hexdigest()[:12]
    return library_folder / "derived" / name


def open_shelf(
    database: Database,
    pack_id: str,
    folder: Path,
    *,
    known: Shelf | None = None,
    graph_from: int = GRAPH_PAYS_FROM,
) -> Shelf | None:
    """The shelf of a pack as the database is now, read from `folder` or made; None without vectors.

    Where `folder` cannot be written (a read-only or full disk) the shelf is held in memory only.
    """
    generation = vectors.generation(database, pack_id)
    if generation is None:
        return None
    if known is not None and known.generation == generation:
        return known
    kept = known or load_shelf(database, pack_id, folder)
    if kept is not None and kept.generation == generation:
        return kept
    made = _make(database, pack_id, generation, kept=kept, graph_from=graph_from)
    if made is None:
        return None
    with suppress(OSError, RuntimeError):
        if not database.read_only:
            return _save(made, folder)
    return made


def load_shelf(database: Database, pack_id: str, folder: Path) -> Shelf | None:
    """The shelf as it lies in `folder`, perhaps stale; None when anything about it is wrong."""
    try:
        said = json.loads((folder / SIDECAR).read_text(encoding="utf-8"))
        shelf = _load(said, pack_id, folder)
        return shelf if _agrees(database, shelf) else None
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, EOFError):
        return None


def shelf_state(database: Database, pack_id: str, folder: Path) -> str:
    """In one word for a health report: ready, stale, damaged, missing or empty."""
    if vectors.generation(database, pack_id) is None:
        return "empty"
    if not (folder / SIDECAR).exists():
        return "missing"
    shelf = load_shelf(database, pack_id, folder)
    if shelf is None:
        return "damaged"
    fresh = shelf.generation == vectors.generation(database, pack_id)
    return "ready" if fresh else "stale"


def _load(said: Mapping[str, Any], pack_id: str, folder: Path) -> Shelf:
    expected = {"magic": MAGIC, "format_version": FORMAT_VERSION, "pack_id": pack_id}
    if any(said[key] != value for key, value in expected.items()):
        raise ValueError("a shelf of another kind")
    dim, count, rows = int(said["dim"]), int(said["count"]), int(said["rows"])
    with np.load(_sized(said, "table", folder), allow_pickle=False) as table:
        held = {key: table[key] for key in ("ids", "revisions", "starts", "counts", "segment_s")}
        centre = table["centre"]
    if any(len(column) != count for column in held.values()) or held["counts"].sum() != rows:
        raise ValueError("a table of another length")
    signatures = _mapped(said, "signatures", folder, np.float32, (count, 2 * dim))
    segments = _mapped(said, "segments", folder, np.float16, (rows, dim))
    shelf = Shelf(
        pack_id=pack_id,
        dim=dim,
        generation=int(said["generation"]),
        signatures=signatures,
        segments=segments,
        centre=centre,
        index=ExactIndex(held["ids"], signatures),
        **held,
    )
    return replace(shelf, index=_load_graph(said, folder, shelf)) if "graph" in said else shelf


def _sized(said: Mapping[str, Any], part: str, folder: Path) -> Path:
    """Path of a part; a name from a file must not lead elsewhere, and the size must be right."""
    entry = said[part]
    path = folder / Path(str(entry["file"])).name
    if path.stat().st_size != entry["bytes"]:
        raise ValueError(f"{path.name} has another size")
    return path


def _mapped(
    said: Mapping[str, Any], part: str, folder: Path, kind: type[Any], shape: tuple[int, int]
) -> NDArray[Any]:
    path = _sized(said, part, folder)
    if path.stat().st_size != int(np.prod(shape)) * np.dtype(kind).itemsize:
        raise ValueError(f"{path.name} does not hold what is said of it")
    return np.asarray(np.memmap(path, kind, mode="r", shape=shape))


def _load_graph(said: Mapping[str, Any], folder: Path, shelf: Shelf) -> TrackIndex:
    path = _sized(said, "graph", folder)
    if _sha256(path) != said["graph"]["sha256"]:
        raise ValueError("the graph is damaged")
    return HnswIndex.load(path, dim=2 * shelf.dim, live=shelf.ids)


def _agrees(database: Database, shelf: Shelf) -> bool:
    """Whether a few songs, spread over the shelf, are what the database says they are."""
    rows = np.unique(np.linspace(0, len(shelf) - 1, min(SAMPLED, len(shelf))).astype(int))
    for row in rows:
        found = database.rows(
            "SELECT segments FROM embeddings WHERE track_id = ? AND pack_id = ? AND revision = ?",
            (int(shelf.ids[row]), shelf.pack_id, int(shelf.revisions[row])),
        )
        if found and found[0][0] != shelf.song(row).tobytes():
            return False
    return True


def _make(
    database: Database, pack_id: str, generation: int, *, kept: Shelf | None, graph_from: int
) -> Shelf | None:
    now = vectors.revisions(database, pack_id)
    if not now:
        return None
    dim = vectors.dimension(database, pack_id) or 0
    if kept is not None and kept.dim != dim:
        kept = None
    before = {} if kept is None else dict(zip(kept.ids, kept.revisions, strict=True))
    same = {one for one, revision in now.items() if before.get(one) == revision}
    after = -1 if kept is None else kept.generation
    fresh = {one.track_id: one for one in vectors.stored_vectors(database, pack_id, after=after)}
    shelf = assemble(pack_id, dim, generation, _songs(now, same, kept, fresh))
    return replace(shelf, index=_graph(shelf, kept, same, graph_from)) if kept or fresh else shelf


def _songs(
    now: Mapping[int, int], same: set[int], kept: Shelf | None, fresh: Mapping[int, Stored]
) -> Iterator[Stored]:
    """Every song by id: from the old shelf where it did not change, else from the database."""
    for one, revision in now.items():
        if kept is not None and one in same:
            row = int(np.searchsorted(kept.ids, one))
            track, mean = kept.signatures[row, : kept.dim], kept.signatures[row, kept.dim :]
            yield Stored(one, revision, float(kept.segment_s[row]), kept.song(row), track, mean)
        elif one in fresh:
            yield fresh[one]


def assemble(pack_id: str, dim: int, generation: int, songs: Iterable[Stored]) -> Shelf:
    held = list(songs)
    counts = np.array([len(one.segments) for one in held], np.int64)
    segments = np.concatenate([one.segments for one in held])
    tracks = np.array([one.track for one in held], np.float32)
    starts = np.cumsum(counts) - counts
    means = _known_means(held, dim)
    for a, b in _runs([one.mean is None for one in held]):
        means[a:b] = _means(segments, starts[a:b], counts[a:b])
    signatures = np.ascontiguousarray(np.concatenate([tracks, means], axis=1))
    ids = np.array([one.track_id for one in held], np.int64)
    return Shelf(
        pack_id=pack_id,
        dim=dim,
        generation=generation,
        ids=ids,
        revisions=np.array([one.revision for one in held], np.int64),
        starts=starts,
        counts=counts,
        segment_s=np.array([one.segment_s for one in held], np.float64),
        signatures=signatures,
        segments=segments,
        centre=tracks.mean(axis=0),
        index=ExactIndex(ids, signatures),
    )


def _known_means(songs: Sequence[Stored], dim: int) -> Floats:
    """Mean segments, float32 (n, E), zero where a song does not bring its own."""
    unknown = np.zeros(dim, np.float32)
    return np.array([unknown if one.mean is None else one.mean for one in songs], np.float32)


def _runs(wanted: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Stretches [a, b) of wanted places."""
    edges = np.flatnonzero(np.diff(np.array([False, *wanted, False]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _means(segments: Halves, starts: Ids, counts: Ids) -> Floats:
    """Mean segment of each song, a few thousand songs at a time to stay small in memory."""
    means = np.empty((len(starts), segments.shape[1]), np.float32)
    for a in range(0, len(starts), 2000):
        b = min(a + 2000, len(starts))
        rows = segments[starts[a] : starts[b - 1] + counts[b - 1]].astype(np.float32)
        sums = np.add.reduceat(rows, starts[a:b] - starts[a], axis=0)
        means[a:b] = sums / counts[a:b, None]
    return means


def _graph(shelf: Shelf, kept: Shelf | None, same: set[int], graph_from: int) -> TrackIndex:
    """The engine for this size of library; an old graph is brought up to date where it pays."""
    if len(shelf) < graph_from:
        return shelf.index
    old = kept.index if kept is not None else None
    if isinstance(old, HnswIndex) and kept is not None:
        gone = np.setdiff1d(kept.ids, np.array(sorted(same), np.int64))
        old.delete(gone)
        new = np.setdiff1d(shelf.ids, np.array(sorted(same), np.int64))
        old.add(new, shelf.signatures[shelf.rows_of(new)])
        if old.waste <= MOST_WASTE:
            return old
    return HnswIndex.build(shelf.ids, shelf.signatures)


def _save(shelf: Shelf, folder: Path) -> Shelf:
    """Write all parts under names of this generation, then the sidecar that makes them count."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = f"{shelf.generation}-{os.getpid()}"
    said: dict[str, Any] = {
        "magic": MAGIC,
        "format_version": FORMAT_VERSION,
        "pack_id": shelf.pack_id,
        "dim": shelf.dim,
        "count": len(shelf),
        "rows": len(shelf.segments),
        "generation": shelf.generation,
    }
    written = _write_parts(shelf, folder, stamp)
    said |= {
        part: {"file": path.name, "bytes": path.stat().st_size} for part, path in written.items()
    }
    if "graph" in written:
        said["graph"]["sha256"] = _sha256(written["graph"])
    part = folder / f"{SIDECAR}.{os.getpid()}.part"
    part.write_text(json.dumps(said, indent=1), encoding="utf-8")
    part.replace(folder / SIDECAR)
    _sweep(folder, {path.name for path in written.values()} | {SIDECAR})
    shape = shelf.signatures.shape
    signatures = np.asarray(np.memmap(written["signatures"], np.float32, mode="r", shape=shape))
    mapped = np.memmap(written["segments"], np.float16, mode="r", shape=shelf.segments.shape)
    exact = isinstance(shelf.index, ExactIndex)
    return replace(
        shelf,
        signatures=signatures,
        segments=np.asarray(mapped),
        index=ExactIndex(shelf.ids, signatures) if exact else shelf.index,
    )


def _write_parts(shelf: Shelf, folder: Path, stamp: str) -> dict[str, Path]:
    parts = {
        "table": folder / f"table-{stamp}.npz",
        "signatures": folder / f"signatures-{stamp}.f32",
        "segments": folder / f"segments-{stamp}.f16",
    }
    with parts["table"].open("wb") as file:
        columns = ("ids", "revisions", "starts", "counts", "segment_s", "centre")
        np.savez(file, **{name: getattr(shelf, name) for name in columns})
    shelf.signatures.tofile(parts["signatures"])
    shelf.segments.tofile(parts["segments"])
    if isinstance(shelf.index, HnswIndex):
        parts["graph"] = folder / f"graph-{stamp}.hnsw"
        shelf.index.save(parts["graph"])
    return parts


def _sweep(folder: Path, keep: set[str]) -> None:
    """Remove parts no sidecar speaks of; one still mapped by another window may stay."""
    for path in folder.iterdir():
        if path.name not in keep:
            with suppress(OSError):
                path.unlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
