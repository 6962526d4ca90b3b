from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catalog.beats import BeatFix, apply_fix
from catalog.library import Library
from catalog.tracks import Timing, Track
from editor_app.item_models.document import Document
from editor_app.operations.beats import Beats, fixed
from editor_app.operations.engines import Engines
from editor_app.operations.lanes import Lanes
from editor_app.project import edits
from editor_app.project.cue import Cue
from editor_app.score.moment import Song
from inference.towers.pack import Pack
from tests.editor_app.operations.films import opened
from tests.editor_app.operations.worlds import fill

HEARD_S = tuple(np.arange(0, 20, 0.5).tolist())


@pytest.fixture
def track(engines: Engines, pack: Pack) -> Track:
    with Library.open(engines.settings.library) as library:
        fill(library, pack, 2)
        return next(iter(library.tracks()))


@pytest.fixture
def document(qapp, track: Track) -> Document:
    """A document with the song laid once, as it was heard."""
    made = opened()
    song = Song(track.path, 48.0, bpm=120.0, beats_s=HEARD_S, content_key=track.content_key)
    cue = Cue(track.path, track.title, "", 1.0, 10.0, 2.0, downbeats_s=HEARD_S[::4])
    after, _ = edits.add(made.timeline, cue, song, lane=0)
    made.edit("Place", after)
    return made


@pytest.fixture
def beats(document: Document, lanes: Lanes, engines: Engines) -> Beats:
    return Beats(document, lanes, engines)


def correct(qtbot, beats: Beats, track: Track, change: str, **where: float) -> Track:
    with qtbot.waitSignal(beats.corrected, timeout=10_000) as corrected:
        beats.correct_at(track.path, change, **where)  # type: ignore[arg-type]
    return corrected.args[0]


def test_half_and_double_are_kept_and_seen_at_once(qtbot, beats, document, track) -> None:
    assert correct(qtbot, beats, track, "half").marks.tempo_factor == 0.5
    (laid,) = document.timeline.laid
    assert laid.song.beats_s == HEARD_S[::2]
    assert laid.cue.bpm == laid.song.bpm == pytest.approx(track.bpm / 2)
    assert correct(qtbot, beats, track, "double").marks.tempo_factor == 1.0
    assert document.timeline.laid[0].song.beats_s == HEARD_S


def test_a_correction_is_no_step_and_holds_through_undo(qtbot, beats, document, track) -> None:
    moved = edits.move(document.timeline, (1,), by_s=2.0)
    document.edit("Move", moved)
    correct(qtbot, beats, track, "later")
    assert document.stack.count() == 2
    document.stack.undo()
    (laid,) = document.timeline.laid
    assert laid.cue.start_s == 1.0
    assert laid.song.beats_s[0] == pytest.approx(0.01)
    document.stack.redo()
    assert document.timeline.laid[0].song.beats_s[0] == pytest.approx(0.01)


def test_the_beat_that_is_chosen_begins_a_bar(qtbot, beats, document, track) -> None:
    assert document.timeline.laid[0].cue.downbeats_s[:2] == (0.0, 2.0)
    correct(qtbot, beats, track, "one", at_s=5.07)
    downbeats_s = document.timeline.laid[0].song.downbeats_s
    assert 5.0 in downbeats_s
    assert 4.0 not in downbeats_s
    assert np.diff(downbeats_s).tolist() == pytest.approx([2.0] * (len(downbeats_s) - 1))


def test_everything_is_taken_back(qtbot, beats, document, track) -> None:
    for change in ("half", "later", "bar"):
        correct(qtbot, beats, track, change)
    assert correct(qtbot, beats, track, "reset").marks.fix == BeatFix()
    assert document.timeline.laid[0].song.beats_s == HEARD_S


def test_what_the_library_knows_is_seen_when_a_project_opens(
    qtbot, beats, document, engines, track
) -> None:
    with Library.open(engines.settings.library) as library:
        library.correct_beats(track.id, BeatFix(shift_s=0.2))
    with qtbot.waitSignal(document.timeline_changed, timeout=10_000):
        beats.refresh()
    assert document.timeline.laid[0].song.beats_s[0] == pytest.approx(0.2)
    assert document.stack.count() == 1


def test_a_song_without_a_place_in_the_library_is_told(qtbot, beats, document, track) -> None:
    before = document.timeline
    with qtbot.waitSignal(beats.unknown, timeout=10_000) as told:
        beats.correct_at(Path("/elsewhere.ogg"), "half")
    assert told.args == [Path("/elsewhere.ogg")]
    assert document.timeline == before


@pytest.mark.parametrize("tempo", [0.5, 1.0, 2.0])
def test_every_beat_of_every_tempo_can_be_the_one(tempo: float) -> None:
    heard = np.arange(0, 40, 0.5, np.float32)
    fix = BeatFix(tempo)
    for number in range(9):
        beats_s, downbeats_s = apply_fix(heard, heard[::4], fix, duration_s=40.0)
        wanted_s = float(beats_s[number])
        timing = Timing(beats_s, downbeats_s, np.zeros(0, np.float32))
        then = fixed(fix, "one", timing, at_s=wanted_s)
        _, moved = apply_fix(heard, heard[::4], then, duration_s=40.0)
        assert wanted_s in moved.tolist()


def test_the_tempo_is_halved_and_doubled_no_further() -> None:
    timing = Timing(np.zeros(0, np.float32), np.zeros(0, np.float32), np.zeros(0, np.float32))
    assert fixed(BeatFix(0.5), "half", timing) == BeatFix(0.5)
    assert fixed(BeatFix(2.0), "double", timing) == BeatFix(2.0)
    assert fixed(replace(BeatFix(), tempo=2.0), "half", timing) == BeatFix()
    assert fixed(BeatFix(0.5), "one", timing, at_s=3.0) == BeatFix(0.5)
