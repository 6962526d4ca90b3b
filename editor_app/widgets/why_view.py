"""Why a song was suggested: the reasons, and its energy over that of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from editor_app.item_models import formats
from editor_app.widgets.icons import icon
from editor_app.widgets.licence_badge import licence_colour
from editor_app.widgets.parts import label, named, tool_button
from editor_app.widgets.suggestion_places import Fonts
from editor_app.widgets.theme import Theme, mixed

if TYPE_CHECKING:
    from editor_app.curves import Curves
    from editor_app.session import Suggestion

CHART_HEIGHT = 76
WEIGHT_HEIGHT = 4.0


class CurveChart(QWidget):
    """Two curves over one stretch, and below them what of the picture counted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._curves: Curves | None = None
        self._small = Fonts.of(self.font()).small
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Energy of the song over that of the picture"))
        self.setToolTip(
            self.tr("How much moves in the picture, how much in the song; below, what counted most")
        )

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_curves(self, curves: Curves | None) -> None:
        self._curves = curves
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, CHART_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.lane)
        painter.drawRoundedRect(box, 4, 4)
        if self._curves is not None:
            inside = box.adjusted(8, 4, -8, -6)
            tall = QFontMetricsF(self._small).height()
            self._paint_legend(painter, QRectF(inside.topLeft(), QSizeF(inside.width(), tall)))
            self._paint(painter, inside.adjusted(0, tall + 4, 0, 0), self._curves)

    def _paint(self, painter: QPainter, box: QRectF, curves: Curves) -> None:
        plot = box.adjusted(0, 0, 0, -WEIGHT_HEIGHT - 4)
        steps = max(2, len(curves.picture), len(curves.weight))
        _paint_area(painter, plot, curves.picture, steps, self._theme.energy)
        _paint_line(painter, plot, curves.song, steps, self._theme.wave_music)
        weights = QRectF(box.left(), box.bottom() - WEIGHT_HEIGHT, box.width(), WEIGHT_HEIGHT)
        for number, weight in enumerate(curves.weight):
            part = weights.width() / steps
            ink = mixed(self._theme.lane, self._theme.accent, 0.1 + 0.9 * weight)
            left = weights.left() + number * part
            painter.fillRect(QRectF(left, weights.top(), part + 0.5, WEIGHT_HEIGHT), ink)

    def _paint_legend(self, painter: QPainter, box: QRectF) -> None:
        painter.setFont(self._small)
        metrics = QFontMetricsF(self._small)
        left = box.left()
        words = (
            (self.tr("picture"), self._theme.energy),
            (self.tr("song"), self._theme.wave_music),
            (self.tr("what counted"), self._theme.accent),
        )
        for text, colour in words:
            painter.fillRect(QRectF(left, box.center().y() - 1, 8, 3), colour)
            room = QRectF(left + 12, box.top(), box.width(), box.height())
            painter.setPen(self._theme.text_dim)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
            left += 12 + metrics.horizontalAdvance(text) + 12


class MomentRow(QWidget):
    """The places where a song may begin, best first, and what speaks for the one chosen.

    `chosen(number)` when the user takes another.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._row = QHBoxLayout()
        self._row.setSpacing(4)
        self._row.addWidget(label(self.tr("Begins at"), kind="dim"))
        self._row.addStretch(1)
        self._why = label(kind="dim", name="moment_why", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._row)
        column.addWidget(self._why)

    def show_suggestion(self, suggestion: Suggestion) -> None:
        """Show the moments of a suggestion."""
        self.setVisible(bool(suggestion.moments))
        self._make(len(suggestion.moments))
        for number, moment in enumerate(suggestion.moments):
            button = self._group.button(number)
            button.setText(formats.clock(moment.moment_s))
            why = "\n".join(_sentence(one.text) for one in moment.reasons)
            spoken = self.tr("Begin at {time}").format(time=formats.clock(moment.moment_s))
            named(button, f"moment_{number}", spoken=spoken, tip=why)
            if moment.moment_s == suggestion.moment_s:
                button.setChecked(True)
                self._why.setText(why)

    def _make(self, count: int) -> None:
        for button in self._group.buttons()[count:]:
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        for number in range(len(self._group.buttons()), count):
            button = QToolButton()
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(button, number)
            self._row.insertWidget(number + 1, button)


class WhyView(QWidget):
    """What speaks for the current suggestion; folded away until it is asked for.

    `head` is the button that folds it, to be laid out beside it. `opened(bool)` when the user
    does, `copy_wanted` for the attribution, `moment_wanted(number)` for another place to begin.
    """

    opened = Signal(bool)
    copy_wanted = Signal()
    moment_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._suggestion: Suggestion | None = None
        self.head = tool_button(
            self.tr("Why this song"),
            "why_head",
            tip=self.tr("Show what speaks for the selected song"),
        )
        self._reasons = label(name="why_reasons", wraps=True)
        self._moments = MomentRow()
        self._moments.chosen.connect(self.moment_wanted)
        self._chart = CurveChart(theme)
        self._chart.setObjectName("why_chart")
        self._licence = label(name="why_licence", wraps=True)
        self._copy = tool_button(
            self.tr("Copy attribution"),
            "why_copy",
            tip=self.tr("Copy the line that credits this song"),
        )
        self._build()
        self.set_theme(theme)

    @property
    def is_open(self) -> bool:
        return self.head.isChecked()

    def set_open(self, is_open: bool) -> None:
        self.head.setChecked(is_open)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._chart.set_theme(theme)
        self._copy.setIcon(icon("copy", theme))
        self._turn(self.is_open)
        self.show_suggestion(self._suggestion)

    def show_suggestion(self, suggestion: Suggestion | None) -> None:
        """Show the reasons of a suggestion; its curves follow."""
        self._suggestion = suggestion
        if suggestion is not None:
            track = suggestion.track
            self._reasons.setText("\n".join(_sentence(one.text) for one in suggestion.reasons))
            self._moments.show_suggestion(suggestion)
            self._licence.setText(track.licence or self.tr("No licence was found for this song."))
            colour = licence_colour(track, self._theme).name()
            self._licence.setStyleSheet(f"color: {colour};")
            self._licence.setToolTip(formats.attribution(track))

    def set_curves(self, curves: Curves | None) -> None:
        self._chart.setVisible(curves is not None)
        self._chart.set_curves(curves)

    def _build(self) -> None:
        self.head.setCheckable(True)
        self.head.setStyleSheet("QToolButton:checked { background: transparent; }")
        self.head.toggled.connect(self._turn)
        self.head.toggled.connect(self.opened)

        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 8)
        column.setSpacing(8)
        foot = QHBoxLayout()
        foot.addWidget(self._licence, 1)
        self._copy.clicked.connect(self.copy_wanted)
        foot.addWidget(self._copy)
        for part in (self._reasons, self._moments, self._chart):
            column.addWidget(part)
        column.addLayout(foot)
        self.set_curves(None)

    def _turn(self, is_open: bool) -> None:
        self.head.setIcon(icon("chevron-down" if is_open else "chevron-right", self._theme))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


def _points(box: QRectF, values: Sequence[float], steps: int) -> QPolygonF:
    part = box.width() / (steps - 1)
    return QPolygonF(
        [
            QPointF(box.left() + number * part, box.bottom() - value * box.height())
            for number, value in enumerate(values)
        ]
    )


def _paint_line(
    painter: QPainter, box: QRectF, values: Sequence[float], steps: int, colour: QColor
) -> None:
    painter.setPen(QPen(colour, 2))
    painter.drawPolyline(_points(box, values, steps))


def _paint_area(
    painter: QPainter, box: QRectF, values: Sequence[float], steps: int, colour: QColor
) -> None:
    if not values:
        return
    line = _points(box, values, steps)
    pale = QColor(colour)
    pale.setAlphaF(0.25)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pale)
    area = QPolygonF(line)
    area.append(QPointF(line.last().x(), box.bottom()))
    area.append(QPointF(box.left(), box.bottom()))
    painter.drawPolygon(area)
    painter.setPen(QPen(colour, 1.5))
    painter.drawPolyline(line)
