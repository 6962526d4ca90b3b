"""The program of a newcomer, used by menus and keys, with a film that was watched in no time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from editor_app.item_models.document import Document
from editor_app.project.cue import Cue
from editor_app.project.edits import add
from editor_app.project.timeline import Film, Project, Timeline
from editor_app.score.moment import Song
from editor_app.settings import DATA_VARIABLE
from inference.towers.pack import Pack, read_pack
from resources import DEMO, PACKS
from tests.editor_app.operations.worlds import watched
from tests.end_to_end.window.conftest import Program, program, start
from tests.inference.media.making import flat, write_video

__all__ = ["program", "start"]

SCENE_S = 2.0
DURATION_S = 8.0
SONG = DEMO / "music" / "Maxstack - Awakening.ogg"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a newcomer."""
    made = tmp_path / "data"
    monkeypatch.setenv(DATA_VARIABLE, str(made))
    return made


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(PACKS / "starter")


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """Eight seconds of grey."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    write_video(path, [flat(90)] * round(DURATION_S * 25))
    return Film(path, DURATION_S, 25.0)


@pytest.fixture
def opened(program: Program, film: Film, pack: Pack) -> Program:
    """The program with the film open, watched as four scenes."""
    program.desk.document.load(Project(film, Timeline(DURATION_S)))
    program.desk._set_video(watched(pack, scenes=4, scene_s=SCENE_S, path=str(film.path)))
    program.furniture.bench.timeline.setFocus()
    return program


@pytest.fixture
def lay() -> Callable[[Document], None]:
    """Lays two seconds of a song on a document's first lane, from a second on."""

    def put(document: Document) -> None:
        song = Song(SONG, 50.0, title="Song", artist="Somebody")
        cue = Cue(SONG, "Song", "Somebody", 1.0, 2.0, 5.0)
        after, laid_id = add(document.timeline, cue, song, lane=0)
        document.edit("Place Song", after, select=[laid_id])

    return put
