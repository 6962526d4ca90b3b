from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inference.errors import MediaError
from inference.media.stills import Stills
from tests.inference.media.making import ffmpeg, flat, write_video

RATE = 25


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds that grow brighter by a step each frame, with a keyframe every two seconds."""
    pictures = (flat(20 + i, width=320, height=180) for i in range(8 * RATE))
    options = {"crf": "1", "g": "50", "sc_threshold": "0"}
    path = tmp_path_factory.mktemp("stills") / "a.mp4"
    return write_video(path, pictures, rate=RATE, options=options)


def frame_of(picture: np.ndarray) -> int:
    return round(float(picture.mean())) - 20


@pytest.mark.parametrize(("time_s", "key_s"), [(0.0, 0.0), (1.9, 0.0), (5.0, 4.0), (99.0, 6.0)])
def test_the_keyframe_before_a_time(film: Path, time_s: float, key_s: float) -> None:
    with Stills(film, height=60) as stills:
        true_s, picture = stills.key(time_s)
    assert true_s == pytest.approx(key_s)
    assert picture.shape == (60, 107, 3)
    assert abs(frame_of(picture) - key_s * RATE) <= 1


def test_the_picture_at_a_time_wherever_it_was_read_last(film: Path) -> None:
    with Stills(film, height=60) as stills:
        for time_s in (3.0, 3.1, 3.14, 7.96, 0.5, 4.01, 4.01, 1.0, 1.5):
            true_s, picture = stills.at(time_s)
            assert time_s - 2.1 / RATE <= true_s <= time_s + 1e-6
            assert abs(frame_of(picture) - true_s * RATE) <= 1
            stills.key(time_s)


def test_beyond_the_end_it_is_the_last_picture(film: Path) -> None:
    with Stills(film, height=60) as stills:
        assert stills.at(99.0)[0] == pytest.approx(8.0, abs=2.5 / RATE)


def test_pictures_are_upright(tmp_path: Path) -> None:
    upper = np.zeros((90, 160, 3), np.uint8)
    upper[:45] = 255
    plain = write_video(tmp_path / "a.mp4", [upper] * 10)
    turned = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", "90", "-i", plain, "-c", "copy", turned)
    with Stills(turned, height=80) as stills:
        for _, picture in (stills.key(0.1), stills.at(0.1)):
            assert picture.shape == (80, 45, 3)
            left, right = picture[:, :20].mean(), picture[:, -20:].mean()
            assert abs(left - right) > 200


def test_a_file_without_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"no picture" * 99)
    with pytest.raises(MediaError):
        Stills(path, height=60)
