"""The menu “Help”."""

from __future__ import annotations

from editor_app.menus.action import Action
from editor_app.translatable import QT_TRANSLATE_NOOP

HELP = (
    Action(
        "guide",
        QT_TRANSLATE_NOOP("actions", "Guide"),
        ("F1",),
        "help",
        "guide",
        QT_TRANSLATE_NOOP("actions", "Read how things are done"),
    ),
    Action(
        "shortcuts",
        QT_TRANSLATE_NOOP("actions", "Keyboard shortcuts"),
        ("?", "Shift+?"),
        "help",
        "keyboard",
        QT_TRANSLATE_NOOP("actions", "List every key"),
    ),
    Action(
        "about",
        QT_TRANSLATE_NOOP("actions", "About Cuesmith"),
        (),
        "help",
        "info",
        QT_TRANSLATE_NOOP("actions", "Version, model pack, device and licences"),
        section=1,
    ),
)
