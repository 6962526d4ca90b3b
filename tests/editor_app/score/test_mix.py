from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from editor_app.project.cue import Cue
from editor_app.score.duck import Duck
from editor_app.score.mix import BLOCK, RATE_HZ, Mix, Original, ducked_in, mix_blocks
from inference.errors import MediaError
from inference.values import Floats, Span


def mixed(mix: Mix) -> Floats:
    blocks = list(mix_blocks(mix))
    assert all(len(block) == BLOCK for block in blocks[:-1])
    return np.concatenate(blocks)


def cue(
    path: Path, start_s: float, duration_s: float, source_in_s: float = 0.0, **more: float
) -> Cue:
    return Cue(path, "", "", start_s, duration_s, source_in_s, **more)  # type: ignore[arg-type]


def test_a_cue_sounds_exactly_where_it_should(song: Callable[..., Path]) -> None:
    samples, _ = soundfile.read(song(), dtype="float32")
    sound = mixed(Mix(Span(0.0, 6.0), (cue(song(), 1.25, 3.5, 2.0, gain_db=-6.0),)))
    first, last = round(1.25 * RATE_HZ), round(4.75 * RATE_HZ)
    assert len(sound) == 6 * RATE_HZ
    expected = samples[2 * RATE_HZ :][: last - first] * 10 ** (-6 / 20)
    np.testing.assert_allclose(sound[first:last], expected, atol=1e-6)
    assert not sound[:first].any()
    assert not sound[last:].any()


def test_a_span_is_a_part_of_the_whole(song: Callable[..., Path], tone: Path) -> None:
    cues = (cue(song(), 1.0, 5.0, 1.0, fade_in_s=0.5, fade_out_s=2.0), cue(song(), 4.0, 3.9))
    speech = (Span(2.0, 3.0),)
    own = Original(tone, gain_db=-3.0)
    whole = mixed(Mix(Span(0.0, 8.0), cues, own, speech, Duck()))
    part = mixed(Mix(Span(2.5, 7.5), cues, own, speech, Duck()))
    expected = whole[round(2.5 * RATE_HZ) : round(7.5 * RATE_HZ)]
    np.testing.assert_allclose(part, expected, atol=1e-5)


@pytest.mark.parametrize("block", [1, 480, 4096, 100_000])
def test_the_size_of_the_blocks_changes_no_bit(
    song: Callable[..., Path], film: Path, block: int
) -> None:
    cues = (
        cue(song(rate=44_100), 0.01, 0.3, 1.0, fade_in_s=0.05, fade_out_s=0.2, gain_db=-3.3),
        cue(song(), 0.2, 0.3, 1.3, fade_in_s=0.1),
    )
    mix = Mix(Span(0.003, 0.4), cues, Original(film, gain_db=-4.4), (Span(0.25, 0.27),), Duck())
    blocks = list(mix_blocks(mix, block=block))
    assert all(len(one) == block for one in blocks[:-1])
    np.testing.assert_array_equal(np.concatenate(blocks), mixed(mix))


@pytest.mark.parametrize("start", [0, 1, 77_777, 300_000])
def test_a_mix_begun_anywhere_goes_on_as_the_whole_does(
    song: Callable[..., Path], start: int
) -> None:
    cues = (cue(song(), 1.00001, 5.0, 1.234567, fade_in_s=0.5, fade_out_s=2.0),)
    mix = Mix(Span(0.0, 8.0), cues, Original(song(8.0)), (Span(2.0, 3.0),), Duck())
    part = np.concatenate(list(mix_blocks(mix, start=start, block=4096)))
    np.testing.assert_array_equal(part, mixed(mix)[start:])


def test_fades_begin_and_end_in_silence_without_a_step(tone: Path) -> None:
    sound = mixed(Mix(Span(0.0, 4.0), (cue(tone, 0.5, 3.0, 1.0, fade_in_s=0.3, fade_out_s=1.0),)))
    # A 1 kHz tone at 0.1 moves by at most 0.0131 from one sample to the next.
    assert np.abs(np.diff(sound[:, 0])).max() < 0.0132
    middle = sound[round(1.0 * RATE_HZ) : round(2.4 * RATE_HZ), 0]
    assert np.abs(middle).max() == pytest.approx(0.1, rel=0.01)
    quarter = sound[round(0.64 * RATE_HZ) : round(0.66 * RATE_HZ), 0]
    assert np.abs(quarter).max() == pytest.approx(0.1 * np.sin(np.pi / 4), rel=0.06)


def test_a_crossfade_keeps_the_power(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    paths = [tmp_path / "a.wav", tmp_path / "b.wav"]
    for path in paths:
        noise = rng.standard_normal((8 * RATE_HZ, 2)).astype(np.float32) * 0.1
        soundfile.write(path, noise, RATE_HZ, subtype="FLOAT")
    left = cue(paths[0], 0.0, 5.0, fade_out_s=3.0)
    right = cue(paths[1], 2.0, 5.0, fade_in_s=3.0)
    sound = mixed(Mix(Span(0.0, 7.0), (left, right)))
    power = np.square(sound).reshape(14, -1).mean(axis=1)
    np.testing.assert_allclose(10 * np.log10(power), -20.0, atol=0.3)


def test_a_song_that_melts_into_itself_does_not_swell(
    tone: Path, song: Callable[..., Path]
) -> None:
    left = cue(tone, 0.0, 5.0, fade_out_s=3.0)
    same = cue(tone, 2.0, 5.0, 1.0, fade_in_s=3.0)
    sound = mixed(Mix(Span(0.0, 7.0), (left, same)))
    power = np.square(sound[:, 0]).reshape(28, -1).mean(axis=1)
    np.testing.assert_allclose(10 * np.log10(power / 0.005), 0.0, atol=0.05)
    left, other = (
        replace(one, track_path=song()) for one in (left, replace(same, source_in_s=6.3))
    )
    melted = mixed(Mix(Span(0.0, 7.0), (left, other)))
    apart = [mixed(Mix(Span(0.0, 7.0), (one,))) for one in (left, other)]
    middle = slice(3 * RATE_HZ, 4 * RATE_HZ)
    wanted = np.square(apart[0][middle]).mean() + np.square(apart[1][middle]).mean()
    assert 10 * np.log10(np.square(melted[middle]).mean() / wanted) == pytest.approx(0, abs=0.6)


@pytest.mark.parametrize("start", [0, 100_001])
def test_melting_is_the_same_in_any_blocks_and_from_anywhere(
    song: Callable[..., Path], start: int
) -> None:
    cues = (cue(song(), 0.0, 3.0, 1.0, fade_out_s=2.0), cue(song(), 1.0, 3.0, 2.0, fade_in_s=2.0))
    mix = Mix(Span(0.0, 4.0), cues)
    part = np.concatenate(list(mix_blocks(mix, start=start, block=997)))
    np.testing.assert_array_equal(part, mixed(mix)[start:])


def test_music_is_ducked_by_the_depth_and_speech_is_not(tone: Path, film: Path) -> None:
    speech = (Span(3.0, 5.0),)
    music = mixed(Mix(Span(0.0, 8.0), (cue(tone, 0.0, 8.0),), None, speech, Duck(depth_db=9.0)))
    level = np.sqrt(np.square(music[:, 0]).reshape(16, -1).mean(axis=1))
    assert 20 * np.log10(level[8] / level[1]) == pytest.approx(-9.0, abs=0.05)
    assert 20 * np.log10(level[14] / level[1]) == pytest.approx(0.0, abs=0.05)
    own = mixed(Mix(Span(0.0, 8.0), (), Original(film), speech, Duck()))
    plain = mixed(Mix(Span(0.0, 8.0), (), Original(film)))
    np.testing.assert_array_equal(own, plain)


def test_a_song_that_ends_early_is_followed_by_silence(tone: Path) -> None:
    sound = mixed(Mix(Span(0.0, 8.0), (cue(tone, 0.0, 8.0, 9.0),)))
    assert np.abs(sound[: round(2.9 * RATE_HZ)]).max() > 0.05
    assert not sound[round(3.01 * RATE_HZ) :].any()


def test_a_song_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"gone\.ogg"):
        mixed(Mix(Span(0.0, 2.0), (cue(tmp_path / "gone.ogg", 0.0, 2.0),)))


def test_a_faster_cue_meets_its_places_to_a_third_of_a_frame(click: Path) -> None:
    sound = mixed(Mix(Span(0.0, 6.0), (cue(click, 1.0, 3.0, 0.5, speed=1.03),)))
    heard_s = np.abs(sound[:, 0]).argmax() / RATE_HZ
    assert heard_s == pytest.approx(1.0 + 1.5 / 1.03, abs=0.014)


POINTS = ((0.5, 0.0), (1.5, -12.0), (2.5, -3.0))


def test_gain_points_are_lines_in_decibels(tone: Path) -> None:
    automated = replace(cue(tone, 1.0, 4.0, 1.0), gain_points=POINTS)
    sound = mixed(Mix(Span(0.0, 6.0), (automated,)))[:, 0]
    level = np.sqrt(2 * np.square(sound[: 5 * RATE_HZ]).reshape(-1, 480).mean(axis=1))
    at = [int(100 * (1.0 + at_s)) for at_s in (0.2, 1.0, 1.5, 2.0, 3.5)]
    level_db = 20 * np.log10(level[at] / 0.1)
    np.testing.assert_allclose(level_db, [0.0, -6.0, -12.0, -7.5, -3.0], atol=0.15)


def lively(song: Callable[..., Path], film: Path) -> Mix:
    """All that a mix knows: speeds, gain points, speech, music of the film, a crossfade."""
    cues = (
        cue(song(rate=44_100), 0.01, 4.0, 1.0, fade_in_s=0.05, fade_out_s=0.4, speed=1.03),
        replace(cue(song(), 3.6, 3.9, 1.3, fade_in_s=0.4, speed=0.98), gain_points=POINTS),
    )
    return Mix(
        Span(0.003, 7.9),
        cues,
        Original(film, gain_db=-4.4),
        (Span(0.25, 0.27), Span(1.5, 2.0)),
        Duck(),
        own_music=(Span(4.5, 5.5),),
    )


@pytest.mark.parametrize("block", [4096, 100_000])
def test_speed_and_automation_do_not_depend_on_blocks(
    song: Callable[..., Path], film: Path, block: int
) -> None:
    mix = lively(song, film)
    np.testing.assert_array_equal(np.concatenate(list(mix_blocks(mix, block=block))), mixed(mix))


@pytest.mark.parametrize("start", [0, 77_777, 300_000])
def test_a_stretched_mix_begun_anywhere_is_the_whole_to_the_bit(
    song: Callable[..., Path], start: int
) -> None:
    mix = replace(lively(song, song()), original=None)
    mix = replace(mix, cues=tuple(replace(one, track_path=song()) for one in mix.cues))
    part = np.concatenate(list(mix_blocks(mix, start=start, block=4096)))
    np.testing.assert_array_equal(part, mixed(mix)[start:])


def test_music_steps_aside_for_music_of_the_film_further_than_for_speech(tone: Path) -> None:
    both = Mix(
        Span(0.0, 12.0), (cue(tone, 0.0, 12.0),), None, (Span(1.0, 9.0),), Duck(depth_db=9.0),
        (Span(5.0, 6.0),),
    )  # fmt: skip
    power = np.square(mixed(both)[:, 0]).reshape(24, -1).mean(axis=1)
    level_db = 10 * np.log10(power / 0.005)
    np.testing.assert_allclose(level_db[[4, 6, 11, 17, 23]], [-9, -9, -24, -9, 0], atol=0.1)
    assert ducked_in(both) == (Span(1.0, 9.0),)
    alone = replace(both, speech=(), duck=None)
    assert ducked_in(alone) == (Span(5.0, 6.0),)
    assert 20 * np.log10(np.abs(mixed(alone)[: RATE_HZ * 2]).max() / 0.1) == pytest.approx(0)
