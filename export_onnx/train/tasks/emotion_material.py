"""What the emotion network learns from: pooled features, tag tables, and pairs with their verdicts.

Section 4.1 of the paper: clips with tags train each branch alone; 1000 pairs that people judged to
match and as many random ones train the distance.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from export_onnx.data.feelings import (
    AROUSAL,
    CLUSTER_PREFIX,
    MUSIC_MOODS,
    VALENCE,
    VIDEO_EMOTIONS,
)
from export_onnx.data.pairs import PairSet
from inference.errors import WorldError
from inference.values import Floats

BY_PAIR, BY_CLUSTER = MATCHES_BY = ("pair", "cluster")
"""Who matches: a video and its own music, or all of one emotion cluster (simulated judges)."""

STATES = (VALENCE, AROUSAL)
PICTURE, MUSIC = SIDES = ("picture", "music")
LEAST_SPREAD = 1e-4


@dataclass(frozen=True, slots=True)
class TagNames:
    """Names of the tags of each side, in the order of the network's outputs."""

    picture: tuple[str, ...]
    music: tuple[str, ...]


def tag_names(pairs: PairSet) -> TagNames:
    """Sort the tags of a set by side.

    The papers' names come in the papers' order, 27 of pictures and seven of music. Names of the
    user's own say something of the video as a whole, and so of both sides; they come last.
    Valence, arousal and clusters are no tags.
    """
    return sides_of_tags(pairs.tag_names())


def sides_of_tags(known: Collection[str]) -> TagNames:
    """Sort tag names by side; see `tag_names`."""
    named = {*VIDEO_EMOTIONS, *MUSIC_MOODS, *STATES}
    own = tuple(sorted(n for n in set(known) - named if not n.startswith(CLUSTER_PREFIX)))
    return TagNames(
        tuple(name for name in VIDEO_EMOTIONS if name in known) + own,
        tuple(name for name in MUSIC_MOODS if name in known) + own,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """One side of N examples, to be averaged over whole examples or over excerpts of them.

    `sums` is (N, L + 1, D), running sums over the segments; `counts` (N,) says how many there are.
    Without excerpts there is no need for the sums: `sums` is then (N, 2, D), zero and the mean.
    """

    sums: Tensor
    counts: Tensor

    def whole(self, rows: Tensor) -> Tensor:
        """Mean over all segments of these rows, (n, D)."""
        rows = rows.to(self.counts.device)
        return self.sums[rows, self.counts[rows]] / self.counts[rows, None]

    def excerpts(self, rows: Tensor, generator: torch.Generator) -> Tensor:
        """Mean over a random excerpt of each of these rows, (n, D); any length, anywhere."""
        rows = rows.to(self.counts.device)
        counts = self.counts[rows]
        lengths = _below(counts, generator) + 1
        starts = _below(counts - lengths + 1, generator)
        total = self.sums[rows, starts + lengths] - self.sums[rows, starts]
        return total / lengths[:, None]

    def to(self, device: torch.device) -> Pool:
        return Pool(self.sums.to(device), self.counts.to(device))


def _below(limits: Tensor, generator: torch.Generator) -> Tensor:
    """Whole numbers 0 <= k < limit, one for each limit."""
    drawn = torch.rand(len(limits), generator=generator).to(limits.device) * limits
    return drawn.long().clamp_max(limits - 1)


def pool_of(rows: Sequence[Floats], *, excerpts: bool) -> Pool:
    """Pool base features (L_i, D)."""
    counts = [len(row) if excerpts else 1 for row in rows]
    sums = np.zeros((len(rows), max(counts) + 1, rows[0].shape[1]), np.float32)
    for i, row in enumerate(rows):
        if excerpts:
            sums[i, 1 : len(row) + 1] = np.cumsum(row, 0, dtype=np.float64)
        else:
            sums[i, 1] = row.mean(0)
    return Pool(torch.from_numpy(sums), torch.tensor(counts))


@dataclass(frozen=True, slots=True, eq=False)
class Tagged:
    """Examples of one side and their tags (N, T), NaN where nobody said."""

    pool: Pool
    tags: Tensor

    def to(self, device: torch.device) -> Tagged:
        return Tagged(self.pool.to(device), self.tags.to(device))


def tagged(pairs: PairSet, side: str, names: Sequence[str], *, excerpts: bool) -> Tagged:
    """Take the examples that have this side and at least one of these tags.

    Raises
    ------
    WorldError
        If there are none.
    """
    table = pairs.tag_table(names)
    features = [getattr(e, side) for e in pairs.examples]
    kept = [i for i, row in enumerate(features) if len(row) and not np.isnan(table[i]).all()]
    if not kept:
        raise WorldError(
            f"{pairs.name} has no {side} with tags to learn feelings from.",
            remedy="Give a tag table, or take the configuration emotion-untagged.",
        )
    return Tagged(
        pool_of([features[i] for i in kept], excerpts=excerpts), torch.from_numpy(table[kept])
    )


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Pairs with their verdicts: rows of pictures and music (P,), matches (P,) 1 or 0."""

    pictures: Tensor
    music: Tensor
    matches: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """Both sides of the examples with both sides, their tags, and which of them match."""

    pictures: Tagged
    music: Tagged
    judged: Judged

    def __len__(self) -> int:
        return len(self.pictures.tags)

    def to(self, device: torch.device) -> Pairing:
        """The same with features and tags on a device; who is judged with whom stays here."""
        return Pairing(self.pictures.to(device), self.music.to(device), self.judged)


def pairing(
    pairs: PairSet,
    names: TagNames,
    *,
    matches_by: str,
    positives: int,
    seed: int,
    excerpts: bool = False,
) -> Pairing:
    """Draw `positives` matching pairs and as many random ones (section 4.1.3); 0 = all there are.

    Under "pair" the matching ones are the videos with their own music; under "cluster" they are
    drawn among all of one cluster. Random ones are not asked about, as in the paper: by chance
    some of them match.

    Raises
    ------
    WorldError
        If there are pairs without a cluster under "cluster".
    """
    both = pairs.pairs()
    pictures, music = (
        Tagged(
            pool_of([getattr(e, side) for e in both.examples], excerpts=excerpts),
            torch.from_numpy(both.tag_table(tags)),
        )
        for side, tags in zip(SIDES, (names.picture, names.music), strict=True)
    )
    matching: tuple[NDArray[np.intp], ...] = (np.arange(len(both)),) * 2
    if matches_by == BY_CLUSTER:
        matching = np.nonzero(relevance(both, matches_by))
    judged = _drawn(matching, len(both), positives or len(both), seed=seed)
    return Pairing(pictures, music, judged)


def relevance(pairs: PairSet, matches_by: str) -> NDArray[np.bool_]:
    """Which music (columns) is relevant to which video (rows), (N, N).

    Raises
    ------
    WorldError
        If clusters are asked for and an example names none.
    """
    if matches_by == BY_PAIR:
        return np.eye(len(pairs), dtype=bool)
    names = tuple(n for n in pairs.tag_names() if n.startswith(CLUSTER_PREFIX))
    table = np.nan_to_num(pairs.tag_table(names))
    if not names or (table.max(1) <= 0).any():
        raise WorldError(
            f"{pairs.name} does not say which emotion cluster each pair belongs to.",
            remedy=f'Add tags that begin with "{CLUSTER_PREFIX}", or set matches_by = "pair".',
        )
    cluster = table.argmax(1)
    return np.asarray(cluster[:, None] == cluster[None])


def judge_pairs(relevant: NDArray[np.bool_], *, positives: int, seed: int) -> Judged:
    """Draw `positives` matching pairs of `relevant` (n, n), 0 = n of them, and as many random ones.

    See `pairing`.
    """
    return _drawn(np.nonzero(relevant), len(relevant), positives or len(relevant), seed=seed)


def _drawn(matching: tuple[NDArray[np.intp], ...], count: int, wanted: int, *, seed: int) -> Judged:
    """Draw `wanted` of the matching rows and columns, and as many random ones of `count`."""
    rng = np.random.default_rng(seed)
    rows, columns = matching
    keep = rng.permutation(len(rows))[:wanted]
    others = rng.integers(0, count, (2, len(keep)))
    # A video against itself would be no random pair.
    others[1] = np.where(others[1] == others[0], (others[1] + 1) % count, others[1])
    return Judged(
        torch.from_numpy(np.concatenate([rows[keep], others[0]])),
        torch.from_numpy(np.concatenate([columns[keep], others[1]])),
        torch.cat([torch.ones(len(keep)), torch.zeros(len(keep))]),
    )


def standard_of(pairs: PairSet, side: str) -> tuple[Tensor, Tensor]:
    """Mean and spread (D,) of one side over the examples that have it, averaged over segments.

    Raises
    ------
    WorldError
        If none has it.
    """
    rows = [getattr(e, side).mean(0) for e in pairs.examples if len(getattr(e, side))]
    if not rows:
        raise WorldError(
            f"{pairs.name} has no {side} to learn from.", remedy="Add material with both sides."
        )
    table = np.stack(rows)
    spread = np.maximum(table.std(0), LEAST_SPREAD)
    return torch.from_numpy(table.mean(0)), torch.from_numpy(spread)
