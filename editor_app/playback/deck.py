"""The deck: what plays, from where, how fast; the sound of it; and where it is heard now."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from editor_app.playback.route import RATE_HZ, Route, Track
from editor_app.playback.sink import Sink, SoundDeviceError, WallClock
from inference.errors import WorldError

if TYPE_CHECKING:
    from editor_app.playback.mixer import Mixer
    from editor_app.score.mix import Mix
    from inference.values import Floats, Span

# How often a device is looked at that may have been pulled out.
_WATCH_S = 0.25
# A device that is not used for so long is given back.
_IDLE_S = 20.0


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told what happens, on any thread; they hand it on and do no more."""

    trouble: Callable[[WorldError], None]
    silent: Callable[[bool], None]
    ended: Callable[[], None]


class Deck:
    """Plays the sound of a film and is the clock of its picture. All times are those of the film.

    Commands answer at once; the work is done on a thread of its own, which lives until `close`.
    At other speeds than 1 nothing sounds. When sound cannot be made ready in time, time stands
    still until it is.

    Parameters
    ----------
    make_sink : callable
        Opens nothing yet; called again after a device was lost.
    """

    def __init__(self, make_sink: Callable[[], Sink], listener: Listener) -> None:
        self._make_sink = make_sink
        self._listener = listener
        self._lock = threading.Condition()
        self._track = Track()
        self._end = 0
        self._loop: tuple[int, int] | None = None
        self._mix: Mix | None = None
        self._playing = False
        self._speed = 1.0
        self._route = Route(0, 0)
        self._played = 0
        self._turn = 0
        self._mixed_turn = -1
        self._mixed: Mix | None = None
        self._mixer: Mixer | None = None
        self._given = 0
        self._sink: Sink | None = None
        self._line = _Line(self)
        self._sink_began = 0
        self._silent: bool | None = None
        self._used_at = 0.0
        self._closing = False
        self._thread: threading.Thread | None = None

    @property
    def position_s(self) -> float:
        """Where in the film is what is heard now."""
        with self._lock:
            return self._heard() / RATE_HZ

    @property
    def is_playing(self) -> bool:
        with self._lock:
            return self._playing

    @property
    def speed(self) -> float:
        with self._lock:
            return self._speed

    def load(self, duration_s: float) -> None:
        """Turn to another film, at its beginning and standing still."""
        with self._lock:
            self._end, self._loop, self._mix = round(duration_s * RATE_HZ), None, None
            self._go(0.0, playing=False, speed=1.0)

    def play(self, speed: float = 1.0) -> None:
        """Go on from here; from the end of the film, or its beginning backwards, do nothing."""
        with self._lock:
            if self._playing and self._speed == speed:
                return
            position = self._heard()
            if (position < self._end) if speed > 0 else (position > 0):
                self._go(position, playing=True, speed=speed)

    def pause(self) -> None:
        with self._lock:
            if self._playing:
                self._go(self._heard(), playing=False, speed=1.0)

    def seek(self, time_s: float) -> None:
        """Go there and keep on playing, or standing still."""
        with self._lock:
            self._go(time_s * RATE_HZ, playing=self._playing, speed=self._speed)

    def set_loop(self, span: Span | None) -> None:
        """Play `span` again and again whenever it is come to; None: play on to the end."""
        with self._lock:
            self._loop = None
            if span is not None and span.duration_s > 0:
                self._loop = round(span.start_s * RATE_HZ), round(span.end_s * RATE_HZ)
            self._go(self._heard(), playing=self._playing, speed=self._speed)

    def set_mix(self, mix: Mix | None) -> None:
        """Sound like `mix` from now on, without a break; its span is not looked at."""
        with self._lock:
            self._mix = mix
            self._wake()

    def wait_ready(self, samples: int, *, timeout_s: float) -> bool:
        """Wait until so much sound is ready, or all that is left of the film."""
        with self._lock:
            return self._lock.wait_for(lambda: self._is_ready(samples), timeout_s)

    def close(self) -> None:
        """Stop the sound and end the thread."""
        with self._lock:
            self._closing, self._playing = True, False
            self._lock.notify_all()
        if self._thread is not None:
            self._thread.join()

    def take(self, line: _Line, count: int, out: Floats | None) -> None:
        """Let `count` samples of time pass, writing their sound into `out` where there is one."""
        with self._lock:
            if line is not self._line:
                return
            ended = False
            if self._playing and self._speed == 1.0:
                ended = self._play(count, out)
            elif self._playing:
                ended = self._glide(count)
            self._given += count
            if ended:
                self._playing, self._speed = False, 1.0
            self._lock.notify_all()
        if ended:
            self._listener.ended()

    def _play(self, count: int, out: Floats | None) -> bool:
        """Move on by `count` samples, as far as they are ready; True at the end of the film."""
        done = 0
        while done < count:
            position, stretch = self._route.stretch(self._played)
            part = min(count - done, stretch, stretch if out is None else self._ready())
            self._track.follow(self._given + done, position, 1.0 if part else 0.0)
            if part == 0:
                return stretch == 0
            if out is not None and self._mixer is not None:
                self._mixer.add_to(out[done : done + part], self._played)
            self._played += part
            done += part
        return False

    def _glide(self, count: int) -> bool:
        """Move on silently at another speed; True where the film ends on that side."""
        position = self._route.start + self._played * self._speed
        self._track.follow(self._given, position, self._speed)
        self._played += count
        edge = self._end if self._speed > 0 else 0
        if (position + count * self._speed - edge) * self._speed < 0:
            return False
        until = round((edge - position) / self._speed)
        self._track.follow(self._given + until, edge, 0.0)
        return True

    def _ready(self) -> int:
        if self._mixer is None or self._mixed_turn != self._turn:
            return 0
        return self._mixer.ready(self._played)

    def _is_ready(self, samples: int) -> bool:
        return self._closing or self._ready() >= min(samples, self._route.samples - self._played)

    def _heard(self) -> float:
        heard = float(self._sink_began)
        if self._sink is not None:
            heard = min(self._sink_began + self._sink.heard(), self._given)
        return self._track.film(heard)

    def _go(self, position: float, *, playing: bool, speed: float) -> None:
        start = min(max(0, round(position)), self._end)
        route = Route(start, self._end, self._loop)
        if route != self._route or self._played:
            self._turn += 1
        self._playing, self._speed = playing, speed
        self._route, self._played = route, 0
        self._track.jump(self._given, start)
        self._wake()

    def _wake(self) -> None:
        if self._thread is None and not self._closing:
            self._thread = threading.Thread(target=self._work, name="sound", daemon=True)
            self._thread.start()
        self._lock.notify_all()

    def _work(self) -> None:
        """Tend the sink and the mix until closed; all that takes time happens here."""
        from editor_app.playback.mixer import Mixer  # noqa: PLC0415  (numpy, media libraries)

        mixer = Mixer(self._lock, self._listener.trouble)
        with self._lock:
            self._mixer = mixer
        try:
            while not self._closing:
                self._tend_sink()
                if self._needs_mixing():
                    self._tend_mix(mixer)
                else:
                    with self._lock:
                        self._lock.wait_for(self._has_work, _WATCH_S)
        finally:
            self._replace_sink(None)

    def _has_work(self) -> bool:
        return self._closing or (self._playing and self._sink is None) or self._needs_mixing()

    def _needs_mixing(self) -> bool:
        with self._lock:
            if self._mixer is None or (self._playing and self._speed != 1.0):
                return False
            if self._mixed_turn != self._turn or self._mixed is not self._mix:
                return True
            return self._mixer.wants(self._played)

    def _tend_mix(self, mixer: Mixer) -> None:
        with self._lock:
            turn, route, mix = self._turn, self._route, self._mix
        if turn != self._mixed_turn:
            mixer.restart(route, mix)
        elif mix is not self._mixed:
            mixer.change(mix, lambda: self._played if self._turn == turn else -1)
        else:
            mixer.fill()
        with self._lock:
            self._mixed, self._mixed_turn = mix, turn
            self._lock.notify_all()

    def _tend_sink(self) -> None:
        with self._lock:
            sink, wanted = self._sink, self._playing
        if wanted:
            self._used_at = time.monotonic()
        if sink is None:
            if wanted:
                self._open_sink()
        elif not wanted and (sink.is_silent or time.monotonic() - self._used_at > _IDLE_S):
            # The next time a loudspeaker is looked for again.
            self._replace_sink(None)
        elif not sink.is_alive():
            self._lose_sink()

    def _open_sink(self) -> None:
        sink = self._make_sink()
        try:
            self._replace_sink(sink)
        except SoundDeviceError as trouble:
            self._replace_sink(WallClock())
            self._say_silent(trouble)
        else:
            self._say_silent(None)

    def _lose_sink(self) -> None:
        with self._lock:
            self._go(self._heard(), playing=self._playing, speed=self._speed)
        self._replace_sink(WallClock())
        self._say_silent(
            SoundDeviceError(
                "The sound device is gone, so the picture plays on silently.",
                remedy="Connect it or another one, then pause and press play again.",
            )
        )

    def _replace_sink(self, sink: Sink | None) -> None:
        """Cut off the sink there is and start another; SoundDeviceError leaves none."""
        with self._lock:
            old, self._sink = self._sink, None
            self._line = line = _Line(self)
            self._sink_began = self._given
        if old is not None:
            old.stop()
        if sink is not None:
            sink.start(line)
            with self._lock:
                self._sink = sink
                self._lock.notify_all()

    def _say_silent(self, trouble: SoundDeviceError | None) -> None:
        silent = trouble is not None
        if silent == self._silent:
            return
        self._silent = silent
        self._listener.silent(silent)
        if trouble is not None:
            self._listener.trouble(trouble)


class _Line:
    """What a sink plays from; a sink that was replaced holds one that is dead."""

    def __init__(self, deck: Deck) -> None:
        self._deck = deck

    def fill(self, out: Floats) -> None:
        out[:] = 0
        self._deck.take(self, len(out), out)

    def skip(self, count: int) -> None:
        self._deck.take(self, count, None)
