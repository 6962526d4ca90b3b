"""From a song to clips: which fit it, and which moment of the one belongs to which of the other.

The direction of supervised deep CCA (2018): a piece of music of any length finds videos of any
length. With song segments q_0 … q_{k-1} and clip segments s_0 … s_{n-1} the shorter of the two is
slid along the longer, and the fit is the mean similarity where it lies best,

    fit = max over o of 1/m · Σ_i q_{o+i} · s_i   (n ≤ k, m = n; for n > k the clip is slid along),

    score = a · cos(whole song, whole clip) + (1 - a) · fit,

as in the search for songs (`catalog.search`). Every clip is compared: a user has thousands of
clips, not millions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from catalog.database import Database
from catalog.footage.clips import Clip, clips_by_id
from catalog.index import Ids, best
from catalog.rank import align
from catalog.search import WHOLE_SHARE
from catalog.shelf import Shelf
from inference.values import Floats

LOT = 200


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A clip for a song.

    From `clip_s` of the clip and `song_s` of the song on they belong together, for `duration_s`
    seconds. `whole_score` is the cosine of the whole song and the whole clip, `score` what the
    order goes by.
    """

    clip: Clip
    score: float
    whole_score: float
    clip_s: float
    song_s: float
    duration_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Tune:
    """A song, or a stretch of one, as a question.

    `segments` float32 (k, E) and `track` float32 (E,) are of unit length; the stretch begins at
    `start_s` of the song, a segment every `segment_s`, and ends at `end_s`.
    """

    segments: Floats
    track: Floats
    segment_s: float
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """Fits float32 (n,), where the best lie in clip and song, as segments int64 (n,)."""

    fits: Floats
    in_clip: Ids
    in_song: Ids


def match(database: Database, shelf: Shelf, tune: Tune, *, count: int) -> tuple[Match, ...]:
    """Return the `count` clips at hand that fit best, best first; each content once."""
    placed = _placed(shelf, tune)
    scores = WHOLE_SHARE * (shelf.tracks @ tune.track) + (1 - WHOLE_SHARE) * placed.fits
    found: list[Match] = []
    for row, clip in _distinct(database, shelf, best(scores, len(scores))):
        if len(found) >= count:
            break
        found.append(_match(shelf, tune, placed, row, clip=clip, score=float(scores[row])))
    return tuple(found)


def _placed(shelf: Shelf, tune: Tune) -> _Placed:
    k, n = len(tune.segments), len(shelf)
    fits = np.empty(n, np.float32)
    in_clip, in_song = np.zeros(n, np.int64), np.zeros(n, np.int64)
    longer = np.flatnonzero(shelf.counts >= k)
    if len(longer):
        starts, counts = shelf.starts[longer], shelf.counts[longer]
        fits[longer], in_clip[longer] = align(tune.segments, shelf.segments, starts, counts)
    song, whole = tune.segments.astype(np.float16), np.array([k], np.int64)
    for row in np.flatnonzero(shelf.counts < k).tolist():
        clip = shelf.song(row).astype(np.float32)
        fit, offset = align(clip, song, np.zeros(1, np.int64), whole)
        fits[row], in_song[row] = fit[0], offset[0]
    return _Placed(fits, in_clip, in_song)


def _distinct(database: Database, shelf: Shelf, rows: Ids) -> Iterator[tuple[int, Clip]]:
    seen: set[str] = set()
    for start in range(0, len(rows), LOT):
        lot = rows[start : start + LOT]
        clips = clips_by_id(database, (int(one) for one in shelf.ids[lot]))
        for row in lot:
            clip = clips.get(int(shelf.ids[row]))
            if clip is not None and not clip.missing and clip.content_key not in seen:
                seen.add(clip.content_key)
                yield int(row), clip


def _match(
    shelf: Shelf, tune: Tune, placed: _Placed, row: int, *, clip: Clip, score: float
) -> Match:
    clip_s = float(placed.in_clip[row] * shelf.segment_s[row])
    song_s = tune.start_s + float(placed.in_song[row]) * tune.segment_s
    return Match(
        clip=clip,
        score=score,
        whole_score=float(shelf.tracks[row] @ tune.track),
        clip_s=clip_s,
        song_s=song_s,
        duration_s=max(0.0, min(clip.duration_s - clip_s, tune.end_s - song_s)),
    )
