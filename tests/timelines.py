"""`python -m tests.timelines FOLDER [--csv FILE]`: every timeline below a folder, read or refused.

One line a file: its format, the clips in it, those understood, and what was dropped. Where a
manifest.csv lies in the folder and says how many clips a file has, ours are held against it. Exit
code 1 when a reader fails otherwise than with a reason, or takes more than a minute.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from editor_app.interchange.layers import Montage
from editor_app.interchange.reading import cut_of, is_timeline, read_montage
from inference.errors import WorldError

SLOW_S = 60.0

_COUNTED = {
    "FCPXML": ("asset-clip", "clip", "ref-clip", "mc-clip", "sync-clip", "title", "video", "audio"),
    "FCP7": ("clipitem", "generatoritem"),
    "OTIO": (r"Clip\.1", r"Clip\.2", r"Stack\.1"),
    "EDL": ("events",),
    "OpenShot": ("clips",),
    "GES": ("clip",),
}


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one file; `said` is the number of clips in the manifest, "" where none."""

    file: str
    format: str
    outcome: str
    clips_in: int = 0
    understood: int = 0
    in_file: int = 0
    said: str = ""
    pieces: int = 0
    sounds: int = 0
    duration_s: float = 0.0
    took_s: float = 0.0
    dropped: str = ""


def main() -> int:
    asked = _arguments()
    rows = [_row(path, asked.folder) for path in _files(asked.folder)]
    for row in rows:
        print(_line(row), flush=True)
    if asked.csv:
        _write(rows, asked.csv)
    read = sum(row.outcome == "read" for row in rows)
    broken = [row for row in rows if row.outcome == "FAILED" or row.took_s > SLOW_S]
    clips, known = sum(row.clips_in for row in rows), sum(row.understood for row in rows)
    differ = [
        row for row in rows if row.outcome == "read" and row.said not in ("", str(row.in_file))
    ]
    print(f"\n{read} of {len(rows)} files read ({100 * read / max(len(rows), 1):.0f} %), ", end="")
    print(f"{sum(row.outcome == 'refused' for row in rows)} refused with a reason, ", end="")
    print(f"{len(broken)} failed; {known} of {clips} clips understood; ", end="")
    print(f"{len(differ)} counts differ from the manifest")
    for row in differ:
        print(f"  {row.file}: {row.in_file} clips, the manifest says {row.said}")
    return 1 if broken else 0


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        bundled = any(parent.suffix in (".fcpxmld", ".otiod") for parent in path.parents)
        if is_timeline(path) and not bundled:
            yield path


def _row(path: Path, folder: Path) -> Row:
    name = str(path.relative_to(folder))
    said = _said(folder / "manifest.csv", name)
    start = time.perf_counter()
    try:
        montage = read_montage(path)
        cut = cut_of(montage, path)
    except WorldError as error:
        took_s = time.perf_counter() - start
        return Row(name, "", "refused", said=said, took_s=took_s, dropped=error.what)
    except Exception:  # noqa: BLE001  (that is what is looked for)
        return Row(name, "", "FAILED", dropped=traceback.format_exc(limit=-2))
    return Row(
        name,
        cut.format,
        "read",
        cut.clips_in,
        cut.clips_understood,
        _in_file(montage),
        said,
        len(cut.pieces),
        len(cut.sounds),
        round(float(cut.duration_s), 2),
        round(time.perf_counter() - start, 3),
        " ".join(cut.dropped),
    )


def _in_file(montage: Montage) -> int:
    """Return the clips of all timelines of a file, also of those that are not opened."""
    return sum(sequence.tally.clips_in for sequence in montage.sequences.values())


def _said(manifest: Path, name: str) -> str:
    """Return how many clips a manifest counts in a file, "" where it does not say."""
    if not manifest.is_file():
        return ""
    with manifest.open(encoding="utf-8", newline="") as file:
        row = next((one for one in csv.DictReader(file) if one["file"] == name), None)
    words = next((w for key, w in _COUNTED.items() if row and row["format"].startswith(key)), ())
    found = [_count(word, row["inside"]) for word in words] if row else []
    known = [one for one in found if one is not None]
    stacks = 1 if row and row["format"].startswith("OTIO") else 0  # the timeline's own
    return str(sum(known) - stacks) if known else ""


def _count(word: str, text: str) -> int | None:
    found = re.search(rf"(?<![\w-]){word}[: ](\d+)", text)
    return int(found.group(1)) if found else None


def _line(row: Row) -> str:
    counts = f"{row.understood}/{row.clips_in}" if row.outcome == "read" else ""
    shape = f"{row.pieces} p {row.sounds} s {row.duration_s:.1f} s" if row.outcome == "read" else ""
    return (
        f"{row.file[:58]:58} {row.outcome:8} {row.format[:24]:24} {counts:>9}  {shape:24} "
        + (row.dropped[:160])
    )


def _write(rows: list[Row], out: Path) -> None:
    with out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(field.name for field in fields(Row))
        table.writerows(astuple(row) for row in rows)


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("--csv", type=Path, help="Also write the table to this file.")
    return words.parse_args()


if __name__ == "__main__":
    sys.exit(main())
