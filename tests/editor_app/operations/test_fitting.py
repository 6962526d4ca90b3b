"""A song fitted to a length behind the window, and its seams moved on the timeline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from editor_app.item_models.document import Document
from editor_app.operations.engines import Engines
from editor_app.operations.fitting import Fitted, FitWish, SongFitting
from editor_app.operations.jobs import Jobs
from editor_app.operations.proposing import Proposing
from editor_app.project import edits
from editor_app.project.cue import Cue
from editor_app.project.timeline import Laid, Timeline
from editor_app.score.arrange import chain
from editor_app.score.chains import fitting_of, lay_fitting, seam_near
from editor_app.score.errors import FitError
from editor_app.score.fitted import Fitting, Part, Seam
from editor_app.score.moment import Song
from resources import DEMO
from tests.editor_app.operations.films import opened

LONG_MS = 30_000
PATH = DEMO / "music" / "Alexander Blu - Electricity.ogg"


@pytest.fixture
def song() -> Song:
    """Fifty seconds with a beat, heard as a fixed grid."""
    beats_s = tuple(np.arange(0, 49.5, 0.48).tolist())
    return Song(PATH, 50.0, title="Electricity", beats_s=beats_s, downbeats_s=beats_s[::4])


@pytest.fixture
def document(qapp, song: Song) -> Document:
    """A document with ten seconds of the song from the second second on."""
    made = opened()
    after, laid_id = edits.add(made.timeline, Cue(PATH, song.title, "", 2.0, 10.0), song, lane=0)
    made.edit("Place", after, select=[laid_id])
    return made


@pytest.fixture
def fitting(document: Document, jobs: Jobs, engines: Engines) -> SongFitting:
    return SongFitting(document, jobs, engines)


def a_fitting() -> Fitting:
    """Twenty seconds in two parts of the song."""
    parts = (Part(0.0, 8.04), Part(16.0, 28.0, 0.04))
    return Fitting(parts, (Seam(8.02, 8.02, 16.02, 0.8, "alike"),), 20.0, 0.9, ())


def passes_of(document: Document) -> tuple[Laid, ...]:
    return chain(document.timeline, 1)


def fitted(qtbot, fitting: SongFitting, song: Song, wish: FitWish) -> Fitted:
    with qtbot.waitSignal(fitting.fitted, timeout=LONG_MS) as found:
        fitting.ask(song, wish)
    return found.args[0]


def test_a_song_is_fitted_in_several_ways(qtbot, fitting, document, song) -> None:
    found = fitted(qtbot, fitting, song, FitWish(20.0))
    assert 1 <= len(found.fittings) <= 4
    for one in found.fittings:
        after, ids = lay_fitting(document.timeline, passes_of(document), one)
        laid = chain(after, ids[0])
        assert (laid[0].id, laid[0].cue.start_s) == (1, 2.0)
        assert laid[-1].cue.end_s == pytest.approx(22.0, abs=1e-6)
        assert [one.seam for one in laid[1:]] == [seam.confidence for seam in one.seams]


def test_another_length_needs_no_second_hearing(qtbot, fitting, song, monkeypatch) -> None:
    fitted(qtbot, fitting, song, FitWish(20.0))
    with qtbot.waitSignal(fitting.fitted, timeout=LONG_MS):
        job = fitting.ask(song, FitWish(24.0))
        assert job.quiet


def test_it_begins_where_it_began(qtbot, fitting, song) -> None:
    found = fitted(qtbot, fitting, song, FitWish(15.0, start_s=9.6, keep_ending=False))
    assert found.fittings[0].parts[0].source_in_s == pytest.approx(9.6, abs=0.3)


def test_what_cannot_be_is_refused_with_the_reason(qtbot, fitting, song) -> None:
    with qtbot.waitSignal(fitting.refused, timeout=LONG_MS) as refused:
        fitting.ask(song, FitWish(3.0))
    assert isinstance(refused.args[0], FitError)
    assert refused.args[0].remedy


def test_only_the_last_question_is_answered(qtbot, fitting, song) -> None:
    first = fitting.ask(song, FitWish(30.0))
    found = fitted(qtbot, fitting, song, FitWish(12.0))
    assert first.state == "cancelled"
    assert found.fittings[0].length_s == pytest.approx(12.0, abs=0.03)


def test_a_seam_is_moved_to_another_good_place(qtbot, fitting, document, song) -> None:
    found = fitted(qtbot, fitting, song, FitWish(20.0))
    seamed = next(one for one in found.fittings if one.seams)
    after, _ = lay_fitting(document.timeline, passes_of(document), seamed)
    document.edit("Fit", after)
    before = passes_of(document)
    got: list[object] = []
    fitting.moved.connect(lambda ids, one: got.append((ids, one)))
    fitting.stuck.connect(lambda: got.append(None))
    fitting.move_seam(before, 0, 1)
    qtbot.waitUntil(lambda: bool(got), timeout=LONG_MS)
    if got[0] is None:
        pytest.skip("this seam has one good place only")
    ids, moved = got[0]  # type: ignore[misc]
    assert ids == tuple(one.id for one in before)
    again, _ = lay_fitting(document.timeline, before, moved)
    then = chain(again, 1)
    assert then[1].cue.start_s > before[1].cue.start_s + 0.2
    assert then[-1].cue.end_s == pytest.approx(before[-1].cue.end_s, abs=1e-6)


def test_what_lies_on_the_timeline_is_read_as_the_fitting_it_was(document) -> None:
    made = a_fitting()
    after, ids = lay_fitting(document.timeline, passes_of(document), made)
    read = fitting_of(chain(after, ids[0]))
    for part, wanted in zip(read.parts, made.parts, strict=True):
        assert part.source_in_s == pytest.approx(wanted.source_in_s)
        assert part.source_out_s == pytest.approx(wanted.source_out_s)
        assert part.crossfade_s == pytest.approx(wanted.crossfade_s)
    assert read.length_s == pytest.approx(made.length_s)
    assert read.seams[0].out_s == pytest.approx(made.seams[0].out_s)
    assert read.seams[0].in_s == pytest.approx(made.seams[0].in_s)


def test_what_is_in_the_way_makes_room_and_what_lies_before_does_not(document, song) -> None:
    for start_s in (0.0, 14.0):
        cue = Cue(Path("/other.ogg"), "Other", "", start_s, 2.0 if start_s == 0 else 12.0)
        other = Song(cue.track_path, 60.0)
        after, _ = edits.add(document.timeline, cue, other, lane=0)
        document.edit("Place", after)
    fitted_in, _ = lay_fitting(document.timeline, passes_of(document), a_fitting())
    spans = [
        (one.cue.title, round(one.cue.start_s, 2), round(one.cue.end_s, 2))
        for one in fitted_in.on_lane(0)
    ]
    assert spans[0] == ("Other", 0.0, 2.0)
    assert spans[-1] == ("Other", 22.0, 26.0)
    assert spans[1][1] == 2.0


def test_ids_stay_as_far_as_they_go(document) -> None:
    after, ids = lay_fitting(document.timeline, passes_of(document), a_fitting())
    again, then = lay_fitting(after, chain(after, 1), a_fitting())
    assert then == ids
    assert again == after


def test_the_seam_nearest_to_the_playhead_is_meant(document) -> None:
    after, _ = lay_fitting(document.timeline, passes_of(document), a_fitting())
    assert seam_near(chain(after, 1), 0.0) == 0
    assert seam_near(passes_of(document), 0.0) is None


class _Previews(QObject):
    """Notes what is to be heard."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Timeline | None] = []

    def preview(self, timeline: Timeline | None) -> None:
        self.heard.append(timeline)


def test_a_proposal_is_heard_and_becomes_one_step(document) -> None:
    previews = _Previews()
    proposing = Proposing(document, previews)  # type: ignore[arg-type]
    after, ids = lay_fitting(document.timeline, passes_of(document), a_fitting())
    before = document.timeline
    proposing.show(after, ids)
    assert document.timeline is before
    assert previews.heard == [after]
    proposing.accept("Fit")
    assert (document.timeline, document.selected) == (after, frozenset(ids))
    assert previews.heard[-1] is None
    document.stack.undo()
    assert document.timeline == before


def test_after_a_candidate_the_proposal_is_heard_again(document) -> None:
    previews = _Previews()
    proposing = Proposing(document, previews)  # type: ignore[arg-type]
    previews.changed.emit(None)
    assert previews.heard == []
    after, ids = lay_fitting(document.timeline, passes_of(document), a_fitting())
    proposing.show(after, ids)
    previews.changed.emit(3)
    previews.changed.emit(None)
    assert previews.heard == [after, after]


def test_a_proposal_is_dropped_when_the_timeline_changes(document) -> None:
    previews = _Previews()
    proposing = Proposing(document, previews)  # type: ignore[arg-type]
    after, ids = lay_fitting(document.timeline, passes_of(document), a_fitting())
    proposing.show(after, ids)
    document.stack.undo()
    assert proposing.timeline is None
    proposing.accept("Fit")
    assert document.timeline.laid == ()
