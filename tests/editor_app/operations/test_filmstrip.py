from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from editor_app.operations.filmstrip import HEIGHT_PX, Filmstrip
from editor_app.operations.lanes import Lanes
from editor_app.operations.opening import film_of
from editor_app.project.timeline import Film
from inference.errors import MediaError
from inference.media.stills import Stills
from tests.inference.media.making import flat, write_video

RATE = 25


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """Eight seconds that grow brighter by a step each frame, with a keyframe every four."""
    pictures = (flat(20 + i, width=320, height=180) for i in range(8 * RATE))
    options = {"crf": "1", "g": "100", "sc_threshold": "0"}
    path = tmp_path_factory.mktemp("strip") / "a.mp4"
    return film_of(write_video(path, pictures, rate=RATE, options=options))


def second_of(image: QImage) -> float:
    return (image.pixelColor(50, 50).green() - 20) / RATE


@pytest.fixture
def strip(lanes: Lanes, film: Film) -> Filmstrip:
    made = Filmstrip(lanes)
    made.open(film)
    return made


def test_notes_of_a_film(film: Film) -> None:
    assert (film.duration_s, film.frames_per_s) == (8.0, RATE)
    assert film.size_bytes == film.path.stat().st_size
    assert len(film.content_key) == 32


def test_a_film_without_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        film_of(tmp_path / "gone.mp4")


def test_first_the_keyframe_then_the_right_picture(qtbot, strip: Filmstrip) -> None:
    assert strip.image(3.0) is None
    with qtbot.waitSignal(strip.ready):
        strip.image(3.0)
    quick = strip.image(3.0)
    assert quick is not None
    assert (quick.width(), quick.height()) == (199, HEIGHT_PX)
    assert second_of(quick) == pytest.approx(0.0, abs=0.1)
    with qtbot.waitSignal(strip.ready):
        strip.image(3.0)
    exact = strip.image(3.0)
    assert exact is not None
    assert second_of(exact) == pytest.approx(3.0, abs=0.15)
    with qtbot.assertNotEmitted(strip.ready, wait=50):
        strip.image(3.0)


def test_all_that_is_seen_gets_its_keyframes_first(
    qtbot, lanes: Lanes, film: Film, monkeypatch
) -> None:
    looked: list[tuple[str, float]] = []
    key, at = Stills.key, Stills.at
    monkeypatch.setattr(Stills, "key", lambda self, t: (looked.append(("key", t)), key(self, t))[1])
    monkeypatch.setattr(Stills, "at", lambda self, t: (looked.append(("at", t)), at(self, t))[1])
    strip = Filmstrip(lanes)
    strip.open(film)
    times = [1.0, 2.0, 5.0, 6.0]

    def draw() -> None:
        for time_s in reversed(times):
            strip.image(time_s)

    strip.ready.connect(draw)
    draw()
    qtbot.waitUntil(lambda: len(looked) == 8)
    assert looked == [("key", t) for t in times] + [("at", t) for t in times]


def test_what_was_asked_for_last_comes_first(qtbot, lanes: Lanes, strip: Filmstrip) -> None:
    gate = threading.Event()
    lanes.put("pictures", gate.wait)
    strip.image(1.0)
    qtbot.wait(1)
    for time_s in (6.0, 5.0):
        strip.image(time_s)
    qtbot.wait(1)
    there: list[tuple[float, ...]] = []
    strip.ready.connect(
        lambda: there.append(tuple(t for t in (1.0, 5.0, 6.0) if round(t * 4) in strip._held))
    )
    gate.set()
    qtbot.waitUntil(lambda: len(there) == 3)
    assert there == [(5.0,), (5.0, 6.0), (1.0, 5.0, 6.0)]


def test_another_film_takes_its_place(qtbot, strip: Filmstrip, film: Film) -> None:
    with qtbot.waitSignal(strip.ready):
        strip.image(0.0)
    strip.image(7.0)
    strip.open(None)
    assert strip.image(0.0) is None
    qtbot.wait(30)
    assert strip.image(7.0) is None
    strip.open(film)
    assert strip.image(0.0) is None
    with qtbot.waitSignal(strip.ready):
        strip.image(0.0)
    assert strip.image(0.0) is not None


def test_a_film_that_is_gone_leaves_gaps(qtbot, lanes: Lanes, film: Film) -> None:
    strip = Filmstrip(lanes)
    strip.open(replace(film, path=film.path.with_name("gone.mp4")))
    with qtbot.waitSignal(strip.ready):
        strip.image(0.0)
    with qtbot.assertNotEmitted(strip.ready, wait=30):
        assert strip.image(0.0) is None


def test_only_so_much_is_held(qtbot, strip: Filmstrip, monkeypatch) -> None:
    monkeypatch.setattr("editor_app.operations.filmstrip._MOST_BYTES", 400_000)
    for number in range(8):
        with qtbot.waitSignal(strip.ready):
            strip.image(number / 1.0)
    assert len(strip._held) == 4
    assert strip.image(0.0) is None
