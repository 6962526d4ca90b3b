"""From a cut to the same cut with music, through the command line, and what melt makes of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest

from editor_app.interchange.music import NO_MUSIC
from editor_app.interchange.reading import read_cut
from editor_app.interchange.writers import write_cut
from editor_app.uses.handing_back import cut_of_film
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
    film, cut, once, twice = (tmp_path / name for name in ("a.mp4", "a.otio", "b.otio", "c.otio"))
    shutil.copy(CLIP, film)
    write_cut(cut_of_film(film), NO_MUSIC, cut)
    film.rename(folder_in(tmp_path, "moved") / film.name)
    words = ("--media", tmp_path / "moved", "--json")
    first = cuesmith("timeline", "score", cut, once, *words)
    assert first.json["replaced"] == 0
    again = cuesmith("timeline", "score", once, twice, *words)
    assert again.json["replaced"] == len(first.json["cues"]) > 0
    assert "of music from Cuesmith on it" in again.err
    assert again.json["cues"] == first.json["cues"]
    back = read_cut(twice)
    assert back.sounds == read_cut(cut).sounds
    assert back.earlier == read_cut(once).earlier


def folder_in(parent: Path, name: str) -> Path:
    (parent / name).mkdir()
    return parent / name


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
