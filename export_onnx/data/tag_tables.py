"""Tables of what people felt: moods of music, emotions of videos, valence and arousal.

Layouts, all csv in UTF-8 with a line of column names:

- **named**: `name,tags`, tags as `happy:0.8;sad`.
- **AudioSet**: its published segment lists, `YTID, start_seconds, end_seconds,
  positive_labels`, lines that begin with `#` as comments. Of its 527 classes the seven of
  "Music mood" become tags 1 and 0; a line with none of them is no example. The name is
  `YTID_start`, the start in whole seconds.
- **wide**: a column `name`, `file` or `Filename`, then one column per emotion with 0..1, as in
  the table published with Cowen & Keltner (PNAS 2017). Its seven further categories and
  fourteen scales are known and not used.
- **valence and arousal**: a name column, then `valence` and `arousal` (or `valence_mean`,
  `arousal_mean`, as in OASIS and DEAM) on a scale that the caller states.

Every degree becomes 0..1. A name that no list knows is refused by name: a typing error must
not become a tag of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from export_onnx.data.feelings import AROUSAL, MUSIC_MOODS, VALENCE, VIDEO_EMOTIONS
from export_onnx.data.pairs import PairSet
from export_onnx.data.tags import degree_of, merged, parse_tags, refuse_unknown
from inference.errors import WorldError

AUDIOSET_MOODS = {
    "/t/dd00031": "happy",
    "/t/dd00032": "funny",
    "/t/dd00033": "sad",
    "/t/dd00034": "tender",
    "/t/dd00035": "exciting",
    "/t/dd00036": "angry",
    "/t/dd00037": "scary",
}
_NAME_COLUMNS = ("name", "file", "filename", "video", "song_id", "id")
_COWEN_UNUSED = frozenset(
    {
        "contempt",
        "disappointment",
        "envy",
        "guilt",
        "pride",
        "sympathy",
        "triumph",
        "approach",
        "attention",
        "certainty",
        "commitment",
        "control",
        "dominance",
        "effort",
        "fairness",
        "identity",
        "obstruction",
        "safety",
        "upswing",
    }
)
_PLANE = {VALENCE: VALENCE, AROUSAL: AROUSAL, "valence_mean": VALENCE, "arousal_mean": AROUSAL}


@dataclass(frozen=True, slots=True)
class TagTable:
    """Tags 0..1 by example name; `names` are those of the whole list, also where none is used."""

    path: Path
    names: tuple[str, ...]
    tags: Mapping[str, Mapping[str, float]]

    def carried(self) -> frozenset[str]:
        """Name the tags that some line carries to a degree above 0."""
        return frozenset(n for tags in self.tags.values() for n, d in tags.items() if d > 0)

    def lines_of(self, names: Sequence[str]) -> list[str | None]:
        """Find the line of each example, by name, or by that of its file without folder and end."""
        by_stem = {Path(name).stem: name for name in self.tags}
        return [n if n in self.tags else by_stem.get(Path(n).stem) for n in names]


def read_named_tags(path: Path, known: Collection[str]) -> TagTable:
    """Read `name,tags`.

    Raises
    ------
    WorldError
        As every reader here: if the file cannot be read, lacks a column, holds no line, names
        one example twice, a degree is out of range, or a tag is not known; says which.
    """
    lines, _ = _lines(path, needed=("name", "tags"))
    found: dict[str, dict[str, float]] = {}
    for number, line in lines:
        name = _name(line, path, number, found)
        found[name] = parse_tags(line["tags"], path=path, where=f"line {number}")
    refuse_unknown((tag for tags in found.values() for tag in tags), known, path=path)
    return _table(path, tuple(known), found)


def read_audioset_moods(path: Path) -> TagTable:
    """Read the music moods of one of AudioSet's segment lists."""
    found: dict[str, dict[str, float]] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file, skipinitialspace=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, error) from error
    for number, row in enumerate(rows, 1):
        if not row or row[0].startswith("#"):
            continue
        if len(row) != 4:
            raise WorldError(
                f"{path}, line {number}: {len(row)} columns instead of four.",
                remedy="Name one of AudioSet's segment lists, as it was downloaded.",
                path=path,
            )
        moods = {AUDIOSET_MOODS[c] for c in row[3].split(",") if c in AUDIOSET_MOODS}
        if moods:
            start_s = degree_of(row[1], path=path, where=f"line {number}", high=1e6)
            found[f"{row[0]}_{start_s:.0f}"] = {m: float(m in moods) for m in MUSIC_MOODS}
    return _table(path, tuple(MUSIC_MOODS), found)


def read_video_emotions(path: Path) -> TagTable:
    """Read the wide layout: soft degrees of the 27 emotions, all of which must be there."""
    lines, columns = _lines(path)
    used = {column: column for column in columns if column not in _NAME_COLUMNS}
    known = {*VIDEO_EMOTIONS, *_COWEN_UNUSED, *_PLANE}
    refuse_unknown(used, known, path=path)
    _require(path, columns, tuple(VIDEO_EMOTIONS))
    return _wide(path, lines, {name: name for name in VIDEO_EMOTIONS}, low=0.0, high=1.0)


def read_valence_arousal(path: Path, *, low: float, high: float) -> TagTable:
    """Read valence and arousal rated from `low` to `high`, and bring them to 0..1."""
    if low >= high:
        raise WorldError(
            f"A scale cannot go from {low:g} to {high:g}.",
            remedy="Give its lower end first, as in --states-range 1 9.",
            path=path,
        )
    lines, columns = _lines(path)
    used = {name: column for column, name in _PLANE.items() if column in columns}
    _require(path, tuple(used), (VALENCE, AROUSAL))
    return _wide(path, lines, used, low=low, high=high)


def add_tags(pairs: PairSet, table: TagTable) -> PairSet:
    """Give the examples their tags, by name, or by the name of their file without folder and end.

    How many have tags now, and how many lines fit no example, is added to the facts.

    Raises
    ------
    WorldError
        If no example is in the table.
    """
    names = [example.name for example in pairs.examples]
    refuse_strangers(names, table, of=pairs.name)
    found = table.lines_of(names)
    examples = tuple(
        e if name is None else replace(e, tags=merged(e.tags, table.tags[name]))
        for e, name in zip(pairs.examples, found, strict=True)
    )
    told = {
        "table": table.path.name,
        "tagged": sum(name is not None for name in found),
        "unused lines": len(table.tags) - len({name for name in found if name is not None}),
    }
    earlier = pairs.facts.get("tags", [])
    tables = [*earlier, told] if isinstance(earlier, list) else [told]
    return replace(pairs, examples=examples, facts={**pairs.facts, "tags": tables})


def refuse_strangers(names: Sequence[str], table: TagTable, *, of: str) -> None:
    """Refuse a table that fits none of the examples.

    Raises
    ------
    WorldError
        If no name is in it; `of` says what the names are of.
    """
    if not any(table.lines_of(names)):
        raise WorldError(
            f"No name in {table.path} is that of an example of {of}.",
            remedy=f"Name the examples as the videos are, for instance"
            f" {names[0] if names else 'clip.mp4'}.",
            path=table.path,
        )


def _lines(
    path: Path, *, needed: Sequence[str] = ()
) -> tuple[list[tuple[int, dict[str, str]]], tuple[str, ...]]:
    """Lines with their numbers, and the columns in small letters without blanks around them."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
            columns = tuple(reader.fieldnames)
            lines = [(reader.line_num, {c: line[c].strip() for c in columns}) for line in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, error) from error
    _require(path, columns, needed)
    if not set(_NAME_COLUMNS) & set(columns):
        _require(path, columns, ("name",))
    return lines, columns


def _require(path: Path, columns: Sequence[str], needed: Sequence[str]) -> None:
    absent = [name for name in needed if name not in columns]
    if absent:
        raise WorldError(
            f"{path} has no column {', '.join(repr(name) for name in absent)}.",
            remedy="Add what is missing, or read it as another kind of table.",
            path=path,
        )


def _unreadable(path: Path, error: Exception) -> WorldError:
    return WorldError(
        f"The table {path} cannot be read ({error}).", remedy="Save it as csv in UTF-8.", path=path
    )


def _name(line: Mapping[str, str], path: Path, number: int, known: Collection[str]) -> str:
    name = next((line[c] for c in _NAME_COLUMNS if line.get(c)), "")
    if not name or name in known:
        what = f"{name!r} is there twice" if name else "no name"
        raise WorldError(f"{path}, line {number}: {what}.", remedy="Correct the table.", path=path)
    return name


def _wide(
    path: Path,
    lines: Sequence[tuple[int, Mapping[str, str]]],
    columns: Mapping[str, str],
    *,
    low: float,
    high: float,
) -> TagTable:
    """Build a table from one column per tag; `columns` names the column of each tag."""
    found: dict[str, dict[str, float]] = {}
    for number, line in lines:
        degrees = {}
        for tag, column in columns.items():
            where = f"line {number}, column {column!r}"
            value = degree_of(line[column], path=path, where=where, low=low, high=high)
            degrees[tag] = (value - low) / (high - low)
        found[_name(line, path, number, found)] = degrees
    return _table(path, tuple(columns), found)


def _table(path: Path, names: tuple[str, ...], tags: Mapping[str, Mapping[str, float]]) -> TagTable:
    if not tags:
        raise WorldError(f"{path} holds no tagged example.", remedy="Fill the table.", path=path)
    return TagTable(path, names, tags)
