from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject

from editor_app.item_models.document import Document
from editor_app.operations.auditioning import Auditioning
from editor_app.operations.player import Player
from editor_app.playback.sink import WallClock
from editor_app.project import edits
from editor_app.project.timeline import Film, Project, Timeline
from editor_app.score.mix import Mix
from editor_app.session import Suggestion
from inference.values import Span
from tests.editor_app.songs import suggestion
from tests.inference.media.making import flat, write_video

SECONDS = 8.0
ALL = Span(0.0, SECONDS)
SCENE = Span(4.0, 6.0)


class Arranged(QObject):
    """Makes a mix for whatever is asked, and remembers which."""

    def __init__(self) -> None:
        super().__init__()
        self.candidates: list[Mix] = []
        self.mixes: list[Mix] = []

    def audition(self, _suggestion: Suggestion, _span: Span, use: Callable[[Mix], None]) -> None:
        self.candidates.append(Mix(ALL))
        use(self.candidates[-1])

    def mix(self, _timeline: Timeline | None = None) -> Mix:
        self.mixes.append(Mix(ALL))
        return self.mixes[-1]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    write_video(path, [flat(40)] * round(SECONDS * 25))
    return Film(path, SECONDS, 25.0)


@pytest.fixture
def player(qapp, film: Film) -> Iterator[Player]:
    made = Player(make_sink=WallClock)
    made.open(film.path, film.frames_per_s, film.duration_s)
    yield made
    made.shut_down()


@pytest.fixture
def document(qapp, film: Film) -> Document:
    made = Document()
    made.load(Project(film, Timeline(SECONDS)))
    return made


@pytest.fixture
def arranged(qapp) -> Arranged:
    return Arranged()


@pytest.fixture
def auditioning(document: Document, player: Player, arranged: Arranged) -> Auditioning:
    return Auditioning(document, player, arranged)  # type: ignore[arg-type]


def test_a_candidate_plays_from_where_the_playhead_is(qtbot, auditioning, player) -> None:
    player.seek(4.5)
    with qtbot.waitSignal(auditioning.changed) as changed:
        auditioning.start(suggestion(3), SCENE)
    assert changed.args == [auditioning.track_id] == [3]
    assert player.is_playing
    assert player.is_auditioning
    assert 4.5 <= player.position_s < 5.0


def test_outside_of_its_stretch_it_begins_with_that(auditioning, player) -> None:
    player.seek(1.0)
    auditioning.start(suggestion(3), SCENE)
    assert SCENE.start_s <= player.position_s < SCENE.start_s + 0.5


def test_another_candidate_takes_over_where_the_first_has_come_to(
    qtbot, auditioning, player
) -> None:
    player.seek(4.5)
    auditioning.start(suggestion(3), SCENE)
    qtbot.waitUntil(lambda: player.position_s > 4.7)
    at_s = player.position_s
    auditioning.start(suggestion(4), SCENE)
    assert auditioning.track_id == 4
    assert at_s <= player.position_s < at_s + 0.5
    assert player.is_playing


def test_stopping_goes_back_to_the_timeline_and_plays_on(qtbot, auditioning, player) -> None:
    auditioning.start(suggestion(3), SCENE)
    with qtbot.waitSignal(auditioning.changed) as changed:
        auditioning.stop()
    assert changed.args == [None]
    assert not player.is_auditioning
    assert player.is_playing
    with qtbot.assertNotEmitted(auditioning.changed):
        auditioning.stop()


def test_what_is_changed_meanwhile_is_heard_afterwards(
    auditioning, player, document, arranged
) -> None:
    auditioning.start(suggestion(3), SCENE)
    document.edit("Mute", edits.set_level(document.timeline, "music", muted=True))
    assert player.is_auditioning
    assert player._mix is arranged.mixes[-1]
    auditioning.stop()
    assert player._deck._mix is arranged.mixes[-1]


def test_another_film_ends_it(auditioning, document) -> None:
    auditioning.start(suggestion(3), SCENE)
    document.load(Project())
    assert auditioning.track_id is None


def test_without_a_film_there_is_nothing_to_mix(auditioning, document, arranged) -> None:
    document.load(Project())
    before = len(arranged.mixes)
    auditioning.refresh()
    assert len(arranged.mixes) == before


def test_a_candidate_that_is_ready_too_late_is_not_heard(
    auditioning, player, arranged, monkeypatch
) -> None:
    waiting: list[Callable[[], None]] = []

    def later(_suggestion: Suggestion, _span: Span, use: Callable[[Mix], None]) -> None:
        waiting.append(lambda: use(Mix(ALL)))

    monkeypatch.setattr(arranged, "audition", later)
    auditioning.start(suggestion(3), SCENE)
    auditioning.stop()
    waiting.pop()()
    assert auditioning.track_id is None
    assert not player.is_playing
    auditioning.start(suggestion(3), SCENE)
    auditioning.start(suggestion(4), SCENE)
    for ready in reversed(waiting):
        ready()
    assert auditioning.track_id == 4


def test_a_proposal_is_heard_in_place_of_a_candidate(qtbot, auditioning, player, document) -> None:
    auditioning.start(suggestion(3), SCENE)
    with qtbot.waitSignal(auditioning.changed) as changed:
        auditioning.preview(document.timeline)
    assert changed.args == [None]
    assert player.is_auditioning
    auditioning.preview(None)
    assert not player.is_auditioning
