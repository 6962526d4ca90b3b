from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from editor_app.operations.player import SPEEDS, Player
from editor_app.playback.sink import Recording, SoundDevice, SoundDeviceError, WallClock
from editor_app.project.cue import Cue
from editor_app.score.mix import Mix
from inference.values import Span
from tests.inference.media.making import flat, write_video

RATE = 25
SECONDS = 8.0


def numbered(frame: int) -> np.ndarray:
    """Grey on the left for the sixteens of the number, on the right for the rest."""
    return np.hstack([flat(20 + 12 * part, width=80) for part in divmod(frame, 16)])


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pictures = [numbered(i) for i in range(round(SECONDS * RATE))]
    folder = tmp_path_factory.mktemp("player")
    return write_video(folder / "film.mp4", pictures, options={"g": "50", "crf": "8"})


@pytest.fixture(scope="module")
def mix(tmp_path_factory: pytest.TempPathFactory) -> Mix:
    path = tmp_path_factory.mktemp("song") / "tone.wav"
    soundfile.write(path, [[0.25, 0.25]] * 48_000 * 8, 48_000, subtype="FLOAT")
    return Mix(Span(0.0, SECONDS), (Cue(path, "", "", 0.0, SECONDS),))


class Watched:
    """A player and what it said."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.images: list[QImage] = []
        self.trouble: list[object] = []
        self.clocks: list[str] = []
        self.states = 0
        player.frame_ready.connect(self.images.append)
        player.trouble.connect(self.trouble.append)
        player.clock_changed.connect(self.clocks.append)
        player.state_changed.connect(self._count)

    def _count(self) -> None:
        self.states += 1

    @property
    def number(self) -> int:
        """Which frame is shown, -1 for none."""
        if not self.images:
            return -1
        greys = [self.images[-1].pixelColor(x, 20).red() for x in (20, 140)]
        return round((greys[0] - 20) / 12) * 16 + round((greys[1] - 20) / 12)


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Callable[..., Watched]]:
    made: list[Player] = []

    def one(make_sink: Callable[[], object] = WallClock) -> Watched:
        made.append(Player(make_sink=make_sink))  # type: ignore[arg-type]
        return Watched(made[-1])

    yield one
    for player in made:
        player.shut_down()
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"sound", "pictures"}


@pytest.fixture
def watched(make: Callable[..., Watched], film: Path, qtbot: QtBot) -> Watched:
    """A player that shows the first picture of the film."""
    one = make()
    one.player.open(film, RATE, SECONDS)
    qtbot.waitUntil(lambda: one.number == 0)
    return one


def test_opening_shows_the_first_picture_in_the_size_there_is(
    make: Callable[..., Watched], film: Path, qtbot: QtBot
) -> None:
    one = make()
    one.player.set_viewport(QSize(80, 80))
    one.player.open(film, RATE, SECONDS)
    qtbot.waitUntil(lambda: one.images != [])
    assert one.images[0].size() == QSize(80, 45)
    assert (one.player.is_playing, one.player.position_s) == (False, 0.0)


def test_playing_moves_picture_and_position(watched: Watched, qtbot: QtBot) -> None:
    player = watched.player
    player.toggle()
    assert player.is_playing
    qtbot.waitUntil(lambda: player.position_s > 0.5)
    player.toggle()
    assert not player.is_playing
    frame = int(player.position_s * RATE + 0.02)
    qtbot.waitUntil(lambda: watched.number == frame)
    assert len(watched.images) > 6


def test_frames_are_stepped_through_both_ways(watched: Watched, qtbot: QtBot) -> None:
    for step, frame in ((1, 1), (1, 2), (10, 12), (-1, 11), (-100, 0), (1000, 199)):
        watched.player.step(step)
        qtbot.waitUntil(lambda frame=frame: watched.number == frame)
        assert watched.player.position_s == pytest.approx(frame / RATE)


def test_scrubbing_ends_on_the_right_picture(watched: Watched, qtbot: QtBot) -> None:
    for i in range(60):
        watched.player.seek(i / 10, exact=False)
    qtbot.waitUntil(lambda: watched.number == 147)
    assert watched.player.position_s == pytest.approx(5.9)


def test_the_shuttle_has_steps_both_ways(watched: Watched, qtbot: QtBot) -> None:
    player = watched.player
    player.seek(4.0)
    speeds = []
    for step in (1, 1, 1, 1, 1, -1, -1, -1, -1, -1):
        player.shuttle(step)
        speeds.append(player.speed)
    assert speeds == [1, 2, 4, 8, 8, 4, 2, 1, -1, -2]
    assert set(speeds) < set(SPEEDS)
    player.shuttle(0)
    assert not player.is_playing
    player.shuttle(-1)
    assert (player.is_playing, player.speed) == (True, -1)
    player.shuttle(0)


def test_at_the_end_it_stops_and_play_begins_anew(watched: Watched, qtbot: QtBot) -> None:
    player = watched.player
    player.seek(7.7)
    player.play()
    qtbot.waitUntil(lambda: not player.is_playing)
    qtbot.waitUntil(lambda: player.position_s == SECONDS)
    qtbot.waitUntil(lambda: watched.number == 199)
    player.play()
    assert player.is_playing
    qtbot.waitUntil(lambda: 0 < player.position_s < 2)
    player.pause()


def test_trying_a_song_keeps_the_place_and_the_playing(
    make: Callable[..., Watched], film: Path, mix: Mix, qtbot: QtBot
) -> None:
    sink = Recording()
    one = make(lambda: sink)
    player = one.player
    player.open(film, RATE, SECONDS)
    player.seek(2.0)
    player.play()
    qtbot.waitUntil(sink.is_alive)
    play(player, sink, 1.0)
    before_s = player._deck.position_s
    assert before_s == pytest.approx(3.0)
    player.audition(mix)
    assert player.is_auditioning
    qtbot.waitUntil(lambda: player._deck._mixed is mix)
    play(player, sink, 0.5)
    assert player.is_playing
    assert player._deck.position_s == pytest.approx(3.5)
    assert sink.blocks[-1][0, 0] == pytest.approx(0.25)
    player.set_mix(None)
    player.audition(None)
    qtbot.waitUntil(lambda: player._deck._mixed is None)
    play(player, sink, 0.5)
    assert not sink.blocks[-1].any()
    assert not player.is_auditioning


def play(player: Player, sink: Recording, seconds: float) -> None:
    for _ in range(round(seconds * 100)):
        assert player._deck.wait_ready(480, timeout_s=10)
        sink.advance(480)


def test_a_loop_is_played_over_and_over(watched: Watched, qtbot: QtBot) -> None:
    player = watched.player
    player.set_loop(Span(1.0, 1.3))
    player.seek(1.2)
    player.play()
    seen: list[float] = []
    player.position_changed.connect(seen.append)
    qtbot.waitUntil(lambda: sum(b < a for a, b in pairwise(seen)) >= 2)
    assert max(seen) < 1.4
    assert player.loop == Span(1.0, 1.3)


def test_without_a_device_the_picture_plays_and_the_app_says_so(
    make: Callable[..., Watched], film: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise SoundDeviceError("No device.", remedy="Connect one.")

    monkeypatch.setattr(SoundDevice, "start", fail)
    one = make(SoundDevice)
    one.player.open(film, RATE, SECONDS)
    one.player.play()
    qtbot.waitUntil(lambda: one.player.position_s > 0.3)
    assert one.clocks == ["silent"]
    assert len(one.trouble) == 1


def test_a_film_that_is_gone_is_trouble_and_no_more(
    make: Callable[..., Watched], tmp_path: Path, film: Path, qtbot: QtBot
) -> None:
    one = make()
    one.player.open(tmp_path / "gone.mp4", RATE, SECONDS)
    qtbot.waitUntil(lambda: len(one.trouble) == 1)
    one.player.play()
    qtbot.waitUntil(lambda: one.player.position_s > 0.1)
    one.player.open(film, RATE, SECONDS)
    qtbot.waitUntil(lambda: one.number == 0)
    assert (one.player.position_s, one.player.is_playing) == (0.0, False)


def test_without_a_film_nothing_plays(make: Callable[..., Watched]) -> None:
    one = make()
    for command in (one.player.play, one.player.toggle, one.player.pause):
        command()
        assert not one.player.is_playing
    one.player.shuttle(-1)
    one.player.step(1)
    one.player.seek(3.0)
    assert (one.player.is_playing, one.player.position_s) == (False, 0.0)


def test_fifty_films_leave_no_thread_and_no_file_behind(
    make: Callable[..., Watched], film: Path, qtbot: QtBot
) -> None:
    one = make()
    before = threading.active_count()
    for i in range(50):
        one.player.open(film, RATE, SECONDS)
        one.player.seek(i / 10)
        if i % 3 == 0:
            one.player.play()
    one.player.close()
    qtbot.waitUntil(lambda: film.resolve() not in open_files())
    assert threading.active_count() <= before + 2


def open_files() -> list[Path]:
    return [one.resolve() for one in Path("/proc/self/fd").iterdir() if one.exists()]
