"""Correcting the beats of songs: kept in the library, and seen at once on every cue of the song."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from editor_app.item_models.document import Document
from editor_app.item_models.hearing import Hearing
from editor_app.operations.engines import LIBRARY, Engines
from editor_app.operations.lanes import Lanes

if TYPE_CHECKING:
    from catalog.beats import BeatFix
    from catalog.library import Library
    from catalog.tracks import Timing, Track

Change = Literal["half", "double", "earlier", "later", "one", "bar", "reset"]

STEP_S = 0.01
Find = Callable[["Library"], "Track | None"]
Found = tuple["Track", Hearing]


class Beats(QObject):
    """Corrects beats, and lets the timeline know.

    `corrected` brings the track as it is then, `unknown` the path of a song that no library holds.
    """

    corrected = Signal(object)
    unknown = Signal(object)
    failed = Signal(object)

    def __init__(
        self, document: Document, lanes: Lanes, engines: Engines, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._lanes = lanes
        self._engines = engines

    def correct(self, track_id: int, change: Change) -> None:
        """Correct the beats of a song of the library."""
        self._correct(lambda library: library.get(track_id), change)

    def correct_at(self, path: Path, change: Change, *, at_s: float | None = None) -> None:
        """Correct the beats of a song; for "one", those at `at_s` of the song begin a bar."""
        self._correct(
            lambda library: library.at(path),
            change,
            at_s=at_s,
            none=lambda: self.unknown.emit(path),
        )

    def follow(self, track: Track) -> None:
        """Show the beats of a song that was marked, if it lies on the timeline."""
        if any(one.song.content_key == track.content_key for one in self._document.timeline.laid):
            self._ask(lambda library: _found(library, library.get(track.id)), self._learn)

    def refresh(self) -> None:
        """Show the beats as the library has them now under all that lies on the timeline."""
        paths = {one.song.path for one in self._document.timeline.laid}

        def look(library: Library) -> list[Found | None]:
            return [_found(library, library.at(path)) for path in paths]

        if paths:
            self._ask(look, self._learn_all)

    def _correct(
        self,
        find: Find,
        change: Change,
        *,
        at_s: float | None = None,
        none: Callable[[], object] = lambda: None,
    ) -> None:
        def correct(library: Library) -> Found | None:
            track = find(library)
            timing = library.timing(track.id) if track else None
            if track is None or timing is None:
                return None
            fix = fixed(track.marks.fix, change, timing, at_s=at_s)
            return _found(library, library.correct_beats(track.id, fix))

        def done(found: Found | None) -> None:
            self._learn(found)
            if found is None:
                none()
            else:
                self.corrected.emit(found[0])

        self._ask(correct, done)

    def _learn(self, found: Found | None) -> None:
        if found is not None:
            self._learn_all([found])

    def _learn_all(self, found: Iterable[Found | None]) -> None:
        self._document.learn({one[0].content_key: one[1] for one in found if one is not None})

    def _ask(self, make: Callable[[Library], object], done: Callable[..., None]) -> None:
        engines = self._engines
        self._lanes.ask(LIBRARY, lambda: make(engines.library()), done, failed=self.failed.emit)


def fixed(fix: BeatFix, change: Change, timing: Timing, *, at_s: float | None = None) -> BeatFix:
    """Return a correction after one more; `timing` is what the one until now makes of the song."""
    from catalog.beats import TEMPOS, BeatFix  # noqa: PLC0415  (the catalog is loaded on its lane)

    # Bars are shifted in the finer of the beats heard and the true ones.
    beat = 2 if fix.tempo < 1 else 1
    if change == "one":
        return replace(fix, bar_shift=fix.bar_shift + beat * _beats_off(timing, at_s or 0.0))
    if change in {"half", "double"}:
        tempo = fix.tempo * (0.5 if change == "half" else 2.0)
        return replace(fix, tempo=max(TEMPOS[0], min(tempo, TEMPOS[-1])))
    if change in {"earlier", "later"}:
        by_s = STEP_S if change == "later" else -STEP_S
        return replace(fix, shift_s=round(fix.shift_s + by_s, 3))
    return replace(fix, bar_shift=fix.bar_shift + beat) if change == "bar" else BeatFix()


def _beats_off(timing: Timing, at_s: float) -> int:
    """Return how many beats the beat nearest to a time comes after the bar it lies in begins."""
    import numpy as np  # noqa: PLC0415

    beats_s, downbeats_s = timing.beats_s, timing.downbeats_s
    if not len(beats_s) or not len(downbeats_s):
        return 0
    chosen = int(np.abs(beats_s - at_s).argmin())
    bars = [int(np.abs(beats_s - one).argmin()) for one in downbeats_s]
    before = [one for one in bars if one <= chosen]
    return chosen - (before[-1] if before else bars[0])


def _found(library: Library, track: Track | None) -> Found | None:
    timing = library.timing(track.id) if track else None
    if track is None or timing is None:
        return None
    beats_s, downbeats_s = timing.beats_s.tolist(), timing.downbeats_s.tolist()
    return track, Hearing(timing.bpm, tuple(beats_s), tuple(downbeats_s))
