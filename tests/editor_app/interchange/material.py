"""Films whose pictures tell which they are, songs whose clicks tell when, and a cut of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile as sf

from editor_app.interchange.cut import Cut, MediaRef, Piece
from editor_app.interchange.music import Music, music_of
from editor_app.project.cue import Cue
from editor_app.score.duck import Duck
from editor_app.score.mix import Mix
from inference.values import Span

RATE = Fraction(25)
WIDTH, HEIGHT = 64, 48
FIRST_A, FIRST_B = 20, 80
"""How bright (16 to 235) the first picture of each film is; each next one is two brighter."""


def make_film(path: Path, frames: int, first: int) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=25)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(frames):
            planes = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
            planes[:HEIGHT] = first + 2 * number
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def make_clicks(path: Path, times_s: tuple[float, ...], length_s: float) -> None:
    sound = np.zeros((int(length_s * 48_000), 2), np.float32)
    click = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(480) / 48_000)
    for time_s in times_s:
        begin = round(time_s * 48_000)
        sound[begin : begin + 480] = click[:, None]
    sf.write(path, sound, 48_000)


@dataclass(frozen=True, slots=True)
class Material:
    """Where the files lie, a cut of them, and music for it."""

    folder: Path
    cut: Cut
    music: Music


def make_material(folder: Path) -> Material:
    """Make two films, a song, a stem, and a cut with everything that melt shows."""
    a, b, song, stem = (folder / name for name in ("a.mkv", "b.mkv", "song.wav", "stem.wav"))
    make_film(a, 75, FIRST_A)
    make_film(b, 75, FIRST_B)
    make_clicks(song, (2.0, 4.0, 6.0), 10.0)
    make_clicks(stem, (), 5.0)
    return Material(folder, a_cut(folder), some_music(folder))


def a_cut(folder: Path) -> Cut:
    first, second = (
        MediaRef(name, folder / name, duration_s=Fraction(3), frame_rate=RATE)
        for name in ("a.mkv", "b.mkv")
    )
    pieces = (
        Piece(Fraction(0), Fraction(1), first, Fraction(1), name="one"),
        Piece(Fraction(1), Fraction(1), second, Fraction(1, 5), name="two"),
        Piece(Fraction(2), Fraction(1)),
        Piece(Fraction(3), Fraction(1), first, name="fast", speed=Fraction(2)),
        Piece(Fraction(4), Fraction(13, 25), second, Fraction(62, 25), name="three"),
        Piece(Fraction(113, 25), Fraction(12, 25), first, Fraction(2), frozen=True, name="still"),
    )
    return Cut("A cut", RATE, pieces, size=(WIDTH, HEIGHT))


def some_music(folder: Path, *, stem: bool = True) -> Music:
    song = folder / "song.wav"
    cues = (
        Cue(song, "Clicks", "X", 0.52, 2.0, 1.52, gain_db=-6.0, downbeats_s=(2.0, 3.0)),
        Cue(song, "Again", "X", 2.48, 2.4, 5.0, fade_in_s=0.4, fade_out_s=0.2),
    )
    mix = Mix(Span(0.0, 5.0), cues, speech=(Span(3.4, 3.6),), duck=Duck(depth_db=12.0))
    return music_of(mix, RATE, stem=folder / "stem.wav" if stem else None)


STILL_FROM = 113


def expected_pictures() -> list[int]:
    """Return how bright each picture of `a_cut` is."""
    return [
        *(FIRST_A + 2 * number for number in range(25, 50)),
        *(FIRST_B + 2 * number for number in range(5, 30)),
        *[16] * 25,
        *(FIRST_A + 2 * number for number in range(0, 50, 2)),
        *(FIRST_B + 2 * number for number in range(62, 75)),
        *[FIRST_A + 100] * 12,
    ]


def assert_shows_the_cut(film: Path) -> None:
    """Compare picture for picture; turning colours into others and back may cost one step.

    A picture that stands still goes through that twice.
    """
    shown = brightness(film)
    assert len(shown) == 125
    for number, (seen, wanted) in enumerate(zip(shown, expected_pictures(), strict=True)):
        assert abs(seen - wanted) <= (1 if number < STILL_FROM else 2), f"picture {number}"


def assert_sounds_the_music(film: Path) -> None:
    """The clicks are where `some_music` has them, at their levels, faded and ducked."""
    (first_s, first), (second_s, second) = onsets(film)
    assert first_s == pytest.approx(1.0, abs=0.001)
    assert second_s == pytest.approx(3.48, abs=0.001)
    assert first == pytest.approx(0.25, rel=0.03)
    assert second == pytest.approx(0.5 * 10 ** (-12 / 20), rel=0.05)


def render(project: Path) -> Path:
    """Render a project with melt, as it is; skips where there is none."""
    melt = shutil.which("melt")
    if melt is None:
        pytest.skip("melt, which renders the projects, is not installed")
    out = project.parent / f"{project.stem}-rendered.mkv"
    sink = f"avformat:{out}"
    # Without a screen the window system is given; melt hangs on an interrupt, so it is killed.
    subprocess.run(
        [melt, "-silent", str(project), "-consumer", sink, "vcodec=ffv1", "acodec=pcm_s16le"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=40,
        check=False,
    )
    return out


def brightness(film: Path) -> list[int]:
    """Return how bright each picture is."""
    with av.open(str(film)) as container:
        return [
            int(frame.to_ndarray(format="yuv420p")[20, 20]) for frame in container.decode(video=0)
        ]


def onsets(film: Path) -> list[tuple[float, float]]:
    """Return when a click begins, and how loud it is."""
    with av.open(str(film)) as container:
        rate = container.streams.audio[0].rate
        blocks = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)]
    sound = np.abs(np.concatenate(blocks)[:, 0].astype(np.float64)) / 32768
    loud = np.flatnonzero(sound > 0.005)
    begins = loud[np.diff(loud, prepend=-rate) > rate // 20]
    return [(begin / rate, float(sound[begin : begin + 480].max())) for begin in begins]
