"""The guide, to read beside the work."""

from __future__ import annotations

from PySide6.QtCore import QSize, QUrl
from PySide6.QtWidgets import QTextBrowser, QWidget

from editor_app.widgets.dialog import Dialog
from editor_app.widgets.parts import named
from resources import GUIDE


class GuideDialog(Dialog):
    """Shows `docs/guide.md` with its pictures; the window stays usable."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "guide_dialog", QSize(860, 760), parent)
        self.setWindowTitle(self.tr("Guide"))
        self.setAccessibleName(self.windowTitle())
        text = named(QTextBrowser(), "guide_text", spoken=self.windowTitle())
        text.setSearchPaths([str(GUIDE.parent)])
        text.setSource(QUrl.fromLocalFile(str(GUIDE)))
        self.content.addWidget(text, 1)
        close = self.add_button(self.tr("Close"), "guide_close", primary=True)
        close.clicked.connect(self.accept)
