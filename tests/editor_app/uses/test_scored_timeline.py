"""From a cut to the same cut with music, through the command line, and what melt makes of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from editor_app.interchange.music import NO_MUSIC, music_of
from editor_app.interchange.reading import read_cut
from editor_app.interchange.writers import write_cut
from editor_app.project.cue import Cue
from editor_app.score.mix import Mix
from editor_app.uses.handing_back import cut_of_film
from inference.values import Span
from resources import DEMO
from tests.editor_app.conftest import Cuesmith
from tests.editor_app.test_cli import valid

CLIP = DEMO / "clip.mp4"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cut")


@pytest.mark.parametrize("suffix", [".mlt", ".otio"])
def test_a_cut_comes_back_with_music_on_it(cuesmith: Cuesmith, folder: Path, suffix: str) -> None:
    cut, scored = folder / f"cut{suffix}", folder / f"scored{suffix}"
    write_cut(cut_of_film(CLIP), NO_MUSIC, cut)
    ran = cuesmith("timeline", "score", cut, scored, "--json").json
    assert valid(ran, "timeline-score")
    back = read_cut(scored)
    ours = back.earlier
    assert len(ours) == len(ran["cues"]) > 0
    frame_s = 1 / back.frame_rate
    for sound, cue in zip(ours, ran["cues"], strict=True):
        assert str(sound.source.path) == cue["path"]
        assert abs(float(sound.start_s) - cue["start_s"]) <= frame_s
        begun_s = float(sound.start_s - sound.source_in_s)
        assert abs(begun_s - (cue["start_s"] - cue["source_in_s"])) <= frame_s
    assert back.pieces == read_cut(cut).pieces
    assert Path(ran["stem"]).is_file()


def test_a_cut_is_scored_again_with_its_film_elsewhere(cuesmith: Cuesmith, tmp_path: Path) -> None:
    """What was laid on it before is not heard, and makes room for what comes now."""
    film, once, twice = tmp_path / "then.mp4", tmp_path / "once.otio", tmp_path / "twice.otio"
    shutil.copy(CLIP, film)
    cut = cut_of_film(film)
    cues = tuple(Cue(Path("/gone.ogg"), "Gone", "X", at_s, 2.0) for at_s in (0.0, 3.0))
    mix = Mix(Span(0.0, float(cut.duration_s)), cues)
    write_cut(cut, music_of(mix, cut.frame_rate), once)
    (tmp_path / "moved").mkdir()
    film.rename(tmp_path / "moved" / film.name)
    ran = cuesmith("timeline", "score", once, twice, "--media", tmp_path / "moved", "--json")
    assert ran.json["replaced"] == 2
    assert "2 clips of music from Cuesmith on it" in ran.err
    back = read_cut(twice)
    assert back.sounds == read_cut(once).sounds
    assert [str(one.source.path) for one in back.earlier] == [
        one["path"] for one in ran.json["cues"]
    ]


def test_melt_plays_the_music_where_the_mixed_file_has_it(cuesmith: Cuesmith, folder: Path) -> None:
    melt = shutil.which("melt")
    if melt is None:
        pytest.skip("melt, which renders the projects, is not installed")
    cut, scored = folder / "own.mlt", folder / "music.mlt"
    plain = cut_of_film(CLIP)
    write_cut(plain, NO_MUSIC, cut)
    ran = cuesmith("timeline", "score", cut, scored, "--json").json
    out = folder / "heard.wav"
    subprocess.run(
        [melt, "-silent", str(scored), "-consumer", f"avformat:{out}", "acodec=pcm_s16le", "vn=1"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    heard, mixed = sound_of(out), sound_of(Path(ran["stem"]))
    own = sound_of(CLIP) if plain.sounds else np.zeros(1)
    length = min(len(heard), len(mixed))
    rest = heard[:length] - np.pad(own, (0, length))[:length]
    assert abs(length / RATE_HZ - float(plain.duration_s)) < 0.1
    off_s = lag(rest, mixed[:length]) / RATE_HZ
    assert abs(off_s) <= float(1 / plain.frame_rate)


RATE_HZ = 48_000


def sound_of(path: Path) -> np.ndarray:
    """Return the sound of a file as one channel."""
    resampler = av.AudioResampler("flt", "mono", RATE_HZ)
    with av.open(str(path)) as container:
        frames = [one for frame in container.decode(audio=0) for one in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def lag(late: np.ndarray, early: np.ndarray) -> int:
    """Return by how many samples one sound follows another."""
    size = 1 << (len(late) + len(early)).bit_length()
    spectrum = np.fft.rfft(late, size) * np.conj(np.fft.rfft(early, size))
    found = int(np.argmax(np.fft.irfft(spectrum)))
    return found if found < size // 2 else found - size


def test_lag_is_what_it_says() -> None:
    noise = np.random.default_rng(1).normal(size=4000)
    assert lag(np.pad(noise, (25, 0)), noise) == 25
