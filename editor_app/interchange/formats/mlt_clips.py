"""The clips on a track of MLT: entries of a playlist, one after the other, with what fades them.

A clip may be a service with tracks of its own; one whose speed changes is laid as several.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import islice, zip_longest
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO
from editor_app.interchange.formats.mlt_media import Made, frames, made_of, properties
from editor_app.interchange.formats.mlt_sound import sound_of
from editor_app.interchange.kinds import kind_of
from editor_app.interchange.layers import Clip, Edges, Lane, Sequence, join, put, retimed
from editor_app.interchange.times import bounded, speed

_SERVICES = frozenset({"producer", "chain", "playlist", "tractor", "multitrack"})
_DISSOLVES = frozenset({"luma", "dissolve"})
_NEAR = 256  # clips looked back over for the one a transition comes out of


class Services:
    """All that a document can play, by id; each producer is looked at once."""

    def __init__(self, root: Element, folder: Path, rate: Fraction) -> None:
        self.rate = rate
        self._folder = folder
        self._by_id = {one.get("id", ""): one for one in root.iter() if one.tag in _SERVICES}
        self._made: dict[str, Made] = {}

    def get(self, key: str) -> Element | None:
        return self._by_id.get(key)

    def played(self, user: Element) -> Element | None:
        """Return what a track or an entry plays."""
        return self._by_id.get(user.get("producer", ""))

    def producer(self, key: str) -> Made:
        if key not in self._made:
            self._made[key] = made_of(self._by_id[key], self._folder, self.rate)
        return self._made[key]

    def span(self, entry: Element, element: Element) -> tuple[int, int]:
        """Return the first frame of a service that an entry plays, and how many it does."""
        first = frames(entry.get("in"), self.rate, frames(element.get("in"), self.rate))
        last = frames(entry.get("out"), self.rate, self._last(element))
        return first, max(last - first + 1, 0)

    def is_transition(self, entry: Element) -> bool:
        """Whether an entry is a transition of Shotcut: the end of one clip over the next one's."""
        element = self.played(entry)
        is_tractor = element is not None and element.tag == "tractor"
        return is_tractor and "shotcut:transition" in properties(element or entry)

    def _last(self, element: Element) -> int:
        """Return the last frame of a service that is used without saying which."""
        if element.get("out") is not None:
            return frames(element.get("out"), self.rate)
        if element.tag == "playlist":
            return sum(self._length(one) for one in element) - 1
        if element.tag == "tractor":
            found = [self.played(one) for one in tracks(element)]
            inside = [one for one in found if one is not None and one.tag == "playlist"]
            return max((self._last(one) for one in inside), default=-1)
        return frames(properties(element).get("length"), self.rate) - 1

    def _length(self, entry: Element) -> int:
        if entry.tag == "blank":
            return frames(entry.get("length"), self.rate)
        if entry.tag != "entry" or entry.get("out") is None:
            return 0
        return frames(entry.get("out"), self.rate) - frames(entry.get("in"), self.rate) + 1


def tracks(tractor: Element) -> list[Element]:
    """Return the tracks of a tractor."""
    inside = tractor.find("multitrack")
    return (tractor if inside is None else inside).findall("track")


class Line:
    """The picture and the sound of one playlist while they are laid."""

    def __init__(self, services: Services, sequence: Sequence, name: str) -> None:
        self._services = services
        self._sequence = sequence
        self._rate = services.rate
        self.picture = Lane("picture", name=name)
        self.sound = Lane("sound", name=name)

    def lay(self, entries: list[Element]) -> list[Lane]:
        """Lay entries one after the other; returns the lane of pictures and that of sounds."""
        at = 0
        fading: tuple[Fraction, Fraction] | None = None
        tally = self._sequence.tally
        for entry, following in zip_longest(entries, entries[1:]):
            if entry.tag == "blank":
                with tally.forgiving("a gap"):
                    at += frames(entry.get("length"), self._rate)
            elif entry.tag == "entry" and tally.clip():
                with tally.guarded():
                    start_s = at / self._rate
                    if at and self._services.is_transition(entry) and _is_clip(following):
                        at += self._length(entry)
                        fading = (start_s, at / self._rate)
                        continue
                    at += self._lay_entry(entry, at)
                    for lane in (self.picture, self.sound) if fading else ():
                        _come_in(lane, start_s, fading)
                    fading = None
        return [self.picture, self.sound]

    def _length(self, entry: Element) -> int:
        element = self._services.played(entry)
        return 0 if element is None else self._services.span(entry, element)[1]

    def _lay_entry(self, entry: Element, at: int) -> int:
        """Lay one entry; returns its length in frames."""
        element = self._services.played(entry)
        if element is None:
            self._sequence.tally.lose("its source is not in the file")
            return 0
        first, count = self._services.span(entry, element)
        clip = Clip(at / self._rate, count / self._rate)
        clip.source_in_s = first / self._rate
        if element.tag in ("tractor", "playlist"):
            self._lay_nested(clip, entry.get("producer", ""))
            return count
        made = self._services.producer(entry.get("producer", ""))
        if _stands(entry):
            made = replace(made, frozen_at=clip.source_in_s)
        heard = self._lay_made(clip, made)
        sound_of([entry, element], heard, self._rate)
        return count

    def _lay_nested(self, clip: Clip, key: str) -> None:
        clip.inner = key
        put(self.picture, clip)
        put(self.sound, Clip(clip.start_s, clip.duration_s, None, key, clip.source_in_s))

    def _lay_made(self, clip: Clip, made: Made) -> list[Clip]:
        """Lay what a producer shows and sounds; returns the clips of its sound."""
        clip.name, clip.source, clip.drawn = made.name, made.source, made.drawn
        if made.remap is not None and made.remap.smooth:
            self._sequence.tally.note("Smooth changes of speed are taken as straight ones.")
        parts = _paced(clip, made)
        for part in parts if made.picture else ():
            put(self.picture, part)
        sounding = (one for one in parts if made.sound and one.speed > 0 and not one.frozen)
        heard = [self._heard(one, made) for one in sounding if one.source is not None]
        for one in heard:
            put(self.sound, one)
        return heard

    def _heard(self, clip: Clip, made: Made) -> Clip:
        heard = Clip(clip.start_s, clip.duration_s, clip.source, "", clip.source_in_s)
        heard.speed, heard.name, heard.marked = clip.speed, clip.name, made.marked
        file = clip.source.name if clip.source is not None else ""
        heard.kind = kind_of(track=self.sound.name, file=file)
        return heard


def fade(transition: Element, lanes: Iterable[tuple[Lane, Edges]], rate: Fraction) -> None:
    """Let the clip come in slowly that begins where a transition does, or fade out with it."""
    service = properties(transition).get("mlt_service", "")
    audible = service == "mix" and transition.get("out") is not None
    if service not in _DISSOLVES and not audible:
        return
    start = frames(transition.get("in"), rate)
    end = frames(transition.get("out"), rate, start - 1) + 1
    span = (start / rate, end / rate)
    for lane, edges in lanes:
        if end > start and (lane.kind == "sound") == audible:
            _over(lane, edges, span)


def _is_clip(entry: Element | None) -> bool:
    return entry is not None and entry.tag == "entry"


def _come_in(lane: Lane, start_s: Fraction, span: tuple[Fraction, Fraction] | None) -> None:
    """Let the clip just laid begin with the transition before it."""
    near = list(islice(reversed(lane.clips), _NEAR))
    after = next((one for one in near if one.start_s == start_s), None)
    if span is None or after is None:
        return
    before = next((one for one in near if one.end_s == span[0] and one is not after), None)
    join(lane, before, after, span)


def _over(lane: Lane, edges: Edges, span: tuple[Fraction, Fraction]) -> None:
    start_s, end_s = span
    coming, going = edges.beginning(start_s, start_s), edges.ending(end_s, end_s)
    if lane.kind == "sound":
        if coming is not None:
            coming.fade_in_s = min(end_s - start_s, coming.duration_s)
        if going is not None and going is not coming:
            going.fade_out_s = min(end_s - start_s, going.duration_s)
    elif coming is not None:
        coming.dissolve_in_s = min(end_s - start_s, coming.duration_s)
    elif going is not None:
        join(lane, going, None, span)


def _paced(clip: Clip, made: Made) -> list[Clip]:
    """Turn times of a producer into those of its file; one clip for each speed it has."""
    if made.source is None or made.source.still:
        return [clip]
    if made.frozen_at is not None:
        clip.frozen, clip.source_in_s = True, made.frozen_at
    elif made.remap is not None:
        points = list(made.remap.points)
        stretches = retimed(points, clip.source_in_s, clip.duration_s)
        return [
            replace(
                clip,
                start_s=clip.start_s + one.offset_s,
                duration_s=one.duration_s,
                source_in_s=bounded(one.source_s),
                speed=speed(one.speed) or Fraction(1),
                frozen=one.speed == 0,
            )
            for one in stretches
        ]
    elif made.speed < 0:  # the first frame shown is the last of the file
        clip.speed = made.speed
        clip.source_in_s = max(made.length_s - clip.source_in_s, ZERO) * -made.speed
    else:
        clip.speed = made.speed
        clip.source_in_s *= made.speed
    return [clip]


def _stands(entry: Element) -> bool:
    """Whether a filter on an entry holds its first picture."""
    said = [properties(one) for one in entry.findall("filter")]
    return any(
        one.get("mlt_service") == "freeze" and one.get("freeze_after", "0") == "0" for one in said
    )
