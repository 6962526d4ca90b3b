"""One clip of an FCPXML laid: its file or what is nested in it, its speeds, picture and sound."""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO
from editor_app.interchange.formats.fcpxml_lanes import Laid, Place, hangs
from editor_app.interchange.formats.fcpxml_media import (
    Assets,
    role_of,
    role_words,
    safe_time,
    sound_of,
    stretched,
    time_of,
)
from editor_app.interchange.kinds import kind_of
from editor_app.interchange.layers import Clip, put, retimed
from editor_app.interchange.ours import track_of_role


def our_track(element: Element) -> str:
    """Return the track of ours that a clip lies on, "" if none; its role says it."""
    return track_of_role(role_words(element)) if element.tag == "asset-clip" else ""


class Clips:
    """Lays the clips of a document; `by_id` are its resources."""

    def __init__(self, by_id: dict[str, Element], assets: Assets) -> None:
        self._by_id = by_id
        self._assets = assets

    def start(self, element: Element) -> Fraction:
        if element.get("start") is not None or element.tag not in ("asset-clip", "video", "audio"):
            return time_of(element, "start")
        source = self._assets.source(element.get("ref", ""))
        return ZERO if source is None else source.start_s

    def own_length(self, element: Element) -> Fraction:
        source = self._assets.source(element.get("ref", ""))
        if source is not None and source.duration_s is not None:
            return source.duration_s
        inner = self._by_id.get(element.get("ref", ""), Element("none")).find("sequence")
        return ZERO if inner is None else time_of(inner, "duration")

    def inner_start(self, element: Element) -> Fraction:
        media = self._by_id.get(element.get("ref", ""), Element("none"))
        inner = media.find("sequence")
        inner = media.find("multicam") if inner is None else inner
        return ZERO if inner is None else safe_time(inner, "tcStart")

    def lay_nested(self, clip: Clip, key: str, element: Element, where: Place) -> Laid:
        clip.inner = key
        clip.kind = role_of(element)
        return self._put_both(clip, element, where, picture=True, sound=True)

    def lay_angles(self, clip: Clip, element: Element, where: Place) -> Laid:
        ref = element.get("ref", "")
        laid: Laid = []
        sources = element.findall("mc-source") or self._first_angle(ref)
        for source in sources:
            enabled = source.get("srcEnable", "all")
            angle = Clip(clip.start_s, clip.duration_s, inner=f"{ref}/{source.get('angleID', '')}")
            angle.source_in_s, angle.name, angle.kind = clip.source_in_s, clip.name, role_of(source)
            laid += self._put_both(
                angle,
                element,
                where,
                picture=enabled in ("all", "video"),
                sound=enabled in ("all", "audio"),
            )
        return laid

    def _first_angle(self, ref: str) -> list[Element]:
        media = self._by_id.get(ref, Element("none"))
        first = media.find("multicam/mc-angle")
        return (
            [] if first is None else [Element("mc-source", {"angleID": first.get("angleID", "")})]
        )

    def lay_media(self, clip: Clip, element: Element, where: Place, start_s: Fraction) -> Laid:
        source = self._assets.source(element.get("ref", ""))
        if source is None:  # a title, a generator: drawn by the editor
            clip.drawn = element.tag == "title" or hangs(where)
            if element.tag == "audio":
                where.sequence.made.tally.lose("its file is not named")
                return []
            return self._put_both(clip, element, where, picture=True, sound=False)
        clip.source = source
        clip.source_in_s = start_s - source.start_s
        clip.kind = kind_of(role=role_words(element), file=source.name)
        if element.tag == "video":
            return self._put_both(clip, element, where, picture=True, sound=False)
        picture = element.tag == "asset-clip" and source.has_picture
        return self._put_both(clip, element, where, picture=picture, sound=source.has_sound)

    def _put_both(
        self, clip: Clip, element: Element, where: Place, *, picture: bool, sound: bool
    ) -> Laid:
        enabled = element.get("srcEnable", "all")
        laid: Laid = []
        for part in self._retimed(clip, element, where):
            if picture and enabled != "audio":
                lane = where.sequence.lane("picture", where.level)
                put(lane, part)
                laid.append((lane, part))
            if sound and enabled != "video" and not part.frozen and part.speed > 0:
                track, opened = our_track(element), where.sequence
                lane = opened.our_lane(track) if track else opened.lane("sound", where.level)
                heard = sound_of(part, element)
                put(lane, heard)
                laid.append((lane, heard))
        return laid

    def _retimed(self, clip: Clip, element: Element, where: Place) -> list[Clip]:
        """Return a clip as one or more of one speed each."""
        changed = element.find("timeMap")
        if changed is None:
            return [clip]
        points = [
            (time_of(one, "time"), time_of(one, "value")) for one in changed.findall("timept")
        ]
        points.sort()
        if any(one.get("interp", "linear") != "linear" for one in changed):
            where.sequence.made.tally.note("Smooth changes of speed are taken as straight ones.")
        # Points count in the time of the clip, which is the file's timecode, or from its beginning.
        start_s = self.start(element)
        origin_s = clip.source_in_s if clip.source is None else self._timecode(clip, points)
        stretches = retimed(points, start_s, clip.duration_s) or []
        return [stretched(clip, one, origin_s) for one in stretches] or [clip]

    def _timecode(self, clip: Clip, points: list[tuple[Fraction, Fraction]]) -> Fraction:
        assert clip.source is not None  # noqa: S101  (asked by the caller)
        start_s = clip.source.start_s
        return start_s if points and points[-1][1] >= start_s else ZERO
