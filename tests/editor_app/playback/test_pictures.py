from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from editor_app.playback.pictures import Pictures
from editor_app.playback.screen import Picture, Screen
from inference.errors import WorldError
from tests.inference.media.making import ffmpeg, flat, write_video

RATE = 25
SIZE = (160, 90)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds with one keyframe at the start and one at 6 s."""
    pictures = [flat(20 + i % 200) for i in range(250)]
    options = {"g": "150", "keyint_min": "150", "sc_threshold": "0", "crf": "12"}
    return write_video(tmp_path_factory.mktemp("film") / "film.mp4", pictures, options=options)


class Hand:
    """A clock that is set by hand."""

    position_s = 0.0
    is_playing = False
    speed = 1.0


class Audience:
    """Keeps what is delivered and reported."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.trouble: list[WorldError] = []
        self.came = threading.Condition()

    def see(self, picture: Picture) -> None:
        with self.came:
            self.pictures.append(picture)
            self.came.notify_all()

    def hear(self, trouble: WorldError) -> None:
        with self.came:
            self.trouble.append(trouble)
            self.came.notify_all()

    def wait_for(self, condition: Callable[[], bool]) -> None:
        with self.came:
            assert self.came.wait_for(condition, 10)

    @property
    def times_s(self) -> list[float]:
        return [round(picture.time_s, 3) for picture in self.pictures]


def always() -> bool:
    return True


def screen_of(film: Path, audience: Audience, duration_s: float = 10.0) -> Screen:
    return Screen(film, duration_s, deliver=audience.see, report=audience.hear)


def test_while_scrubbing_the_keyframe_comes_before_the_right_one(film: Path) -> None:
    audience = Audience()
    screen = screen_of(film, audience)
    screen.still(8.0, SIZE, exact=False, go_on=always)
    assert [(p.time_s, p.is_exact) for p in audience.pictures] == [(6.0, False), (8.0, True)]
    screen.still(8.04, SIZE, exact=False, go_on=always)
    assert audience.times_s[2:] == [8.04]
    screen.still(3.0, SIZE, exact=True, go_on=always)
    assert audience.times_s[3:] == [3.0]
    screen.close()


def test_what_is_due_is_shown_once_and_late_ones_are_left_out(film: Path) -> None:
    audience = Audience()
    screen = screen_of(film, audience)
    screen.due(0.0, 1.0, SIZE, go_on=always)
    assert 0.005 < screen.due(0.03, 1.0, SIZE, go_on=always) <= 0.0101
    assert 0.002 < screen.due(0.03, 2.0, SIZE, go_on=always) <= 0.0051
    screen.due(0.30, 1.0, SIZE, go_on=always)
    assert audience.times_s == [0.0, 0.28]
    screen.due(0.33, 1.0, SIZE, go_on=always)
    screen.due(0.37, 1.0, (80, 80), go_on=always)
    assert audience.times_s == [0.0, 0.28, 0.32, 0.36]
    assert audience.pictures[-1].pixels.shape == (45, 80, 4)
    screen.close()


def test_backwards_the_picture_follows(film: Path) -> None:
    audience = Audience()
    screen = screen_of(film, audience)
    for position_s in (2.0, 1.97, 1.94, 1.9):
        screen.due(position_s, -1.0, SIZE, go_on=always)
    assert audience.times_s == [0.0, 2.0, 1.96, 1.92, 1.88]
    screen.close()


def test_at_high_speed_keyframes_do(film: Path) -> None:
    audience = Audience()
    screen = screen_of(film, audience)
    screen.due(5.0, 8.0, SIZE, go_on=always)
    screen.due(7.0, 8.0, SIZE, go_on=always)
    screen.due(7.5, 8.0, SIZE, go_on=always)
    assert audience.times_s == [0.0, 6.0]
    screen.close()


def test_a_picture_that_ends_early_is_told_once(film: Path) -> None:
    audience = Audience()
    screen = screen_of(film, audience, duration_s=30.0)
    screen.still(20.0, SIZE, exact=True, go_on=always)
    screen.still(25.0, SIZE, exact=True, go_on=always)
    screen.still(1.0, SIZE, exact=True, go_on=always)
    assert audience.times_s == [9.96, 1.0]
    assert ["ends at 0:09" in trouble.what for trouble in audience.trouble] == [True]
    screen.close()


@pytest.fixture
def show() -> Iterator[tuple[Pictures, Hand, Audience]]:
    clock, audience = Hand(), Audience()
    pictures = Pictures(clock, audience.see, audience.hear)
    yield pictures, clock, audience
    pictures.close()
    assert not any(thread.name == "pictures" for thread in threading.enumerate())


Show = tuple[Pictures, Hand, Audience]


def test_a_film_shows_its_first_picture_when_it_is_opened(show: Show, film: Path) -> None:
    pictures, _, audience = show
    pictures.set_size(80, 80)
    pictures.open(film, duration_s=10.0)
    audience.wait_for(lambda: len(audience.pictures) == 1)
    assert audience.pictures[0].pixels.shape == (45, 80, 4)
    assert audience.pictures[0].time_s == 0.0


def test_of_many_requests_the_last_is_answered(show: Show, film: Path) -> None:
    pictures, _, audience = show
    pictures.open(film, duration_s=10.0)
    for i in range(100):
        pictures.show(i / 20, exact=False)
    pictures.show(9.0)
    audience.wait_for(lambda: audience.pictures[-1:] != [] and audience.pictures[-1].time_s == 9.0)
    assert len(audience.pictures) < 60


def test_while_the_clock_runs_the_picture_follows_it(show: Show, film: Path) -> None:
    pictures, clock, audience = show
    pictures.open(film, duration_s=10.0)
    audience.wait_for(lambda: len(audience.pictures) == 1)
    clock.is_playing = True
    pictures.follow()
    for i in range(1, 6):
        clock.position_s = i / RATE
        audience.wait_for(lambda i=i: audience.times_s[-1] == round(i / RATE, 3))
    clock.is_playing = False
    pictures.show(5.0)
    audience.wait_for(lambda: audience.times_s[-1] == 5.0)


def test_a_file_that_came_back_can_be_opened_again(show: Show, film: Path, tmp_path: Path) -> None:
    pictures, _, audience = show
    path = tmp_path / "moved.mp4"
    pictures.open(path, duration_s=10.0)
    audience.wait_for(lambda: len(audience.trouble) == 1)
    pictures.show(3.0)
    path.write_bytes(film.read_bytes())
    pictures.open(path, duration_s=10.0)
    audience.wait_for(lambda: len(audience.pictures) == 1)
    assert len(audience.trouble) == 1


def test_a_film_cut_off_in_the_middle_shows_what_there_is(
    show: Show, film: Path, tmp_path: Path
) -> None:
    pictures, _, audience = show
    path = tmp_path / "cut.ts"
    whole = tmp_path / "whole.ts"
    ffmpeg("-i", film, "-c", "copy", whole)
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    pictures.open(path, duration_s=10.0)
    pictures.show(9.5)
    audience.wait_for(lambda: len(audience.trouble) == 1)
    pictures.show(1.0)
    audience.wait_for(lambda: audience.times_s[-1] == pytest.approx(1.0, abs=0.04))


def test_closing_does_not_wait_for_a_long_search(show: Show, film: Path) -> None:
    pictures, _, _ = show
    pictures.open(film, duration_s=10.0)
    pictures.show(5.9)
    begun = time.monotonic()
    pictures.close()
    assert time.monotonic() - begun < 1.0
