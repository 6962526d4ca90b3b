"""The film filled behind the window: every position of the slider, pins, refusals."""

from __future__ import annotations

import pytest

from catalog.library import Library
from editor_app.item_models.document import Document
from editor_app.operations.arranging import Arranging
from editor_app.operations.engines import Engines
from editor_app.operations.filling import Filling, FilmFilling
from editor_app.operations.jobs import Jobs
from editor_app.project import edits
from editor_app.project.cue import Cue
from editor_app.score.moment import Song
from editor_app.session import Wish
from inference.errors import WorldError
from inference.towers.pack import Pack
from inference.values import VideoAnalysis
from tests.editor_app.operations.films import DURATION_S, opened, seen
from tests.editor_app.operations.worlds import fill

LONG_MS = 20_000


@pytest.fixture
def video(pack: Pack) -> VideoAnalysis:
    return seen(pack)


@pytest.fixture
def document(qapp) -> Document:
    return opened()


@pytest.fixture
def filling(document: Document, jobs: Jobs, engines: Engines, video) -> FilmFilling:
    arranging = Arranging(document, jobs.lanes, engines.session)
    arranging.set_analysis(video)
    return FilmFilling(document, jobs, engines, arranging)


@pytest.fixture
def songs(engines: Engines, pack: Pack) -> None:
    with Library.open(engines.settings.library) as library:
        fill(library, pack, 12)


def planned(qtbot, filling: FilmFilling, change: float) -> Filling:
    with qtbot.waitSignal(filling.planned, timeout=LONG_MS) as found:
        filling.plan(change)
    return found.args[0]


def begin(qtbot, filling: FilmFilling, video: VideoAnalysis) -> None:
    with qtbot.waitSignal(filling.ready, timeout=LONG_MS):
        filling.begin(video, Wish())


@pytest.mark.usefixtures("songs")
def test_the_slider_goes_from_one_song_to_one_per_scene(qtbot, filling, video, document) -> None:
    begin(qtbot, filling, video)
    before = document.timeline
    counts = []
    for change in (0.0, 0.5, 1.0):
        found = planned(qtbot, filling, change)
        assert found.plan.stretches[0].span.start_s == 0.0
        assert found.plan.stretches[-1].span.end_s == DURATION_S
        assert {one.id for one in found.timeline.laid} == set(found.ids)
        assert found.track_ids
        counts.append(found.plan.changes)
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] > 0
    assert document.timeline is before


@pytest.mark.usefixtures("songs")
def test_what_is_pinned_stays(qtbot, filling, video, document) -> None:
    song = Song(document.film.path.with_name("mine.ogg"), 60.0, title="Mine")
    cue = Cue(song.path, song.title, "", 13.0, 9.0, 5.0)
    after, laid_id = edits.add(document.timeline, cue, song, lane=0)
    document.edit("Pin", edits.set_pinned(after, (laid_id,), pinned=True))
    begin(qtbot, filling, video)
    found = planned(qtbot, filling, 1.0)
    kept = found.timeline.find(laid_id)
    assert kept is not None
    assert kept.pinned
    assert (kept.cue.start_s, kept.cue.source_in_s) == (13.0, 5.0)
    assert laid_id not in found.ids


def test_an_empty_library_is_refused_with_a_reason(qtbot, filling, video) -> None:
    with qtbot.waitSignal(filling.refused, timeout=LONG_MS) as refused:
        filling.begin(video, Wish())
    assert isinstance(refused.args[0], WorldError)


@pytest.mark.usefixtures("songs")
def test_what_was_dropped_is_not_answered(qtbot, filling, video) -> None:
    begin(qtbot, filling, video)
    with qtbot.assertNotEmitted(filling.planned, wait=300):
        filling.plan(0.3)
        filling.drop()
        filling.plan(0.6)
