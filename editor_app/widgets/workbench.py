"""The panels of the window and how they lie beside each other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import (
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from editor_app.item_models.suggestions import SuggestionsModel
from editor_app.item_models.tracks import TracksModel
from editor_app.operations.desk import Desk
from editor_app.widgets.filters_panel import FiltersPanel
from editor_app.widgets.library_panel import LibraryPanel
from editor_app.widgets.parts import named
from editor_app.widgets.shape_panel import ShapePanel
from editor_app.widgets.suggestions_panel import SuggestionsPanel
from editor_app.widgets.theme import Theme
from editor_app.widgets.timeline.view import TimelineView
from editor_app.widgets.transport import TransportBar
from editor_app.widgets.tray import Tray
from editor_app.widgets.viewer import Viewer

if TYPE_CHECKING:
    from editor_app.session import Suggestion

_LEFT, _MIDDLE, _RIGHT = 360, 760, 300
_ABOVE, _BELOW = 520, 330


class Workbench(QWidget):
    """Suggestions and library, the picture, what shapes the search; the timeline below them."""

    def __init__(self, desk: Desk, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workbench")
        self.suggestions_model = SuggestionsModel(self)
        self.tracks_model = TracksModel(self)
        self.suggestions = SuggestionsPanel(
            self.suggestions_model, waveforms=desk.waveforms, theme=theme
        )
        self.library = LibraryPanel(self.tracks_model, theme=theme)
        self.viewer = Viewer(theme)
        self.transport = TransportBar(theme)
        self.shape = ShapePanel((), theme)
        self.filters = FiltersPanel(theme)
        self.tray = Tray(theme)
        self.timeline = TimelineView(
            desk.document, waveforms=desk.waveforms, filmstrip=desk.filmstrip, theme=theme
        )
        self.timeline.set_suggestion_source(self._dragged)
        self._tray_is_open = self._right_was_hidden = False
        self.left = self._left()
        self.right = self._right()
        self._upper = self._row()
        self._split = self._column()
        self.reset_layout()

    def set_theme(self, theme: Theme) -> None:
        for panel in (
            self.suggestions,
            self.library,
            self.viewer,
            self.transport,
            self.shape,
            self.filters,
            self.tray,
            self.timeline,
        ):
            panel.set_theme(theme)

    def show_left(self, which: QWidget) -> None:
        """Bring the suggestions or the library to the front."""
        self.left.show()
        self.left.setCurrentWidget(which)

    def turn_left(self, which: QWidget) -> None:
        """Show the suggestions or the library, or hide what is shown already."""
        if self.left.isVisible() and self.left.currentWidget() is which:
            self.left.hide()
        else:
            self.show_left(which)

    def reset_layout(self) -> None:
        """Put every panel where it was at first."""
        self.left.show()
        self.right.show()
        self._upper.setSizes([_LEFT, _MIDDLE, _RIGHT])
        self._split.setSizes([_ABOVE, _BELOW])

    def layout_state(self) -> dict[str, str]:
        """Return how the panels lie, as text by name."""
        sizes = {"upper": self._upper, "split": self._split}
        kept = {
            name: bytes(one.saveState().toBase64().data()).decode() for name, one in sizes.items()
        }
        hidden = [not self.left.isVisibleTo(self), not self.right.isVisibleTo(self)]
        return {**kept, "hidden": json.dumps(hidden)}

    def restore_layout(self, state: Mapping[str, str]) -> None:
        for name, one in {"upper": self._upper, "split": self._split}.items():
            if name in state:
                one.restoreState(QByteArray.fromBase64(state[name].encode()))
        hidden = state.get("hidden", "")
        self.left.setHidden(hidden.startswith("[true"))
        self.right.setHidden(hidden.endswith("true]"))

    def _dragged(self, data: bytes) -> Suggestion | None:
        return self.suggestions_model.suggestion_of(data) or self.tracks_model.suggestion_of(data)

    def _left(self) -> QTabWidget:
        tabs = named(QTabWidget(), "left_tabs")
        tabs.setDocumentMode(True)
        tabs.setMinimumWidth(260)
        tabs.addTab(self.suggestions, self.tr("Suggestions"))
        tabs.addTab(self.library, self.tr("Library"))
        return tabs

    def _right(self) -> QStackedWidget:
        stack = named(QStackedWidget(), "right_panel")
        stack.addWidget(self._shape_area())
        stack.addWidget(self.tray)
        stack.setMinimumWidth(240)
        self.tray.opened.connect(self._turn_right)
        return stack

    def _turn_right(self, is_open: bool) -> None:
        """Show the tool in the place of the sliders, and afterwards what was there before."""
        if is_open and not self._tray_is_open:
            self._right_was_hidden = self.right.isHidden()
            self.right.show()
        self.right.setCurrentIndex(1 if is_open else 0)
        if not is_open and self._right_was_hidden:
            self.right.hide()
        self._tray_is_open = is_open

    def _shape_area(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.shape)
        column.addWidget(self.filters)
        column.addStretch(1)
        area = named(QScrollArea(), "shape_area")
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        return area

    def _middle(self) -> QWidget:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.viewer, 1)
        column.addWidget(self.transport)
        return middle

    def _row(self) -> QSplitter:
        row = named(QSplitter(Qt.Orientation.Horizontal), "upper")
        for panel in (self.left, self._middle(), self.right):
            row.addWidget(panel)
        row.setStretchFactor(1, 1)
        row.setChildrenCollapsible(False)
        return row

    def _column(self) -> QSplitter:
        split = named(QSplitter(Qt.Orientation.Vertical), "split")
        split.addWidget(self._upper)
        split.addWidget(self.timeline)
        split.setStretchFactor(0, 1)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)
        return split
