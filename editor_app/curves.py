"""How a song moves beside how the picture moves, for the eye."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from catalog.passage import EVEN

if TYPE_CHECKING:
    from catalog.tracks import Timing, Track
    from inference.values import Floats, Span, VideoAnalysis

POINTS = 64


@dataclass(frozen=True, slots=True)
class Curves:
    """A stretch of film and the song laid on it, at even steps; all values 0 to 1.

    `picture` is how much moves, `song` how loud and dense it is (shorter when the song ends
    first), `weight` how much each part of the picture counted in the choice; the most is 1. It is
    empty where all of it counted alike; else `decisive` is the segment that counted most.
    """

    span: Span
    picture: tuple[float, ...]
    song: tuple[float, ...]
    weight: tuple[float, ...]
    decisive: Span | None = None


def curves(
    video: VideoAnalysis, span: Span, track: Track, timing: Timing | None, *, moment_s: float
) -> Curves:
    """Return the curves of `track` laid on `span` of the film, so that `moment_s` begins there."""
    steps_s = ((np.arange(POINTS) + 0.5) * span.duration_s / POINTS).astype(np.float32)
    at_s = span.start_s + steps_s
    weight, decisive = _weights(video, at_s)
    return Curves(
        span=span,
        picture=_values(_sampled(video.base.motion, at_s, video.base.duration_s)),
        song=_song(timing, track.duration_s, moment_s + steps_s),
        weight=weight,
        decisive=decisive,
    )


def _song(timing: Timing | None, duration_s: float, at_s: Floats) -> tuple[float, ...]:
    if timing is None or not len(timing.energy):
        return ()
    return _values(_sampled(timing.energy, at_s[at_s < duration_s], duration_s))


def _weights(video: VideoAnalysis, at_s: Floats) -> tuple[tuple[float, ...], Span | None]:
    starts = np.array([one.start_s for one in video.base.segments])
    rows = np.maximum(np.searchsorted(starts, at_s, side="right") - 1, 0)
    found = video.embedding.attention[rows]
    most = float(found.max(initial=0.0))
    # A pack without attention, or a stretch of one segment: nothing in it stands out.
    if most <= 0 or float(np.ptp(found)) <= EVEN * most:
        return (), None
    return _values(found / most), video.base.segments[int(rows[int(found.argmax())])]


def _sampled(values: Floats, at_s: Floats, duration_s: float) -> Floats:
    """Read `values`, which lie evenly over `duration_s`, at some times."""
    if not len(values):
        return np.zeros(0, np.float32)
    middles_s = (np.arange(len(values)) + 0.5) * duration_s / len(values)
    return np.interp(at_s, middles_s, values).astype(np.float32)


def _values(found: Floats) -> tuple[float, ...]:
    return tuple(np.clip(found, 0.0, 1.0).tolist())
