"""How an export is to sound: its loudness, the film's own sound, room for speech."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from editor_app.score.duck import PRESETS, Duck
from editor_app.score.targets import TARGETS, Target
from editor_app.widgets.ducking import DuckingParts
from editor_app.widgets.export.material import Material
from editor_app.widgets.export.parts import GAP, LABEL_WIDTH, decimal, text


class SoundSection(QWidget):
    """Loudness target, original sound, room for speech.

    `ducking_changed` comes beside `changed` when the user chooses another way of making room.
    """

    changed = Signal()
    ducking_changed = Signal()

    def __init__(self, material: Material) -> None:
        super().__init__()
        self._speech_is_known = material.speech is not None
        self._has_music = bool(material.cues)
        self.target = self._targets(material.target)
        self.original = QCheckBox(self.tr("Keep the film's own sound"))
        self.original.setObjectName("export_keep_original")
        self.original.setChecked(material.original_gain_db is not None)
        self.ducking = DuckingParts("export", self)
        self.ducking.show_values(
            material.ducking, material.duck_depth_db, music=material.duck_music
        )
        self.slider = self.ducking.slider
        self.depth_words = QLabel()
        self.depth_words.setObjectName("export_duck_words")
        self.level_parts = QCheckBox(self.tr("Bring the separate sound files to it too"))
        self.level_parts.setObjectName("export_level_parts")
        self.level_parts.setToolTip(
            self.tr("Otherwise they keep the levels of the timeline, so that they fit together.")
        )
        self.lanes = QCheckBox(self.tr("Write each music lane by itself, too"))
        self.lanes.setObjectName("export_lanes")
        self._lay_out()
        self.target.currentIndexChanged.connect(self._settle)
        self.original.toggled.connect(self._settle)
        self.ducking.changed.connect(self._settle)
        self.ducking.changed.connect(self.ducking_changed)
        self.level_parts.toggled.connect(self.changed)
        self.lanes.toggled.connect(self.changed)
        self._settle()

    @property
    def chosen(self) -> Target | None:
        """The loudness to reach; None to leave the levels as they are."""
        name = self.target.currentData()
        return TARGETS[name] if name else None

    @property
    def keeps_original(self) -> bool:
        return self.original.isChecked() and self.original.isEnabled()

    @property
    def duck(self) -> Duck | None:
        """How the music makes room; None for not at all."""
        depth_db = self.ducking.depth_db
        if not depth_db or not self.slider.isEnabled():
            return None
        return replace(PRESETS[self.ducking.name], depth_db=depth_db)

    @property
    def steps_aside(self) -> bool:
        """Whether the music goes down where the film itself has some."""
        return self.ducking.music.isChecked() and self.keeps_original

    def allow_original(self, there: bool) -> None:
        """Say whether the film has sound of its own."""
        self.original.setEnabled(there)
        self.original.setToolTip("" if there else self.tr("The film has no sound of its own."))
        self._settle()

    def allow_level_parts(self, there: bool) -> None:
        """Say whether separate sound files are written."""
        self.level_parts.setEnabled(there and self.chosen is not None)

    def allow_lanes(self, there: bool) -> None:
        """Say whether the music is written to a file, and lies on more than one lane."""
        self.lanes.setEnabled(there)

    def _settle(self) -> None:
        can_duck = self.keeps_original and self._speech_is_known and self._has_music
        for part in (self.slider, self.ducking.way):
            part.setEnabled(can_duck)
        self.ducking.music.setEnabled(self.keeps_original and self._has_music)
        words = self._words()
        self.depth_words.setText(words)
        self.slider.setAccessibleDescription(words)
        self.changed.emit()

    def _words(self) -> str:
        if not self._has_music:
            return self.tr("no music")
        if not self.keeps_original:
            return self.tr("no speech to hear")
        if not self._speech_is_known:
            return self.tr("speech not known yet")
        if not self.slider.value():
            return self.tr("not lowered")
        return self.tr("lowered by {depth} dB").format(depth=self.slider.value())

    def _targets(self, wanted: str) -> QComboBox:
        box = QComboBox()
        box.setObjectName("export_target")
        box.setAccessibleName(self.tr("Loudness"))
        names = {
            "youtube": self.tr("YouTube"),
            "spotify": self.tr("Spotify"),
            "podcast": self.tr("Podcast"),
            "ebu-r128": self.tr("Broadcast, EBU R 128"),
        }
        for name, target in TARGETS.items():
            words = self.tr("{place}:  {loudness} LUFS, peaks below {peak} dBTP")
            numbers = {
                "loudness": decimal(target.loudness_lufs, 0),
                "peak": decimal(target.ceiling_dbtp, 0),
            }
            box.addItem(words.format(place=names.get(name, name), **numbers), name)
        box.addItem(self.tr("As it is, peaks below −1 dBTP"), "")
        box.setCurrentIndex(max(0, box.findData(wanted)))
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Loudness"), self.target),
            ("", self.level_parts),
            ("", self.lanes),
            (self.tr("Original"), self.original),
            (self.tr("Music under speech"), self.ducking.way),
            ("", self.slider),
            ("", self.ducking.music),
        )
        for number, (words, widget) in enumerate(rows):
            label = text(words, style="dim")
            label.setBuddy(widget)
            label.setFixedWidth(LABEL_WIDTH)
            grid.addWidget(label, number, 0)
            grid.addWidget(widget, number, 1, 1, 1 if widget is self.slider else 2)
        self.depth_words.setMinimumWidth(132)
        grid.addWidget(self.depth_words, len(rows) - 2, 2)
        grid.setColumnStretch(1, 1)
