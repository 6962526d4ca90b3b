"""Goal: a song a little faster sounds like the song, beside FFmpeg's filters for that."""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.benchmarks import fixtures
from tests.benchmarks.harness import Candidate, Place, Runs
from tests.benchmarks.verdict import Check, Goal, told_cpu_ratio

if TYPE_CHECKING:
    from inference.values import Floats

RATE_HZ = 48_000
SPEED = 1.03
SECONDS = 20.0
OURS, ATEMPO = "ours", "FFmpeg's atempo"
SMOOTH, CRISP = "Rubber Band, smooth", "Rubber Band as it comes"
FILTERS = {
    ATEMPO: f"atempo={SPEED}",
    SMOOTH: f"rubberband=tempo={SPEED}:transients=smooth:channels=together",
    CRISP: f"rubberband=tempo={SPEED}",
}

_WINDOW_S = 0.085
_HOP = 731
_BANDS = 46
# The filters answer up to 25 ms late or early; each is judged where it fits best.
_LATE_S = np.arange(-0.025, 0.026, 0.005)


def prepare(place: Place) -> None:
    fixtures.songs(place)


def candidates(place: Place) -> Sequence[Candidate]:
    songs = {"songs": [str(path) for path in fixtures.songs(place)]}
    peers = [
        Candidate(name, "peer", "stretching:filtered", {**songs, "graph": graph}, most=1)
        for name, graph in FILTERS.items()
    ]
    return (Candidate(OURS, "ours", "stretching:ours", songs, most=1), *peers)


def judge(runs: Runs) -> Sequence[Check]:
    checks: list[Check] = []
    for name in (OURS, *FILTERS):
        if name not in runs:
            continue
        said, ours = runs[name][-1].said, name == OURS
        checks += [
            Check(f"{name}: log-mel distance from the song, mean", said["mean_db"], unit="dB"),
            Check(f"{name}: worst song", said["worst_db"], "≤", 0.6, "dB", firm=ours),
            Check(
                f"{name}: what is not the tone, 110 Hz",
                said["tone_db"],
                "≤",
                -40.0,
                "dB",
                firm=ours,
            ),
            Check(f"{name}: ahead of a drum", said["ahead_db"], "≤", -40.0, "dB", firm=ours),
            Check(
                f"{name}: drums from their place, most", said["off_ms"], "≤", 14.0, "ms", firm=ours
            ),
        ]
    for name in FILTERS:
        checks += told_cpu_ratio(runs, name, OURS)
    return checks


def ours(songs: list[str]) -> dict[str, Any]:
    """Through the stretching of the mix."""
    from editor_app.score.stretch import stretched

    def stretch(sound: Floats) -> Floats:
        return np.concatenate(list(stretched(iter([sound]), SPEED, rate_hz=RATE_HZ)))

    return _figures(songs, stretch)


def filtered(songs: list[str], graph: str) -> dict[str, Any]:
    """Through a filter of the bundled ffmpeg."""
    raw = ["-f", "f32le", "-ar", str(RATE_HZ), "-ac", "2"]

    def stretch(sound: Floats) -> Floats:
        command = [fixtures.ffmpeg(), "-v", "error", *raw, "-i", "-", "-af", graph, *raw[:2], "-"]
        done = subprocess.run(command, input=sound.tobytes(), capture_output=True, check=True)
        return np.frombuffer(done.stdout, np.float32).reshape(-1, 2)

    return _figures(songs, stretch)


def _figures(songs: list[str], stretch: Callable[[Floats], Floats]) -> dict[str, Any]:
    from inference.media.audio import read_audio

    distances, spent_s = [], 0.0
    for song in songs:
        sound = read_audio(Path(song), rate_hz=RATE_HZ, channels=2, start_s=5, end_s=5 + SECONDS)
        before_s = _cpu_s()
        heard = stretch(sound)
        spent_s += _cpu_s() - before_s
        distances.append(_distance_db(sound.mean(axis=1), heard.mean(axis=1)))
    ahead_db, off_ms = _drums(stretch)
    return {
        "mean_db": float(np.mean(distances)),
        "worst_db": max(distances),
        "tone_db": _beside_tone_db(stretch, 110.0),
        "ahead_db": ahead_db,
        "off_ms": off_ms,
        "cpu_s": spent_s,
    }


def _cpu_s() -> float:
    """CPU of this process and of those it has waited for."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _distance_db(song: Floats, heard: Floats) -> float:
    """Mean difference of log-mel spectra at moments that belong together."""
    window = round(_WINDOW_S * RATE_HZ)
    at = np.arange(RATE_HZ, round((SECONDS - 2) * RATE_HZ), _HOP)
    wanted = _mel(song, at, window)
    floor = wanted.max() * 1e-6
    apart = []
    for late_s in _LATE_S:
        got = _mel(heard, np.round(at / SPEED + late_s * RATE_HZ).astype(int), window)
        apart.append(np.abs(10 * np.log10((wanted + floor) / (got + floor))).mean(axis=1))
    return float(np.min(apart, axis=0).mean())


def _mel(sound: Floats, at: np.ndarray, window: int) -> np.ndarray:
    frames = np.stack([sound[one - window // 2 : one + window - window // 2] for one in at])
    power = np.square(np.abs(np.fft.rfft(frames * np.hanning(window), axis=1)))
    hz = np.fft.rfftfreq(window, 1 / RATE_HZ)
    edges = np.concatenate((np.linspace(40, 1000, 24), np.geomspace(1060, 12_000, _BANDS - 22)))
    bands = zip(edges, edges[2:], strict=False)
    return np.stack([power[:, (hz >= low) & (hz < high)].sum(axis=1) for low, high in bands], 1)


def _beside_tone_db(stretch: Callable[[Floats], Floats], hz: float) -> float:
    tone = 0.5 * np.sin(2 * np.pi * hz * np.arange(12 * RATE_HZ) / RATE_HZ)
    heard = stretch(np.stack([tone, tone], 1).astype(np.float32))[RATE_HZ:-RATE_HZ, 0]
    power = np.square(np.abs(np.fft.rfft(heard * np.hanning(len(heard)))))
    around = np.abs(np.fft.rfftfreq(len(heard), 1 / RATE_HZ) - hz) < 2
    return float(10 * np.log10(power[~around].sum() / power[around].sum()))


def _drums(stretch: Callable[[Floats], Floats]) -> tuple[float, float]:
    """How loud it is 20 to 3 ms ahead of drums, and how far these are from their place."""
    rng, count, every = np.random.default_rng(1), 12 * RATE_HZ, RATE_HZ // 2
    since = (np.arange(count) % every) / RATE_HZ
    drum = np.exp(-60 * since) * rng.standard_normal(count) * 0.3
    drum += np.exp(-20 * since) * np.sin(2 * np.pi * 80 * since) * 0.6
    heard = stretch(np.stack([drum, drum], 1).astype(np.float32))[:, 0]
    found = list(_hits(heard, [round(at * every / SPEED) for at in range(4, 20)]))
    ahead = [np.square(heard[hit - 960 : hit - 144]).mean() for hit, _ in found]
    after = [np.square(heard[hit : hit + 480]).mean() for hit, _ in found]
    # What a filter is late by for all is no matter.
    late = np.array([hit - place for hit, place in found]) / RATE_HZ * 1000
    ahead_db = 10 * np.log10(max(np.mean(ahead), 1e-12) / np.mean(after))
    return float(ahead_db), float(np.abs(late - np.median(late)).max())


def _hits(heard: Floats, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    for place in places:
        near = np.abs(heard[place - 1500 : place + 2400])
        yield place - 1500 + int(np.flatnonzero(near > 0.5 * near.max())[0]), place


GOAL = Goal(
    "stretching",
    "A song a little faster is still the song",
    f"{SECONDS:.0f} s of each of six songs, and made-up tones and drums, at {SPEED} times their "
    "speed: how far the log-mel spectra are from those of the song at the same moments, and what "
    "is heard that was not there. The filters run in the bundled ffmpeg; CPU is that of the "
    "stretching.",
    prepare,
    candidates,
    judge,
)
