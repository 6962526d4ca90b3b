"""Lanes and jobs that are closed, and leave no thread behind, when a test ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from editor_app.operations.engines import Engines
from editor_app.operations.jobs import Jobs
from editor_app.operations.lanes import Lanes
from editor_app.settings import Settings
from inference.towers.pack import Pack, read_pack
from resources import PACKS


@pytest.fixture
def lanes(qapp) -> Iterator[Lanes]:
    before = set(threading.enumerate())
    made = Lanes()
    yield made
    assert made.close(10.0)
    assert not [one for one in threading.enumerate() if one not in before and one.is_alive()]


@pytest.fixture
def jobs(lanes: Lanes) -> Jobs:
    return Jobs(lanes)


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(PACKS / "starter")


@pytest.fixture
def engines(tmp_path: Path, lanes: Lanes) -> Engines:
    """Engines over a library that is not there yet."""
    chosen = Settings(tmp_path / "library", tmp_path / "cache", PACKS / "starter", "cpu")
    return Engines(chosen, lanes)
