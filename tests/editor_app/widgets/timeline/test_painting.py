"""What is seen: looked up pixel by pixel in pictures of the view."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from editor_app.project import edits
from editor_app.widgets.theme import load_theme
from editor_app.widgets.timeline.rows import Kind
from inference.values import Span
from tests.editor_app.widgets.timeline.conftest import World, an_outline

THEME = load_theme("dark")


def seen(world: World) -> QImage:
    return world.port.grab().toImage()


def on_screen(world: World) -> QImage:
    """Return what is on the screen, without having anything painted for it."""
    return world.view.screen().grabWindow(world.view.winId()).toImage()


def differing(one: QImage, other: QImage) -> int:
    """Return how many pixels of two pictures differ by more than a shade."""
    first, second = (
        np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4).astype(np.int16)
        for image in (one, other)
    )
    return int((np.abs(first - second).max(axis=2) > 48).sum())


def near(one: QColor, other: QColor, *, by: int = 12) -> bool:
    parts = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)
    return all(abs(a - b) <= by for a, b in parts)


def colours(image: QImage, left: int, right: int, top: int, bottom: int) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(left, right) for y in range(top, bottom)}


def test_the_playhead_is_drawn_where_it_is(world: World) -> None:
    world.view.set_playhead(35.0)
    x = round(world.canvas.scale.x(35.0))
    y = world.canvas.rows.music[1].bottom - 3
    assert seen(world).pixelColor(x, y) == THEME.playhead
    world.view.set_playhead(36.0)
    assert seen(world).pixelColor(x, y) != THEME.playhead


def test_cues_have_the_colour_of_being_selected(world: World) -> None:
    at = world.body(1) + QPoint(30, 0)
    assert near(seen(world).pixelColor(at), THEME.cue)
    world.document.select([1])
    assert near(seen(world).pixelColor(at), THEME.cue_selected)


def test_a_waveform_appears_when_it_is_known(world: World) -> None:
    cue = world.laid(1).cue
    box = world.box(1)
    area = (
        round(box.rect.left()) + 20, round(box.rect.right()) - 40,
        round(box.sound.center().y()) - 6, round(box.sound.center().y()) - 2,
    )  # fmt: skip
    wave = THEME.wave_music.name()
    assert wave not in colours(seen(world), *area)
    world.waves.known[cue.track_path] = an_outline()
    world.waves.ready.emit(cue.track_path)
    assert wave in colours(seen(world), *area)


def test_a_waveform_is_as_high_as_the_cue_is_loud(world: World) -> None:
    cue = world.laid(1).cue
    world.waves.known[cue.track_path] = an_outline()

    def height() -> int:
        image, rect = seen(world), world.box(1).sound.toRect()
        column = [image.pixelColor(rect.center().x(), y) for y in range(rect.top(), rect.bottom())]
        return sum(near(one, THEME.wave_music) for one in column)

    loud = height()
    world.document.edit("x", edits.set_gain(world.document.timeline, (1,), gain_db=-20.0))
    assert 0 < height() < loud / 2


def test_speech_is_marked_on_the_film_s_sound(world: World) -> None:
    row = world.canvas.rows.of(Kind.ORIGINAL)
    image = seen(world)
    inside, outside = (round(world.canvas.scale.x(one)) for one in (7.0, 11.0))
    assert image.pixelColor(inside, row.top) == THEME.speech
    assert image.pixelColor(outside, row.top) != THEME.speech


def test_pictures_are_asked_for_at_times_that_zooming_finds_again(world: World) -> None:
    world.pictures.asked.clear()
    seen(world)
    first = set(world.pictures.asked)
    world.view.zoom_in()
    world.view.zoom_in()
    world.view.zoom_in()
    world.pictures.asked.clear()
    seen(world)
    again = set(world.pictures.asked)
    low, high = min(again), max(again)
    assert {one for one in first if low < one < high} <= again
    row = world.canvas.rows.of(Kind.PICTURE)
    assert seen(world).pixelColor(300, row.top + 20).red() > 150


def test_a_feeling_has_its_colour(world: World) -> None:
    row = world.canvas.rows.of(Kind.FEELING)
    x = round(world.canvas.scale.x(3.0))
    assert seen(world).pixelColor(x, row.bottom - 3) == THEME.emotion("happy")


def test_the_chosen_scene_stands_out(world: World) -> None:
    row = world.canvas.rows.of(Kind.SCENES)
    at = QPoint(round(world.canvas.scale.x(46.0)), row.top + 6)
    assert seen(world).pixelColor(at) == THEME.raised
    world.view.set_stretch(Span(20.0, 47.2))
    assert seen(world).pixelColor(at) == THEME.accent


def test_what_is_not_kept_is_dim(world: World) -> None:
    row = world.canvas.rows.of(Kind.PICTURE)
    at = QPoint(round(world.canvas.scale.x(3.0)), row.top + 20)
    before = seen(world).pixelColor(at).red()
    world.document.edit("x", edits.set_kept(world.document.timeline, Span(10.0, 50.0)))
    assert seen(world).pixelColor(at).red() < before * 0.7


def test_a_muted_lane_is_pale(world: World) -> None:
    at = world.body(1) + QPoint(30, 0)
    before = seen(world).pixelColor(at)
    world.view.commands.toggle_mute(0)
    assert not near(seen(world).pixelColor(at), before, by=6)
    world.view.commands.toggle_mute(0)
    world.view.commands.toggle_solo(1)
    assert not near(seen(world).pixelColor(at), before, by=6)


def test_a_snap_shows_its_line(world: World) -> None:
    world.drag(world.body(1), QPoint(world.px(7.5) - 4, 0), let_go=False)
    x = round(world.canvas.scale.x(12.5))
    y = world.canvas.rows.of(Kind.ORIGINAL).bottom - 4
    assert seen(world).pixelColor(x, y) == THEME.snap


def test_the_theme_is_changed_at_once(world: World) -> None:
    light = load_theme("light")
    world.view.set_theme(light)
    at = world.at(18.0, 0)
    assert seen(world).pixelColor(at) == light.lane_alt


@pytest.mark.parametrize("steps", [-60, 0, 25, 60])
def test_every_zoom_can_be_painted(world: World, steps: int) -> None:
    world.waves.known[world.laid(1).cue.track_path] = an_outline()
    world.view.set_playhead(10.0)
    zoom = world.view.zoom_in if steps > 0 else world.view.zoom_out
    for _ in range(abs(steps)):
        zoom()
    assert not seen(world).isNull()


def test_a_part_is_painted_as_the_whole_is(world: World) -> None:
    world.waves.known[world.laid(1).cue.track_path] = an_outline()
    world.view.set_playhead(8.0)
    whole = seen(world)
    world.view.set_playhead(30.0)
    world.view.set_playhead(8.0)
    assert seen(world) == whole


def test_an_empty_timeline_says_what_to_do(world: World) -> None:
    row = world.canvas.rows.music[0]
    world.view.commands.select_all()
    world.view.commands.delete()
    area = (300, world.port.width() - 300, row.top + 10, row.bottom - 10)
    assert len(colours(seen(world), *area)) > 2


@pytest.mark.parametrize("by_px", [37, -37, 300, 5000])
def test_what_is_shifted_looks_as_if_painted_anew(world: World, by_px: int) -> None:
    world.waves.known[world.laid(1).cue.track_path] = an_outline()
    world.view.set_playhead(9.0)
    for _ in range(6):
        world.view.zoom_in()
    bar = world.canvas.horizontalScrollBar()
    bar.setValue(400)
    world.port.repaint()
    bar.setValue(400 + by_px)
    QApplication.processEvents()
    shifted = on_screen(world)
    world.port.repaint()
    # A smooth curve that is drawn in two parts may differ by a shade where they meet.
    assert differing(on_screen(world), shifted) == 0
    bar.setValue(0)
    world.port.repaint()
    assert differing(on_screen(world), shifted) > 1000


@pytest.mark.parametrize("by_px", [40, -61, 139, 400])
def test_what_a_drag_repaints_is_all_that_it_changes(world: World, by_px: int) -> None:
    world.waves.known[world.laid(1).cue.track_path] = an_outline()
    world.port.repaint()
    for way in (by_px // 2, by_px):
        world.drag(world.body(3), QPoint(way, -40), let_go=False)
        QApplication.processEvents()
        passing = on_screen(world)
        world.port.repaint()
        assert differing(on_screen(world), passing) == 0
        world.key(Qt.Key.Key_Escape)
        QApplication.processEvents()
        after = on_screen(world)
        world.port.repaint()
        assert differing(on_screen(world), after) == 0
