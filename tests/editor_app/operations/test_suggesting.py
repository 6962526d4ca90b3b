from __future__ import annotations

import threading

import pytest

from catalog.filters import Filters
from catalog.library import Library
from editor_app.operations.engines import Engines
from editor_app.operations.lanes import Lanes
from editor_app.operations.suggesting import Suggesting
from editor_app.session import Session, Wish
from inference.errors import WorldError
from inference.towers.pack import Pack
from inference.values import Span, VideoAnalysis
from tests.editor_app.operations.worlds import fill, watched

WHOLE = Span(0.0, 48.0)
SCENE = Span(12.0, 24.0)


class Asked:
    """What suggesting says, and which questions reach the library."""

    def __init__(self, suggesting: Suggesting, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[tuple[Span, Wish, list[str]]] = []
        self.failures: list[Exception] = []
        self.empty = 0
        self.searched: list[Span] = []
        self.gate = threading.Event()
        self.gate.set()
        suggesting.answered.connect(self._hear)
        suggesting.failed.connect(self.failures.append)
        suggesting.library_empty.connect(self._note_empty)
        real = Session.suggest_for

        def spied(session: Session, video: VideoAnalysis, span: Span, wish: Wish) -> object:
            assert threading.current_thread().name == "cuesmith library"
            self.searched.append(span)
            assert self.gate.wait(5)
            return real(session, video, span, wish)

        monkeypatch.setattr(Session, "suggest_for", spied)

    def _hear(self, suggested, span: Span, wish: Wish) -> None:
        self.answers.append((span, wish, [one.track.title for one in suggested.suggestions]))

    def _note_empty(self) -> None:
        self.empty += 1


@pytest.fixture
def songs(engines: Engines, pack: Pack) -> None:
    with Library.open(engines.settings.library) as library:
        fill(library, pack, 30)


@pytest.fixture
def suggesting(lanes: Lanes, engines: Engines) -> Suggesting:
    return Suggesting(lanes, engines)


@pytest.fixture
def asked(suggesting: Suggesting, monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(suggesting, monkeypatch)


@pytest.mark.usefixtures("songs")
def test_answers_for_a_stretch(qtbot, suggesting: Suggesting, asked: Asked, pack: Pack) -> None:
    suggesting.ask(WHOLE, Wish())
    assert not suggesting.has_video
    suggesting.set_video(watched(pack))
    suggesting.ask(WHOLE, Wish(count=5))
    qtbot.waitUntil(lambda: bool(asked.answers))
    [(span, wish, titles)] = asked.answers
    assert (span, wish, len(titles)) == (WHOLE, Wish(count=5), 5)


@pytest.mark.usefixtures("songs")
def test_after_a_pause_every_scene_is_known(
    qtbot, suggesting: Suggesting, asked: Asked, pack: Pack
) -> None:
    film = watched(pack)
    suggesting.set_video(film)
    suggesting.ask(SCENE, Wish())
    qtbot.waitUntil(lambda: len(asked.searched) == 5)
    assert set(asked.searched) == {WHOLE, *film.base.scenes}
    qtbot.waitUntil(lambda: len(suggesting._known) == 5)
    asked.gate.clear()
    for span in (WHOLE, *film.base.scenes):
        suggesting.ask(span, Wish())
        assert asked.answers[-1][0] == span
    assert len(asked.answers) == 6


@pytest.mark.usefixtures("songs")
def test_of_many_questions_the_first_and_the_last_reach_the_library(
    qtbot, suggesting: Suggesting, asked: Asked, pack: Pack
) -> None:
    suggesting.set_video(watched(pack))
    asked.gate.clear()
    suggesting.ask(WHOLE, Wish(attributes={"guitar": 0.0}))
    qtbot.waitUntil(lambda: len(asked.searched) == 1)
    for step in range(1, 20):
        suggesting.ask(WHOLE, Wish(attributes={"guitar": step / 20}))
    asked.gate.set()
    qtbot.waitUntil(lambda: len(asked.answers) == 2)
    assert [wish.attributes["guitar"] for _, wish, _ in asked.answers] == [0.0, 0.95]
    assert len(asked.searched) == 2


@pytest.mark.usefixtures("songs")
def test_answers_for_a_stretch_that_was_left_are_dropped(
    qtbot, suggesting: Suggesting, asked: Asked, pack: Pack
) -> None:
    suggesting.set_video(watched(pack))
    asked.gate.clear()
    suggesting.ask(WHOLE, Wish())
    qtbot.waitUntil(lambda: len(asked.searched) == 1)
    suggesting.ask(SCENE, Wish())
    asked.gate.set()
    qtbot.waitUntil(lambda: bool(asked.answers))
    assert [span for span, _, _ in asked.answers] == [SCENE]


@pytest.mark.usefixtures("songs")
def test_what_is_known_is_not_overtaken_by_an_older_question(
    qtbot, suggesting: Suggesting, asked: Asked, pack: Pack
) -> None:
    suggesting.set_video(watched(pack))
    suggesting.ask(WHOLE, Wish())
    qtbot.waitUntil(lambda: len(asked.answers) == 1)
    asked.gate.clear()
    suggesting.ask(SCENE, Wish(spread=0.5))
    suggesting.ask(WHOLE, Wish())
    assert [span for span, _, _ in asked.answers] == [WHOLE, WHOLE]
    asked.gate.set()
    suggesting.ask(SCENE, Wish(spread=0.7))
    qtbot.waitUntil(lambda: len(asked.answers) == 3)
    assert asked.answers[-1][1].spread == 0.7


@pytest.mark.usefixtures("songs")
@pytest.mark.parametrize(
    "other",
    [
        Wish(attributes={"guitar": 0.5}),
        Wish(filters=Filters(bpm=(60, 90))),
        Wish(filters=Filters(tags={"guitar": 0.1})),
        Wish(spread=0.2),
    ],
)
def test_every_part_of_a_wish_makes_another_question(
    qtbot, suggesting: Suggesting, asked: Asked, pack: Pack, other: Wish
) -> None:
    suggesting.set_video(watched(pack, scenes=1))
    for wish in (Wish(), other):
        suggesting.ask(SCENE, wish)
        qtbot.waitUntil(lambda wish=wish: [one[1] for one in asked.answers][-1:] == [wish])
    assert asked.searched.count(SCENE) == 2


@pytest.mark.usefixtures("songs")
def test_favourites_are_always_asked_anew(
    qtbot, suggesting: Suggesting, asked: Asked, engines: Engines, pack: Pack
) -> None:
    suggesting.set_video(watched(pack))
    wish = Wish(filters=Filters(favourites=True))
    for number in (1, 2):
        with Library.open(engines.settings.library) as library:
            library.mark(number, favourite=True)
        suggesting.ask(WHOLE, wish)
        qtbot.waitUntil(lambda n=number: len(asked.answers) == n)
    assert [len(titles) for _, _, titles in asked.answers] == [1, 2]


@pytest.mark.usefixtures("songs")
def test_a_changed_library_is_asked_again(
    qtbot, suggesting: Suggesting, asked: Asked, engines: Engines, pack: Pack
) -> None:
    suggesting.set_video(watched(pack))
    suggesting.ask(WHOLE, Wish())
    qtbot.waitUntil(lambda: len(asked.answers) == 1)
    best = asked.answers[0][2][0]
    with Library.open(engines.settings.library) as library:
        [track] = [one for one in library.tracks() if one.title == best]
        library.mark(track.id, never=True)
    suggesting.library_changed()
    suggesting.ask(WHOLE, Wish())
    qtbot.waitUntil(lambda: len(asked.answers) == 2)
    assert best not in asked.answers[1][2]


def test_an_empty_library_is_said_to_be_empty(
    qtbot, suggesting: Suggesting, asked: Asked, pack: Pack
) -> None:
    suggesting.set_video(watched(pack))
    suggesting.ask(WHOLE, Wish())
    qtbot.waitUntil(lambda: asked.empty == 1)
    assert asked.answers == asked.failures == []


@pytest.mark.usefixtures("songs")
def test_an_unknown_slider_is_a_failure(
    qtbot, suggesting: Suggesting, asked: Asked, pack: Pack
) -> None:
    suggesting.set_video(watched(pack))
    suggesting.ask(WHOLE, Wish(attributes={"kazoo": 1.0}))
    qtbot.waitUntil(lambda: bool(asked.failures))
    assert isinstance(asked.failures[0], WorldError)


def test_a_library_that_cannot_be_opened_is_a_failure(
    qtbot, suggesting: Suggesting, asked: Asked, engines: Engines, pack: Pack
) -> None:
    engines.settings.library.mkdir(parents=True)
    (engines.settings.library / "library.sqlite").write_bytes(b"no library" * 99)
    suggesting.set_video(watched(pack))
    suggesting.ask(WHOLE, Wish())
    qtbot.waitUntil(lambda: bool(asked.failures))
    assert "not a music library" in str(asked.failures[0])


@pytest.mark.usefixtures("songs")
def test_another_film_drops_what_was_asked_for_the_one_before(
    qtbot, suggesting: Suggesting, asked: Asked, pack: Pack
) -> None:
    suggesting.set_video(watched(pack))
    asked.gate.clear()
    suggesting.ask(WHOLE, Wish())
    qtbot.waitUntil(lambda: len(asked.searched) == 1)
    suggesting.set_video(watched(pack, scenes=2))
    asked.gate.set()
    other = Span(0.0, 24.0)
    suggesting.ask(other, Wish())
    qtbot.waitUntil(lambda: bool(asked.answers))
    assert asked.answers[0][0] == other
