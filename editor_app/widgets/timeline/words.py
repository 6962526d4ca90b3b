"""The timeline's words, for the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from editor_app.item_models.document import Document
from editor_app.project.snapping import Target
from editor_app.project.timeline import Laid, Timeline
from editor_app.translatable import QT_TRANSLATE_NOOP
from editor_app.widgets.timeline.drags import decibels
from editor_app.widgets.timeline.hits import Part
from editor_app.widgets.timeline.rows import Kind
from editor_app.widgets.timeline.scale import clock
from editor_app.widgets.timeline.sureness import SURE, UNSURE, percent

CONTEXT = "timeline"

_KINDS = {
    "cut": QT_TRANSLATE_NOOP("timeline", "cut"),
    "scene": QT_TRANSLATE_NOOP("timeline", "scene"),
    "segment": QT_TRANSLATE_NOOP("timeline", "segment"),
    "playhead": QT_TRANSLATE_NOOP("timeline", "playhead"),
    "cue start": QT_TRANSLATE_NOOP("timeline", "cue start"),
    "cue end": QT_TRANSLATE_NOOP("timeline", "cue end"),
    "in": QT_TRANSLATE_NOOP("timeline", "in"),
    "out": QT_TRANSLATE_NOOP("timeline", "out"),
    "film start": QT_TRANSLATE_NOOP("timeline", "film start"),
    "film end": QT_TRANSLATE_NOOP("timeline", "film end"),
    "downbeat": QT_TRANSLATE_NOOP("timeline", "downbeat"),
    "beat": QT_TRANSLATE_NOOP("timeline", "beat"),
}

_FEELINGS = (
    QT_TRANSLATE_NOOP("timeline", "happy"),
    QT_TRANSLATE_NOOP("timeline", "funny"),
    QT_TRANSLATE_NOOP("timeline", "sad"),
    QT_TRANSLATE_NOOP("timeline", "tender"),
    QT_TRANSLATE_NOOP("timeline", "exciting"),
    QT_TRANSLATE_NOOP("timeline", "angry"),
    QT_TRANSLATE_NOOP("timeline", "scary"),
    QT_TRANSLATE_NOOP("timeline", "calm"),
)
"""The feelings that packs read so far."""

_HINTS = {
    Part.BODY: QT_TRANSLATE_NOOP(
        "timeline", "Drag to move · Alt+drag to slip the song under it · hold Ctrl to not snap"
    ),
    Part.START: QT_TRANSLATE_NOOP("timeline", "Drag to change where it begins"),
    Part.END: QT_TRANSLATE_NOOP("timeline", "Drag to change where it ends"),
    Part.FADE_IN: QT_TRANSLATE_NOOP("timeline", "Drag to fade in"),
    Part.FADE_OUT: QT_TRANSLATE_NOOP("timeline", "Drag to fade out"),
    Part.GAIN: QT_TRANSLATE_NOOP(
        "timeline", "Drag up or down for the level · Ctrl+click bends it here · double-click resets"
    ),
    Part.POINT: QT_TRANSLATE_NOOP("timeline", "Drag to move this point · double-click removes it"),
}

_ROW_HINTS = {
    Kind.RULER: QT_TRANSLATE_NOOP("timeline", "Click or drag to move the playhead"),
    Kind.SCENES: QT_TRANSLATE_NOOP("timeline", "Click for music for this scene"),
    Kind.PICTURE: QT_TRANSLATE_NOOP("timeline", "Click or drag to move the playhead"),
    Kind.FEELING: QT_TRANSLATE_NOOP(
        "timeline", "How the picture feels, and how lively it is · click to move the playhead"
    ),
    Kind.ORIGINAL: QT_TRANSLATE_NOOP(
        "timeline", "The film's own sound; speech is marked · click to move the playhead"
    ),
    Kind.MUSIC: QT_TRANSLATE_NOOP("timeline", "Drag over cues to select them"),
}


def translated(text: str) -> str:
    """Return a text marked for the timeline's context in the user's language."""
    return QCoreApplication.translate(CONTEXT, text)


def target_words(target: Target) -> str:
    """Say what was snapped to, and where that is."""
    return f"{translated(_KINDS[target.kind])} {target.time_s:.2f}"


def hint_for(kind: Kind | None, part: Part | None) -> str:
    """Say what can be done in this row, or with this part of a cue."""
    if part is not None:
        return translated(_HINTS[part])
    return translated(_ROW_HINTS[kind]) if kind is not None else ""


def feeling_words(name: str) -> str:
    """Return the name of a feeling for the user; one we do not know stays as the pack has it."""
    return translated(name) if name in _FEELINGS else name


def described(document: Document) -> str:
    """Say what is selected, for those who hear the window."""
    timeline = document.timeline
    chosen = [one for one in timeline.laid if one.id in document.selected]
    if not chosen:
        return translated(_NOTHING).format(count=len(timeline.laid))
    if len(chosen) > 1:
        return translated(_SEVERAL).format(chosen=len(chosen), count=len(timeline.laid))
    return cue_words(chosen[0], timeline)


_NOTHING = QT_TRANSLATE_NOOP("timeline", "No cue selected, {count} on the timeline")
_SEVERAL = QT_TRANSLATE_NOOP("timeline", "{chosen} of {count} cues selected")
_ONE = QT_TRANSLATE_NOOP(
    "timeline", "{title} by {artist}, from {start} to {end} on {lane}, level {level}"
)
_SURE = QT_TRANSLATE_NOOP("timeline", "Its seam goes unnoticed, {sure} % sure")
_FAIRLY = QT_TRANSLATE_NOOP("timeline", "Its seam will hardly be noticed, {sure} % sure")
_UNSURE = QT_TRANSLATE_NOOP("timeline", "Its seam may well be heard, only {sure} % sure")
_SPEED = QT_TRANSLATE_NOOP("timeline", "Played at {speed}, at its own pitch")
_BENT = QT_TRANSLATE_NOOP("timeline", "Its level changes along the way")
_PINNED = QT_TRANSLATE_NOOP("timeline", "Pinned: filling the cut leaves it alone")
_UNKNOWN = QT_TRANSLATE_NOOP("timeline", "unknown artist")


def cue_words(laid: Laid, timeline: Timeline) -> str:
    """Say what a cue is and where it lies."""
    cue = laid.cue
    told = translated(_ONE).format(
        title=cue.title,
        artist=cue.artist or translated(_UNKNOWN),
        start=clock(cue.start_s, 0.1),
        end=clock(cue.end_s, 0.1),
        lane=timeline.lanes[laid.lane].name,
        level=decibels(cue.gain_db),
    )
    return "\n".join((told, *_notes(laid)))


def _notes(laid: Laid) -> list[str]:
    """Say what more there is about a cue: its seam, speed, points of its level, a pin."""
    notes = []
    if laid.seam is not None:
        sure = translated(
            _SURE if laid.seam >= SURE else _FAIRLY if laid.seam >= UNSURE else _UNSURE
        )
        notes.append(sure.format(sure=round(100 * laid.seam)))
    if percent(laid.cue.speed):
        notes.append(translated(_SPEED).format(speed=percent(laid.cue.speed)))
    if laid.cue.gain_points:
        notes.append(translated(_BENT))
    if laid.pinned:
        notes.append(translated(_PINNED))
    return notes
