"""Collects what the window says into the .ts files, and packs them into the .qm files.

English has a file too: it only tells "1 song" from "2 songs".
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SOURCE = FOLDER.parents[1] / "editor_app"
LANGUAGES = ("de", "en")
OPTIONS = (
    "-silent", "-no-obsolete", "-locations", "none",
    "-disable-heuristic", "sametext", "-disable-heuristic", "similartext",
)  # fmt: skip


def collect(language: str, into: Path) -> None:
    """Bring the .ts file `into` up to date with the source."""
    files = [str(path) for path in sorted(SOURCE.rglob("*.py"))]
    only = ("-pluralonly",) if language == "en" else ()
    _run("lupdate", *OPTIONS, *only, *files, "-ts", str(into))


def pack(ts: Path, into: Path) -> None:
    """Write the .qm file of a .ts file."""
    _run("lrelease", "-silent", str(ts), "-qm", str(into))


def _run(tool: str, *words: str) -> None:
    """Run a tool of Qt's, as it lies beside this Python."""
    subprocess.run([Path(sys.executable).with_name(f"pyside6-{tool}"), *words], check=True)


if __name__ == "__main__":
    for code in LANGUAGES:
        collect(code, FOLDER / f"cuesmith_{code}.ts")
        pack(FOLDER / f"cuesmith_{code}.ts", FOLDER / f"cuesmith_{code}.qm")
