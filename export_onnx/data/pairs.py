"""The one shape of training material: videos with their music, as base features over time.

Whatever the material comes from (a folder of music videos, YouTube-8M, a made-up world), every
model family and every metric sees a `PairSet`. Nothing in it knows where files lie.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from inference.errors import WorldError
from inference.values import Floats

TRAIN, CHECK, TEST = SPLITS = ("train", "check", "test")
"""Learnt from; looked at to stop and choose; looked at once, for the numbers that are told."""

LARGEST = 1e12
"""Features beyond this overflow once they are squared and added up."""

NO_TAGS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One video with the music a person gave it, or one side alone.

    Parameters
    ----------
    name, source : str
        What it is called, and what it was cut from. Two examples of one source are never on
        two sides of a split.
    split : str
        "train", "check" or "test".
    picture : Floats
        Base features (L, Dv), one row a segment; (0, Dv) when there is only music.
    music : Floats
        Base features (L', Dm); (0, Dm) when there is only picture. In a pair L' == L.
    tags : mapping of str to float
        Soft tags 0..1 by name, of whichever side they were given for; may be empty. What is
        not named is not known, which is not the same as absent.
    """

    name: str
    source: str
    split: str
    picture: Floats
    music: Floats
    tags: Mapping[str, float] = field(default_factory=lambda: NO_TAGS)

    def __post_init__(self) -> None:
        if self.split not in SPLITS:
            raise ValueError(f"{self.name}: a split is one of {SPLITS}, not {self.split!r}")
        if self.picture.ndim != 2 or self.music.ndim != 2:
            raise ValueError(f"{self.name}: base features are (segments, dimensions)")

    @property
    def segments(self) -> int:
        """L, of whichever side is there."""
        return max(len(self.picture), len(self.music))

    @property
    def is_pair(self) -> bool:
        return bool(len(self.picture) and len(self.music))


@dataclass(frozen=True, slots=True, eq=False)
class PairSet:
    """Examples whose base features all have the same two widths.

    Parameters
    ----------
    segment_s : float
        Length of one segment.
    facts : mapping
        What belongs into every result: seeds, counts, what was skipped and why. Plain values
        only (str, int, float, bool, None, lists and mappings of them).
    """

    name: str
    examples: tuple[Example, ...]
    segment_s: float
    facts: Mapping[str, object]

    def __post_init__(self) -> None:
        for side in ("picture", "music"):
            widths = {getattr(e, side).shape[1] for e in self.examples}
            if len(widths) > 1:
                raise ValueError(f"{self.name}: {side} features of {sorted(widths)} dimensions")

    def __len__(self) -> int:
        return len(self.examples)

    @property
    def picture_dim(self) -> int:
        """Dv; ValueError when the set is empty."""
        return int(self._first().picture.shape[1])

    @property
    def music_dim(self) -> int:
        """Dm; ValueError when the set is empty."""
        return int(self._first().music.shape[1])

    def _first(self) -> Example:
        if not self.examples:
            raise ValueError(f"{self.name}: an empty set has no dimensions")
        return self.examples[0]

    def part(self, split: str) -> PairSet:
        """Give the examples of one split, in their order; the facts stay those of the whole set."""
        if split not in SPLITS:
            raise ValueError(f"a split is one of {SPLITS}, not {split!r}")
        return replace(self, examples=tuple(e for e in self.examples if e.split == split))

    def pairs(self) -> PairSet:
        """Give the examples that have both sides."""
        return replace(self, examples=tuple(e for e in self.examples if e.is_pair))

    def tag_names(self) -> tuple[str, ...]:
        """Name every tag that any example carries, in alphabetical order."""
        return tuple(sorted({name for e in self.examples for name in e.tags}))

    def carried_tags(self) -> frozenset[str]:
        """Name every tag that some example carries to a degree above 0."""
        return frozenset(n for e in self.examples for n, degree in e.tags.items() if degree > 0)

    def tag_table(self, names: Sequence[str]) -> Floats:
        """Tags (N, len(names)), NaN where an example does not say."""
        rows = [[e.tags.get(name, np.nan) for name in names] for e in self.examples]
        return np.array(rows, np.float32).reshape(len(rows), len(names))


def means(pairs: PairSet) -> tuple[Floats, Floats]:
    """Mean picture (N, Dv) and mean music (N, Dm) over the segments of examples with both sides."""
    return (
        np.stack([e.picture.mean(0) for e in pairs.examples]),
        np.stack([e.music.mean(0) for e in pairs.examples]),
    )


def windows(pairs: PairSet, length: int, *, side: str) -> tuple[Floats, Floats]:
    """Stack one side, cut or padded to `length` segments: (N, length, D) and mask (N, length)."""
    rows = [getattr(e, side)[:length] for e in pairs.examples]
    width = pairs.picture_dim if side == "picture" else pairs.music_dim
    stacked = np.zeros((len(rows), length, width), np.float32)
    mask = np.zeros((len(rows), length), np.float32)
    for i, row in enumerate(rows):
        stacked[i, : len(row)], mask[i, : len(row)] = row, 1.0
    return stacked, mask


def cut_to_shorter(picture: Floats, music: Floats) -> tuple[Floats, Floats]:
    """Give both sides the same number of segments; what is longer loses its end."""
    length = min(len(picture), len(music))
    return picture[:length], music[:length]


def fault_of(features: Floats, width: int | None = None) -> str | None:
    """Say why base features cannot be used, None when they can."""
    if features.ndim != 2 or not features.shape[1]:
        return f"features of shape {features.shape} instead of (segments, dimensions)"
    if width is not None and features.shape[1] != width:
        return f"{features.shape[1]} dimensions where the others have {width}"
    if not len(features):
        return "no segment"
    if not bool(np.isfinite(features).all()):
        return "features that are not numbers (NaN)"
    return "features beyond all measure" if float(np.abs(features).max()) > LARGEST else None


def without_faults(pairs: PairSet) -> PairSet:
    """Leave out examples that cannot be learnt from, and tell them in the facts under "faulty".

    A side without segments is no fault: examples may have one side.
    """
    reasons = [_fault_of_example(example) for example in pairs.examples]
    if not any(reasons):
        return pairs
    told = zip(pairs.examples, reasons, strict=True)
    faulty = [{"file": e.name, "reason": reason} for e, reason in told if reason]
    kept = tuple(e for e, reason in zip(pairs.examples, reasons, strict=True) if not reason)
    return replace(pairs, examples=kept, facts={**pairs.facts, "faulty": faulty})


def _fault_of_example(example: Example) -> str | None:
    sides = (("picture", example.picture), ("music", example.music))
    faults = [(side, fault_of(rows)) for side, rows in sides if len(rows)]
    return next((f"its {side} gives {fault}" for side, fault in faults if fault), None)


def split_by_source(
    sources: Sequence[str], *, seed: int, shares: tuple[float, float, float] = (0.8, 0.1, 0.1)
) -> tuple[str, ...]:
    """Give every example a split so that no source is in two.

    Sources are dealt, largest first and ties in random order, to the split that lacks most of its
    share. The last ones go to splits that still have nothing, so every split with a share gets
    something as soon as there are as many sources as such splits.

    Raises
    ------
    ValueError
        If the shares are not three numbers >= 0 that add up to 1.
    """
    if len(shares) != 3 or min(shares) < 0 or abs(sum(shares) - 1) > 1e-6:
        raise ValueError(f"shares are three numbers >= 0 that add up to 1, not {shares}")
    counts = Counter(sources)
    shuffled = np.random.default_rng(seed).permutation(sorted(counts)).tolist()
    wanted = [share * len(sources) for share in shares]
    waiting = {i for i, share in enumerate(shares) if share > 0}
    split_of: dict[str, str] = {}
    for source in sorted(shuffled, key=lambda name: -counts[name]):
        left = len(counts) - len(split_of)
        choices = waiting if 0 < len(waiting) == left else range(len(shares))
        chosen = max(sorted(choices), key=lambda i: wanted[i])
        split_of[source] = SPLITS[chosen]
        wanted[chosen] -= counts[source]
        waiting.discard(chosen)
    return tuple(split_of[source] for source in sources)


def require_pairs(pairs: PairSet, *, least: Mapping[str, int]) -> None:
    """Stop before hours are spent on material that cannot succeed.

    Raises
    ------
    WorldError
        If a split has fewer pairs than `least` asks for; names the split, both counts, and the
        first of what was left out.
    """
    counts = Counter(e.split for e in pairs.examples if e.is_pair)
    for split, wanted in least.items():
        if counts[split] < wanted:
            raise WorldError(
                f"{pairs.name} has {counts[split]} usable pairs to {_USES[split]}, and"
                f" {wanted} are needed{_left_out(pairs.facts)}.",
                remedy="Add music videos of more sources, or ask for other shares of the splits.",
            )


def _left_out(facts: Mapping[str, object]) -> str:
    lists = (facts.get("skipped"), facts.get("faulty"))
    told = [one for found in lists if isinstance(found, list) for one in found]
    if not told:
        return ""
    return f"; {len(told)} were left out, first {told[0]['file']} ({told[0]['reason']})"


_USES = {TRAIN: "learn from", CHECK: "check on", TEST: "test on"}


def counted(reasons: Sequence[str]) -> dict[str, int]:
    """How often each reason occurs, most frequent first."""
    return dict(Counter(reasons).most_common())
