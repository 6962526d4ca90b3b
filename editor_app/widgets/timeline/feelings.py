"""What the picture feels like, in words: for the pointer, and for those who hear the window."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice

from PySide6.QtCore import QCoreApplication

from editor_app.item_models.formats import clock
from editor_app.translatable import QT_TRANSLATE_NOOP
from editor_app.widgets.timeline.seen import Seen
from editor_app.widgets.timeline.words import CONTEXT, feeling_words

MOST = 3
"""So many feelings of a segment are told."""
LEAST = 0.05
MOST_STRETCHES = 8
"""Of more stretches nobody remembers the first; they are told more coarsely."""

_FELT = QT_TRANSLATE_NOOP("timeline", "{name} {share} %")
_LIVELY = QT_TRANSLATE_NOOP("timeline", "liveliness {share} % of the most in this film")
_COURSE = QT_TRANSLATE_NOOP("timeline", "How the picture feels: {course}")
_FROM = QT_TRANSLATE_NOOP("timeline", "{name} from {time}")


def feelings_at(seen: Seen, time_s: float) -> str:
    """Say what a segment feels like and how lively it is there; "" where there is no segment."""
    place = bisect_right(seen.segments, time_s, key=lambda one: one.start_s) - 1
    if not 0 <= place < len(seen.segments) or time_s >= seen.segments[-1].end_s:
        return ""
    segment = seen.segments[place]
    lines = [f"{clock(segment.start_s)}–{clock(segment.end_s)}"]
    felt = _felt(seen, place)
    if felt:
        lines.append(", ".join(felt))
    if seen.energy and int(time_s) < len(seen.energy[0]):
        lines.append(_said(_LIVELY, share=round(100 * seen.energy[0][int(time_s)])))
    return "\n".join(lines)


def course_of(seen: Seen) -> str:
    """Say how the feelings of a film follow each other, in a few words; "" where none are read."""
    if not seen.feelings:
        return ""
    told = next((runs for runs in seen.feelings if len(runs) <= MOST_STRETCHES), seen.feelings[-1])
    stretches = (
        _said(_FROM, name=feeling_words(one.name), time=clock(one.span.start_s)) for one in told
    )
    return _said(_COURSE, course=", ".join(stretches))


def _felt(seen: Seen, place: int) -> list[str]:
    shares = seen.shares[place] if place < len(seen.shares) else ()
    ordered = sorted(zip(seen.emotions, shares, strict=False), key=lambda one: -one[1])
    told = ((name, share) for name, share in ordered if share >= LEAST)
    return [
        _said(_FELT, name=feeling_words(name), share=round(100 * share))
        for name, share in islice(told, MOST)
    ]


def _said(text: str, **words: object) -> str:
    return QCoreApplication.translate(CONTEXT, text).format(**words)
