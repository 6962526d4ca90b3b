from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor_app.score.errors import FitError
from editor_app.score.fit import LONGEST_S, SHORTEST_S, fit_song
from editor_app.score.fitted import Fitting, cues_of, difference
from editor_app.score.mix import RATE_HZ, Mix, mix_blocks
from editor_app.score.moment import Song
from inference.features.structure import Structure
from inference.values import Floats, Span
from tests.editor_app.score.made_songs import BAR_S, FORM, song_sound, structure_at, written_song


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> tuple[Song, Structure]:
    path = written_song(tmp_path_factory.mktemp("fit"), song_sound())
    structure = structure_at(path)
    return Song(path, structure.duration_s, title="made"), structure


def length_s(fitting: Fitting) -> float:
    heard_s = sum(part.source_out_s - part.source_in_s for part in fitting.parts)
    return heard_s / fitting.speed - sum(part.crossfade_s for part in fitting.parts)


def sound_of(fitting: Fitting, song: Song) -> Floats:
    mix = Mix(Span(0.0, fitting.length_s), cues_of(fitting, song, 0.0))
    return np.concatenate(list(mix_blocks(mix)))


@pytest.mark.parametrize("wanted_s", [8.0, 12.5, 23.456789, 30.0, 90.0, 600.0])
def test_it_lasts_as_long_as_is_wanted_to_the_sample(
    heard: tuple[Song, Structure], wanted_s: float
) -> None:
    song, structure = heard
    for fitting in fit_song(song, structure, wanted_s):
        assert fitting.length_s == pytest.approx(wanted_s, abs=0.5 / RATE_HZ)
        assert length_s(fitting) == pytest.approx(fitting.length_s, abs=1e-6)
        cues = cues_of(fitting, song, 7.0)
        assert cues[0].start_s == 7.0
        assert cues[-1].end_s == pytest.approx(7.0 + fitting.length_s, abs=1e-6)
        assert all(cue.source_out_s <= song.duration_s + 1e-6 for cue in cues)
        for left, right in pairwise(cues):
            overlap_s = left.end_s - right.start_s
            assert left.fade_out_s == pytest.approx(overlap_s, abs=1e-6)
            assert right.fade_in_s == pytest.approx(overlap_s, abs=1e-6)


def test_it_comes_out_on_a_frame_of_the_film(heard: tuple[Song, Structure]) -> None:
    frame_s = 1001 / 30_000
    fitting = fit_song(*heard, 20.0, frame_s=frame_s)[0]
    frames = fitting.length_s / frame_s
    assert frames == pytest.approx(round(frames), abs=1e-3)
    assert fitting.length_s == pytest.approx(20.0, abs=frame_s / 2 + 1e-4)


def test_bars_that_are_the_same_are_cut_at(heard: tuple[Song, Structure]) -> None:
    fitting = fit_song(*heard, 27.0, count=1)[0]
    assert fitting.seams
    for seam in fitting.seams:
        assert seam.confidence > 0.8
        assert (seam.out_s - seam.in_s) / BAR_S == pytest.approx(
            round((seam.out_s - seam.in_s) / BAR_S), abs=0.001
        )
        before, after = (FORM[round(one / BAR_S) - 1] for one in (seam.out_s, seam.in_s))
        assert before == after


def test_it_begins_and_ends_as_the_song_does(heard: tuple[Song, Structure]) -> None:
    song, structure = heard
    for fitting in fit_song(song, structure, 26.0):
        assert fitting.parts[0].source_in_s == 0
        assert fitting.fade_in_s == 0
    best = fit_song(song, structure, 26.0)[0]
    assert best.parts[-1].source_out_s > len(FORM) * BAR_S
    assert "ends as the song ends" in best.reasons[0]


def test_it_may_begin_elsewhere(heard: tuple[Song, Structure]) -> None:
    fitting = fit_song(*heard, 20.0, start_s=8.1)[0]
    assert fitting.parts[0].source_in_s == pytest.approx(8.0)
    assert fitting.fade_in_s > 0


def test_variants_differ(heard: tuple[Song, Structure]) -> None:
    found = fit_song(*heard, 60.0)
    assert len(found) > 1
    assert all(difference(one, other) >= 0.15 for one, other in combinations(found, 2))
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len(fit_song(*heard, 60.0, count=1)) == 1


def test_a_little_stretch_reaches_the_end(heard: tuple[Song, Structure]) -> None:
    song, structure = heard
    speeds = []
    for wanted_s in (47.3, 53.9, 69.7, 74.2):
        fitting = fit_song(song, structure, wanted_s, count=1, max_stretch=0.5)[0]
        assert length_s(fitting) == pytest.approx(wanted_s, abs=1e-4)
        assert cues_of(fitting, song, 0.0)[-1].end_s == pytest.approx(wanted_s, abs=1e-4)
        speeds.append(fitting.speed)
        told = any("to come out exactly" in words for words in fitting.reasons)
        assert told == (fitting.speed != 1)
    assert any(speed != 1 for speed in speeds)
    assert all(0.97 <= speed <= 1.03 for speed in speeds)


def test_a_song_of_that_length_stays_as_it_is(heard: tuple[Song, Structure]) -> None:
    fitting = fit_song(*heard, 42.0, count=1)[0]
    assert fitting.seams == ()
    assert len(fitting.parts) == 1
    assert fitting.score > 0.9


def test_no_seam_is_heard(heard: tuple[Song, Structure]) -> None:
    song, structure = heard
    fitting = fit_song(song, structure, 27.0, count=1)[0]
    sound, whole = sound_of(fitting, song)[:, 0], song_sound()
    assert len(sound) == round(27.0 * RATE_HZ)
    usual = np.abs(np.diff(whole, n=2)).max()
    for seam in fitting.seams:
        at = round(seam.at_s * RATE_HZ)
        around = sound[at - RATE_HZ // 10 : at + RATE_HZ // 10]
        assert np.abs(np.diff(around, n=2)).max() <= 1.05 * usual
        # The very same bars lie on both sides, so nothing at all may change.
        source = round(seam.in_s * RATE_HZ)
        expected = whole[source - RATE_HZ // 10 : source + RATE_HZ // 10]
        level = float(np.sqrt(np.mean(expected**2)))
        assert np.sqrt(np.mean((around - expected) ** 2)) < 0.1 * level


def test_music_without_a_beat_melts(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    time = np.arange(48_000 * 4) / 48_000
    chords = [
        sum(
            np.sin(2 * np.pi * hz * time + phase)
            for hz, phase in zip(tones, (0, 1, 2), strict=True)
        )
        for tones in ((220, 261, 330), (196, 247, 294), (175, 220, 262))
    ]
    breath = np.sin(np.pi * time / 4) ** 0.5
    order = [0, 1, 2, 1] * 4
    sound = np.concatenate([0.1 * chords[i] * breath for i in order])
    sound = (sound + rng.normal(0, 1e-3, len(sound))).astype(np.float32)
    path = written_song(tmp_path, sound)
    structure = structure_at(path, None)
    assert not structure.has_beat
    fitting = fit_song(Song(path, structure.duration_s), structure, 100.0)[0]
    assert length_s(fitting) == pytest.approx(100.0, abs=1e-6)
    assert all(part.crossfade_s >= 0.3 for part in fitting.parts[1:])


@pytest.mark.parametrize("wanted_s", [SHORTEST_S - 1, LONGEST_S + 1, 0.0, -3.0, float("nan")])
def test_lengths_that_cannot_be(heard: tuple[Song, Structure], wanted_s: float) -> None:
    with pytest.raises(FitError, match="cannot be fitted"):
        fit_song(*heard, wanted_s)


def test_silence_is_refused(tmp_path: Path) -> None:
    path = written_song(tmp_path, np.zeros(48_000 * 20, np.float32))
    with pytest.raises(FitError, match="silent"):
        fit_song(Song(path, 20.0), structure_at(path, None), 30.0)


def test_less_than_a_phrase_is_refused(tmp_path: Path) -> None:
    path = written_song(tmp_path, song_sound("AB", tail_s=0.5))
    with pytest.raises(FitError, match="shorter than a phrase"):
        fit_song(Song(path, 4.5), structure_at(path, "AB"), 30.0)


def test_what_resembles_nothing_is_refused(tmp_path: Path) -> None:
    """A sound that climbs for a minute, ever brighter and louder."""
    time = np.arange(48_000 * 60) / 48_000
    phase = 2 * np.pi * np.cumsum(80 * 2 ** (time / 10)) / 48_000
    sound = np.sin(phase) * 10 ** ((time - 60) / 30)
    path = written_song(tmp_path, sound.astype(np.float32))
    with pytest.raises(FitError, match="alike"):
        fit_song(Song(path, 60.0), structure_at(path, None), 300.0)


@settings(max_examples=25, deadline=None)
@given(wanted_s=st.floats(8, 240), intro=st.booleans(), ending=st.booleans())
def test_every_length_comes_out(
    heard: tuple[Song, Structure], wanted_s: float, intro: bool, ending: bool
) -> None:
    song, structure = heard
    found = fit_song(song, structure, wanted_s, count=1, keep_intro=intro, keep_ending=ending)
    (fitting,) = found
    assert length_s(fitting) == pytest.approx(fitting.length_s, abs=1e-6)
    assert abs(fitting.length_s - wanted_s) <= 0.5 / RATE_HZ + 1e-9
    assert all(part.source_out_s - part.source_in_s > 1.0 for part in fitting.parts)
    assert 0 <= fitting.score <= 1
    assert replace(fitting) == fitting
