"""Playing the film with its music, for the window: commands in, signals out."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from editor_app.playback.deck import Deck, Listener
from editor_app.playback.pictures import Pictures
from editor_app.playback.sink import Sink, SoundDevice

if TYPE_CHECKING:
    from editor_app.playback.screen import Picture
    from editor_app.score.mix import Mix
    from inference.values import Span

SPEEDS = (-8.0, -4.0, -2.0, -1.0, 1.0, 2.0, 4.0, 8.0)
"""The steps of the shuttle; sound is heard at 1 only."""

_TICK_MS = 16


class Player(QObject):
    """Picture and sound of one film; the sound is the clock. No method waits for anything.

    Signals
    -------
    position_changed(float)
        Seconds of the film: while playing at every tick, else when it jumps.
    state_changed()
        `is_playing`, `speed`, `loop` or `is_auditioning` has another value.
    frame_ready(QImage)
        A picture in the shape of the film, no larger than the viewport.
    trouble(WorldError)
        A film, a song or the sound device cannot be used; playing goes on without it.
    clock_changed(str)
        "sound" when it is heard, "silent" when there is no device and the wall clock leads.
    """

    position_changed = Signal(float)
    state_changed = Signal()
    frame_ready = Signal(QImage)
    trouble = Signal(object)
    clock_changed = Signal(str)

    _ended = Signal()
    _silent = Signal(bool)
    _arrived = Signal()

    def __init__(
        self, parent: QObject | None = None, *, make_sink: Callable[[], Sink] = SoundDevice
    ) -> None:
        super().__init__(parent)
        listener = Listener(self.trouble.emit, self._silent.emit, self._ended.emit)
        self._deck = Deck(make_sink, listener)
        self._pictures = Pictures(self._deck, self._picture_decoded, self.trouble.emit)
        self._arriving: QImage | None = None
        self._arrival = threading.Lock()
        self._is_open = False
        self._duration_s = 0.0
        self._frame_s = 0.04
        self._mix: Mix | None = None
        self._candidate: Mix | None = None
        self._loop: Span | None = None
        self._position_s = 0.0
        self._timer = QTimer(self, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        queued = Qt.ConnectionType.QueuedConnection
        self._ended.connect(self._stop_at_end, queued)
        self._silent.connect(self._tell_clock, queued)
        self._arrived.connect(self._show_arrived, queued)

    @property
    def position_s(self) -> float:
        return self._position_s

    @property
    def duration_s(self) -> float:
        return self._duration_s

    @property
    def is_playing(self) -> bool:
        return self._deck.is_playing

    @property
    def speed(self) -> float:
        """How fast the film moves while playing: 1, or a step of the shuttle."""
        return self._deck.speed

    @property
    def loop(self) -> Span | None:
        """What is played again and again, None when nothing is."""
        return self._loop

    @property
    def is_auditioning(self) -> bool:
        return self._candidate is not None

    def open(self, film_path: Path, frames_per_s: float, duration_s: float) -> None:
        """Turn to a film: its first picture is shown, nothing plays, nothing sounds yet."""
        self._load(film_path, duration_s)
        self._frame_s = 1 / frames_per_s if frames_per_s > 0 else 0.04

    def close(self) -> None:
        """Put the film away; `open` may follow."""
        self._load(None, 0.0)

    def shut_down(self) -> None:
        """End all threads; the player is of no use afterwards."""
        self._timer.stop()
        self._pictures.close()
        self._deck.close()

    def set_mix(self, mix: Mix | None) -> None:
        """Sound like this from now on; at the same place, playing or not, without a break."""
        self._mix = mix
        if self._candidate is None:
            self._deck.set_mix(mix)

    def audition(self, candidate: Mix | None) -> None:
        """Sound like `candidate` in place of the mix until None is given; all else stays."""
        self._candidate = candidate
        self._deck.set_mix(self._mix if candidate is None else candidate)
        self.state_changed.emit()

    def play(self) -> None:
        """Play at normal speed; from the end, from the beginning."""
        if not self._is_open:
            return
        if self._position_s >= self._duration_s - self._frame_s / 2:
            self._deck.seek(0.0)
        self._run(1.0)

    def pause(self) -> None:
        if not self._deck.is_playing:
            return
        self._deck.pause()
        self._pictures.show(self._deck.position_s)
        self._tick()
        self.state_changed.emit()

    def toggle(self) -> None:
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def shuttle(self, step: int) -> None:
        """Go a step of the shuttle forwards (+1) or backwards (-1), or stand still (0)."""
        if step == 0:
            self.pause()
        elif not self.is_playing and step > 0:
            self.play()
        elif self._is_open:
            at = SPEEDS.index(self.speed) if self.is_playing else SPEEDS.index(1.0)
            self._run(SPEEDS[min(max(0, at + step), len(SPEEDS) - 1)])

    def seek(self, time_s: float, exact: bool = True) -> None:
        """Go to a time, kept within the film.

        Parameters
        ----------
        exact : bool
            False while scrubbing: a picture from nearby may be shown until the right one is there.
        """
        time_s = min(max(0.0, time_s), self._duration_s)
        self._deck.seek(time_s)
        self._pictures.show(time_s, exact=exact)
        self._tell_position(time_s)

    def step(self, frames: int) -> None:
        """Stand still and go so many pictures further, or back."""
        self.pause()
        number = math.floor(self._position_s / self._frame_s + 0.02) + frames
        last = max(0, round(self._duration_s / self._frame_s) - 1)
        self.seek(min(max(0, number), last) * self._frame_s)

    def set_loop(self, span: Span | None) -> None:
        """Play `span` again and again once it is reached; None: play on to the end."""
        self._loop = span
        self._deck.set_loop(span)
        self.state_changed.emit()

    def set_viewport(self, size: QSize) -> None:
        """Say how many device pixels there are to show pictures on."""
        self._pictures.set_size(size.width(), size.height())
        if self._is_open and not self.is_playing:
            self._pictures.show(self._position_s)

    def _load(self, path: Path | None, duration_s: float) -> None:
        self._is_open, self._duration_s = path is not None, duration_s
        self._mix = self._candidate = self._loop = None
        self._timer.stop()
        self._deck.load(duration_s)
        self._pictures.open(path, duration_s=duration_s)
        with self._arrival:
            self._arriving = None
        self._tell_position(0.0)
        self.state_changed.emit()

    def _run(self, speed: float) -> None:
        self._deck.play(speed)
        self._pictures.follow()
        self._timer.start()
        self.state_changed.emit()

    def _tick(self) -> None:
        position_s = self._deck.position_s
        if position_s == self._position_s and not self.is_playing:
            self._timer.stop()
        self._tell_position(position_s)

    def _tell_position(self, position_s: float) -> None:
        if position_s != self._position_s:
            self._position_s = position_s
            self.position_changed.emit(position_s)

    def _stop_at_end(self) -> None:
        if not self.is_playing:
            at_start = self._position_s < self._duration_s / 2
            self._pictures.show(0.0 if at_start else self._duration_s)
            self.state_changed.emit()

    def _tell_clock(self, silent: bool) -> None:
        self.clock_changed.emit("silent" if silent else "sound")

    def _picture_decoded(self, picture: Picture) -> None:
        """On the thread of the pictures: only the newest is handed on."""
        height, width = picture.pixels.shape[:2]
        image = QImage(
            picture.pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32
        ).copy()
        with self._arrival:
            waiting, self._arriving = self._arriving is not None, image
        if not waiting:
            self._arrived.emit()

    def _show_arrived(self) -> None:
        with self._arrival:
            image, self._arriving = self._arriving, None
        if image is not None:
            self.frame_ready.emit(image)
