"""Ten minutes of flashes and clicks: what is seen and what is heard stay together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from editor_app.playback.route import RATE_HZ
from editor_app.playback.screen import Picture, Screen
from editor_app.project.cue import Cue
from editor_app.score.mix import Mix, Original
from inference.values import Span
from tests.editor_app.playback.conftest import Studio
from tests.inference.media.making import ffmpeg

MINUTES = 10
EVERY_S = 7.0
LATENCY = 2880
CHUNK = 480


@pytest.fixture(scope="module")
def flashing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A white frame and a click every seven seconds, 29.97 frames and 44,100 samples a second."""
    path = tmp_path_factory.mktemp("drift") / "flashes.mov"
    flash = f"if(lt(mod(T\\,{EVERY_S})\\,1/29.97)\\,235\\,16)"
    click = f"if(lt(mod(t\\,{EVERY_S})\\,0.001)\\,0.9\\,0)"
    ffmpeg(
        "-f", "lavfi", "-i", f"nullsrc=s=64x36:r=30000/1001:d={MINUTES * 60}",
        "-f", "lavfi", "-i", f"aevalsrc={click}:s=44100:d={MINUTES * 60}",
        "-vf", f"geq=lum={flash}:cb=128:cr=128", "-c:v", "libx264", "-preset", "ultrafast",
        "-g", "300", "-c:a", "pcm_s16le", path,
    )  # fmt: skip
    return path


def test_after_ten_minutes_they_are_where_they_were(
    studio: Callable[..., Studio], flashing: Path, sounds: Path
) -> None:
    """Every flash is seen within 20 ms of its click, give or take where its frame begins.

    Time is that of the recording, 60 ms behind which the loudspeaker is. The picture is asked
    for when it says that it is due next, as its thread does.
    """
    whole = MINUTES * 60.0
    one = studio(whole, latency=LATENCY)
    music = Cue(sounds / "a.wav", "", "", 100.0, 8.0, gain_db=-60.0)
    seen: list[tuple[float, float]] = []

    def see(picture: Picture) -> None:
        if picture.pixels[18, 32, 0] > 128:
            seen.append(((one.sink._taken - LATENCY) / RATE_HZ, picture.time_s))

    screen = Screen(flashing, whole, deliver=see, report=one.heard.trouble.append)
    one.start(Mix(Span(0.0, whole), (music,), Original(flashing)))
    due_s = 0.0
    while one.deck.is_playing:
        one.deck.wait_ready(CHUNK, timeout_s=10)
        one.sink.advance(CHUNK)
        now_s = one.sink._taken / RATE_HZ
        if now_s >= due_s:
            due_s = now_s + screen.due(one.deck.position_s, 1.0, (64, 36), go_on=lambda: True)
    screen.close()
    assert one.heard.trouble == []
    clicks_s = _clicks(np.concatenate(one.sink.blocks)[:, 0]) / RATE_HZ
    flashes_s, frames_s = np.array(
        [p for i, p in enumerate(seen) if i == 0 or p[1] - seen[i - 1][1] > 1]
    ).T
    assert len(clicks_s) == len(flashes_s) == int(whole / EVERY_S) + 1
    after_click_s = frames_s - np.arange(len(frames_s)) * EVERY_S
    assert np.all((after_click_s >= 0) & (after_click_s < 0.034))
    drift_ms = (flashes_s - clicks_s - after_click_s)[1:] * 1000
    print(f"drift over {MINUTES} min: {drift_ms.min():.1f} to {drift_ms.max():.1f} ms")
    assert np.abs(drift_ms).max() <= 20
    assert np.abs(np.diff(clicks_s) - EVERY_S).max() < 0.001


def _clicks(sound: np.ndarray) -> np.ndarray:
    loud = np.flatnonzero(np.abs(sound) > 0.3)
    return loud[np.diff(loud, prepend=-RATE_HZ) > RATE_HZ // 2]


def test_the_recording_holds_every_sample(tmp_path: Path, studio: Callable[..., Studio]) -> None:
    ramp = np.linspace(-0.5, 0.5, 3 * RATE_HZ, dtype=np.float32)
    path = tmp_path / "ramp.wav"
    soundfile.write(path, np.stack([ramp, ramp], axis=1), RATE_HZ, subtype="FLOAT")
    one = studio(3.0, latency=LATENCY)
    one.start(Mix(Span(0.0, 3.0), (Cue(path, "", "", 0.0, 3.0),)))
    heard = one.run(3.0)
    np.testing.assert_array_equal(heard[:, 0], ramp)
