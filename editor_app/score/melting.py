"""A song that melts into itself: no louder in the middle, however alike its two passages are.

The fades of two cues keep the power of two different sounds. Two bars of one song may be the same
sample for sample; together they would swell by 3 dB. How alike they are is measured once, and both
fades are lowered by as much as that makes them too loud.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

import numpy as np

from editor_app.project.cue import Cue
from inference.values import Floats

_RATE_HZ = 48_000
_SAME_S = 0.001
_LONGEST_S = 10.0  # of a crossfade is listened to


class Melting:
    """A crossfade between two cues of one song."""

    def __init__(self, left: Cue, right: Cue) -> None:
        self._left, self._right = left, right

    @cached_property
    def alike(self) -> float:
        """Correlation of the two passages, 0 (nothing in common, or opposed) to 1 (the same).

        Raises
        ------
        MediaError
            If the song cannot be read.
        """
        left_s = self._left.source_at_s(self._right.start_s)
        left, right = self._heard(left_s), self._heard(self._right.source_in_s)
        count = min(len(left), len(right))
        left, right = left[:count], right[:count]
        both = float(np.sqrt(np.vdot(left, left) * np.vdot(right, right)))
        return min(1.0, max(0.0, float(np.vdot(left, right)) / both)) if both > 0 else 0.0

    def level(self, fade: Floats) -> Floats:
        """Return by what to multiply where a fade has this gain (the other that of its mirror)."""
        other = np.sqrt(np.maximum(0, 1 - np.square(fade)))
        lower: Floats = 1 / np.sqrt(1 + np.float32(2 * self.alike) * fade * other)
        return lower

    def _heard(self, start_s: float) -> Floats:
        from inference.media.audio import read_audio  # noqa: PLC0415  (opens media libraries)

        length_s = min(self._left.end_s - self._right.start_s, _LONGEST_S)
        return read_audio(
            self._left.track_path,
            rate_hz=_RATE_HZ,
            channels=2,
            start_s=start_s,
            end_s=start_s + length_s,
        )


def meltings(cues: Iterable[Cue]) -> dict[tuple[Cue, str], Melting]:
    """Return the crossfades of songs into themselves, by cue and "in" or "out".

    Where a song is stretched its passages do not meet sample for sample: those are left out.
    """
    found: dict[tuple[Cue, str], Melting] = {}
    for left, right in pairwise(sorted(cues, key=attrgetter("track_path", "start_s"))):
        if _melts(left, right):
            found[left, "out"] = found[right, "in"] = Melting(left, right)
    return found


def _melts(left: Cue, right: Cue) -> bool:
    overlap_s = left.end_s - right.start_s
    fades_s = (left.fade_out_s, right.fade_in_s)
    return (
        left.track_path == right.track_path
        and left.speed == right.speed == 1.0
        and overlap_s > _SAME_S
        and all(abs(fade_s - overlap_s) < _SAME_S for fade_s in fades_s)
    )
