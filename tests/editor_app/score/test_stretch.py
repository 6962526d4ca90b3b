from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor_app.score.stretch import MAX_AWAY_S, stretched
from inference.values import Floats

RATE = 48_000
SPEEDS = (0.97, 0.99, 1.0004, 1.012, 1.03)


def blocks(sound: Floats, size: int) -> Iterator[Floats]:
    return (sound[i : i + size] for i in range(0, len(sound), size))


def at_speed(sound: Floats, speed: float, *, size: int = 96_000) -> Floats:
    return np.concatenate(list(stretched(blocks(sound, size), speed, rate_hz=RATE)))


def tone(hz: float, seconds: float = 8.0) -> Floats:
    wave = 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)
    return np.stack([wave, -0.5 * wave], axis=1).astype(np.float32)


def drums(seconds: float = 8.0) -> tuple[Floats, list[int]]:
    """Noise that starts at once and dies away, every 0.37 s."""
    rng = np.random.default_rng(1)
    sound = np.zeros((round(seconds * RATE), 2), np.float32)
    hits = list(range(RATE // 3, len(sound) - RATE, round(0.37 * RATE)))
    hit = np.exp(-np.arange(RATE // 3) / 3000)[:, None] * rng.standard_normal((RATE // 3, 2))
    for at in hits:
        sound[at : at + len(hit)] += hit
    return sound / 4, hits


@pytest.mark.parametrize("speed", SPEEDS)
def test_nothing_is_ever_far_from_its_place(speed: float) -> None:
    sound = np.zeros((20 * RATE, 2), np.float32)
    marks = np.arange(RATE // 2, 19 * RATE, RATE // 2)
    sound[marks] = 1.0
    heard = np.flatnonzero(at_speed(sound, speed)[:, 0] > 0.9)
    off_s = (heard * speed - marks) / RATE
    assert len(heard) == len(marks)
    assert np.abs(off_s).max() <= MAX_AWAY_S + 0.001
    assert abs(off_s[-4:].mean() - off_s[:4].mean()) < 0.01, "it drifts"


@pytest.mark.parametrize("speed", [0.97, 1.03])
@pytest.mark.parametrize("hz", [55, 110, 440, 1000])
def test_the_pitch_stays_and_a_tone_stays_a_tone(hz: float, speed: float) -> None:
    heard = at_speed(tone(hz), speed)[RATE:-RATE, 0]
    power = np.square(np.abs(np.fft.rfft(heard * np.hanning(len(heard)))))
    around = np.abs(np.fft.rfftfreq(len(heard), 1 / RATE) - hz) < 2
    assert 10 * np.log10(power[~around].sum() / power[around].sum()) < -50


@pytest.mark.parametrize("speed", [0.97, 1.03])
def test_a_drum_is_heard_once_with_its_attack(speed: float) -> None:
    sound, hits = drums()
    heard = at_speed(sound, speed)
    for at in hits:
        first = begins(heard, round(at / speed) - 1200)
        own = begins(sound, at)
        before, after = heard[first - 720 : first - 5], heard[first : first + 240]
        assert np.square(before).mean() < 0.003 * np.square(after).mean()
        np.testing.assert_array_equal(after, sound[own : own + 240])


def begins(sound: Floats, from_sample: int) -> int:
    """First loud sample from there on."""
    power = np.square(sound[from_sample : from_sample + 2400]).sum(axis=1)
    return from_sample + int(np.flatnonzero(power > 0.01)[0])


@pytest.mark.parametrize("speed", SPEEDS)
def test_how_the_sound_comes_changes_no_bit(speed: float) -> None:
    sound, _ = drums(4.0)
    whole = at_speed(sound, speed)
    for size in (997, 48_000):
        np.testing.assert_array_equal(at_speed(sound, speed, size=size), whole)


@pytest.mark.parametrize("speed", SPEEDS)
def test_noise_keeps_its_level_and_both_sides_their_place(speed: float) -> None:
    rng = np.random.default_rng(3)
    noise = rng.standard_normal((6 * RATE, 1)).astype(np.float32) * [0.1, -0.1]
    heard = at_speed(noise.astype(np.float32), speed)
    assert len(heard) == pytest.approx(len(noise) / speed, abs=2 * MAX_AWAY_S * RATE + 1)
    np.testing.assert_array_equal(heard[:, 0], -heard[:, 1])
    level_db = 10 * np.log10(np.square(heard[: RATE * 5, 0]).reshape(-1, 2400).mean(axis=1))
    assert np.abs(level_db + 20).max() < 0.6


def test_silence_and_next_to_nothing_pass_through() -> None:
    for count in (0, 1, 700, 3 * RATE):
        sound = np.zeros((count, 2), np.float32)
        assert not at_speed(sound, 1.03).any()
    short = tone(440, 0.05)
    np.testing.assert_array_equal(at_speed(short, 0.97), short)
    np.testing.assert_array_equal(at_speed(short, 1.0), short)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.97, 1.03),
    st.lists(st.tuples(st.floats(0.0, 1.0), st.integers(1, 40_000)), max_size=8),
    st.integers(500, 70_000),
)
def test_any_sound_at_any_speed_comes_out_whole(
    speed: float, parts: list[tuple[float, int]], size: int
) -> None:
    rng = np.random.default_rng(0)
    made = [level * rng.standard_normal((count, 2)) for level, count in parts]
    sound = np.concatenate([np.zeros((0, 2)), *made]).astype(np.float32)
    heard = at_speed(sound, speed, size=size) if len(sound) else sound
    away = min(0.032 * len(sound), 0.06 * RATE)
    assert abs(len(heard) - len(sound) / speed) <= away + 1
    assert np.isfinite(heard).all()
    assert np.abs(heard).max(initial=0) <= 1.5 * np.abs(sound).max(initial=0)
    np.testing.assert_array_equal(heard, at_speed(sound, speed) if len(sound) else sound)
