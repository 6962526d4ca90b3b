"""How the music makes room for speech: a way by name, how far, and for what."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSlider

from editor_app.project import edits
from editor_app.project.timeline import Timeline
from editor_app.score.duck import DEFAULT, PRESETS
from editor_app.translatable import QT_TRANSLATE_NOOP
from editor_app.widgets.parts import named

DEEPEST_DB = 30

_NAMES = {
    "subtle": QT_TRANSLATE_NOOP("ducking", "Subtle: the music only leans back"),
    "gentle": QT_TRANSLATE_NOOP("ducking", "Gentle: the music stays felt"),
    "dialogue": QT_TRANSLATE_NOOP("ducking", "Dialogue: every word is understood"),
    "podcast": QT_TRANSLATE_NOOP("ducking", "Podcast: deep and steady"),
    "trailer": QT_TRANSLATE_NOOP("ducking", "Trailer: quick down, quick up"),
}


class DuckingParts(QObject):
    """The box, slider and tick that choose it, to be laid out by whoever has them.

    `changed` comes with everything the user does; nothing is said while values are shown. Object
    names begin with `prefix`.
    """

    changed = Signal()

    def __init__(self, prefix: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.way = self._ways(f"{prefix}_duck_way")
        self.slider = self._slider(f"{prefix}_duck")
        self.music = named(
            QCheckBox(self.tr("Also under the film's own music")),
            f"{prefix}_duck_music",
            tip=self.tr("Otherwise two pieces of music may sound at once there"),
        )
        self.way.activated.connect(self._take_depth)
        self.slider.valueChanged.connect(lambda _: self.changed.emit())
        self.music.clicked.connect(lambda _: self.changed.emit())

    @property
    def name(self) -> str:
        """The way that is chosen, a name of `PRESETS`."""
        return str(self.way.currentData())

    @property
    def depth_db(self) -> float:
        return float(self.slider.value())

    def on(self, timeline: Timeline) -> Timeline:
        """Return a timeline whose music makes room as chosen here."""
        chosen = edits.set_ducking(timeline, self.name)
        chosen = edits.set_duck_depth(chosen, self.depth_db)
        return edits.set_duck_music(chosen, self.music.isChecked())

    def show_values(self, name: str, depth_db: float, *, music: bool) -> None:
        """Show what holds, without saying that it was changed."""
        blocked = [QSignalBlocker(one) for one in (self.way, self.slider, self.music)]
        self.way.setCurrentIndex(max(0, self.way.findData(name)))
        self.slider.setValue(round(depth_db))
        self.music.setChecked(music)
        for one in blocked:
            one.unblock()

    def _take_depth(self) -> None:
        """Go as deep as is usual for the way that was chosen."""
        blocked = QSignalBlocker(self.slider)
        self.slider.setValue(round(PRESETS[self.name].depth_db))
        blocked.unblock()
        self.changed.emit()

    def _ways(self, name: str) -> QComboBox:
        box = named(QComboBox(), name, spoken=self.tr("How the music makes room for speech"))
        for way in PRESETS:
            words = _NAMES.get(way, way)
            box.addItem(QCoreApplication.translate("ducking", words), way)
        box.setCurrentIndex(box.findData(DEFAULT))
        # As narrow as it must be: long words are shortened.
        box.setMinimumContentsLength(8)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return box

    def _slider(self, name: str) -> QSlider:
        slider = named(
            QSlider(Qt.Orientation.Horizontal),
            name,
            spoken=self.tr("How far the music is lowered under speech, in decibels"),
            tip=self.tr("How far the music goes down while somebody speaks"),
        )
        slider.setRange(0, DEEPEST_DB)
        slider.setPageStep(3)
        return slider
