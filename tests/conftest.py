"""Fixtures every room shares."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

# A real window is shown where the caller has a display for it; elsewhere it is drawn in memory.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real media kept beside the checkout; tests that need them skip where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("the real media beside the checkout are absent")
    return SHARED


@pytest.fixture(autouse=True)
def garbage_waits() -> Iterator[None]:
    """Let nothing be collected during a test: on another thread that would end what is Qt's.

    See `editor_app.operations.tidying`, which does so for the program.
    """
    gc.disable()
    yield
    gc.enable()
