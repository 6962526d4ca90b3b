"""The main way once more, in a real window on a display: drags go through the system there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.end_to_end.window.conftest import PREPARED_VARIABLE

HERE = Path(__file__).parent
SCREEN = "-screen 0 1600x1000x24"


def display() -> list[str] | None:
    """What to put before a command to give it a display; None where none can be had.

    One of its own is preferred to the one that somebody sits at: their mouse would be in the way.
    """
    if shutil.which("xvfb-run") and shutil.which("Xvfb"):
        return ["xvfb-run", "--auto-servernum", "--server-args", SCREEN]
    return [] if os.environ.get("DISPLAY") or sys.platform in {"darwin", "win32"} else None


def test_the_main_way_on_a_display(qapp: QApplication, prepared: Path) -> None:
    if qapp.platformName() != "offscreen":
        pytest.skip("these tests have a display already")
    before = display()
    if before is None:
        pytest.skip("no display, and no Xvfb to make one")
    # Left out, Qt takes the platform of the system.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("QT_", "WAYLAND_"))}
    native = {"darwin": "cocoa", "win32": "windows"}.get(sys.platform, "xcb")
    environment |= {"QT_QPA_PLATFORM": native, PREPARED_VARIABLE: str(prepared)}
    tests = [sys.executable, "-m", "pytest", "-q", str(HERE / "test_window.py")]
    ran = subprocess.run(
        [*before, *tests], env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout
