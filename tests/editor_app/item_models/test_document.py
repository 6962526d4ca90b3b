from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from editor_app.item_models.document import Document
from editor_app.project.cue import Cue
from editor_app.project.timeline import Film, Laid, Project, Timeline
from editor_app.score.moment import Song

FILM = Film(Path("film.mp4"), 60.0, 25.0)


def with_cue(start_s: float = 0.0) -> Timeline:
    path = Path("song.ogg")
    laid = Laid(1, 0, Cue(path, "Song", "", start_s, 10.0), Song(path, 60.0))
    return Timeline(60.0, laid=(laid,), next_id=2)


def opened() -> Document:
    document = Document()
    document.load(Project(FILM, Timeline(60.0)))
    return document


def test_an_edit_is_one_step_that_can_be_undone(qtbot):
    document = opened()
    before = document.timeline
    with qtbot.waitSignals([document.timeline_changed, document.selection_changed]):
        document.edit("Place", with_cue(), select=[1])
    assert (document.timeline, document.selected) == (with_cue(), {1})
    document.stack.undo()
    assert (document.timeline, document.selected) == (before, frozenset())
    document.stack.redo()
    assert document.timeline == with_cue()
    assert document.stack.undoText() == "Place"


def test_edits_of_one_movement_merge_and_back_again_is_no_step():
    document = opened()
    document.edit("Place", with_cue())
    for start_s in (1.0, 2.0, 3.0):
        document.edit("Nudge", with_cue(start_s), merge="nudge 1")
    assert document.stack.count() == 2
    document.stack.undo()
    assert document.timeline == with_cue()
    document.stack.redo()
    document.edit("Nudge", with_cue(0.0), merge="nudge 1")
    assert document.timeline == with_cue()
    assert document.stack.undoText() == "Place"


def test_an_edit_that_changes_nothing_is_no_step():
    document = opened()
    document.edit("Nothing", document.timeline)
    assert document.stack.count() == 0


def test_only_cues_that_are_there_can_be_selected():
    document = opened()
    document.edit("Place", with_cue())
    document.select([1, 7])
    assert document.selected == {1}


def test_unsaved_is_what_differs_from_the_saved_in_history_or_beside_it(tmp_path):
    document = opened()
    assert document.is_clean
    document.edit("Place", with_cue())
    assert not document.is_clean
    document.mark_saved(tmp_path / "a.cuesmith")
    assert document.is_clean
    document.set_target("podcast")
    document.set_attributes({"guitar": 0.5})
    assert not document.is_clean
    assert document.project.target == "podcast"
    document.mark_saved(tmp_path / "a.cuesmith")
    document.stack.undo()
    assert not document.is_clean


def test_what_was_recovered_counts_as_unsaved():
    document = Document()
    document.load(replace(Project(FILM), timeline=with_cue()), clean=False)
    assert not document.is_clean
