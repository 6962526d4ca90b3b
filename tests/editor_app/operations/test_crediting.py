from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import LibraryError
from catalog.library import Library
from editor_app.operations.crediting import Crediting
from editor_app.operations.engines import Engines
from editor_app.operations.lanes import Lanes
from editor_app.project import edits
from editor_app.project.credits import Credit
from editor_app.project.cue import Cue
from editor_app.project.edits import add
from editor_app.score.moment import Song
from inference.towers.pack import Pack
from tests.editor_app.operations.films import opened
from tests.editor_app.operations.worlds import fill


@pytest.fixture
def document(qapp):
    document = opened()
    for number, name in enumerate(("/music/1/1.ogg", "/music/0/0.ogg", "/elsewhere/own.ogg")):
        path = Path(name)
        cue = Cue(path, path.stem, "", 10.0 * number, 8.0)
        after, _ = add(document.timeline, cue, Song(path, 48.0), lane=number % 2)
        document.edit("Place", after)
    return document


def credits_now(qtbot, crediting: Crediting) -> tuple[Credit, ...]:
    found: list[tuple[Credit, ...]] = []
    crediting.ask(found.append)
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    return found[0]


def test_songs_are_credited_as_they_are_heard(
    qtbot, document, lanes: Lanes, engines: Engines, pack: Pack
) -> None:
    with Library.open(engines.settings.library) as library:
        fill(library, pack, 3)
    crediting = Crediting(document, lanes, engines)
    found = credits_now(qtbot, crediting)
    assert [one.title for one in found] == ["Song 1", "Song 0", "own"]
    assert found[2].cleared == "unknown"
    document.edit("Mute", edits.set_lane(document.timeline, 0, muted=True))
    assert [one.title for one in credits_now(qtbot, crediting)] == ["Song 0"]


def test_a_library_that_cannot_be_opened_is_told(
    qtbot, document, lanes: Lanes, engines: Engines
) -> None:
    engines.settings.library.parent.mkdir(parents=True, exist_ok=True)
    engines.settings.library.touch()
    crediting = Crediting(document, lanes, engines)
    with qtbot.waitSignal(crediting.failed, timeout=10_000) as failed:
        crediting.ask(lambda _: pytest.fail("there is nothing to read"))
    assert isinstance(failed.args[0], LibraryError)
