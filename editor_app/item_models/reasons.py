"""Reasons in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from editor_app.translatable import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from editor_app.score.reason import Reason

CONTEXT = "reasons"

NAMES = (
    QT_TRANSLATE_NOOP("reasons", "happy"),
    QT_TRANSLATE_NOOP("reasons", "funny"),
    QT_TRANSLATE_NOOP("reasons", "sad"),
    QT_TRANSLATE_NOOP("reasons", "tender"),
    QT_TRANSLATE_NOOP("reasons", "exciting"),
    QT_TRANSLATE_NOOP("reasons", "angry"),
    QT_TRANSLATE_NOOP("reasons", "scary"),
    QT_TRANSLATE_NOOP("reasons", "guitar"),
    QT_TRANSLATE_NOOP("reasons", "vocals"),
    QT_TRANSLATE_NOOP("reasons", "piano"),
    QT_TRANSLATE_NOOP("reasons", "drums"),
    QT_TRANSLATE_NOOP("reasons", "strings"),
    QT_TRANSLATE_NOOP("reasons", "electronic"),
    QT_TRANSLATE_NOOP("reasons", "energy"),
    QT_TRANSLATE_NOOP("reasons", "tempo"),
)
"""Feelings and sliders that sentences are filled with; other names stay as the pack has them."""


def reason_words(reason: Reason) -> str:
    """Return what a reason says, in the language of the window as far as it has the words."""
    if not reason.pattern:
        return reason.text
    parts = {name: _translated(part) for name, part in reason.parts}
    return _translated(reason.pattern).format(**parts)


def _translated(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text)
