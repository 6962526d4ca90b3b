"""One walk through the program, as a newcomer would take it; a picture at every stop."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image
from PySide6.QtCore import (
    QBuffer,
    QEvent,
    QEventLoop,
    QIODevice,
    QMimeData,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QSlider, QWidget

from editor_app.app import Cuesmith
from editor_app.item_models.suggestions import MIME
from editor_app.notices import notice_of
from editor_app.preferences import Preferences, write_preferences
from editor_app.project import edits
from editor_app.settings import preferences_path
from inference.errors import MediaError
from resources import DEMO

PATIENCE_S = 120
SIZE = (1440, 900)
NARROW = (1100, 700)
LENGTH_S = 20.0
CLIPS = ("meadow", "harbour at night", "towers", "the apple")


class Tour:
    """The program, and where its pictures go."""

    def __init__(self, theme: str, scale: int, out: Path, states: set[str]) -> None:
        write_preferences(Preferences(theme=theme), preferences_path())
        self.application = QApplication.instance() or QApplication(["cuesmith"])
        self.look = f"{theme}-{scale}00"
        self.out = out
        self.states = states
        self.program = Cuesmith(self.application)  # type: ignore[arg-type]
        self.program.window.resize(*SIZE)

    @property
    def inside(self) -> Any:
        assert self.program.furniture is not None
        return self.program.furniture

    def wait(self, until: Callable[[], object], what: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while not until():
            if time.monotonic() > end:
                raise TimeoutError(what)
            self.settle(20)

    def settle(self, ms: int = 400) -> None:
        """Let the window and what works behind it go on; QTest.qWait keeps Python threads out."""
        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        if self.states and name not in self.states:
            return
        picture = (widget or self.program.window).grab().toImage()
        _save(picture, self.out / f"{name}-{self.look}.jpg")

    def do(self, name: str) -> None:
        self.program.window.actions_by_id[name].trigger()

    def find(self, name: str) -> QWidget:
        found = self.program.window.findChild(QWidget, name)
        assert found is not None, name
        return found

    def dialog(self, name: str) -> QDialog:
        self.wait(lambda: self.program.window.findChild(QDialog, name), name)
        found = self.program.window.findChild(QDialog, name)
        assert found is not None
        self.settle(700)
        return found


def tour(theme: str, scale: int, out: Path, states: set[str]) -> None:
    """Walk through the program and take its pictures."""
    walk = Tour(theme, scale, out, states)
    _welcome(walk)
    _library(walk)
    _film(walk)
    _scenes(walk)
    _sliders(walk)
    _drag(walk)
    _room(walk)
    _moments(walk)
    _align(walk)
    _fit(walk)
    _arranged(walk)
    _dialogs(walk)
    _pack(walk)
    _footage(walk)
    _trouble(walk)
    _export(walk)
    _narrow(walk)
    walk.inside.desk.document.stack.setClean()
    walk.program.end()


def _welcome(walk: Tour) -> None:
    walk.program.show()
    walk.wait(lambda: walk.program.furniture, "the panels")
    walk.wait(walk.inside.device.text, "the device")
    walk.settle()
    walk.shoot("welcome")


def _library(walk: Tour) -> None:
    walk.inside.desk.ingesting.add((DEMO / "music",))
    walk.wait(lambda: walk.inside.desk.jobs.running, "the listening")
    walk.settle(2500)
    _drop_url(walk, DEMO / "clip.mp4")
    walk.wait(lambda: walk.inside.desk.document.film, "the film")
    walk.settle(1200)
    walk.shoot("analysing")
    walk.do("show_library")
    walk.wait(lambda: not walk.inside.desk.ingesting.is_running, "the library")
    walk.settle(800)
    walk.shoot("library")


def _film(walk: Tour) -> None:
    walk.wait(lambda: not walk.inside.desk.jobs.running, "the analysis")
    walk.do("suggest")
    walk.wait(lambda: walk.inside.bench.suggestions_model.suggestions, "suggestions")
    walk.settle(2500)
    walk.shoot("suggestions")


def _scenes(walk: Tour) -> None:
    walk.do("next_scene")
    walk.do("next_scene")
    span = walk.inside.desk.focus.scene_at(walk.inside.desk.player.position_s)
    walk.inside.bench.timeline.segment_clicked.emit(span)
    walk.settle(600)
    why = walk.find("why_head")
    QTest.mouseClick(why, Qt.MouseButton.LeftButton)
    walk.settle(600)
    walk.shoot("scene")
    QTest.mouseClick(why, Qt.MouseButton.LeftButton)


def _sliders(walk: Tour) -> None:
    for name, share in (("guitar", 70), ("energy", 45), ("vocals", -80)):
        slider = walk.program.window.findChild(QSlider, f"slider_{name}")
        assert slider is not None, name
        slider.setFocus()
        slider.setValue(share)
    model = walk.inside.bench.suggestions_model
    walk.wait(lambda: model.suggested.similarity_kept < 0.9, "the moved list")
    walk.settle(700)
    walk.shoot("sliders")
    walk.do("reset_shape")
    walk.settle(500)


def _drag(walk: Tour) -> None:
    viewport = walk.find("timeline_canvas").viewport()
    data = QMimeData()
    model = walk.inside.bench.suggestions_model
    data.setData(MIME, model.mimeData([model.index(1)]).data(MIME))
    at = _lane_point(walk, 12.2)
    for event in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(viewport, event(at, Qt.DropAction.CopyAction, data, *_HANDS))
    walk.settle(200)
    walk.shoot("dragging")
    dropped = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, *_HANDS)
    QApplication.sendEvent(viewport, dropped)
    walk.wait(lambda: walk.inside.desk.document.timeline.laid, "the cue")
    walk.settle(800)
    walk.shoot("placed")


def _room(walk: Tour) -> None:
    walk.do("ducking")
    walk.settle()
    walk.shoot("room", walk.find("tray"))
    walk.do("put_aside")


def _moments(walk: Tour) -> None:
    why = walk.find("why_head")
    QTest.mouseClick(why, Qt.MouseButton.LeftButton)
    walk.do("next_moment")
    walk.settle(800)
    walk.shoot("moments")
    QTest.mouseClick(why, Qt.MouseButton.LeftButton)


def _align(walk: Tour) -> None:
    walk.do("align")
    walk.wait(lambda: walk.inside.bench.tray.tool, "the report")
    walk.settle(600)
    walk.shoot("align")
    walk.do("put_aside")


def _fit(walk: Tour) -> None:
    document = walk.inside.desk.document
    walk.do("fit")
    length = walk.find("fit_length")
    length.setValue(LENGTH_S)  # type: ignore[attr-defined]
    walk.wait(lambda: walk.inside.desk.proposing.timeline, "ways to fit")
    walk.settle(600)
    ways = walk.find("fit_ways")
    seamed = next((i for i, one in enumerate(ways.rows) if "sure" in one.text), 0)  # type: ignore[attr-defined]
    ways.setCurrentRow(seamed)  # type: ignore[attr-defined]
    walk.settle(600)
    walk.shoot("fit")
    walk.do("accept")
    walk.wait(lambda: not walk.inside.bench.tray.tool, "the fitted song")
    first = max(document.timeline.laid, key=lambda one: one.cue.duration_s)
    long_s = first.cue.duration_s
    level = ((0.2 * long_s, 0.0), (0.4 * long_s, -12.0), (0.7 * long_s, -9.0), (0.85 * long_s, 2.0))
    bent = edits.set_gain_points(document.timeline, first.id, level)
    bent = edits.set_speed(bent, first.id, speed=1.012)
    document.edit("Level", edits.set_pinned(bent, (first.id,), pinned=True))
    walk.settle(600)
    walk.shoot("seams")
    while document.stack.canUndo():
        document.stack.undo()


def _arranged(walk: Tour) -> None:
    walk.do("fill_cut")
    walk.wait(lambda: walk.inside.desk.proposing.timeline, "a plan")
    walk.settle(1200)
    walk.shoot("fill")
    slider = walk.find("fill_change")
    slider.setValue(100)  # type: ignore[attr-defined]
    walk.settle(1200)
    walk.do("accept")
    walk.wait(lambda: len(walk.inside.desk.document.timeline.laid) > 1, "a filled cut")
    walk.settle(1500)
    walk.shoot("filled")
    walk.do("audition_2")
    walk.settle(1500)
    walk.shoot("audition")
    walk.do("audition_off")
    walk.do("pause")


def _dialogs(walk: Tour) -> None:
    for action, name in (
        ("settings", "settings_dialog"),
        ("shortcuts", "shortcuts_dialog"),
        ("about", "about_dialog"),
    ):
        walk.do(action)
        dialog = walk.dialog(name)
        walk.shoot(action, dialog)
        dialog.reject()
        walk.settle(100)


def _pack(walk: Tour) -> None:
    walk.do("settings")
    dialog = walk.dialog("settings_dialog")
    dialog.tabs.setCurrentIndex(1)  # type: ignore[attr-defined]
    walk.wait(lambda: walk.find("settings_pack_said").text(), "the packs")  # type: ignore[attr-defined]
    # Where this machine keeps it is nobody's business.
    _type(dialog, "settings_library", "~/.local/share/cuesmith/library")
    walk.settle()
    walk.shoot("pack", dialog)
    dialog.reject()


def _footage(walk: Tour) -> None:
    """Pieces of the demo film as somebody's clips."""
    with tempfile.TemporaryDirectory() as place:
        for number, start_s in enumerate((0, 13, 20, 26)):
            cut = ("-v", "error", "-ss", str(start_s), "-t", "9", "-i", str(DEMO / "clip.mp4"))
            into = Path(place) / f"{CLIPS[number]}.mp4"
            command = [get_ffmpeg_exe(), *cut, "-an", "-c:v", "copy", str(into)]
            subprocess.run(command, check=True)
        walk.inside.desk.footage.add(Path(place))
        walk.wait(lambda: len(walk.inside.desk.jobs.running) == 0, "the clips")
        walk.do("find_footage")
        dialog = walk.dialog("footage_dialog")
        walk.wait(walk.find("footage_clips").isVisible, "the clips that fit")
        walk.settle()
        walk.shoot("footage", dialog)
        dialog.reject()


def _trouble(walk: Tour) -> None:
    window = walk.program.window
    error = MediaError(
        "holiday.txt is not a film.",
        remedy="Open a video, such as an mp4, mov or mkv file.",
        path=Path("holiday.txt"),
    )
    window.notices.tell(notice_of(error))
    walk.settle()
    walk.shoot("error")
    for notice in window.notices.told:
        window.notices.withdraw(notice)
    # Without a trace: that would show where this program lies on the disk.
    walk.program.fail(AssertionError("a cue without a song"))
    dialog = walk.dialog("error_dialog")
    walk.shoot("bug", dialog)
    dialog.reject()


def _export(walk: Tour) -> None:
    walk.do("export")
    dialog = walk.dialog("export_dialog")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "Films"
        folder.mkdir()
        _type(dialog, "export_folder", str(folder))
        walk.settle(800)
        walk.shoot("export", dialog)
        QTest.mouseClick(_named(dialog, "export_start"), Qt.MouseButton.LeftButton)
        walk.wait(lambda: dialog.is_running, "the start")  # type: ignore[attr-defined]
        walk.settle(900)
        walk.shoot("exporting", dialog)
        walk.wait(lambda: not dialog.is_running, "the export")  # type: ignore[attr-defined]
        walk.settle(500)
        walk.shoot("export-report", dialog)
    dialog.reject()


def _type(dialog: QWidget, name: str, text: str) -> None:
    field = _named(dialog, name)
    field.setText(text)  # type: ignore[attr-defined]


def _named(parent: QWidget, name: str) -> QWidget:
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    return found


def _narrow(walk: Tour) -> None:
    walk.program.window.resize(*NARROW)
    walk.settle(600)
    walk.shoot("narrow")


_HANDS = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def _lane_point(walk: Tour, time_s: float) -> QPoint:
    canvas = walk.find("timeline_canvas")
    lane = canvas.rows.music[0]
    return QPoint(round(canvas.scale.x(time_s)), lane.top + lane.height // 2)


def _drop_url(walk: Tour, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window = walk.program.window
    at = window.rect().center()
    entered = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, *_HANDS)
    QApplication.sendEvent(window, entered)
    QApplication.sendEvent(
        window, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, *_HANDS, QEvent.Type.Drop)
    )


def _save(picture: QImage, path: Path) -> None:
    """Write a picture as JPEG with its colours at full size: small words stay sharp."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    with Image.open(BytesIO(bytes(buffer.data().data()))) as found:
        found.convert("RGB").save(path, quality=86, subsampling=0, optimize=True)
