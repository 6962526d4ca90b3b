"""Clips that fit a song, in a list: how well, from where on, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from editor_app.item_models.formats import clock
from editor_app.item_models.reasons import reason_words
from editor_app.widgets.parts import named

if TYPE_CHECKING:
    from editor_app.uses.matching import Fitting

MOMENTS = (1, 2, 3)
"""Columns that are as wide as what is in them."""


class FootageList(QTreeWidget):
    """Shows `Fitting`s, best first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "footage_clips", spoken=self.tr("Clips that fit the song"))
        self._fittings: tuple[Fitting, ...] = ()
        titles = (
            self.tr("Clip"),
            self.tr("Fit"),
            self.tr("From"),
            self.tr("In the song"),
            self.tr("Why"),
        )
        self.setHeaderLabels(list(titles))
        self.headerItem().setToolTip(1, self.tr("How well it fits; 1 would be perfect"))
        self.headerItem().setToolTip(2, self.tr("Where in the clip"))
        self.headerItem().setToolTip(3, self.tr("What of the song is heard there"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        for column in MOMENTS:
            self.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.header().resizeSection(0, 220)

    @property
    def fitting(self) -> Fitting | None:
        """The one that is chosen."""
        row = self.currentIndex().row()
        return self._fittings[row] if 0 <= row < len(self._fittings) else None

    def show_fittings(self, fittings: Sequence[Fitting]) -> None:
        """Show others, and choose the best."""
        self._fittings = tuple(fittings)
        self.clear()
        self.addTopLevelItems([self._row(one) for one in fittings])
        self.setCurrentIndex(self.model().index(0, 0))

    def _row(self, fitting: Fitting) -> QTreeWidgetItem:
        found = fitting.match
        why = "; ".join(map(reason_words, fitting.reasons))
        heard = f"{clock(found.song_s)}–{clock(found.song_s + found.duration_s)}"
        texts = (found.clip.path.name, _number(found.score), clock(found.clip_s), heard, why)
        row = QTreeWidgetItem(list(texts))
        row.setToolTip(0, str(found.clip.path))
        row.setToolTip(4, why)
        row.setData(0, Qt.ItemDataRole.AccessibleTextRole, self._spoken(texts))
        return row

    def _spoken(self, texts: Sequence[str]) -> str:
        text = self.tr("{clip}, fit {fit}, from {start}, with the song from {heard}. {why}")
        clip, fit, start, heard, why = texts
        return text.format(clip=clip, fit=fit, start=start, heard=heard, why=why)


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
