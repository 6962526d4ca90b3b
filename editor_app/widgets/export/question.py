"""What to do about files that are there already, asked inside the export dialog."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from editor_app.widgets.export.parts import Mark, button, row, text
from editor_app.widgets.theme import Theme


class Question(QFrame):
    """Asks what to do about files that are there already."""

    replace_wanted = Signal()
    both_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setObjectName("export_question")
        self._mark = Mark()
        self._words = text()
        self.replace = button(self.tr("Replace"), "export_replace")
        self.both = button(self.tr("Keep both"), "export_keep_both")
        line = row(self._mark, self._words, self.both, self.replace, stretch=self._words)
        line.setContentsMargins(12, 8, 8, 8)
        self.setLayout(line)
        self.replace.clicked.connect(self.replace_wanted)
        self.both.clicked.connect(self.both_wanted)
        self.hide()

    def ask(self, names: list[str], theme: Theme) -> None:
        self.set_theme(theme)
        words = (
            self.tr("“{name}” is there already.").format(name=names[0])
            if len(names) == 1
            else self.tr("%n of these files are there already.", "", len(names))
        )
        self._words.setText(words)
        self.show()
        self.both.setFocus()

    def set_theme(self, theme: Theme) -> None:
        self._mark.show_icon("warning", theme, "warning")
