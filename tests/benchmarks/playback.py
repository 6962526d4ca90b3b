"""`python -m tests.benchmarks.playback`: play in real time and measure what a person would notice.

It plays a film with a song on it through the sound device, or silently where there is none, and
prints how late pictures are against the sound, how many were left out, how far the clock of the
sound runs from that of the computer, how soon another song is heard, how fast scrubbing answers,
and what it all costs.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from editor_app.playback.deck import Deck, Listener
from editor_app.playback.pictures import Pictures
from editor_app.playback.route import RATE_HZ
from editor_app.playback.screen import Picture
from editor_app.playback.sink import SoundDevice
from editor_app.project.cue import Cue
from editor_app.score.mix import Mix, Original
from inference.errors import WorldError
from inference.media.probe import probe, require_picture
from inference.values import Span
from resources import DEMO

# The first second of a device's life its delay is a guess.
SETTLED_S = 1.5


class Watcher:
    """Notes how late each picture comes."""

    def __init__(self) -> None:
        self.deck: Deck | None = None
        self.late_ms: list[float] = []
        self.times_s: list[float] = []
        self.came = threading.Event()

    def see(self, picture: Picture) -> None:
        assert self.deck is not None
        self.late_ms.append((self.deck.position_s - picture.time_s) * 1000)
        self.times_s.append(picture.time_s)
        self.came.set()

    def hear(self, trouble: WorldError) -> None:
        print(f"  ({trouble})")


def main() -> None:
    asked = _arguments()
    info = probe(asked.film)
    picture = require_picture(info)
    whole = Span(0.0, info.duration_s)
    print(f"{asked.film.name}: {picture.width}x{picture.height} {picture.codec}, "
          f"{picture.frames_per_s:.2f} pictures a second")  # fmt: skip
    songs = sorted((DEMO / "music").glob("*.ogg"))
    own = Original(asked.film) if info.audio else None
    mixes = [Mix(whole, (_cue(song, info.duration_s),), own) for song in songs]
    watcher = Watcher()
    deck = Deck(SoundDevice, Listener(watcher.hear, _say_clock, lambda: None))
    watcher.deck = deck
    pictures = Pictures(deck, watcher.see, watcher.hear)
    pictures.set_size(asked.width, asked.width)
    try:
        deck.load(info.duration_s)
        deck.set_loop(whole)
        deck.set_mix(mixes[0])
        pictures.open(asked.film, duration_s=info.duration_s)
        watcher.came.wait(10)
        _play(deck, pictures, watcher, asked.seconds, picture.frames_per_s)
        _change(deck, mixes)
        deck.pause()
        _scrub(pictures, watcher, info.duration_s)
    finally:
        pictures.close()
        deck.close()


def _play(
    deck: Deck, pictures: Pictures, watcher: Watcher, seconds: float, frames_per_s: float
) -> None:
    began = time.perf_counter()
    deck.play()
    pictures.follow()
    _until(lambda: deck.position_s > 0)
    print(f"sound after {(time.perf_counter() - began) * 1000:.0f} ms")
    time.sleep(SETTLED_S)
    watcher.late_ms.clear()
    used, wall, taken = time.process_time(), time.perf_counter(), deck._given
    time.sleep(seconds)
    used, wall, taken = (
        time.process_time() - used,
        time.perf_counter() - wall,
        deck._given - taken,
    )
    late = sorted(watcher.late_ms)
    shown = len(late)
    print(f"pictures: {shown} of {wall * frames_per_s:.0f} shown; late by "
          f"{statistics.median(late):.1f} ms median, {late[int(shown * 0.95)]:.1f} ms p95, "
          f"{late[-1]:.1f} ms at most")  # fmt: skip
    print(f"clock of the sound against the computer's: {(taken / RATE_HZ - wall) * 1000:+.0f} ms "
          f"in {wall:.0f} s")  # fmt: skip
    print(f"processor: {used / wall * 100:.0f} % of one core")


def _change(deck: Deck, mixes: Sequence[Mix]) -> None:
    took = []
    deck.seek(2.0)
    for mix in mixes[1:8]:
        began = time.perf_counter()
        deck.set_mix(mix)
        _until(lambda mix=mix: deck._mixed is mix)  # type: ignore[misc]
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(0.3)
    print(f"another song: ready for the device after {_typical(took)}")


def _scrub(pictures: Pictures, watcher: Watcher, duration_s: float) -> None:
    first, exact = [], []
    for i in range(20):
        time_s = duration_s * (i * 7 % 20 + 0.5) / 20
        watcher.came.clear()
        began = time.perf_counter()
        pictures.show(time_s, exact=False)
        watcher.came.wait(10)
        first.append((time.perf_counter() - began) * 1000)
        _until(lambda time_s=time_s: 0 <= time_s - watcher.times_s[-1] < 0.05)  # type: ignore[misc]
        exact.append((time.perf_counter() - began) * 1000)
    print(f"scrubbing: a picture after {_typical(first)}, the right one after {_typical(exact)}")


def _typical(took_ms: Sequence[float]) -> str:
    return f"{statistics.median(took_ms):.0f} ms median, {max(took_ms):.0f} ms at most"


def _cue(song: Path, duration_s: float) -> Cue:
    return Cue(song, "", "", 0.0, min(duration_s, 30.0))


def _say_clock(silent: bool) -> None:
    print("clock:", "the computer's" if silent else "the sound device")


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.001)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.playback", description=__doc__
    )
    parser.add_argument("--film", type=Path, default=DEMO / "clip.mp4")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--width", type=int, default=960, help="device pixels of the viewer")
    return parser.parse_args()


if __name__ == "__main__":
    main()
