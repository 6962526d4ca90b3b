from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile

from inference.analysis import Analyzer
from inference.features.own_music import RATE_HZ, find_own_music, lasting_tones, spans_of
from inference.media.probe import probe
from inference.progress import finish
from inference.towers.pack import read_pack
from inference.values import Floats, Span
from resources import PACKS

PATCH = 3 * RATE_HZ


def chords(seconds: float) -> Floats:
    """A chord on a bass that stays, another every four seconds."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    root = 220.0 * 2 ** (np.floor(time_s / 4) % 4 / 12)
    tones = [np.sin(2 * np.pi * np.cumsum(root * ratio) / RATE_HZ) for ratio in (1, 1.25, 1.5, 2)]
    bass = np.sin(2 * np.pi * 110 * time_s) + np.sin(2 * np.pi * 330 * time_s)
    return (0.1 * (np.sum(tones, axis=0) + bass)).astype(np.float32)


def hiss(seconds: float, seed: int = 0) -> Floats:
    noise = np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ))
    return (0.1 * noise).astype(np.float32)


def talk(seconds: float) -> Floats:
    """A voice-like buzz whose pitch never stays."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    pitch = 120 + 50 * np.sin(2 * np.pi * 1.3 * time_s) + 20 * np.sin(2 * np.pi * 3.1 * time_s)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE_HZ
    syllables = np.sin(2 * np.pi * 2.1 * time_s) > -0.3
    buzz = np.sum([np.sin(n * phase) / n for n in range(1, 20)], axis=0)
    return (0.1 * buzz * syllables).astype(np.float32)


def test_tones_of_music_last_also_under_noise() -> None:
    assert lasting_tones(chords(3)) > 3.5
    assert lasting_tones(chords(3) + 0.3 * hiss(3)) > 2.5
    assert lasting_tones(hiss(3)) < 1.0
    assert lasting_tones(talk(3)) < 2.0


def test_stretches_are_joined_and_short_ones_left_out() -> None:
    scores = [0.0, 0, 5, 5, 5, 5, 0, 0, 0, 0, 3.0, 0, 0]
    assert list(spans_of(scores, patch_s=3.0)) == [Span(6.0, 18.0)]
    assert list(spans_of([12.0, 0.0, 0.0], patch_s=3.0)) == [Span(0.0, 6.0)]
    assert list(spans_of([], patch_s=3.0)) == []


def test_music_in_a_sound_is_found_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "own.wav"
    sound = np.concatenate((talk(15), chords(15) + 0.3 * hiss(15), np.zeros(15 * RATE_HZ)))
    soundfile.write(path, sound, RATE_HZ, subtype="FLOAT")
    (found,) = finish(find_own_music(path, lambda _: np.ones(1, np.float32), patch_samples=PATCH))
    assert found.start_s == pytest.approx(15, abs=3)
    assert found.end_s == pytest.approx(30, abs=3)


def test_music_at_the_end_lasts_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "own.wav"
    soundfile.write(path, chords(10.0), RATE_HZ, subtype="FLOAT")
    found = finish(find_own_music(path, lambda _: np.ones(1, np.float32), patch_samples=PATCH))
    assert found == (Span(0.0, 10.0),)


@pytest.mark.shared
def test_music_is_found_in_films_that_have_it_and_not_in_talk(shared: Path) -> None:
    analyzer = Analyzer(read_pack(PACKS / "starter"), device="cpu", threads=1)
    with (shared / "pairs" / "manifest.csv").open(encoding="utf-8") as file:
        films = [shared / "pairs" / row["file"] for row in csv.DictReader(file)][::6]
    share = [_share(analyzer, film) for film in films]
    assert np.mean(share) > 0.85
    for talk_only in ("ae_example.mp4", "talk_to_camera_1.mp4", "talk_to_camera_2.mp4"):
        assert _share(analyzer, shared / "queries" / talk_only) == 0


def _share(analyzer: Analyzer, film: Path) -> float:
    found = finish(analyzer.own_music(film))
    return sum(span.duration_s for span in found) / probe(film).duration_s
