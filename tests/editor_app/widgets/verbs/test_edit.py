from __future__ import annotations

from tests.end_to_end.window.conftest import Program


def test_undo_and_redo_say_what_they_would_do(opened: Program, lay) -> None:
    person, document, actions = (
        opened.person,
        opened.desk.document,
        opened.cuesmith.window.actions_by_id,
    )
    undo, redo = actions["undo"], actions["redo"]
    assert (undo.isEnabled(), redo.isEnabled()) == (False, False)
    lay(document)
    assert (undo.isEnabled(), redo.isEnabled()) == (True, False)
    assert undo.text() == "Undo Place Song"
    assert person.window.isWindowModified()
    person.press("Ctrl+Z")
    assert document.timeline.laid == ()
    assert (undo.isEnabled(), redo.isEnabled()) == (False, True)
    assert redo.text() == "Redo Place Song"
    assert not person.window.isWindowModified()
    person.press("Ctrl+Y")
    assert len(document.timeline.laid) == 1


def test_cut_copy_paste_delete(opened: Program, lay) -> None:
    person, document = opened.person, opened.desk.document
    lay(document)
    person.press("Ctrl+C")
    person.press("End")
    person.press("Shift+Left")
    person.press("Shift+Left")
    person.press("Ctrl+V")
    assert [one.cue.start_s for one in document.timeline.laid] == [1.0, 6.0]
    person.press("Ctrl+A")
    assert len(document.selected) == 2
    person.press("Ctrl+X")
    assert document.timeline.laid == ()
    person.press("Ctrl+Z")
    person.press("Ctrl+Z")
    person.press("Ctrl+A")
    person.press("Delete")
    assert document.timeline.laid == ()


def test_a_cue_is_split_where_the_playhead_is(opened: Program, lay) -> None:
    person, document = opened.person, opened.desk.document
    lay(document)
    person.press("PgDown")
    person.press("Ctrl+B")
    assert [(one.cue.start_s, one.cue.end_s) for one in document.timeline.laid] == [
        (1.0, 2.0),
        (2.0, 3.0),
    ]


def test_what_needs_a_cue_rests_without_one(opened: Program, lay) -> None:
    actions = opened.cuesmith.window.actions_by_id
    names = ("align", "fit", "delete", "copy", "copy_credits")
    assert not any(actions[name].isEnabled() for name in names)
    lay(opened.desk.document)
    assert all(actions[name].isEnabled() for name in names)
    opened.desk.document.select(())
    assert not actions["align"].isEnabled()
    assert actions["copy_credits"].isEnabled()
