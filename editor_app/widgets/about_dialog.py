"""Says what this is, what it runs on and why, what the model pack can and cannot, and licences."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from editor_app.about import About, Part
from editor_app.item_models.formats import device_words
from editor_app.widgets.dialog import GAP, Dialog
from editor_app.widgets.icons import app_icon, pixmap
from editor_app.widgets.pack_card import PackCard
from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import Theme

MARK_SIDE = 56
SIGN_SIDE = 20


class AboutDialog(Dialog):
    """Shows an `About`."""

    def __init__(self, about: About, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", "about_dialog", QSize(680, 560), parent)
        self.setWindowTitle(self.tr("About Cuesmith"))
        self.setAccessibleName(self.windowTitle())
        self._theme = theme
        tabs = named(QTabWidget(), "about_tabs", spoken=self.windowTitle())
        tabs.addTab(self._program(about), self.tr("Program"))
        tabs.addTab(self._pack(about), self.tr("Model pack"))
        tabs.addTab(self._licences(about.parts), self.tr("Licences"))
        self.content.addLayout(self._head(about))
        self.content.addWidget(tabs, 1)
        close = self.add_button(self.tr("Close"), "about_close", primary=True)
        close.clicked.connect(self.accept)
        close.setFocus()

    def _head(self, about: About) -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(app_icon().pixmap(QSize(MARK_SIDE, MARK_SIDE), self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label("Cuesmith", kind="title"))
        words.addWidget(
            label(self.tr("Version {0}").format(about.version), kind="dim", name="about_version")
        )
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(mark)
        head.addLayout(words, 1)
        return head

    def _program(self, about: About) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        text = self.tr(
            "Finds the song in your own music folder that fits your cut, and the moment in it."
        )
        column.addWidget(label(text, wraps=True))
        column.addWidget(self._device(about))
        column.addWidget(
            self._fact(
                "lock",
                self._theme.good,
                self.tr("0 bytes sent"),
                self.tr("Films and music are looked at on this computer. Nothing leaves it."),
            )
        )
        column.addWidget(
            self._fact(
                "wave", self._theme.accent, self.tr("Model pack: {0}").format(about.pack), ""
            )
        )
        column.addStretch(1)
        column.addWidget(label(self.tr("Licence: Apache 2.0"), kind="dim"))
        return _scrolled(page)

    def _device(self, about: About) -> QWidget:
        ink = self._theme.warning if about.why_not_gpu else self._theme.good
        title = self.tr("The models run on: {0}").format(device_words(about.device))
        return self._fact("device", ink, title, about.why_not_gpu, name="about_device")

    def _fact(
        self, sign: str, ink: QColor, title: str, text: str, *, name: str = "about_fact"
    ) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        picture = QLabel()
        picture.setPixmap(pixmap(sign, ink, SIGN_SIDE, self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(title, kind="heading", name=name))
        if text:
            words.addWidget(label(text, kind="dim", name=f"{name}_why", wraps=True))
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        return row

    def _pack(self, about: About) -> QWidget:
        card = PackCard("about_card")
        if about.pack_card:
            card.show_card(about.pack_card)
        else:
            card.setPlainText(about.pack)
        return _page(card)

    def _licences(self, parts: tuple[Part, ...]) -> QWidget:
        table = named(QTableWidget(len(parts), 3), "about_parts", spoken=self.tr("Licences"))
        table.setHorizontalHeaderLabels(
            [self.tr("Made with"), self.tr("Version"), self.tr("Licence")]
        )
        for row, part in enumerate(parts):
            for column, text in enumerate((part.name, part.version, part.licence)):
                table.setItem(row, column, QTableWidgetItem(text))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        return _page(table)


def _scrolled(page: QWidget) -> QScrollArea:
    """Return a page that scrolls where the window is too small for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area


def _page(widget: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, GAP, 0, 0)
    column.addWidget(widget)
    return page
