"""The tool that proposes music for the whole film: one song for all, one per scene, or between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSlider, QVBoxLayout, QWidget

from editor_app.operations.filling import Filling
from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import Theme
from editor_app.widgets.timeline.scale import clock
from editor_app.widgets.tools.rows import Mark, Row, Rows
from editor_app.widgets.tray import Tool

if TYPE_CHECKING:
    from editor_app.score.fill_values import Filled, FillPlan

STEPS = 100
MIDDLE = 50


class FillTool(Tool):
    """`change_wanted(0 to 1)` when the slider moves; `seek_wanted(seconds)` when a row is taken."""

    change_wanted = Signal(float)
    seek_wanted = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = self.tr("Fill the cut")
        self.accepts = self.tr("Use this music")
        self.is_ready = False
        self.slider = named(
            QSlider(Qt.Orientation.Horizontal),
            "fill_change",
            spoken=self.tr("How often the music changes"),
            tip=self.tr("To the left one song for all, to the right one for each scene"),
        )
        self.changes = label(name="fill_changes", wraps=True)
        self.told = label(kind="dim", name="fill_told", wraps=True)
        self.busy = named(QProgressBar(), "fill_busy", spoken=self.tr("Choosing music"))
        self.list = named(Rows(theme), "fill_plan", spoken=self.tr("Music of the film"))
        self._starts_s: tuple[float, ...] = ()
        self._build()
        self.show_progress(0.0)

    @property
    def change(self) -> float:
        """Where the slider stands, 0 to 1."""
        return self.slider.value() / STEPS

    def set_theme(self, theme: Theme) -> None:
        self.list.set_theme(theme)

    def show_progress(self, fraction: float) -> None:
        self.busy.setVisible(fraction < 1)
        self.busy.setValue(round(1000 * fraction))
        if fraction < 1:
            self.changes.setText(self.tr("Comparing your songs with every scene …"))

    def show_filling(self, filling: Filling) -> None:
        """Show a plan: what lies where, and why."""
        plan = filling.plan
        self.busy.hide()
        self.changes.setText(self._changes(plan))
        self.slider.setAccessibleDescription(self.changes.text())
        told = [one.text for one in plan.reasons if one.about != "changes"]
        self.told.setText("\n".join(told))
        self.told.setVisible(bool(told))
        self._starts_s = tuple(one.span.start_s for one in plan.stretches)
        self.list.show_rows([self._row(one) for one in plan.stretches])
        self.set_ready(True)

    def show_refusal(self, words: str) -> None:
        """Say why there is no plan."""
        self.busy.hide()
        self.changes.setText(words)
        self.told.setText("")
        self.list.show_rows(())
        self.set_ready(False)

    def _changes(self, plan: FillPlan) -> str:
        if not plan.changes:
            return self.tr("The same music all along.")
        words = self.tr("The music changes %n time(s)", None, plan.changes)
        return self.tr("{words}, of {most} at most.").format(words=words, most=plan.most_changes)

    def _row(self, filled: Filled) -> Row:
        times = f"{clock(filled.span.start_s)} – {clock(filled.span.end_s)}"
        if filled.song is None:
            title = self.tr("no music")
        else:
            title = filled.song.title or filled.song.path.stem
        if filled.pin is not None:
            title = self.tr("{title}, pinned").format(title=title)
        below, *more = [_sentence(one.text) for one in filled.reasons] or [""]
        mark: Mark = "good" if filled.song else "none"
        return Row(f"{times}   {title}", below, mark, "\n".join(more))

    def _build(self) -> None:
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(10)
        self.slider.setValue(MIDDLE)
        self.busy.setRange(0, 1000)
        ends = QHBoxLayout()
        ends.addWidget(label(self.tr("one song for all"), kind="dim"))
        ends.addStretch(1)
        ends.addWidget(label(self.tr("one per scene"), kind="dim"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.slider)
        column.addLayout(ends)
        for part in (self.busy, self.changes, self.told):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        self.slider.valueChanged.connect(lambda _: self.change_wanted.emit(self.change))
        self.list.gone_to.connect(lambda row: self.seek_wanted.emit(self._starts_s[row]))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")
