"""Keys that a widget needs for itself go to it before they are anybody's shortcut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QTabBar,
    QWidget,
)

_Key = Qt.Key
_ARROWS = frozenset({_Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down})
_ENDS = frozenset({_Key.Key_Home, _Key.Key_End, _Key.Key_PageUp, _Key.Key_PageDown})

OWN_KEYS: tuple[tuple[type[QWidget], frozenset[Qt.Key]], ...] = (
    (QAbstractSlider, _ARROWS | _ENDS),
    (QAbstractSpinBox, _ARROWS | _ENDS),
    (QComboBox, _ARROWS | _ENDS | {_Key.Key_Space}),
    (QAbstractButton, frozenset({_Key.Key_Space})),
    (QTabBar, _ARROWS),
    (QAbstractItemView, frozenset({_Key.Key_Up, _Key.Key_Down}) | _ENDS),
)
"""Unmodified keys that move or press what has the focus, by kind of widget."""


class FocusKeys(QObject):
    """Lets sliders, lists and buttons of a window keep their own keys from its shortcuts."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        # A key nobody below has claimed comes to the window before it becomes a shortcut. Watching
        # every widget of the program instead would cost a call for every event there is.
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        widget = self._window.focusWidget()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if widget is None or held or not _wants(widget, Qt.Key(event.key())):
            return False
        event.accept()
        return True


def _wants(widget: QWidget, key: Qt.Key) -> bool:
    return any(isinstance(widget, kind) and key in keys for kind, keys in OWN_KEYS)
