"""`python -m tests.pictures.close FOLDER`: the beats found in a song, and a seam from very near."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

from catalog.beats import BeatFix, apply_fix
from editor_app.score.fit import fit_song
from editor_app.score.fitted import Fitting
from editor_app.score.mix import RATE_HZ, mix_blocks
from editor_app.score.moment import Song
from editor_app.uses.fitting import fitted_mix
from inference.features.hearing_beats import hear_rhythm
from inference.features.structure import hear_structure
from inference.media.audio import read_audio
from inference.progress import finish
from inference.values import Floats, Span
from resources import DEMO
from tests.pictures.svg import CURVE, INK, PALE, Sheet

SONG = DEMO / "music" / "Alexander Blu - Electricity.ogg"
SHOWN_S = 8.0
AROUND_S = 0.06
LENGTH_S = 34.0


def main(folder: Path) -> None:
    sound = read_audio(SONG, rate_hz=RATE_HZ, channels=1)
    pictures = {"beats": beats(sound), "seam": seam(sound)}
    for name, picture in pictures.items():
        (folder / f"{name}.svg").write_text(picture, encoding="utf-8")


def beats(sound: Floats) -> str:
    """The beats and bars as heard, and the same corrected to half the tempo by one click."""
    rhythm = finish(hear_rhythm(SONG))
    duration_s = len(sound) / RATE_HZ
    half = apply_fix(rhythm.beats_s, rhythm.downbeats_s, BeatFix(tempo=0.5), duration_s=duration_s)
    start_s = float(rhythm.downbeats_s[2])
    span = Span(start_s, start_s + SHOWN_S)
    sheet = Sheet(span, f"{SONG.stem}: {rhythm.bpm:.1f} beats a minute as heard")
    shown = sound[round(span.start_s * RATE_HZ) : round(span.end_s * RATE_HZ)]
    heard = rhythm.beats_s, rhythm.downbeats_s
    for name, grid in (("as heard:\nbeats and bars", heard), ("half the tempo,\ncorrected", half)):
        row = sheet.row(name, 90)
        row.wave(shown, RATE_HZ, colour=PALE, full=float(np.abs(shown).max()))
        for times, colour in zip(grid, (INK, CURVE), strict=True):
            for at in times[(times >= span.start_s) & (times <= span.end_s)]:
                row.mark(float(at), colour=colour)
    return sheet.document()


def seam(sound: Floats) -> str:
    """A seam of a fitting: cut by the clock as one might by hand, and as it is made."""
    structure = finish(hear_structure(SONG))
    song = Song(SONG, structure.duration_s, title=SONG.stem)
    fitting = next(one for one in fit_song(song, structure, LENGTH_S) if one.seams)
    found = fitting.seams[0]
    span = Span(found.at_s - AROUND_S, found.at_s + AROUND_S)
    words = f"{2e3 * AROUND_S:.0f} ms around a seam at {found.at_s:.1f} s"
    sheet = Sheet(span, f"{SONG.stem}: {words}")
    made = np.concatenate(list(mix_blocks(fitted_mix(fitting, song)))).mean(axis=1)
    clock = _by_the_clock(sound, fitting)
    for name, one in (
        ("cut by the clock,\nto a tenth of a\nsecond", clock),
        ("as it is made", made),
    ):
        part = one[round(span.start_s * RATE_HZ) : round(span.end_s * RATE_HZ)]
        row = sheet.row(name, 110)
        points = [
            (span.start_s + 4 * at / RATE_HZ, float(value)) for at, value in enumerate(part[::4])
        ]
        full = float(np.abs(part).max())
        row.line(points, low=-full, high=full)
        row.mark(found.at_s, colour=INK, dashed=True)
    return sheet.document()


def _by_the_clock(sound: Floats, fitting: Fitting) -> Floats:
    """The same parts of the song without crossfades, gone on at a tenth of a second."""
    edges = [0.0, *(one.at_s for one in fitting.seams), fitting.length_s]
    parts = []
    for part, (start_s, end_s) in zip(fitting.parts, pairwise(edges), strict=True):
        begin_s = round(fitting.seams[len(parts) - 1].in_s, 1) if parts else part.source_in_s
        first = round(begin_s * RATE_HZ)
        parts.append(sound[first : first + round((end_s - start_s) * RATE_HZ)])
    return np.concatenate(parts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
