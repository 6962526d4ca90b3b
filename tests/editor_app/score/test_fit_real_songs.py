"""A few real songs; `python -m tests.benchmarks.fit_songs FOLDER` does it with many."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from editor_app.score.errors import FitError
from editor_app.score.fit import fit_song
from editor_app.score.fitted import cues_of
from editor_app.score.joins import length_of
from editor_app.score.mix import RATE_HZ, Mix, mix_blocks
from editor_app.score.moment import Song
from editor_app.score.seams import confidence_of, seam_costs
from inference.features.structure import hear_structure
from inference.media.audio import read_audio
from inference.progress import finish
from inference.values import Floats, Span

SONGS = ("hyperrogue-music__hr3-laboratory", "wesnoth-1.16-music__love_theme")
CLOSE_S = 0.06

pytestmark = pytest.mark.shared


@pytest.mark.parametrize("name", SONGS)
def test_real_songs_come_out_exactly_and_unheard(shared: Path, name: str) -> None:
    path = shared / "music_small" / f"{name}.ogg"
    structure = finish(hear_structure(path))
    song, costs = Song(path, structure.duration_s), seam_costs(structure)
    usual = confidence_of(float(np.median(costs[4:-4, 4:-4])))
    sound = read_audio(path, rate_hz=RATE_HZ, channels=2)
    for wanted_s in (20.0, 100.0):
        fitting = fit_song(song, structure, wanted_s, count=1)[0]
        assert length_of(fitting.parts, fitting.speed) == pytest.approx(wanted_s, abs=1e-6)
        for seam in fitting.seams:
            assert seam.confidence > usual
            span = Span(seam.at_s - CLOSE_S, seam.at_s + CLOSE_S)
            made = np.concatenate(list(mix_blocks(Mix(span, cues_of(fitting, song, 0.0)))))
            sources = [around(sound, at_s) for at_s in (seam.out_s, seam.in_s)]
            assert fastest(made) <= 1.45 * max(map(fastest, sources)) + 1e-5


def around(sound: Floats, at_s: float) -> Floats:
    low, high = (round((at_s + by_s) * RATE_HZ) for by_s in (-CLOSE_S, CLOSE_S))
    return sound[max(0, low) : high]


def fastest(sound: Floats) -> float:
    """How sharply the samples bend at the most: a click is far above all music around it."""
    return float(np.abs(np.diff(sound, n=2, axis=0)).max(initial=0.0))


def test_somebody_who_talks_is_not_cut(shared: Path) -> None:
    path = shared / "queries" / "talk_to_camera_1.mp4"
    structure = finish(hear_structure(path))
    with pytest.raises(FitError, match="spoken"):
        fit_song(Song(path, structure.duration_s), structure, 30.0)
