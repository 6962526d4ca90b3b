"""`python -m tests.pictures.fitting FOLDER`: a demo song made shorter, longer, and in many ways.

What is kept of the song has the same colour in the song and in what is made of it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from editor_app.score.fit import fit_song
from editor_app.score.fitted import Fitting
from editor_app.score.mix import RATE_HZ, mix_blocks
from editor_app.score.moment import Song
from editor_app.uses.fitting import fitted_mix
from inference.features.structure import Structure, hear_structure
from inference.media.audio import read_audio
from inference.progress import finish
from inference.values import Floats, Span
from resources import DEMO
from tests.pictures.svg import CURVE, INK, PALE, Row, Sheet

SONG = "Alexander Blu - Electricity.ogg"
SHORTER_S, LONGER_S = 34.0, 85.0
COLOURS = ("#f2c14e", "#7fb285", "#c9a0dc", "#f08a5d", "#8ecae6")


def main(folder: Path) -> None:
    path = DEMO / "music" / SONG
    structure = finish(hear_structure(path))
    song = Song(path, structure.duration_s, title=path.stem)
    sound = read_audio(path, rate_hz=RATE_HZ, channels=1)
    pictures = {
        "fit-shorter": before_and_after(song, structure, sound, SHORTER_S),
        "fit-longer": before_and_after(song, structure, sound, LONGER_S),
        "fit-ways": every_way(song, structure, sound),
    }
    for name, picture in pictures.items():
        (folder / f"{name}.svg").write_text(picture, encoding="utf-8")


def before_and_after(song: Song, structure: Structure, sound: Floats, length_s: float) -> str:
    """The song with its bars and what is kept of it; below, what was made of that."""
    fitting = next(one for one in fit_song(song, structure, length_s) if one.seams)
    end_s = max(song.duration_s, length_s)
    sheet = Sheet(Span(0.0, end_s), f"{song.title}: {song.duration_s:.0f} s made {length_s:.0f} s")
    sheet.row("the song").wave(_as_long(sound, end_s), RATE_HZ, full=_full(sound))
    bars = sheet.row("its bars, what is\nkept of it, left —\nand gone on at …", 64)
    for edge in np.flatnonzero(structure.phase == 0):
        bars.mark(float(structure.times_s[edge]), colour=PALE)
    _in_strips(bars, list(_kept(fitting)))
    for seam in fitting.seams:
        bars.mark(seam.out_s, colour=CURVE)
        bars.mark(seam.in_s, colour=CURVE, dashed=True)
    _made(sheet, fitting, song, f"{length_s:.0f} s:\n{_words(fitting)}", end_s)
    return sheet.document()


def every_way(song: Song, structure: Structure, sound: Floats) -> str:
    """The song, and below it each variant, with its seams and how sure they are."""
    end_s = song.duration_s
    sheet = Sheet(Span(0.0, end_s), f"{song.title}: {SHORTER_S:.0f} s in several ways, best first")
    sheet.row("the song").wave(_as_long(sound, end_s), RATE_HZ, full=_full(sound))
    for number, fitting in enumerate(fit_song(song, structure, SHORTER_S)):
        _made(sheet, fitting, song, f"way {number + 1}:\n{_words(fitting)}", end_s)
    return sheet.document()


def _made(sheet: Sheet, fitting: Fitting, song: Song, name: str, end_s: float) -> None:
    row = sheet.row(name)
    _coloured(row, _pieces(fitting))
    made = np.concatenate(list(mix_blocks(fitted_mix(fitting, song)))).mean(axis=1)
    row.wave(_as_long(made, end_s), RATE_HZ, full=_full(made))
    for seam in fitting.seams:
        row.mark(seam.at_s, colour=INK)


def _words(fitting: Fitting) -> str:
    if not fitting.seams:
        return "no seam"
    sure = ", ".join(f"{100 * seam.confidence:.0f} %" for seam in fitting.seams[:3])
    more = " …" if len(fitting.seams) > 3 else ""
    return f"seams sure by\n{sure}{more}"


def _kept(fitting: Fitting) -> Iterator[Span]:
    for part in fitting.parts:
        yield Span(part.source_in_s, part.source_out_s)


def _pieces(fitting: Fitting) -> Iterator[Span]:
    edges = (0.0, *(seam.at_s for seam in fitting.seams), fitting.length_s)
    for start_s, end_s in pairwise(edges):
        yield Span(start_s, end_s)


def _in_strips(row: Row, spans: list[Span]) -> None:
    """Each part in a strip of its own: parts that are repeated lie over each other."""
    height = row.height / len(spans)
    for number, span in enumerate(spans):
        _coloured_as(Row(row.sheet, row.top + number * height, height), span, number)


def _coloured(row: Row, spans: Iterator[Span]) -> None:
    for number, span in enumerate(spans):
        _coloured_as(row, span, number)


def _coloured_as(row: Row, span: Span, number: int) -> None:
    row.spans([span], COLOURS[number % len(COLOURS)])


def _as_long(sound: Floats, length_s: float) -> Floats:
    return np.pad(sound, (0, max(0, round(length_s * RATE_HZ) - len(sound))))


def _full(sound: Floats) -> float:
    return float(np.abs(sound).max())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
