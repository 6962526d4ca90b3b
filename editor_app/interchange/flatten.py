"""Lanes of clips made into one cut: what is on top is seen, everything is heard.

flatten(montage, key) -> Cut
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, pairwise
from typing import TypeVar

from editor_app.interchange.cut import ZERO, Cut, Piece, SoundPiece
from editor_app.interchange.layers import Clip, Lane, Montage, Sequence, sentences
from editor_app.interchange.ours import ours, users_track
from editor_app.interchange.times import MAX_SECONDS

_T = TypeVar("_T")

MAX_PIECES = 400_000
"""Pieces made of one file, those of nested sequences each time they are used."""

MAX_NESTING = 32


def flatten(montage: Montage, key: str) -> Cut:
    """Return the cut of one timeline of a file, with all that is nested in it."""
    work = _Flattening(montage)
    whole = Clip(ZERO, Fraction(MAX_SECONDS))
    seen = list(_window(work.seen(key), whole))
    heard = sorted(
        _once(_heard_window(work.heard(key), whole)), key=lambda one: (one.start_s, one.track)
    )
    earlier = _once(_heard_window(work.earlier(key), whole))
    top = montage.sequences[key]
    used = [montage.sequences[name].tally for name in work.used]
    clips_in = sum(tally.clips_in for tally in used)
    return Cut(
        name=top.name,
        frame_rate=top.frame_rate,
        pieces=_tiled(seen, heard, top),
        sounds=tuple(heard),
        earlier=tuple(sorted(earlier, key=lambda one: (one.start_s, one.track))),
        markers=tuple(sorted(top.markers, key=lambda mark: mark.at_s)),
        dropped=tuple(dict.fromkeys([*sentences(used), *montage.notes, *work.notes])),
        format=montage.format,
        start_timecode_s=top.start_timecode_s,
        drop_frame=top.drop_frame,
        size=top.size,
        clips_in=clips_in,
        clips_understood=clips_in - sum(tally.lost for tally in used) - work.lost,
    )


def nested_in(montage: Montage) -> set[str]:
    """Return the keys of the sequences that are used as a clip in another."""
    return {
        clip.inner
        for sequence in montage.sequences.values()
        for lane in sequence.lanes
        for clip in lane.clips
        if clip.inner
    }


@dataclass(slots=True)
class _Bit:
    """A stretch of one lane: the higher its rank, the nearer to the eye."""

    rank: int
    piece: Piece
    clear: bool = False


class _Flattening:
    def __init__(self, montage: Montage) -> None:
        self.notes: dict[str, None] = {}
        self.used: dict[str, None] = {}
        self.lost = 0
        self._sequences = montage.sequences
        self._seen: dict[str, list[Piece]] = {}
        self._heard: dict[str, list[SoundPiece]] = {}
        self._open: list[str] = []
        self._left = MAX_PIECES

    def seen(self, key: str) -> list[Piece]:
        """Return what is seen of a sequence, in order; where nothing is, there is a hole."""
        if key not in self._seen:
            with_rank = self._bits(self._entered(key))
            self._seen[key] = _visible(self._bounded(with_rank))
            self._open.pop()
        return self._seen[key]

    def heard(self, key: str) -> list[SoundPiece]:
        """Return what is heard of a sequence, lane by lane."""
        if key not in self._heard:
            sounds = self._sounds(self._entered(key))
            self._heard[key] = list(self._bounded(sounds))
            self._open.pop()
        return self._heard[key]

    def earlier(self, key: str) -> list[SoundPiece]:
        """Return what of a timeline is music of ours; what is nested in it is not looked at."""
        found = (
            replace(_sound_piece(clip, lane, is_ours=True), kind="music")
            for lane in self._sequences[key].lanes
            if lane.kind == "sound"
            for clip, is_ours in _owned(lane)
            if is_ours
        )
        return list(self._bounded(found))

    def _entered(self, key: str) -> Sequence:
        self._open.append(key)
        self.used[key] = None
        return self._sequences[key]

    def _bounded(self, made: Iterable[_T]) -> Iterator[_T]:
        for one in made:
            if self._left <= 0:
                self.notes[f"What comes after {MAX_PIECES} pieces is left out."] = None
                return
            self._left -= 1
            yield one

    def _bits(self, sequence: Sequence) -> Iterator[_Bit]:
        lanes = [lane for lane in sequence.lanes if lane.kind == "picture"]
        for height, lane in enumerate(lanes, start=1):
            for clip in lane.clips:
                # What an editor draws over the picture hides nothing: it lies below all lanes.
                rank = 0 if clip.drawn else height
                yield from (_Bit(rank, piece, clip.clear) for piece in self._pieces(clip))

    def _pieces(self, clip: Clip) -> Iterable[Piece]:
        if not clip.inner:
            return (_piece(clip),)
        if not self._may_enter(clip.inner):
            return ()
        return _window(self.seen(clip.inner), clip)

    def _sounds(self, sequence: Sequence) -> Iterator[SoundPiece]:
        lanes = [lane for lane in sequence.lanes if lane.kind == "sound"]
        # In a timeline that is used as a clip our music is no more ours to take out again.
        outermost = len(self._open) == 1
        for lane in lanes:
            for clip, is_ours in _owned(lane):
                if not (is_ours and outermost):
                    yield from self._sound(clip, lane)

    def _sound(self, clip: Clip, lane: Lane) -> Iterable[SoundPiece]:
        if clip.inner:
            inside = self.heard(clip.inner) if self._may_enter(clip.inner) else []
            return _heard_window(inside, clip)
        return (_sound_piece(clip, lane),) if clip.source is not None else ()

    def _may_enter(self, key: str) -> bool:
        if key not in self._sequences:
            self._refuse("A nested timeline is not in the file; its place stays empty.")
        elif key in self._open:
            name = self._sequences[key].name
            self._refuse(f"The timeline “{name}” holds itself; there its place stays empty.")
        elif len(self._open) >= MAX_NESTING:
            self._refuse(f"Timelines nested more than {MAX_NESTING} deep are left out.")
        else:
            return True
        return False

    def _refuse(self, why: str) -> None:
        self.lost += 1
        self.notes[why] = None


def _owned(lane: Lane) -> Iterator[tuple[Clip, bool]]:
    """Give the clips of a lane of sound, and of each whether it is our music."""
    mine = ours(lane.name, (clip.marked for clip in lane.clips))
    for clip, is_ours in zip(lane.clips, mine, strict=True):
        yield clip, is_ours and clip.source is not None


def _piece(clip: Clip) -> Piece:
    return Piece(
        start_s=clip.start_s,
        duration_s=clip.duration_s,
        source=clip.source,
        source_in_s=clip.source_in_s,
        speed=Fraction(1) if clip.frozen else clip.speed,
        frozen=clip.frozen,
        dissolve_in_s=clip.dissolve_in_s,
        name=clip.name,
    )


def _sound_piece(clip: Clip, lane: Lane, *, is_ours: bool = False) -> SoundPiece:
    assert clip.source is not None  # noqa: S101  (asked just before)
    return SoundPiece(
        start_s=clip.start_s,
        duration_s=clip.duration_s,
        source=clip.source,
        source_in_s=clip.source_in_s,
        speed=clip.speed,
        gain_db=clip.gain_db,
        fade_in_s=clip.fade_in_s,
        fade_out_s=clip.fade_out_s,
        kind=clip.kind,
        track=lane.name if is_ours else users_track(lane.name),
        name=clip.name,
    )


def _visible(bits: Iterable[_Bit]) -> list[Piece]:
    """Return the top one of all pieces at every moment.

    Sweeps over their edges with a heap of what is open. Of two of one rank the later one wins.
    """
    ranked = sorted(bits, key=lambda bit: bit.piece.start_s)
    fading = {bit.piece.start_s: bit.piece.dissolve_in_s for bit in ranked if bit.clear}
    ranked = [bit for bit in ranked if not bit.clear]
    edges = _edges(ranked)
    waiting = iter(enumerate(ranked))
    following = next(waiting, None)
    heap: list[tuple[int, int]] = []
    seen: list[Piece] = []
    last = -1
    for start, end in pairwise(edges):
        while following is not None and following[1].piece.start_s <= start:
            heapq.heappush(heap, (-following[1].rank, -following[0]))
            following = next(waiting, None)
        while heap and ranked[-heap[0][1]].piece.end_s <= start:
            heapq.heappop(heap)
        if not heap:
            last = -1
            continue
        top = -heap[0][1]
        if top == last:
            seen[-1] = replace(seen[-1], duration_s=end - seen[-1].start_s)
        else:
            seen.append(_part(ranked[top].piece, start, end))
        last = top
    return [_faded(piece, fading) for piece in seen] if fading else seen


def _edges(bits: list[_Bit]) -> list[Fraction]:
    return sorted({edge for bit in bits for edge in (bit.piece.start_s, bit.piece.end_s)})


def _faded(piece: Piece, fading: dict[Fraction, Fraction]) -> Piece:
    """Let a piece come in under the one above it that fades away where this one begins."""
    dissolve_s = fading.get(piece.start_s, ZERO)
    if dissolve_s <= piece.dissolve_in_s:
        return piece
    return replace(piece, dissolve_in_s=min(dissolve_s, piece.duration_s))


def _part(piece: Piece, start_s: Fraction, end_s: Fraction) -> Piece:
    """Return what lies of a piece between two moments, which are inside it."""
    if start_s == piece.start_s and end_s == piece.end_s:
        return piece
    later = start_s - piece.start_s
    return replace(
        piece,
        start_s=start_s,
        duration_s=end_s - start_s,
        source_in_s=piece.source_in_s + (ZERO if piece.frozen else later * piece.speed),
        dissolve_in_s=ZERO if later else min(piece.dissolve_in_s, end_s - start_s),
    )


def _window(inside: list[Piece], clip: Clip) -> Iterator[Piece]:
    """Return the pieces of a nested sequence as they stand where it is used."""
    if clip.frozen:
        yield from _frozen(inside, clip)
        return
    if clip.speed == 0:
        return
    low, high = sorted((clip.source_in_s, clip.source_in_s + clip.duration_s * clip.speed))
    parts = [
        _part(one, max(one.start_s, low), min(one.end_s, high))
        for one in inside
        if one.start_s < high and one.end_s > low
    ]
    for part in parts if clip.speed > 0 else reversed(parts):
        yield _moved(part, clip)


def _frozen(inside: list[Piece], clip: Clip) -> Iterator[Piece]:
    at = clip.source_in_s
    for one in inside:
        if one.start_s <= at < one.end_s:
            still = _part(one, at, one.end_s)
            yield replace(
                still,
                start_s=clip.start_s,
                duration_s=clip.duration_s,
                frozen=True,
                speed=Fraction(1),
                dissolve_in_s=clip.dissolve_in_s,
            )
            return


def _moved(part: Piece, clip: Clip) -> Piece:
    """Return a piece of a nested sequence at its place outside, at the speed it is used with."""
    rate = abs(clip.speed)
    forward = clip.speed > 0
    offset = part.start_s - clip.source_in_s if forward else clip.source_in_s - part.end_s
    return replace(
        part,
        start_s=clip.start_s + offset / rate,
        duration_s=part.duration_s / rate,
        source_in_s=part.source_in_s if forward else part.source_out_s,
        speed=part.speed if part.frozen else part.speed * clip.speed,
        dissolve_in_s=_dissolve(part, clip, first=offset == 0),
    )


def _dissolve(part: Piece, clip: Clip, *, first: bool) -> Fraction:
    if first and clip.dissolve_in_s:
        return clip.dissolve_in_s
    return part.dissolve_in_s / clip.speed if clip.speed > 0 else ZERO


def _heard_window(inside: list[SoundPiece], clip: Clip) -> Iterator[SoundPiece]:
    if clip.speed <= 0:  # a nested sequence backwards: nobody means its sound
        return
    low, high = clip.source_in_s, clip.source_in_s + clip.duration_s * clip.speed
    for one in inside:
        start, end = max(one.start_s, low), min(one.end_s, high)
        if start >= end:
            continue
        yield replace(
            one,
            start_s=clip.start_s + (start - low) / clip.speed,
            duration_s=(end - start) / clip.speed,
            source_in_s=one.source_in_s + (start - one.start_s) * one.speed,
            speed=one.speed * clip.speed,
            gain_db=one.gain_db + clip.gain_db,
            fade_in_s=one.fade_in_s / clip.speed if start == one.start_s else ZERO,
            fade_out_s=one.fade_out_s / clip.speed if end == one.end_s else ZERO,
            kind=clip.kind if one.kind == "unknown" else one.kind,
        )


def _once(sounds: Iterable[SoundPiece]) -> Iterator[SoundPiece]:
    """Give each sound once: many editors write the two sides of a stereo file as two clips."""
    met = set()
    for one in sounds:
        what = (one.start_s, one.duration_s, one.source_in_s, one.speed, one.source, one.kind)
        if what not in met:
            met.add(what)
            yield one


def _fades(top: Sequence) -> dict[Fraction, Fraction]:
    """Return when pictures fade into nothing, and how long they take."""
    clips = [clip for lane in top.lanes if lane.kind == "picture" for clip in lane.clips]
    return {clip.start_s: clip.dissolve_in_s for clip in clips if clip.clear}


def _tiled(seen: list[Piece], heard: list[SoundPiece], top: Sequence) -> tuple[Piece, ...]:
    """Fill the holes with black, from 0 to where the last picture, sound or gap ends."""
    if not seen:
        return ()
    fades = _fades(top)
    last_s = seen[-1].end_s
    ends = [last_s + fades.get(last_s, ZERO), min(top.length_s, Fraction(MAX_SECONDS))]
    end_s = max(chain(ends, (one.end_s for one in heard)))
    tiles: list[Piece] = []
    at = ZERO
    for piece in seen:
        if piece.start_s > at:
            tiles.append(_black(at, piece.start_s, fades))
        tiles.append(piece)
        at = piece.end_s
    if end_s > at:
        tiles.append(_black(at, end_s, fades))
    return tuple(tiles)


def _black(start_s: Fraction, end_s: Fraction, fades: dict[Fraction, Fraction]) -> Piece:
    length_s = end_s - start_s
    return Piece(start_s, length_s, dissolve_in_s=min(fades.get(start_s, ZERO), length_s))
