"""The bar below the picture: play, step, where we are, and how loud film and music are."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QWidget,
)

from editor_app.project.timeline import Level
from editor_app.widgets.icons import icon
from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import Theme
from editor_app.widgets.timecode import timecode

QUIETEST_DB, LOUDEST_DB = -40, 6
STEPS_PER_DB = 2
ICON = QSize(18, 18)
SLIDER_WIDTH = 76
NARROWEST = 500
ENDS_FROM, LENGTH_FROM, WORDS_FROM = 580, 680, 800
"""Widths of the bar from which there is room for all buttons, the length, and for words."""


class TransportBar(QWidget):
    """Buttons and levels; it shows what it is told and says what is wanted.

    Signals
    -------
    command(str)
        A button was pressed; the name is that of the action of the window: to_start, frame_back,
        play, frame_forward, to_end, loop.
    original_changed(Level), music_changed(Level)
        While the slider moves and when the sound is switched off or on. Nothing is shown until
        `set_levels` says so.
    """

    command = Signal(str)
    original_changed = Signal(object)
    music_changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self._frame_s = 0.04
        self._playing = False
        self._buttons: dict[str, QToolButton] = {}
        self._time = label(name="transport_time")
        self._length = label(kind="dim", name="transport_length")
        self._speed = label(kind="dim", name="transport_speed")
        self._clock = QLabel()
        self._clock_words = label(self.tr("no sound device"), kind="warning")
        self._silent = False
        self._original = LevelControl("original", "film")
        self._original.say(self.tr("Original sound"), self.tr("How loud the film's own sound is"))
        self._music = LevelControl("music", "music")
        self._music.say(self.tr("Music"), self.tr("How loud all the music is"))
        self._original.changed.connect(self.original_changed)
        self._music.changed.connect(self.music_changed)
        self._make_buttons()
        self._build()
        self.set_theme(theme)
        self.set_film(0.0, 0.04)
        self.set_clock("sound")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for name, drawing in (
            ("to_start", "skip-start"),
            ("frame_back", "step-back"),
            ("frame_forward", "step-forward"),
            ("to_end", "skip-end"),
            ("loop", "loop"),
        ):
            self._buttons[name].setIcon(icon(drawing, theme))
        for level in (self._original, self._music):
            level.set_theme(theme)
        self._clock.setPixmap(
            icon("headphones", theme, colour=theme.warning).pixmap(ICON, self.devicePixelRatioF())
        )
        self._show_playing()

    def set_film(self, duration_s: float, frame_s: float) -> None:
        """Say how long the film is, 0 when there is none, and how long one of its frames."""
        self._frame_s = frame_s
        self._length.setText("/ " + timecode(duration_s, frame_s))
        self.set_time(0.0)
        for widget in (*self._buttons.values(), self._original, self._music):
            widget.setEnabled(duration_s > 0)

    def set_time(self, position_s: float) -> None:
        self._time.setText(timecode(position_s, self._frame_s))

    def set_playing(self, playing: bool, speed: float = 1.0) -> None:
        self._playing = playing
        self._speed.setText(f"{speed:+.0f}×" if playing and speed != 1.0 else "")
        self._speed.setToolTip(self.tr("No sound at this speed") if self._speed.text() else "")
        self._show_playing()

    def set_looping(self, looping: bool) -> None:
        self._buttons["loop"].setChecked(looping)

    def set_levels(self, original: Level, music: Level) -> None:
        self._original.set_level(original)
        self._music.set_level(music)

    def set_clock(self, clock: str) -> None:
        """Say whether sound is heard: "sound" or "silent"."""
        self._silent = clock == "silent"
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._make_room()
        super().resizeEvent(event)

    def _make_buttons(self) -> None:
        for name, spoken, tip in (
            ("to_start", self.tr("To the start"), self.tr("To the start of the film (Home)")),
            ("frame_back", self.tr("A frame back"), self.tr("A frame back (Left)")),
            ("play", self.tr("Play"), self.tr("Play or hold (Space)")),
            ("frame_forward", self.tr("A frame on"), self.tr("A frame on (Right)")),
            ("to_end", self.tr("To the end"), self.tr("To the end of the film (End)")),
            ("loop", self.tr("Loop"), self.tr("Play from in to out over and over (Ctrl+L)")),
        ):
            button = named(QToolButton(), f"transport_{name}", spoken=spoken, tip=tip)
            button.setIconSize(ICON)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _on=False, name=name: self.command.emit(name))
            self._buttons[name] = button
        self._buttons["loop"].setCheckable(True)

    def _build(self) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        for one, spoken in ((self._time, self.tr("Position")), (self._length, self.tr("Length"))):
            one.setFont(fixed)
            one.setAccessibleName(spoken)
        silent = self.tr(
            "Playing silently: there is no sound device. Connect one, then play again."
        )
        named(self._clock, "transport_clock", spoken=silent, tip=silent)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        for widget in (self._time, self._length, *self._buttons.values(), self._speed):
            row.addWidget(widget)
        row.insertSpacing(2, 8)
        row.addStretch(1)
        for right in (self._clock, self._clock_words, self._original, self._music):
            row.addWidget(right)
        # What is hidden where room is scarce must not hold the window open.
        self.setMinimumWidth(NARROWEST)

    def _make_room(self) -> None:
        """Leave out what can be spared."""
        self._clock.setVisible(self._silent)
        self._clock_words.setVisible(self._silent and self.width() >= WORDS_FROM)
        self._length.setVisible(self.width() >= LENGTH_FROM)
        for name in ("to_start", "to_end"):
            self._buttons[name].setVisible(self.width() >= ENDS_FROM)

    def _show_playing(self) -> None:
        button = self._buttons["play"]
        button.setIcon(icon("pause" if self._playing else "play", self._theme))
        button.setAccessibleName(self.tr("Hold") if self._playing else self.tr("Play"))


class LevelControl(QWidget):
    """A level in decibels and a button that switches it off; `changed(Level)`."""

    changed = Signal(object)

    def __init__(self, name: str, drawing: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_level")
        self._drawing = drawing
        self._spoken = self._tip = ""
        self._level = Level()
        self._theme: Theme | None = None
        self._mute = named(QToolButton(), f"{name}_mute")
        self._mute.setIconSize(ICON)
        self._mute.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._slider = named(_LevelSlider(), f"{name}_slider")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self._mute)
        row.addWidget(self._slider)
        self._mute.clicked.connect(self._switch)
        self._slider.valueChanged.connect(self._moved)

    def say(self, spoken: str, tip: str) -> None:
        """Say what it is the level of."""
        self._spoken, self._tip = spoken, tip
        self._slider.setAccessibleName(spoken)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._show()

    def set_level(self, level: Level) -> None:
        """Show a level without saying that it was changed."""
        self._level = level
        blocked = self._slider.blockSignals(True)
        self._slider.setValue(round(level.gain_db * STEPS_PER_DB))
        self._slider.blockSignals(blocked)
        self._show()

    def _switch(self) -> None:
        self._level = Level(self._level.gain_db, not self._level.muted)
        self._show()
        self.changed.emit(self._level)

    def _moved(self, value: int) -> None:
        self._level = Level(value / STEPS_PER_DB, self._level.muted)
        self._show()
        self.changed.emit(self._level)

    def _show(self) -> None:
        muted = self._level.muted
        what = self.tr("Switch on: {sound}") if muted else self.tr("Switch off: {sound}")
        named(
            self._mute,
            self._mute.objectName(),
            spoken=what.format(sound=self._spoken),
            tip=what.format(sound=self._spoken),
        )
        gain = self.tr("{gain} dB").format(gain=f"{self._level.gain_db:+.1f}")
        self._slider.setToolTip(f"{self._tip}: {gain}")
        self._slider.setAccessibleDescription(self.tr("off") if muted else gain)
        if self._theme is not None:
            drawing = "volume-muted" if muted else self._drawing
            colour = self._theme.warning if muted else None
            self._mute.setIcon(icon(drawing, self._theme, colour=colour))


class _LevelSlider(QSlider):
    """Half decibels; a double click brings it back to 0."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(QUIETEST_DB * STEPS_PER_DB, LOUDEST_DB * STEPS_PER_DB)
        self.setSingleStep(STEPS_PER_DB)
        self.setPageStep(6 * STEPS_PER_DB)
        self.setFixedWidth(SLIDER_WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setValue(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.setValue(self.value() + (1 if event.angleDelta().y() > 0 else -1) * STEPS_PER_DB)
        event.accept()
