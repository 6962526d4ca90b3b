"""Songs that are hardly songs: a sensible result or a refusal that says why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from editor_app.score.errors import FitError
from editor_app.score.fit import fit_song
from editor_app.score.fitted import Fitting
from editor_app.score.joins import length_of
from editor_app.score.moment import Song
from inference.features.structure import Structure, hear_structure, structure_of
from inference.progress import finish
from tests.editor_app.score.made_songs import RATE, bar, song_sound, structure_at, written_song

LENGTHS_S = (8.0, 20.0, 75.0)


def fitted(path: Path, structure: Structure) -> list[Fitting]:
    """Fit to several lengths; each is exact, or was refused with words."""
    found = []
    for wanted_s in LENGTHS_S:
        fittings = fitted_or_refused(path, structure, wanted_s)
        for one in fittings:
            assert length_of(one.parts, one.speed) == pytest.approx(wanted_s, abs=1e-6)
            assert all(part.source_out_s <= structure.duration_s + 1e-6 for part in one.parts)
            assert all(part.source_in_s >= 0 for part in one.parts)
        found += fittings
    return found


def fitted_or_refused(path: Path, structure: Structure, wanted_s: float) -> tuple[Fitting, ...]:
    try:
        return fit_song(Song(path, structure.duration_s), structure, wanted_s)
    except FitError:
        return ()


def time(seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * RATE)) / RATE


def test_one_note_goes_on(tmp_path: Path) -> None:
    note = (0.3 * np.sin(2 * np.pi * 440 * time(30))).astype(np.float32)
    path = written_song(tmp_path, note)
    found = fitted(path, structure_at(path, None))
    assert all(seam.confidence > 0.9 for one in found for seam in one.seams)
    assert max(one.length_s for one in found) == 75


def test_a_beat_that_stumbles(tmp_path: Path) -> None:
    """Every bar at another tempo."""
    rng = np.random.default_rng(2)
    parts, beats, at_s = [], [], 0.0
    for number in range(24):
        cut = bar("ABCD"[number % 4])[: round(RATE * rng.uniform(1.3, 2.0))]
        beats += [at_s + i * len(cut) / RATE / 4 for i in range(4)]
        at_s += len(cut) / RATE
        parts.append(cut)
    path = written_song(tmp_path, np.concatenate(parts))
    times = np.array(beats, np.float32)
    structure = finish(hear_structure(path, beats_s=times, downbeats_s=times[::4]))
    assert fitted(path, structure)


def test_a_song_of_one_bar_all_over(tmp_path: Path) -> None:
    path = written_song(tmp_path, song_sound("A" * 12, tail_s=1.0))
    found = fitted(path, structure_at(path, "A" * 12))
    assert {one.length_s for one in found} == set(LENGTHS_S)


def test_noise_and_clicks(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    noise = rng.normal(0, 0.1, RATE * 25)
    noise[rng.integers(0, len(noise), 60)] = 0.9
    path = written_song(tmp_path, noise.astype(np.float32))
    fitted(path, structure_at(path, None))


def test_music_in_the_middle_of_silence(tmp_path: Path) -> None:
    silence = np.zeros(RATE * 12, np.float32)
    path = written_song(tmp_path, np.concatenate((silence, song_sound(), silence)))
    structure = finish(hear_structure(path))
    found = fitted(path, structure)
    assert found
    assert all(one.parts[0].source_in_s > 11 for one in found)


def test_a_song_as_short_as_a_phrase(tmp_path: Path) -> None:
    path = written_song(tmp_path, song_sound("ABAB", tail_s=0.5))
    fitted(path, structure_at(path, "ABAB"))


def test_beats_that_are_nonsense(tmp_path: Path) -> None:
    path = written_song(tmp_path, song_sound())
    rows = structure_at(path).rows
    crowded = np.linspace(0, 0.5, 40).astype(np.float32)
    beyond = np.arange(20, dtype=np.float32) + 40
    for beats in (crowded, beyond, np.zeros(12, np.float32)):
        fitted(path, structure_of(rows, beats_s=beats, downbeats_s=beats[:2]))
