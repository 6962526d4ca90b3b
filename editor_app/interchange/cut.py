"""A cut as any editor can hand it over: what is seen, what is heard, when, and out of which file.

All times are `Fraction` seconds: a frame of 29.97 a second is 1001/30000 s, and a thousand of them
do not drift. Times of the cut count from its first frame, whatever its timecode says there
(`start_timecode_s`). Times in a source count from the first frame of its file; `MediaRef.start_s`
is the timecode of that frame, so that `source_in_s + source.start_s` is what the editor shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

SoundKind = Literal["dialogue", "music", "effects", "unknown"]

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class MediaRef:
    """A file that a cut is made of, as the timeline speaks of it; nobody has looked at it yet.

    Parameters
    ----------
    name : str
        The name of the file, or of the reel where the timeline knows no file.
    path : Path or None
        Where it should lie on this machine (absolute; it may be missing), or None where the
        timeline does not say it or says a place of another machine.
    url : str
        The place word for word as the timeline has it; never opened, nothing is ever fetched.
    start_s : Fraction
        Timecode of the file's first frame; 0 where nobody said.
    duration_s : Fraction or None
        Length of the file where the timeline knows it.
    frame_rate : Fraction or None
        Pictures a second of the file where the timeline knows it.
    size_bytes : int
        Size of the file, 0 if unknown.
    reel : str
        Name of the reel or tape, "" if none.
    has_picture, has_sound : bool
        What the timeline uses it for, or says is in it.
    still : bool
        One picture, shown for as long as the piece lasts.
    proxy : Path or None
        A smaller copy that stands in for the file where that is missing.
    packed_in : Path or None
        The bundle that it lies packed in, as `packed_name`; `path` is where it was unpacked, if it
        was.
    """

    name: str
    path: Path | None = None
    url: str = ""
    start_s: Fraction = ZERO
    duration_s: Fraction | None = None
    frame_rate: Fraction | None = None
    size_bytes: int = 0
    reel: str = ""
    has_picture: bool = True
    has_sound: bool = True
    still: bool = False
    proxy: Path | None = None
    packed_in: Path | None = None
    packed_name: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of what is seen; the pieces of a cut lie side by side from 0 to its end.

    Parameters
    ----------
    start_s, duration_s : Fraction
        Where it stands in the cut.
    source : MediaRef or None
        The file, or None where the picture is black, or drawn by the editor (a title, a colour).
    source_in_s : Fraction
        Where in the file it begins, counted from the file's first frame.
    speed : Fraction
        Source seconds per second of the cut: 2 is twice as fast, below 0 runs backwards from
        `source_in_s`. 1 for a frozen picture.
    frozen : bool
        The picture at `source_in_s` stands still.
    dissolve_in_s : Fraction
        It comes in over so many of its first seconds, while the piece before it goes on beyond its
        end; 0 for a hard cut. Out of a piece without source it is a fade in.
    name : str
        What the editor calls it.
    """

    start_s: Fraction
    duration_s: Fraction
    source: MediaRef | None = None
    source_in_s: Fraction = ZERO
    speed: Fraction = Fraction(1)
    frozen: bool = False
    dissolve_in_s: Fraction = ZERO
    name: str = ""

    @property
    def end_s(self) -> Fraction:
        return self.start_s + self.duration_s

    @property
    def source_out_s(self) -> Fraction:
        """Where in the file it ends."""
        return self.source_in_s + (ZERO if self.frozen else self.duration_s * self.speed)


@dataclass(frozen=True, slots=True)
class SoundPiece:
    """A stretch of what is heard; these may lie over one another.

    Parameters
    ----------
    start_s, duration_s : Fraction
        Where it stands in the cut.
    source : MediaRef
        The file.
    source_in_s : Fraction
        Where in the file it begins, counted from the file's first frame.
    speed : Fraction
        Source seconds per second of the cut.
    gain_db : float
        Its level; 0 is as it was recorded.
    fade_in_s, fade_out_s : Fraction
        Fades at its ends; where two pieces fade over one another that is a crossfade.
    kind : {"dialogue", "music", "effects", "unknown"}
        What it is, by the role, the name of the track or the kind of file.
    track : str
        Name of its track, or its number ("A1").
    name : str
        What the editor calls it.
    """

    start_s: Fraction
    duration_s: Fraction
    source: MediaRef
    source_in_s: Fraction = ZERO
    speed: Fraction = Fraction(1)
    gain_db: float = 0.0
    fade_in_s: Fraction = ZERO
    fade_out_s: Fraction = ZERO
    kind: SoundKind = "unknown"
    track: str = ""
    name: str = ""

    @property
    def end_s(self) -> Fraction:
        return self.start_s + self.duration_s

    @property
    def source_out_s(self) -> Fraction:
        """Where in the file it ends."""
        return self.source_in_s + self.duration_s * self.speed


@dataclass(frozen=True, slots=True)
class Marker:
    """A mark somebody set in the cut; `duration_s` is 0 for a mark at one moment."""

    at_s: Fraction
    name: str = ""
    note: str = ""
    duration_s: Fraction = ZERO
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """The whole cut of one timeline, flattened: of several picture tracks the top visible one.

    Parameters
    ----------
    name : str
        Name of the timeline.
    frame_rate : Fraction
        Pictures a second; 30000/1001 for 29.97.
    pieces : tuple of Piece
        What is seen, in order, without gaps or overlaps, from 0 to the end.
    sounds : tuple of SoundPiece
        What is heard, by start; without `earlier`.
    earlier : tuple of SoundPiece
        Music that this program laid on it before, which new music takes the place of.
    markers : tuple of Marker
        By time.
    dropped : tuple of str
        What could not be taken over, a sentence each.
    format : str
        What kind of file it was, in words: "FCPXML 1.10".
    start_timecode_s : Fraction
        What the timecode of the timeline says at its first frame.
    drop_frame : bool
        Its timecode is counted with dropped frames.
    size : (int, int) or None
        Width and height of the picture in pixels where the timeline says it.
    clips_in, clips_understood : int
        Clips in the file, of picture and of sound, and those that are in the cut or covered in it.
    """

    name: str
    frame_rate: Fraction
    pieces: tuple[Piece, ...] = ()
    sounds: tuple[SoundPiece, ...] = ()
    earlier: tuple[SoundPiece, ...] = ()
    markers: tuple[Marker, ...] = ()
    dropped: tuple[str, ...] = ()
    format: str = ""
    start_timecode_s: Fraction = ZERO
    drop_frame: bool = False
    size: tuple[int, int] | None = None
    clips_in: int = 0
    clips_understood: int = 0

    @property
    def duration_s(self) -> Fraction:
        """Where the last picture or sound ends."""
        seen = self.pieces[-1].end_s if self.pieces else ZERO
        return max([seen, *(one.end_s for one in self.sounds)])

    @property
    def media(self) -> tuple[MediaRef, ...]:
        """The files it is made of, each once, in the order they are met."""
        seen = [one.source for one in self.pieces if one.source is not None]
        return tuple(dict.fromkeys([*seen, *(one.source for one in self.sounds)]))
