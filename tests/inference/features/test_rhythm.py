from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import mir_eval
import numpy as np
import pytest
import soxr
from numpy.typing import NDArray

from inference.features.rhythm import Rhythm, track_rhythm
from inference.media.audio import stream_audio
from inference.values import Floats
from tests.inference.features.patterns import RATE_HZ, patterns, played
from tests.inference.features.sounds import chord, clicks, heard, noise

# The charts of these begin with the music, so their beats and bars are known exactly; of the others
# only the tempo is, for their beats begin anywhere.
EXACT = ("muldjord__armygeddon", "muldjord__internal_degeneration")
TEMPO_ONLY = ("sectoid__Feelings", "sectoid__Metal_madness")
OCTAVES = (0.5, 1.0, 2.0)


def of_file(path: Path, end_s: float) -> Rhythm:
    return track_rhythm(
        heard(np.concatenate(list(stream_audio(path, rate_hz=16_000, channels=1, end_s=end_s))))
    )


def f_measure(reference: NDArray[np.float64], found: Floats) -> float:
    return float(
        mir_eval.beat.f_measure(
            mir_eval.beat.trim_beats(reference), mir_eval.beat.trim_beats(found)
        )
    )


def distance(bpm: float) -> Callable[[float], float]:
    return lambda other: abs(other - bpm)


def beats_at(bpm: float, *, start_s: float = 0.3, end_s: float = 40.0) -> NDArray[np.float64]:
    return np.arange(start_s, end_s, 60 / bpm)


def charted_bpm(shared: Path, name: str) -> float:
    with (shared / "annot" / "fof_tempo" / f"{name}.tempo.csv").open(newline="") as table:
        return float(next(csv.DictReader(table))["bpm"])


def excerpt(shared: Path, name: str) -> tuple[Path, float]:
    """A charted song, and how far into it the excerpt begins."""
    with (shared / "music_small" / "manifest.csv").open(newline="") as table:
        for row in csv.DictReader(table):
            if name in row["file"]:
                return shared / "music_small" / row["file"], float(row["excerpt_start_s"])
    pytest.skip(f"{name} is not here")


@pytest.mark.parametrize("bpm", [73.3, 90, 118.7, 128, 174])
def test_clicks_are_found_to_the_millisecond(bpm: float) -> None:
    times = beats_at(bpm)
    rhythm = track_rhythm(heard(clicks(times, 41)))
    assert rhythm.bpm == pytest.approx(bpm, abs=0.05)
    assert rhythm.bpm_confidence > 0.8
    assert len(rhythm.beats_s) == pytest.approx(len(times), abs=1)
    nearest = np.abs(rhythm.beats_s[:, None] - times).min(axis=1)
    assert nearest.max() < 0.01
    late = rhythm.beats_s - times[np.abs(rhythm.beats_s[:, None] - times).argmin(axis=1)]
    assert abs(late.mean()) < 0.002


def test_beats_follow_a_tempo_that_drifts() -> None:
    times = [0.3]
    while times[-1] < 80:
        times.append(times[-1] + 60 / (100 + 30 * times[-1] / 80))
    rhythm = track_rhythm(heard(clicks(np.array(times), 82)))
    assert f_measure(np.array(times), rhythm.beats_s) > 0.98


def test_beats_go_on_through_a_break() -> None:
    times = beats_at(120, end_s=50)
    played = times[(times < 20) | (times > 24)]
    rhythm = track_rhythm(heard(clicks(played, 51)))
    assert f_measure(times, rhythm.beats_s) > 0.98


@pytest.mark.parametrize(("per_bar", "first"), [(4, 0), (4, 2), (3, 0), (3, 1)])
def test_bars_begin_where_the_bass_and_the_chord_change(per_bar: int, first: int) -> None:
    times = beats_at(120)
    sound = clicks(times, 41)
    chords = [(45, 57, 60, 64), (38, 50, 53, 57), (40, 52, 56, 59)]
    for number, start in enumerate(times[first::per_bar]):
        tones = chord(chords[number % 3], min(per_bar / 2, 41 - start))
        at = round(start * 16_000)
        sound[at : at + len(tones)] += tones[: len(sound) - at]
    rhythm = track_rhythm(heard(sound))
    assert rhythm.beats_per_bar == per_bar
    assert f_measure(times[first::per_bar], rhythm.downbeats_s) > 0.95


@pytest.mark.parametrize(
    "sound",
    [
        noise(40),
        np.zeros(16_000 * 20, np.float32),
        (0.3 * np.sin(np.arange(16_000 * 40) * 0.2)).astype(np.float32),
        clicks(np.sort(np.random.default_rng(3).uniform(0, 59, 150)), 60),
    ],
    ids=["noise", "silence", "sine", "clicks at random"],
)
def test_no_pulse_no_tempo(sound: Floats) -> None:
    rhythm = track_rhythm(heard(sound))
    assert rhythm.bpm is None
    assert rhythm.bpm_confidence < 0.15
    assert len(rhythm.beats_s) == len(rhythm.downbeats_s) == 0


# Music that once was heard wrongly: its tempo, where its beats lie, or that it has any. Nothing was
# chosen by these.
@pytest.mark.parametrize(
    ("name", "beats", "bars"),
    [
        ("strings 84", 0.95, 0.95),
        ("floor 126", 0.95, 0.95),
        ("piano swaying 108.8", 0.95, 0.0),
        ("floor jumping 136", 0.95, 0.9),
        ("breakbeat 160", 0.95, 0.0),
    ],
)
def test_beats_of_music_made_up_note_by_note(name: str, beats: float, bars: float) -> None:
    piece = played(next(one for one in patterns() if one.name == name))
    rhythm = track_rhythm(heard(soxr.resample(piece.sound, RATE_HZ, 16_000)))
    assert f_measure(piece.beats_s, rhythm.beats_s) > beats
    assert f_measure(piece.downbeats_s, rhythm.downbeats_s) >= bars


def test_shuffled_beats_are_not_the_notes_between() -> None:
    times = beats_at(120)
    sound = clicks(times[:-1], 41) * np.float32(0.5)
    sound += clicks(times[:-1] + 0.5 * 2 / 3, 41)
    assert f_measure(times, track_rhythm(heard(sound)).beats_s) > 0.95


def test_what_follows_the_end_is_no_change_of_harmony() -> None:
    times = beats_at(120, end_s=40)
    sound = clicks(times, 40.02)
    for number, start in enumerate(times[::4]):
        tones = chord(((45, 57, 60, 64), (38, 50, 53, 57))[number % 2], 2)
        at = round(start * 16_000)
        sound[at : at + len(tones)] += tones[: len(sound) - at]
    for end in (-600, None):
        rhythm = track_rhythm(heard(sound[:end]))
        assert f_measure(times[::4], rhythm.downbeats_s) > 0.95


def test_ambient_music_has_no_tempo(shared: Path) -> None:
    assert of_file(shared / "music_small" / "wesnoth-1.16-music__elf-land.ogg", 60).bpm is None


@pytest.mark.parametrize("seconds", [0.0, 0.005, 0.3, 1.0, 3.0])
def test_short_sounds_are_no_trouble(seconds: float) -> None:
    rhythm = track_rhythm(heard(noise(seconds)))
    assert np.isfinite(rhythm.bpm_confidence)
    assert rhythm.bpm is None or rhythm.bpm > 0


@pytest.mark.parametrize("name", EXACT)
def test_beats_of_charted_songs(shared: Path, name: str) -> None:
    path, start_s = excerpt(shared, name)
    rhythm = of_file(path, 60)
    assert rhythm.bpm is not None
    # Fast metal may be counted at half its speed, as people do; each beat must still be one.
    bpm = min((charted_bpm(shared, name) * octave for octave in OCTAVES), key=distance(rhythm.bpm))
    assert rhythm.bpm == pytest.approx(bpm, abs=0.1)
    first = -start_s % (60 / bpm)
    phases = [first] if bpm == charted_bpm(shared, name) else [first, first + 30 / bpm]
    truths = [np.arange(phase, 60, 60 / bpm) for phase in phases]
    assert max(f_measure(truth, rhythm.beats_s) for truth in truths) > 0.95


def test_bars_of_a_charted_song(shared: Path) -> None:
    path, start_s = excerpt(shared, EXACT[0])
    bar_s = 240 / charted_bpm(shared, EXACT[0])
    assert f_measure(np.arange(-start_s % bar_s, 60, bar_s), of_file(path, 60).downbeats_s) > 0.9


@pytest.mark.parametrize("name", TEMPO_ONLY)
def test_tempo_of_charted_songs(shared: Path, name: str) -> None:
    path, _ = excerpt(shared, name)
    found = of_file(path, 60).bpm
    assert found is not None
    assert min(abs(found / octave - charted_bpm(shared, name)) for octave in OCTAVES) < 0.1


def test_block_size_changes_nothing() -> None:
    sound = clicks(beats_at(100, end_s=20), 21)
    one, many = heard(sound, block=len(sound)), heard(sound, block=777)
    np.testing.assert_allclose(one.flux, many.flux, atol=1e-4)
    np.testing.assert_allclose(one.chroma, many.chroma, atol=1e-5)
    np.testing.assert_allclose(one.power, many.power, atol=1e-6)
