from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from editor_app.project.cue import Cue
from editor_app.score.duck import MAX_DEPTH_DB, PRESETS, Duck
from editor_app.score.export import ExportRequest, LaneStem, export
from editor_app.score.mix import RATE_HZ, Mix, Original, mix_blocks
from editor_app.score.render import RenderSettings
from editor_app.score.room import depth_for, hear_sides, room_of
from inference.features.k_weighting import KWeighting
from inference.media.audio import read_audio
from inference.progress import finish
from inference.values import Floats, Span

SECONDS = 20.0
WORDS = (Span(2.0, 3.5), Span(4.1, 6.0), Span(12.0, 13.0))


def spoken(seconds: float = SECONDS) -> Floats:
    """Room tone, and where there are words something much louder; the last of them is soft."""
    rng = np.random.default_rng(7)
    sound = 0.001 * rng.standard_normal((round(seconds * RATE_HZ), 2))
    for span, level in zip(WORDS, (0.1, 0.1, 0.03), strict=True):
        place = slice(round(span.start_s * RATE_HZ), round(span.end_s * RATE_HZ))
        sound[place] = level * rng.standard_normal((place.stop - place.start, 2))
    return sound.astype(np.float32)


@pytest.fixture(scope="module")
def talk(media: Path) -> Path:
    path = media / "talk.wav"
    soundfile.write(path, spoken(), RATE_HZ, subtype="FLOAT")
    return path


@pytest.fixture
def mix(talk: Path, song: Callable[..., Path]) -> Mix:
    cue = Cue(song(SECONDS, gain=0.3), "", "", 0.0, SECONDS)
    return Mix(Span(0.0, SECONDS), (cue,), Original(talk), WORDS, Duck())


def sound_of(mix: Mix) -> Floats:
    return np.concatenate(list(mix_blocks(mix)))


def loud_db(sound: Floats, spans: tuple[Span, ...]) -> float:
    """K-weighted level over some stretches, measured sample by sample."""
    hop = 8192
    padded = np.pad(sound.T, ((0, 0), (0, -len(sound) % hop)))
    weighting = KWeighting(RATE_HZ, 2)
    parts = [weighting.filter(padded[:, at : at + hop]) for at in range(0, padded.shape[1], hop)]
    power = np.square(np.concatenate(parts, axis=1)).sum(axis=0)
    inside = [power[round(s.start_s * RATE_HZ) : round(s.end_s * RATE_HZ)] for s in spans]
    return 10 * float(np.log10(np.concatenate(inside).mean()))


def test_what_is_foreseen_is_what_the_sides_of_the_mix_measure(mix: Mix) -> None:
    room = room_of(finish(hear_sides(mix)), mix)
    own, music = sound_of(replace(mix, cues=())), sound_of(replace(mix, original=None))
    dry = sound_of(replace(mix, original=None, duck=None))
    assert room.before_db == pytest.approx(loud_db(own, WORDS) - loud_db(dry, WORDS), abs=0.1)
    assert room.after_db == pytest.approx(loud_db(own, WORDS) - loud_db(music, WORDS), abs=0.1)
    soft = WORDS[2:]
    assert room.least_db == pytest.approx(loud_db(own, soft) - loud_db(music, soft), abs=0.1)
    assert room.lost_db == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize("name", PRESETS)
def test_every_stretch_of_speech_stands_clear_and_away_from_it_nothing_is_lost(
    mix: Mix, name: str
) -> None:
    mix = replace(mix, duck=PRESETS[name])
    sides = finish(hear_sides(mix))
    deep = replace(mix, duck=replace(PRESETS[name], depth_db=depth_for(sides, mix)))
    room = room_of(sides, deep)
    assert room.least_db is not None
    assert room.least_db >= PRESETS[name].clear_db - 0.01
    assert room.lost_db is not None
    assert room.lost_db < 1.0


def test_what_is_lost_to_music_of_the_film_is_not_counted_as_lost_to_speech(mix: Mix) -> None:
    aside = replace(mix, own_music=(Span(8.5, 10.0),))
    room = room_of(finish(hear_sides(aside)), aside)
    assert room.lost_db == pytest.approx(0.0, abs=0.01)


def test_a_mix_that_is_clear_already_keeps_its_depth(mix: Mix) -> None:
    soft = replace(mix, cues=(replace(mix.cues[0], gain_db=-30.0),))
    assert depth_for(finish(hear_sides(soft)), soft) == Duck().depth_db
    loud = replace(mix, cues=(replace(mix.cues[0], gain_db=60.0),))
    assert depth_for(finish(hear_sides(loud)), loud) == MAX_DEPTH_DB
    assert depth_for(finish(hear_sides(mix)), replace(mix, duck=None)) == 0.0


def test_where_nobody_speaks_or_nothing_sounds_there_is_nothing_to_measure(mix: Mix) -> None:
    for still in (replace(mix, speech=()), replace(mix, cues=()), replace(mix, original=None)):
        sides = finish(hear_sides(still))
        assert room_of(sides, still).after_db is None
        assert depth_for(sides, still) == Duck().depth_db


def test_loudness_and_peak_before_are_those_of_both_together(mix: Mix) -> None:
    sides = finish(hear_sides(mix))
    plain = sound_of(replace(mix, duck=None))
    assert sides.true_peak_dbtp >= 20 * np.log10(np.abs(plain).max()) - 0.01
    assert sides.true_peak_dbtp < 20 * np.log10(np.abs(plain).max()) + 3
    assert -40 < sides.loudness_lufs < 0


def test_the_parts_add_up_to_the_mix(film: Path, song: Callable[..., Path], tmp_path: Path) -> None:
    lanes = (
        (Cue(song(), "", "", 0.0, 5.0, fade_out_s=1.0, speed=1.02),),
        (Cue(song(10.0), "", "", 4.0, 4.0, gain_points=((1.0, 0.0), (2.0, -6.0))),),
    )
    cues = (*lanes[0], *lanes[1])
    request = ExportRequest(
        film,
        cues,
        RenderSettings(target=None, speech=(Span(2.0, 3.0),)),
        music=tmp_path / "music.wav",
        original=tmp_path / "original.wav",
        lanes=tuple(LaneStem(part, tmp_path / f"{at}.wav") for at, part in enumerate(lanes)),
    )
    written = finish(export(request)).written
    assert [one.part for one in written] == ["music", "original", "lane", "lane"]
    music, own, one, other = (
        read_audio(done.report.path, rate_hz=RATE_HZ, channels=2) for done in written
    )
    np.testing.assert_allclose(one + other, music, atol=1e-6)
    whole = Mix(Span(0.0, len(own) / RATE_HZ), cues, Original(film), (Span(2.0, 3.0),), Duck())
    np.testing.assert_allclose(music + own, sound_of(whole), atol=1e-6)
