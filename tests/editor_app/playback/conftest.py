"""A deck that plays into a recording, and films and songs to play."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import soundfile

from editor_app.playback.deck import Deck, Listener
from editor_app.playback.route import RATE_HZ
from editor_app.playback.sink import Recording, Sink
from editor_app.score.mix import Mix
from inference.errors import WorldError
from inference.values import Floats
from tests.inference.media.making import flat, write_video

CHUNK = 512


@dataclass
class Heard:
    """What a deck said."""

    trouble: list[WorldError] = field(default_factory=list)
    silent: list[bool] = field(default_factory=list)
    ended: int = 0

    def end(self) -> None:
        self.ended += 1

    @property
    def listener(self) -> Listener:
        return Listener(self.trouble.append, self.silent.append, self.end)


class Studio:
    """A deck, what it plays into, and the hand that lets time go by."""

    def __init__(self, duration_s: float, *, latency: int = 0) -> None:
        self.sink = Recording(latency=latency)
        self.heard = Heard()
        self.deck = Deck(lambda: self.sink, self.heard.listener)
        self.deck.load(duration_s)

    def start(self, mix: Mix | None, at_s: float = 0.0) -> None:
        self.deck.set_mix(mix)
        self.deck.seek(at_s)
        self.settle()
        self.deck.play()
        self.wait_for(self.sink.is_alive)

    def run(self, seconds: float) -> Floats:
        """Let time go by; return what was played in it, (n, 2)."""
        begin, left = len(self.sink.blocks), round(seconds * RATE_HZ)
        while left > 0:
            count = min(CHUNK, left)
            if self.deck.is_playing and self.deck.speed == 1.0:
                assert self.deck.wait_ready(count, timeout_s=10)
            self.sink.advance(count)
            left -= count
        return np.concatenate(self.sink.blocks[begin:])

    def wait_for(self, condition: Callable[[], bool]) -> None:
        with self.deck._lock:
            assert self.deck._lock.wait_for(condition, 10)

    def settle(self) -> None:
        """Wait until the deck sounds like the mix it was given."""
        self.wait_for(lambda: self.deck._mixed is self.deck._mix)


@pytest.fixture
def studio() -> Iterator[Callable[..., Studio]]:
    made: list[Studio] = []

    def make(duration_s: float = 8.0, *, latency: int = 0) -> Studio:
        made.append(Studio(duration_s, latency=latency))
        return made[-1]

    yield make
    for one in made:
        one.deck.close()


@pytest.fixture
def deck_of() -> Iterator[Callable[[Callable[[], Sink]], tuple[Deck, Heard]]]:
    """A deck with a sink of the test's own."""
    made: list[Deck] = []

    def make(sink: Callable[[], Sink]) -> tuple[Deck, Heard]:
        heard = Heard()
        made.append(Deck(sink, heard.listener))
        return made[-1], heard

    yield make
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds each of noise: a.wav, b.wav, own.wav."""
    folder = tmp_path_factory.mktemp("sounds")
    for seed, name in enumerate(("a", "b", "own")):
        noise = np.random.default_rng(seed).standard_normal((12 * RATE_HZ, 2)) * 0.1
        soundfile.write(folder / f"{name}.wav", noise.astype(np.float32), RATE_HZ, subtype="FLOAT")
    return folder


@pytest.fixture(scope="session")
def silent_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("films") / "silent.mp4"
    return write_video(path, [flat(40 + i) for i in range(50)])
