"""Exact ranking of candidate songs: where in the song does the cut fit best, and how well.

With query segments q_0 … q_{k-1} and song segments s_0 … s_{n-1} the fit of the song from segment
o on is the mean along a diagonal of the similarity matrix,

    fit(o) = 1/k · Σ_i q_i · s_{o+i},    0 ≤ o ≤ n - k,

and the song's moment is the best o. A song shorter than the stretch (n < k) is laid at its start
and never repeated; what it leaves uncovered counts as similarity 0, so its mean shrinks by n/k
(a negative mean is not improved by that: it stays the mean over what is covered).

Vectors are of unit length whatever the pack's metric. Under "l2" the mean squared distance along
the diagonal is then 2 - 2 · fit(o): the greatest fit is the least distance, and one way of ranking
serves both metrics. `inference.towers.trial` refuses packs whose vectors have other lengths.

All candidates of a block share one matrix product; the diagonals are summed as k shifted rows.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from catalog.index import Ids
from inference.values import Floats

# Rows of song segments compared at once: the block and its products stay in the second cache.
BLOCK_ROWS = 2048


def align(
    query: Floats, segments: NDArray[np.float16], starts: Ids, counts: Ids
) -> tuple[Floats, Ids]:
    """Best fit of each candidate song and the segment of the song where it begins.

    Parameters
    ----------
    query : float32 (k, E)
    segments : float16 (rows, E), the segments of all songs one after the other
    starts, counts : int64 (n,), first row and number of rows of each candidate

    Returns
    -------
    fits : float32 (n,)
    offsets : int64 (n,)
    """
    fits = np.empty(len(starts), np.float32)
    offsets = np.empty(len(starts), np.int64)
    lengths = np.maximum(counts, len(query))
    for lot in _lots(lengths):
        fits[lot], offsets[lot] = _align_lot(query, segments, starts[lot], counts[lot])
    return fits, offsets


def along(query: Floats, song: Floats, offset: int) -> Floats:
    """Similarity of each covered query segment to the song segment it meets, float32 (≤ k,)."""
    met = song[offset : offset + len(query)].astype(np.float32)
    return np.asarray(np.einsum("ij,ij->i", query[: len(met)], met), np.float32)


def spread_out(scores: Floats, vectors: Floats, count: int, *, spread: float) -> Ids:
    """Pick `count` positions, trading score against likeness to what is already picked.

    Maximal marginal relevance (Carbonell and Goldstein, 1998): each pick maximises
    (1 - spread) · score - spread · (largest similarity to a pick). `vectors` are float32 (n, E)
    of unit length, `spread` is 0 (only score) to 1.
    """
    likeness = np.full(len(scores), -1.0, np.float32)
    picks: list[int] = []
    gain = (1 - spread) * scores
    taken = np.zeros(len(scores), bool)
    while len(picks) < min(count, len(scores)):
        value = np.where(taken, -np.inf, gain - spread * likeness)
        pick = int(np.argmax(value))
        picks.append(pick)
        taken[pick] = True
        likeness = np.maximum(likeness, vectors @ vectors[pick])
    return np.array(picks, np.int64)


def widened(halves: NDArray[np.float16]) -> Floats:
    """Float16 as float32, exact for every finite number, six times quicker than `astype`.

    Moving the bits into the place of a float32's leaves an exponent that is 112 too small; the
    product puts it right, subnormal numbers included.
    """
    bits = halves.view(np.int16).astype(np.int32)
    np.left_shift(bits, 13, out=bits)
    # The shift of a negative number drags its sign through the three bits below the sign.
    np.bitwise_and(bits, ~0x70000000, out=bits)
    floats: Floats = bits.view(np.float32)
    floats *= np.float32(2.0**112)
    return floats


def _lots(lengths: Ids) -> list[slice]:
    """Cut the candidates into lots of about `BLOCK_ROWS` rows, at least one song each."""
    edges = np.cumsum(lengths) // BLOCK_ROWS
    cuts = np.flatnonzero(np.diff(edges)) + 1
    bounds = [0, *cuts.tolist(), len(lengths)]
    return [slice(a, b) for a, b in pairwise(bounds) if b > a]


def _align_lot(
    query: Floats, segments: NDArray[np.float16], starts: Ids, counts: Ids
) -> tuple[Floats, Ids]:
    width = len(query)
    lengths = np.maximum(counts, width)
    begins = np.cumsum(lengths) - lengths
    place = np.arange(int(lengths.sum())) - np.repeat(begins, lengths)
    songs = _gather(segments, place, np.repeat(starts, lengths), np.repeat(counts, lengths))
    sums = diagonal_sums(query @ songs.T)
    sums[place[: len(sums)] > np.repeat(lengths - width, lengths)[: len(sums)]] = -np.inf
    top = np.maximum.reduceat(sums, begins)
    hits = np.flatnonzero(sums == np.repeat(top, lengths)[: len(sums)])
    offsets = hits[np.searchsorted(hits, begins)] - begins
    covered = np.minimum(counts, width)
    return np.where(top >= 0, top / width, top / covered).astype(np.float32), offsets


def _gather(segments: NDArray[np.float16], place: Ids, start: Ids, count: Ids) -> Floats:
    """Rows of the songs one after the other, songs shorter than the query padded with zeros."""
    inside = place < count
    rows = start + np.where(inside, place, 0)
    songs = widened(np.take(segments, rows, axis=0))
    if not inside.all():
        songs[~inside] = 0.0
    return songs


def diagonal_sums(products: Floats) -> Floats:
    """Sums Σ_i products[i, r + i] for every r, from products (k, rows) with rows ≥ k."""
    size = products.shape[1] - len(products) + 1
    sums = products[0, :size].copy()
    for i in range(1, len(products)):
        sums += products[i, i : i + size]
    return sums
