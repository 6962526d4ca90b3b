"""The main way through the window, from opening a clip to a film on disk, by mouse and keys."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QPushButton, QSlider, QToolButton

from editor_app.widgets.timeline.boxes import box_of
from editor_app.widgets.timeline.rows import Kind
from tests.end_to_end.window.conftest import Program

PART = 0.3
"""How far down in a row of the timeline it is clicked: clear of lines and handles."""


def open_by_dialog(program: Program, film: Path) -> None:
    person = program.person

    def answer() -> None:
        person.click(person.see(QLineEdit, "fileNameEdit"))
        person.write(str(film))
        person.press("Return")

    with person.answering("QFileDialog", answer):
        person.press("Ctrl+O")
    person.wait(lambda: program.desk.document.film is not None)


def scene_point(program: Program, time_s: float) -> QPointF:
    canvas = program.canvas
    row = canvas.rows.of(Kind.SCENES)
    return QPointF(canvas.scale.x(time_s), row.top + row.height * PART)


def lane_point(program: Program, lane: int, time_s: float, part: float = 0.75) -> QPointF:
    canvas = program.canvas
    row = canvas.rows.music[lane]
    return QPointF(canvas.scale.x(time_s), row.top + row.height * part)


def suggested_span(program: Program) -> object:
    suggested = program.furniture.bench.suggestions_model.suggested
    return suggested and suggested.stretch.span


def titles(program: Program) -> list[str]:
    return [one.track.title for one in program.furniture.bench.suggestions_model.suggestions]


def laid(program: Program) -> list[tuple[int, str, float]]:
    timeline = program.desk.document.timeline
    return [(one.lane, one.cue.title, round(one.cue.start_s, 3)) for one in timeline.laid]


def test_from_a_clip_to_a_film_with_music(
    start: Callable[..., Program], data: Path, film: Path
) -> None:
    shutil.rmtree(data / "cache")
    program = start()
    person, bench, desk = program.person, program.furniture.bench, program.desk
    # Nothing is open: the window says what to do.
    assert person.see(QPushButton, "welcome_open").isEnabled()
    open_by_dialog(program, film)
    assert film.name in person.window.windowTitle()
    # The keys of the player work without a click.
    person.press("Right")
    assert desk.player.position_s == pytest.approx(desk.document.film.frame_s)  # type: ignore[union-attr]
    # The picture is there at once, while the film is being watched.
    person.wait(
        lambda: bench.viewer.grab().toImage().pixelColor(bench.viewer.rect().center()).value()
    )
    assert not program.is_watched
    person.press("S")
    program.wait_for_songs()
    assert person.see(QListView, "suggestions_list").model().rowCount() == 14

    # Each scene has songs of its own.
    scenes = desk.video.base.scenes  # type: ignore[union-attr]
    assert len(scenes) >= 3
    lists = {tuple(titles(program))}
    for number, scene in enumerate(scenes, 1):
        middle_s = (scene.start_s + scene.end_s) / 2
        person.click(program.canvas.viewport(), scene_point(program, middle_s))
        person.wait(lambda scene=scene: suggested_span(program) == scene)
        assert person.see(QToolButton, "segment").text() == f"Scene {number}"
        assert scene.start_s <= desk.player.position_s < scene.end_s
        lists.add(tuple(titles(program)))
    assert len(lists) > 2

    # More guitar, by mouse and then by keys: other songs, less like the picture.
    kept = bench.suggestions_model.suggested.similarity_kept  # type: ignore[union-attr]
    before = titles(program)
    guitar = person.see(QSlider, "slider_guitar")
    middle = guitar.rect().center()
    person.drag(guitar, [middle, middle + QPoint(guitar.width() // 4, 0)])
    moved = guitar.value()
    assert moved > 20
    person.press("Right")
    assert guitar.value() == moved + 5
    person.wait(lambda: titles(program) != before)
    person.wait(lambda: bench.suggestions_model.suggested.similarity_kept < kept)  # type: ignore[union-attr]

    # Candidates are heard with the picture: it plays on from the same place.
    person.click(person.see(QToolButton, "whole"))
    person.wait(lambda: len(titles(program)) and suggested_span(program) == desk.focus.span)
    audition(program)
    place_and_change(program)
    export(program, film)


def audition(program: Program) -> None:
    person, desk = program.person, program.desk
    shown: list[float] = []
    desk.player.frame_ready.connect(lambda _: shown.append(desk.player.position_s))
    person.press("Home")
    person.press("Shift+Right")
    heard: dict[str, float] = {}
    at_s = desk.player.position_s
    for key in ("1", "2"):
        track = program.furniture.bench.suggestions_model.suggestions[int(key) - 1].track
        person.press(key)
        person.wait(lambda track=track: desk.auditioning.track_id == track.id)
        person.wait(lambda: desk.player.is_playing)
        began, frames = len(program.heard), len(shown)
        person.wait(lambda at_s=at_s: desk.player.position_s > at_s + 0.6)
        assert at_s < desk.player.position_s < at_s + 4, "the playhead was lost"
        at_s = desk.player.position_s
        assert len(shown) > frames + 5, "the picture stands still"
        sound = np.concatenate(program.heard[began:])
        heard[key] = float(np.sqrt(np.mean(sound**2)))
    assert min(heard.values()) > 0.01, heard
    person.press("0")
    person.wait(lambda: desk.auditioning.track_id is None)
    person.press("K")
    assert not desk.player.is_playing


def place_and_change(program: Program) -> None:
    person, desk = program.person, program.desk
    songs = person.see(QListView, "suggestions_list")
    row = songs.visualRect(songs.model().index(1, 0))
    title = titles(program)[1]
    person.carry(songs, row.center(), program.canvas.viewport(), lane_point(program, 1, 4.4))
    person.wait(lambda: desk.document.timeline.laid)
    (dropped,) = desk.document.timeline.laid
    assert (dropped.lane, dropped.cue.title) == (1, title)
    assert dropped.cue.start_s == pytest.approx(4.4, abs=0.3)
    assert desk.document.selected == {dropped.id}

    person.press("A")
    person.wait(lambda: desk.document.stack.count() == 2)
    aligned = desk.document.timeline
    assert person.see(QLabel, "hint").text()
    person.press("Ctrl+Z")
    assert desk.document.timeline.laid == (dropped,)
    person.press("Ctrl+Shift+Z")
    assert desk.document.timeline == aligned

    # By hand: a second to the right, then a second song by a key.
    canvas = program.canvas
    held = box_of(aligned.laid[0], canvas.rows.music[1], canvas.scale)
    grip = QPointF(held.rect.center().x(), held.rect.bottom() - 4)
    person.drag(canvas.viewport(), [grip, grip + QPointF(canvas.scale.width(1.0), 0)])
    moved = desk.document.timeline.laid[0]
    assert moved.cue.start_s == pytest.approx(aligned.laid[0].cue.start_s + 1.0, abs=0.3)
    person.press("Ctrl+Z")
    assert desk.document.timeline == aligned
    person.click(canvas.viewport(), scene_point(program, 1.0))
    person.wait(lambda: program.furniture.bench.suggestions_model.suggestions)
    person.press("Return")
    person.wait(lambda: len(desk.document.timeline.laid) > 1)


def export(program: Program, film: Path) -> None:
    person, desk = program.person, program.desk
    person.press("Ctrl+E")
    button = person.see(QPushButton, "export_start")
    person.wait(button.isEnabled)
    person.click(button)
    title = person.see(QLabel, "export_report_title")
    person.wait(lambda: title.isVisible() and title.text(), 60_000)
    person.click(person.see(QPushButton, "export_close"))
    (made,) = (one for one in film.parent.glob("*.mp4") if one != film)
    check_film(made, film)
    # What is not saved is asked about.
    with person.answering("unsaved", lambda: person.press("Esc")) as told:
        person.press("Ctrl+Q")
    assert told
    assert person.window.isVisible()
    assert desk.document.timeline.laid


def check_film(made: Path, source: Path) -> None:
    with av.open(str(made)) as new, av.open(str(source)) as old:
        assert [one.type for one in new.streams] == ["video", "audio"]
        assert new.duration == pytest.approx(old.duration, abs=50_000)
        assert new.streams.video[0].codec_context.name == old.streams.video[0].codec_context.name
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-nostdin",
        "-hide_banner",
        "-xerror",
        "-i",
        str(made),
    ]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    lufs, peak = (float(re.search(rf"{word}:\s+(-?[\d.]+)", summary)[1]) for word in ("I", "Peak"))  # type: ignore[index]
    assert lufs == pytest.approx(-14.0, abs=0.5)
    assert peak <= -1.0
