"""Where the user gives actions other keys: a list, a field that takes a key, and who has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from editor_app.actions import ACTIONS, MENUS, Action, Conflict, action, conflicts, keys_of, normal
from editor_app.widgets.commands import label as action_label
from editor_app.widgets.commands import menu_title
from editor_app.widgets.icons import icon
from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import Theme

ID = Qt.ItemDataRole.UserRole


class KeysPage(QWidget):
    """Edits the user's own keys. `changed` after each change; `conflicts` must be empty at last."""

    changed = Signal()

    def __init__(
        self, own: Mapping[str, Sequence[str]], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._own = {name: tuple(keys) for name, keys in own.items()}
        self._theme = theme
        self._search = self._search_field()
        self._tree = self._list()
        self._field = named(
            QKeySequenceEdit(),
            "keys_field",
            spoken=self.tr("New key"),
            tip=self.tr("Click here, then press the new key"),
        )
        self._field.setMaximumSequenceLength(1)
        self._field.setClearButtonEnabled(True)
        self._usual = self._button(self.tr("Usual key"), "keys_usual")
        self._usual_all = self._button(self.tr("All usual keys"), "keys_usual_all")
        self._take = self._button("", "keys_take")
        self._clash = label(kind="danger", name="keys_clash", wraps=True)
        self._build()
        self._connect()
        self._show()
        self._tree.setCurrentItem(self._items[ACTIONS[0].id])

    @property
    def own(self) -> dict[str, tuple[str, ...]]:
        """Keys by action id, where they differ from ours."""
        return {name: keys for name, keys in self._own.items() if not _is_usual(name, keys)}

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        return conflicts(keys_of(self._own))

    @property
    def _current(self) -> str:
        item = self._tree.currentItem()
        return str(item.data(0, ID) or "") if item else ""

    def _search_field(self) -> QLineEdit:
        field = named(QLineEdit(), "keys_search", spoken=self.tr("Search"))
        field.setPlaceholderText(self.tr("Search for an action"))
        field.setClearButtonEnabled(True)
        search = icon("search", self._theme, colour=self._theme.text_dim)
        field.addAction(search, QLineEdit.ActionPosition.LeadingPosition)
        return field

    def _list(self) -> QTreeWidget:
        tree = named(QTreeWidget(), "keys_list", spoken=self.tr("Actions and their keys"))
        tree.setHeaderLabels([self.tr("Action"), self.tr("Key")])
        tree.setRootIsDecorated(False)
        tree.setIndentation(12)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.header().setStretchLastSection(False)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._heads: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        for name in MENUS:
            self._add_menu(tree, menu_title(name).replace("&", ""), name)
        tree.expandAll()
        return tree

    def _add_menu(self, tree: QTreeWidget, title: str, menu: str) -> None:
        head = QTreeWidgetItem([title])
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        head.setForeground(0, QBrush(self._theme.text_dim))
        tree.addTopLevelItem(head)
        items: list[QTreeWidgetItem] = []
        for one in _changeable():
            if one.menu == menu:
                item = QTreeWidgetItem([action_label(one).rstrip("… ")])
                item.setData(0, ID, one.id)
                head.addChild(item)
                self._items[one.id] = item
                items.append(item)
        self._heads.append((head, items))

    def _button(self, text: str, name: str) -> QPushButton:
        button = named(QPushButton(text), name, spoken=text)
        button.setAutoDefault(False)
        return button

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        self._field_label = label(self.tr("New key"))
        line.addWidget(self._field_label)
        line.addWidget(self._field, 1)
        line.addWidget(self._usual)
        clash = QHBoxLayout()
        clash.addWidget(self._clash, 1)
        clash.addWidget(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self._search, 1)
        top.addWidget(self._usual_all)
        column.addLayout(top)
        column.addWidget(self._tree, 1)
        column.addLayout(line)
        column.addLayout(clash)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._filter)
        self._tree.currentItemChanged.connect(self._show_current)
        self._field.editingFinished.connect(self._take_key)
        self._usual.clicked.connect(lambda: self._set(self._current, None))
        self._usual_all.clicked.connect(self._forget_all)
        self._take.clicked.connect(self._take_from_others)

    def _take_key(self) -> None:
        pressed = self._field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if self._current and pressed != _first(self._keys(self._current)):
            self._set(self._current, (pressed,) if pressed else ())

    def _set(self, name: str, keys: tuple[str, ...] | None) -> None:
        self._own.pop(name, None)
        if keys is not None and not _is_usual(name, keys):
            self._own[name] = keys
        self._show()
        self.changed.emit()

    def _forget_all(self) -> None:
        self._own.clear()
        self._show()
        self.changed.emit()

    def _take_from_others(self) -> None:
        """Leave the keys of the current action to it alone."""
        mine = {normal(key) for key in self._keys(self._current)}
        for clash in self.conflicts:
            for name in clash.ids:
                if clash.key in mine and name != self._current:
                    self._own[name] = tuple(
                        key for key in self._keys(name) if normal(key) != clash.key
                    )
        self._show()
        self.changed.emit()

    def _keys(self, name: str) -> tuple[str, ...]:
        return keys_of(self._own)[name]

    def _show(self) -> None:
        clashing = {name for clash in self.conflicts for name in clash.ids}
        for name, item in self._items.items():
            item.setText(1, _native(self._keys(name)))
            ink = self._theme.danger if name in clashing else self._theme.text
            item.setForeground(1, QBrush(ink))
            font = item.font(1)
            font.setBold(name in self.own)
            item.setFont(1, font)
        self._show_current()
        self._show_clash()

    def _show_current(self) -> None:
        name = self._current
        for widget in (self._field, self._usual):
            widget.setEnabled(bool(name))
        self._field.setKeySequence(QKeySequence(_first(self._keys(name)) if name else ""))
        self._usual.setEnabled(name in self.own)
        self._usual_all.setEnabled(bool(self.own))
        self._show_clash()

    def _show_clash(self) -> None:
        found = self.conflicts
        shown = next(
            (one for one in found if self._current in one.ids), found[0] if found else None
        )
        self._clash.setVisible(shown is not None)
        self._take.setVisible(shown is not None and self._current in shown.ids)
        if shown is None:
            return
        names = self.tr(" and ").join(
            f"“{action_label(action(name)).rstrip('… ')}”" for name in shown.ids
        )
        self._clash.setText(self.tr("{0} is the key of {1}.").format(_native((shown.key,)), names))
        self._take.setText(self.tr("Use it only here"))
        self._take.setAccessibleName(self._take.text())

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        for item in self._items.values():
            there = f"{item.text(0)} {item.text(1)}".casefold()
            item.setHidden(not all(word in there for word in words))
        for head, items in self._heads:
            head.setHidden(all(item.isHidden() for item in items))


def _changeable() -> list[Action]:
    """Return the actions whose keys are the user's to choose."""
    return [
        one for one in ACTIONS if one.scope == "window" and one.id not in {"recent", "audition"}
    ]


def _is_usual(name: str, keys: Sequence[str]) -> bool:
    usual = keys_of({}).get(name, ())
    return [normal(key) for key in keys] == [normal(key) for key in usual]


def _first(keys: Sequence[str]) -> str:
    return keys[0] if keys else ""


def _native(keys: Sequence[str]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return "   ".join(QKeySequence(key).toString(native) for key in keys)
