from __future__ import annotations

import numpy as np
import pytest

from inference.features.motion import motion_per_second
from inference.features.shots import detect_shots
from tests.inference.features.filming import measured, pan


def motion(frames: np.ndarray, rate: float = 25) -> np.ndarray:
    duration_s = len(frames) / rate
    changes = measured(frames, rate=rate)
    return motion_per_second(changes, detect_shots(changes, duration_s), duration_s)


def test_still_is_0_and_more_movement_is_more():
    still, slow, fast = (motion(pan(1, 3, speed=v)).mean() for v in (0, 0.05, 0.3))
    assert still < 0.05
    assert still < slow < 0.5 < fast < 1


def test_a_tenth_of_the_width_per_second_is_about_a_half():
    assert motion(pan(2, 4, speed=0.1)).mean() == pytest.approx(0.45, abs=0.1)


def test_the_frame_rate_hardly_matters():
    values = [motion(pan(1, 4, speed=0.15, rate=rate), rate).mean() for rate in (10, 12, 25, 60)]
    assert max(values) - min(values) < 0.08


def test_cuts_do_not_count():
    frames = np.concatenate([pan(i, 0.5, speed=0) for i in range(8)])
    assert motion(frames).max() < 0.05


def test_one_value_per_second_begun():
    assert motion(pan(1, 2.4, speed=0.1)).shape == (3,)
    assert motion(pan(1, 0.04, speed=0)).tolist() == [0]


def test_it_follows_time():
    frames = np.concatenate([pan(1, 2, speed=0), pan(1, 2, speed=0.4)])
    values = motion(frames)
    assert values[:2].max() < 0.1 < 0.5 < values[2:].min()
