"""The menu “Music”: the library, the footage, suggestions and hearing them."""

from __future__ import annotations

from editor_app.menus.action import Action
from editor_app.translatable import QT_TRANSLATE_NOOP


def _audition(number: int, text: str) -> Action:
    return Action(
        f"audition_{number}",
        text,
        (str(number),),
        "music",
        "headphones",
        QT_TRANSLATE_NOOP("actions", "Play the picture with this suggestion"),
        section=1,
        need="suggestions",
        submenu="audition",
    )


MUSIC = (
    Action(
        "add_music",
        QT_TRANSLATE_NOOP("actions", "Add music folder…"),
        ("Ctrl+I",),
        "music",
        "add-music",
        QT_TRANSLATE_NOOP("actions", "Take a folder of songs into the library"),
    ),
    Action(
        "rescan",
        QT_TRANSLATE_NOOP("actions", "Look for new music"),
        (),
        "music",
        "refresh",
        QT_TRANSLATE_NOOP("actions", "Look through the music folders again"),
    ),
    Action(
        "find_footage",
        QT_TRANSLATE_NOOP("actions", "Find footage…"),
        ("Ctrl+Shift+F",),
        "music",
        "film",
        QT_TRANSLATE_NOOP("actions", "List the clips of your own that fit the chosen song"),
    ),
    Action(
        "suggest",
        QT_TRANSLATE_NOOP("actions", "Suggest music"),
        ("S",),
        "music",
        "suggest",
        QT_TRANSLATE_NOOP("actions", "List the songs that fit the film and the scene"),
        section=1,
        need="film",
    ),
    Action(
        "audition",
        QT_TRANSLATE_NOOP("actions", "Audition"),
        (),
        "music",
        "headphones",
        QT_TRANSLATE_NOOP("actions", "Play the picture with a suggestion"),
        section=1,
        need="suggestions",
    ),
    _audition(1, QT_TRANSLATE_NOOP("actions", "Audition suggestion 1")),
    _audition(2, QT_TRANSLATE_NOOP("actions", "Audition suggestion 2")),
    _audition(3, QT_TRANSLATE_NOOP("actions", "Audition suggestion 3")),
    _audition(4, QT_TRANSLATE_NOOP("actions", "Audition suggestion 4")),
    _audition(5, QT_TRANSLATE_NOOP("actions", "Audition suggestion 5")),
    _audition(6, QT_TRANSLATE_NOOP("actions", "Audition suggestion 6")),
    _audition(7, QT_TRANSLATE_NOOP("actions", "Audition suggestion 7")),
    _audition(8, QT_TRANSLATE_NOOP("actions", "Audition suggestion 8")),
    _audition(9, QT_TRANSLATE_NOOP("actions", "Audition suggestion 9")),
    Action(
        "audition_off",
        QT_TRANSLATE_NOOP("actions", "Back to the timeline"),
        ("0",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Hear what lies on the timeline again"),
        section=1,
        need="film",
        submenu="audition",
    ),
    Action(
        "next_suggestion",
        QT_TRANSLATE_NOOP("actions", "Next suggestion"),
        ("Ctrl+Down",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Go on to the next suggestion"),
        section=1,
        need="suggestions",
        repeats=True,
    ),
    Action(
        "previous_suggestion",
        QT_TRANSLATE_NOOP("actions", "Previous suggestion"),
        ("Ctrl+Up",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Go back to the suggestion before"),
        section=1,
        need="suggestions",
        repeats=True,
    ),
    Action(
        "next_moment",
        QT_TRANSLATE_NOOP("actions", "Next moment of the song"),
        ("Ctrl+Right",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Let the chosen suggestion begin at another good place"),
        section=1,
        need="suggestions",
    ),
    Action(
        "previous_moment",
        QT_TRANSLATE_NOOP("actions", "Previous moment of the song"),
        ("Ctrl+Left",),
        "music",
        tip=QT_TRANSLATE_NOOP(
            "actions", "Let the chosen suggestion begin at an earlier good place"
        ),
        section=1,
        need="suggestions",
    ),
    Action(
        "place",
        QT_TRANSLATE_NOOP("actions", "Place on the timeline"),
        ("Return", "Enter"),
        "music",
        "place",
        QT_TRANSLATE_NOOP("actions", "Lay the chosen suggestion under the scene"),
        section=2,
        need="suggestions",
    ),
)
