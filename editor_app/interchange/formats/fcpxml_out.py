"""A cut with our music as FCPXML 1.9, for Final Cut Pro and Resolve.

Sounds hang below the picture as connected clips, one lane for each track. A transition stands
around its cut, half of it on either side. Where the cut came from FCPXML, our music is hung on
the elements of its own spine, and all that was there stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import count
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.anchors import anchor_xml
from editor_app.interchange.cut import ZERO, Cut, Marker, MediaRef, Piece, SoundPiece
from editor_app.interchange.earlier.fcpxml import take_out
from editor_app.interchange.errors import not_understood
from editor_app.interchange.formats.fcpxml_story import AFTER, Peg, Story, hang, said
from editor_app.interchange.mlt import USUAL_SIZE
from editor_app.interchange.music import Music, MusicClip, notes_on, whole_frames
from editor_app.interchange.ours import is_our_track, role_of_track
from editor_app.interchange.tracks import SoundTrack, tracks_of, with_next
from editor_app.interchange.writing import child, number, write_whole, xml_bytes
from editor_app.interchange.xml_tree import read_tree

_DOCTYPE = "<!DOCTYPE fcpxml>"
_ENDLESS_S = Fraction(36_000)


def write(cut: Cut, music: Music, path: Path, *, original: Path | None = None) -> tuple[str, ...]:
    """Write the cut with `music` to `path`; return a sentence for each thing that is lost.

    `original` is the .fcpxml (or bundle) that the cut was read from.

    Raises
    ------
    TimelineError, RenderError
        If the original is damaged, or the file cannot be written.
    """
    opened = _opened(original, cut, path) if original is not None else None
    root, sequence = opened or _made(cut)
    take_out(root, sequence)
    writer = _Writer(root, cut)
    if original is not None and opened is None:
        writer.notes.append("The file had clips and no project; this has one project of them.")
    spine = sequence.find("spine")
    if spine is None:
        raise not_understood(original or path, "it has no storyline that music could hang on")
    if opened is None:
        writer.picture(spine, cut)
    story = Story(root, spine, cut)
    lane = _lowest_lane(spine)
    for track in tracks_of(cut, music, with_own=opened is None):
        lane -= 1
        writer.sound_track(story, track, lane)
    own = cut.markers if opened is None else ()
    for marker in (*own, *music.markers):
        writer.marker(story, marker)
    write_whole(xml_bytes(root, doctype=_DOCTYPE), path)
    return tuple(dict.fromkeys([*writer.notes, *notes_on(music, beats=True)]))


def _made(cut: Cut) -> tuple[Element, Element]:
    root = Element("fcpxml", {"version": "1.9"})
    resources = child(root, "resources")
    width, height = cut.size or USUAL_SIZE
    child(
        resources, "format", id="r1", name=f"{width}x{height}",
        frameDuration=said(1 / cut.frame_rate), width=width, height=height,
    )  # fmt: skip
    event = child(child(root, "library"), "event", name="Cuesmith")
    project = child(event, "project", name=cut.name)
    sequence = child(
        project, "sequence", format="r1", tcStart=said(cut.start_timecode_s),
        tcFormat="DF" if cut.drop_frame else "NDF",
        duration=said(whole_frames(cut.duration_s, cut.frame_rate)),
        audioLayout="stereo", audioRate="48k",
    )  # fmt: skip
    child(sequence, "spine")
    return root, sequence


def _opened(original: Path, cut: Cut, out: Path) -> tuple[Element, Element] | None:
    """Return the document and the sequence that is meant; None where it has clips only."""
    file = original / "Info.fcpxml" if original.is_dir() else original
    root = read_tree(file)
    projects = [(one, one.find("sequence")) for one in root.iter("project")]
    found = [(one.get("name"), sequence) for one, sequence in projects if sequence is not None]
    named = [sequence for name, sequence in found if name == cut.name] or [s for _, s in found]
    if root.tag != "fcpxml" or root.find("resources") is None:
        raise not_understood(original, "it has nothing that music could be added to")
    anchor_xml(root, file.parent, out)
    return (root, named[0]) if named else None


def _lowest_lane(spine: Element) -> int:
    lanes = [one.get("lane", "0") for one in spine.iter()]
    return min([0, *(int(one) for one in lanes if one.lstrip("-").isdecimal())])


class _Writer:
    def __init__(self, root: Element, cut: Cut) -> None:
        resources = root.find("resources")
        self._resources = root if resources is None else resources
        self._rate = cut.frame_rate
        self._zero_s = cut.start_timecode_s
        self._ids = count(1)
        self._taken = {one.get("id", "") for one in root.iter()}
        self._assets: dict[MediaRef, str] = {}
        self.notes: list[str] = []

    def picture(self, spine: Element, cut: Cut) -> None:
        # Sounds need something to hang on, if only a gap.
        pieces = list(_on_frames(cut)) or [Piece(ZERO, cut.duration_s)]
        before: Piece | None = None
        for piece, after in with_next(pieces):
            late_s = self._late(before, piece)
            early_s = self._late(piece, after) if after is not None else ZERO
            before = piece
            if piece.dissolve_in_s:
                child(
                    spine, "transition", name="Cross Dissolve",
                    offset=self._offset(piece.start_s), duration=said(piece.dissolve_in_s),
                )  # fmt: skip
            self._piece(spine, piece, late_s, early_s)

    def _late(self, before: Piece | None, piece: Piece) -> Fraction:
        """Return how long after its dissolve begins the cut to a piece stands.

        Final Cut Pro wants it in the middle, and beside a gap at the end that is none.
        """
        if before is None or before.source is None:
            return ZERO
        whole_s = piece.dissolve_in_s
        return Fraction(int(whole_s * self._rate / 2)) / self._rate if piece.source else whole_s

    def _piece(self, spine: Element, piece: Piece, late_s: Fraction, early_s: Fraction) -> None:
        start_s, length_s = piece.start_s + late_s, piece.duration_s - late_s + early_s
        place = {"offset": self._offset(start_s), "duration": said(length_s)}
        if piece.source is None:
            child(spine, "gap", name="Gap", start="0s", **place)
            return
        source = piece.source
        in_s = piece.source_in_s + (ZERO if piece.frozen else late_s * piece.speed)
        clip = child(
            spine, "asset-clip", name=piece.name or source.name, ref=self._asset(source),
            srcEnable="video", **place,
        )  # fmt: skip
        if piece.frozen:
            clip.set("start", said(source.start_s))
            held_s = source.start_s + in_s
            _map(clip, [(source.start_s, held_s), (source.start_s + length_s, held_s)])
        else:
            used = (in_s, in_s + length_s * piece.speed)
            clip.set("start", said(self._paced(clip, source, used, piece.speed)))

    def _paced(
        self, clip: Element, source: MediaRef, used: tuple[Fraction, Fraction], speed: Fraction
    ) -> Fraction:
        """Say the speed of a clip; returns where it begins in its own time.

        `used` is what it shows of its file, which may be more than that is said to hold.
        """
        first_s, in_s = source.start_s, used[0]
        if speed == 1:
            return first_s + in_s
        length_s = max(source.duration_s or _ENDLESS_S, *used)
        last_s = first_s + length_s / abs(speed)
        if speed > 0:
            _map(clip, [(first_s, first_s), (last_s, first_s + length_s)])
            return first_s + in_s / speed
        _map(clip, [(first_s, first_s + length_s), (last_s, first_s)])
        return first_s + (length_s - in_s) / -speed

    def sound_track(self, story: Story, track: SoundTrack, lane: int) -> None:
        for clip in track.clips:
            element = self._sound(story.peg_at(clip.sound.start_s), clip, lane)
            if not track.audible:
                element.set("enabled", "0")

    def _sound(self, peg: Peg, clip: MusicClip, lane: int) -> Element:
        sound = clip.sound
        element = Element("asset-clip", {"ref": self._asset(sound.source), "lane": str(lane)})
        element.set("offset", said(peg.local_s + sound.start_s - peg.at_s))
        element.set("name", sound.name or sound.source.name)
        element.set("duration", said(sound.duration_s))
        element.set("srcEnable", "audio")
        element.set("audioRole", _role(sound))
        used = (sound.source_in_s, sound.source_out_s)
        start_s = self._paced(element, sound.source, used, sound.speed)
        element.set("start", said(start_s))
        self._level(element, clip, start_s)
        for bar_s in clip.bars_s:
            self._mark(element, start_s + bar_s - sound.start_s, "Bar")
        hang(peg.element, element)
        return element

    def _level(self, element: Element, clip: MusicClip, start_s: Fraction) -> None:
        sound = clip.sound
        if not (clip.levels or sound.gain_db or sound.fade_in_s or sound.fade_out_s):
            return
        volume = child(element, "adjust-volume", amount=f"{number(sound.gain_db)}dB")
        if not (clip.levels or sound.fade_in_s or sound.fade_out_s):
            return
        amount = child(volume, "param", name="amount")
        if sound.fade_in_s:
            child(amount, "fadeIn", type="easeOut", duration=said(sound.fade_in_s))
        if sound.fade_out_s:
            child(amount, "fadeOut", type="easeIn", duration=said(sound.fade_out_s))
        if clip.levels:
            line = child(amount, "keyframeAnimation")
            for time, value in clip.levels:
                level = f"{number(sound.gain_db + value)}dB"
                child(line, "keyframe", time=said(start_s + time), value=level)

    def marker(self, story: Story, marker: Marker) -> None:
        peg = story.peg_at(marker.at_s)
        at_s = peg.local_s + marker.at_s - peg.at_s
        self._mark(peg.element, at_s, marker.name, marker.note)

    def _mark(self, element: Element, at_s: Fraction, name: str, note: str = "") -> None:
        made = child(element, "marker", start=said(at_s), duration=said(1 / self._rate), value=name)
        if note:
            made.set("note", note)
        element.remove(made)
        last = [n for n, one in enumerate(element) if one.tag not in AFTER or one.tag == "marker"]
        element.insert(last[-1] + 1 if last else 0, made)

    def _offset(self, time_s: Fraction) -> str:
        return said(self._zero_s + time_s)

    def _asset(self, source: MediaRef) -> str:
        if source not in self._assets:
            self._assets[source] = self._new_asset(source)
        return self._assets[source]

    def _new_asset(self, source: MediaRef) -> str:
        ident = next(name for n in self._ids if (name := f"cuesmith{n}") not in self._taken)
        place = source.path.absolute().as_uri() if source.path else source.url
        asset = child(
            self._resources, "asset", id=ident, name=source.name, start=said(source.start_s),
            duration=said(ZERO if source.still else source.duration_s or ZERO),
        )  # fmt: skip
        if source.has_picture:
            asset.set("hasVideo", "1")
            asset.set("format", self._format(source))
        if source.has_sound and not source.still:
            for name, value in (("hasAudio", "1"), ("audioSources", "1"), ("audioChannels", "2")):
                asset.set(name, value)
        child(asset, "media-rep", kind="original-media", src=place)
        return ident

    def _format(self, source: MediaRef) -> str:
        rate = source.frame_rate or self._rate
        frame = said(1 / rate)
        for one in self._resources.findall("format"):
            if one.get("frameDuration") == frame:
                return one.get("id", "")
        ident = next(name for n in self._ids if (name := f"cuesmith{n}") not in self._taken)
        made = Element("format", {"id": ident, "frameDuration": frame})
        self._resources.insert(0, made)
        return ident


def _on_frames(cut: Cut) -> Iterator[Piece]:
    """Give the pieces of a cut with their edges on whole frames, as storylines have them."""
    rate = cut.frame_rate
    for piece in cut.pieces:
        start_s, end_s = whole_frames(piece.start_s, rate), whole_frames(piece.end_s, rate)
        moved_s = ZERO if piece.frozen else (start_s - piece.start_s) * piece.speed
        if end_s > start_s:
            yield replace(
                piece,
                start_s=start_s,
                duration_s=end_s - start_s,
                source_in_s=max(ZERO, piece.source_in_s + moved_s),
                dissolve_in_s=min(whole_frames(piece.dissolve_in_s, rate), end_s - start_s),
            )


def _role(sound: SoundPiece) -> str:
    if is_our_track(sound.track):
        return role_of_track(sound.track)
    return sound.kind if sound.kind != "unknown" else "dialogue"


def _map(clip: Element, points: list[tuple[Fraction, Fraction]]) -> None:
    line = child(clip, "timeMap")
    for time_s, value_s in points:
        child(line, "timept", time=said(time_s), value=said(value_s), interp="linear")
