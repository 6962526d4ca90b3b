"""`python -m tests.screenshots`: pictures of every state of the window into docs/screenshots/.

The window is the real one, with the demo film and the demo music, driven by mouse and keys; it is
drawn in memory, so that no display is needed. Each look (dark or light, one or two pixels to the
point) is a process of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOOKS = (("dark", 1), ("light", 1), ("dark", 2), ("light", 2))


def main() -> int:
    asked = _arguments()
    if asked.look:
        from tests.screenshots.tour import tour  # noqa: PLC0415  (needs the scale in its process)

        theme, scale = asked.look.split("-")
        tour(theme, int(scale), asked.out, set(asked.states))
        return 0
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for theme, scale in LOOKS:
            if asked.only and f"{theme}-{scale}" not in asked.only:
                continue
            _run(theme, scale, asked, Path(folder))
    return 0


def _run(theme: str, scale: int, asked: argparse.Namespace, data: Path) -> None:
    environment = {
        **os.environ,
        "CUESMITH_DATA": str(data / f"{theme}-{scale}"),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": str(scale),
        "OPENBLAS_NUM_THREADS": "1",
    }
    look = [f"--look={theme}-{scale}", f"--out={asked.out}", *asked.states]
    command = [sys.executable, "-m", "tests.screenshots", *look]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("states", nargs="*", help="only these states (default: all)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--only", action="append", help="only this look, such as dark-1")
    parser.add_argument("--look", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
