"""A cut with our music as Final Cut Pro 7 XML, for Premiere, Resolve and many others.

Where the cut came from such a file, our tracks are added to that document and all of it stays. A
song is stereo: it lies on two tracks, left and right, linked, as these editors write it.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.anchors import anchor_xml
from editor_app.interchange.cut import Cut, Marker, MediaRef, Piece, SoundPiece
from editor_app.interchange.earlier.fcp7 import take_out
from editor_app.interchange.errors import not_understood
from editor_app.interchange.mlt import USUAL_SIZE
from editor_app.interchange.music import Music, MusicClip, notes_on
from editor_app.interchange.ours import MARK, is_our_track
from editor_app.interchange.times import timecode
from editor_app.interchange.tracks import SoundTrack, tracks_of, with_next
from editor_app.interchange.writing import child, number, write_whole, xml_bytes
from editor_app.interchange.xml_tree import read_tree, text_of

_DOCTYPE = "<!DOCTYPE xmeml>"
_LOUDEST = 3.981_07  # 12 dB, the most these editors take
_SIDES = (1, 2)


def write(cut: Cut, music: Music, path: Path, *, original: Path | None = None) -> tuple[str, ...]:
    """Write the cut with `music` to `path`; return a sentence for each thing that is lost.

    `original` is the .xml that the cut was read from.

    Raises
    ------
    TimelineError, RenderError
        If the original is damaged, or the file cannot be written.
    """
    if original is not None:
        root, sequence = _opened(original, cut.name)
        anchor_xml(root, original.parent, path)
        take_out(root, sequence)
    else:
        root, sequence = _made(cut)
    writer = _Writer(cut.frame_rate, _taken(root))
    if original is None:
        writer.picture(_below(sequence, "media", "video"), cut)
        for marker in cut.markers:
            writer.marker(sequence, marker)
    audio = _below(sequence, "media", "audio")
    for track in tracks_of(cut, music, with_own=original is None):
        writer.sound_track(audio, track)
    for marker in music.markers:
        writer.marker(sequence, marker)
    write_whole(xml_bytes(root, doctype=_DOCTYPE), path)
    return tuple(dict.fromkeys([*writer.notes, *notes_on(music, beats=True)]))


def _opened(original: Path, name: str) -> tuple[Element, Element]:
    root = read_tree(original)
    found = [one for one in root.iter("sequence") if len(one)]
    named = [one for one in found if text_of(one, "name") == name] or found
    if root.tag != "xmeml" or not named:
        raise not_understood(original, "it has no sequence that music could be added to")
    return root, named[0]


def _made(cut: Cut) -> tuple[Element, Element]:
    root = Element("xmeml", {"version": "5"})
    sequence = child(root, "sequence", id="sequence-1")
    child(sequence, "name", cut.name)
    child(sequence, "duration", round(cut.duration_s * cut.frame_rate))
    rate(sequence, cut.frame_rate)
    code = child(sequence, "timecode")
    rate(code, cut.frame_rate)
    child(code, "string", timecode(cut.start_timecode_s, cut.frame_rate, drop=cut.drop_frame))
    child(code, "frame", round(cut.start_timecode_s * cut.frame_rate))
    child(code, "displayformat", "DF" if cut.drop_frame else "NDF")
    shape = child(_below(sequence, "media", "video", "format"), "samplecharacteristics")
    width, height = cut.size or USUAL_SIZE
    child(shape, "width", width)
    child(shape, "height", height)
    rate(shape, cut.frame_rate)
    return root, sequence


def rate(parent: Element, frame_rate: Fraction) -> None:
    """Say a frame rate as the format does: a whole number, and whether it is a little less."""
    element = child(parent, "rate")
    child(element, "timebase", round(frame_rate))
    child(element, "ntsc", "TRUE" if frame_rate.denominator == 1001 else "FALSE")


def _below(parent: Element, *tags: str) -> Element:
    """Return the element below, each made where it is missing."""
    for tag in tags:
        found = parent.find(tag)
        parent = child(parent, tag) if found is None else found
    return parent


def _taken(root: Element) -> set[str]:
    return {one.get("id", "") for one in root.iter()}


class _Writer:
    def __init__(self, frame_rate: Fraction, taken: set[str]) -> None:
        self._rate = frame_rate
        self._taken = taken
        self._ids = count(1)
        self._files: dict[MediaRef, str] = {}
        self.notes: list[str] = []

    def marker(self, parent: Element, marker: Marker) -> None:
        element = child(parent, "marker")
        child(element, "name", marker.name)
        child(element, "comment", marker.note)
        child(element, "in", self._frames(marker.at_s))
        last = self._frames(marker.at_s + marker.duration_s) if marker.duration_s else -1
        child(element, "out", last)

    def picture(self, video: Element, cut: Cut) -> None:
        track = child(video, "track")
        for piece, after in with_next(cut.pieces):
            start_s, mixed_s = piece.start_s, piece.dissolve_in_s
            if mixed_s:
                self._transition(track, start_s, start_s + mixed_s, align="start")
            if piece.source is not None:
                more_s = after.dissolve_in_s if after is not None else Fraction(0)
                self._piece(track, piece, piece.source, more_s)

    def _piece(self, track: Element, piece: Piece, source: MediaRef, more_s: Fraction) -> None:
        end_s = piece.end_s + more_s
        frames = self._frames(end_s) - self._frames(piece.start_s)
        item = self._item(track, piece.name, source, piece.speed, frames=frames)
        child(item, "start", -1 if piece.dissolve_in_s else self._frames(piece.start_s))
        child(item, "end", -1 if more_s else self._frames(end_s))
        first = self._first(source, piece.source_in_s, piece.speed)
        child(item, "in", first)
        child(item, "out", first + frames)
        if piece.frozen:
            child(item, "stillframe", "TRUE")
        self._file(item, source)
        if piece.speed != 1:
            _pace(item, piece.speed)

    def sound_track(self, audio: Element, track: SoundTrack) -> None:
        linked: list[list[Element]] = [[] for _ in track.clips]
        for side in _SIDES:
            element = child(
                audio, "track", currentExplodedTrackIndex=side - 1, totalExplodedTrackCount=2,
                premiereTrackType="Stereo", **{"MZ.TrackName": track.name},
            )  # fmt: skip
            for number_, clip in enumerate(track.clips):
                linked[number_].append(self._sound(element, clip, side))
            child(element, "enabled", "TRUE" if track.audible else "FALSE")
        for items in linked:
            _link(items)

    def _sound(self, track: Element, clip: MusicClip, side: int) -> Element:
        sound = clip.sound
        start, end = self._frames(sound.start_s), self._frames(sound.end_s)
        if sound.fade_in_s:
            until_s = sound.start_s + sound.fade_in_s
            self._transition(track, sound.start_s, until_s, align="start-black", audio=True)
        item = self._item(track, sound.name, sound.source, sound.speed, frames=end - start)
        item.set("premiereChannelType", "stereo")
        first = self._first(sound.source, sound.source_in_s, sound.speed)
        for tag, value in (
            ("start", start),
            ("end", end),
            ("in", first),
            ("out", first + end - start),
        ):
            child(item, tag, value)
        self._file(item, sound.source)
        source = child(item, "sourcetrack")
        child(source, "mediatype", "audio")
        child(source, "trackindex", side)
        if is_our_track(sound.track):
            child(child(item, "comments"), "mastercomment1", MARK)
        self._level(item, clip, first)
        if sound.speed != 1:
            _pace(item, sound.speed)
        if side == 1:
            self._bars(item, clip)
        if sound.fade_out_s:
            from_s = sound.end_s - sound.fade_out_s
            self._transition(track, from_s, sound.end_s, align="end-black", audio=True)
        return item

    def _bars(self, item: Element, clip: MusicClip) -> None:
        """Mark the bars on the clip, in frames of its source."""
        sound = clip.sound
        for bar_s in clip.bars_s:
            at_s = sound.source_in_s / sound.speed + bar_s - sound.start_s
            self.marker(item, Marker(at_s, "Bar"))

    def _item(
        self, track: Element, name: str, source: MediaRef, speed: Fraction, *, frames: int
    ) -> Element:
        item = child(track, "clipitem", id=self._new("clipitem"))
        child(item, "name", name or source.name)
        child(item, "enabled", "TRUE")
        length_s = source.duration_s
        child(item, "duration", self._frames(length_s / abs(speed)) if length_s else frames)
        rate(item, self._rate)
        return item

    def _first(self, source: MediaRef, in_s: Fraction, speed: Fraction) -> int:
        """Return `in`: frames as they are played, from the end of the file if backwards."""
        if speed > 0:
            return self._frames(in_s / speed)
        if source.duration_s is None:
            self.notes.append(f"{source.name} runs backwards from an unknown end.")
            return 0
        return self._frames((source.duration_s - in_s) / -speed)

    def _file(self, item: Element, source: MediaRef) -> None:
        if source in self._files:
            child(item, "file", id=self._files[source])
            return
        self._files[source] = self._new("file")
        element = child(item, "file", id=self._files[source])
        child(element, "name", source.name)
        place = source.path.absolute().as_uri() if source.path else source.url
        if place:
            child(element, "pathurl", place.replace("file:///", "file://localhost/", 1))
        own_rate = source.frame_rate or self._rate
        rate(element, own_rate)
        if source.duration_s is not None:
            child(element, "duration", round(source.duration_s * own_rate))
        if source.start_s:
            code = child(element, "timecode")
            rate(code, own_rate)
            child(code, "frame", round(source.start_s * own_rate))
            child(code, "displayformat", "NDF")
        _streams(child(element, "media"), source)

    def _level(self, item: Element, clip: MusicClip, first: int) -> None:
        sound = clip.sound
        if not clip.levels and abs(sound.gain_db) < 0.001:
            return
        effect = child(child(item, "filter"), "effect")
        child(effect, "name", "Audio Levels")
        for tag in ("effectid", "effectcategory", "effecttype"):
            child(effect, tag, "audiolevels")
        child(effect, "mediatype", "audio")
        level = child(effect, "parameter")
        for tag, value in (("parameterid", "level"), ("name", "Level"), ("valuemin", "0")):
            child(level, tag, value)
        child(level, "valuemax", _LOUDEST)
        child(level, "value", self._factor(sound, 0.0))
        for time, value_db in clip.levels:
            key = child(level, "keyframe")
            child(key, "when", first + self._frames(time))
            child(key, "value", self._factor(sound, value_db))

    def _factor(self, sound: SoundPiece, value_db: float) -> str:
        factor = 10 ** ((sound.gain_db + value_db) / 20)
        if factor > _LOUDEST:
            self.notes.append(f"{sound.name} is louder than 12 dB, the most the format knows.")
        return number(min(factor, _LOUDEST))

    def _transition(
        self, track: Element, start_s: Fraction, end_s: Fraction, *, align: str, audio: bool = False
    ) -> None:
        item = child(track, "transitionitem")
        rate(item, self._rate)
        child(item, "start", self._frames(start_s))
        child(item, "end", self._frames(end_s))
        child(item, "alignment", align)
        effect = child(item, "effect")
        name = "Cross Fade (+3dB)" if audio else "Cross Dissolve"
        child(effect, "name", name)
        child(effect, "effectid", "KGAudioTransCrossFade3dB" if audio else "Cross Dissolve")
        child(effect, "effecttype", "transition")
        child(effect, "mediatype", "audio" if audio else "video")

    def _new(self, kind: str) -> str:
        return next(name for n in self._ids if (name := f"cuesmith-{kind}-{n}") not in self._taken)

    def _frames(self, time_s: Fraction) -> int:
        return round(time_s * self._rate)


def _streams(media: Element, source: MediaRef) -> None:
    if source.has_picture:
        child(media, "video")
    if source.has_sound:
        audio = child(media, "audio")
        child(child(audio, "samplecharacteristics"), "samplerate", 48_000)
        child(audio, "channelcount", 2)


def _pace(item: Element, speed: Fraction) -> None:
    effect = child(child(item, "filter"), "effect")
    for tag, value in (
        ("name", "Time Remap"), ("effectid", "timeremap"), ("effectcategory", "motion"),
        ("effecttype", "motion"), ("mediatype", "video"),
    ):  # fmt: skip
        child(effect, tag, value)
    for name, said in (
        ("variablespeed", "0"),
        ("speed", number(abs(float(speed)) * 100)),
        ("reverse", "TRUE" if speed < 0 else "FALSE"),
        ("frameblending", "FALSE"),
    ):
        parameter = child(effect, "parameter")
        child(parameter, "parameterid", name)
        child(parameter, "name", name)
        child(parameter, "value", said)


def _link(items: list[Element]) -> None:
    """Tell the two sides of a clip that they belong together."""
    for item in items:
        for other in items:
            link = child(item, "link")
            child(link, "linkclipref", other.get("id"))
            child(link, "mediatype", "audio")
