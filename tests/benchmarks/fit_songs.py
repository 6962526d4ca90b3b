"""`python -m tests.benchmarks.fit_songs FOLDER`: real songs at six lengths; what do seams do?

For every song and length: does it last exactly as long as was asked, is there a click at a seam or
at an end, are the seams better than cutting at random first beats of bars, and how long did it
take. A seam is judged twice: by the cost that the product itself goes by, and by the log-mel
spectra of the two seconds on either side, which it has never seen. Exit code 1 when a goal is
missed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from editor_app.score.errors import FitError
from editor_app.score.fit import fit_song
from editor_app.score.fitted import Fitting, Seam, cues_of
from editor_app.score.joins import length_of
from editor_app.score.mix import RATE_HZ, Mix, mix_blocks
from editor_app.score.moment import Song
from editor_app.score.seams import confidence_of, seam_costs
from inference.features.structure import Structure, hear_structure
from inference.media.audio import read_audio
from inference.progress import finish
from inference.values import Floats, Span
from tests.benchmarks.seam_measures import MEL_HZ, apart, mels

LENGTHS_S = (8.0, 15.0, 30.0, 60.0, 90.0, 300.0)
SUFFIXES = {".ogg", ".mp3", ".flac", ".opus", ".wav", ".m4a"}
CLOSE_S = 0.06
CLICK = 1.45
"""A crossfade of equal power can lift what changes fastest by the square root of two, no more."""


@dataclass
class Tally:
    """What was found in all songs."""

    songs: int = 0
    fittings: int = 0
    refused: int = 0
    inexact: int = 0
    seams: int = 0
    clicks: int = 0
    clicks_of_hard_cuts: int = 0
    loud_ends: int = 0
    surer: int = 0
    compared: int = 0
    surer_of_compared: int = 0
    closer: int = 0
    variants: int = 0
    confidences: list[float] = field(default_factory=list)
    heard_s: float = 0.0
    spent_s: float = 0.0


def main() -> int:
    asked = _arguments()
    tally, rng = Tally(), random.Random(5)
    paths = [one for one in sorted(asked.folder.iterdir()) if one.suffix.lower() in SUFFIXES]
    for path in paths[:: asked.every][: asked.songs]:
        _song(path, tally, rng, every_variant=asked.every_variant)
        if asked.verbose:
            print(f"{path.name}: {tally}", flush=True)
    return 0 if _told(tally) else 1


def _song(path: Path, tally: Tally, rng: random.Random, *, every_variant: bool) -> None:
    start = time.perf_counter()
    structure = finish(hear_structure(path))
    song = Song(path, structure.duration_s)
    fitted = dict(_fittings(song, structure, tally))
    tally.spent_s += time.perf_counter() - start
    tally.heard_s += structure.duration_s
    tally.songs += 1
    sound = read_audio(path, rate_hz=RATE_HZ, channels=2)
    rows = mels(read_audio(path, rate_hz=MEL_HZ, channels=1))
    costs = seam_costs(structure)
    for found in fitted.values():
        tally.variants += len(found)
        for fitting in found if every_variant else found[:1]:
            _judge(fitting, song, sound, tally)
            for number, seam in enumerate(fitting.seams):
                _click(fitting, number, song, sound, tally)
                _compare(seam, structure, costs, rows, tally, rng)


def _fittings(
    song: Song, structure: Structure, tally: Tally
) -> Iterator[tuple[float, tuple[Fitting, ...]]]:
    for length_s in LENGTHS_S:
        try:
            yield length_s, fit_song(song, structure, length_s)
        except FitError:
            tally.refused += 1


def _judge(fitting: Fitting, song: Song, sound: Floats, tally: Tally) -> None:
    """Is it as long as it says, in values and in sound, and does its end not break off?"""
    tally.fittings += 1
    cues = cues_of(fitting, song, 0.0)
    values = length_of(fitting.parts, fitting.speed)
    long = max(abs(values - fitting.length_s), abs(cues[-1].end_s - fitting.length_s))
    last = _rendered(fitting, song, fitting.length_s - 0.5, fitting.length_s + 0.5)
    beyond = float(np.abs(last[round(0.5 * RATE_HZ) :]).max())
    tally.inexact += int(long > 0.5 / RATE_HZ or beyond > 0)
    end = last[: round(0.5 * RATE_HZ)]
    tally.loud_ends += int(np.abs(end[-8:]).max() > 0.02 * max(np.abs(sound).max(), 1e-3))


def _rendered(fitting: Fitting, song: Song, start_s: float, end_s: float) -> Floats:
    mix = Mix(Span(max(0.0, start_s), end_s), cues_of(fitting, song, 0.0))
    return np.concatenate(list(mix_blocks(mix)))


def _click(fitting: Fitting, number: int, song: Song, sound: Floats, tally: Tally) -> None:
    """Does the sound change faster at a seam than it does in both of the places it is made of?"""
    seam, part = fitting.seams[number], fitting.parts[number + 1]
    reach_s = max(CLOSE_S, part.crossfade_s)
    made = _rendered(fitting, song, seam.at_s - reach_s, seam.at_s + reach_s)
    sources = [_around(sound, at_s, reach_s) for at_s in (seam.out_s, seam.in_s)]
    usual = max(_fastest(one) for one in sources)
    hard = np.concatenate((sources[0][: len(made) // 2], sources[1][len(made) // 2 :]))
    tally.clicks += int(_fastest(made) > CLICK * usual + 1e-5)
    tally.clicks_of_hard_cuts += int(_fastest(hard) > CLICK * usual + 1e-5)
    tally.seams += 1
    tally.confidences.append(seam.confidence)


def _around(sound: Floats, at_s: float, reach_s: float) -> Floats:
    low, high = (round((at_s + by_s) * RATE_HZ) for by_s in (-reach_s, reach_s))
    return sound[max(0, low) : high]


def _fastest(sound: Floats) -> float:
    return float(np.abs(np.diff(sound, n=2, axis=0)).max(initial=0.0))


def _compare(
    seam: Seam,
    structure: Structure,
    costs: Floats,
    rows: Floats,
    tally: Tally,
    rng: random.Random,
) -> None:
    """Is a seam better than a cut from one first beat to another, drawn at random?"""
    out, into = _drawn(structure, rng)
    surer = seam.confidence > confidence_of(float(costs[out, into]))
    tally.surer += int(surer)
    if "begins again" in seam.reason:
        return  # nothing lies behind the one place, nor before the other
    drawn_s = structure.times_s[out], structure.times_s[into]
    tally.compared += 1
    tally.surer_of_compared += int(surer)
    tally.closer += int(apart(rows, seam.out_s, seam.in_s) < apart(rows, *drawn_s))


def _drawn(structure: Structure, rng: random.Random) -> tuple[int, int]:
    """Draw two first beats of bars (any edges without a beat), two bars or four seconds apart."""
    edges = [int(edge) for edge in np.flatnonzero(structure.phase[2:-2] <= 0) + 2]
    least = 2 * structure.per_bar or 8
    while True:
        out, into = rng.sample(edges, 2)
        if abs(out - into) >= least:
            return out, into


def _told(tally: Tally) -> bool:
    pace = tally.heard_s / tally.spent_s
    surer = tally.surer / max(1, tally.seams)
    closer = tally.closer / max(1, tally.compared)
    others = tally.surer_of_compared / max(1, tally.compared)
    sure = np.percentile(tally.confidences or [1.0], (5, 25, 50))
    rows = (
        (f"{tally.songs} songs, {len(LENGTHS_S)} lengths each: fittings judged", tally.fittings),
        ("variants offered", tally.variants),
        ("refused with a reason", tally.refused),
        ("not exactly as long as asked (goal 0)", tally.inexact),
        ("seams", tally.seams),
        ("seams with a click (goal 0)", tally.clicks),
        ("the same seams cut hard: with a click", tally.clicks_of_hard_cuts),
        ("ends that break off", tally.loud_ends),
        ("seams surer than a random bar cut (goal 95 %)", f"{100 * surer:.1f} %"),
        ("seams at which the song begins again", tally.seams - tally.compared),
        ("the others: surer than a random bar cut", f"{100 * others:.1f} %"),
        ("the others: closer in log-mel than a random bar cut", f"{100 * closer:.1f} %"),
        ("confidence, 5th, 25th and 50th percentile", " ".join(f"{one:.2f}" for one in sure)),
        ("hearing and fitting six lengths, times real time (goal 20)", f"{pace:.0f}"),
    )
    for what, value in rows:
        print(f"{what:65} {value}")
    return tally.inexact == 0 and tally.clicks == 0 and surer >= 0.95 and pace >= 20


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="songs, of any kind")
    parser.add_argument("--songs", type=int, default=999, help="so many at most")
    parser.add_argument("--every", type=int, default=1, help="only every so manyth")
    parser.add_argument("--every-variant", action="store_true", help="judge all, not the best only")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
