from __future__ import annotations

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from editor_app.operations.lanes import Lanes
from editor_app.operations.waveforms import Waveforms
from inference.errors import MediaError
from resources import DEMO

SONGS = sorted((DEMO / "music").glob("*.ogg"))


def test_a_sound_is_known_as_soon_as_it_was_heard(qtbot, lanes: Lanes) -> None:
    waveforms = Waveforms(lanes)
    ready: list[Path] = []
    waveforms.ready.connect(ready.append)
    assert waveforms.get(SONGS[0]) is None
    assert waveforms.get(SONGS[0]) is None
    qtbot.waitUntil(lambda: ready == [SONGS[0]])
    found = waveforms.get(SONGS[0])
    assert found is not None
    assert found.is_whole
    assert found.duration_s == pytest.approx(50, abs=0.1)


def test_the_newest_wish_comes_first(qtbot, lanes: Lanes, tmp_path: Path) -> None:
    film = tmp_path / "long.wav"
    soundfile.write(film, np.zeros(8_000 * 600, np.float32), 8_000)
    gate = threading.Event()
    lanes.put("sound", gate.wait)
    waveforms = Waveforms(lanes)
    whole: list[Path] = []

    def note(path: Path) -> None:
        found = waveforms.get(path)
        if found is not None and found.is_whole:
            whole.append(path)

    waveforms.ready.connect(note)
    for path in (film, *SONGS[:3], SONGS[1]):
        waveforms.get(path)
    gate.set()
    qtbot.waitUntil(lambda: len(whole) == 4)
    assert whole == [SONGS[1], SONGS[2], SONGS[0], film]


def test_a_long_sound_is_interrupted_by_a_newer_wish(qtbot, lanes: Lanes, tmp_path: Path) -> None:
    film = tmp_path / "long.wav"
    soundfile.write(film, np.zeros(8_000 * 1200, np.float32), 8_000)
    waveforms = Waveforms(lanes)
    seen: list[tuple[Path, bool]] = []

    def note(path: Path) -> None:
        found = waveforms.get(path)
        assert found is not None
        seen.append((path, found.is_whole))
        if len(seen) == 1:
            waveforms.get(SONGS[0])

    waveforms.ready.connect(note)
    waveforms.get(film)
    qtbot.waitUntil(lambda: (film, True) in seen)
    assert seen[0] == (film, False)
    assert (SONGS[0], True) in seen
    assert seen.index((SONGS[0], True)) < seen.index((film, True))


def test_what_cannot_be_heard_is_said_and_not_tried_again(
    qtbot, lanes: Lanes, tmp_path: Path
) -> None:
    path = tmp_path / "a.mp3"
    path.write_bytes(b"no sound" * 99)
    waveforms = Waveforms(lanes)
    with qtbot.waitSignal(waveforms.ready):
        assert waveforms.get(path) is None
    assert isinstance(waveforms.trouble(path), MediaError)
    with qtbot.assertNotEmitted(waveforms.ready, wait=50):
        assert waveforms.get(path) is None
    shutil.copy(SONGS[0], path)
    waveforms.forget(path)
    with qtbot.waitSignal(waveforms.ready):
        waveforms.get(path)
    assert waveforms.get(path) is not None


def test_is_kept_by_content(qtbot, lanes: Lanes, tmp_path: Path, monkeypatch) -> None:
    waveforms = Waveforms(lanes, cache=tmp_path / "cache")
    with qtbot.waitSignal(waveforms.ready):
        waveforms.get(SONGS[0])
    assert len(list((tmp_path / "cache").iterdir())) == 1
    moved = tmp_path / "moved.ogg"
    shutil.copy(SONGS[0], moved)
    monkeypatch.setattr("inference.features.waveform.waveform", None)
    with qtbot.waitSignal(waveforms.ready):
        waveforms.get(moved)
    assert waveforms.get(moved) is not None


def test_a_cache_that_cannot_be_written_is_done_without(
    qtbot, lanes: Lanes, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("in the way")
    waveforms = Waveforms(lanes, cache=tmp_path / "cache")
    with qtbot.waitSignal(waveforms.ready):
        waveforms.get(SONGS[0])
    assert waveforms.get(SONGS[0]) is not None


def test_only_so_much_is_held(qtbot, lanes: Lanes, monkeypatch) -> None:
    monkeypatch.setattr("editor_app.operations.waveforms._MOST_BYTES", 20_000)
    waveforms = Waveforms(lanes)
    for path in SONGS[:3]:
        with qtbot.waitSignal(waveforms.ready):
            waveforms.get(path)
    assert waveforms.get(SONGS[2]) is not None
    assert waveforms.get(SONGS[0]) is None


def test_what_scrolled_out_of_view_is_not_heard(qtbot, lanes: Lanes, tmp_path: Path) -> None:
    gate = threading.Event()
    lanes.put("sound", gate.wait)
    waveforms = Waveforms(lanes)
    ready: list[Path] = []
    waveforms.ready.connect(ready.append)
    for number in range(200):
        waveforms.get(tmp_path / f"{number}.mp3")
    gate.set()
    waveforms.get(SONGS[0])
    qtbot.waitUntil(lambda: len(ready) >= 64)
    qtbot.wait(20)
    assert len(ready) <= 66
    assert tmp_path / "0.mp3" not in ready
    assert tmp_path / "199.mp3" in ready
