"""A cut with our music as OpenTimelineIO: .otio, or a bundle (.otioz) with the music in it.

Where the cut came from OpenTimelineIO, our tracks are added to that document and all of it stays.
The format has no word for levels: they go along as an effect with our name, for those who look.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from editor_app.interchange.anchors import anchor_json
from editor_app.interchange.bundles import files_folder, unpack_all
from editor_app.interchange.cut import ZERO, Cut, Marker, MediaRef, Piece
from editor_app.interchange.earlier.otio import take_out
from editor_app.interchange.errors import not_understood
from editor_app.interchange.formats.otio_bundle import Packing, still_used
from editor_app.interchange.formats.otio_json import load
from editor_app.interchange.music import NO_MUSIC, Music, MusicClip, notes_on
from editor_app.interchange.ours import MARK, is_our_track
from editor_app.interchange.tracks import SoundTrack, tracks_of
from editor_app.interchange.writing import write_whole
from inference.progress import finish

Data = dict[str, Any]

_BUNDLE = ".otioz"


def write(cut: Cut, music: Music, path: Path, *, original: Path | None = None) -> tuple[str, ...]:
    """Write the cut with `music` to `path`; return a sentence for each thing that is lost.

    `original` is the .otio or .otioz that the cut was read from.

    Raises
    ------
    TimelineError, RenderError
        If the original is damaged, or the file cannot be written.
    """
    bundled = path.suffix.lower() == _BUNDLE
    top = _opened(original, path) if original is not None else None
    kept: set[str] = set()
    if top is not None and original is not None:
        before = _text(top)
        take_out(_stack(top, cut.name, original))
        if bundled and original.suffix.lower() == _BUNDLE:
            kept = still_used(original, before, _text(top))
    packing = Packing(music if bundled else NO_MUSIC, kept)
    writer = _Writer(cut.frame_rate, packing)
    top = writer.timeline(cut) if top is None else top
    stack = _stack(top, cut.name, original or path)
    for track in tracks_of(cut, music, with_own=original is None):
        stack["children"].append(writer.sound_track(track))
    there = stack.get("markers")
    own = there if isinstance(there, list) else []
    stack["markers"] = [*own, *map(writer.marker, music.markers)]
    text = _text(top).encode("utf-8", "surrogateescape")
    if bundled:
        packing.write(text, path, original)
    else:
        write_whole(text, path)
    levels = any(clip.levels or clip.sound.gain_db for clip in music.clips)
    lost = ["Levels and ducking: editors take them from the mixed music."] if levels else []
    return (*lost, *notes_on(music, beats=True))


def _text(top: Data) -> str:
    return json.dumps(top, indent=4, ensure_ascii=False)


def _opened(original: Path, out: Path) -> Data:
    top, _, packed = load(original)
    if packed and out.suffix.lower() != _BUNDLE:
        finish(unpack_all(original, files_folder(out)))
        anchor_json(top, files_folder(out), out)
    elif not packed:
        anchor_json(top, original if original.is_dir() else original.parent, out)
    return top


def _stack(top: Data, name: str, path: Path) -> Data:
    """Return the stack of the timeline that is meant: the one of that name, else the first."""
    found = [one for one in _timelines(top) if isinstance(one.get("tracks"), dict)]
    named = [one for one in found if one.get("name") == name] or found
    if not named or not isinstance(named[0]["tracks"].get("children"), list):
        raise not_understood(path, "it has no tracks that music could be added to")
    stack: Data = named[0]["tracks"]
    return stack


def _timelines(top: Data) -> Iterator[Data]:
    if str(top.get("OTIO_SCHEMA", "")).startswith("Timeline."):
        yield top
    children = top.get("children")
    for one in children if isinstance(children, list) else []:
        if isinstance(one, dict):
            yield from _timelines(one)


class _Writer:
    def __init__(self, rate: Fraction, packing: Packing) -> None:
        self._rate = rate
        self._packing = packing

    def timeline(self, cut: Cut) -> Data:
        return {
            "OTIO_SCHEMA": "Timeline.1",
            "metadata": {},
            "name": cut.name,
            "global_start_time": self._time(cut.start_timecode_s),
            "tracks": {
                "OTIO_SCHEMA": "Stack.1",
                **_plain("tracks"),
                "markers": [self.marker(one) for one in cut.markers],
                "children": [self._picture_track(cut)],
            },
        }

    def marker(self, marker: Marker, colour: str = "PURPLE") -> Data:
        return {
            "OTIO_SCHEMA": "Marker.2",
            "metadata": {},
            "name": marker.name,
            "comment": marker.note,
            "color": (marker.colour or colour).upper(),
            "marked_range": self._range(marker.at_s, marker.duration_s),
        }

    def sound_track(self, track: SoundTrack) -> Data:
        children: list[Data] = []
        at_s = ZERO
        for clip in track.clips:
            sound = clip.sound
            if sound.start_s > at_s:
                children.append(self._gap(sound.start_s - at_s))
            if sound.fade_in_s:
                children.append(self._transition(ZERO, sound.fade_in_s))
            children.append(self._sound(clip))
            if sound.fade_out_s:
                children.append(self._transition(sound.fade_out_s, ZERO))
            at_s = sound.end_s
        return self._track(track.name, "Audio", children, enabled=track.audible)

    def _picture_track(self, cut: Cut) -> Data:
        children: list[Data] = []
        for piece in cut.pieces:
            if piece.dissolve_in_s and children:
                children.append(self._transition(ZERO, piece.dissolve_in_s))
            children.append(self._picture(piece))
        return self._track("V1", "Video", children)

    def _track(self, name: str, kind: str, children: list[Data], *, enabled: bool = True) -> Data:
        return {
            "OTIO_SCHEMA": "Track.1",
            **_plain(name),
            "enabled": enabled,
            "kind": kind,
            "children": children,
        }

    def _picture(self, piece: Piece) -> Data:
        if piece.source is None:
            return self._gap(piece.duration_s)
        effects: list[Data] = []
        if piece.frozen:
            effects = [{"OTIO_SCHEMA": "FreezeFrame.1", **_effect("FreezeFrame"), "time_scalar": 0}]
        elif piece.speed != 1:
            effects = [_warp(piece.speed)]
        made = self._clip(piece.name, piece.source, piece.source_in_s, piece.duration_s)
        return {**made, "effects": effects}

    def _sound(self, clip: MusicClip) -> Data:
        sound = clip.sound
        made = self._clip(sound.name, sound.source, sound.source_in_s, sound.duration_s)
        effects = [_warp(sound.speed)] if sound.speed != 1 else []
        if sound.gain_db or clip.levels:
            points = [[float(time), value] for time, value in clip.levels]
            said = {"cuesmith": {"gain_db": sound.gain_db, "level_points": points}}
            effects.append(
                {"OTIO_SCHEMA": "Effect.1", **_effect("Cuesmith level"), "metadata": said}
            )
        made["markers"] = [self._bar(bar, clip) for bar in clip.bars_s]
        if is_our_track(sound.track):
            made["metadata"] = {MARK: {"music": True}}
        return {**made, "effects": effects}

    def _bar(self, bar_s: Fraction, clip: MusicClip) -> Data:
        sound = clip.sound
        at_s = sound.source.start_s + sound.source_in_s + (bar_s - sound.start_s)
        return self.marker(Marker(at_s, "Bar"), "CYAN")

    def _clip(self, name: str, source: MediaRef, in_s: Fraction, length_s: Fraction) -> Data:
        return {
            "OTIO_SCHEMA": "Clip.2",
            **_plain(name),
            "source_range": self._range(source.start_s + in_s, length_s),
            "media_references": {"DEFAULT_MEDIA": self._media(source)},
            "active_media_reference_key": "DEFAULT_MEDIA",
        }

    def _media(self, source: MediaRef) -> Data:
        known = source.duration_s is not None
        place = self._place(source)
        common = {
            "metadata": {},
            "name": source.name,
            "available_range": self._range(source.start_s, source.duration_s or ZERO)
            if known
            else None,
        }
        if not place:
            return {"OTIO_SCHEMA": "MissingReference.1", **common}
        return {"OTIO_SCHEMA": "ExternalReference.1", **common, "target_url": place}

    def _place(self, source: MediaRef) -> str:
        if source.path is None:
            return source.url
        return self._packing.address(source.path)

    def _gap(self, length_s: Fraction) -> Data:
        return {
            "OTIO_SCHEMA": "Gap.1",
            **_plain(""),
            "source_range": self._range(ZERO, length_s),
        }

    def _transition(self, in_s: Fraction, out_s: Fraction) -> Data:
        return {
            "OTIO_SCHEMA": "Transition.1",
            "metadata": {},
            "name": "",
            "transition_type": "SMPTE_Dissolve",
            "in_offset": self._time(in_s),
            "out_offset": self._time(out_s),
        }

    def _range(self, start_s: Fraction, length_s: Fraction) -> Data:
        return {
            "OTIO_SCHEMA": "TimeRange.1",
            "start_time": self._time(start_s),
            "duration": self._time(length_s),
        }

    def _time(self, time_s: Fraction) -> Data:
        frames = time_s * self._rate
        # Whole frames are whole numbers; a source at another rate may lie between two.
        value = float(round(frames)) if frames.denominator == 1 else float(frames)
        return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(self._rate), "value": value}


def _plain(name: str) -> Data:
    return {
        "metadata": {},
        "name": name,
        "source_range": None,
        "effects": [],
        "markers": [],
        "enabled": True,
        "color": None,
    }


def _effect(name: str) -> Data:
    return {"metadata": {}, "name": "", "effect_name": name, "enabled": True}


def _warp(speed: Fraction) -> Data:
    return {
        "OTIO_SCHEMA": "LinearTimeWarp.1",
        **_effect("LinearTimeWarp"),
        "time_scalar": float(speed),
    }
