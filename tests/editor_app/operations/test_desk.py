from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from editor_app.operations.desk import Desk
from editor_app.playback.sink import WallClock
from editor_app.project.autosave import Autosave
from editor_app.project.timeline import Project
from editor_app.settings import Settings
from inference.errors import MediaError
from inference.values import VideoAnalysis
from resources import PACKS
from tests.inference.media.making import flat, write_video

LONG_MS = 30_000


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds, dark and then bright."""
    pictures = [flat(40)] * 50 + [flat(200)] * 50
    return write_video(tmp_path_factory.mktemp("film") / "film.mp4", pictures)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    before = set(threading.enumerate())
    chosen = Settings(tmp_path / "library", tmp_path / "cache", PACKS / "starter", "cpu")
    made = Desk(chosen, Autosave(tmp_path / "recovery"), make_sink=WallClock)
    yield made
    assert made.close()
    assert not [one for one in threading.enumerate() if one not in before and one.is_alive()]


def open_film(qtbot: QtBot, desk: Desk, film: Path) -> None:
    with qtbot.waitSignal(desk.files.opened, timeout=LONG_MS):
        desk.files.open(film)


def test_a_film_that_is_opened_is_shown_and_watched(qtbot, desk: Desk, film: Path) -> None:
    watched: list[VideoAnalysis | None] = []
    desk.watched.connect(watched.append)
    frames: list[object] = []
    desk.player.frame_ready.connect(frames.append)
    open_film(qtbot, desk, film)
    assert desk.player.duration_s == pytest.approx(4.0, abs=0.1)
    assert desk.focus.span is not None
    assert desk.video is None
    qtbot.waitUntil(lambda: bool(frames), timeout=LONG_MS)
    qtbot.waitUntil(
        lambda: desk.video is not None and not desk.video.base.provisional, timeout=LONG_MS
    )
    assert watched[0] is None
    assert watched[-1] is desk.video
    assert desk.focus.scenes == desk.video.base.scenes  # type: ignore[union-attr]


def test_without_songs_the_library_is_said_to_be_empty(qtbot, desk: Desk, film: Path) -> None:
    with qtbot.waitSignal(desk.suggesting.library_empty, timeout=LONG_MS):
        open_film(qtbot, desk, film)


def test_another_film_takes_the_place_of_the_first(
    qtbot, desk: Desk, film: Path, tmp_path: Path
) -> None:
    open_film(qtbot, desk, film)
    other = write_video(tmp_path / "other.mp4", [flat(90)] * 50)
    open_film(qtbot, desk, other)
    qtbot.waitUntil(lambda: desk.video is not None, timeout=LONG_MS)
    assert desk.video.info.path == other  # type: ignore[union-attr]
    assert desk.player.duration_s == pytest.approx(2.0, abs=0.1)


def test_closing_the_project_forgets_the_film(qtbot, desk: Desk, film: Path) -> None:
    open_film(qtbot, desk, film)
    qtbot.waitUntil(lambda: desk.video is not None, timeout=LONG_MS)
    desk.document.load(Project())
    assert desk.video is None
    assert desk.focus.span is None
    assert desk.player.duration_s == 0.0


def test_what_goes_wrong_in_the_background_is_told(qtbot, desk: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no film" * 100)
    with qtbot.waitSignal(desk.failed, timeout=LONG_MS) as failed:
        desk.files.open(broken)
    assert isinstance(failed.args[0], MediaError)
    assert desk.document.film is None


def test_it_is_ready_before_it_is_asked(qtbot, desk: Desk) -> None:
    with qtbot.waitSignal(desk.got_ready, timeout=LONG_MS) as ready:
        desk.warm()
    assert ready.args[0].device == "cpu"
    assert desk.engines.pack() is ready.args[0].pack


def test_another_library_is_used_from_now_on(qtbot, desk: Desk, tmp_path: Path) -> None:
    chosen = replace(desk.engines.settings, library=tmp_path / "another")
    with qtbot.waitSignal(desk.got_ready, timeout=LONG_MS):
        desk.set_settings(chosen)
    assert desk.engines.settings == chosen
    with qtbot.assertNotEmitted(desk.got_ready, wait=100):
        desk.set_settings(chosen)


def test_it_closes_in_the_middle_of_work(qtbot, desk: Desk, film: Path) -> None:
    open_film(qtbot, desk, film)
    job = desk.analysing.job
    assert job is not None
    desk.player.play()
    assert desk.close()
    assert job.state == "cancelled"
    assert not desk.player.is_playing
