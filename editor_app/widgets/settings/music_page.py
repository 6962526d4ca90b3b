"""The page of the settings for the library, and for the models that look and listen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from editor_app.preferences import Preferences
from editor_app.settings import USUAL_PACK
from editor_app.widgets.pack_card import PackCard
from editor_app.widgets.parts import label, named
from editor_app.widgets.settings.form import button, choose, combo, form, note

if TYPE_CHECKING:
    from editor_app.uses.choosing_pack import PackChoice


class MusicPage(QWidget):
    """Where the library lies, and which model pack is wanted, with what each says of itself.

    `pack_offered(Path)` when the user names a folder or .zip to take a pack from.
    """

    pack_offered = Signal(object)

    def __init__(self, preferences: Preferences, usual: Path) -> None:
        super().__init__()
        wanted = preferences.coming_pack or preferences.pack
        self._wanted = None if wanted == USUAL_PACK else wanted
        self._choices: dict[str | None, PackChoice] = {}
        self._library = LibraryField(preferences.library, usual)
        self._packs = combo("settings_pack", self.tr("Model pack"))
        self._add = self._adder()
        self._said = label(kind="dim", name="settings_pack_said", wraps=True)
        self._refused = label(kind="warning", name="settings_pack_refused", wraps=True)
        self._card = PackCard("settings_card")
        self._build()
        self._packs.currentIndexChanged.connect(self._show_pack)
        self.set_packs(())

    @property
    def library(self) -> Path | None:
        """The folder chosen, None for the usual one."""
        return self._library.folder

    @property
    def pack(self) -> Path | None:
        """The pack chosen, None for the one of the program."""
        chosen = self._packs.currentData()
        return Path(chosen) if chosen else None

    def set_packs(self, packs: Sequence[PackChoice]) -> None:
        """List the packs; one that is wanted and not among them stays chosen."""
        self._choices = {_key(one.folder): one for one in packs}
        self._list(self.pack if self._packs.count() else self._wanted)

    def choose_pack(self, folder: Path) -> None:
        """Choose a pack that was taken in."""
        self._refused.hide()
        self._add.setEnabled(True)
        choose(self._packs, _key(folder))

    def show_refused(self, error: Exception) -> None:
        """Say why a pack was not taken in."""
        self._refused.setText(str(error))
        self._refused.show()
        self._add.setEnabled(True)
        self._show_pack()

    def _build(self) -> None:
        rows = form(top := QWidget())
        rows.addRow(self.tr("Library"), self._library)
        text = self.tr(
            "What was learnt of your songs is kept here. The songs themselves stay where they are."
        )
        rows.addRow("", note(text))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._packs)
        line.addWidget(self._add)
        line.addStretch(1)
        rows.addRow(self.tr("Model pack"), line)
        text = self.tr(
            "The models that look and listen. After a change the old ones serve until your songs "
            "are ready for the new ones."
        )
        for said in (self._said, self._refused, note(text)):
            rows.addRow("", said)
        self._refused.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(top)
        column.addWidget(self._card, 1)

    def _adder(self) -> QPushButton:
        add = named(QPushButton(self.tr("Add…")), "settings_pack_add")
        add.setToolTip(self.tr("Take in a model pack that you trained or were given"))
        add.setAutoDefault(False)
        menu = QMenu(add)
        menu.addAction(self.tr("From a folder…"), self._ask_folder).setObjectName("pack_folder")
        menu.addAction(self.tr("From a .zip file…"), self._ask_file).setObjectName("pack_zip")
        add.setMenu(menu)
        return add

    def _ask_folder(self) -> None:
        title = self.tr("Choose the folder of a model pack")
        self._offer(QFileDialog.getExistingDirectory(self, title))

    def _ask_file(self) -> None:
        title = self.tr("Choose the .zip of a model pack")
        self._offer(QFileDialog.getOpenFileName(self, title, "", "*.zip")[0])

    def _offer(self, path: str) -> None:
        if path:
            self._add.setEnabled(False)
            self._refused.hide()
            self._said.setText(self.tr("Checking {name}…").format(name=Path(path).name))
            self.pack_offered.emit(Path(path))

    def _list(self, wanted: Path | None) -> None:
        self._packs.blockSignals(True)
        self._packs.clear()
        self._packs.addItem(self.tr("The one that comes with the program"), None)
        for key, one in self._choices.items():
            if key is not None:
                self._packs.addItem(f"{one.name} {one.version}", key)
        if wanted and self._packs.findData(str(wanted)) < 0:
            self._packs.addItem(wanted.name, str(wanted))
        choose(self._packs, str(wanted) if wanted else None)
        self._packs.blockSignals(False)
        self._show_pack()

    def _show_pack(self) -> None:
        one = self._choices.get(self._packs.currentData())
        self._card.show_card(one.card if one else "")
        self._card.setVisible(one is not None)
        if one is None:
            self._said.setText(self.tr("It is not there any more.") if self._choices else "")
            return
        words = self.tr("{name} {version}, family {family}.").format(
            name=one.name, version=one.version, family=one.family
        )
        if one.songs:
            ready = self.tr("It knows {ready} of your {songs} songs.")
            words = f"{words} {ready.format(ready=one.ready, songs=one.songs)}"
        self._said.setText(words)


class LibraryField(QWidget):
    """The folder of the library; `folder` is None where it is the usual one."""

    def __init__(self, folder: Path | None, usual: Path) -> None:
        super().__init__()
        self.folder = folder
        self._usual = usual
        self._shown = named(
            QLineEdit(), "settings_library", spoken=self.tr("Folder of the library")
        )
        self._shown.setReadOnly(True)
        change = button(self.tr("Change…"), "settings_library_change", self._ask)
        self._reset = button(self.tr("Usual folder"), "settings_library_reset", self._forget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._shown, 1)
        row.addWidget(change)
        row.addWidget(self._reset)
        self._show()

    def _ask(self) -> None:
        start = str(self.folder or self._usual)
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder of the library"), start)
        if chosen:
            self.folder = Path(chosen)
            self._show()

    def _forget(self) -> None:
        self.folder = None
        self._show()

    def _show(self) -> None:
        shown = str(self.folder or self._usual)
        self._shown.setText(shown)
        self._shown.setToolTip(shown)
        self._reset.setEnabled(self.folder is not None)


def _key(folder: Path) -> str | None:
    return None if folder == USUAL_PACK else str(folder)
