"""The tool that says how the music makes room for speech, while the film can be heard."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from editor_app.project.timeline import Timeline
from editor_app.widgets.ducking import DuckingParts
from editor_app.widgets.parts import label
from editor_app.widgets.tray import Tool


class SpeechRoom(Tool):
    """`changed` when the user chooses: the parts say what. `show_timeline` says what holds."""

    changed = Signal()

    def __init__(self, timeline: Timeline, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Room for speech")
        self.parts = DuckingParts("tray", self)
        self._words = label(kind="dim", name="tray_duck_words")
        self._note = label(kind="dim", name="tray_duck_note", wraps=True)
        self._build()
        self.parts.changed.connect(self.changed)
        self.show_timeline(timeline)

    def show_timeline(self, timeline: Timeline) -> None:
        self.parts.show_values(timeline.ducking, timeline.duck_depth_db, music=timeline.duck_music)
        muted = timeline.original.muted
        depth = round(timeline.duck_depth_db)
        self._words.setText(
            self.tr("lowered by {depth} dB").format(depth=depth)
            if depth
            else self.tr("not lowered")
        )
        self.parts.slider.setAccessibleDescription(self._words.text())
        self._note.setText(
            self.tr("The film's own sound is off, so the music is not lowered.")
            if muted
            else self.tr("Play the film to hear it. Nothing is written into your files.")
        )

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(10)
        told = self.tr("While somebody speaks, the music goes down and comes back by itself.")
        parts = self.parts
        for part in (label(told, wraps=True), parts.way, parts.slider, self._words, parts.music):
            column.addWidget(part)
        column.addWidget(self._note)
        column.addStretch(1)
