"""The list of keys, made from the table of actions, with a field to search it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from editor_app.actions import ACTIONS, MENUS, Action, MenuName
from editor_app.widgets.commands import label as action_label
from editor_app.widgets.commands import menu_title
from editor_app.widgets.dialog import GAP, Dialog
from editor_app.widgets.icons import icon
from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import Theme

COLUMNS = 2


class ShortcutsDialog(Dialog):
    """Shows every action that has a key, by menu. `settings_wanted` where keys are changed."""

    def __init__(
        self, keys: Mapping[str, Sequence[str]], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__("", "shortcuts_dialog", QSize(820, 640), parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAccessibleName(self.windowTitle())
        self._search = self._search_field(theme)
        self._nothing = label(self.tr("No action has that name or key."), kind="dim")
        self._nothing.setObjectName("shortcuts_nothing")
        self._groups = [_Group(name, rows) for name, rows in _by_menu(keys).items() if rows]
        self.content.addWidget(self._search)
        self.content.addWidget(self._nothing)
        self._inner = QWidget()
        self._list = self._scroll()
        self.content.addWidget(self._list, 1)
        self.change = self.add_button(
            self.tr("Change keys…"), "shortcuts_change", left=True, tip=self.tr("Open the settings")
        )
        close = self.add_button(self.tr("Close"), "shortcuts_close", primary=True)
        close.clicked.connect(self.accept)
        self._search.setFocus()
        self._filter("")

    def _search_field(self, theme: Theme) -> QLineEdit:
        field = named(QLineEdit(), "shortcuts_search", spoken=self.tr("Search"))
        field.setPlaceholderText(self.tr("Search for an action or a key"))
        field.setClearButtonEnabled(True)
        field.addAction(
            icon("search", theme, colour=theme.text_dim), QLineEdit.ActionPosition.LeadingPosition
        )
        field.textChanged.connect(self._filter)
        return field

    def _scroll(self) -> QScrollArea:
        columns = QHBoxLayout(self._inner)
        columns.setContentsMargins(0, 0, GAP, 0)
        columns.setSpacing(2 * GAP)
        for groups in _even(self._groups):
            column = QVBoxLayout()
            column.setSpacing(GAP)
            for group in groups:
                column.addWidget(group)
            column.addStretch(1)
            columns.addLayout(column, 1)
        scroll = named(QScrollArea(), "shortcuts_list", spoken=self.windowTitle())
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._inner)
        return scroll

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Only now the style has measured the keys; nothing of them is cut off sideways.
        self._list.setMinimumWidth(self._inner.sizeHint().width() + GAP)

    def _filter(self, text: str) -> None:
        found = [group.show_only(text) for group in self._groups]
        self._nothing.setVisible(not any(found))


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    keys: tuple[str, ...]

    def holds(self, words: Iterable[str]) -> bool:
        there = " ".join((self.text, *self.keys)).casefold()
        return all(word in there for word in words)


class _Group(QWidget):
    """The keys of one menu."""

    def __init__(self, menu: MenuName, rows: Sequence[_Row]) -> None:
        super().__init__()
        self.rows = rows
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label(menu_title(menu).replace("&", ""), kind="caption"), 0, 0, 1, 2)
        self._lines = [self._line(grid, place, row) for place, row in enumerate(rows, 1)]

    def show_only(self, text: str) -> bool:
        """Show the rows that hold every word of `text`; say whether there are any."""
        words = text.casefold().split()
        shown = [row.holds(words) for row in self.rows]
        for line, is_shown in zip(self._lines, shown, strict=True):
            for widget in line:
                widget.setVisible(is_shown)
        self.setVisible(any(shown))
        return any(shown)

    def _line(self, grid: QGridLayout, place: int, row: _Row) -> tuple[QWidget, ...]:
        name = label(row.text, name="shortcut_name")
        caps = QWidget()
        line = QHBoxLayout(caps)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        for key in row.keys:
            cap = label(key, kind="keycap", name="shortcut_key")
            cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
            line.addWidget(cap)
        grid.addWidget(name, place, 0)
        grid.addWidget(caps, place, 1, Qt.AlignmentFlag.AlignRight)
        return name, caps


def _by_menu(keys: Mapping[str, Sequence[str]]) -> dict[MenuName, list[_Row]]:
    found: dict[MenuName, list[_Row]] = {name: [] for name in MENUS}
    for one in ACTIONS:
        shown = _shown(keys.get(one.id, one.keys))
        if shown:
            found[one.menu].append(_Row(_name(one), shown))
    return found


def _name(one: Action) -> str:
    return action_label(one).rstrip("… ")


def _shown(keys: Iterable[str]) -> tuple[str, ...]:
    """Return keys as this system writes them; of two that are typed alike, the first."""
    native = QKeySequence.SequenceFormat.NativeText
    there = tuple(keys)
    return tuple(
        QKeySequence(key).toString(native)
        for key in there
        if not (key.startswith("Shift+") and key.removeprefix("Shift+") in there)
    )


def _even(groups: Sequence[_Group]) -> list[list[_Group]]:
    """Share the groups out over columns of about the same height, in their order."""
    half = sum(len(group.rows) + 2 for group in groups) / COLUMNS
    columns: list[list[_Group]] = [[] for _ in range(COLUMNS)]
    height = 0
    for group in groups:
        columns[min(int(height // half), COLUMNS - 1)].append(group)
        height += len(group.rows) + 2
    return columns
