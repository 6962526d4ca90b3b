"""What a person's own music videos are: listed from a folder or a table, without opening any.

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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from export_onnx.data.pairs import SPLITS
from export_onnx.data.tags import parse_tags
from inference.errors import WorldError

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".mkv", ".webm", ".mov", ".m4v", ".avi", ".mpg", ".mpeg", ".ts", ".flv", ".wmv"}
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of what there is; `split` is empty where it was not given."""

    name: str
    video: Path
    audio: Path
    source: str
    split: str = ""
    tags: Mapping[str, float] = field(default_factory=dict)


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
