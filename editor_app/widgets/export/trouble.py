"""The page of the export dialog that says what went wrong, and what to do."""

from __future__ import annotations

import traceback

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from editor_app.score.errors import OriginalSoundError
from editor_app.widgets.export.parts import Mark, button, heading, page, row, text
from editor_app.widgets.theme import Theme
from inference.errors import WorldError


class TroublePage(QWidget):
    """What happened, what to do, and the ways on from here."""

    back_wanted = Signal()
    retry_wanted = Signal()
    without_original_wanted = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.mark = Mark(20)
        self.what = text(name="export_what")
        self.remedy = text(style="dim", name="export_remedy")
        self.finished = text(style="dim", name="export_finished")
        self.details = QPlainTextEdit()
        self.details.setObjectName("export_details")
        self.details.setAccessibleName(self.tr("Details for the makers of the program"))
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy = button(self.tr("Copy the details"), "export_copy_details", flat=True)
        self.close_button = button(self.tr("Close"), "export_trouble_close", flat=True)
        self.back = button(self.tr("Change the choices"), "export_back")
        self.retry = button(self.tr("Try again"), "export_retry", primary=True)
        self.without = button(
            self.tr("Export without original sound"), "export_without_original", primary=True
        )
        self._lay_out()

    def show_error(self, error: Exception, finished: tuple[str, ...]) -> None:
        """Show `error`; `finished` are the names of files that were written before it."""
        is_world = isinstance(error, WorldError)
        self.what.setText(
            error.what if isinstance(error, WorldError)
            else self.tr("The export stopped because of a mistake in the program.")
        )  # fmt: skip
        self.remedy.setText(
            error.remedy if isinstance(error, WorldError)
            else self.tr("Nothing of yours was changed. Please report it with these details.")
        )  # fmt: skip
        self.finished.setText(self._finished_words(finished))
        self.details.setPlainText("" if is_world else _trace(error))
        self.details.setVisible(not is_world)
        self.copy.setVisible(not is_world)
        is_sound = isinstance(error, OriginalSoundError)
        self.without.setVisible(is_sound)
        self.retry.setVisible(not is_sound)
        self.set_theme(self._theme)
        (self.without if is_sound else self.retry).setFocus()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.mark.show_icon("error", theme, "danger")

    def _finished_words(self, finished: tuple[str, ...]) -> str:
        if not finished:
            return self.tr("Nothing was left half-written.")
        return self.tr("Finished before that: {names}.").format(names=", ".join(finished))

    def _lay_out(self) -> None:
        column = page(self, gap=8)
        column.addStretch(1)
        column.addLayout(row(self.mark, heading(self.tr("The export did not work")), 1))
        column.addSpacing(8)
        column.addWidget(self.what)
        column.addWidget(self.remedy)
        column.addSpacing(8)
        column.addWidget(self.finished)
        column.addWidget(self.details, 100)
        column.addStretch(2)
        column.addLayout(row(self.close_button, self.copy, 1, self.back, self.retry, self.without))
        self.copy.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.closed)
        self.back.clicked.connect(self.back_wanted)
        self.retry.clicked.connect(self.retry_wanted)
        self.without.clicked.connect(self.without_original_wanted)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())


def _trace(error: Exception) -> str:
    return "".join(traceback.format_exception(error)).strip()
