"""A person's own music videos as training material: decoded once, split by source.

`manifest` says how they are listed. Every file is looked over before anything is decoded; what
cannot be used is left out and named with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from export_onnx.data.gather import Bases, listening, watching
from export_onnx.data.manifest import Row, list_videos
from export_onnx.data.pairs import (
    CHECK,
    SPLITS,
    TEST,
    TRAIN,
    Example,
    PairSet,
    cut_to_shorter,
    fault_of,
    require_pairs,
    split_by_source,
)
from export_onnx.data.tags import refuse_unknown
from export_onnx.export.pack import PATCH_SAMPLES, SEGMENT_S
from inference.errors import WorldError
from inference.features.spectrum import RATE_HZ
from inference.media.content import content_key
from inference.media.probe import probe, require_picture, require_sound
from inference.progress import Progress, Work, share
from inference.values import Floats

__all__ = ["LEAST", "list_videos", "read_videos"]

LEAST = {TRAIN: 8, CHECK: 1, TEST: 1}
"""Fewer pairs than this in a split with a share, and no run can succeed."""

_LOOKED_OVER = 0.05
"""Share of the progress that looking the files over takes."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not used, and why."""

    file: str
    reason: str


def read_videos(
    place: Path,
    bases: Bases,
    *,
    kept: Path,
    seed: int = 0,
    shares: tuple[float, float, float] = (0.8, 0.1, 0.1),
    segment_s: float = SEGMENT_S,
    known_tags: Collection[str] | None = None,
    least: Mapping[str, int] = LEAST,
) -> Work[PairSet]:
    """Base features of all videos of a folder or table and of the music in them.

    Every file is looked over first, so that material that cannot suffice is refused before
    anything is decoded. What was decoded is kept in `kept` by content. Files that cannot be
    used are left out, and named with the reason in the facts under "skipped"; those whose longer
    side lost its end under "cut"; those of which a damaged keeping was made again under "remade".

    Parameters
    ----------
    shares : three numbers
        Of the examples to learn from, to check on, to test on; unused when the table has splits.
    known_tags : collection of str, optional
        Names that tags may have; anything goes without.
    least : mapping
        Pairs that each split needs; a split without a share needs none.

    Raises
    ------
    WorldError
        If the table is unusable, names unknown tags, has one source in two splits, there are too
        few pairs, or segments are shorter than what the music encoder hears at once.
    """
    _refuse_short(segment_s)
    rows = list_videos(place)
    _refuse_tags(rows, known_tags, place)
    usable, skipped = yield from share(_look_over(rows), 0.0, _LOOKED_OVER)
    split_rows = _split(usable, place, seed=seed, shares=shares)
    needed = _needed(least, shares, given=any(row.split for row in rows))
    _require_rows(split_rows, place, needed, skipped)
    work = _decode(split_rows, bases, kept, segment_s=segment_s)
    decoded = yield from share(work, _LOOKED_OVER, 1.0)
    facts = {
        "from": place.name,
        "seed": seed,
        "shares": list(shares),
        "visual_base": bases.visual_key,
        "music_base": bases.music_key,
        **_counts(rows, decoded, skipped),
    }
    pairs = PairSet(place.stem, tuple(decoded.examples), segment_s, facts)
    require_pairs(pairs, least=needed)
    return pairs


def _refuse_short(segment_s: float) -> None:
    least_s = PATCH_SAMPLES / RATE_HZ
    if segment_s < least_s:
        raise WorldError(
            f"Segments of {segment_s:g} s are too short for videos: the music encoder hears"
            f" {least_s:.3g} s at once.",
            remedy="Set segment_s = 3.0 or more under [data]; 6.0 is usual.",
        )


def _refuse_tags(rows: Sequence[Row], known: Collection[str] | None, place: Path) -> None:
    if known is not None:
        refuse_unknown((name for row in rows for name in row.tags), known, path=place)


def _look_over(rows: Sequence[Row]) -> Work[tuple[list[Row], list[Skipped]]]:
    """Open every file, decode next to nothing: what has no picture, no sound, or is there twice."""
    usable, skipped, seen = [], [], dict[str, Row]()
    for i, row in enumerate(rows):
        yield Progress(i / len(rows), f"Looking over {row.video.name}")
        try:
            require_picture(probe(row.video))
            require_sound(probe(row.audio))
            twin = seen.setdefault(_content(row), row)
        except WorldError as error:
            skipped.append(Skipped(row.name, error.what))
            continue
        if twin is row:
            usable.append(row)
        else:
            skipped.append(Skipped(row.name, f"The same file as {twin.name}."))
    return usable, skipped


def _content(row: Row) -> str:
    video = content_key(row.video)
    return video if row.audio == row.video else f"{video} {content_key(row.audio)}"


def _split(
    rows: Sequence[Row], place: Path, *, seed: int, shares: tuple[float, float, float]
) -> list[Row]:
    if not any(row.split for row in rows):
        splits = split_by_source([row.source for row in rows], seed=seed, shares=shares)
        return [replace(row, split=split) for row, split in zip(rows, splits, strict=True)]
    of_source: dict[str, str] = {}
    for row in rows:
        if of_source.setdefault(row.source, row.split) != row.split:
            raise WorldError(
                f"{place} has the source {row.source!r} in two splits, so what is learnt from one"
                " would be tested on its like.",
                remedy="Give all rows of a source one split.",
                path=place,
            )
    return list(rows)


def _needed(
    least: Mapping[str, int], shares: tuple[float, float, float], *, given: bool
) -> dict[str, int]:
    share_of = dict(zip(SPLITS, shares, strict=True))
    return {split: n for split, n in least.items() if given or share_of[split] > 0}


def _require_rows(
    rows: Sequence[Row], place: Path, needed: Mapping[str, int], skipped: Sequence[Skipped]
) -> None:
    counts = Counter(row.split for row in rows)
    short = [f"{counts[s]} instead of {n} for {s}" for s, n in needed.items() if counts[s] < n]
    if short:
        left_out = f"; {len(skipped)} left out, first {skipped[0].file}" if skipped else ""
        sources = len({row.source for row in rows})
        raise WorldError(
            f"{place} has too few music videos: {', '.join(short)}, of {sources} sources"
            f" in all{left_out}.",
            remedy="Add videos of other sources, or ask for other shares of the splits.",
            path=place,
        )


@dataclass(frozen=True, slots=True)
class _Decoded:
    """What became of the files: examples, what failed, what was cut, what was made again."""

    examples: list[Example] = field(default_factory=list)
    failed: list[Skipped] = field(default_factory=list)
    cut: list[dict[str, object]] = field(default_factory=list)
    remade: list[str] = field(default_factory=list)


def _decode(rows: Sequence[Row], bases: Bases, kept: Path, *, segment_s: float) -> Work[_Decoded]:
    decoded = _Decoded()
    for i, row in enumerate(rows):
        try:
            work = _decode_one(row, bases, kept, decoded, segment_s=segment_s)
            decoded.examples.append((yield from share(work, i / len(rows), (i + 1) / len(rows))))
        except WorldError as error:
            decoded.failed.append(Skipped(row.name, error.what))
            yield Progress((i + 1) / len(rows), f"left out: {error.what}")
    return decoded


def _decode_one(
    row: Row, bases: Bases, kept: Path, decoded: _Decoded, *, segment_s: float
) -> Work[Example]:
    def damaged(place: Path) -> None:
        decoded.remade.append(f"{row.name} ({place.name})")

    seeing = watching(row.video, bases, kept, segment_s=segment_s, damaged=damaged)
    seen = yield from share(seeing, 0.0, 0.7)
    hearing = listening(row.audio, bases, kept, segment_s=segment_s, damaged=damaged)
    heard = yield from share(hearing, 0.7, 1.0)
    _refuse_fault(seen.base, row, "picture", *(e.picture for e in decoded.examples[:1]))
    _refuse_fault(heard, row, "music", *(e.music for e in decoded.examples[:1]))
    picture, music = cut_to_shorter(seen.base, heard)
    if len(seen.base) != len(heard):
        lengths = {"picture": len(seen.base), "music": len(heard), "kept": len(picture)}
        decoded.cut.append({"file": row.name, **lengths})
    return Example(row.name, row.source, row.split, picture, music, row.tags)


def _refuse_fault(features: Floats, row: Row, side: str, *like: Floats) -> None:
    fault = fault_of(features, *(one.shape[1] for one in like))
    if fault is not None:
        raise WorldError(
            f"{row.name}: its {side} gives {fault}.", remedy="Leave the file out.", path=row.video
        )


def _counts(
    rows: Sequence[Row], decoded: _Decoded, skipped: Sequence[Skipped]
) -> dict[str, object]:
    examples = decoded.examples
    return {
        "listed": len(rows),
        "usable": len(examples),
        "splits": {split: sum(e.split == split for e in examples) for split in SPLITS},
        "sources": len({e.source for e in examples}),
        "skipped": [{"file": s.file, "reason": s.reason} for s in (*skipped, *decoded.failed)],
        "cut": decoded.cut,
        "remade": decoded.remade,
    }
