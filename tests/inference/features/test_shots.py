from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from inference.features.shots import SHORTEST_SHOT_S, detect_shots
from tests.inference.features.filming import measured, pan


def starts(frames: np.ndarray, rate: float = 25) -> list[float]:
    shots = detect_shots(measured(frames, rate=rate), len(frames) / rate)
    assert shots[0].span.start_s == 0
    assert shots[0].cut_strength == 0
    assert shots[-1].span.end_s == pytest.approx(len(frames) / rate)
    for one, other in pairwise(shots):
        assert one.span.end_s == other.span.start_s
        assert 0 < other.cut_strength < 1
    return [shot.span.start_s for shot in shots[1:]]


@pytest.mark.parametrize("rate", [12, 25, 60])
@pytest.mark.parametrize("speed", [0, 0.3])
def test_every_cut_is_found_at_its_frame(rate, speed):
    lengths = [1.0, 0.5, 2.0, 0.75, 1.25]
    frames = np.concatenate([pan(i, s, speed=speed, rate=rate) for i, s in enumerate(lengths)])
    cuts = np.cumsum([round(s * rate) for s in lengths])[:-1] / rate
    assert starts(frames, rate) == pytest.approx(list(cuts), abs=1e-3)


def test_movement_flashes_and_exposure_are_no_cuts():
    frames = pan(1, 6.0, speed=0.6)
    frames[40:42] = 250
    frames[80:] += np.linspace(0, 40, 70)[:, None, None, None]
    assert starts(frames) == []


def test_a_dissolve_is_one_cut_at_its_middle():
    one, other = pan(2, 4.0, speed=0.02), pan(3, 4.0, speed=0.02)
    weight = np.clip((np.arange(100) - 38) / 24, 0, 1)[:, None, None, None]
    assert starts(one * (1 - weight) + other * weight) == pytest.approx([2.0], abs=0.15)


def test_no_shot_is_shorter_than_the_shortest():
    frames = np.concatenate([pan(i, 0.12, speed=0) for i in range(12)])
    lengths = np.diff([0, *starts(frames), len(frames) / 25])
    assert lengths.min() >= SHORTEST_SHOT_S - 1e-6


def test_a_stronger_cut_is_stronger():
    frames = np.concatenate([pan(4, 1, speed=0), pan(4, 1, speed=0) * 0.85, pan(9, 1, speed=0)])
    shots = detect_shots(measured(frames), 3.0)
    assert len(shots) == 3
    assert shots[1].cut_strength < shots[2].cut_strength


def test_one_frame_is_one_shot():
    shots = detect_shots(measured(pan(1, 0.04, speed=0)), 0.04)
    assert len(shots) == 1
