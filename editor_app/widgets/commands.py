"""Makes Qt's actions and menus out of the table of everything the user can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from editor_app.actions import ACTIONS, MENUS, Action, MenuName
from editor_app.widgets.icons import icon
from editor_app.widgets.theme import Theme

SUBMENUS = ("recent", "audition", "beat")


def label(one: Action) -> str:
    """Return what the action is called, in the language of the user."""
    return QCoreApplication.translate("actions", one.text)


def menu_title(name: MenuName) -> str:
    """Return what a menu is called, in the language of the user."""
    return QCoreApplication.translate("actions", MENUS[name])


def hint(one: Action, keys: Iterable[str]) -> str:
    """Return a tooltip: what the action does, and the key for it."""
    text = QCoreApplication.translate("actions", one.tip) if one.tip else label(one)
    shown = native(keys)
    return f"{text} ({shown})" if shown else text


def native(keys: Iterable[str]) -> str:
    """Return the first of some keys as this system writes it, "" when there is none."""
    first = next(iter(keys), "")
    return QKeySequence(first).toString(QKeySequence.SequenceFormat.NativeText)


def command(one: Action, keys: Iterable[str], parent: QWidget) -> QAction:
    """Make the action of `parent` for a row of the table; it has no icon yet."""
    made = QAction(parent)
    made.setObjectName(one.id)
    made.setCheckable(one.checkable)
    made.setAutoRepeat(one.repeats)
    made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    describe(made, one, keys)
    parent.addAction(made)
    return made


def describe(made: QAction, one: Action, keys: Iterable[str]) -> None:
    """Give an action its words and keys; again whenever the language or the keys change."""
    keys = tuple(keys)
    if one.scope == "window":
        made.setText(label(one))
        made.setShortcuts([QKeySequence(key) for key in keys])
    else:
        # The timeline answers these keys itself; the menu only shows them.
        made.setText(f"{label(one)}\t{native(keys)}")
    made.setIconText(label(one).rstrip("… "))
    made.setToolTip(hint(one, keys))
    made.setStatusTip(QCoreApplication.translate("actions", one.tip) if one.tip else "")


def colour(made: QAction, one: Action, theme: Theme) -> None:
    """Give an action its icon in the colours of the theme."""
    if one.icon:
        made.setIcon(icon(one.icon, theme))


def fill_menus(bar: QMenuBar, made: Mapping[str, QAction]) -> dict[str, QMenu]:
    """Put every action into its menu; return menus and submenus by name.

    The submenu "recent" is empty: who knows the recent files fills it.
    """
    menus: dict[str, QMenu] = {}
    sections: dict[str, int] = {}
    for name in MENUS:
        menus[name] = bar.addMenu(menu_title(name))
        menus[name].setObjectName(f"menu_{name}")
        menus[name].setToolTipsVisible(True)
    for one in ACTIONS:
        menu = menus[one.submenu or one.menu]
        if sections.setdefault(menu.objectName(), one.section) != one.section:
            menu.addSeparator()
            sections[menu.objectName()] = one.section
        menu.addAction(made[one.id])
        if one.id in SUBMENUS:
            menus[one.id] = _hang_submenu(menu, made[one.id])
    return menus


def _hang_submenu(menu: QMenu, under: QAction) -> QMenu:
    inner = QMenu(menu)
    inner.setObjectName(f"menu_{under.objectName()}")
    under.setMenu(inner)
    return inner
