"""Music made up note by note, so that every beat and every bar of it is known.

Each pattern is a style played at some tempo: drums, bass, piano and strings are synthesised, and
played a little loosely, as people do. The patterns are dealt to two halves: on one the tracker's
numbers may be chosen, on the other it is judged.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Half = Literal["choose", "judge"]

RATE_HZ = 22_050
LENGTH_S = 40.0
LOOSE_S = 0.006  # spread of each note around its place

MINOR = (0, 2, 3, 5, 7, 8, 10)
CHORDS = (0, 5, 3, 4, 0, 2, 5, 4)  # steps of the scale


def _steady(_: float) -> float:
    return 1.0


@dataclass(frozen=True)
class Pattern:
    """How one piece of music goes.

    `bpm` counts beats as people tap them, dotted ones in 6/8. `bend` says how much quicker each
    moment is, 1 as `bpm` says; it is given the share of the piece gone by.
    """

    style: str
    bpm: float
    half: Half
    per_bar: int = 4
    swing: float = 0.5
    bend: Callable[[float], float] = _steady
    first_s: float = 0.4

    @property
    def name(self) -> str:
        return f"{self.style} {self.bpm:g}"


@dataclass(frozen=True)
class Piece:
    """A pattern played: mono float32 at `RATE_HZ`, and the truth about it."""

    pattern: Pattern
    sound: NDArray[np.float32]
    beats_s: Doubles
    downbeats_s: Doubles


def played(pattern: Pattern) -> Piece:
    """Play a pattern, the same every time."""
    player = Player(pattern)
    for bar in range(player.bars):
        STYLES[pattern.style.split()[0]](player, bar)
    return Piece(pattern, player.sound(), *truth(pattern))


def truth(pattern: Pattern) -> tuple[Doubles, Doubles]:
    """Return the beats and downbeats of a pattern, in seconds."""
    beats = _beat_times(pattern)
    beats = beats[beats < LENGTH_S - 0.2]
    return beats, beats[:: pattern.per_bar]


class Player:
    """Puts sounds where the beats of a pattern are."""

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self.rng = np.random.default_rng(zlib.crc32(pattern.name.encode()))
        self.beats_s = _beat_times(pattern)
        self.bars = (len(self.beats_s) - 1) // pattern.per_bar
        self.key = int(self.rng.integers(45, 56))
        self._sound = np.zeros(int((LENGTH_S + 8) * RATE_HZ))

    def sound(self) -> NDArray[np.float32]:
        whole = self._sound[: int(LENGTH_S * RATE_HZ)] + self.rng.normal(
            0, 1e-4, int(LENGTH_S * RATE_HZ)
        )
        return np.asarray(0.7 * whole / np.abs(whole).max(), np.float32)

    def at(self, bar: int, beat: float) -> float:
        """Seconds at which a place of a bar is played; the off-beats swing."""
        whole, part = divmod(bar * self.pattern.per_bar + beat, 1)
        if self.pattern.swing != 0.5:
            part = np.interp(part, (0, 0.5, 1), (0, self.pattern.swing, 1))
        place = min(int(whole), len(self.beats_s) - 2)
        here, after = self.beats_s[place], self.beats_s[place + 1]
        return float(here + (whole - place + part) * (after - here))

    def put(self, bar: int, beat: float, tone: Doubles, level: float = 1.0) -> None:
        at_s = self.at(bar, beat) + float(self.rng.normal(0, LOOSE_S))
        start = max(0, round(at_s * RATE_HZ))
        room = self._sound[start : start + len(tone)]
        room += tone[: len(room)] * level * float(self.rng.uniform(0.75, 1.1))

    def length_s(self, bar: int, beats: float) -> float:
        return self.at(bar, beats) - self.at(bar, 0)

    def pitch(self, step: int) -> int:
        octave, place = divmod(step, len(MINOR))
        return self.key + 12 * octave + MINOR[place]

    def chord(self, bar: int) -> int:
        return CHORDS[bar % len(CHORDS)]


def _beat_times(pattern: Pattern) -> Doubles:
    times = [pattern.first_s]
    while times[-1] < LENGTH_S + 4:
        times.append(times[-1] + 60 / pattern.bpm / pattern.bend(times[-1] / LENGTH_S))
    return np.array(times)


# --- instruments ----------------------------------------------------------------------------------


def _after(length_s: float) -> Doubles:
    return np.arange(max(1, int(length_s * RATE_HZ))) / RATE_HZ


def _hz(pitch: float) -> float:
    return float(440 * 2 ** ((pitch - 69) / 12))


def kick() -> Doubles:
    t = _after(0.22)
    phase = 2 * np.pi * (48 * t + 90 * (1 - np.exp(-t * 35)) / 35)
    return np.asarray(0.9 * np.sin(phase) * np.exp(-t * 16))


def snare(rng: np.random.Generator) -> Doubles:
    t = _after(0.18)
    tone = np.sin(2 * np.pi * 190 * t) * np.exp(-t * 30)
    return np.asarray(0.35 * rng.normal(0, 1, len(t)) * np.exp(-t * 25) + 0.3 * tone)


def hat(rng: np.random.Generator, length_s: float = 0.05) -> Doubles:
    t = _after(length_s)
    hiss = np.diff(rng.normal(0, 1, len(t) + 2), n=2)
    return np.asarray(0.07 * hiss * np.exp(-t * 3 / length_s))


def plucked(pitch: float, length_s: float, *, partials: int = 6, decay: float = 2.5) -> Doubles:
    """Piano or bass: a struck string, its upper partials dying first."""
    t = _after(length_s + 0.05)
    tone = np.zeros_like(t)
    for partial in range(1, partials + 1):
        if _hz(pitch) * partial < RATE_HZ / 2:
            tone += (
                np.sin(2 * np.pi * _hz(pitch) * partial * t)
                * np.exp(-t * decay * (0.6 + 0.4 * partial))
                / partial**1.2
            )
    edge = np.minimum(1, t / 0.004) * np.minimum(1, (t[-1] - t) / 0.04)
    return np.asarray(0.25 * tone * edge)


def bowed(pitch: float, length_s: float, *, attack_s: float = 0.1) -> Doubles:
    """Strings: several detuned saws, softly begun, softly ended."""
    t = _after(length_s + 0.15)
    tone = np.zeros_like(t)
    for voice, cents in enumerate((-7, 0, 6)):
        wobble = 0.004 * np.sin(2 * np.pi * (5 + 0.3 * voice) * t)
        hz = _hz(pitch + cents / 100)
        for partial in range(1, 8):
            if hz * partial < RATE_HZ / 2:
                tone += np.sin(2 * np.pi * hz * partial * (t + wobble / 30)) / partial**1.5
    edge = np.clip(t / attack_s, 0, 1) * np.clip((t[-1] - t) / 0.15, 0, 1)
    return np.asarray(0.05 * tone * edge)


# --- players --------------------------------------------------------------------------------------


def drums(
    player: Player, bar: int, kicks: tuple[float, ...], snares: tuple[float, ...], hats: float
) -> None:
    """One bar of a kit; `hats` is the distance of the hi-hat's strokes in beats, 0 for none."""
    for beat in kicks:
        player.put(bar, beat, kick())
    for beat in snares:
        player.put(bar, beat, snare(player.rng))
    strokes = np.arange(0, player.pattern.per_bar - 1e-6, hats) if hats else ()
    for number, beat in enumerate(strokes):
        player.put(bar, float(beat), hat(player.rng), 1.0 if number % 2 == 0 else 0.7)
    if bar % 8 == 7:  # a fill
        for beat in np.arange(player.pattern.per_bar - 1, player.pattern.per_bar - 0.01, 0.25):
            player.put(bar, float(beat), snare(player.rng), 0.6)


def bass(player: Player, bar: int, beats: tuple[float, ...]) -> None:
    root = player.pitch(player.chord(bar)) - 12
    lengths = np.diff((*beats, float(player.pattern.per_bar)))
    for beat, length in zip(beats, lengths, strict=True):
        player.put(bar, beat, plucked(root, player.length_s(bar, length) * 0.9, decay=1.2), 0.9)


def piano_chord(player: Player, bar: int, beats: tuple[float, ...], level: float = 0.6) -> None:
    for beat in beats:
        for step in (0, 2, 4):
            tone = plucked(player.pitch(player.chord(bar) + step) + 12, player.length_s(bar, 1))
            player.put(bar, beat, tone, level)


def melody(player: Player, bar: int, play: Callable[[float, float], Doubles]) -> None:
    """Notes of one half to two beats that walk about the chord."""
    beat = 0.0
    while beat < player.pattern.per_bar:
        length = float(player.rng.choice([0.5, 1.0, 1.0, 2.0]))
        length = min(length, player.pattern.per_bar - beat)
        step = player.chord(bar) + int(player.rng.choice([0, 2, 4, 7, 1, 3])) + 7
        if player.rng.random() > 0.15:
            player.put(bar, beat, play(player.pitch(step) + 12, player.length_s(bar, length)), 0.8)
        beat += length


def rock(player: Player, bar: int) -> None:
    drums(player, bar, (0, 2, 2.5) if bar % 2 else (0, 2), (1, 3), 0.5)
    bass(player, bar, (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5))
    piano_chord(player, bar, (0,))


def floor(player: Player, bar: int) -> None:
    drums(player, bar, (0, 1, 2, 3), (1, 3), 0)
    for beat in (0.5, 1.5, 2.5, 3.5):
        player.put(bar, beat, hat(player.rng, 0.12), 1.5)
        bass(player, bar, (beat,))
    piano_chord(player, bar, (0, 0.75, 1.5, 2.5, 3.25), 0.4)


def ballad(player: Player, bar: int) -> None:
    """A slow song at half time: the snare on three."""
    drums(player, bar, (0, 1.75), (2,), 0.5)
    bass(player, bar, (0, 2))
    piano_chord(player, bar, (0, 2))
    melody(player, bar, plucked)


def breakbeat(player: Player, bar: int) -> None:
    drums(player, bar, (0, 0.5, 2.75) if bar % 2 else (0, 2.5), (1, 1.75, 3), 0.25)
    bass(player, bar, (0, 1.5, 2.5))


def reggae(player: Player, bar: int) -> None:
    """Nothing on the one; chords between the beats."""
    drums(player, bar, (2,), (2,), 0.5)
    bass(player, bar, (0.5, 1, 2.5, 3))
    piano_chord(player, bar, (0.5, 1.5, 2.5, 3.5), 0.8)


def jazz(player: Player, bar: int) -> None:
    for beat in (0, 1, 1.5, 2, 3, 3.5):
        player.put(bar, beat, hat(player.rng, 0.2), 1.5)
    for beat in (1, 3):
        player.put(bar, beat, hat(player.rng), 1.5)
    for beat in range(4):
        step = player.chord(bar) + (0, 2, 4, 5)[beat]
        tone = plucked(player.pitch(step) - 12, player.length_s(bar, 1), decay=2)
        player.put(bar, beat, tone, 0.9)
    piano_chord(player, bar, ((0, 1.5), (0.5, 2.5), (1.5,), (0,))[bar % 4], 0.5)
    melody(player, bar, plucked)


def waltz(player: Player, bar: int) -> None:
    drums(player, bar, (0,), (1, 2), 1)
    bass(player, bar, (0,))
    piano_chord(player, bar, (1, 2))
    melody(player, bar, plucked)


def six(player: Player, bar: int) -> None:
    """6/8: two beats of three in a bar."""
    third = 1 / 3
    drums(player, bar, (0, 2 * third) if bar % 2 else (0,), (1,), third)
    bass(player, bar, (0, 1))
    for number in range(6):
        step = player.chord(bar) + (0, 2, 4, 7, 4, 2)[number]
        tone = plucked(player.pitch(step) + 12, player.length_s(bar, 1) * 0.6)
        player.put(bar, number * third, tone, 0.6)


def piano(player: Player, bar: int) -> None:
    """No drums: broken chords below, a tune above."""
    steps = (0, 4, 7, 4) if player.pattern.per_bar == 4 else (0, 4, 7)
    for beat, step in enumerate(steps):
        for half in (0.0, 0.5):
            tone = plucked(
                player.pitch(player.chord(bar) + step + (2 if half else 0)),
                player.length_s(bar, 0.5) * 1.5,
            )
            player.put(bar, beat + half, tone, 0.9 if beat == half == 0 else 0.6)
    melody(player, bar, plucked)


def strings(player: Player, bar: int) -> None:
    """No drums, soft beginnings: a chord a bar and a tune."""
    whole_s = player.length_s(bar, player.pattern.per_bar)
    for step in (-7, 0, 2, 4):
        player.put(bar, 0, bowed(player.pitch(player.chord(bar) + step), whole_s * 0.95))
    melody(player, bar, lambda pitch, s: bowed(pitch, s * 0.95, attack_s=0.06))


def quartet(player: Player, bar: int) -> None:
    """Strings that play every beat shortly."""
    for beat in range(player.pattern.per_bar):
        for step in (0, 2, 4):
            tone = bowed(
                player.pitch(player.chord(bar) + step), player.length_s(bar, 0.6), attack_s=0.04
            )
            player.put(bar, beat, tone, 1.0 if beat else 1.3)
    melody(player, bar, lambda pitch, s: bowed(pitch, s, attack_s=0.05))


def intro(player: Player, bar: int) -> None:
    """Strings alone first, then the band."""
    strings(player, bar)
    if player.at(bar, 0) > LENGTH_S / 3:
        rock(player, bar)


def pause(player: Player, bar: int) -> None:
    """A band that falls silent but for a held chord, twice."""
    if bar % 8 in (4, 5):
        strings(player, bar) if bar % 8 == 4 else None
    else:
        rock(player, bar)


STYLES: dict[str, Callable[[Player, int], None]] = {
    "rock": rock,
    "floor": floor,
    "ballad": ballad,
    "breakbeat": breakbeat,
    "reggae": reggae,
    "jazz": jazz,
    "waltz": waltz,
    "six": six,
    "piano": piano,
    "strings": strings,
    "quartet": quartet,
    "intro": intro,
    "pause": pause,
}


def _drifting(by: float) -> Callable[[float], float]:
    return lambda gone: 1 + by * gone


def _swaying(by: float) -> Callable[[float], float]:
    return lambda gone: 1 + by * float(np.sin(2 * np.pi * 4 * gone))


def _jumping(to: float) -> Callable[[float], float]:
    return lambda gone: to if gone > 0.5 else 1.0


# Of each style two tempi to choose by and two to judge by.
STRAIGHT = {
    "rock": (84, 122, 101, 168),
    "floor": (118, 140, 126, 174),
    "ballad": (62, 78, 70, 88),
    "breakbeat": (96, 172, 110, 160),
    "reggae": (72, 150, 80, 136),
    "pause": (108, 132, 95, 144),
    "intro": (92, 128, 114, 150),
    "piano": (66, 104, 76, 132),
    "strings": (72, 108, 84, 120),
    "quartet": (90, 126, 76, 112),
}
HALVES: tuple[Half, ...] = ("choose", "choose", "judge", "judge")


def patterns() -> Iterator[Pattern]:
    """All patterns; each style is in both halves, at other tempi and in other keys."""
    for style, tempi in STRAIGHT.items():
        for bpm, half in zip(tempi, HALVES, strict=True):
            yield Pattern(style, bpm, half)
    for bpm, half in zip((112, 184, 132, 208), HALVES, strict=True):
        yield Pattern("jazz", bpm, half, swing=0.64)
        yield Pattern("rock swung", bpm * 0.75, half, swing=0.6)
    for bpm, half in zip((96, 168, 118, 144), HALVES, strict=True):
        yield Pattern("waltz", bpm, half, per_bar=3)
        yield Pattern("piano in three", bpm * 0.8, half, per_bar=3)
        yield Pattern("quartet in three", bpm * 0.9, half, per_bar=3)
    for bpm, half in zip((56, 80, 66, 96), HALVES, strict=True):
        yield Pattern("six", bpm, half, per_bar=2)
    for bpm, half in zip((88, 120, 102, 136), HALVES, strict=True):
        yield Pattern("rock drifting", bpm, half, bend=_drifting(0.2))
        yield Pattern("piano swaying", bpm * 0.8, half, bend=_swaying(0.06))
        yield Pattern("rock jumping", bpm, half, bend=_jumping(1.27))
        yield Pattern("floor jumping", bpm, half, bend=_jumping(0.85))
