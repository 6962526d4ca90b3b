"""A beat grid as the user says it is: half or double the tempo, moved, the "one" elsewhere.

What was heard is never changed; a `BeatFix` is laid over it whenever it is read. Half and double
keep bars whole: where a bar began it goes on beginning wherever the new tempo allows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from inference.values import Floats

    Doubles = NDArray[np.float64]
    Ints = NDArray[np.int64]

TEMPOS = (0.5, 1.0, 2.0)
MOST_SHIFT_S = 10.0

_ALL_BARS = 24  # beats after which bars of 2, 3, 4, 6, 8 and 12 all begin anew


@dataclass(frozen=True, slots=True)
class BeatFix:
    """How beats that were heard become the true ones.

    Parameters
    ----------
    tempo : 0.5, 1 or 2
        The tempo in truth, as a multiple of what was heard.
    shift_s : float
        How much later the beats are in truth, at most `MOST_SHIFT_S` either way.
    bar_shift : int
        How many beats later bars begin in truth. Counted in the finer of the beats heard and the
        true ones, so that every beat of either can be made the "one"; whole bars change nothing.
    """

    tempo: float = 1.0
    shift_s: float = 0.0
    bar_shift: int = 0

    @property
    def possible(self) -> bool:
        """Whether beats can be so."""
        return self.tempo in TEMPOS and abs(self.shift_s) <= MOST_SHIFT_S


def short_shift(bar_shift: int) -> int:
    """Return the shortest shift, -12 to 11, that says the same in bars of any usual length."""
    half = _ALL_BARS // 2
    return (bar_shift + half) % _ALL_BARS - half


def apply_fix(
    beats_s: Floats, downbeats_s: Floats, fix: BeatFix, *, duration_s: float
) -> tuple[Floats, Floats]:
    """Return the true beats and downbeats, float32 (n,) and (m,), of those that were heard.

    Half the tempo keeps the beats that bars begin with and every other one; double puts one between
    each two, and a bar's beginning in the middle of each bar. What is moved out of the song is left
    out.
    """
    import numpy as np  # noqa: PLC0415  (the window shows marks without it)

    if fix == BeatFix() or not len(beats_s):
        return beats_s, downbeats_s
    beats, bars = beats_s.astype(np.float64), _places(beats_s, downbeats_s)
    if fix.tempo == 2.0:
        beats, bars = _doubled(beats, bars)
    if fix.tempo == 0.5:
        bars = bars[::2]
    bars = _shifted(bars, fix.bar_shift, count=len(beats))
    if fix.tempo == 0.5:
        beats, bars = _thinned(beats, bars)
    moved = beats + fix.shift_s
    inside = (moved >= 0) & (moved < duration_s)
    firsts = np.zeros(len(beats), bool)
    firsts[bars] = True
    return moved[inside].astype(np.float32), moved[inside & firsts].astype(np.float32)


def _places(beats_s: Floats | Doubles, downbeats_s: Floats | Doubles) -> Ints:
    """Which beats the downbeats are."""
    import numpy as np  # noqa: PLC0415

    between = (beats_s[1:] + beats_s[:-1]) / 2
    return np.unique(np.searchsorted(between, downbeats_s))


def _doubled(beats: Doubles, bars: Ints) -> tuple[Doubles, Ints]:
    import numpy as np  # noqa: PLC0415

    if len(beats) < 2:
        return beats, bars
    gaps = np.diff(beats, append=2 * beats[-1] - beats[-2])
    both = np.stack([beats, beats + gaps / 2], axis=1).reshape(-1)
    if len(bars) < 2:
        return both, bars * 2
    lengths = np.diff(bars, append=2 * bars[-1] - bars[-2])
    halves = np.stack([bars * 2, bars * 2 + lengths], axis=1).reshape(-1)
    return both, halves[halves < len(both)]


def _shifted(bars: Ints, by: int, *, count: int) -> Ints:
    """Let bars begin `by` beats later; the bars before the first and after the last as theirs."""
    import numpy as np  # noqa: PLC0415

    if len(bars) < 2 or not by:
        return bars if not by else (bars + by)[(bars + by >= 0) & (bars + by < count)]
    by %= int(np.median(np.diff(bars)))
    first, last = bars[1] - bars[0], bars[-1] - bars[-2]
    before = np.arange(bars[0] + by - first, -1, -first)[::-1]
    moved = np.concatenate([before, bars + by, np.arange(bars[-1] + by + last, count, last)])
    return moved[moved < count]


def _thinned(beats: Doubles, bars: Ints) -> tuple[Doubles, Ints]:
    """Keep every other beat, those that bars begin with among them."""
    kept = beats[(bars[0] % 2 if len(bars) else 0) :: 2]
    return kept, _places(kept, beats[bars])
