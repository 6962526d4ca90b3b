"""A cut with our music as a project of Kdenlive: generation 5, which all since 22.04 open.

A track is a tractor of two playlists; clips that melt into each other lie one on each. Sound tracks
come first; what blends picture tracks Kdenlive adds by itself. Where the cut came from Kdenlive,
our tracks are added to that document: they become its lowest, so that every number of a track in
it is raised.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.anchors import anchor_xml
from editor_app.interchange.cut import ZERO, Cut, Marker, MediaRef, Piece, SoundPiece
from editor_app.interchange.earlier.mlt import take_out
from editor_app.interchange.errors import not_understood
from editor_app.interchange.formats.kdenlive_tracks import renumber
from editor_app.interchange.formats.mlt_media import MARKED_BY
from editor_app.interchange.mlt import (
    ENDLESS,
    VERSION,
    Shelf,
    free_prefix,
    gains,
    hold,
    profile,
    properties,
)
from editor_app.interchange.music import (
    Music,
    MusicClip,
    Points,
    notes_on,
    stem_piece,
)
from editor_app.interchange.ours import STEM_TRACK, is_our_marker, is_our_track
from editor_app.interchange.tracks import sound_tracks, with_next
from editor_app.interchange.writing import child, place_named, write_whole, xml_bytes
from editor_app.interchange.xml_tree import read_tree

_NAMES: tuple[dict[str, object], dict[str, object], dict[str, object]] = (
    {"kdenlive_id": "volume"},
    {"kdenlive_id": "fadein"},
    {"kdenlive_id": "fadeout"},
)
_DOCUMENT = "kdenlive:docproperties."
_INTERNAL = 237  # how Kdenlive marks what it made by itself
_GUIDE_KIND = 0


def write(cut: Cut, music: Music, path: Path, *, original: Path | None = None) -> tuple[str, ...]:
    """Write the cut with `music` to `path`; return a sentence for each thing that is lost.

    `original` is the project of Kdenlive that the cut was read from.

    Raises
    ------
    TimelineError, RenderError
        If the original is damaged, or the file cannot be written.
    """
    made = _opened(original, cut, path) if original is not None else _made(cut)
    for lane in music.lanes:
        clips = music.on_lane(lane)
        _add_sounds(made, lane, [(clip.sound, clip.levels) for clip in clips])
        _mark_bars(made, clips)
    stem = stem_piece(music, cut)
    if stem is not None:
        _add_sounds(made, STEM_TRACK, [(stem, ())], hide="both")
    own = cut.markers if original is None else ()
    _guide(made, (*own, *music.markers))
    if original is None:  # the picture is the highest; black does not count
        active = len(made.tracks.findall("track")) - 2
        _property(made.bin, f"{_DOCUMENT}activeTrack", active)
    write_whole(xml_bytes(made.shelf.root), path)
    return tuple(dict.fromkeys([*made.shelf.notes, *notes_on(music, beats=True)]))


@dataclass(slots=True)
class _Document:
    """A document that is being written: its bin, and the tractor that holds its tracks."""

    shelf: Shelf
    bin: Element
    tracks: Element
    kept: dict[tuple[str, str], Element]
    next_id: int

    def clip(self, source: MediaRef, *, picture: bool, ours: bool = False) -> Element:
        """Return the clip of the bin for a file, made (as `ours`) when it is first asked for."""
        key = (str(source.path), "video" if picture else "audio")
        if key not in self.kept:
            self.kept[key] = self._make(source, picture=picture)
            if ours:
                _property(self.kept[key], MARKED_BY, 1)
        return self.kept[key]

    def _make(self, source: MediaRef, *, picture: bool) -> Element:
        shelf = self.shelf
        made = shelf.add("producer", f"bin{shelf.number()}", in_=0)
        length = shelf.frames(source.duration_s) if source.duration_s else 0
        if length:
            made.set("out", str(length - 1))
            properties(made, length=length, kdenlive__duration=length)
        service = "qimage" if source.still else "avformat"
        properties(
            made, eof="pause", resource=place_named(source),
            mlt_service=service, kdenlive__id=self.next_id, kdenlive__folderid=-1,
            kdenlive__clip_type=_clip_type(source, picture=picture),
            kdenlive__clipname=source.name,
        )  # fmt: skip
        self.next_id += 1
        child(self.bin, "entry", producer=made.get("id"), in_=0, out=max(0, length - 1))
        return made


def _clip_type(source: MediaRef, *, picture: bool) -> int:
    if source.still:
        return 2
    return 0 if picture else 1


def _made(cut: Cut) -> _Document:
    root = Element("mlt", {"LC_NUMERIC": "C", "version": VERSION, "producer": "main_bin"})
    profile(root, cut)
    shelf = Shelf(root, cut.frame_rate, prefix="cut", tag="producer")
    main_bin = child(root, "playlist", id="main_bin")
    _property(main_bin, f"{_DOCUMENT}version", "1.04")
    _property(main_bin, f"{_DOCUMENT}kdenliveversion", "22.12.3")
    _property(main_bin, f"{_DOCUMENT}profile", "")
    properties(main_bin, xml_retain=1)
    black = child(root, "producer", id="black_track", in_=0, out=shelf.frames(cut.duration_s) - 1)
    properties(
        black, length=ENDLESS, eof="continue", resource="black", aspect_ratio=1,
        mlt_service="color", mlt_image_format="rgba",
    )  # fmt: skip
    _property(black, "set.test_audio", "0")
    tractor = child(root, "tractor", id="timeline", in_=0, out=shelf.frames(cut.duration_s) - 1)
    child(tractor, "track", producer="black_track")
    shelf.at = list(root).index(main_bin)
    made = _Document(shelf, main_bin, tractor, {}, 2)
    _add_picture(made, cut)
    for name, line in reversed(sound_tracks(cut.sounds)):
        _add_sounds(made, name, [(sound, ()) for sound in line])
    shelf.prefix = "cuesmith"
    return made


def _opened(original: Path, cut: Cut, out: Path) -> _Document:
    root = read_tree(original)
    main_bin = next(
        (one for one in root.findall("playlist") if one.get("id") in {"main_bin", "main bin"}), None
    )
    tracks = _timeline(root)
    if main_bin is None or tracks is None:
        raise not_understood(original, "it is no project of Kdenlive")
    anchor_xml(root, original.parent, out)
    take_out(root, tracks, cut.frame_rate, renumber)
    _take_out_guides(tracks, main_bin)
    prefix = free_prefix(root)
    shelf = Shelf(root, cut.frame_rate, prefix=prefix, tag="producer")
    shelf.at = list(root).index(main_bin)
    ids = [int(text) for text in _texts(root, "kdenlive:id") if text.isdecimal()]
    return _Document(shelf, main_bin, tracks, {}, max(ids, default=1) + 1)


def _timeline(root: Element) -> Element | None:
    """Return the tractor whose tracks are the timeline: the one with most of them, the last."""
    found = [one for one in root.findall("tractor") if one.find("track") is not None]
    with_black = [
        one
        for one in found
        if "black" in one.find("track").get("producer", "")  # type: ignore[union-attr]
        or any(p.get("name") == "kdenlive:sequenceproperties.tracksCount" for p in one)
    ]
    return next(reversed(with_black or found), None)


def _texts(root: Element, name: str) -> list[str]:
    return [one.text or "" for one in root.iter("property") if one.get("name") == name]


def _property(element: Element, name: str, value: object) -> None:
    child(element, "property", value, name=name)


def _add_picture(made: _Document, cut: Cut) -> None:
    """Lay the pieces on the two playlists of one track, those that melt on different ones."""
    shelf = made.shelf
    lines = (Element("playlist", {"id": "video_a"}), Element("playlist", {"id": "video_b"}))
    ends, side = [0, 0], 0
    mixes = []
    for before, (piece, after) in zip((None, *cut.pieces), with_next(cut.pieces), strict=False):
        first = shelf.frames(piece.start_s)
        if before is not None and piece.dissolve_in_s:
            side = 1 - side
            mixes.append((first, shelf.frames(piece.start_s + piece.dissolve_in_s), side))
        more_s = after.dissolve_in_s if after is not None else ZERO
        last = shelf.frames(piece.end_s + more_s)
        if _enter_picture(made, lines[side], piece, first - ends[side], last - first):
            ends[side] = last
    track = _track(made, lines, name="", hide="audio", sound=False)
    for number, (begin, end, into) in enumerate(mixes):
        mixed = child(track, "transition", id=f"mix{number}", in_=begin, out=end - 1)
        properties(
            mixed, a_track=0, b_track=1, mlt_service="luma", kdenlive_id="luma", factory="loader",
            kdenlive__mixcut=end - begin, reverse=1 - into, alpha_over=1, always_active=0,
        )  # fmt: skip


def _enter_picture(made: _Document, line: Element, piece: Piece, gap: int, frames: int) -> bool:
    """Add a piece after `gap` empty frames; False where it is black and nothing was added."""
    source, shelf = piece.source, made.shelf
    if source is None or frames <= 0:
        return False
    if gap > 0:
        child(line, "blank", length=gap)
    ident = made.clip(source, picture=True)
    producer, enter = shelf.picture(piece, piece.source_in_s, frames)
    _property(producer, "kdenlive:id", _id_of(ident))
    entry = child(line, "entry", producer=producer.get("id"), in_=enter, out=enter + frames - 1)
    _property(entry, "kdenlive:id", _id_of(ident))
    if piece.frozen:
        hold(entry, shelf, 0)  # of a plain producer's entry pictures are counted from its start
    return True


def _id_of(clip: Element) -> str:
    return next(iter(_texts(clip, "kdenlive:id")), "")


def _add_sounds(
    made: _Document, name: str, line: list[tuple[SoundPiece, Points]], *, hide: str = "video"
) -> None:
    shelf = made.shelf
    number = shelf.number()
    lines = tuple(Element("playlist", {"id": f"{shelf.prefix}_audio{number}{s}"}) for s in "ab")
    at = 0
    for sound, levels in line:
        first = shelf.frames(sound.start_s)
        frames = shelf.frames(sound.end_s) - first
        if frames <= 0:
            continue
        if first > at:
            child(lines[0], "blank", length=first - at)
        ours = is_our_track(name)
        ident = _id_of(made.clip(sound.source, picture=False, ours=ours))
        producer, enter = shelf.file(
            sound.source, sound.source_in_s, sound.speed, frames, sound=True
        )
        _property(producer, "kdenlive:id", ident)
        if ours:
            _property(producer, MARKED_BY, 1)
        entry = child(
            lines[0], "entry", producer=producer.get("id"), in_=enter, out=enter + frames - 1
        )
        _property(entry, "kdenlive:id", ident)
        gains(entry, shelf, sound, levels, first=enter, names=_NAMES)
        at = first + frames
    for one in lines:
        properties(one, kdenlive__audio_track=1)
    _track(made, lines, name=name, hide=hide, sound=True)


def _track(
    made: _Document, lines: tuple[Element, ...], *, name: str, hide: str, sound: bool
) -> Element:
    """Add a track of two playlists as the lowest of the timeline (after black)."""
    shelf, root = made.shelf, made.shelf.root
    tractor = Element("tractor", {"id": f"{shelf.prefix}_track{shelf.number()}", "in": "0"})
    if sound:
        properties(tractor, kdenlive__audio_track=1)
    properties(tractor, kdenlive__trackheight=60, kdenlive__timeline_active=1)
    if name:
        properties(tractor, kdenlive__track_name=name)
    at = list(root).index(made.tracks)
    for element in (*lines, tractor):
        root.insert(at, element)
        at += 1
    for line in lines:
        child(tractor, "track", producer=line.get("id"), hide="video" if sound else hide)
    _make_lowest(made.tracks, tractor, hide="both" if hide == "both" else "")
    return tractor


def _make_lowest(timeline: Element, tractor: Element, *, hide: str) -> None:
    """Put a track right above black; all that speak of the others by number count one more."""
    tracks = timeline.findall("track")
    renumber(timeline, lambda number: number + (number >= 1))
    track = Element("track", {"producer": tractor.get("id", "")})
    if hide:
        track.set("hide", hide)
    timeline.insert(list(timeline).index(tracks[0]) + 1, track)
    if any(p.get("name") == "kdenlive:audio_track" for p in tractor):
        joined = child(timeline, "transition", id=f"{tractor.get('id')}_join")
        properties(
            joined, a_track=0, b_track=1, mlt_service="mix", kdenlive_id="mix", always_active=1,
            accepts_blanks=1, sum=1, internal_added=_INTERNAL,
        )  # fmt: skip


def _mark_bars(made: _Document, clips: tuple[MusicClip, ...]) -> None:
    """Set markers in the songs themselves where bars begin: clips in the timeline show them."""
    by_song: dict[MediaRef, set[int]] = {}
    for clip in clips:
        sound = clip.sound
        moved = (sound.source_in_s + (bar - sound.start_s) * sound.speed for bar in clip.bars_s)
        by_song.setdefault(sound.source, set()).update(map(made.shelf.frames, moved))
    for song, frames in by_song.items():
        if song.path is None or not frames:
            continue
        marks = [{"comment": "Bar", "pos": at, "type": _GUIDE_KIND} for at in sorted(frames)]
        _merge(made.clip(song, picture=False), "kdenlive:markers", marks)


def _guide(made: _Document, markers: tuple[Marker, ...]) -> None:
    """Set guides: in the sequence since 23.04, in the document before."""
    guides = [
        {"comment": marker.name, "pos": made.shelf.frames(marker.at_s), "type": _GUIDE_KIND}
        for marker in markers
    ]
    if not guides:
        return
    name = "kdenlive:sequenceproperties.guides"
    is_sequence = any(
        p.get("name", "").startswith("kdenlive:sequenceproperties.") for p in made.tracks
    )
    if is_sequence:
        _merge(made.tracks, name, guides)
    else:
        _merge(made.bin, f"{_DOCUMENT}guides", guides)


def _take_out_guides(*holders: Element) -> None:
    """Take the guides out that we set where songs began."""
    for held in (one for element in holders for one in element.findall("property")):
        if not held.get("name", "").endswith("guides"):
            continue
        try:
            guides = json.loads(held.text or "[]")
        except (ValueError, RecursionError):
            continue
        if isinstance(guides, list):
            held.text = json.dumps([one for one in guides if not _is_ours(one)])


def _is_ours(guide: object) -> bool:
    return isinstance(guide, dict) and is_our_marker(guide.get("comment"))


def _merge(element: Element, name: str, marks: list[dict[str, object]]) -> None:
    """Add marks to the list an element has; one that is at the same place stays as it was."""
    held = next((p for p in element.findall("property") if p.get("name") == name), None)
    if held is None:
        held = Element("property", {"name": name})
        element.insert(0, held)
    try:
        there = json.loads(held.text or "[]")
    except ValueError:
        return
    if not isinstance(there, list):
        return
    taken = {one.get("pos") for one in there if isinstance(one, dict)}
    held.text = json.dumps([*there, *(one for one in marks if one["pos"] not in taken)])
