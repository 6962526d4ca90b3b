"""A bar of notices above the work: nothing has to be answered before work goes on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QEnterEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from editor_app.notices import Kind, Notice, Offer, notice_of
from editor_app.widgets.icons import icon, pixmap
from editor_app.widgets.parts import label, named, tool_button
from editor_app.widgets.theme import Theme, mixed
from inference.errors import WorldError

INFO_MS = 6000
AT_MOST = 3
STRIP = 3
ICON_SIDE = 18

ICONS: Mapping[Kind, str] = MappingProxyType(
    {"info": "info", "warning": "warning", "error": "error"}
)


class NoticesBar(QWidget):
    """Shows notices, the newest at the top; three at most, the others wait below them.

    Notices of the kind "info" leave by themselves, the others when they are closed, when one of
    their offers is taken, or when `withdraw` says that they no longer hold.
    """

    emptied = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "notices", spoken=self.tr("Notices"))
        self._theme = theme
        self._rows: list[NoticeRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._waiting = label(kind="dim", name="notices_waiting")
        self._waiting.setContentsMargins(16, 2, 16, 4)
        self._column.addWidget(self._waiting)
        self._arrange()

    @property
    def told(self) -> tuple[Notice, ...]:
        """The notices that are there, newest first."""
        return tuple(row.notice for row in self._rows)

    def tell(self, notice: Notice, *offers: Offer) -> None:
        """Show a notice; where it is there already it comes to the top."""
        self.withdraw(notice)
        row = NoticeRow(notice, offers, self._theme)
        row.closed.connect(lambda: self._drop(row))
        self._rows.insert(0, row)
        self._column.insertWidget(0, row)
        self._arrange()
        row.begin()
        QAccessible.updateAccessibility(QAccessibleEvent(row, QAccessible.Event.Alert))

    def withdraw(self, notice: Notice) -> None:
        """Take a notice away, if it is there."""
        for row in [one for one in self._rows if one.notice == notice]:
            self._drop(row)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for row in self._rows:
            row.set_theme(theme)

    def _drop(self, row: NoticeRow) -> None:
        if row not in self._rows:
            return
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._arrange()
        if not self._rows:
            self.emptied.emit()

    def _arrange(self) -> None:
        for place, row in enumerate(self._rows):
            row.setVisible(place < AT_MOST)
        behind = len(self._rows) - AT_MOST
        self._waiting.setVisible(behind > 0)
        self._waiting.setText(self.tr("%n more", None, max(behind, 0)))
        self.setVisible(bool(self._rows))


def tell_error(bar: NoticesBar, error: Exception) -> bool:
    """Show what the world refuses as a warning; False for an error that is a bug of ours."""
    if isinstance(error, WorldError):
        bar.tell(notice_of(error, "warning"))
        return True
    return False


class NoticeRow(QFrame):
    """One notice: a coloured strip, what, what to do, buttons. `closed` when it may go."""

    closed = Signal()

    def __init__(self, notice: Notice, offers: tuple[Offer, ...], theme: Theme) -> None:
        super().__init__()
        self.notice = notice
        self._theme = theme
        spoken = " ".join(filter(None, (self._kind_word(), notice.what, notice.remedy)))
        named(self, f"notice_{notice.kind}", spoken=spoken)
        self._icon = QLabel()
        self._close = tool_button(self.tr("Close this notice"), "notice_close")
        self._close.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._close.clicked.connect(self.closed)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INFO_MS)
        self._timer.timeout.connect(self.closed)
        self._build(offers)
        self.set_theme(theme)

    def begin(self) -> None:
        """Count the time until it leaves by itself."""
        if self.notice.kind == "info":
            self._timer.start()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        name = ICONS[self.notice.kind]
        self._icon.setPixmap(pixmap(name, self._ink(), ICON_SIDE, self.devicePixelRatioF()))
        self._close.setIcon(icon("close", theme, colour=theme.text_dim))
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.begin()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), mixed(self._theme.panel, self._ink(), 0.08))
        painter.fillRect(0, 0, STRIP, self.height(), self._ink())
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.line)

    def _ink(self) -> QColor:
        inks = {"info": self._theme.accent, "warning": self._theme.warning}
        return inks.get(self.notice.kind, self._theme.danger)

    def _kind_word(self) -> str:
        words = {"info": self.tr("Note:"), "warning": self.tr("Warning:")}
        return words.get(self.notice.kind, self.tr("Error:"))

    def _build(self, offers: tuple[Offer, ...]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self._words(), 1)
        for place, offer in enumerate(offers):
            row.addWidget(self._button(offer, place), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)

    def _words(self) -> QVBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        what = label(self.notice.what, name="notice_what", wraps=True)
        what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        what.setToolTip(self.notice.details)
        words.addWidget(what)
        if self.notice.remedy:
            words.addWidget(label(self.notice.remedy, kind="dim", name="notice_remedy", wraps=True))
        return words

    def _button(self, offer: Offer, place: int) -> QPushButton:
        button = named(QPushButton(offer.text), f"notice_offer_{place}", spoken=offer.text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._take(offer))
        return button

    def _take(self, offer: Offer) -> None:
        self.closed.emit()
        offer.do()
