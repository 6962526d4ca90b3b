"""Owns up to a mistake of the program, with all that helps to find it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from editor_app.notices import Bug
from editor_app.widgets.dialog import Dialog
from editor_app.widgets.icons import pixmap
from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import Theme

ICON_SIDE = 32


class ErrorDialog(Dialog):
    """Tells of a bug; the details are copied with one click. Nothing is sent anywhere."""

    def __init__(
        self, bug: Bug, log: Path | None, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__("", "error_dialog", QSize(640, 440), parent)
        self.setWindowTitle(self.tr("A mistake in Cuesmith"))
        self.setAccessibleName(self.windowTitle())
        self._bug = bug
        self._log = log
        self._theme = theme
        self.content.addLayout(self._head())
        self.content.addWidget(self._details(), 1)
        self._add_buttons()

    def _head(self) -> QHBoxLayout:
        sign = QLabel()
        sign.setPixmap(pixmap("error", self._theme.danger, ICON_SIDE, self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(label(self.tr("Something went wrong in Cuesmith"), kind="heading"))
        text = self.tr(
            "This is a mistake of the program, not yours. You can go on working; saving the "
            "project now is a good idea. The details below help to find the mistake. They stay on "
            "this computer until you send them to someone."
        )
        words.addWidget(label(text, kind="dim", name="error_text", wraps=True))
        words.addWidget(label(self._bug.summary, name="error_summary", wraps=True))
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _details(self) -> QPlainTextEdit:
        details = named(
            QPlainTextEdit(self._bug.details), "error_details", spoken=self.tr("Details")
        )
        details.document().setDocumentMargin(8)
        details.setReadOnly(True)
        details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        return details

    def _add_buttons(self) -> None:
        copy = self.add_button(self.tr("Copy details"), "error_copy", left=True)
        copy.clicked.connect(lambda: self._copy(copy.setText))
        if self._log is not None:
            show = self.add_button(self.tr("Show the log"), "error_log", tip=str(self._log))
            show.clicked.connect(self._show_log)
        close = self.add_button(self.tr("Go on"), "error_close", primary=True)
        close.clicked.connect(self.accept)
        close.setFocus()

    def _copy(self, say: Callable[[str], None]) -> None:
        QGuiApplication.clipboard().setText(self._bug.details)
        say(self.tr("Copied"))

    def _show_log(self) -> None:
        if self._log is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log.parent)))
