from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from editor_app.score.fitted import Fitting, Part, cues_of
from editor_app.score.joins import join, join_again
from editor_app.score.mix import RATE_HZ, Mix, mix_blocks
from editor_app.score.moment import Song
from editor_app.score.seams import confidence_of, lay, seam_costs, unlikeness
from inference.features.structure import Structure
from inference.values import Floats, Span
from tests.editor_app.score.made_songs import FORM, RATE, song_sound, structure_at, written_song

BAR = 4


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Structure:
    return structure_at(written_song(tmp_path_factory.mktemp("seams"), song_sound()))


def edge(bar: int) -> int:
    """The edge that a bar begins at; the grid begins with one for the start of the file."""
    return bar * BAR


def test_the_same_bar_is_alike_and_another_is_not(heard: Structure) -> None:
    apart = unlikeness(heard)
    first = int(np.flatnonzero(heard.phase == 0)[0])
    same = FORM.index("A", 1) * BAR + first
    other = FORM.index("C") * BAR + first
    assert apart[first + 1, same + 1] < 0.1
    assert apart[first + 1, other + 1] > 0.3
    np.testing.assert_allclose(apart, apart.T, atol=1e-4)


def test_going_on_costs_nothing_and_the_same_place_in_the_form_little(heard: Structure) -> None:
    costs = seam_costs(heard)
    assert costs.shape == (heard.steps + 1, heard.steps + 1)
    assert np.abs(np.diag(costs)[1:-1]).max() < 0.15
    bars = np.flatnonzero(heard.phase == 0)
    verse, again, chorus = bars[2], bars[10], bars[5]
    assert costs[verse, again] < 0.2 < costs[verse, chorus]


def test_losing_the_place_in_the_bar_costs(heard: Structure) -> None:
    costs, bars = seam_costs(heard), np.flatnonzero(heard.phase == 0)
    assert costs[bars[2], bars[10] + 1] > costs[bars[2], bars[10]] + 0.3


def test_a_voice_is_not_cut_into(heard: Structure) -> None:
    bars = np.flatnonzero(heard.phase == 0)
    at_s = float(heard.times_s[bars[10]])
    voice = np.array([[at_s - 1, at_s + 1]], np.float32)
    sung = replace(heard, rows=replace(heard.rows, voice_s=voice))
    dearer = seam_costs(sung)[bars[2], bars[10]] - seam_costs(heard)[bars[2], bars[10]]
    assert dearer == pytest.approx(0.1, abs=1e-4)


def test_confidence_falls_with_cost() -> None:
    sure = [confidence_of(cost) for cost in (0, 0.1, 0.3, 0.6, 1.0, 5.0)]
    assert sure[0] == 1
    assert sure == sorted(sure, reverse=True)
    assert sure[-1] < 0.01


@pytest.mark.parametrize("late_s", [0.0, 0.0037, -0.0121, 0.0200417])
def test_two_places_are_laid_over_each_other(tmp_path: Path, late_s: float) -> None:
    """The second half is the first, a little late; so much the beats say nothing of."""
    rng = np.random.default_rng(1)
    spectrum = np.fft.rfft(rng.normal(0, 1, RATE * 6))
    spectrum[6 * 1200 :] = 0
    half = 0.3 * np.fft.irfft(spectrum)
    half = (half / np.abs(half).max()).astype(np.float32)
    late = round(late_s * RATE)
    sound = np.concatenate((half, np.roll(half, late)))
    form = "AAABAA"
    structure = structure_at(written_song(tmp_path, sound), form)
    found = lay(structure, 2.0, 8.0)
    assert found.shift_s == pytest.approx(late / RATE, abs=5e-5)
    assert found.likeness > 0.85


def crossfaded(path: Path, structure: Structure, jump: tuple[int, int]) -> tuple[Floats, float]:
    """The sound around a join, and when it is heard."""
    made = join(structure, seam_costs(structure), jump, least=4)
    parts = (
        Part(made.out_s - 2, made.out_s + made.crossfade_s - made.lead_s),
        Part(made.in_s - made.lead_s, made.in_s + 2, made.crossfade_s),
    )
    cues = cues_of(Fitting(parts, (), 4.0, 1.0, ()), Song(path, structure.duration_s), 0.0)
    return np.concatenate(list(mix_blocks(Mix(Span(0.0, 4.0), cues)))), 2.0


def level_db(sound: Floats) -> float:
    return float(10 * np.log10(np.mean(np.square(sound))))


@pytest.mark.parametrize("kind", ["tone", "noise"])
def test_the_level_stays_through_a_crossfade(tmp_path: Path, kind: str) -> None:
    """Of the same sound, which equal power alone would swell, and of two strangers."""
    time = np.arange(RATE * 20) / RATE
    rng = np.random.default_rng(3)
    tone, noise = 0.2 * np.sin(2 * np.pi * 330 * time), rng.normal(0, 0.1, len(time))
    path = written_song(tmp_path, (tone if kind == "tone" else noise).astype(np.float32))
    structure = structure_at(path, None)
    sound, at_s = crossfaded(path, structure, (10, 28))
    usual = level_db(sound[: RATE_HZ // 2])
    reach = 0.3
    for start_s in np.arange(at_s - reach, at_s + reach, 0.05):
        start = round(start_s * RATE_HZ)
        part = sound[start : start + round(0.05 * RATE_HZ)]
        assert level_db(part) == pytest.approx(usual, abs=0.5 if kind == "tone" else 1.2)


def test_a_song_begins_again_without_a_gap(heard: Structure) -> None:
    made = join_again(heard, seam_costs(heard), (heard.steps, 0))
    assert made.in_s - made.lead_s == 0
    assert made.out_s == pytest.approx(heard.duration_s, abs=1e-4)
    assert "begins again" in made.reason
