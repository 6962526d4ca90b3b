"""Cues dragged with the mouse: what is shown meanwhile, and what one step of the history keeps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from tests.editor_app.widgets.timeline.conftest import World

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
WANTED_LUFS = -16.0
"""Level of music in a film with a little speech; the song has -12."""


def test_a_cue_moves_with_the_mouse_as_one_step(world: World) -> None:
    world.drag(world.body(1), QPoint(world.px(4.0), 0), CTRL)
    assert world.laid(1).cue.start_s == pytest.approx(9.0, abs=0.06)
    assert world.document.stack.count() == 1
    assert world.document.stack.undoText() == "Move"
    world.document.stack.undo()
    assert world.laid(1).cue.start_s == 5.0


def test_while_it_is_dragged_the_document_stays(world: World) -> None:
    world.drag(world.body(1), QPoint(world.px(4.0), 0), CTRL, let_go=False)
    assert world.laid(1).cue.start_s == 5.0
    shown = world.canvas.timeline.find(1)
    assert shown is not None
    assert shown.cue.start_s == pytest.approx(9.0, abs=0.06)


def test_escape_gives_a_drag_up(world: World) -> None:
    world.drag(world.body(1), QPoint(world.px(4.0), 0), let_go=False)
    world.key(Qt.Key.Key_Escape)
    world.bot.mouseRelease(world.port, Qt.MouseButton.LeftButton, NONE, world.body(1))
    assert world.canvas.timeline is world.document.timeline
    assert world.document.stack.count() == 0


def test_the_right_button_gives_a_drag_up(world: World) -> None:
    world.drag(world.body(1), QPoint(world.px(4.0), 0), let_go=False)
    world.bot.mousePress(world.port, Qt.MouseButton.RightButton, NONE, world.body(1))
    assert world.canvas.timeline is world.document.timeline


def test_undo_while_dragging_ends_the_drag(world: World) -> None:
    world.drag(world.body(1), QPoint(world.px(4.0), 0), CTRL)
    world.drag(world.body(1), QPoint(world.px(4.0), 0), CTRL, let_go=False)
    world.document.stack.undo()
    assert world.canvas.timeline is world.document.timeline
    assert world.laid(1).cue.start_s == 5.0


def test_an_edge_snaps_to_a_cut_and_says_so(world: World) -> None:
    world.drag(world.body(1), QPoint(world.px(7.5) - 4, 0), let_go=False)
    outcome = world.canvas.outcome
    assert outcome is not None
    assert outcome.target is not None
    assert (outcome.target.kind, outcome.target.time_s) == ("cut", 12.5)
    world.bot.mouseRelease(world.port, Qt.MouseButton.LeftButton, NONE, world.body(1))
    assert world.laid(1).cue.start_s == 12.5


@pytest.mark.parametrize("held", [CTRL, SHIFT])
def test_a_modifier_holds_snapping_off(world: World, held: Qt.KeyboardModifier) -> None:
    world.drag(world.body(1), QPoint(world.px(7.5) - 4, 0), held)
    assert world.laid(1).cue.start_s != 12.5
    assert world.laid(1).cue.start_s == pytest.approx(12.5, abs=0.5)


def test_snapping_can_be_switched_off(world: World) -> None:
    world.view.set_snapping(False)
    world.drag(world.body(1), QPoint(world.px(7.5) - 4, 0))
    assert world.laid(1).cue.start_s != 12.5


def test_a_cue_is_dragged_to_the_other_lane(world: World) -> None:
    rows = world.canvas.rows.music
    world.drag(world.body(1), QPoint(0, rows[1].top - rows[0].top))
    assert world.laid(1).lane == 1


def test_selected_cues_move_together(world: World) -> None:
    world.click(world.body(1))
    world.click(world.body(2), CTRL)
    world.view.set_snapping(False)
    world.drag(world.body(1), QPoint(world.px(3.0), 0))
    moved = [world.laid(one).cue.start_s for one in (1, 2, 3)]
    assert moved == pytest.approx([8.0, 43.0, 22.0], abs=0.06)


def test_what_overlaps_becomes_a_crossfade(world: World) -> None:
    world.drag(world.body(2), QPoint(world.px(-27.0), 0), CTRL)
    overlap_s = world.laid(1).cue.end_s - world.laid(2).cue.start_s
    assert overlap_s == pytest.approx(2.0, abs=0.1)
    assert world.laid(1).cue.fade_out_s == pytest.approx(overlap_s)


def test_the_edges_trim(world: World) -> None:
    rect = world.box(1).rect
    y = round(rect.bottom()) - 4
    world.drag(QPoint(round(rect.left()) + 2, y), QPoint(world.px(2.0), 0), CTRL)
    assert world.laid(1).cue.start_s == pytest.approx(7.0, abs=0.06)
    assert world.laid(1).cue.source_in_s == pytest.approx(22.0, abs=0.06)
    world.drag(QPoint(round(rect.right()) - 2, y), QPoint(world.px(3.0), 0), CTRL)
    assert world.laid(1).cue.end_s == pytest.approx(18.0, abs=0.06)
    assert world.document.stack.undoText() == "Trim"


def test_alt_slips_the_song_under_the_cue(world: World) -> None:
    world.drag(world.body(1), QPoint(world.px(3.0), 0), ALT | CTRL)
    cue = world.laid(1).cue
    assert (cue.start_s, cue.end_s) == (5.0, 15.0)
    assert cue.source_in_s == pytest.approx(17.0, abs=0.06)


def test_the_fade_handle_fades(world: World) -> None:
    box = world.box(1)
    knob = QPoint(round(max(box.fade_in_x, box.rect.left() + 5)), round(box.sound.top()) + 1)
    before_s = world.laid(1).cue.fade_in_s
    world.drag(knob, QPoint(world.px(2.0), 0))
    assert world.laid(1).cue.fade_in_s == pytest.approx(before_s + 2.0, abs=0.06)
    knob = QPoint(round(min(box.fade_out_x, box.rect.right() - 5)), round(box.sound.top()) + 1)
    before_s = world.laid(1).cue.fade_out_s
    world.drag(knob, QPoint(world.px(-1.5), 0))
    assert world.laid(1).cue.fade_out_s == pytest.approx(before_s + 1.5, abs=0.06)


def test_the_gain_line_goes_up_and_down(world: World) -> None:
    box = world.box(1)
    line = QPoint(round(box.rect.center().x()), round(box.gain_y))
    world.drag(line, QPoint(0, 10), SHIFT)
    gain_db = world.laid(1).cue.gain_db
    assert -20 < gain_db < -5
    box = world.box(1)
    line = QPoint(round(box.rect.center().x()), round(box.gain_y))
    world.bot.mouseDClick(world.port, Qt.MouseButton.LeftButton, NONE, line)
    assert world.laid(1).cue.gain_db == WANTED_LUFS + 12.0


def test_the_gain_line_dragged_sideways_moves_the_cue(world: World) -> None:
    box = world.box(1)
    line = QPoint(round(box.rect.center().x()), round(box.gain_y))
    world.drag(line, QPoint(world.px(4.0), 2), CTRL)
    assert world.laid(1).cue.gain_db == 0.0
    assert world.laid(1).cue.start_s == pytest.approx(9.0, abs=0.06)


def test_a_press_that_hardly_moves_is_a_click(world: World) -> None:
    world.drag(world.body(1), QPoint(2, 1))
    assert world.document.selected == {1}
    assert world.document.stack.count() == 0


def test_dragging_to_the_edge_scrolls_on(world: World) -> None:
    for _ in range(4):
        world.view.zoom_in()
    bar = world.canvas.horizontalScrollBar()
    bar.setValue(0)
    start = world.body(1)
    world.drag(start, QPoint(world.port.width() - 4 - start.x(), 0), let_go=False)
    world.bot.waitUntil(lambda: bar.value() > 60, timeout=3000)
    shown = world.canvas.timeline.find(1)
    assert shown is not None
    assert shown.cue.start_s > 10
    world.key(Qt.Key.Key_Escape)
    still = bar.value()
    world.bot.wait(80)
    assert bar.value() == still
