from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton

from editor_app import app
from editor_app.preferences import Preferences, read_preferences, write_preferences
from editor_app.settings import DATA_VARIABLE, preferences_path
from inference.errors import MediaError
from resources import DEMO
from tests.end_to_end.window.conftest import Program, program, start

__all__ = ["program", "start"]

STARTED = Path(__file__).with_name("started.py")
NEVER = {"torch", "librosa", "transformers", "numba", "scipy", "sklearn"}
NOT_AT_START = {"numpy", "av", "onnxruntime", "hnswlib", "cv2", "moviepy", "soundfile", "sqlite3"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a newcomer."""
    made = tmp_path / "data"
    monkeypatch.setenv(DATA_VARIABLE, str(made))
    return made


def test_what_is_loaded_when(cuesmith, tmp_path: Path) -> None:
    environment = {**os.environ, DATA_VARIABLE: str(cuesmith.data), "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, str(STARTED), str(DEMO / "clip.mp4")],
        env=environment, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    loaded = {when: set(names) for when, names in json.loads(ran.stdout).items()}
    assert set(loaded) == {"painted", "furnished", "suggested"}
    assert not loaded["painted"] & (NEVER | NOT_AT_START)
    assert not loaded["furnished"] & (NEVER | {"av", "onnxruntime", "cv2", "hnswlib", "moviepy"})
    assert not loaded["suggested"] & NEVER
    assert "onnxruntime" in loaded["suggested"], "nothing has been watched"


def a_mistake() -> None:
    raise ZeroDivisionError("nothing to share")


def on_this_thread() -> None:
    QTimer.singleShot(0, a_mistake)


def on_another_thread() -> None:
    threading.Thread(target=a_mistake).start()


@pytest.mark.parametrize("happen", [on_this_thread, on_another_thread])
@pytest.mark.no_qt_log
def test_a_mistake_of_ours_is_shown_and_logged(
    program: Program, happen: Callable[[], None]
) -> None:
    person = program.person
    happen()
    person.wait(QApplication.activeModalWidget)
    details = person.see(QPlainTextEdit, "error_details").toPlainText()
    assert "a_mistake" in details
    assert "ZeroDivisionError: nothing to share" in details
    person.click(person.see(QPushButton, "error_copy"))
    assert QGuiApplication.clipboard().text() == details
    assert "ZeroDivisionError" in program.bugs
    person.click(person.see(QPushButton, "error_close"))
    person.wait(lambda: QApplication.activeModalWidget() is None)
    # It was a mistake on purpose.
    (program.data / "cuesmith.log").unlink()
    assert person.see(QPushButton, "welcome_open").isEnabled()


def test_the_world_is_told_of_in_a_notice(program: Program) -> None:
    program.cuesmith.fail(MediaError("The disk is gone.", remedy="Connect it.", path=Path("/x")))
    assert program.person.see(QLabel, "notice_what").text() == "The disk is gone."
    assert program.person.see(QLabel, "notice_remedy").text() == "Connect it."
    assert not program.bugs


def test_damaged_preferences_are_told_and_do_no_harm(
    data: Path, start: Callable[..., Program]
) -> None:
    data.mkdir()
    preferences_path().write_text("{ not json")
    program = start()
    (notice,) = program.notices
    assert notice.kind == "warning"
    assert notice.remedy
    assert program.person.see(QPushButton, "welcome_open").isEnabled()


def test_the_look_is_kept(data: Path, start: Callable[..., Program]) -> None:
    write_preferences(Preferences(theme="light"), preferences_path())
    program = start()
    assert not program.cuesmith.theme.is_dark
    program.person.press("Ctrl+Shift+D")
    assert program.cuesmith.theme.is_dark
    program.cuesmith.window.resize(1000, 690)
    program.end()
    assert read_preferences(preferences_path()).theme == "dark"
    again = start()
    assert again.cuesmith.theme.is_dark
    # The screen that is drawn in memory is narrower than the window may be.
    assert again.cuesmith.window.height() == 690


def test_hooks_are_given_back(data: Path, start: Callable[..., Program]) -> None:
    before = sys.excepthook, threading.excepthook
    program = start()
    assert (sys.excepthook, threading.excepthook) != before
    program.end()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_film_named_on_the_command_line_is_opened(
    data: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path | None] = []
    monkeypatch.setattr(app, "QApplication", lambda _: qapp)
    monkeypatch.setattr(type(qapp), "exec", lambda *_: 0)
    monkeypatch.setattr(app.Cuesmith, "show", lambda _self, path=None: shown.append(path))
    assert app.main([str(DEMO / "clip.mp4")]) == 0
    assert app.main([]) == 0
    assert shown == [DEMO / "clip.mp4", None]


def test_the_running_program_takes_a_film_over(
    program: Program,
) -> None:
    """Opened a second time, the program hands the film over and ends at once."""
    command = [sys.executable, "-m", "editor_app", str(DEMO / "clip.mp4")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, env=environment) as other:
        program.person.wait(lambda: other.poll() is not None)
        assert other.returncode == 0
    document = program.desk.document
    program.person.wait(lambda: document.film is not None)
    assert document.film is not None
    assert document.film.path == DEMO / "clip.mp4"
