"""What the user asks of the suggestions: sliders, filters, how different, for which stretch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from editor_app.operations.focus import Focus
from editor_app.operations.suggesting import Suggesting

if TYPE_CHECKING:
    from catalog.filters import Filters
    from editor_app.session import Wish


class Asking(QObject):
    """Asks again whenever one of them changes.

    Shorter lists are quicker read than searched: `COUNT` songs are asked for.
    """

    COUNT = 30

    def __init__(self, focus: Focus, suggesting: Suggesting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._focus = focus
        self._suggesting = suggesting
        self._attributes: dict[str, float] = {}
        self._filters: Filters | None = None
        self._spread = 0.0
        focus.span_changed.connect(self.ask)

    def set_attributes(self, attributes: Mapping[str, float]) -> None:
        self._attributes = dict(attributes)
        self.ask()

    def set_filters(self, filters: Filters) -> None:
        self._filters = filters
        self.ask()

    def set_spread(self, spread: float) -> None:
        self._spread = spread
        self.ask()

    def wish(self) -> Wish:
        """Return what is asked for now."""
        from catalog.filters import Filters  # noqa: PLC0415  (the window shows before the library)
        from editor_app.session import Wish  # noqa: PLC0415

        return Wish(self.COUNT, self._attributes, self._filters or Filters(), self._spread)

    def ask(self) -> None:
        """Ask for the stretch that is meant, if a film has been watched."""
        if self._focus.span is not None and self._focus.scenes:
            self._suggesting.ask(self._focus.span, self.wish())
