"""Lanes and jobs that are closed, and leave no thread behind, when a test ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from editor_app.operations.jobs import Jobs
from editor_app.operations.lanes import Lanes


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
