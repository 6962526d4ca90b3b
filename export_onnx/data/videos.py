"""A person's own music videos as training material: decoded once, split by source.

Two ways to say what there is:

- a folder of videos; each folder directly in it is one source (an artist, a film, a
  channel), and a video that lies in it directly is a source of its own;
- a csv table, or a folder that holds one as manifest.csv, with the columns
  `video` (a path, relative to the table), and optionally `audio` (another file with the sound;
  empty: the video's own), `source`, `split` (train, check or test: in every row or in none),
  `tags` (`happy:0.8;sad`) and `name`.
  The names `file`, `source_repo`, `id` and `top_tags` are understood for `video`, `source`,
  `name` and `tags`; a table with `source_repo` is one of pairs kept for measuring, whose column
  `split` means something else and is not read.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from export_onnx.data.gather import Bases, listening, watching
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
from export_onnx.data.tags import parse_tags, refuse_unknown
from export_onnx.export.pack import SEGMENT_S
from inference.errors import WorldError
from inference.media.content import content_key
from inference.media.probe import probe, require_picture, require_sound
from inference.progress import Progress, Work, share
from inference.values import Floats

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".mkv", ".webm", ".mov", ".m4v", ".avi", ".mpg", ".mpeg", ".ts", ".flv", ".wmv"}
)
LEAST = {TRAIN: 8, CHECK: 1, TEST: 1}
"""Fewer pairs than this in a split with a share, and no run can succeed."""

_LOOKED_OVER = 0.05
"""Share of the progress that looking the files over takes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of what there is; `split` is empty where it was not given."""

    name: str
    video: Path
    audio: Path
    source: str
    split: str = ""
    tags: Mapping[str, float] = field(default_factory=dict)


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
    used are left out, and named with the reason in the facts under "skipped".

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
        If the table is unusable, names unknown tags, has one source in two splits, or there are
        too few pairs.
    """
    rows = list_videos(place)
    _refuse_tags(rows, known_tags, place)
    usable, skipped = yield from share(_look_over(rows), 0.0, _LOOKED_OVER)
    split_rows = _split(usable, place, seed=seed, shares=shares)
    needed = _needed(least, shares, given=any(row.split for row in rows))
    _require_rows(split_rows, place, needed, skipped)
    work = _decode(split_rows, bases, kept, segment_s=segment_s)
    examples, failed = yield from share(work, _LOOKED_OVER, 1.0)
    facts = {
        "from": place.name,
        "seed": seed,
        "shares": list(shares),
        "visual_base": bases.visual_key,
        "music_base": bases.music_key,
        **_counts(rows, examples, [*skipped, *failed]),
    }
    pairs = PairSet(place.stem, tuple(examples), segment_s, facts)
    require_pairs(pairs, least=needed)
    return pairs


def list_videos(place: Path) -> tuple[Row, ...]:
    """List what a folder or table names, without opening any video.

    Raises
    ------
    WorldError
        If there is no such folder or table, or it lists nothing.
    """
    table = place / "manifest.csv" if place.is_dir() else place
    if table.is_file():
        rows = _rows_of_table(table)
    elif place.is_dir():
        rows = _rows_of_folder(place)
    else:
        raise WorldError(
            f"There is no folder or table {place}.",
            remedy="Name a folder of music videos, or a csv table with a column `video`.",
            path=place,
        )
    if not rows:
        raise WorldError(f"{place} lists no video.", remedy="Put music videos there.", path=place)
    return rows


def _rows_of_folder(folder: Path) -> tuple[Row, ...]:
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in VIDEO_SUFFIXES and not path.name.startswith(".")
    ]
    names = [file.relative_to(folder) for file in files]
    return tuple(
        Row(name.as_posix(), file, file, name.parts[0])
        for name, file in zip(names, files, strict=True)
    )


def _rows_of_table(table: Path) -> tuple[Row, ...]:
    try:
        with table.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            lines = [(reader.line_num, line) for line in reader]
            columns = set(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WorldError(
            f"The table {table} cannot be read ({error}).",
            remedy="Save it as csv in UTF-8.",
            path=table,
        ) from error
    if not {"video", "file"} & columns:
        raise WorldError(
            f"The table {table} has no column `video`.",
            remedy="Begin it with the line video,audio,source,split,tags.",
            path=table,
        )
    measuring = "source_repo" in columns
    rows = tuple(_row(line, table, number, measuring=measuring) for number, line in lines)
    _refuse_half_splits(rows, table)
    return rows


def _row(line: Mapping[str, str | None], table: Path, number: int, *, measuring: bool) -> Row:
    def cell(*names: str) -> str:
        return next(filter(None, ((line.get(name) or "").strip() for name in names)), "")

    video, split = cell("video", "file"), "" if measuring else cell("split")
    if not video or split not in {*SPLITS, ""}:
        what = f"the split {split!r} is none of {', '.join(SPLITS)}" if video else "no video"
        raise WorldError(
            f"{table}, line {number}: {what}.", remedy="Correct the table.", path=table
        )
    tags = parse_tags(cell("tags", "top_tags"), path=table, where=f"line {number}")
    audio = cell("audio") or video
    source = cell("source", "source_repo") or video
    name = cell("name", "id") or video
    return Row(name, table.parent / video, table.parent / audio, source, split, tags)


def _refuse_half_splits(rows: Sequence[Row], table: Path) -> None:
    without = [row.name for row in rows if not row.split]
    if 0 < len(without) < len(rows):
        raise WorldError(
            f"{table} gives a split to some rows and none to {len(without)}, as {without[0]}.",
            remedy="Fill the column `split` in every row, or leave it out.",
            path=table,
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


def _decode(
    rows: Sequence[Row], bases: Bases, kept: Path, *, segment_s: float
) -> Work[tuple[list[Example], list[Skipped]]]:
    examples, failed = [], []
    for i, row in enumerate(rows):
        try:
            work = _decode_one(row, bases, kept, segment_s=segment_s)
            examples.append((yield from share(work, i / len(rows), (i + 1) / len(rows))))
        except WorldError as error:
            failed.append(Skipped(row.name, error.what))
            yield Progress((i + 1) / len(rows), f"left out: {error.what}")
    return examples, failed


def _decode_one(row: Row, bases: Bases, kept: Path, *, segment_s: float) -> Work[Example]:
    seen = yield from share(watching(row.video, bases, kept, segment_s=segment_s), 0.0, 0.7)
    heard = yield from share(listening(row.audio, bases, kept, segment_s=segment_s), 0.7, 1.0)
    for side, features in (("picture", seen.base), ("music", heard)):
        _refuse_fault(features, row, side)
    picture, music = cut_to_shorter(seen.base, heard)
    return Example(row.name, row.source, row.split, picture, music, row.tags)


def _refuse_fault(features: Floats, row: Row, side: str) -> None:
    fault = fault_of(features)
    if fault is not None:
        raise WorldError(
            f"{row.name}: its {side} gives {fault}.", remedy="Leave the file out.", path=row.video
        )


def _counts(
    rows: Sequence[Row], examples: Sequence[Example], skipped: Sequence[Skipped]
) -> dict[str, object]:
    return {
        "listed": len(rows),
        "usable": len(examples),
        "splits": {split: sum(e.split == split for e in examples) for split in SPLITS},
        "sources": len({e.source for e in examples}),
        "skipped": [{"file": s.file, "reason": s.reason} for s in skipped],
    }
