"""The mix of the timeline, a second ahead of the loudspeaker: same code as the renderer's.

Music and original sound are mixed apart, each by `mix_blocks`, and added as the renderer adds
them, so that either level can change at once and a new piece of music does not interrupt the
original sound.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np

from editor_app.playback.buffer import Buffer
from editor_app.playback.route import Route
from editor_app.project.cue import Cue
from editor_app.score.mix import RATE_HZ, Mix, mix_blocks
from inference.errors import MediaError, WorldError
from inference.media.container import open_media, sound_streams
from inference.values import Floats, Span

BLOCK = 4096
AHEAD = RATE_HZ
_SAME_GAIN_DB = 1e-6

Report = Callable[[WorldError], None]
Now = Callable[[], int]


class Mixer:
    """The sound along a route, ready ahead of time.

    One thread mixes (`restart`, `change`, `fill`), another takes (`ready`, `add_to`) while it
    holds `lock`; the mixing thread takes the lock only to hand over what is finished.
    """

    def __init__(self, lock: AbstractContextManager[object], report: Report) -> None:
        self._lock = lock
        self._report = report
        self._told: set[Path | None] = set()
        self._route = Route(0, 0)
        self._music = _Part(self._tell)
        self._original = _Part(self._tell)

    def ready(self, played: int) -> int:
        """Return how many samples can be taken after `played` of the route."""
        return min(part.buffer.ready(played) for part in self._parts)

    def add_to(self, out: Floats, played: int) -> None:
        """Add the samples after `played` of the route to `out`, (n, 2), no more than are ready."""
        for part in self._parts:
            part.buffer.add_to(out, played, part.level(len(out)))

    def restart(self, route: Route, mix: Mix | None) -> None:
        """Mix along another route from its beginning."""
        self._route = route
        contents = _contents(mix, route)
        for part, content, gain in zip(self._parts, contents, _gains(mix), strict=True):
            part.begin(content, route, 0)
            first = part.next_block()
            with self._lock:
                part.restart(first, gain)

    def change(self, mix: Mix | None, now: Now) -> None:
        """Go on along the route with another mix; `now` says how much of the route is played.

        It says -1 when another route is taken meanwhile; `restart` follows then.
        """
        contents = _contents(mix, self._route)
        for part, content, gain in zip(self._parts, contents, _gains(mix), strict=True):
            self._change_part(part, content, gain, now)

    def wants(self, played: int) -> bool:
        """Say whether more is to be made ready."""
        return min(part.buffer.end for part in self._parts) < min(
            played + AHEAD, self._route.samples
        )

    def fill(self) -> None:
        """Mix one block more."""
        part = min(self._parts, key=lambda one: one.buffer.end)
        block = part.next_block()
        if block is not None:
            with self._lock:
                part.buffer.add(block)

    @property
    def _parts(self) -> tuple[_Part, _Part]:
        return self._music, self._original

    def _change_part(self, part: _Part, content: Mix, gain: np.float32, now: Now) -> None:
        louder = _louder(part.content, content)
        if louder is not None:
            with self._lock:
                part.turn_to(gain * louder, heard=now() > 0)
            return
        with self._lock:
            first = max(0, now())
        part.begin(content, self._route, first)
        sound = np.zeros((0, 2), np.float32)
        while (block := part.next_block()) is not None:
            sound = np.concatenate((sound, block))
            with self._lock:
                at = now()
                if at < first:
                    return
                if at < first + len(sound):
                    part.splice(at, first, sound, gain)
                    return

    def _tell(self, trouble: WorldError) -> None:
        if trouble.path not in self._told:
            self._told.add(trouble.path)
            self._report(trouble)


class _Part:
    """One side of the mix: where it comes from, what of it is ready, how loud it is to be."""

    def __init__(self, tell: Report) -> None:
        self.buffer = Buffer()
        self.content = Mix(Span(0.0, 0.0))
        self._gain = self._level = np.float32(1)
        self._tell = tell
        self._route = Route(0, 0)
        self._at = 0
        self._source: Iterator[Floats] = iter(())
        self._readable = self.content

    def begin(self, content: Mix, route: Route, played: int) -> None:
        """Turn to `content` after `played` samples of the route; nothing is read yet."""
        self.content = self._readable = content
        self._route, self._at = route, played
        self._source = _along(content, route, played)

    def next_block(self) -> Floats | None:
        """Return the next block of sound; what cannot be read is told of once and left out."""
        while True:
            try:
                block = next(self._source, None)
            except MediaError as trouble:
                self._leave_out(trouble)
                continue
            self._at += 0 if block is None else len(block)
            return block

    def restart(self, first: Floats | None, gain: np.float32) -> None:
        self.buffer.restart()
        if first is not None:
            self.buffer.add(first)
        self.turn_to(gain, heard=False)

    def splice(self, at: int, first: int, sound: Floats, gain: np.float32) -> None:
        """Go on with other sound from the sample `at`; `sound` begins with the sample `first`."""
        if at == 0:  # nothing was heard yet that it could glide from
            self.restart(sound, gain)
            return
        old_gain = self._level / gain if gain else np.float32(0)
        self.buffer.splice(at, first, sound, old_gain=old_gain)
        self.turn_to(gain, heard=False)

    def turn_to(self, gain: np.float32, *, heard: bool) -> None:
        """Be so loud from now on: what is heard glides there, what is not begins there."""
        self._gain = gain
        if not heard:
            self._level = gain

    def level(self, count: int) -> Floats | np.float32:
        """Return the gain of the next `count` samples; a change glides over all of them."""
        before, self._level = self._level, self._gain
        if before == self._gain:
            return self._gain
        return np.linspace(before, self._gain, count, dtype=np.float32)[:, None]

    def _leave_out(self, trouble: MediaError) -> None:
        original = self._readable.original
        if original is None or not _is_mute(original.path):
            self._tell(trouble)
        self._readable = _without(self._readable, trouble.path)
        self._source = _along(self._readable, self._route, self._at)


def _contents(mix: Mix | None, route: Route) -> tuple[Mix, Mix]:
    """Return the music and the original sound of a mix, each over the whole film."""
    whole = Span(0.0, route.end / RATE_HZ)
    if mix is None:
        return Mix(whole), Mix(whole)
    speech = mix.speech if mix.cues and mix.duck is not None else ()
    aside = mix.own_music if mix.cues else ()
    music = Mix(whole, mix.cues, None, speech, mix.duck if speech else None, aside)
    own = mix.original
    return music, Mix(whole, (), replace(own, gain_db=0.0) if own is not None else None)


def _gains(mix: Mix | None) -> tuple[np.float32, np.float32]:
    """Return how loud either part is played, of what is mixed of it (see `_contents`)."""
    original = mix.original if mix is not None else None
    return np.float32(1), np.float32(0) if original is None else _linear(original.gain_db)


def _louder(old: Mix, new: Mix) -> np.float32 | None:
    """Return by what factor `new` is louder than `old`, None where more than that has changed.

    Nothing at all in place of an original sound makes it wait: it comes back at once.
    """
    if new.original is None and not new.cues and old.original is not None:
        return np.float32(1)
    if replace(old, cues=()) != replace(new, cues=()) or len(old.cues) != len(new.cues):
        return None
    shifts_db = [_shift_db(a, b) for a, b in zip(old.cues, new.cues, strict=True)]
    if not all(abs(shift_db - shifts_db[0]) <= _SAME_GAIN_DB for shift_db in shifts_db):
        return None
    return _linear(shifts_db[0] if shifts_db else 0.0)


def _shift_db(old: Cue, new: Cue) -> float:
    """Return the difference in level of two cues, NaN where there are others."""
    same = old is new or replace(old, gain_db=new.gain_db) == new
    return new.gain_db - old.gain_db if same else math.nan


def _along(mix: Mix, route: Route, played: int) -> Iterator[Floats]:
    """Give the mix in the order of the route, `BLOCK` samples at most at a time."""
    while (stretch := route.stretch(played))[1] > 0:
        position, count = stretch
        for block in mix_blocks(mix, start=position, block=BLOCK):
            part = block[:count]
            count -= len(part)
            played += len(part)
            yield part
            if count == 0:
                break


def _without(mix: Mix, path: Path | None) -> Mix:
    """Leave out what is read from `path`; all of it where that is not known."""
    cues = tuple(cue for cue in mix.cues if path is not None and cue.track_path != path)
    return replace(mix, cues=cues, original=None)


def _is_mute(film: Path) -> bool:
    """Say whether a film is silent by nature, which is no trouble."""
    try:
        with open_media(film) as container:
            return not sound_streams(container)
    except MediaError:
        return False


def _linear(gain_db: float) -> np.float32:
    return np.float32(10 ** (gain_db / 20))
