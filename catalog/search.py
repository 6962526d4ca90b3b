"""From a question (the segments of a cut, sliders, filters) to songs and their moments.

Two stages. First the signatures (`catalog.shelf`) give a few hundred candidates: their inner
product with the question is the score's part that does not depend on the moment. Then
`catalog.rank` aligns each candidate exactly with the cut:

    score = a · cos(track) + (1 - a) · max over moments of the mean similarity along the diagonal.

When filters leave no more songs than there would be candidates, all of them are aligned and the
answer is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from catalog.attributes import condition, similarity_kept
from catalog.database import Database
from catalog.filters import Filters, left_out_ids, matching_ids, where
from catalog.index import Ids, best
from catalog.rank import align, along, spread_out
from catalog.shelf import Shelf
from catalog.tracks import Track, tracks_by_id
from inference.values import Floats

WHOLE_SHARE = 0.3
LEAST_CANDIDATES = 200
# Candidates for a library of n songs: the larger it is, the more songs crowd around the best ten.
CANDIDATES_PER_ROOT = 3.0
SPREAD_POOL = 5


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A question to the library.

    Parameters
    ----------
    segments : float32 (k, E), unit length, the segments of the cut in order
    track : float32 (E,), unit length, the cut as a whole
    attributes : weight of each slider, by name of attribute; negative moves away
    filters : what a song must be like
    count : how many songs are wanted
    spread : 0 (only the score counts) to 1 (only being different from the songs above counts)
    whole_share : share a of the whole against the moment in the score, 0 to 1
    """

    segments: Floats
    track: Floats
    attributes: Mapping[str, float] = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)
    count: int = 10
    spread: float = 0.0
    whole_share: float = WHOLE_SHARE

    def only_segment(self, i: int) -> Query:
        """The same question about one segment of the cut."""
        return replace(self, segments=self.segments[i : i + 1], track=self.segments[i])


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A song that answers the question.

    `moment_s` is where in the song the cut should begin; `segment_scores` float32 (≤ k,) says how
    well each segment of the cut meets the song there (fewer than k where the song ends first);
    `track_score` is the cosine of the whole.
    """

    track: Track
    score: float
    track_score: float
    moment_s: float
    segment_scores: Floats


@dataclass(frozen=True, slots=True, eq=False)
class SearchResult:
    """Hits, best first.

    `similarity_kept` is how much of the question the sliders left, ≤ 1; `rivals` the share of all
    songs of the library that fit almost as well as the best: as a whole, by cosine, within half a
    standard deviation of it. The larger, the less the order says.
    """

    hits: tuple[Hit, ...]
    similarity_kept: float
    rivals: float


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Aligned candidates: shelf rows, best first, with their scores and offsets, all (n,)."""

    rows: Ids
    scores: Floats
    offsets: Ids


def search(
    database: Database, shelf: Shelf, query: Query, directions: Mapping[str, Floats]
) -> SearchResult:
    """Answer a question with the songs of a shelf; songs of equal content are answered once.

    Raises
    ------
    SearchError
        A slider names an attribute that is not one of `directions`.
    """
    moved = conditioned(query, directions, shelf.centre)
    ranking = _ranked_in(database, shelf, moved)
    before, after = (np.vstack([q.segments, q.track]) for q in (query, moved))
    hits = _hits(database, shelf, moved, ranking)
    return SearchResult(
        hits=hits,
        similarity_kept=similarity_kept(before, after),
        rivals=rivals_of(shelf.tracks @ moved.track),
    )


def _ranked_in(database: Database, shelf: Shelf, query: Query) -> Ranking:
    if where(query.filters)[0]:
        allowed = matching_ids(database, query.filters, suggestible=True)
        return ranked(shelf, query, allowed=allowed)
    return ranked(shelf, query, barred=left_out_ids(database))


def rivals_of(scores: Floats) -> float:
    """Return the share of scores within half a standard deviation of the best one, the best too."""
    return float((scores >= scores.max() - scores.std() / 2).mean())


def conditioned(query: Query, directions: Mapping[str, Floats], centre: Floats) -> Query:
    """The question after the sliders."""
    both = np.vstack([query.segments, query.track]).astype(np.float32)
    moved = condition(both, query.attributes, directions, centre)
    return replace(query, segments=moved[:-1], track=moved[-1])


def candidate_count(songs: int, wanted: int) -> int:
    """How many songs are aligned exactly; tuned for recall@10 ≥ 0.95 against aligning all."""
    return max(LEAST_CANDIDATES, int(CANDIDATES_PER_ROOT * songs**0.5), 10 * wanted)


def ranked(
    shelf: Shelf,
    query: Query,
    *,
    allowed: Sequence[int] | None = None,
    barred: Sequence[int] = (),
) -> Ranking:
    """Songs of the shelf by score, for a question whose sliders are applied already.

    Either only the ids `allowed` may be answered, or all but those `barred`.
    """
    rows = _candidates(shelf, query, allowed, barred)
    fits, offsets = align(query.segments, shelf.segments, shelf.starts[rows], shelf.counts[rows])
    share = query.whole_share
    scores = share * (shelf.tracks[rows] @ query.track) + (1 - share) * fits
    order = best(scores, len(scores))
    return Ranking(rows[order], scores[order], offsets[order])


def _candidates(
    shelf: Shelf, query: Query, allowed: Sequence[int] | None, barred: Sequence[int]
) -> Ids:
    count = candidate_count(len(shelf), query.count)
    share = query.whole_share
    signature = np.concatenate(
        [share * query.track, (1 - share) * query.segments.mean(axis=0)]
    ).astype(np.float32)
    if allowed is None and len(barred) <= count:
        # A few barred songs among the nearest are outnumbered by as many more.
        ids, _ = shelf.index.search(signature, count + len(barred))
        return np.sort(shelf.rows_of(np.setdiff1d(ids, np.array(barred, np.int64))))
    if allowed is None:
        rows = np.flatnonzero(~np.isin(shelf.ids, np.array(barred, np.int64)))
    else:
        rows = shelf.rows_of(allowed)
    if len(rows) <= count:
        return rows
    # A filtered library is compared in full: no graph can promise the best of a few.
    return np.sort(rows[best(shelf.signatures[rows] @ signature, count)])


def _hits(database: Database, shelf: Shelf, query: Query, ranking: Ranking) -> tuple[Hit, ...]:
    pool = query.count if query.spread <= 0 else SPREAD_POOL * query.count
    found: list[Hit] = []
    for i, track in _distinct(database, shelf, ranking, pool + pool // 4):
        if len(found) >= pool:
            break
        found.append(_hit(shelf, query, ranking, i, track=track))
    return _spread(shelf, query, found)


def _spread(shelf: Shelf, query: Query, found: list[Hit]) -> tuple[Hit, ...]:
    if query.spread <= 0:
        return tuple(found[: query.count])
    rows = shelf.rows_of(hit.track.id for hit in found)
    scores = np.array([hit.score for hit in found], np.float32)
    picks = spread_out(scores, shelf.tracks[rows], query.count, spread=query.spread)
    return tuple(found[i] for i in picks)


def _distinct(
    database: Database, shelf: Shelf, ranking: Ranking, lot: int
) -> Iterator[tuple[int, Track]]:
    """Places in the ranking with their tracks, each content once, fetched `lot` at a time."""
    seen: set[str] = set()
    for start in range(0, len(ranking.rows), max(1, lot)):
        ids = [int(one) for one in shelf.ids[ranking.rows[start : start + lot]]]
        tracks = tracks_by_id(database, ids)
        for i, one in enumerate(ids, start):
            track = tracks.get(one)
            if track is not None and track.content_key not in seen:
                seen.add(track.content_key)
                yield i, track


def _hit(shelf: Shelf, query: Query, ranking: Ranking, i: int, *, track: Track) -> Hit:
    row, offset = int(ranking.rows[i]), int(ranking.offsets[i])
    return Hit(
        track=track,
        score=float(ranking.scores[i]),
        track_score=float(shelf.tracks[row] @ query.track),
        moment_s=offset * float(shelf.segment_s[row]),
        segment_scores=along(query.segments, shelf.song(row).astype(np.float32), offset),
    )
