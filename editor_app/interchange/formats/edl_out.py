"""A cut with our music as an edit decision list, CMX 3600: picture cuts, and where songs lie.

A list has one picture track, four channels of sound and no levels; names of reels have eight signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from editor_app.interchange.cut import ZERO, Cut, MediaRef, Piece, SoundPiece
from editor_app.interchange.music import Music, notes_on
from editor_app.interchange.ours import is_our_track
from editor_app.interchange.times import timecode
from editor_app.interchange.tracks import tracks_of
from editor_app.interchange.writing import write_whole

_CHANNELS = ("A", "A2", "A3", "A4")
_MOST_EVENTS = 999
_NOT_IN_REELS = re.compile(r"[^A-Z0-9_]")
_BLACK = "BL"


def write(cut: Cut, music: Music, path: Path, *, original: Path | None = None) -> tuple[str, ...]:
    """Write the cut with `music` to `path`; return a sentence for each thing that is lost.

    A list has no parts that are not events: it is written anew whether there is an `original` or
    not.

    Raises
    ------
    TimelineError, RenderError
        If the file cannot be written.
    """
    writer = _Writer(cut, with_sounds=True)
    lines = [f"TITLE: {_line(cut.name) or 'CUT'}", f"FCM: {_counting(cut)}", ""]
    lines += writer.picture()
    lines += writer.sounds(music)
    for marker in (*cut.markers, *music.markers):
        lines.append(f"* LOC: {writer.record(marker.at_s)} PURPLE {_line(marker.name)}".rstrip())
    write_whole(("\r\n".join(lines) + "\r\n").encode("utf-8", "replace"), path)
    said = [*writer.notes, *notes_on(music, beats=False, levels=False, stem=False)]
    if writer.events > _MOST_EVENTS:
        said.append(f"A list holds {_MOST_EVENTS} events for old machines; this has more.")
    return tuple(dict.fromkeys(said))


def _counting(cut: Cut) -> str:
    return "DROP FRAME" if cut.drop_frame else "NON-DROP FRAME"


@dataclass(slots=True)
class _Writer:
    cut: Cut
    with_sounds: bool
    events: int = 0
    notes: list[str] = field(default_factory=list)
    reels: dict[str, str] = field(default_factory=dict)

    def picture(self) -> Iterator[str]:
        """Give the lines of the picture's events."""
        before: Piece | None = None
        for piece in self.cut.pieces:
            if piece.dissolve_in_s and before is not None:
                yield from self._dissolve(before, piece)
            else:
                yield from self._event(piece, "V", "C")
            before = piece

    def sounds(self, music: Music) -> Iterator[str]:
        """Give the lines of the sounds' events, as many tracks of them as there are channels."""
        tracks = [one for one in tracks_of(self.cut, music, with_own=True) if one.audible]
        # What is over goes first from the cut's own: the music is what the list is written for.
        dropped = max(0, len(tracks) - len(_CHANNELS))
        for track in tracks[:dropped]:
            self.notes.append(f"The sound track “{track.name}”: there are four channels.")
        for channel, track in zip(_CHANNELS, tracks[dropped:], strict=False):
            for clip in track.clips:
                sound = clip.sound
                if sound.gain_db or sound.fade_in_s or sound.fade_out_s:
                    self.notes.append("Levels and fades of sounds.")
                yield from self._event(sound, channel, "C")
                if is_our_track(sound.track):
                    yield f"* COMMENT: {sound.track}"

    def record(self, time_s: Fraction) -> str:
        return self._code(self.cut.start_timecode_s + time_s)

    def _dissolve(self, before: Piece, piece: Piece) -> Iterator[str]:
        """Give the two lines of a dissolve: what goes out, with no length, and what comes in."""
        rate, at_s = self.cut.frame_rate, piece.start_s
        out = self._code(_timecode_s(before.source, before.source_out_s))
        here = self.record(at_s)
        number = self._next()
        yield self._row(number, self._reel(before.source), "V", "C", (out, out, here, here))
        frames = round(piece.dissolve_in_s * rate)
        yield self._row(
            number, self._reel(piece.source), "V", f"D    {frames:03}", self._times(piece)
        )
        if before.source is not None:
            yield f"* FROM CLIP NAME: {_line(before.name or before.source.name)}"
        if piece.source is not None:
            yield f"* TO CLIP NAME: {_line(piece.name or piece.source.name)}"
        yield from self._about(piece)

    def _event(self, one: Piece | SoundPiece, channel: str, kind: str) -> Iterator[str]:
        number = self._next()
        yield self._row(number, self._reel(one.source), channel, kind, self._times(one))
        if one.source is not None:
            yield f"* FROM CLIP NAME: {_line(one.name or one.source.name)}"
        yield from self._about(one)

    def _about(self, one: Piece | SoundPiece) -> Iterator[str]:
        """Give what follows an event: its file, and its speed."""
        source = one.source
        if source is None:
            return
        place = str(source.path) if source.path else source.url
        if place:
            yield f"* SOURCE FILE: {_line(place)}"
        frozen = isinstance(one, Piece) and one.frozen
        if one.speed != 1 or frozen:
            pace = 0.0 if frozen else float(one.speed * round(self.cut.frame_rate))
            start = self._code(_timecode_s(source, _first_s(one)))
            yield f"M2   {self._reel(source):<8}       {pace:05.1f}                {start}"

    def _times(self, one: Piece | SoundPiece) -> tuple[str, str, str, str]:
        first_s = _first_s(one)
        last_s = first_s + abs(one.duration_s * one.speed)
        if isinstance(one, Piece) and one.frozen:
            last_s = first_s + one.duration_s
        return (
            self._code(_timecode_s(one.source, first_s)),
            self._code(_timecode_s(one.source, last_s)),
            self.record(one.start_s),
            self.record(one.end_s),
        )

    def _code(self, time_s: Fraction) -> str:
        return timecode(time_s, self.cut.frame_rate, drop=self.cut.drop_frame)

    def _next(self) -> int:
        self.events += 1
        return self.events

    def _row(
        self, number: int, reel: str, channel: str, kind: str, times: tuple[str, str, str, str]
    ) -> str:
        return f"{number:03}  {reel:<8} {channel:<5} {kind:<8} {' '.join(times)}"

    def _reel(self, source: MediaRef | None) -> str:
        """Return a name of eight signs, another for each file."""
        if source is None:
            return _BLACK
        key = source.reel or str(source.path or source.name)
        if key not in self.reels:
            plain = _NOT_IN_REELS.sub("", (source.reel or Path(source.name).stem).upper())[:8]
            taken = set(self.reels.values()) | {_BLACK, "", "AX"}
            tries = (f"{plain[: 8 - len(str(n))]}{n}" for n in range(1, 100_000))
            self.reels[key] = (
                plain if plain not in taken else next(t for t in tries if t not in taken)
            )
        return self.reels[key]


def _first_s(one: Piece | SoundPiece) -> Fraction:
    """Return where in its file the first frame in order of the file lies."""
    return one.source_in_s if one.speed > 0 else one.source_in_s + one.duration_s * one.speed


def _timecode_s(source: MediaRef | None, time_s: Fraction) -> Fraction:
    return time_s + (source.start_s if source is not None else ZERO)


def _line(text: str) -> str:
    return " ".join(text.split())
