from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QToolButton
from pytestqt.qtbot import QtBot

from editor_app.operations.jobs import Jobs
from editor_app.operations.lanes import Lanes
from editor_app.widgets.jobs_button import JobRow, JobsButton, JobsList
from editor_app.widgets.theme import load_theme
from inference.progress import Progress, Work

LEFT = Qt.MouseButton.LeftButton


class Steps:
    """Work that goes on when it is let."""

    def __init__(self) -> None:
        self.gate = threading.Semaphore(0)

    def work(self) -> Work[str]:
        yield Progress(0.4, "Looking at shot 3")
        self.gate.acquire(timeout=10)
        yield Progress(0.9, "Looking at shot 9")
        self.gate.acquire(timeout=10)
        return "done"


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    jobs = Jobs(Lanes())
    yield jobs
    assert jobs.close(5)


@pytest.fixture
def button(jobs: Jobs, qtbot: QtBot) -> JobsButton:
    button = JobsButton(jobs, load_theme("dark"))
    qtbot.addWidget(button)
    return button


@pytest.fixture
def steps() -> Iterator[Steps]:
    steps = Steps()
    yield steps
    for _ in range(8):
        steps.gate.release()


def test_it_is_there_only_while_something_runs(
    jobs: Jobs, button: JobsButton, steps: Steps, qtbot: QtBot
) -> None:
    assert button.isHidden()
    jobs.start("Analysing", steps.work, lane="library")
    qtbot.waitUntil(lambda: button.words() == "Analysing 40 %")
    assert button.isVisible()
    assert button.accessibleName() == "Analysing 40 %"
    steps.gate.release()
    qtbot.waitUntil(lambda: button.words() == "Analysing 90 %")
    with qtbot.waitSignal(button.idle):
        steps.gate.release()
    assert button.isHidden()


def test_quiet_jobs_are_not_mentioned(
    jobs: Jobs, button: JobsButton, steps: Steps, qtbot: QtBot
) -> None:
    job = jobs.start("Drawing", steps.work, lane="sound", quiet=True)
    qtbot.waitUntil(lambda: job.state == "running")
    assert button.isHidden()


def test_several_jobs_are_counted_and_listed(
    jobs: Jobs, button: JobsButton, steps: Steps, qtbot: QtBot
) -> None:
    jobs.start("Analysing", steps.work, lane="library")
    jobs.start("Exporting", steps.work, lane="render")
    qtbot.waitUntil(lambda: button.words() == "2 tasks 40 %")
    qtbot.mouseClick(button, LEFT)
    listed = button.findChild(JobsList)
    assert listed.isVisible()
    titles = [one.text() for one in listed.findChildren(QLabel, "job_title")]
    assert titles == ["Analysing", "Exporting"]
    assert [one.value() for one in listed.findChildren(QProgressBar)] == [400, 400]
    assert listed.findChild(QLabel, "job_doing").text() == "Looking at shot 3"


def test_cancelling_answers_at_once(
    jobs: Jobs, button: JobsButton, steps: Steps, qtbot: QtBot
) -> None:
    job = jobs.start("Analysing", steps.work, lane="library")
    qtbot.waitUntil(lambda: job.fraction > 0)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    row = button.findChild(JobRow)
    qtbot.mouseClick(row.findChild(QToolButton, "job_cancel"), LEFT)
    assert job.state == "cancelled"
    assert button.isHidden()
    assert button.findChild(JobsList).isHidden()


def test_the_ring_is_drawn_in_both_themes(
    jobs: Jobs, button: JobsButton, steps: Steps, qtbot: QtBot
) -> None:
    jobs.start("Analysing", steps.work, lane="library")
    qtbot.waitUntil(lambda: button.words() == "Analysing 40 %")
    for name in ("dark", "light"):
        theme = load_theme(name)
        button.set_theme(theme)
        image = button.grab().toImage()
        colours = {image.pixelColor(x, image.height() // 2).name() for x in range(8, 8 + 16)}
        assert theme.accent.name() in colours
