"""The tool that says which cuts the music meets after aligning, and why others have no beat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import Theme
from editor_app.widgets.timeline.scale import clock
from editor_app.widgets.tools.rows import Row, Rows
from editor_app.widgets.tray import Tool

if TYPE_CHECKING:
    from editor_app.operations.arranging import Aligned
    from editor_app.score.align import Meeting


class AlignTool(Tool):
    """`stretch_turned(bool)` when the song may be stretched or no longer; `seek_wanted(seconds)`
    when a cut is chosen.
    """

    stretch_turned = Signal(bool)
    seek_wanted = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Align")
        self._done = label(name="align_done", wraps=True)
        self._sum = label(kind="dim", name="align_sum", wraps=True)
        self.stretch = named(
            QCheckBox(self.tr("Play up to 3 % faster or slower")),
            "align_stretch",
            tip=self.tr("So that more cuts meet a beat; the pitch stays, and nobody hears it"),
        )
        self.list = named(Rows(theme), "align_cuts", spoken=self.tr("Strong cuts"))
        self._meetings: tuple[Meeting, ...] = ()
        self._build()

    def set_theme(self, theme: Theme) -> None:
        self.list.set_theme(theme)

    def show_aligned(self, aligned: Sequence[Aligned]) -> None:
        """Show what was done with each cue, and what meets now."""
        words = dict.fromkeys(one.reason for one in aligned if one.reason)
        self._done.setText("\n".join(words))
        self._done.setVisible(bool(words))
        self._meetings = tuple(met for one in aligned for met in one.meetings)
        met = sum(one.kind is not None for one in self._meetings)
        self._sum.setText(self._summed_up(met, len(self._meetings)))
        self.list.show_rows([_row(one) for one in self._meetings])

    def _summed_up(self, met: int, of: int) -> str:
        if not of:
            return self.tr("There is no strong cut under this music.")
        words = self.tr("{met} of {of} strong cuts meet a beat.")
        return words.format(met=met, of=of)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        for part in (self._done, self.stretch, self._sum):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        self.stretch.toggled.connect(self.stretch_turned)
        self.list.gone_to.connect(lambda row: self.seek_wanted.emit(self._meetings[row].cut_s))


def _row(meeting: Meeting) -> Row:
    return Row(clock(meeting.cut_s, 0.1), meeting.reason.text, "good" if meeting.kind else "none")
