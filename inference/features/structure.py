"""How a song resembles itself: what it sounds like from beat to beat, for cutting and looping it.

A song is heard once into `Rows`: harmony, timbre and level a few times a second, and a coarse
waveform that two places can be laid over each other by. `structure_of` sums them up on the beats,
or on every half second where there are none, so a corrected beat needs no second hearing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import soxr
from numpy.typing import NDArray

from inference.cache import BaseCache
from inference.errors import MediaError
from inference.features.products import product
from inference.features.rhythm import track_rhythm
from inference.features.spectrum import (
    CHROMA_FRAMES_PER_S,
    RATE_HZ,
    Frames,
    Listener,
    hann,
    mel_bands,
    power_spectra,
)
from inference.features.speech import SpeechFinder
from inference.features.structure_file import FOLDER, read_rows, write_rows
from inference.features.structure_rows import BANDS, BANDS_PER_S, WAVE_HZ, Rows
from inference.media.audio import stream_audio
from inference.media.content import content_key
from inference.media.probe import probe, require_sound
from inference.progress import Progress, Work
from inference.towers.session import open_session
from inference.values import Floats
from resources import MODELS

GRID_S = 0.5
"""Step of the grid where there is no beat."""

MOST_STEPS = 2400
"""Each step is compared with each other; a longer song is looked at bar by bar, or coarser."""

VOICES = MODELS / "silero_vad.onnx"

_WINDOW = 1024
_HOP = int(RATE_HZ / BANDS_PER_S)
_NOISE_POWER = 1e-7
_FEWEST_BEATS = 8
_FASTEST_BEAT_S = 0.15
_USUAL_BAR = 4
_LONGEST_GAP_BEATS = 1.5

Doubles: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """A song on its grid of beats, or of half seconds.

    `times_s` is float64 (n + 1,), rising: the edges of n steps. `phase` is int64 (n + 1,): the
    place of each edge in its bar, 0 for the first beat, -1 where there are no bars; `per_bar` is
    how many steps a bar has, 0 without bars. `chroma` is float32 (n, 12) of unit length (or zero),
    `timbre` float32 (n, 2 * BANDS) in dB around the level of its half step, `level_db` float32
    (n,). `has_beat` is False on the grid of half seconds.
    """

    rows: Rows
    times_s: Doubles
    phase: Ints
    per_bar: int
    chroma: Floats
    timbre: Floats
    level_db: Floats
    has_beat: bool

    @property
    def duration_s(self) -> float:
        return self.rows.duration_s

    @property
    def steps(self) -> int:
        return len(self.times_s) - 1

    def has_voice(self, *, around_s: float) -> NDArray[np.bool_]:
        """Say for each edge whether a voice sounds on both sides of it; bool (n + 1,)."""
        early, late = self.times_s - around_s, self.times_s + around_s
        sung = np.zeros(len(self.times_s), bool)
        for start_s, end_s in self.rows.voice_s:
            sung |= (early >= start_s) & (late <= end_s)
        return sung

    @property
    def step_s(self) -> float:
        """Length of the usual step."""
        return float(np.median(np.diff(self.times_s)))


def hear_structure(
    path: Path,
    *,
    beats_s: Floats | None = None,
    downbeats_s: Floats | None = None,
    cache: BaseCache | None = None,
) -> Work[Structure]:
    """Hear how a song is built, decoding it once, or not at all where `cache` has kept it.

    Parameters
    ----------
    beats_s, downbeats_s : float32 (n,), optional
        Beats known from elsewhere, corrected ones above all; left out, they are tracked here. No
        beats at all means music without a beat.

    Raises
    ------
    MediaError
        The file cannot be decoded or holds no sound.
    """
    rows = yield from hear_rows(path, cache=cache)
    return structure_of(rows, beats_s=beats_s, downbeats_s=downbeats_s)


def hear_rows(path: Path, *, cache: BaseCache | None = None) -> Work[Rows]:
    """Hear a song for its `Rows`, or take what was kept of it."""
    kept = None if cache is None else cache.folder / FOLDER / f"{content_key(path)}.npz"
    rows = None if kept is None else read_rows(kept)
    if rows is None:
        rows = yield from _heard(path)
        if kept is not None:
            write_rows(rows, kept)
    return rows


def _heard(path: Path) -> Work[Rows]:
    info = probe(path)
    require_sound(info)
    ear, position = _Ear(), 0
    for block in stream_audio(path, rate_hz=RATE_HZ, channels=1):
        ear.hear(block)
        position += len(block)
        heard = position / RATE_HZ / max(info.duration_s, 1e-3)
        yield Progress(min(0.95, heard), f"Listening to how {path.name} is built")
    if not position:
        raise MediaError(f"{path.name} holds no sound.", remedy="Choose a music file.", path=path)
    return ear.sum_up(position / RATE_HZ)


class _Ear:
    """What one hearing gathers."""

    def __init__(self) -> None:
        self._listener = Listener()
        self._frames = Frames(_WINDOW, _HOP)
        self._taper = hann(_WINDOW)
        self._mel = mel_bands(BANDS, _WINDOW)
        self._down = soxr.ResampleStream(RATE_HZ, WAVE_HZ, 1, dtype="float32")
        self._voices = SpeechFinder(open_session(VOICES, device="cpu", threads=1))
        self._bands: list[Floats] = []
        self._wave: list[Floats] = []

    def hear(self, block: Floats) -> None:
        self._listener.feed(block)
        self._voices.feed(block)
        self._add_bands(self._frames.feed(block))
        self._wave.append(self._down.resample_chunk(block))

    def _add_bands(self, frames: Floats) -> None:
        power = product(power_spectra(frames, self._taper), self._mel)
        self._bands.append(10 * np.log10(power + np.float32(_NOISE_POWER)))

    def sum_up(self, duration_s: float) -> Rows:
        self._add_bands(self._frames.finish())
        self._wave.append(self._down.resample_chunk(np.zeros(0, np.float32), last=True))
        spectra = self._listener.finish()
        rhythm = track_rhythm(spectra)
        voices = [(span.start_s, span.end_s) for span in self._voices.spans()]
        return Rows(
            duration_s=duration_s,
            # Rounded as they are kept, so that a song heard anew is cut at the same places.
            chroma=_rounded(spectra.chroma),
            bands_db=_rounded(np.concatenate(self._bands)),
            wave=companded(np.concatenate(self._wave)),
            beats_s=rhythm.beats_s,
            downbeats_s=rhythm.downbeats_s,
            voice_s=np.array(voices, np.float32).reshape(-1, 2),
        )


def _rounded(values: Floats) -> Floats:
    return values.astype(np.float16).astype(np.float32)


def companded(wave: Floats) -> NDArray[np.int8]:
    """Keep a waveform in a byte a sample; the square root saves what is soft."""
    rooted = np.sqrt(np.minimum(np.abs(wave), 1.0)) * np.sign(wave)
    return np.asarray(np.rint(rooted * 127), np.int8)


def expanded(wave: NDArray[np.int8]) -> Floats:
    """Give back what `companded` kept, float32."""
    rooted = wave.astype(np.float32) / 127
    return np.asarray(rooted * np.abs(rooted), np.float32)


def structure_of(
    rows: Rows, *, beats_s: Floats | None = None, downbeats_s: Floats | None = None
) -> Structure:
    """Sum up what was heard on the grid of these beats; left out, on those that were tracked."""
    beats = _sorted_out(rows.beats_s if beats_s is None else beats_s, rows.duration_s)
    bars = np.asarray(rows.downbeats_s if beats_s is None else downbeats_s, np.float64)
    has_beat = len(beats) >= _FEWEST_BEATS
    if has_beat:
        times, phase, per_bar = _beat_grid(beats, np.atleast_1d(bars), rows.duration_s)
    else:
        times = np.append(np.arange(0.0, rows.duration_s, GRID_S), rows.duration_s)
        phase, per_bar = np.full(len(times), -1), 0
    if len(times) > MOST_STEPS:
        times, phase, per_bar = _coarser(times, phase, per_bar)
    return _on_grid(rows, times, phase, per_bar, has_beat=has_beat)


def _beat_grid(beats: Doubles, bars: Doubles, duration_s: float) -> tuple[Doubles, Ints, int]:
    """Give edges over the whole song, their places in the bar, and the steps of a bar."""
    beats = _unbroken(beats)
    step = float(np.median(np.diff(beats)))
    before = np.arange(beats[0] - step, 0, -step)[::-1]
    after = np.arange(beats[-1] + step, duration_s, step)
    times = np.concatenate((before, beats, after))
    phase, per_bar = _places(times, bars)
    # The rests of a step at the two ends are no places to cut at; they belong to their neighbours.
    first, last = int(times[0] < step / 4), int(duration_s - times[-1] < step / 4)
    inner = slice(first, len(times) - last)
    times, phase = times[inner], phase[inner]
    end = phase[-1] + 1 if per_bar else -1
    start = phase[0] - 1 if per_bar else -1
    places = np.concatenate(([start], phase, [end]))
    return (
        np.concatenate(([0.0], times, [duration_s])),
        places % per_bar if per_bar else places,
        per_bar,
    )


def _coarser(times: Doubles, phase: Ints, per_bar: int) -> tuple[Doubles, Ints, int]:
    """Give whole bars for beats, and every so manyth edge where that is still too many."""
    kept = times[1:-1][phase[1:-1] <= 0]
    inner = kept[:: len(kept) // MOST_STEPS + 1]
    edges = np.concatenate((times[:1], inner, times[-1:]))
    return edges, np.full(len(edges), 0 if per_bar else -1), min(per_bar, 1)


def _sorted_out(beats_s: Floats, duration_s: float) -> Doubles:
    """Keep the beats that lie in the song, each at some distance from the one before."""
    beats = np.unique(np.asarray(beats_s, np.float64))
    beats = beats[(beats >= 0) & (beats < duration_s)]
    kept = np.diff(np.floor(beats / _FASTEST_BEAT_S), prepend=-1.0) > 0
    return np.asarray(beats[kept])


def _unbroken(beats: Doubles) -> Doubles:
    """Fill the gaps that a tracker leaves in breaks with beats at an even distance."""
    steps = np.diff(beats)
    usual = float(np.median(steps))
    parts = [
        beats[i] + steps[i] * np.arange(count) / count
        for i, count in enumerate(np.maximum(1, np.rint(steps / usual)).astype(int))
        if steps[i] > _LONGEST_GAP_BEATS * usual or count == 1
    ]
    return np.concatenate([*parts, beats[-1:]])


def _places(times: Doubles, bars: Doubles) -> tuple[Ints, int]:
    """Place of each beat in its bar, counted from the last first beat before it."""
    if len(bars) < 2:
        return np.full(len(times), -1), 0
    middles = (times[1:] + times[:-1]) / 2
    firsts = np.unique(np.searchsorted(middles, bars))
    lengths = np.diff(firsts)
    per_bar = int(np.median(lengths)) if len(lengths) else _USUAL_BAR
    index = np.arange(len(times))
    last = firsts[np.maximum(np.searchsorted(firsts, index, side="right") - 1, 0)]
    return (index - last) % max(1, per_bar), max(1, per_bar)


def _on_grid(rows: Rows, times: Doubles, phase: Ints, per_bar: int, *, has_beat: bool) -> Structure:
    halves = np.sort(np.concatenate((times[:-1], (times[:-1] + times[1:]) / 2)))
    bands = _means(rows.bands_db, halves * BANDS_PER_S)
    power = 10 ** (bands / 10)
    level = 10 * np.log10(power.sum(axis=1))
    shape = bands - bands.mean(axis=1, keepdims=True)
    chroma = _means(rows.chroma, times[:-1] * CHROMA_FRAMES_PER_S)
    length = np.linalg.norm(chroma, axis=1, keepdims=True)
    return Structure(
        rows=rows,
        times_s=times,
        phase=phase,
        per_bar=per_bar,
        chroma=np.asarray(chroma / np.maximum(length, 1e-9), np.float32),
        timbre=np.asarray(shape.reshape(len(times) - 1, -1), np.float32),
        level_db=np.asarray(level.reshape(-1, 2).max(axis=1), np.float32),
        has_beat=has_beat,
    )


def _means(frames: Floats, starts: Doubles) -> Floats:
    """Mean of the frames from each start to the next, of at least one frame."""
    index = np.clip(np.rint(starts).astype(np.intp), 0, len(frames) - 1)
    total = np.add.reduceat(frames, index, axis=0)
    count = np.maximum(1, np.diff(index, append=len(frames)))
    return np.asarray(total / count[:, None], np.float32)
