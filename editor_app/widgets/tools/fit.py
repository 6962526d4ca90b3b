"""The tool that brings a song to a length: how long, and which of the ways found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from editor_app.operations.fitting import Fitted, FitWish
from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import Theme
from editor_app.widgets.timeline.scale import clock
from editor_app.widgets.timeline.sureness import SURE, UNSURE
from editor_app.widgets.tools.rows import Mark, Row, Rows
from editor_app.widgets.tray import Tool

if TYPE_CHECKING:
    from editor_app.score.fitted import Fitting

SHORTEST_S, LONGEST_S = 8.0, 600.0
SOON_MS = 350
"""So long after the last step of the number the song is fitted to it."""

MOST_STRETCH = 0.03


@dataclass(frozen=True, slots=True)
class Until:
    """A place to end at, and what it is called."""

    words: str
    length_s: float


class FitTool(Tool):
    """`wanted(FitWish)` when another length is; `shown(number)` when a way is looked at."""

    wanted = Signal(object)
    shown = Signal(int)

    def __init__(
        self,
        theme: Theme,
        *,
        song: str,
        untils: Sequence[Until],
        begins_s: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = self.tr("Fit {song}").format(song=song)
        self.accepts = self.tr("Use this")
        self.is_ready = False
        self._begins_s = begins_s
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(lambda: self.wanted.emit(self.wish))
        self.until = self._untils(untils)
        self.length = self._length(untils[0].length_s)
        self.from_here = self._tick(
            "fit_from_here",
            self.tr("Begin where it begins now"),
            self.tr("Otherwise with the beginning of the song"),
            on=begins_s > 1.0,
        )
        self.ending = self._tick(
            "fit_ending",
            self.tr("End as the song ends"),
            self.tr("Otherwise the music is faded out"),
            on=True,
        )
        self.stretch = self._tick(
            "fit_stretch", self.tr("Play up to 3 % faster or slower"), "", on=False
        )
        self.busy = named(QProgressBar(), "fit_busy", spoken=self.tr("Listening to the song"))
        self.told = label(kind="dim", name="fit_told", wraps=True)
        self.list = named(Rows(theme), "fit_ways", spoken=self.tr("Ways to fit the song"))
        self._build()

    @property
    def wish(self) -> FitWish:
        """What is asked now."""
        return FitWish(
            self.length.value(),
            self._begins_s if self.from_here.isChecked() else None,
            self.ending.isChecked(),
            MOST_STRETCH if self.stretch.isChecked() else 0.0,
        )

    def set_theme(self, theme: Theme) -> None:
        self.list.set_theme(theme)

    def show_progress(self, fraction: float) -> None:
        """Say how much of the song was heard; the list waits."""
        self.busy.show()
        self.busy.setValue(round(1000 * fraction))
        self.told.setText(self.tr("Listening to the song once, from end to end …"))
        self._show_ways(())

    def show_fitted(self, fitted: Fitted) -> None:
        """Show the ways that were found, and look at the first."""
        self.busy.hide()
        self.told.setText(
            self.tr("Choose one and press Space to hear it.")
            if fitted.has_beat
            else self.tr("This song has no steady beat: it is joined where it resembles itself.")
        )
        self._show_ways(fitted.fittings)
        self.list.setFocus()

    def show_refusal(self, words: str) -> None:
        """Say why there is no way."""
        self.busy.hide()
        self.told.setText(words)
        self._show_ways(())

    def _show_ways(self, fittings: Sequence[Fitting]) -> None:
        rows = [self._row(number, one) for number, one in enumerate(fittings, start=1)]
        self.list.show_rows(rows, current=0 if rows else -1)
        self.set_ready(bool(rows))
        if rows:
            self.shown.emit(0)

    def _row(self, number: int, fitting: Fitting) -> Row:
        seams = fitting.seams
        lowest = min((one.confidence for one in seams), default=1.0)
        if seams:
            words = self.tr("{number}   %n seam(s)", None, len(seams)).format(number=number)
            words += self.tr(", {sure} % sure").format(sure=round(100 * lowest))
        else:
            words = self.tr("{number}   without a seam").format(number=number)
        # The sentences after the first only say what the headline says.
        below = [*fitting.reasons[:1]]
        if lowest < UNSURE:
            below.append(self.tr("A seam of this one may well be heard."))
        heard = [f"{clock(one.at_s, 0.1)}  {one.reason}" for one in seams]
        more = [one for one in fitting.reasons[1:] if "seam" not in one]
        return Row(words, "\n".join(below), mark_of(lowest), "\n".join((*more, *heard)))

    def _tick(self, name: str, words: str, tip: str, *, on: bool) -> QCheckBox:
        made = named(QCheckBox(words), name, tip=tip)
        made.setChecked(on)
        made.toggled.connect(lambda _: self._soon.start())
        return made

    def _untils(self, untils: Sequence[Until]) -> QComboBox:
        box = named(QComboBox(), "fit_until", spoken=self.tr("Until where"))
        for one in untils:
            box.addItem(one.words, one.length_s)
        box.addItem(self.tr("Own length"), 0.0)
        box.setMinimumContentsLength(8)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.activated.connect(self._take_until)
        return box

    def _length(self, length_s: float) -> QDoubleSpinBox:
        box = named(QDoubleSpinBox(), "fit_length", spoken=self.tr("Length in seconds"))
        box.setRange(SHORTEST_S, LONGEST_S)
        box.setDecimals(2)
        box.setSuffix(self.tr(" s"))
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setKeyboardTracking(False)
        box.setFixedWidth(96)
        box.setValue(length_s)
        box.valueChanged.connect(self._take_length)
        return box

    def _take_until(self, _: int) -> None:
        length_s = float(self.until.currentData())
        if length_s:
            blocked = QSignalBlocker(self.length)
            self.length.setValue(length_s)
            blocked.unblock()
            self._soon.start()
        else:
            self.length.setFocus()
            self.length.selectAll()

    def _take_length(self) -> None:
        self.until.setCurrentIndex(self.until.count() - 1)
        self._soon.start()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.until, 1)
        row.addWidget(self.length)
        self.busy.setRange(0, 1000)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        column.addLayout(row)
        for part in (self.from_here, self.ending, self.stretch, self.busy, self.told):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        self.list.gone_to.connect(self.shown)


def mark_of(confidence: float) -> Mark:
    """Return what to think of a seam that is this sure."""
    return "good" if confidence >= SURE else "unsure" if confidence >= UNSURE else "bad"
