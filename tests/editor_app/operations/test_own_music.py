from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from editor_app.item_models.document import Document
from editor_app.operations.jobs import Jobs
from editor_app.operations.own_music import OwnMusic
from editor_app.project import edits
from editor_app.project.timeline import Project, Timeline
from inference.progress import Progress, Work
from inference.values import Span
from tests.editor_app.operations.films import FILM, opened

HEARD = (Span(2.0, 9.0),)


class Ears:
    """Hears the same music in every film, and notes which films it was asked about."""

    def __init__(self) -> None:
        self.asked: list[Path] = []

    def analyzer(self) -> Ears:
        return self

    def own_music(self, path: Path) -> Work[tuple[Span, ...]]:
        self.asked.append(path)
        yield Progress(0.5, "Listening")
        return HEARD


@pytest.fixture
def document(qapp) -> Document:
    return opened()


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def own(document: Document, jobs: Jobs, ears: Ears) -> OwnMusic:
    return OwnMusic(document, jobs, ears)  # type: ignore[arg-type]


def turn_on(document: Document) -> None:
    document.edit("Room", edits.set_duck_music(document.timeline, wanted=True))


def test_it_is_listened_for_once_and_only_when_asked_to(qtbot, own, document, ears) -> None:
    document.edit("Level", edits.set_level(document.timeline, "music", gain_db=-3.0))
    assert ears.asked == []
    with qtbot.waitSignal(own.found, timeout=5000):
        turn_on(document)
    assert own.spans == HEARD
    document.stack.undo()
    turn_on(document)
    assert ears.asked == [FILM.path]


def test_another_film_is_listened_to_anew(qtbot, own, document, ears) -> None:
    with qtbot.waitSignal(own.found, timeout=5000):
        turn_on(document)
    other = replace(FILM, path=Path("/other.mp4"))
    document.load(Project(other, Timeline(48.0)))
    assert own.spans == ()
    with qtbot.waitSignal(own.found, timeout=5000):
        turn_on(document)
    assert ears.asked == [FILM.path, other.path]
