"""Short-time spectra of a stream, and what is kept of them for rhythm, key and timbre.

Everything is gathered in one pass and kept small: about 100 numbers a second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from inference.features.products import product
from inference.values import Floats

RATE_HZ = 16_000
"""The rate that all of this is tuned for."""

FRAMES_PER_S = 100
"""Onset frames per second; frame i is centred on sample i * 160."""

CHROMA_FRAMES_PER_S = RATE_HZ / 2048

BANDS = 40
"""Mel bands of the onset curve."""

LOW_HZ = 150.0
"""What is below it counts as bass: kick drum and bass notes."""

EDGES_HZ = (0.0, LOW_HZ, 400.0, 1_000.0, 2_500.0, 5_000.0, 8_000.0)
"""Parts of the spectrum whose onsets are kept."""

_HOP = RATE_HZ // FRAMES_PER_S
_WINDOW = 512
_CHROMA_WINDOW = 4096
_CHROMA_HOP = 2048
_CHUNK = 256  # frames transformed at once: few enough to stay in the processor's cache
_LOWEST_HZ, _HIGHEST_HZ = 30.0, 7_600.0
_NOISE_POWER = 1e-7  # about -70 dB of full scale; softer changes are not heard as onsets
_PITCH_LOW_HZ, _PITCH_HIGH_HZ = 80.0, 2_560.0  # five octaves: white noise favours none


@dataclass(frozen=True, slots=True, eq=False)
class Spectra:
    """What is kept of a stream.

    `band_flux` is float32 (n, 6), `FRAMES_PER_S`: how much louder the log-mel bands got, on the
    mean of those between two of `EDGES_HZ`. `power` is float32 (s, 257): mean power spectrum of
    each begun second. `chroma` is float32 (c, 12), C first, `CHROMA_FRAMES_PER_S`.
    """

    band_flux: Floats
    power: Floats
    chroma: Floats

    @property
    def flux(self) -> Floats:
        """How much louder all log-mel bands got on the mean, float32 (n,)."""
        shares = _parts().mean(axis=0)
        return np.asarray(self.band_flux @ shares, np.float32)

    @property
    def low_flux(self) -> Floats:
        """How much louder the bass got, float32 (n,)."""
        return self.band_flux[:, 0]


class Frames:
    """Cut a stream into overlapping frames; frame i is centred on sample i * hop."""

    def __init__(self, window: int, hop: int) -> None:
        self._window, self._hop = window, hop
        self._rest = np.zeros(window // 2, np.float32)

    def feed(self, samples: Floats) -> Floats:
        """Take float32 (n,); give the frames now complete, a read-only view (k, window)."""
        joined = np.concatenate((self._rest, samples))
        if len(joined) < self._window:
            self._rest = joined
            return np.empty((0, self._window), np.float32)
        frames = sliding_window_view(joined, self._window)[:: self._hop]
        self._rest = joined[len(frames) * self._hop :]
        return frames

    def finish(self) -> Floats:
        """Give the last frames, as if silence followed."""
        return self.feed(np.zeros(self._window // 2, np.float32))


class Listener:
    """Gather the spectra of a mono stream at `RATE_HZ`, block by block."""

    def __init__(self) -> None:
        self._frames = Frames(_WINDOW, _HOP)
        self._chroma_frames = Frames(_CHROMA_WINDOW, _CHROMA_HOP)
        self._taper = hann(_WINDOW)
        self._chroma_taper = hann(_CHROMA_WINDOW)
        self._mel = mel_bands(BANDS, _WINDOW)
        self._parts = (_parts() / np.maximum(_parts().sum(axis=0), 1)).astype(np.float32)
        self._pitch = _pitch_classes()
        self._last = np.full((1, BANDS), np.float32(10 * np.log10(_NOISE_POWER)))
        self._flux: list[Floats] = []
        self._chroma: list[Floats] = []
        self._power: list[Floats] = []
        self._open = np.zeros(_WINDOW // 2 + 1, np.float32)
        self._open_frames = 0

    def feed(self, samples: Floats) -> None:
        """Take the next samples, float32 (n,), any n."""
        self._onsets(self._frames.feed(samples))
        self._pitches(self._chroma_frames.feed(samples))

    def finish(self) -> Spectra:
        """Close the stream and give what was gathered; nothing may be fed afterwards."""
        self._onsets(self._frames.finish())
        self._pitches(self._chroma_frames.finish())
        if self._open_frames:
            self._power.append(self._open / np.float32(self._open_frames))
        return Spectra(
            band_flux=_joined(self._flux, (len(EDGES_HZ) - 1,)),
            power=np.stack(self._power)
            if self._power
            else np.zeros((0, _WINDOW // 2 + 1), np.float32),
            chroma=_joined(self._chroma, (12,)),
        )

    def _onsets(self, frames: Floats) -> None:
        for start in range(0, len(frames), _CHUNK):
            power = power_spectra(frames[start : start + _CHUNK], self._taper)
            self._add_power(power)
            level = 10 * np.log10(product(power, self._mel) + np.float32(_NOISE_POWER))
            rise = np.maximum(np.diff(level, axis=0, prepend=self._last), 0)
            self._last = level[-1:]
            self._flux.append(product(rise, self._parts))

    def _add_power(self, power: Floats) -> None:
        while len(power):
            take = min(len(power), FRAMES_PER_S - self._open_frames)
            self._open += power[:take].sum(axis=0)
            self._open_frames += take
            power = power[take:]
            if self._open_frames == FRAMES_PER_S:
                self._power.append(self._open / np.float32(FRAMES_PER_S))
                self._open, self._open_frames = np.zeros_like(self._open), 0

    def _pitches(self, frames: Floats) -> None:
        for start in range(0, len(frames), _CHUNK // 8):
            power = power_spectra(frames[start : start + _CHUNK // 8], self._chroma_taper)
            power = power[:, : len(self._pitch)]
            # Only spectral peaks are notes; what lies between them is noise and drums.
            middle = power[:, 1:-1]
            higher = (middle > power[:, :-2]) & (middle >= power[:, 2:])
            self._chroma.append(product(np.sqrt(middle) * higher, self._pitch[1:-1]))


def hann(size: int) -> Floats:
    """Periodic Hann window scaled so that a full-scale sine has power 1 at its bin."""
    window = np.hanning(size + 1)[:-1]
    return np.asarray(window * 2 / window.sum(), np.float32)


def power_spectra(frames: Floats, taper: Floats) -> Floats:
    """Power of float32 (k, window) frames: float32 (k, window // 2 + 1)."""
    spectra = np.fft.rfft(frames * taper, axis=1)
    power: Floats = np.square(spectra.real)
    power += np.square(spectra.imag)
    return power


def mel_bands(count: int, window: int) -> Floats:
    """Triangles of equal height on the mel scale of Slaney's Auditory Toolbox (1998).

    float32 (window // 2 + 1, count). Bands narrower than a bin are widened to one.
    """
    edges = _mel_to_hz(np.linspace(_hz_to_mel(_LOWEST_HZ), _hz_to_mel(_HIGHEST_HZ), count + 2))
    bin_hz = RATE_HZ / window
    centres = np.arange(window // 2 + 1)[:, None] * bin_hz
    rise = (centres - edges[:-2]) / np.maximum(np.diff(edges)[:-1], bin_hz)
    fall = (edges[2:] - centres) / np.maximum(np.diff(edges)[1:], bin_hz)
    return np.maximum(0, np.minimum(rise, fall)).astype(np.float32)


def _parts() -> NDArray[np.bool_]:
    """Which mel band lies between which two of `EDGES_HZ`; (BANDS, 6)."""
    middle_hz = mel_bands(BANDS, _WINDOW).argmax(axis=0)[:, None] * (RATE_HZ / _WINDOW)
    edges = np.array(EDGES_HZ)
    return np.asarray((edges[:-1] <= middle_hz) & (middle_hz < edges[1:]))


def _hz_to_mel(hz: float) -> float:
    return hz * 3 / 200 if hz < 1000 else float(15 + 27 * np.log(hz / 1000) / np.log(6.4))


def _mel_to_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))


def _pitch_classes() -> Floats:
    """What each spectral bin gives to each of the 12 pitch classes; float32 (bins, 12)."""
    hz = np.arange(int(_PITCH_HIGH_HZ * _CHROMA_WINDOW / RATE_HZ)) * RATE_HZ / _CHROMA_WINDOW
    pitch = 69 + 12 * np.log2(np.maximum(hz, 1e-3) / 440.0)
    away = (pitch[:, None] - np.arange(12) + 6) % 12 - 6
    weights = np.exp(-0.5 * (away / 0.35) ** 2) * (hz >= _PITCH_LOW_HZ)[:, None]
    return weights.astype(np.float32)


def _joined(parts: list[Floats], tail: tuple[int, ...]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros((0, *tail), np.float32)
