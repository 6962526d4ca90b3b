"""The settings: takes preferences, returns the ones the user wants instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QTabWidget, QWidget

from editor_app.about import DeviceChoice
from editor_app.preferences import Preferences
from editor_app.settings import USUAL_PACK
from editor_app.widgets.dialog import Dialog
from editor_app.widgets.parts import named
from editor_app.widgets.settings.keys_page import KeysPage
from editor_app.widgets.settings.music_page import MusicPage
from editor_app.widgets.settings.pages import DevicePage, GeneralPage, SoundPage
from editor_app.widgets.theme import Theme

if TYPE_CHECKING:
    from editor_app.uses.choosing_pack import PackChoice


class SettingsDialog(Dialog):
    """Edits preferences; `preferences` are the edited ones.

    Parameters
    ----------
    library : Path
        The folder used where the preferences name none.
    devices, packs : sequence
        What there is to choose from; found out by a worker, and given later where that is late.

    While it is open `theme_previewed` says which look the user tries; on Cancel it says the old.
    `pack_offered(Path)` names a folder or .zip to take a model pack from; `choose_pack` or
    `show_refused` answers.
    """

    theme_previewed = Signal(str)
    pack_offered = Signal(object)

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
        self._music.pack_offered.connect(self.pack_offered)
        self._keys.changed.connect(self._check)
        self.set_devices(devices)
        self.set_packs(packs)
        self._check()

    @property
    def preferences(self) -> Preferences:
        """The preferences as they stand in the dialog."""
        pack = self._music.pack
        is_same = pack == self._before.pack
        return replace(
            self._before,
            theme=self._general.look,
            language=self._general.language,
            autosave_s=self._general.autosave_s,
            library=self._music.library,
            # The pack in use serves until everything is ready for the other one.
            coming_pack=None if is_same else pack or USUAL_PACK,
            device=self._device.device,
            target=self._sound.target,
            shortcuts=self._keys.own,
        )

    def set_devices(self, devices: Sequence[DeviceChoice]) -> None:
        self._device.set_devices(devices)

    def set_packs(self, packs: Sequence[PackChoice]) -> None:
        self._music.set_packs(packs)

    def choose_pack(self, folder: Path) -> None:
        self._music.choose_pack(folder)

    def show_refused(self, error: Exception) -> None:
        self._music.show_refused(error)

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
