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
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LARGE = ("welcome", "suggestions", "filled", "settings", "export")
LOOKS = (("dark", 1, ()), ("light", 1, ()), ("dark", 2, LARGE), ("light", 2, LARGE))
"""Theme, pixels to the point, and the states that are kept of it: all, or some where they weigh."""


def main() -> int:
    asked = _arguments()
    if asked.look:
        from tests.screenshots.tour import tour  # noqa: PLC0415  (needs the scale in its process)

        theme, scale = asked.look.split("-")
        tour(theme, int(scale), asked.out, set(asked.states))
        return 0
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for theme, scale, states in LOOKS:
            if not asked.only or f"{theme}-{scale}" in asked.only:
                _run(f"{theme}-{scale}", asked.states or states, asked.out, Path(folder))
    return 0


def _run(look: str, states: Sequence[str], out: Path, data: Path) -> None:
    environment = {
        **os.environ,
        "CUESMITH_DATA": str(data / look),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": look[-1],
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "tests.screenshots", f"--look={look}", f"--out={out}", *states]
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
