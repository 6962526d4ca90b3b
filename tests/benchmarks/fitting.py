"""Goal 12: a song made longer where it sounds like itself, beside a program made for loops."""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import random
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.fixtures import DEMO
from tests.benchmarks.harness import Candidate, Place, Runs
from tests.benchmarks.verdict import Check, Goal, told_cpu_ratio

OURS, PEER = "ours: hear and fit", "PyMusicLooper: best loop"
LONGER = 2.5
SONGS = (
    "Alexander Blu - Electricity",
    "Lincoln Domina - Mountain",
    "Muldjord - Armygeddon",
    "Obsidian Shell - Orphanage",
    "Shawn Parrotte - RLyeh",
    "paniq - Randomness Decides",
)

Loops = Mapping[str, Sequence[tuple[float, float]]]
"""By song: where it is left and where it is gone on at, seconds."""


def prepare(place: Place) -> None:
    pass  # the demo's music is there


def candidates(place: Place) -> Sequence[Candidate]:
    folder = {"folder": str(DEMO / "music")}
    return (
        Candidate(OURS, "ours", "fitting:ours", folder, one_thread=True),
        Candidate(PEER, "peer", "fitting:peer", folder, needs=("pymusiclooper",), most=1),
    )


def judge(runs: Runs) -> Sequence[Check]:
    said = runs[OURS][0].said
    drawn = _apart(said["drawn"])
    own = _apart(said["loops"])
    checks = [
        Check("sound, times real time", said["sound_s"] / runs[OURS][0].wall_s, "≥", 20.0, "×"),
        Check("fittings not exact to the sample", said["inexact"], "=", 0),
        Check("log-mel distance: ours / random bars", own / drawn, "≤", 0.8),
    ]
    if PEER in runs:
        other = _apart(runs[PEER][0].said["loops"])
        checks += [
            Check("log-mel distance: PyMusicLooper / random bars", other / drawn),
            *told_cpu_ratio(runs, PEER, OURS),
        ]
    return checks


def _apart(loops: Loops) -> float:
    """Mean over the songs of the median distance of what lies around the two places of a loop."""
    from inference.media.audio import read_audio
    from tests.benchmarks.seam_measures import MEL_HZ, apart, mels

    found = []
    for name, places in loops.items():
        rows = mels(read_audio(_path(str(DEMO / "music"), name), rate_hz=MEL_HZ, channels=1))
        # Where a song begins again there is nothing behind the one place to compare.
        around = [apart(rows, *place) for place in places]
        found += [statistics.median(one for one in around if one < float("inf"))]
    return statistics.mean(found)


def _path(folder: str, name: str) -> Path:
    return Path(folder) / f"{name}.ogg"


def ours(folder: str) -> dict[str, Any]:
    """Bring each song to two and a half times its length; also draw bars at random, for judging."""
    from editor_app.score.fit import fit_song
    from editor_app.score.joins import length_of
    from editor_app.score.moment import Song
    from inference.features.structure import hear_structure
    from inference.progress import finish

    loops, drawn, rng, inexact, sound_s = {}, {}, random.Random(3), 0, 0.0
    for name in SONGS:
        structure = finish(hear_structure(_path(folder, name)))
        song = Song(_path(folder, name), structure.duration_s)
        fitting = fit_song(song, structure, LONGER * structure.duration_s, count=1)[0]
        length_s = length_of(fitting.parts, fitting.speed)
        inexact += abs(length_s - fitting.length_s) > 1e-5
        sound_s += structure.duration_s
        loops[name] = [(one.out_s, one.in_s) for one in fitting.seams if one.out_s > one.in_s]
        bars = structure.times_s[structure.phase == 0][2:-2].tolist()
        drawn[name] = [sorted(rng.sample(bars, 2), reverse=True) for _ in range(40)]
    return {"loops": loops, "drawn": drawn, "inexact": inexact, "sound_s": sound_s}


def peer(folder: str) -> dict[str, Any]:
    """Find the best loop of each song, as `pymusiclooper` does by itself."""
    from pymusiclooper.core import MusicLooper

    loops = {}
    for name in SONGS:
        looper = MusicLooper(str(_path(folder, name)))
        best = looper.find_loop_pairs()[0]
        place = [float(looper.samples_to_seconds(s)) for s in (best.loop_end, best.loop_start)]
        loops[name] = [place]
    return {"loops": loops}


GOAL = Goal(
    "fit",
    "Fitting a song to a length",
    "Six songs of the demo made two and a half times as long. A seam is judged by the log-mel "
    "spectra of the two seconds on both sides of the places it joins, which none of the programs "
    "looks at. `python -m tests.benchmarks.fit_songs FOLDER` does more with a folder of songs.",
    prepare,
    candidates,
    judge,
)
