"""What a cut sounds like: its pieces of sound, faded, levelled and retimed, added up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path

import numpy as np

from editor_app.interchange.cut import ZERO, Cut, SoundPiece
from editor_app.interchange.relink import usable
from editor_app.score.mix import RATE_HZ
from inference.errors import MediaError
from inference.media.audio import stream_audio
from inference.media.probe import probe
from inference.values import Floats

BLOCK = RATE_HZ
"""Samples of a block: a second."""

MOST_SPEED = 8


class Sounds:
    """The sound of a cut; `notes` says of each piece that cannot be heard why.

    Without `keeps_music`, what the cut marks as music is left out: new music takes its place.
    """

    def __init__(self, cut: Cut, *, keeps_music: bool = False) -> None:
        self._cut = cut
        self.notes: dict[str, str] = {}
        self._pieces = [one for one in cut.sounds if keeps_music or one.kind != "music"]
        left_out = {one.track for one in cut.sounds} - {one.track for one in self._pieces}
        for track in sorted(left_out):
            self.notes[track] = f"The music that is on track {track} of the cut is left out."

    @property
    def is_silent(self) -> bool:
        return not self._pieces

    def blocks(self) -> Iterator[Floats]:
        """Give the sound at `RATE_HZ`, float32 (n, 2), a second at a time, as long as the cut."""
        waiting = sorted(self._pieces, key=lambda one: one.start_s, reverse=True)
        sounding: list[_Voice] = []
        total = round(self._cut.duration_s * RATE_HZ)
        for first in range(0, total, BLOCK):
            block = np.zeros((min(BLOCK, total - first), 2), np.float32)
            while waiting and waiting[-1].start_s * RATE_HZ < first + len(block):
                voice = self._voice(waiting.pop())
                sounding += [voice] if voice else []
            for one in sounding:
                one.add_to(block, first)
            sounding = [one for one in sounding if one.end > first + len(block)]
            yield block

    def _voice(self, piece: SoundPiece) -> _Voice | None:
        path = usable(piece.source)
        if path is None:
            self.notes[piece.source.name] = f"The sound of {piece.source.name} is not there."
        elif not 0 < piece.speed <= MOST_SPEED:
            self.notes[piece.name] = f"The sound of {piece.name} runs backwards and is left out."
        elif _has_sound(path):
            return _Voice(piece, path, self.notes)
        return None


def _has_sound(path: Path) -> bool:
    try:
        return bool(probe(path).audio)
    except MediaError:
        return False


class _Voice:
    """One piece as it sounds; what runs out early, or breaks off, is silent from there."""

    def __init__(self, piece: SoundPiece, path: Path, notes: dict[str, str]) -> None:
        self._piece, self._notes = piece, notes
        self._begin = round(piece.start_s * RATE_HZ)
        self.end = round(piece.end_s * RATE_HZ)
        self._blocks = chain(_lead(piece), _stream(piece, path))
        self._rest = np.zeros((0, 2), np.float32)

    def add_to(self, block: Floats, first: int) -> None:
        """Add what falls into a block that begins at sample `first` of the cut."""
        low, high = max(first, self._begin), min(first + len(block), self.end)
        if low >= high:
            return
        sound = self._next(high - low)
        if not len(sound):
            return
        gain = _gain(self._piece, low - self._begin, len(sound), self.end - self._begin)
        block[low - first : low - first + len(sound)] += sound * gain[:, None]

    def _next(self, count: int) -> Floats:
        try:
            while len(self._rest) < count and (more := next(self._blocks, None)) is not None:
                self._rest = np.concatenate((self._rest, more))
        except MediaError as error:
            self._notes[self._piece.source.name] = error.what
            self._blocks = chain()
        sound, self._rest = self._rest[:count], self._rest[count:]
        return sound


def _lead(piece: SoundPiece) -> Iterator[Floats]:
    """Give silence for what a piece wants of before its file begins."""
    missing_s = max(ZERO, -piece.source_in_s) / piece.speed
    for at in range(0, round(missing_s * RATE_HZ), BLOCK):
        yield np.zeros((min(BLOCK, round(missing_s * RATE_HZ) - at), 2), np.float32)


def _stream(piece: SoundPiece, path: Path) -> Iterator[Floats]:
    # Played at our rate, sound made for another one runs as much faster, its pitch with it.
    rate_hz = round(RATE_HZ / piece.speed)
    start_s = max(Fraction(0), piece.source_in_s)
    return stream_audio(
        path, rate_hz=rate_hz, channels=2, start_s=float(start_s), end_s=float(piece.source_out_s)
    )


def _gain(piece: SoundPiece, first: int, count: int, total: int) -> Floats:
    """Return the level of samples from `first` of a piece of `total`, its fades quarter sines."""
    gain = np.full(count, 10 ** (piece.gain_db / 20), np.float64)
    at = np.arange(first, first + count)
    for fade_s, way in ((piece.fade_in_s, at + 0.5), (piece.fade_out_s, total - at - 0.5)):
        length = float(fade_s) * RATE_HZ
        if length > 1:
            gain *= np.sin(np.pi / 2 * np.clip(way / length, 0, 1))
    return gain.astype(np.float32)
