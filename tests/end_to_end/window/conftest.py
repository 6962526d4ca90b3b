"""The real program in a window, with a data folder of its own and the demo's songs in its library.

It is drawn in memory where there is no display; `test_on_a_display.py` sees to a real one.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from editor_app.app import Cuesmith
from editor_app.notices import LOG_NAME, Notice
from editor_app.operations.desk import Desk
from editor_app.playback.route import RATE_HZ
from editor_app.playback.sink import Feed
from editor_app.settings import DATA_VARIABLE
from editor_app.widgets.furniture import Furniture
from editor_app.widgets.timeline.canvas import Canvas
from inference.values import Floats
from resources import DEMO
from tests.end_to_end.window.person import Person

CLIP = DEMO / "clip.mp4"
PREPARED_VARIABLE = "CUESMITH_TESTS_PREPARED"
"""Environment variable naming what `prepared` has made already."""


class Earphones:
    """Takes sound at the pace of the computer's clock and keeps it instead of playing it."""

    is_silent = False

    def __init__(self, heard: list[Floats]) -> None:
        self._heard = heard
        self._feed: Feed | None = None
        self._began = 0.0
        self._taken = 0
        self._lock = threading.Lock()

    def start(self, feed: Feed) -> None:
        self._feed, self._began = feed, time.monotonic()

    def stop(self) -> None:
        self._feed = None

    def heard(self) -> float:
        with self._lock:
            feed = self._feed
            due = int((time.monotonic() - self._began) * RATE_HZ) - self._taken
            if feed is not None and due > 0:
                block = np.zeros((due, 2), np.float32)
                feed.fill(block)
                self._heard.append(block)
                self._taken += due
            return float(self._taken)

    def is_alive(self) -> bool:
        return self._feed is not None

    def pull_out(self) -> None:
        """Be gone, as a device is whose cable was pulled."""
        self._feed = None


@dataclass
class Program:
    """The program as a test sees it: the window to use, and what is behind it to check."""

    cuesmith: Cuesmith
    person: Person
    data: Path
    heard: list[Floats] = field(default_factory=list, repr=False)
    earphones: list[Earphones] = field(default_factory=list, repr=False)

    @property
    def furniture(self) -> Furniture:
        assert self.cuesmith.furniture is not None
        return self.cuesmith.furniture

    @property
    def desk(self) -> Desk:
        return self.furniture.desk

    @property
    def canvas(self) -> Canvas:
        return self.person.see(Canvas, "timeline_canvas")

    @property
    def notices(self) -> tuple[Notice, ...]:
        return self.cuesmith.window.notices.told

    @property
    def bugs(self) -> str:
        log = self.data / LOG_NAME
        return log.read_text() if log.exists() else ""

    def wait_for_songs(self) -> None:
        """Wait until the film has been watched to its end and songs are suggested."""
        self.person.wait(
            lambda: self.is_watched and self.furniture.bench.suggestions_model.suggested
        )

    @property
    def is_watched(self) -> bool:
        video = self.desk.video
        return video is not None and not video.base.provisional

    def end(self) -> None:
        """End it without being asked; nothing of it may be left."""
        window = self.cuesmith.window
        assert self.cuesmith.end(), "a thread did not come to its end"
        window.may_close = lambda: True
        window.close()
        self.cuesmith.deleteLater()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder: the demo's songs in the library, the demo film watched before."""
    if PREPARED_VARIABLE in os.environ:
        return Path(os.environ[PREPARED_VARIABLE])
    data = tmp_path_factory.mktemp("prepared")
    environment = {**os.environ, DATA_VARIABLE: str(data)}
    for words in (("library", "add", DEMO / "music"), ("suggest", CLIP)):
        command = [sys.executable, "-m", "editor_app.cli", *map(str, words), "--json"]
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, as `prepared`."""
    made = tmp_path / "data"
    shutil.copytree(prepared, made)
    monkeypatch.setenv(DATA_VARIABLE, str(made))
    return made


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """The demo film in a folder that can be written to."""
    return Path(shutil.copy(CLIP, tmp_path / "holiday.mp4"))


@pytest.fixture
def start(qapp: QApplication, qtbot: Any, data: Path) -> Iterator[Callable[..., Program]]:
    """Start the program, as often as is wanted; every one is ended, and must have had no bug."""
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    threads = set(threading.enumerate())
    handlers = list(logging.getLogger().handlers)
    looks = qapp.styleSheet(), QPalette(qapp.palette())
    made: list[Program] = []

    def begin(path: Path | None = None) -> Program:
        earphones: list[Earphones] = []
        heard: list[Floats] = []

        def plug_in() -> Earphones:
            earphones.append(Earphones(heard))
            return earphones[-1]

        cuesmith = Cuesmith(qapp, make_sink=plug_in)
        program = Program(cuesmith, Person(qtbot, cuesmith.window), data, heard, earphones)
        made.append(program)
        with qtbot.waitSignal(cuesmith.furnished, timeout=20_000):
            cuesmith.show(path)
        cuesmith.window.activateWindow()
        qtbot.waitUntil(cuesmith.window.isActiveWindow)
        return program

    yield begin
    for program in made:
        if program.cuesmith.furniture is not None:
            program.end()
    bugs = [one.bugs for one in made]
    made.clear()
    gc.collect()
    for handler in logging.getLogger().handlers[len(handlers) :]:
        logging.getLogger().removeHandler(handler)
        handler.close()
    qapp.setStyleSheet(looks[0])
    qapp.setPalette(looks[1])
    left = [one.name for one in threading.enumerate() if one not in threads]
    assert not left, left
    assert not any(bugs), "\n".join(bugs)


@pytest.fixture
def program(start: Callable[..., Program]) -> Program:
    """The program as it starts: nothing is open."""
    return start()


@pytest.fixture
def opened(start: Callable[..., Program], film: Path) -> Program:
    """The program with the demo film open and songs suggested for it."""
    program = start(film)
    program.wait_for_songs()
    return program
