"""What the computer is busy with: a ring in the tool bar, and a list with a way to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from editor_app.widgets.icons import icon
from editor_app.widgets.parts import label, named, tool_button
from editor_app.widgets.theme import Theme

if TYPE_CHECKING:
    from editor_app.operations.jobs import Job, Jobs

RING = 16
GAP = 8
WIDEST_WORDS = 280
LIST_WIDTH = 360


class JobsButton(QAbstractButton):
    """Shows how far the running work has come; pressing it opens the list of it.

    It is hidden while nothing runs. Quiet jobs are not shown. `idle` comes when the last ended.
    """

    idle = Signal()

    def __init__(self, jobs: Jobs, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "jobs", tip=self.tr("What is being worked on"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._theme = theme
        self._shown: list[Job] = []
        self._list = JobsList(theme, self)
        jobs.added.connect(self._add)
        for job in jobs.running:
            self._add(job)
        self.clicked.connect(self._open)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._list.set_theme(theme)
        self.update()

    def words(self) -> str:
        """Return what is said beside the ring."""
        if not self._shown:
            return ""
        if len(self._shown) > 1:
            return self.tr("%n tasks", None, len(self._shown)) + f" {self._percent()} %"
        return f"{self._shown[0].title} {self._percent()} %"

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = min(metrics.horizontalAdvance(self.words()) + 4, WIDEST_WORDS)
        return QSize(RING + 3 * GAP + width, max(metrics.height(), RING) + 2 * GAP - 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_back(painter)
        self._paint_ring(painter)
        painter.setPen(self._theme.text)
        room = self.rect().adjusted(RING + 2 * GAP, 0, -GAP, 0)
        words = painter.fontMetrics().elidedText(
            self.words(), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _paint_back(self, painter: QPainter) -> None:
        painter.setPen(self._theme.accent if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.raised if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_ring(self, painter: QPainter) -> None:
        ring = QRectF(GAP, (self.height() - RING) / 2, RING, RING).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.line, 3))
        painter.drawEllipse(ring)
        painter.setPen(QPen(self._theme.accent, 3, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, 90 * 16, -round(360 * 16 * self._percent() / 100))

    def _percent(self) -> int:
        if not self._shown:
            return 0
        return int(100 * sum(job.fraction for job in self._shown) / len(self._shown))

    def _add(self, job: Job) -> None:
        if job.quiet or job.is_over:
            return
        self._shown.append(job)
        self._list.add(job)
        job.progressed.connect(self._refresh)
        job.ended.connect(lambda: self._end(job))
        self._refresh()

    def _end(self, job: Job) -> None:
        if job not in self._shown:
            return
        self._shown.remove(job)
        self._list.drop(job)
        self._refresh()
        if not self._shown:
            self._list.hide()
            self.idle.emit()

    def _refresh(self) -> None:
        self.setVisible(bool(self._shown))
        self.setAccessibleName(self.words())
        self.updateGeometry()
        self.update()

    def _open(self) -> None:
        self._list.adjustSize()
        corner = self.mapToGlobal(self.rect().bottomRight())
        self._list.move(corner - QPoint(self._list.width(), -GAP // 2))
        self._list.show()


class JobsList(QFrame):
    """The running jobs, each with its progress, the time left and a button that stops it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        named(self, "jobs_list", spoken=self.tr("What is being worked on"))
        self.setProperty("card", True)
        self.setFixedWidth(LIST_WIDTH)
        self._theme = theme
        self._rows: dict[Job, JobRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 12, 12)
        self._column.setSpacing(12)

    def add(self, job: Job) -> None:
        row = JobRow(job, self._theme)
        self._rows[job] = row
        self._column.addWidget(row)

    def drop(self, job: Job) -> None:
        row = self._rows.pop(job)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.adjustSize()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for row in self._rows.values():
            row.set_theme(theme)


class JobRow(QWidget):
    """One job."""

    def __init__(self, job: Job, theme: Theme) -> None:
        super().__init__()
        named(self, "job", spoken=job.title)
        self._job = job
        self._title = label(job.title, kind="heading", name="job_title")
        self._left = label(kind="dim", name="job_left")
        self._doing = label(kind="dim", name="job_doing")
        self._bar = named(QProgressBar(), "job_bar", spoken=job.title)
        self._bar.setRange(0, 1000)
        self._cancel = tool_button(self.tr("Cancel"), "job_cancel", tip=self.tr("Stop this task"))
        self._cancel.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._cancel.clicked.connect(job.cancel)
        self._build()
        self.set_theme(theme)
        job.progressed.connect(self._refresh)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        self._cancel.setIcon(icon("close", theme, colour=theme.text_dim))

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._left)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.addLayout(top, 0, 0)
        grid.addWidget(self._bar, 1, 0)
        grid.addWidget(self._doing, 2, 0)
        grid.addWidget(self._cancel, 0, 1, 3, 1)

    def _refresh(self) -> None:
        self._bar.setValue(round(self._job.fraction * 1000))
        self._doing.setText(self._elided(self._job.doing or self.tr("Waiting")))
        self._left.setText(self._left_words())

    def _elided(self, text: str) -> str:
        room = LIST_WIDTH - 80
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, room)

    def _left_words(self) -> str:
        left_s = self._job.left_s
        if left_s is None:
            return ""
        if left_s < 60:
            return self.tr("%n s left", None, max(1, round(left_s)))
        return self.tr("%n min left", None, round(left_s / 60))
