"""A cut with our music as a project of Shotcut, which melt renders as it is.

Where the cut came from a project of Shotcut, our tracks are added to that document and all of it
stays; else a new one is written.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.anchors import anchor_xml
from editor_app.interchange.cut import ZERO, Cut, Marker, Piece, SoundPiece
from editor_app.interchange.earlier.mlt import renumber_transitions, take_out, take_out_markers
from editor_app.interchange.errors import not_understood
from editor_app.interchange.formats.mlt_media import MARKED_BY
from editor_app.interchange.mlt import (
    VERSION,
    Shelf,
    dissolve_parts,
    free_prefix,
    gains,
    hold,
    profile,
    properties,
)
from editor_app.interchange.music import (
    Music,
    Points,
    notes_on,
    stem_piece,
)
from editor_app.interchange.ours import STEM_TRACK, is_our_track
from editor_app.interchange.tracks import sound_tracks
from editor_app.interchange.writing import child, write_whole, xml_bytes
from editor_app.interchange.xml_tree import read_tree

_TITLE = "Shotcut version 22.12.21"
_NAMES: tuple[dict[str, object], dict[str, object], dict[str, object]] = (
    {"shotcut__filter": "audioGain"},
    {"shotcut__filter": "fadeInVolume"},
    {"shotcut__filter": "fadeOutVolume"},
)
# Shotcut keeps a clip's filters in its producer, and shows those it knows by these names.


def write(cut: Cut, music: Music, path: Path, *, original: Path | None = None) -> tuple[str, ...]:
    """Write the cut with `music` to `path`; return a sentence for each thing that is lost.

    `original` is the project of Shotcut (or any MLT) that the cut was read from.

    Raises
    ------
    TimelineError, RenderError
        If the original is damaged, or the file cannot be written.
    """
    if original is not None:
        root, shelf = _opened(original, cut, path)
    else:
        root, shelf = _made(cut)
    tractor = _main_tractor(root, original or path)
    shelf.at = list(root).index(tractor)
    for lane in music.lanes:
        line = [(clip.sound, clip.levels) for clip in music.on_lane(lane)]
        _sound_track(shelf, tractor, lane, line)
    stem = stem_piece(music, cut)
    if stem is not None:
        _sound_track(shelf, tractor, STEM_TRACK, [(stem, ())], muted=True)
    own = cut.markers if original is None else ()
    _mark(tractor, (*own, *music.markers), shelf)
    write_whole(xml_bytes(root), path)
    return tuple(dict.fromkeys([*shelf.notes, *notes_on(music, beats=False)]))


def _made(cut: Cut) -> tuple[Element, Shelf]:
    root = Element(
        "mlt", {"LC_NUMERIC": "C", "version": VERSION, "title": _TITLE, "producer": "tractor0"}
    )
    profile(root, cut)
    properties(child(root, "playlist", id="main_bin"), xml_retain=1)
    shelf = Shelf(root, cut.frame_rate, prefix="cut")
    frames = shelf.frames(cut.duration_s)
    black = shelf.black(frames)
    background = child(root, "playlist", id="background")
    child(background, "entry", producer=black.get("id"), in_=0, out=frames - 1)
    picture = _picture_track(shelf, cut)
    tractor = Element(
        "tractor", {"id": "tractor0", "title": _TITLE, "in": "0", "out": str(frames - 1)}
    )
    properties(tractor, shotcut=1)
    child(tractor, "track", producer="background")
    root.append(tractor)
    _join(tractor, picture, blend=True)
    shelf.at = list(root).index(tractor)
    for name, line in sound_tracks(cut.sounds):
        _sound_track(shelf, tractor, name, [(sound, ()) for sound in line])
    shelf.prefix = "cuesmith"
    return root, shelf


def _opened(original: Path, cut: Cut, out: Path) -> tuple[Element, Shelf]:
    root = read_tree(original)
    if root.tag != "mlt":
        raise not_understood(original, "it is no MLT document")
    anchor_xml(root, original.parent, out)
    tractor = _main_tractor(root, original)
    take_out(root, tractor, cut.frame_rate, renumber_transitions)
    take_out_markers(tractor)
    return root, Shelf(root, cut.frame_rate, prefix=free_prefix(root))


def _main_tractor(root: Element, path: Path) -> Element:
    """Return the tractor that is played: Shotcut's own, the one named, or the last."""
    tractors = root.findall("tractor")
    named = [one for one in tractors if one.get("id") == root.get("producer")]
    own = [
        one for one in tractors
        if any(p.get("name") == "shotcut" and p.text == "1" for p in one.findall("property"))
    ]  # fmt: skip
    found = (own or named or tractors)[-1:]
    if not found:
        raise not_understood(path, "it has no tracks that music could be added to")
    return found[0]


def _picture_track(shelf: Shelf, cut: Cut) -> Element:
    """Make the picture's playlist; producers come first, as melt reads from top to bottom."""
    line = Element("playlist", {"id": f"{shelf.prefix}_video"})
    properties(line, shotcut__video=1, shotcut__name="V1")
    for piece, before in dissolve_parts(cut.pieces):
        mixed_s = min(piece.dissolve_in_s, piece.duration_s) if before else ZERO
        if before and mixed_s:
            _dissolve(shelf, line, before, piece, mixed_s)
        _enter(shelf, line, piece, mixed_s)
    shelf.root.append(line)
    return line


def _enter(shelf: Shelf, line: Element, piece: Piece, skipped_s: Fraction) -> None:
    first = shelf.frames(piece.start_s + skipped_s)
    frames = shelf.frames(piece.end_s) - first
    if frames <= 0:
        return
    if piece.source is None:
        child(line, "blank", length=frames)
        return
    in_s = piece.source_in_s + (ZERO if piece.frozen else skipped_s * piece.speed)
    made, enter = shelf.picture(piece, in_s, frames)
    entry = child(line, "entry", producer=made.get("id"), in_=enter, out=enter + frames - 1)
    if piece.frozen:
        hold(entry, shelf, enter)


def _dissolve(shelf: Shelf, line: Element, before: Piece, piece: Piece, mixed_s: Fraction) -> None:
    first = shelf.frames(piece.start_s)
    frames = shelf.frames(piece.start_s + mixed_s) - first
    if frames <= 0:
        return
    sides = (
        shelf.picture(before, before.source_out_s, frames),
        shelf.picture(piece, piece.source_in_s, frames),
    )
    tractor = shelf.add("tractor", f"mix{shelf.number()}", in_=0, out=frames - 1)
    properties(tractor, shotcut__transition="lumaMix")
    for made, enter in sides:
        child(tractor, "track", producer=made.get("id"), in_=enter, out=enter + frames - 1)
    mixed = child(tractor, "transition", id=f"{tractor.get('id')}_luma", out=frames - 1)
    properties(mixed, a_track=0, b_track=1, mlt_service="luma", factory="loader", alpha_over=1)
    child(line, "entry", producer=tractor.get("id"), in_=0, out=frames - 1)


def _sound_track(
    shelf: Shelf,
    tractor: Element,
    name: str,
    line: list[tuple[SoundPiece, Points]],
    *,
    muted: bool = False,
) -> None:
    playlist = Element("playlist", {"id": f"{shelf.prefix}_audio{shelf.number()}"})
    properties(playlist, shotcut__audio=1, shotcut__name=name)
    at = 0
    for sound, levels in line:
        first = shelf.frames(sound.start_s)
        frames = shelf.frames(sound.end_s) - first
        if frames <= 0:
            continue
        if first > at:
            child(playlist, "blank", length=first - at)
        made, enter = shelf.file(sound.source, sound.source_in_s, sound.speed, frames, sound=True)
        properties(made, shotcut__caption=sound.name or sound.source.name)
        if is_our_track(name):
            child(made, "property", 1, name=MARKED_BY)
        gains(made, shelf, sound, levels, first=enter, names=_NAMES)
        child(playlist, "entry", producer=made.get("id"), in_=enter, out=enter + frames - 1)
        at = first + frames
    root = shelf.root
    root.insert(list(root).index(tractor), playlist)
    shelf.at = list(root).index(tractor)
    _join(tractor, playlist, hide="both" if muted else "video")


def _join(tractor: Element, playlist: Element, *, hide: str = "", blend: bool = False) -> None:
    """Add a playlist as a track, mixed with the ones below it."""
    index = len(tractor.findall("track"))
    last = max((n for n, one in enumerate(tractor) if one.tag == "track"), default=-1)
    track = Element("track", {"producer": playlist.get("id", "")})
    if hide:
        track.set("hide", hide)
    tractor.insert(last + 1, track)
    ident = f"{playlist.get('id')}_sum"
    mixed = child(tractor, "transition", id=ident)
    properties(mixed, a_track=0, b_track=index, mlt_service="mix", always_active=1, sum=1)
    if blend:
        blended = child(tractor, "transition", id=f"{playlist.get('id')}_blend")
        properties(
            blended, a_track=0, b_track=index, version=0.1, mlt_service="frei0r.cairoblend",
            threads=0, disable=1,
        )  # fmt: skip


def _mark(tractor: Element, markers: tuple[Marker, ...], shelf: Shelf) -> None:
    """Set markers of Shotcut."""
    if not markers:
        return
    held = next(
        (p for p in tractor.findall("properties") if p.get("name") == "shotcut:markers"), None
    )
    if held is None:
        held = Element("properties", {"name": "shotcut:markers"})
        tractor.insert(0, held)
    for number, marker in enumerate(markers, start=len(held)):
        one = child(held, "properties", name=number)
        at, until = shelf.frames(marker.at_s), shelf.frames(marker.at_s + marker.duration_s)
        properties(one, text=marker.name, start=at, end=until, color="#b07cd8")
