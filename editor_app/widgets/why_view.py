"""Why a song was suggested: the reasons, and its energy over that of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from editor_app.item_models import formats
from editor_app.item_models.reasons import reason_words
from editor_app.widgets.curve_chart import CurveChart
from editor_app.widgets.icons import icon
from editor_app.widgets.licence_badge import licence_colour
from editor_app.widgets.parts import label, named, tool_button
from editor_app.widgets.theme import Theme

if TYPE_CHECKING:
    from editor_app.curves import Curves
    from editor_app.session import Suggestion


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
            why = "\n".join(_sentence(reason_words(one)) for one in moment.reasons)
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
    does, `copy_wanted` for the attribution, `moment_wanted(number)` for another place to begin,
    `look_wanted(seconds)` for what of the film counted most.
    """

    opened = Signal(bool)
    copy_wanted = Signal()
    moment_wanted = Signal(int)
    look_wanted = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._curves: Curves | None = None
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
        self._decisive = tool_button(
            "", "why_decisive", tip=self.tr("Go to the part of the picture that counted most")
        )
        # As high as a line of text: the list above is worth more than air.
        self._decisive.setStyleSheet("QToolButton { padding: 0 2px; }")
        self._decisive.clicked.connect(self._look)
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
            self._reasons.setText(
                "\n".join(_sentence(reason_words(one)) for one in suggestion.reasons)
            )
            self._moments.show_suggestion(suggestion)
            self._licence.setText(track.licence or self.tr("No licence was found for this song."))
            colour = licence_colour(track, self._theme).name()
            self._licence.setStyleSheet(f"color: {colour};")
            self._licence.setToolTip(formats.attribution(track))

    def set_curves(self, curves: Curves | None) -> None:
        self._curves = curves
        self._chart.setVisible(curves is not None)
        self._chart.set_curves(curves)
        decisive = None if curves is None else curves.decisive
        self._decisive.setVisible(decisive is not None)
        ends = (formats.clock(decisive.start_s), formats.clock(decisive.end_s)) if decisive else ()
        # Words also where none are seen: they make the place that is kept for them.
        text = self.tr("Counted most: {span}").format(span="–".join(ends))
        self._decisive.setText(text)
        self._decisive.setAccessibleName(text)

    def _build(self) -> None:
        self.head.setCheckable(True)
        self.head.setStyleSheet("QToolButton:checked { background: transparent; }")
        self.head.toggled.connect(self._turn)
        self.head.toggled.connect(self.opened)

        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 8)
        column.setSpacing(6)
        foot = QHBoxLayout()
        foot.addWidget(self._licence, 1)
        self._copy.clicked.connect(self.copy_wanted)
        foot.addWidget(self._copy)
        keep_place(self._chart)
        keep_place(self._decisive)
        for part in (self._reasons, self._moments, self._chart):
            column.addWidget(part)
        column.addWidget(self._decisive, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addLayout(foot)
        self.set_curves(None)

    def _look(self) -> None:
        if self._curves is not None and self._curves.decisive is not None:
            self.look_wanted.emit(self._curves.decisive.start_s)

    def _turn(self, is_open: bool) -> None:
        self.head.setIcon(icon("chevron-down" if is_open else "chevron-right", self._theme))


def keep_place(part: QWidget) -> None:
    """Let a part that comes later than the others move none of them when it does."""
    policy = part.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    part.setSizePolicy(policy)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")
