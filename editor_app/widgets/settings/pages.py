"""The pages of the settings that only choose: look and language, the device, how loud."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from editor_app.about import DeviceChoice
from editor_app.item_models.formats import device_words
from editor_app.preferences import Preferences
from editor_app.score.targets import TARGETS
from editor_app.widgets.dialog import GAP
from editor_app.widgets.language import languages
from editor_app.widgets.parts import named
from editor_app.widgets.settings.form import FIELD_WIDTH, choose, combo, form, note
from editor_app.widgets.theme import NAMES

DEFAULT_TARGET = Preferences().target


class GeneralPage(QWidget):
    """Look, language, safety copies."""

    look_changed = Signal(str)

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        rows = form(self)
        self._look = combo("settings_look", self.tr("Look"))
        for name, text in zip(NAMES, (self.tr("Dark"), self.tr("Light")), strict=True):
            self._look.addItem(text, name)
        self._language = combo("settings_language", self.tr("Language"))
        self._language.addItem(self.tr("Language of the system"), "")
        for code, name in languages():
            self._language.addItem(name, code)
        self._autosave = named(
            QSpinBox(), "settings_autosave", spoken=self.tr("Safety copy, in seconds")
        )
        self._autosave.setRange(5, 3600)
        self._autosave.setSuffix(self.tr(" s"))
        self._autosave.setFixedWidth(FIELD_WIDTH)
        # The style leaves the number at the very edge of the field.
        self._autosave.lineEdit().setTextMargins(6, 0, 0, 0)
        rows.addRow(self.tr("Look"), self._look)
        rows.addRow(self.tr("Language"), self._language)
        rows.addRow("", note(self.tr("The language changes at the next start.")))
        rows.addRow(self.tr("Safety copy every"), self._autosave)
        rows.addRow(
            "", note(self.tr("Kept aside while you work, for the case that the power fails."))
        )
        choose(self._look, preferences.theme)
        choose(self._language, preferences.language)
        self._autosave.setValue(preferences.autosave_s)
        self._look.currentIndexChanged.connect(lambda: self.look_changed.emit(self.look))

    @property
    def look(self) -> str:
        return str(self._look.currentData())

    @property
    def language(self) -> str:
        return str(self._language.currentData())

    @property
    def autosave_s(self) -> int:
        return self._autosave.value()


class DevicePage(QWidget):
    """What the models run on; each device says why it cannot be used here."""

    def __init__(self, device: str) -> None:
        super().__init__()
        self._wanted = device
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, GAP, 0, 0)
        self._column.setSpacing(4)
        text = self.tr(
            "The models that look and listen can run on a graphics processor or the CPU."
        )
        self._column.addWidget(note(text))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self._column.addLayout(self._rows)
        self._column.addStretch(1)

    @property
    def device(self) -> str:
        chosen = self._group.checkedButton()
        return str(chosen.property("device")) if chosen else self._wanted

    def set_devices(self, devices: Sequence[DeviceChoice]) -> None:
        """List the devices below "automatic", which is always there."""
        self._wanted = self.device
        self._clear()
        usable = next((one.name for one in devices if not one.why_not), "")
        best = self.tr("the best there is") if not usable else device_words(usable)
        self._add("auto", self.tr("Automatic ({0})").format(best), "", is_usable=True)
        for one in devices:
            self._add(one.name, device_words(one.name), one.why_not, is_usable=not one.why_not)
        if not devices:
            self._rows.addWidget(note(self.tr("Looking for devices…")))

    def _add(self, name: str, text: str, why_not: str, *, is_usable: bool) -> None:
        button = named(QRadioButton(text), f"settings_device_{name}", spoken=f"{text} {why_not}")
        button.setProperty("device", name)
        # A device that was chosen and is gone stays chosen: it may be plugged in again.
        button.setEnabled(is_usable or name == self._wanted)
        button.setChecked(name == self._wanted)
        self._group.addButton(button)
        self._rows.addSpacing(8)
        self._rows.addWidget(button)
        if why_not:
            said = note(why_not)
            said.setContentsMargins(24, 0, 0, 0)
            self._rows.addWidget(said)

    def _clear(self) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
        while self._rows.count():
            item = self._rows.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()


class SoundPage(QWidget):
    """How loud a finished film should be, where a project says nothing else."""

    def __init__(self, target: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(12)
        column.addWidget(note(self.tr("How loud new films become when they are exported.")))
        self._group = QButtonGroup(self)
        for name, one in TARGETS.items():
            text = self.tr("{0}: {1} LUFS, true peak {2} dBTP").format(
                target_words(name), _number(one.loudness_lufs), _number(one.ceiling_dbtp)
            )
            button = named(QRadioButton(text), f"settings_target_{name}", spoken=text)
            button.setProperty("target", name)
            button.setChecked(name == (target if target in TARGETS else DEFAULT_TARGET))
            self._group.addButton(button)
            column.addWidget(button)
        column.addStretch(1)

    @property
    def target(self) -> str:
        chosen = self._group.checkedButton()
        return str(chosen.property("target")) if chosen else DEFAULT_TARGET


def target_words(name: str) -> str:
    """Return what people call a loudness target."""
    words = {
        "youtube": "YouTube",
        "spotify": "Spotify",
        "podcast": "Podcast",
        "ebu-r128": "EBU R128",
    }
    return words.get(name, name)


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")
