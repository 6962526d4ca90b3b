"""Songs for the stretch under the playhead: from memory where they are known, else asked for.

Questions are numbered and the newest wins, so that a slider may ask with every step of a drag; what
was found for a step before is shown on the way. When the user pauses, the other scenes are answered
ahead of being asked for: going to them then costs nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from editor_app.operations.engines import LIBRARY, Engines
from editor_app.operations.lanes import Lanes, Latest
from inference.errors import WorldError
from inference.values import Span, VideoAnalysis

if TYPE_CHECKING:
    from editor_app.session import Suggested, Wish

PAUSE_MS = 150
"""So long after the last question the user is taken to have stopped turning sliders."""

_MOST_KNOWN = 1000


class Suggesting(QObject):
    """Asks the library.

    `answered` carries the `Suggested`, the `Span` and the `Wish` it answers; `library_empty` comes
    instead when no song has been analysed yet.
    """

    answered = Signal(object, object, object)
    failed = Signal(object)
    library_empty = Signal()

    def __init__(self, lanes: Lanes, engines: Engines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engines = engines
        self._video: VideoAnalysis | None = None
        self._known: OrderedDict[Hashable, Suggested] = OrderedDict()
        self._asking: Latest[_Answer] = Latest(
            lanes, LIBRARY, done=self._take, failed=self.failed.emit
        )
        self._ahead: Latest[_Answer] = Latest(
            lanes, LIBRARY, done=self._take_ahead, failed=_passed_over
        )
        self._warming: Latest[bool] = Latest(lanes, LIBRARY, done=_passed_over, failed=_passed_over)
        self._last: tuple[Span, Wish] | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look_ahead)

    @property
    def has_video(self) -> bool:
        """Whether there is a film to ask for."""
        return self._video is not None

    def set_video(self, video: VideoAnalysis | None) -> None:
        """Ask for this film from now on; None while there is none that has been watched."""
        self._video = video
        self._forget()
        if video is not None:
            self._warm()

    def ask(self, span: Span, wish: Wish) -> None:
        """Ask for songs for a stretch; what is known is answered before this returns."""
        video = self._video
        if video is None:
            return
        refines = self._last is not None and self._last[0] == span
        self._last = span, wish
        self._ahead.drop()
        known = self._known.get(_key(span, wish))
        if known is not None:
            self._asking.drop()
            self._known.move_to_end(_key(span, wish))
            self.answered.emit(known, span, wish)
            self._pause.start()
        else:
            make = partial(_answer, self._engines, video, span, wish)
            self._asking.ask(make, refines=refines)

    def library_changed(self) -> None:
        """Forget all answers: songs have come, gone or been marked. Ask again for the current."""
        self._forget()
        self._warm()

    def _forget(self) -> None:
        for latest in (self._asking, self._ahead):
            latest.drop()
        self._pause.stop()
        self._known.clear()
        self._last = None

    def _warm(self) -> None:
        """Bring what search needs into memory before it is needed."""
        self._warming.ask(partial(_prepared, self._engines))

    def _take(self, answer: _Answer) -> None:
        if answer.suggested is None:
            self.library_empty.emit()
            return
        self._keep(answer)
        self.answered.emit(answer.suggested, answer.span, answer.wish)
        self._pause.start()

    def _keep(self, answer: _Answer) -> None:
        # Which songs are favourites may change with every click.
        if answer.suggested is not None and not answer.wish.filters.favourites:
            self._known[_key(answer.span, answer.wish)] = answer.suggested
            if len(self._known) > _MOST_KNOWN:
                self._known.popitem(last=False)

    def _take_ahead(self, answer: _Answer) -> None:
        self._keep(answer)
        self._look_ahead()

    def _look_ahead(self) -> None:
        """Ask for the nearest stretch that is not known yet, one at a time."""
        if self._video is None or self._last is None:
            return
        span, wish = self._last
        if wish.filters.favourites:
            return
        nearest = sorted(_stretches(self._video), key=lambda one: abs(one.start_s - span.start_s))
        unknown = next((one for one in nearest if _key(one, wish) not in self._known), None)
        if unknown is not None:
            self._ahead.ask(partial(_answer, self._engines, self._video, unknown, wish))


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """What was found for a question; None where the library holds no analysed song."""

    span: Span
    wish: Wish
    suggested: Suggested | None


def _answer(engines: Engines, video: VideoAnalysis, span: Span, wish: Wish) -> _Answer:
    if not _prepared(engines):
        return _Answer(span, wish, None)
    session = engines.session()
    if video.pack_id != session.pack.pack_id:
        raise WorldError(
            "The film was watched with another model pack.",
            remedy="Analyse it again; what was seen is kept, so it is quick.",
        )
    return _Answer(span, wish, session.suggest_for(video, span, wish))


def _prepared(engines: Engines) -> bool:
    """Make search ready; False when the library holds no analysed song."""
    from catalog.errors import SearchError  # noqa: PLC0415  (not at start)

    session = engines.session()
    try:
        session.library.prepare(session.pack.pack_id)
    except SearchError:
        return False
    return True


def _stretches(video: VideoAnalysis) -> tuple[Span, ...]:
    return Span(0.0, video.base.duration_s), *video.base.scenes


def _key(span: Span, wish: Wish) -> Hashable:
    return span, _hashable(wish)


def _hashable(value: object) -> Hashable:
    """Return something equal for equal values of our frozen dataclasses, and hashable."""
    if is_dataclass(value):
        return tuple(_hashable(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, Mapping):
        return frozenset((name, _hashable(one)) for name, one in value.items())
    return value if isinstance(value, Hashable) else repr(value)


def _passed_over(_: object) -> None:
    """Say nothing: what is wrong here is told when the same is asked for in earnest."""
