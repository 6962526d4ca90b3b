"""What Shotcut, Kdenlive and melt have in common: producers, entries and filters of MLT.

Times are written as frame numbers: they are exact, and every version reads them. A file whose
length is known becomes `avformat-novalidate`, which saves looking at it; without a `length` melt
would cut that short, so that any other is opened (`avformat`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO, Cut, MediaRef, Piece, SoundPiece
from editor_app.interchange.music import Points, fade_points
from editor_app.interchange.writing import child, number, place_named

VERSION = "7.12.0"
USUAL_SIZE = (1920, 1080)
ENDLESS = 2_147_483_647


@dataclass(slots=True)
class Shelf:
    """Makes the producers of a document; each with an id of its own.

    `before` is where they go: in front of what uses them. `notes` collects what is lost.
    """

    root: Element
    rate: Fraction
    prefix: str = "cuesmith"
    tag: str = "chain"
    at: int | None = None
    notes: list[str] = field(default_factory=list)
    made: int = 0

    def frames(self, time_s: Fraction) -> int:
        return round(time_s * self.rate)

    def add(self, tag: str, name: str, **attributes: object) -> Element:
        """Add an element to the document, before `at` where that is given."""
        made = child(self.root, tag, id=f"{self.prefix}_{name}", **attributes)
        if self.at is not None:
            self.root.remove(made)
            self.root.insert(self.at, made)
            self.at += 1
        return made

    def number(self) -> int:
        self.made += 1
        return self.made

    def black(self, frames: int) -> Element:
        made = self.add("producer", f"black{self.number()}", in_=0, out=max(0, frames - 1))
        properties(
            made, length=frames, eof="pause", resource="black", mlt_service="color",
            mlt_image_format="rgba",
        )  # fmt: skip
        return made

    def picture(self, piece: Piece, source_in_s: Fraction, frames: int) -> tuple[Element, int]:
        """Make the producer of a piece's picture; returns it and the frame it is entered at."""
        source = piece.source
        if source is None:
            return self.black(frames), 0
        return self.file(source, source_in_s, piece.speed, frames, sound=False)

    def file(
        self,
        source: MediaRef,
        source_in_s: Fraction,
        speed: Fraction,
        frames: int,
        *,
        sound: bool,
    ) -> tuple[Element, int]:
        """Make the producer of one use of a file, of its sound or of its picture alone."""
        path = place_named(source)
        if source.path is None:
            self.notes.append(f"{source.name} is not on this machine; it is named as it was.")
        if source.still:
            made = self.add("producer", f"clip{self.number()}", in_=0, out=frames - 1)
            properties(made, length=ENDLESS, ttl=1, resource=path, mlt_service="qimage")
            return made, 0
        first = self._first(source, source_in_s, speed)
        made = self.add(self.tag if speed == 1 else "producer", f"clip{self.number()}")
        self._describe(made, source, speed, last=first + frames)
        properties(made, **({"video_index": -1} if sound else {"audio_index": -1}))
        return made, first

    def _first(self, source: MediaRef, source_in_s: Fraction, speed: Fraction) -> int:
        """Return the frame of the producer that is the first of a use."""
        if speed > 0:
            return self.frames(source_in_s / speed)
        length_s = source.duration_s
        if length_s is None:
            self.notes.append(f"{source.name} runs backwards from an unknown end.")
            return 0
        return max(0, self.frames((length_s - source_in_s) / -speed))

    def _describe(self, made: Element, source: MediaRef, speed: Fraction, *, last: int) -> None:
        path = place_named(source)
        length_s = source.duration_s
        # An end that was believed too early would be played as the last picture, again and again.
        length = max(last, self.frames(length_s / abs(speed)) if length_s else last)
        made.set("out", str(length - 1))
        known = {"length": length, "eof": "pause"}
        if speed == 1:
            service = "avformat-novalidate" if length_s else "avformat"
            properties(made, **known, resource=path, mlt_service=service)
            return
        factor = number(float(speed))
        properties(
            made, **known, resource=f"{factor}:{path}", mlt_service="timewarp",
            warp_speed=factor, warp_resource=path, warp_pitch=1,
        )  # fmt: skip


def free_prefix(root: Element) -> str:
    """Return a beginning for ids that no element of a document has."""
    taken = {element.get("id", "") for element in root.iter()}
    number_ = 1
    while any(one.startswith(f"cuesmith{number_}_") for one in taken):
        number_ += 1
    return f"cuesmith{number_}"


def hold(entry: Element, shelf: Shelf, frame: int) -> None:
    """Let the picture of an entry stand still. On a producer itself it would lock up melt."""
    made = child(entry, "filter", id=f"{shelf.prefix}_freeze{shelf.number()}")
    properties(made, mlt_service="freeze", frame=frame, freeze_after=0, freeze_before=0)


def properties(element: Element, **values: object) -> None:
    """Add properties; one underline in a name stands for itself, two for a colon, three a dot."""
    for name, value in values.items():
        child(element, "property", value, name=name.replace("___", ".").replace("__", ":"))


def profile(root: Element, cut: Cut) -> None:
    """Say how large and how fast the picture is."""
    width, height = cut.size or USUAL_SIZE
    shape = Fraction(width, height)
    child(
        root, "profile", description=f"{width} × {height}", width=width, height=height,
        progressive=1, sample_aspect_num=1, sample_aspect_den=1,
        display_aspect_num=shape.numerator, display_aspect_den=shape.denominator,
        frame_rate_num=cut.frame_rate.numerator, frame_rate_den=cut.frame_rate.denominator,
        colorspace=709,
    )  # fmt: skip


def volume(
    parent: Element, shelf: Shelf, points: Points, *, first: int, frames: int, **more: object
) -> None:
    """Add a volume filter; `points` in seconds after `first`, one alone is a level that stays."""
    made = child(
        parent, "filter", id=f"{shelf.prefix}_volume{shelf.number()}", in_=first,
        out=first + frames - 1,
    )  # fmt: skip
    line = dict(_line(shelf, points, frames))
    written = ";".join(f"{frame}={number(value)}" for frame, value in line.items())
    level = written if len(line) > 1 else number(points[0][1])
    properties(made, mlt_service="volume", level=level, **more)


def gains(
    parent: Element,
    shelf: Shelf,
    sound: SoundPiece,
    levels: Points,
    *,
    first: int,
    names: tuple[dict[str, object], dict[str, object], dict[str, object]],
) -> None:
    """Add the filters for level (with `levels`), fade in and fade out; `names` are the editor's."""
    frames = shelf.frames(sound.duration_s)
    base = tuple((time, sound.gain_db + value) for time, value in levels)
    whole = base or ((ZERO, sound.gain_db),)
    if levels or abs(sound.gain_db) > 0.001:
        volume(parent, shelf, whole, first=first, frames=frames, **names[0])
    rise, fall = shelf.frames(sound.fade_in_s), shelf.frames(sound.fade_out_s)
    if rise:
        points = fade_points(sound.fade_in_s, rising=True)
        volume(parent, shelf, points, first=first, frames=rise, **names[1])
    if fall:
        points = fade_points(sound.fade_out_s, rising=False)
        begin = first + frames - fall
        volume(parent, shelf, points, first=begin, frames=fall, **names[2])


def dissolve_parts(pieces: Iterable[Piece]) -> Iterator[tuple[Piece, Piece | None]]:
    """Give each piece with the one before it, where that goes on below its beginning."""
    before: Piece | None = None
    for piece in pieces:
        yield piece, before if piece.dissolve_in_s > 0 else None
        before = piece


def _line(shelf: Shelf, points: Points, frames: int) -> Iterator[tuple[int, float]]:
    for time, value in points:
        yield min(frames, max(0, shelf.frames(time))), value
