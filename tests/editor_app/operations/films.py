"""A document with a film open, whose file is not there, and the film as it was watched."""

from __future__ import annotations

from pathlib import Path

from editor_app.item_models.document import Document
from editor_app.project.timeline import Film, Project, Timeline
from inference.towers.pack import Pack
from inference.values import VideoAnalysis
from tests.editor_app.operations.worlds import watched

DURATION_S = 48.0
FILM = Film(Path("/film.mp4"), DURATION_S, 25.0)


def opened() -> Document:
    document = Document()
    document.load(Project(FILM, Timeline(DURATION_S)))
    return document


def seen(pack: Pack) -> VideoAnalysis:
    """The film as it was watched: four scenes of twelve seconds."""
    return watched(pack, path=str(FILM.path))
