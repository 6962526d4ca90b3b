"""Our earlier music in MLT, of Shotcut and of Kdenlive: tracks, or entries that leave a blank.

Of Kdenlive a track is a tractor of two playlists, and its clips are kept in a bin as well.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import chain
from xml.etree.ElementTree import Element

from editor_app.interchange.formats.mlt_media import MARKED_BY, frames, properties
from editor_app.interchange.ours import is_our_marker, is_our_track, ours, users_track
from editor_app.interchange.times import TimeError

_NAMED_BY = ("kdenlive:track_name", "shotcut:name")
_BINS = frozenset({"main_bin", "main bin"})

Moved = Callable[[int], int | None]
"""What becomes of the number of a track, counted with black as 0; None where it is gone."""

Renumber = Callable[[Element, Moved], None]
"""Has all that speaks of the tracks of a timeline by number say what becomes of them."""


def take_out(root: Element, timeline: Element, rate: Fraction, renumber: Renumber) -> None:
    """Take our tracks out of a timeline, and the producers that only they used."""
    document = _Document(root, rate)
    for track in timeline.findall("track"):
        if document.empties(track):
            number = timeline.findall("track").index(track)
            timeline.remove(track)
            renumber(timeline, partial(_closed_up, gone=number))
    document.remove_unused()


def take_out_markers(timeline: Element) -> None:
    """Take our markers of Shotcut out."""
    for held in timeline.findall("properties"):
        if held.get("name") == "shotcut:markers":
            for marker in held.findall("properties"):
                if is_our_marker(properties(marker).get("text")):
                    held.remove(marker)
            for number, marker in enumerate(held):
                marker.set("name", str(number))
            if not len(held):
                timeline.remove(held)


def renumber_transitions(timeline: Element, moved: Moved) -> None:
    """Count the tracks that transitions join anew; those of a track that is gone go with it."""
    for transition in timeline.findall("transition"):
        for held in transition.findall("property"):
            if held.get("name") in {"a_track", "b_track"} and (held.text or "").isdecimal():
                number = moved(int(held.text or 0))
                if number is not None:
                    held.text = str(number)
                elif transition in timeline:
                    timeline.remove(transition)


def _closed_up(number: int, *, gone: int) -> int | None:
    return None if number == gone else number - (number > gone)


class _Document:
    """A document, and the ids of the producers that our clips were."""

    def __init__(self, root: Element, rate: Fraction) -> None:
        self._root = root
        self._rate = rate
        self._by_id = {one.get("id", ""): one for one in root if one.get("id")}
        self._spent: set[str] = set()

    def empties(self, track: Element) -> bool:
        """Take our clips off a track; whether nothing is left of it, which is taken out then."""
        service = self._service(track)
        name, lines = _track_name(service), self._playlists(service)
        if not lines or not is_our_track(name):
            return False
        entries = [(line, entry) for line in lines for entry in line.findall("entry")]
        owned = ours(name, (self._is_marked(entry) for _, entry in entries))
        mine = [one for one, is_ours in zip(entries, owned, strict=True) if is_ours]
        self._spent |= {entry.get("producer", "") for _, entry in mine}
        if len(mine) == len(entries):
            for one in {id(one): one for one in (service, *lines)}.values():
                self._root.remove(one)
            return True
        for line, entry in mine:
            self._blank(line, entry)
        _rename(service)
        return False

    def remove_unused(self) -> None:
        """Take the producers of our clips out, as far as nothing else uses them."""
        self._clear_bin()
        used = {one.get("producer", "") for one in self._root.iter()}
        for key in self._spent - used:
            if key in self._by_id:
                self._root.remove(self._by_id[key])

    def _clear_bin(self) -> None:
        """Take our songs out of the bin of Kdenlive, as far as no clip is made of them."""
        bins = [one for one in self._root.findall("playlist") if one.get("id") in _BINS]
        others = [one for one in self._root.findall("playlist") if one not in bins]
        entries = list(chain.from_iterable(line.findall("entry") for line in others))
        used = {properties(one).get("kdenlive:id") for one in entries}
        used |= {properties(self._service(one)).get("kdenlive:id") for one in entries}
        for one in bins:
            for entry in one.findall("entry"):
                of_bin = properties(self._service(entry)).get("kdenlive:id")
                if self._is_marked(entry) and of_bin not in used:
                    one.remove(entry)
                    self._spent.add(entry.get("producer", ""))

    def _service(self, user: Element) -> Element:
        """Return the service that a track or an entry plays, an empty one where it is not there."""
        found = self._by_id.get(user.get("producer", ""))
        return Element("none") if found is None else found

    def _playlists(self, service: Element) -> list[Element]:
        inside = [self._service(one) for one in service.findall("track")]
        return [one for one in (service, *inside) if one.tag == "playlist"]

    def _is_marked(self, entry: Element) -> bool:
        return properties(self._service(entry)).get(MARKED_BY) == "1"

    def _blank(self, line: Element, entry: Element) -> None:
        try:
            first, last = (frames(entry.get(name), self._rate) for name in ("in", "out"))
        except TimeError:
            return
        at = list(line).index(entry)
        line.remove(entry)
        line.insert(at, Element("blank", {"length": str(max(last - first + 1, 0))}))


def _rename(service: Element) -> None:
    for held in service.findall("property"):
        if held.get("name") in _NAMED_BY:
            held.text = users_track((held.text or "").strip())


def _track_name(service: Element) -> str:
    said = properties(service)
    return next((said[name] for name in _NAMED_BY if said.get(name)), "")
