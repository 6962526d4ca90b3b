from __future__ import annotations

import pytest

from catalog.errors import SearchError
from catalog.library import Library
from editor_app.item_models.document import Document
from editor_app.operations.arranging import Arranging, end_for
from editor_app.operations.engines import LIBRARY, Engines
from editor_app.operations.lanes import Lanes
from editor_app.project import edits
from editor_app.session import Suggestion
from inference.towers.pack import Pack
from inference.values import Span, VideoAnalysis
from tests.editor_app.operations.films import DURATION_S, opened, seen
from tests.editor_app.operations.worlds import fill

SONG_S = 48.0


@pytest.fixture
def video(pack: Pack) -> VideoAnalysis:
    return seen(pack)


@pytest.fixture
def document(qapp) -> Document:
    return opened()


@pytest.fixture
def arranging(
    document: Document, lanes: Lanes, engines: Engines, pack: Pack, video: VideoAnalysis
) -> Arranging:
    with Library.open(engines.settings.library) as library:
        fill(library, pack, 6)
    made = Arranging(document, lanes, engines.session)
    made.set_analysis(video)
    return made


@pytest.fixture
def song(qtbot, arranging: Arranging, lanes: Lanes, engines: Engines) -> Suggestion:
    """A song of the library, suggested from its seventh second on."""
    found: list[Suggestion] = []

    def look() -> Suggestion:
        return Suggestion(next(iter(engines.library().tracks())), 0.5, 6.0, ())

    lanes.ask(LIBRARY, look, found.append, failed=lambda error: pytest.fail(str(error)))
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def wait_for_step(qtbot, document: Document, count: int = 1) -> None:
    qtbot.waitUntil(lambda: document.stack.count() == count, timeout=10_000)


def test_a_song_is_placed_as_one_step(qtbot, arranging, document, song) -> None:
    arranging.place(song, Span(12.0, 24.0), lane=1)
    wait_for_step(qtbot, document)
    laid = document.timeline.laid
    assert {one.lane for one in laid} == {1}
    assert min(one.cue.start_s for one in laid) == pytest.approx(12.0, abs=0.5)
    assert max(one.cue.end_s for one in laid) == pytest.approx(24.0, abs=0.5)
    assert document.selected == {one.id for one in laid}
    assert song.track.title in document.stack.undoText()
    document.stack.undo()
    assert document.timeline.laid == ()


def test_a_song_lies_where_it_is_dropped(qtbot, arranging, document, song) -> None:
    arranging.drop(song, 0, 5.25)
    wait_for_step(qtbot, document)
    (laid,) = document.timeline.laid
    assert (laid.lane, laid.cue.start_s, laid.cue.source_in_s) == (0, 5.25, song.moment_s)
    assert laid.cue.duration_s == min(DURATION_S - 5.25, SONG_S - song.moment_s)
    assert laid.cue.gain_db == pytest.approx(arranging.level_lufs() - -14.0)


@pytest.mark.parametrize("time_s", [-3.0, DURATION_S + 3.0])
def test_a_song_dropped_outside_lies_inside(qtbot, arranging, document, song, time_s) -> None:
    arranging.drop(song, 0, time_s)
    wait_for_step(qtbot, document)
    cue = document.timeline.laid[0].cue
    assert 0 <= cue.start_s < cue.end_s <= DURATION_S


def test_align_brings_the_beat_of_the_selected_onto_cuts(
    qtbot, arranging, document, song, video
) -> None:
    arranging.drop(song, 0, 11.3)
    wait_for_step(qtbot, document)
    dropped = document.timeline
    with qtbot.waitSignal(arranging.said) as said:
        arranging.align()
    assert said.args[0]
    assert document.timeline != dropped
    assert document.stack.undoText() == "Align"
    cue = document.timeline.laid[0].cue
    onsets = [beat - cue.source_in_s + cue.start_s for beat in cue.downbeats_s]
    cuts = [shot.span.start_s for shot in video.base.shots]
    assert min(abs(a - b) for a in onsets for b in cuts if b > 0) < 0.02
    document.stack.undo()
    assert document.timeline == dropped


def test_the_end_meant_is_that_of_the_scene_it_ends_in(
    qtbot, arranging, document, song, video
) -> None:
    arranging.drop(song, 0, 12.0)
    wait_for_step(qtbot, document)
    (laid,) = document.timeline.laid
    for to_s, wanted_s in ((20.0, 24.0), (27.0, 24.0), (46.0, 48.0)):
        short = edits.trim_end(document.timeline, laid.id, to_s=to_s)
        (one,) = short.laid
        assert end_for(one, video.base.scenes, short) == wanted_s
    assert end_for(laid, (), document.timeline) == DURATION_S


def test_without_a_selection_nothing_changes(qtbot, arranging, document, song) -> None:
    arranging.drop(song, 0, 11.3)
    wait_for_step(qtbot, document)
    document.select(())
    before = document.timeline
    arranging.align()
    assert document.timeline == before
    assert document.stack.count() == 1


def test_nothing_is_known_of_speech_before_the_film_was_watched(arranging) -> None:
    arranging.set_analysis(None)
    assert arranging.speech == ()
    assert arranging.cuts_s == ()


def test_music_steps_aside_for_that_of_the_film_where_it_is_asked_to(arranging, document) -> None:
    arranging.set_own_music((Span(3.0, 9.0),))
    assert arranging.mix().own_music == ()
    document.edit("Room", edits.set_duck_music(document.timeline, wanted=True))
    assert arranging.mix().own_music == (Span(3.0, 9.0),)


def test_a_candidate_is_heard_alone_and_changes_nothing(qtbot, arranging, document, song) -> None:
    arranging.drop(song, 0, 0.0)
    wait_for_step(qtbot, document)
    mixes: list = []
    arranging.audition(song, Span(12.0, 24.0), mixes.append)
    qtbot.waitUntil(lambda: bool(mixes), timeout=10_000)
    (mix,) = mixes
    assert min(cue.start_s for cue in mix.cues) == pytest.approx(12.0, abs=0.5)
    assert mix.span == Span(0.0, DURATION_S)
    assert document.stack.count() == 1
    assert len(arranging.mix().cues) == 1


def test_music_stands_back_only_where_the_original_is_heard(arranging, document, video) -> None:
    loud = arranging.level_lufs()
    arranging.set_analysis(None)
    assert arranging.level_lufs() == pytest.approx(loud)
    muted = edits.set_level(document.timeline, "original", muted=True)
    document.edit("Mute", muted)
    arranging.set_analysis(video)
    assert arranging.level_lufs() >= loud - 0.01


def test_a_library_that_fails_is_told(qtbot, document, lanes) -> None:
    def broken() -> None:
        raise SearchError("It is gone.", remedy="Look for it.")

    arranging = Arranging(document, lanes, broken)  # type: ignore[arg-type]
    with qtbot.waitSignal(arranging.failed) as failed:
        arranging.place(object(), Span(0.0, 1.0))  # type: ignore[arg-type]
    assert isinstance(failed.args[0], SearchError)
    assert document.stack.count() == 0
