"""The menu “File”: projects, films, export."""

from __future__ import annotations

from editor_app.menus.action import Action
from editor_app.translatable import QT_TRANSLATE_NOOP

FILE = (
    Action(
        "new",
        QT_TRANSLATE_NOOP("actions", "New project"),
        ("Ctrl+N",),
        tip=QT_TRANSLATE_NOOP("actions", "Begin again with an empty timeline"),
    ),
    Action(
        "open",
        QT_TRANSLATE_NOOP("actions", "Open…"),
        ("Ctrl+O",),
        icon="open",
        tip=QT_TRANSLATE_NOOP("actions", "Open a film or a project"),
    ),
    Action(
        "recent",
        QT_TRANSLATE_NOOP("actions", "Open recent"),
        icon="clock",
        tip=QT_TRANSLATE_NOOP("actions", "Films and projects opened lately"),
    ),
    Action(
        "demo",
        QT_TRANSLATE_NOOP("actions", "Try the demo"),
        icon="demo",
        tip=QT_TRANSLATE_NOOP("actions", "Open the demo film with its own small music library"),
    ),
    Action(
        "save",
        QT_TRANSLATE_NOOP("actions", "Save"),
        ("Ctrl+S",),
        icon="save",
        section=1,
        need="film",
        tip=QT_TRANSLATE_NOOP("actions", "Save the project"),
    ),
    Action(
        "save_as",
        QT_TRANSLATE_NOOP("actions", "Save as…"),
        ("Ctrl+Shift+S",),
        section=1,
        need="film",
        tip=QT_TRANSLATE_NOOP("actions", "Save the project under another name"),
    ),
    Action(
        "export",
        QT_TRANSLATE_NOOP("actions", "Export…"),
        ("Ctrl+E",),
        icon="export",
        section=2,
        need="film",
        tip=QT_TRANSLATE_NOOP("actions", "Write the film with its music, or the music alone"),
    ),
    Action(
        "relink",
        QT_TRANSLATE_NOOP("actions", "Find moved files…"),
        icon="link",
        section=2,
        tip=QT_TRANSLATE_NOOP("actions", "Look in a folder for files the project has lost"),
    ),
    Action(
        "quit",
        QT_TRANSLATE_NOOP("actions", "Quit"),
        ("Ctrl+Q",),
        section=3,
        tip=QT_TRANSLATE_NOOP("actions", "Close the program"),
    ),
)
