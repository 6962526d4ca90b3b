"""Goal 9: a long film's timeline is scrolled, zoomed and dragged on without a jerk.

Two hours of film with 500 shots, a picture for every place, and 100 songs on two lanes, drawn in
memory by the same engine that draws windows. A frame is what a turn of the wheel or a step of the
mouse costs until the view has been painted anew.
"""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.benchmarks.harness import Candidate, Place, Runs, said
from tests.benchmarks.verdict import Check, Goal

FILM_S = 7200.0
SHOTS, SCENES, SEGMENTS, CUES = 500, 80, 1200, 100
WIDTH, HEIGHT = 1600, 400
FRAMES = 120
SCALES = (1, 2)
GESTURES = ("scroll", "zoom", "drag", "drag_all", "play")
MEDIAN_MS, P95_MS = 16.0, 33.0


def prepare(place: Place) -> None:
    """Nothing is kept: everything is made of numbers."""


def candidates(place: Place) -> Sequence[Candidate]:
    return tuple(
        Candidate(_name(scale), "ours", "timeline:use", {"scale": scale}) for scale in SCALES
    )


def _name(scale: int) -> str:
    return f"ours, {scale * 100} %"


def judge(runs: Runs) -> Sequence[Check]:
    def middle(scale: int, key: str) -> float:
        found = sorted(said(runs, _name(scale), key))
        return float(found[len(found) // 2])

    return [
        Check(f"{gesture} at {scale * 100} %, {word}", middle(scale, key), "≤", goal, "ms")
        for scale in SCALES
        for gesture in GESTURES
        for word, key, goal in (
            ("median", f"{gesture}_ms", MEDIAN_MS),
            ("95 of 100", f"{gesture}_p95_ms", P95_MS),
        )
    ]


def use(scale: int) -> dict[str, Any]:
    """Use the timeline as a hand would; return how many milliseconds frames took."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    import numpy as np
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    desk = _desk()
    app.processEvents()
    told: dict[str, Any] = {}
    for gesture in GESTURES:
        took_ms = _GESTURES[gesture](desk)
        told[f"{gesture}_ms"] = float(np.median(took_ms))
        told[f"{gesture}_p95_ms"] = float(np.percentile(took_ms, 95))
    desk.view.close()
    return told


@dataclass
class _Desk:
    """A view with its document, on the screen."""

    view: Any
    canvas: Any
    document: Any
    painted: Callable[[], int]

    def frames(self, step: Callable[[int], object]) -> list[float]:
        """Return what each of many steps took, in milliseconds, with its painting."""
        from PySide6.QtWidgets import QApplication

        took_ms = []
        for number in range(FRAMES):
            before = self.painted()
            begin = time.perf_counter()
            step(number)
            QApplication.processEvents()
            took_ms.append(1e3 * (time.perf_counter() - begin))
            assert self.painted() > before, "nothing was painted"
        return took_ms

    def zoom_to(self, cues: int) -> None:
        """Show about so many cues."""
        self.view.fit()
        while self.canvas.scale.length_s(WIDTH) > cues * FILM_S / CUES:
            self.canvas.zoom(1, keep_x=WIDTH / 2)


def _scroll(desk: _Desk) -> list[float]:
    desk.zoom_to(20)
    return desk.frames(lambda i: desk.canvas.scroll_by(40 if i // 40 % 2 else -40))


def _zoom(desk: _Desk) -> list[float]:
    desk.view.fit()
    return desk.frames(lambda i: desk.canvas.zoom(-1 if i // 30 % 2 else 1, keep_x=WIDTH / 2))


def _drag(desk: _Desk) -> list[float]:
    desk.zoom_to(20)
    desk.document.select(())
    return _dragged(desk)


def _drag_all(desk: _Desk) -> list[float]:
    desk.view.fit()
    desk.view.commands.select_all()
    return _dragged(desk)


def _dragged(desk: _Desk) -> list[float]:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    canvas, port = desk.canvas, desk.canvas.viewport()
    row = canvas.rows.music[0]
    shown = (one for one in desk.document.timeline.on_lane(0))
    held = next(one for one in shown if canvas.scale.x(one.cue.start_s) > WIDTH / 3)
    x = canvas.scale.x(held.cue.start_s + held.cue.duration_s / 2)
    at = QPoint(round(x), row.bottom - 6)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    took_ms = desk.frames(lambda i: QTest.mouseMove(port, at + QPoint(10 + i % 60, 0)))
    assert canvas.outcome is not None, "nothing was dragged"
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    return took_ms


def _play(desk: _Desk) -> list[float]:
    """Let the playhead run; only what it passes is painted."""
    desk.zoom_to(5)
    return desk.frames(lambda i: desk.view.set_playhead(desk.canvas.scale.time_s(100 + i)))


_GESTURES = {
    "scroll": _scroll,
    "zoom": _zoom,
    "drag": _drag,
    "drag_all": _drag_all,
    "play": _play,
}


def _desk() -> _Desk:
    from editor_app.item_models.document import Document
    from editor_app.project.timeline import Film, Project, Timeline
    from editor_app.widgets.theme import load_theme
    from editor_app.widgets.timeline.canvas import Canvas
    from editor_app.widgets.timeline.view import TimelineView

    film = Path("/film.mp4")
    laid = _laid()
    document = Document()
    timeline = Timeline(duration_s=FILM_S, laid=laid, next_id=len(laid) + 1)
    document.load(Project(Film(film, FILM_S, 25.0), timeline))
    sounds = {film: FILM_S, **{one.song.path: one.song.duration_s for one in laid}}
    view = TimelineView(
        document, waveforms=_waves(sounds), filmstrip=_pictures(), theme=load_theme("dark")
    )
    view.set_analysis(_analysis(film), ("happy", "sad", "tender", "exciting"))
    view.resize(WIDTH, HEIGHT)
    view.show()
    canvas = view.findChild(Canvas)
    return _Desk(view, canvas, document, _counter(canvas.viewport()))


def _counter(port: Any) -> Callable[[], int]:
    """Return what says how often a widget has been painted."""
    from PySide6.QtCore import QEvent, QObject

    class Counter(QObject):
        count = 0

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
            self.count += event.type() == QEvent.Type.Paint
            return False

    counter = Counter(port)
    port.installEventFilter(counter)
    return lambda: counter.count


def _laid() -> tuple[Any, ...]:
    from editor_app.project.cue import Cue
    from editor_app.project.timeline import Laid
    from editor_app.score.moment import Song

    beats_s = tuple(i * 0.5 for i in range(480))
    found = []
    for i in range(CUES):
        path = Path(f"/music/{i}.ogg")
        song = Song(path, 240.0, 0.0, f"Song {i}", "Somebody", -12.0, 120.0, beats_s, beats_s[::4])
        cue = Cue(
            path, song.title, song.artist, i * 71.0, 75.0, 10.0, -6.0, 2.0, 4.0, 120.0,
            song.downbeats_s,
        )  # fmt: skip
        found.append(Laid(i + 1, i % 2, cue, song))
    return tuple(found)


def _waves(sounds: dict[Path, float]) -> Any:
    import numpy as np
    from PySide6.QtCore import QObject, Signal

    from inference.features.waveform import Waveform, waveform_of

    rng = np.random.default_rng(1)

    class Waves(QObject):
        """Outlines of noise."""

        ready = Signal(object)

        def __init__(self) -> None:
            super().__init__()
            self._known = {
                path: waveform_of(rng.integers(0, 255, (int(length_s * 100), 2), dtype=np.uint8))
                for path, length_s in sounds.items()
            }

        def get(self, path: Path) -> Waveform | None:
            return self._known.get(path)

    return Waves()


def _pictures() -> Any:
    from PySide6.QtCore import QObject, Signal
    from PySide6.QtGui import QColor, QImage

    class Pictures(QObject):
        """Fifty pictures of one colour each, of the size that the filmstrip has."""

        ready = Signal()

        def __init__(self) -> None:
            super().__init__()
            self._images = [QImage(199, 112, QImage.Format.Format_RGB32) for _ in range(50)]
            for number, image in enumerate(self._images):
                image.fill(QColor.fromHsv(number * 7, 120, 150))

        def image(self, time_s: float) -> QImage | None:
            return self._images[int(time_s) % len(self._images)]

    return Pictures()


def _analysis(film: Path) -> Any:
    import numpy as np

    from inference.values import Embedding, MediaInfo, Shot, Span, VideoAnalysis, VideoBase

    rng = np.random.default_rng(2)

    def spans(count: int) -> tuple[Span, ...]:
        return tuple(Span(a, b) for a, b in pairwise(np.linspace(0, FILM_S, count + 1).tolist()))

    shots = tuple(Shot(span, 0.5 if span.start_s else 0.0) for span in spans(SHOTS))
    nothing = np.zeros((SEGMENTS, 1), np.float32)
    base = VideoBase(
        "key", FILM_S, spans(SEGMENTS), nothing, nothing, rng.random(int(FILM_S), np.float32),
        shots, spans(SCENES), spans(SCENES)[::2], -20.0,
    )  # fmt: skip
    emotions = rng.random((SEGMENTS, 4), np.float32)
    embedding = Embedding(nothing, nothing[0], emotions, nothing[:, 0])
    return VideoAnalysis(MediaInfo(film, "mp4", FILM_S, 1, None, ()), base, embedding, "pack")


GOAL = Goal(
    "timeline",
    "A long film's timeline is scrolled, zoomed and dragged on without a jerk",
    f"{FILM_S / 3600:.0f} h of film, {SHOTS} shots, {CUES} cues of {CUES} songs; a view of "
    f"{WIDTH} × {HEIGHT} points, drawn in memory at 100 % and 200 %. Scroll and drag with about "
    "20 cues in view; zoom from all of the film to a few minutes and back; drag_all moves all cues "
    f"with all of the film in view. {FRAMES} frames each, milliseconds of the machine at hand, "
    "wall time.",
    prepare,
    candidates,
    judge,
)
