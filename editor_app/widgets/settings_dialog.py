"""The settings: takes preferences, returns the ones the user wants instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from editor_app.about import DeviceChoice, PackChoice
from editor_app.item_models.formats import device_words
from editor_app.preferences import Preferences
from editor_app.score.targets import TARGETS
from editor_app.settings import USUAL_PACK
from editor_app.widgets.dialog import GAP, Dialog
from editor_app.widgets.keys_page import KeysPage
from editor_app.widgets.language import languages
from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import NAMES, Theme

FIELD_WIDTH = 260
DEFAULT_TARGET = Preferences().target


class SettingsDialog(Dialog):
    """Edits preferences; `preferences` are the edited ones.

    Parameters
    ----------
    library : Path
        The folder used where the preferences name none.
    devices, packs : sequence
        What there is to choose from; found out by a worker, and given later where that is late.

    While it is open `theme_previewed` says which look the user tries; on Cancel it says the old.
    """

    theme_previewed = Signal(str)

    def __init__(
        self,
        preferences: Preferences,
        *,
        theme: Theme,
        library: Path,
        devices: Sequence[DeviceChoice] = (),
        packs: Sequence[PackChoice] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", "settings_dialog", QSize(680, 560), parent)
        self.setWindowTitle(self.tr("Settings"))
        self.setAccessibleName(self.windowTitle())
        self._before = preferences
        self._general = GeneralPage(preferences)
        self._music = MusicPage(preferences, library)
        self._device = DevicePage(preferences.device)
        self._sound = SoundPage(preferences.target)
        self._keys = KeysPage(preferences.shortcuts, theme)
        self.tabs = self._tabs()
        self.content.addWidget(self.tabs, 1)
        self._ok = self._add_buttons()
        self._general.look_changed.connect(self.theme_previewed)
        self._keys.changed.connect(self._check)
        self.set_devices(devices)
        self.set_packs(packs)
        self._check()

    @property
    def preferences(self) -> Preferences:
        """The preferences as they stand in the dialog."""
        return replace(
            self._before,
            theme=self._general.look,
            language=self._general.language,
            autosave_s=self._general.autosave_s,
            library=self._music.library,
            pack=self._music.pack,
            device=self._device.device,
            target=self._sound.target,
            shortcuts=self._keys.own,
        )

    def set_devices(self, devices: Sequence[DeviceChoice]) -> None:
        self._device.set_devices(devices)

    def set_packs(self, packs: Sequence[PackChoice]) -> None:
        self._music.set_packs(packs)

    def show_keys(self) -> None:
        """Turn to the page of keys."""
        self.tabs.setCurrentWidget(self._keys)

    def reject(self) -> None:
        if self._general.look != self._before.theme:
            self.theme_previewed.emit(self._before.theme)
        super().reject()

    def _tabs(self) -> QTabWidget:
        tabs = named(QTabWidget(), "settings_tabs", spoken=self.windowTitle())
        tabs.addTab(self._general, self.tr("General"))
        tabs.addTab(self._music, self.tr("Music"))
        tabs.addTab(self._device, self.tr("Device"))
        tabs.addTab(self._sound, self.tr("Loudness"))
        tabs.addTab(self._keys, self.tr("Keys"))
        return tabs

    def _add_buttons(self) -> QPushButton:
        cancel = self.add_button(self.tr("Cancel"), "settings_cancel")
        cancel.clicked.connect(self.reject)
        ok = self.add_button(self.tr("Save"), "settings_ok", primary=True)
        ok.clicked.connect(self.accept)
        return ok

    def _check(self) -> None:
        clash = bool(self._keys.conflicts)
        self._ok.setEnabled(not clash)
        self._ok.setToolTip(self.tr("Two actions have the same key.") if clash else "")


class GeneralPage(QWidget):
    """Look, language, safety copies."""

    look_changed = Signal(str)

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        form = _form(self)
        self._look = _combo("settings_look", self.tr("Look"))
        for name, text in zip(NAMES, (self.tr("Dark"), self.tr("Light")), strict=True):
            self._look.addItem(text, name)
        self._language = _combo("settings_language", self.tr("Language"))
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
        form.addRow(self.tr("Look"), self._look)
        form.addRow(self.tr("Language"), self._language)
        form.addRow("", _note(self.tr("The language changes at the next start.")))
        form.addRow(self.tr("Safety copy every"), self._autosave)
        form.addRow(
            "", _note(self.tr("Kept aside while you work, for the case that the power fails."))
        )
        _choose(self._look, preferences.theme)
        _choose(self._language, preferences.language)
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


class MusicPage(QWidget):
    """Where the library lies, and which models listen."""

    def __init__(self, preferences: Preferences, usual: Path) -> None:
        super().__init__()
        self._usual = usual
        self.library = preferences.library
        self._wanted_pack = preferences.pack
        form = _form(self)
        self._folder = named(
            QLineEdit(), "settings_library", spoken=self.tr("Folder of the library")
        )
        self._folder.setReadOnly(True)
        self._change = _button(self.tr("Change…"), "settings_library_change", self._ask)
        self._reset = _button(self.tr("Usual folder"), "settings_library_reset", self._forget)
        self._packs = _combo("settings_pack", self.tr("Model pack"))
        self._packs.addItem(self.tr("The one that comes with the program"), None)
        form.addRow(self.tr("Library"), self._line())
        text = self.tr(
            "What was learnt of your songs is kept here. The songs themselves stay where they are."
        )
        form.addRow("", _note(text))
        form.addRow(self.tr("Model pack"), self._packs)
        text = self.tr(
            "The models that look and listen. After a change the old ones serve until your songs "
            "are ready for the new ones."
        )
        form.addRow("", _note(text))
        self.set_packs(())
        self._show()

    @property
    def pack(self) -> Path | None:
        """The pack chosen, None for the one of the program."""
        chosen = self._packs.currentData()
        return Path(chosen) if chosen else None

    def set_packs(self, packs: Sequence[PackChoice]) -> None:
        """List the packs; one that is wanted and not among them stays chosen."""
        wanted = self._wanted_pack
        while self._packs.count() > 1:
            self._packs.removeItem(1)
        for pack in packs:
            if pack.folder == USUAL_PACK:
                continue
            self._packs.addItem(f"{pack.name} {pack.version}", str(pack.folder))
        if wanted and self._packs.findData(str(wanted)) < 0:
            self._packs.addItem(wanted.name, str(wanted))
        _choose(self._packs, str(wanted) if wanted else None)

    def _line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._folder, 1)
        row.addWidget(self._change)
        row.addWidget(self._reset)
        return line

    def _ask(self) -> None:
        start = str(self.library or self._usual)
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder of the library"), start)
        if chosen:
            self.library = Path(chosen)
            self._show()

    def _forget(self) -> None:
        self.library = None
        self._show()

    def _show(self) -> None:
        shown = str(self.library or self._usual)
        self._folder.setText(shown)
        self._folder.setToolTip(shown)
        self._reset.setEnabled(self.library is not None)


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
        self._column.addWidget(_note(text))
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
            self._rows.addWidget(_note(self.tr("Looking for devices…")))

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
            note = _note(why_not)
            note.setContentsMargins(24, 0, 0, 0)
            self._rows.addWidget(note)

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
        column.addWidget(_note(self.tr("How loud new films become when they are exported.")))
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


def _form(page: QWidget) -> QFormLayout:
    form = QFormLayout(page)
    form.setContentsMargins(0, GAP, 0, 0)
    form.setHorizontalSpacing(GAP)
    form.setVerticalSpacing(8)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _note(text: str) -> QLabel:
    return label(text, kind="dim", wraps=True)


def _combo(name: str, spoken: str) -> QComboBox:
    combo = named(QComboBox(), name, spoken=spoken)
    combo.setMinimumWidth(FIELD_WIDTH)
    combo.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return combo


def _choose(combo: QComboBox, data: object) -> None:
    combo.setCurrentIndex(max(0, combo.findData(data)))


def _button(text: str, name: str, do: Callable[[], None]) -> QPushButton:
    button = named(QPushButton(text), name, spoken=text)
    button.setAutoDefault(False)
    button.clicked.connect(do)
    return button
