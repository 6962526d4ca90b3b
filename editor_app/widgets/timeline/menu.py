"""The menu of the cues."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from editor_app.item_models.document import Document
from editor_app.project.timeline import Laid
from editor_app.translatable import QT_TRANSLATE_NOOP
from editor_app.widgets.timeline.commands import Commands
from editor_app.widgets.timeline.words import translated

_CUT = QT_TRANSLATE_NOOP("timeline", "Cut")
_COPY = QT_TRANSLATE_NOOP("timeline", "Copy")
_PASTE = QT_TRANSLATE_NOOP("timeline", "Paste at the playhead")
_DELETE = QT_TRANSLATE_NOOP("timeline", "Delete")
_SPLIT = QT_TRANSLATE_NOOP("timeline", "Split at the playhead")
_BEGIN = QT_TRANSLATE_NOOP("timeline", "Begin at the playhead")
_END = QT_TRANSLATE_NOOP("timeline", "End at the playhead")
_RESET = QT_TRANSLATE_NOOP("timeline", "Reset the level")
_BEND = QT_TRANSLATE_NOOP("timeline", "Level point at the playhead")
_LEVEL = QT_TRANSLATE_NOOP("timeline", "Remove the level points")
_FADES = QT_TRANSLATE_NOOP("timeline", "Remove the fades")
_ALL = QT_TRANSLATE_NOOP("timeline", "Select all")


def cue_menu(
    parent: QWidget, document: Document, commands: Commands, extra: Sequence[QAction]
) -> QMenu:
    """Return a menu of what can be done with the selected cues; it deletes itself when closed."""
    menu = QMenu(parent)
    menu.setObjectName("cue_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chosen, any_laid = bool(document.selected), bool(document.timeline.laid)
    _add(menu, _CUT, commands.cut, "Ctrl+X", able=chosen)
    _add(menu, _COPY, commands.copy, "Ctrl+C", able=chosen)
    _add(menu, _PASTE, commands.paste, "Ctrl+V", able=commands.can_paste)
    _add(menu, _DELETE, commands.delete, "Del", able=chosen)
    menu.addSeparator()
    _add(menu, _SPLIT, commands.split, "Ctrl+B", able=any_laid)
    _add(menu, _BEGIN, commands.trim_start, "[", able=chosen)
    _add(menu, _END, commands.trim_end, "]", able=chosen)
    menu.addSeparator()
    _add(menu, _RESET, commands.reset_gain, "", able=chosen)
    _add(menu, _BEND, commands.toggle_point, "P", able=chosen)
    bent = any(one.cue.gain_points for one in _selected(document))
    _add(menu, _LEVEL, commands.remove_points, "", able=bent)
    _add(menu, _FADES, commands.remove_fades, "", able=chosen)
    menu.addSeparator()
    menu.addActions(list(extra))
    menu.addSeparator()
    _add(menu, _ALL, commands.select_all, "Ctrl+A", able=any_laid)
    return menu


def _selected(document: Document) -> list[Laid]:
    return [one for one in document.timeline.laid if one.id in document.selected]


def _add(menu: QMenu, text: str, call: Callable[[], object], keys: str, *, able: bool) -> None:
    action = menu.addAction(translated(text))
    action.setEnabled(able)
    # Shown only: the key itself is handled by the timeline, wherever the menu is.
    action.setShortcut(QKeySequence(keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(lambda _=False: call())
