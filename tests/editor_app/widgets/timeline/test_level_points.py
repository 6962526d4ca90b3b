"""The gain line bent at points: by mouse, by keys, from the menu."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu

from editor_app.project import edits
from editor_app.widgets.timeline.cue_look import seam_colour
from editor_app.widgets.timeline.sureness import percent
from editor_app.widgets.timeline.words import cue_words
from tests.editor_app.widgets.timeline.conftest import World

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


def line(world: World, share: float = 0.5) -> QPoint:
    """Return a point on the gain line of the first cue."""
    box = world.box(1)
    x = box.rect.left() + share * box.rect.width()
    return QPoint(round(x), round(box.gain_y_at(x)))


def points(world: World) -> tuple[tuple[float, float], ...]:
    return world.laid(1).cue.gain_points


def bend(world: World, *wanted: tuple[float, float]) -> None:
    world.document.edit("Bend", edits.set_gain_points(world.document.timeline, 1, wanted))
    world.document.select((1,))


@pytest.mark.parametrize("held", [CTRL, ALT])
def test_a_click_bends_the_line_as_one_step(world: World, held: Qt.KeyboardModifier) -> None:
    world.click(line(world), held)
    ((at_s, gain_db),) = points(world)
    assert at_s == pytest.approx(5.0, abs=0.1)
    assert gain_db == 0.0
    assert world.document.stack.count() == 1
    world.document.stack.undo()
    assert points(world) == ()


def test_a_point_is_drawn_out_of_the_line(world: World) -> None:
    world.drag(line(world), QPoint(world.px(1.0), 12), ALT)
    ((at_s, gain_db),) = points(world)
    assert at_s == pytest.approx(6.0, abs=0.1)
    assert gain_db < -5.0
    assert world.document.stack.undoText() == "Level point"


def test_a_point_is_dragged_and_stays_between_its_neighbours(world: World) -> None:
    bend(world, (2.0, 0.0), (5.0, -6.0), (8.0, 0.0))
    held = world.box(1).points[1].toPoint()
    world.drag(held, QPoint(world.px(6.0), -10))
    before, moved, after = points(world)
    assert (before, after) == ((2.0, 0.0), (8.0, 0.0))
    assert moved[0] == pytest.approx(8.0, abs=0.05)
    assert moved[0] < 8.0
    assert moved[1] > -6.0


def test_a_double_click_removes_a_point_and_not_the_level(world: World) -> None:
    bend(world, (5.0, -6.0))
    at = world.box(1).points[0].toPoint()
    world.bot.mouseDClick(world.port, Qt.MouseButton.LeftButton, NONE, at)
    assert points(world) == ()
    assert world.laid(1).cue.gain_db == 0.0


def test_the_key_bends_at_the_playhead_and_takes_it_back(world: World) -> None:
    world.document.select((1,))
    world.canvas.set_playhead(9.0)
    world.key("p")
    assert points(world) == ((4.0, 0.0),)
    world.key("-")
    world.key("-")
    assert points(world) == ((4.0, -1.0),)
    assert world.laid(1).cue.gain_db == 0.0
    world.key("p")
    assert points(world) == ()


def test_beside_the_selected_cue_the_key_does_nothing(world: World) -> None:
    world.document.select((1,))
    world.canvas.set_playhead(30.0)
    world.key("p")
    assert world.document.stack.count() == 0


def test_the_menu_removes_all_points(world: World) -> None:
    bend(world, (2.0, -3.0), (5.0, -6.0))
    world.key(Qt.Key.Key_Menu)
    world.view._show_menu(_asked(world))
    menu = world.view.findChild(QMenu, "cue_menu")
    assert menu is not None
    action = next(one for one in menu.actions() if one.text() == "Remove the level points")
    assert action.isEnabled()
    action.trigger()
    menu.close()
    assert points(world) == ()


def _asked(world: World) -> QContextMenuEvent:

    return QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())


def test_pinning_is_a_step(world: World) -> None:
    world.document.select((1, 2))
    world.view.commands.toggle_pin()
    assert [world.laid(one).pinned for one in (1, 2, 3)] == [True, True, False]
    assert world.document.stack.undoText() == "Pin"
    world.view.commands.toggle_pin()
    assert not world.laid(1).pinned


@pytest.mark.parametrize(("speed", "words"), [
    (1.0, ""), (1.012, "+1.2\u00a0%"), (0.985, "\u22121.5\u00a0%"), (1.0002, ""),
])  # fmt: skip
def test_a_speed_is_written_as_a_difference(speed: float, words: str) -> None:
    assert percent(speed) == words


def test_a_seam_is_coloured_by_how_sure_it_is(world: World) -> None:
    theme = world.canvas.theme
    colours = [seam_colour(theme, sure) for sure in (None, 0.9, 0.5, 0.1)]
    assert colours == [theme.snap, theme.good, theme.warning, theme.danger]


def test_what_is_bent_pinned_and_stretched_is_painted(world: World) -> None:
    plain = world.port.grab().toImage()
    bend(world, (2.0, -3.0), (5.0, -9.0))
    world.view.commands.toggle_pin()
    world.document.edit("Speed", edits.set_speed(world.document.timeline, 1, speed=1.012))
    assert world.port.grab().toImage() != plain


@pytest.mark.parametrize(("sure", "words"), [
    (0.9, "unnoticed"), (0.5, "hardly"), (0.1, "may well be heard"),
])  # fmt: skip
def test_what_is_told_of_a_cue(world: World, sure: float, words: str) -> None:
    assert "\n" not in cue_words(world.laid(1), world.document.timeline)
    bend(world, (2.0, -3.0))
    cue = replace(world.laid(1).cue, speed=0.985)
    one = replace(world.laid(1), cue=cue, seam=sure, pinned=True)
    told = cue_words(one, world.document.timeline)
    assert words in told
    assert f"{sure:.0%}".rstrip("%") in told
    for expected in ("\u22121.5", "level changes", "Pinned"):
        assert expected in told


def test_a_menu_means_the_place_where_it_was_opened(world: World) -> None:
    world.canvas.set_playhead(50.0)
    at = world.body(1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, world.port.mapToGlobal(at))
    world.view._show_menu(event)
    menu = world.view.findChild(QMenu, "cue_menu")
    assert menu is not None
    assert world.view.at_s == pytest.approx(10.0, abs=0.1)
    menu.close()
    world.bot.waitUntil(lambda: world.view.at_s == 50.0)
