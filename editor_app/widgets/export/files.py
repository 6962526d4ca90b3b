"""Which files an export writes, what they are called, and where they go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QGridLayout, QLineEdit, QWidget

from editor_app.widgets.export.parts import GAP, KIND_WIDTH, LABEL_WIDTH, button, row, text

_FORBIDDEN = frozenset('/\\\0<>:"|?*')
_LONGEST_NAME = 200


class FileRow(QWidget):
    """One file: whether it is wanted, its name, its kind."""

    changed = Signal()

    def __init__(self, name: str, label: str, *, stem: str, kinds: Iterable[str]) -> None:
        super().__init__()
        self.wanted = QCheckBox(label)
        self.wanted.setObjectName(f"export_{name}")
        self.wanted.setFixedWidth(LABEL_WIDTH)
        self.name = QLineEdit(stem)
        self.name.setObjectName(f"export_{name}_name")
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.home(False)
        self.name.setAccessibleName(self.tr("Name of the file: {what}").format(what=label))
        self.kind = QComboBox()
        self.kind.setObjectName(f"export_{name}_kind")
        self.kind.setFixedWidth(KIND_WIDTH)
        self.kind.setAccessibleName(self.tr("Kind of file: {what}").format(what=label))
        self.kind.addItems(list(kinds))
        self.setLayout(row(self.wanted, self.name, self.kind, stretch=self.name))
        self.wanted.toggled.connect(self._settle)
        self.name.textEdited.connect(self._take_kind)
        self.kind.currentIndexChanged.connect(self.changed)
        self._settle()

    @property
    def is_wanted(self) -> bool:
        return self.wanted.isChecked() and self.wanted.isEnabled()

    @property
    def file_name(self) -> str:
        return self.name.text().strip() + self.kind.currentText()

    @property
    def is_named(self) -> bool:
        """Whether this is a name that every system takes for a file."""
        stem = self.name.text().strip()
        return bool(stem) and not (_FORBIDDEN & set(stem)) and not stem.startswith(".")

    def forbid(self, why: str) -> None:
        """Make the file impossible, saying why; with no reason, possible again."""
        self.wanted.setEnabled(not why)
        self.wanted.setToolTip(why)
        self._settle()

    def _settle(self) -> None:
        self.name.setEnabled(self.is_wanted)
        self.kind.setEnabled(self.is_wanted)
        self.changed.emit()

    def _take_kind(self) -> None:
        """Let a name typed with its ending choose the kind."""
        stem, dot, ending = self.name.text().rpartition(".")
        number = self.kind.findText(dot + ending.lower())
        if dot and stem and number >= 0:
            self.name.setText(stem)
            self.kind.setCurrentIndex(number)
        self.changed.emit()


class FilesSection(QWidget):
    """The rows of files, and the folder they go to."""

    changed = Signal()

    def __init__(self, rows: Mapping[str, FileRow], folder: Path) -> None:
        super().__init__()
        self.rows = MappingProxyType(dict(rows))
        self.folder = QLineEdit(str(folder))
        self.folder.setObjectName("export_folder")
        self.folder.setAccessibleName(self.tr("Folder for the files"))
        self.browse = button(self.tr("Choose…"), "export_browse")
        self.browse.setAccessibleName(self.tr("Choose the folder"))
        self.browse.setFixedWidth(KIND_WIDTH)
        self.room = text(style="dim", name="export_room")
        self._lay_out()
        for one in self.rows.values():
            one.changed.connect(self.changed)
        self.folder.textEdited.connect(self.changed)
        self.browse.clicked.connect(self._browse)

    @property
    def paths(self) -> dict[str, Path]:
        """Where each wanted file goes."""
        folder = Path(self.folder.text().strip()).expanduser().absolute()
        return {n: folder / one.file_name for n, one in self.rows.items() if one.is_wanted}

    def problem(self) -> str:
        """Say what is missing before there is anything to look at; empty when nothing is."""
        wanted = [one for one in self.rows.values() if one.is_wanted]
        if not wanted:
            return self.tr("Choose at least one file to write.")
        if not self.folder.text().strip():
            return self.tr("Choose a folder for the files.")
        if not all(one.is_named for one in wanted):
            return self.tr('A file needs a name, without any of / \\ : * ? " < > |')
        if len({one.file_name.lower() for one in wanted}) < len(wanted):
            return self.tr("Two files have the same name. Give each of them its own.")
        return ""

    def number_names(self, taken: Iterable[Path]) -> None:
        """Add a number to the names that are taken; one that has a number already counts on."""
        names = {path.name for path in taken}
        with QSignalBlocker(self):
            for one in self.rows.values():
                if one.is_wanted and one.file_name in names:
                    one.name.setText(_counted(one.name.text().strip()))
        self.changed.emit()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        for number, one in enumerate(self.rows.values()):
            grid.addWidget(one, number, 0, 1, 3)
        last = len(self.rows)
        label = text(self.tr("Folder"), style="dim")
        label.setBuddy(self.folder)
        label.setFixedWidth(LABEL_WIDTH)
        grid.addWidget(label, last, 0)
        grid.addWidget(self.folder, last, 1)
        grid.addWidget(self.browse, last, 2)
        grid.addWidget(self.room, last + 1, 1, 1, 2)

    def _browse(self) -> None:
        title = self.tr("Folder for the files")
        chosen = QFileDialog.getExistingDirectory(self, title, self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self.changed.emit()


def _counted(stem: str) -> str:
    before, space, number = stem.rpartition(" ")
    if space and number.isdecimal():
        return f"{before} {int(number) + 1}"
    return f"{stem} 2"
