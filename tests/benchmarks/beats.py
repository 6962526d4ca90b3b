"""Goal 12: beats and bars are found at least as well as kept libraries find them, and as quickly.

The music is made up note by note, so that every beat of it is known; half of it was kept from
everything the tracker's numbers were chosen by. Charted songs are added where they are at hand.
"""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from tests.benchmarks.harness import ROOT, Candidate, Place, Runs, run_once
from tests.benchmarks.verdict import Check, Goal, told_cpu_ratio

SHARED = ROOT.parent / "shared" / "data"
CHARTED = ("muldjord__armygeddon", "muldjord__internal_degeneration")
"""Songs whose charts begin with the music, so that every beat of an excerpt is known."""

OURS = "ours"
PEERS = {
    "librosa beat_track": ("librosa", "librosa_beats"),
    "essentia multifeature": ("essentia", "essentia_beats"),
    "aubio tempo": ("aubio", "aubio_beats"),
}
WITHOUT_DRUMS = ("piano", "strings", "quartet")
CHANGING = ("drifting", "swaying", "jumping")

Beats = tuple[Any, Any]
"""Beats and downbeats in seconds."""


def prepare(place: Place) -> None:
    folder = place.made("beats")
    if not (folder / "truth.json").is_file():
        arguments = {"folder": str(folder)}
        run_once(Candidate("music", "guard", "beats:make", arguments), place)


def make(folder: str) -> None:
    """Play the patterns that judge into files, and note their beats and bars beside them."""
    import soundfile

    from tests.inference.features.patterns import RATE_HZ, patterns, played

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    truth = {}
    for piece in (played(one) for one in patterns() if one.half == "judge"):
        path = place / f"{piece.pattern.name}.wav"
        soundfile.write(path, piece.sound, RATE_HZ)
        truth[str(path)] = piece.beats_s.tolist(), piece.downbeats_s.tolist()
    (place / "truth.json").write_text(json.dumps({**truth, **_charted()}))


def _charted() -> dict[str, Any]:
    """Excerpts of a minute of charted songs, where they are at hand."""
    import numpy as np

    listed = SHARED / "music_small" / "manifest.csv"
    if not listed.is_file():
        return {}
    with listed.open(newline="") as table:
        rows = list(csv.DictReader(table))
    found = {}
    for name in CHARTED:
        with (SHARED / "annot" / "fof_tempo" / f"{name}.tempo.csv").open(newline="") as table:
            beat_s = 60 / float(next(csv.DictReader(table))["bpm"])
        for row in (one for one in rows if name in one["file"]):
            start_s = float(row["excerpt_start_s"])
            beats, bars = (np.arange(-start_s % (n * beat_s), 60, n * beat_s) for n in (1, 4))
            found[str(listed.with_name(row["file"]))] = beats.tolist(), bars.tolist()
    return found


def candidates(place: Place) -> Sequence[Candidate]:
    arguments = {"folder": str(place.made("beats"))}
    return (
        Candidate(OURS, "ours", "beats:our_beats", arguments, one_thread=True),
        *(
            Candidate(
                name,
                "peer",
                f"beats:{call}",
                arguments,
                needs=(module, "mir_eval"),
                most=1,
                one_thread=True,
            )
            for name, (module, call) in PEERS.items()
        ),
    )


def our_beats(folder: str) -> dict[str, Any]:
    from inference.features.hearing_beats import hear_rhythm
    from inference.progress import finish

    def find(path: Path) -> Beats:
        rhythm = finish(hear_rhythm(path))
        return rhythm.beats_s, rhythm.downbeats_s

    return _found(folder, find)


def librosa_beats(folder: str) -> dict[str, Any]:
    import librosa

    def find(path: Path) -> Beats:
        sound, rate_hz = librosa.load(path, sr=22_050)
        return librosa.beat.beat_track(y=sound, sr=rate_hz, units="time")[1], None

    return _found(folder, find)


def essentia_beats(folder: str) -> dict[str, Any]:
    from essentia import standard

    def find(path: Path) -> Beats:
        return standard.RhythmExtractor2013()(standard.MonoLoader(filename=str(path))())[1], None

    return _found(folder, find)


def aubio_beats(folder: str) -> dict[str, Any]:
    import aubio
    import soundfile

    def find(path: Path) -> Beats:
        sound, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
        mono = sound.mean(axis=1)
        tracker = aubio.tempo("default", 1024, 512, rate_hz)
        whole = len(mono) // 512 * 512
        pieces = mono[:whole].reshape(-1, 512)
        return [tracker.get_last_s() for piece in pieces if tracker(piece)[0]], None

    return _found(folder, find)


def _found(folder: str, find: Callable[[Path], Beats]) -> dict[str, Any]:
    """F-measures of beats and downbeats by file, and the time it took to find them."""
    truth = json.loads((Path(folder) / "truth.json").read_text())
    find(Path(next(iter(truth))))  # compilers at run time have done their work then
    start, wall = time.process_time(), time.perf_counter()
    found = {path: find(Path(path)) for path in truth}
    cost = {"cpu_s": time.process_time() - start, "wall_s": time.perf_counter() - wall}
    scores = {
        Path(path).stem: [
            _f_measure(true, own) for true, own in zip(truth[path], both, strict=True)
        ]
        for path, both in found.items()
    }
    return {**cost, "scores": scores}


def _f_measure(true: Any, found: Any) -> float | None:
    import mir_eval
    import numpy as np

    if found is None:
        return None
    reference, own = (mir_eval.beat.trim_beats(np.asarray(one, float)) for one in (true, found))
    return float(mir_eval.beat.f_measure(reference, own)) if len(own) else 0.0


def judge(runs: Runs) -> Sequence[Check]:
    peers = [name for name in PEERS if name in runs]
    kinds = [what for what, wanted in KINDS.items() if _names(runs, wanted)]
    return (
        *(check for what in kinds for check in _beats(runs, what, peers)),
        *(Check(f"downbeats, {what}: ours", _score(runs, OURS, KINDS[what], 1)) for what in kinds),
        *(check for name in peers for check in told_cpu_ratio(runs, name, OURS)),
    )


def _beats(runs: Runs, what: str, peers: Sequence[str]) -> Iterator[Check]:
    scores = {name: _score(runs, name, KINDS[what], 0) for name in peers}
    best = round(max(scores.values(), default=0.0), 3)
    yield Check(f"beats, {what}: ours", _score(runs, OURS, KINDS[what], 0), "≥", best)
    for name, score in scores.items():
        yield Check(f"beats, {what}: {name}", score)


def _names(runs: Runs, wanted: Callable[[str], bool]) -> list[str]:
    return [name for name in runs[OURS][0].said["scores"] if wanted(name)]


def _score(runs: Runs, candidate: str, wanted: Callable[[str], bool], which: int) -> float:
    scores = runs[candidate][0].said["scores"]
    return fmean(scores[name][which] for name in _names(runs, wanted))


def _is_charted(name: str) -> bool:
    return "fretsonfire" in name


def _is_made_up(name: str) -> bool:
    return not _is_charted(name)


KINDS: dict[str, Callable[[str], bool]] = {
    "made-up music": _is_made_up,
    "without drums": lambda name: name.startswith(WITHOUT_DRUMS),
    "changing tempo": lambda name: any(word in name for word in CHANGING),
    "charted songs": _is_charted,
}

GOAL = Goal(
    "beats",
    "Beats and bars are found at least as well as kept libraries find them",
    "F-measure (mir_eval, 70 ms, the first five seconds left out) of beats and of downbeats. Forty "
    "pieces of 40 s, made up note by note in twenty styles (rock, house, break beat, reggae, jazz, "
    "waltz, 6/8, piano and strings alone, swing, drifting, swaying and jumping tempo …); forty "
    "more, at other tempi and in other keys, were used to choose the tracker's numbers. Charted "
    "songs: a minute each of two whose charts are exact. The peers find no downbeats.",
    prepare,
    candidates,
    judge,
)
