"""Keys a widget takes for itself although they are also shortcuts of the window."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

RETURN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def is_own_key(event: QEvent, keys: Container[int]) -> bool:
    """Claim one of `keys`, pressed alone, before it becomes a shortcut; whether it was one."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held or event.key() not in keys:
        return False
    event.accept()
    return True
