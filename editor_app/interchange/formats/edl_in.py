"""Edit decision lists, CMX 3600 and what Avid, Premiere and Resolve made of it.

read(path, rate=None) -> Montage

An event says reel, channels, kind of transition, and four timecodes: source in and out, record in
and out. A list says whether frames are dropped but not how many there are a second; that is found
out from its timecodes, or said by the user.
Source: CMX 3600 EDL format, as in Avid's "EDL Manager" guide and edlmax.com/EdlMaxHelp.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from editor_app.interchange.cut import ZERO, Marker, MediaRef
from editor_app.interchange.errors import not_understood
from editor_app.interchange.kinds import STILL_FILES, holds_picture, kind_of, suffix
from editor_app.interchange.layers import Clip, Lane, Montage, Sequence, put
from editor_app.interchange.ours import is_our_track
from editor_app.interchange.places import place
from editor_app.interchange.times import (
    TimeError,
    fraction,
    frame_rate,
    speed,
    timecode_parts,
    timecode_s,
)
from editor_app.interchange.xml_tree import read_bytes

_TIMECODE = r"\d{1,2}[:.;,]\d{2}[:.;,]\d{2}[:.;,]\d{2,3}"
_EVENT = re.compile(
    rf"^(\d{{1,6}}) (\S.*?) (\S+) (C|D|W\d*|KB?|K [BO]) (?:(\d{{1,4}}) )?"
    rf"(?:\(F\) )?({_TIMECODE}) ({_TIMECODE}) ({_TIMECODE}) ({_TIMECODE})$"
)
_LOOKS_LIKE_EVENT = re.compile(rf"^\d{{1,6}} \S+ \S+.*{_TIMECODE}")
_NOTE = re.compile(r"^(?:\* ?)?([A-Z][A-Z ]{2,24}?) ?: ?(.*)$", re.IGNORECASE)
_SPEED = re.compile(r"^M2 (\S.*?) (-?\d{1,5}(?:\.\d{1,6})?) \S+")
_LOCATOR = re.compile(rf"^(?:\* ?)?LOC: ?({_TIMECODE}) (\w+) ?(.*)$", re.IGNORECASE)
_LONGEST_LINE = 1000
_ENOUGH = 2000  # events to find the frame rate by
_FILES = frozenset({"FROM CLIP", "FROM FILE", "SOURCE FILE", "MEDIA FILE", "TO FILE", "TO CLIP"})
_RATES = [Fraction(rate) for rate in (24, 25, 30, 50, 60)]
_BLACK = frozenset({"BL", "BLK", "BLACK"})


@dataclass(slots=True)
class _Event:
    reel: str
    channels: str
    kind: str
    length: int
    times: tuple[str, str, str, str]
    notes: dict[str, str] = field(default_factory=dict)
    pace: Fraction | None = None


def read(path: Path, *, rate: Fraction | None = None) -> Montage:
    """Read a list; `rate` is its pictures a second where the user knows it."""
    text = _decoded(read_bytes(path))
    events, title, drop, strange, marks = _parsed(text)
    if not events:
        raise not_understood(path, "there are no events in it")
    found = rate or _rate(events, drop=drop)
    montage = Montage("EDL (CMX 3600)", tops=["edl"])
    sequence = Sequence(title or path.stem, found, drop_frame=drop)
    montage.sequences["edl"] = sequence
    if rate is None:
        sequence.tally.note(
            f"The list does not say its frame rate; by its timecodes {float(found):.5g} was taken."
        )
    for _ in range(strange):
        if sequence.tally.clip():
            sequence.tally.lose("its line is no event as EDLs have it")
    _Reader(sequence, path.parent).lay(events, marks)
    return montage


class _Reader:
    def __init__(self, sequence: Sequence, folder: Path) -> None:
        self._sequence = sequence
        self._rate = sequence.frame_rate
        self._folder = folder
        self._picture = Lane("picture", name="V")
        self._sounds: dict[str, Lane] = {}

    def lay(self, events: list[_Event], marks: list[tuple[str, str, str]]) -> None:
        start_s = self._start(events)
        self._sequence.start_timecode_s = start_s
        for event in events:
            if not self._sequence.tally.clip():
                continue
            try:
                self._lay(event, start_s)
            except TimeError as error:
                self._sequence.tally.lose(str(error))
        self._sequence.lanes = [self._picture, *self._sounds.values()]
        for time, colour, name in marks:
            at_s = self._seconds(time)
            if at_s is not None and at_s >= start_s:
                self._sequence.markers.append(Marker(at_s - start_s, name, colour=colour))

    def _start(self, events: list[_Event]) -> Fraction:
        """Return the first record timecode: what lies before it is nobody's."""
        starts = [self._seconds(event.times[2]) for event in events]
        return min((one for one in starts if one is not None), default=ZERO)

    def _seconds(self, text: str) -> Fraction | None:
        try:
            return timecode_s(text, self._rate)
        except TimeError:
            return None

    def _lay(self, event: _Event, start_s: Fraction) -> None:
        source_in, source_out, into, out = (timecode_s(one, self._rate) for one in event.times)
        if out < into:
            raise TimeError("it ends before it begins")
        if out == into:  # says only what the next event comes in over
            return
        clip = Clip(into - start_s, out - into, name=_name(event))
        clip.source_in_s = source_in
        self._pace(clip, event, source_out - source_in)
        clip.dissolve_in_s = self._dissolve(event)
        black = event.reel.upper() in _BLACK
        clip.source = None if black else self._source(event)
        if event.kind.startswith("K") and not event.kind.endswith("B"):
            self._sequence.tally.lose("laid over the picture as a key")
            return
        self._put(clip, event, black=black)

    def _put(self, clip: Clip, event: _Event, *, black: bool) -> None:
        picture, sounds = _channels(event.channels)
        track = event.notes.get("COMMENT", "")
        if is_our_track(track) and sounds:
            sounds = [track]
        if picture:
            put(self._picture, clip)
        for name in () if black else sounds:
            lane = self._sounds.setdefault(name, Lane("sound", name=name))
            heard = Clip(clip.start_s, clip.duration_s, clip.source, "", clip.source_in_s)
            heard.speed, heard.name = clip.speed, clip.name
            heard.fade_in_s = clip.dissolve_in_s
            heard.kind = kind_of(file=clip.source.name if clip.source else "")
            if clip.dissolve_in_s:
                _fade_before(lane, heard)
            if not clip.frozen and clip.speed > 0:
                put(lane, heard)
        if not picture and not sounds:
            self._sequence.tally.lose(f"for the channel {event.channels[:12]}")

    def _pace(self, clip: Clip, event: _Event, source_s: Fraction) -> None:
        pace = event.pace
        if pace is None and source_s > 0 and abs(source_s - clip.duration_s) > 1 / self._rate:
            # Without a line for speed, source and record of different length say the same.
            clip.speed = speed(source_s / clip.duration_s)
        elif pace is not None and pace == 0:
            clip.frozen = True
        elif pace is not None:
            clip.speed = speed(pace / round(self._rate))
            if pace < 0:
                clip.source_in_s += abs(source_s)

    def _dissolve(self, event: _Event) -> Fraction:
        if event.kind == "D":
            return event.length / self._rate
        if event.kind.startswith("W"):
            self._sequence.tally.note("Wipes are taken as dissolves.")
            return event.length / self._rate
        return ZERO

    def _source(self, event: _Event) -> MediaRef:
        told = [event.notes[name] for name in sorted(_FILES) if name in event.notes]
        url = told[0] if told else ""
        found = place(url, self._folder) if url else None
        name = (found.name if found else "") or _name(event) or event.reel
        return MediaRef(
            name=name,
            path=found.path if found else None,
            url=url,
            reel=event.reel,
            has_picture=holds_picture(name),
            still=suffix(name) in STILL_FILES,
        )


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _parsed(
    text: str,
) -> tuple[list[_Event], str, bool, int, list[tuple[str, str, str]]]:
    """Return events, title, whether frames are dropped, strange lines, and locators."""
    events: list[_Event] = []
    marks: list[tuple[str, str, str]] = []
    title, drop, strange = "", False, 0
    for line in text.splitlines():
        # One blank between words: patterns with runs of them could be made to take for ever.
        short = " ".join(line[:_LONGEST_LINE].split())
        found = _EVENT.match(short)
        if found is not None:
            events.append(_event(found))
        elif short.upper().startswith("TITLE:"):
            title = title or short[6:].strip()
        elif short.upper().startswith("FCM:"):
            drop = drop or ("DROP" in short.upper() and "NON" not in short.upper())
        elif _LOOKS_LIKE_EVENT.match(short):
            strange += 1
        elif located := _LOCATOR.match(short):
            marks.append((located[1], located[2], located[3]))
        elif events:
            _note(events, short)
    drop = drop or any(";" in one for event in events[:100] for one in event.times)
    return events, title, drop, strange, marks


def _event(found: re.Match[str]) -> _Event:
    reel, channels, kind, length = found.group(2, 3, 4, 5)
    times = found.group(6), found.group(7), found.group(8), found.group(9)
    return _Event(reel.strip(), channels.upper(), kind.upper(), int(length or 0), times)


def _note(events: list[_Event], line: str) -> None:
    event = events[-1]
    paced = _SPEED.match(line)
    if paced is not None:
        _set_pace(events, paced.group(1), paced.group(2))
        return
    noted = _NOTE.match(line)
    if noted is not None and len(event.notes) < 32:
        name = " ".join(noted.group(1).upper().split())
        event.notes.setdefault(name, noted.group(2).strip())


def _set_pace(events: list[_Event], reel: str, pace: str) -> None:
    """Give the speed to the event just read, or to the one it comes out of, by its reel."""
    near = [event for event in events[-2:] if event.reel.strip() == reel.strip()]
    target = near[-1] if near else events[-1]
    try:
        target.pace = fraction(pace)
    except TimeError:
        return


def _name(event: _Event) -> str:
    dissolving = event.kind != "C"
    names = ("TO CLIP NAME", "FROM CLIP NAME") if dissolving else ("FROM CLIP NAME",)
    return next((event.notes[one] for one in names if one in event.notes), "")


def _channels(text: str) -> tuple[bool, list[str]]:
    """Return whether the picture is meant, and the names of the sound channels that are."""
    if text in ("B", "VA", "AV"):
        return True, ["A1"]
    parts = text.split("/")
    picture = any(part.startswith("V") for part in parts)
    sounds: list[str] = []
    for part in parts:
        if part == "AA":
            sounds += ["A1", "A2"]
        elif re.fullmatch(r"A\d{0,2}", part):
            sounds.append(f"A{part[1:] or 1}")
        elif re.fullmatch(r"(A\d{1,2})+V?", part):
            sounds += re.findall(r"A\d{1,2}", part)
            picture = picture or part.endswith("V")
    return picture, sounds


def _fade_before(lane: Lane, heard: Clip) -> None:
    """Let the sound before go on and out while this one comes in."""
    if lane.clips and lane.clips[-1].end_s == heard.start_s:
        before = lane.clips[-1]
        before.duration_s += heard.fade_in_s
        before.fade_out_s = heard.fade_in_s


def _rate(events: list[_Event], *, drop: bool) -> Fraction:
    """Find out how many frames there are a second.

    A frame number shows that there are more than that. Of what is left, the right rate is the one
    at which source and record of the most cuts are equally long.
    """
    if drop:
        return frame_rate(Fraction(30), ntsc=True)
    parts = [timecode_parts(one) for event in events for one in event.times]
    highest = max((one[3] for one in parts if one is not None), default=0)
    able = [rate for rate in _RATES if rate > highest] or [_RATES[-1]]
    fits = Counter(
        {rate: sum(_is_even(event, rate) for event in events[:_ENOUGH]) for rate in able}
    )
    best = max(fits.values())
    return next(rate for rate in able if fits[rate] == best)


def _is_even(event: _Event, rate: Fraction) -> bool:
    try:
        source_in, source_out, into, out = (timecode_s(one, rate) for one in event.times)
    except TimeError:
        return False
    return source_out - source_in == out - into
