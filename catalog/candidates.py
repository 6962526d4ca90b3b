"""Which songs come into question for a film of many scenes, and how well each fits each scene.

For a whole film a few hundred songs are enough to choose from: the best of every scene. Their
scores are those of the search (`catalog.search`), for every scene, so that a plan can weigh a song
that fits two scenes well against two that fit one each a little better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.database import Database
from catalog.filters import left_out_ids, matching_ids, where
from catalog.index import Ids, best
from catalog.rank import align, diagonal_sums, widened
from catalog.search import Query, conditioned
from catalog.shelf import Shelf
from catalog.tracks import Track, tracks_by_id
from inference.values import Floats

MOST_SONGS = 200
"""Songs that a plan chooses from; the best of each scene first, then the second best, and so on."""

ALIGNED = 48
"""Songs that are aligned exactly with a scene to find its best ones."""

_AT_ONCE = 64  # scenes, so that their scores over a large library fit into memory


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Songs, and float32 (scenes, songs): the score of each song for each scene."""

    tracks: tuple[Track, ...]
    scores: Floats


def candidates(
    database: Database,
    shelf: Shelf,
    queries: Sequence[Query],
    directions: Mapping[str, Floats],
    *,
    wanted: Sequence[int] = (),
    most: int = MOST_SONGS,
) -> Candidates:
    """Return the songs that come into question for the scenes asked about, and their scores.

    `queries` are questions with the same filters. The songs of the ids `wanted` are among them
    whatever the filters say, as far as they have vectors.

    Raises
    ------
    SearchError
        A slider names an attribute that is not one of `directions`.
    """
    moved = [conditioned(query, directions, shelf.centre) for query in queries]
    asked = shelf.rows_of(wanted)
    permitted = _permitted(database, shelf, queries[0]) if queries else np.zeros(0, np.int64)
    ranked = [_best_rows(shelf, query, rows) for query, rows in _nearest(shelf, moved, permitted)]
    rows = _shared_out(ranked, asked, most)
    tracks = tracks_by_id(database, [int(one) for one in shelf.ids[rows]])
    rows = _distinct(shelf, rows, tracks, asked)
    return Candidates(
        tuple(tracks[int(one)] for one in shelf.ids[rows]), scores_of(shelf, moved, rows)
    )


def scores_of(shelf: Shelf, queries: Sequence[Query], rows: Ids) -> Floats:
    """Score of each song of these rows for each question, float32 (questions, rows).

    The same as `catalog.search` gives, one by one; here all share one matrix product.
    """
    if not len(rows) or not queries:
        return np.zeros((len(queries), len(rows)), np.float32)
    counts = shelf.counts[rows]
    begins = np.cumsum(counts) - counts
    places = (
        np.arange(int(counts.sum()))
        - np.repeat(begins, counts)
        + np.repeat(shelf.starts[rows], counts)
    )
    songs = widened(np.take(shelf.segments, places, axis=0))
    found = [_fits(query.segments @ songs.T, begins, counts) for query in queries]
    whole = np.stack([shelf.tracks[rows] @ query.track for query in queries])
    share = np.array([[query.whole_share] for query in queries], np.float32)
    return np.asarray(share * whole + (1 - share) * np.stack(found), np.float32)


def _fits(products: Floats, begins: Ids, counts: Ids) -> Floats:
    """Best mean along a diagonal of each song, from products (k, all segments), float32 (n,)."""
    width, size = products.shape
    # Behind the last song nothing more can be covered.
    padded = np.concatenate([products, np.zeros((width, width - 1), np.float32)], axis=1)
    sums = diagonal_sums(padded)
    place = np.arange(size) - np.repeat(begins, counts)
    sums[place > np.repeat(counts - width, counts)] = -np.inf
    fits = np.maximum.reduceat(sums, begins) / width
    for short in np.flatnonzero(counts < width):
        begin, count = int(begins[short]), int(counts[short])
        total = float(np.trace(products[:count, begin : begin + count]))
        fits[short] = total / (width if total >= 0 else count)
    return np.asarray(fits, np.float32)


def _permitted(database: Database, shelf: Shelf, query: Query) -> Ids:
    """Rows of the songs that may be suggested."""
    if where(query.filters)[0]:
        return shelf.rows_of(matching_ids(database, query.filters, suggestible=True))
    barred = np.array(left_out_ids(database), np.int64)
    return np.flatnonzero(~np.isin(shelf.ids, barred))


def _nearest(shelf: Shelf, queries: Sequence[Query], permitted: Ids) -> Iterator[tuple[Query, Ids]]:
    """Give each question with the rows that are nearest to it by signature."""
    everything = len(permitted) == len(shelf)
    signatures = shelf.signatures if everything else shelf.signatures[permitted]
    for start in range(0, len(queries), _AT_ONCE):
        lot = queries[start : start + _AT_ONCE]
        asked = np.stack([_signature(query) for query in lot])
        for query, scores in zip(lot, asked @ signatures.T, strict=True):
            near = best(scores, ALIGNED)
            yield query, np.sort(near if everything else permitted[near])


def _signature(query: Query) -> Floats:
    share = query.whole_share
    parts = [share * query.track, (1 - share) * query.segments.mean(axis=0)]
    return np.concatenate(parts).astype(np.float32)


def _best_rows(shelf: Shelf, query: Query, rows: Ids) -> Ids:
    """Order the rows by their score for a question, best first."""
    if not len(rows):
        return rows
    fits, _ = align(query.segments, shelf.segments, shelf.starts[rows], shelf.counts[rows])
    share = query.whole_share
    scores = share * (shelf.tracks[rows] @ query.track) + (1 - share) * fits
    return rows[np.argsort(-scores, kind="stable")]


def _shared_out(ranked: Sequence[Ids], asked: Ids, most: int) -> Ids:
    """Take everybody's best, then everybody's second best, up to `most`; those asked for first."""
    taken = dict.fromkeys(int(row) for row in asked)
    for place in range(ALIGNED):
        for rows in ranked:
            if len(taken) >= most:
                return np.array(list(taken), np.int64)
            if place < len(rows):
                taken.setdefault(int(rows[place]))
    return np.array(list(taken), np.int64)


def _distinct(shelf: Shelf, rows: Ids, tracks: Mapping[int, Track], asked: Ids) -> Ids:
    """Leave out songs that are gone, and of equal content all but the first."""
    seen: set[str] = set()
    kept: list[int] = []
    for row in rows.tolist():
        track = tracks.get(int(shelf.ids[row]))
        if track is not None and (track.content_key not in seen or row in asked):
            seen.add(track.content_key)
            kept.append(row)
    return np.array(kept, np.int64)
