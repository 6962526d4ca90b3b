"""The files, formats, sounds and times of FCPXML: what its elements say, one by one."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO, MediaRef, SoundKind
from editor_app.interchange.kinds import kind_of
from editor_app.interchange.layers import Clip, Stretch
from editor_app.interchange.places import place
from editor_app.interchange.times import TimeError, bounded, fraction, frame_rate, seconds, speed


class Assets:
    """The files a document names, each looked at once."""

    def __init__(self, by_id: dict[str, Element], folder: Path) -> None:
        self._by_id = by_id
        self._folder = folder
        self._media: dict[str, MediaRef] = {}

    def source(self, key: str) -> MediaRef | None:
        """Return the file of an <asset>, None where the id is no asset's."""
        asset = self._by_id.get(key)
        if asset is None or asset.tag != "asset":
            return None
        if key not in self._media:
            self._media[key] = self._media_ref(asset)
        return self._media[key]

    def _media_ref(self, asset: Element) -> MediaRef:
        copies = asset.findall("media-rep")
        urls = {one.get("kind") or "original-media": one.get("src") or "" for one in copies}
        url = urls.get("original-media") or asset.get("src") or ""
        proxy = urls.get("proxy-media") or ""
        found = place(url, self._folder, quoted=True)
        length_s = safe_time(asset, "duration")
        shape = self._by_id.get(asset.get("format", ""), Element("none"))
        sound, picture = asset.get("hasAudio") == "1", asset.get("hasVideo") == "1"
        return MediaRef(
            name=found.name or asset.get("name", ""),
            path=found.path,
            url=url,
            start_s=safe_time(asset, "start"),
            duration_s=length_s or None,
            frame_rate=rate_of(shape, ZERO) or None,
            has_picture=picture or not sound,
            has_sound=sound or not picture,
            still=length_s == 0 and picture,
            proxy=place(proxy, self._folder, quoted=True).path if proxy else None,
        )


def time_of(element: Element, name: str) -> Fraction:
    """Return a time of an element, 0 if it says none; `TimeError` if that is no time."""
    written = element.get(name)
    return ZERO if written is None else seconds(written)


def safe_time(element: Element, name: str) -> Fraction:
    """Return a time of an element, 0 also where it makes no sense."""
    try:
        return time_of(element, name)
    except TimeError:
        return ZERO


def rate_of(shape: Element, default: Fraction) -> Fraction:
    """Return the pictures a second of a <format>, the default where it says none."""
    try:
        return frame_rate(1 / fraction(shape.get("frameDuration", "")))
    except (TimeError, ZeroDivisionError):
        return default


def size_of(shape: Element) -> tuple[int, int] | None:
    """Return the size of a <format>'s picture, None where it says none."""
    try:
        width, height = int(shape.get("width", "")), int(shape.get("height", ""))
    except ValueError:
        return None
    return (width, height) if 0 < width <= 65_536 and 0 < height <= 65_536 else None


def role_of(element: Element) -> SoundKind:
    """Return what the sound of an element is, by its role alone."""
    return kind_of(role=role_words(element))


def role_words(element: Element) -> str:
    """Return the role of an element; that of one of its channels says more than its own."""
    channel = element.find("audio-channel-source")
    inner = "" if channel is None else channel.get("role", "")
    outer = element.find("audio-role-source")
    source = "" if outer is None else outer.get("role", "")
    return inner or source or element.get("audioRole") or element.get("role") or ""


def sound_of(clip: Clip, element: Element) -> Clip:
    """Return the sound of a clip; in a split edit it begins and ends elsewhere than the picture."""
    heard = Clip(clip.start_s, clip.duration_s, clip.source, clip.inner, clip.source_in_s)
    heard.speed, heard.name, heard.kind = clip.speed, clip.name, clip.kind
    if element.get("audioStart") is not None and element.get("start") is not None:
        shift_s = time_of(element, "audioStart") - time_of(element, "start")
        heard.start_s += shift_s
        heard.source_in_s += shift_s * clip.speed
        heard.duration_s = time_of(element, "audioDuration") or heard.duration_s
    volume = element.find("adjust-volume")
    if volume is not None:
        heard.gain_db = _decibels(volume.get("amount", "0dB"))
        heard.fade_in_s = _fade(volume, "fadeIn", heard)
        heard.fade_out_s = _fade(volume, "fadeOut", heard)
    return heard


def stretched(clip: Clip, stretch: Stretch, origin_s: Fraction) -> Clip:
    """Return the part of a clip that runs at one speed; `origin_s` is the start of its file."""
    part = Clip(clip.start_s + stretch.offset_s, stretch.duration_s, clip.source, clip.inner)
    part.source_in_s = bounded(stretch.source_s - origin_s)
    part.speed = speed(stretch.speed) or Fraction(1)
    part.frozen = stretch.speed == 0
    part.name, part.kind = clip.name, clip.kind
    return part


def _fade(volume: Element, tag: str, clip: Clip) -> Fraction:
    fade = volume.find(f"param/{tag}")
    return ZERO if fade is None else min(safe_time(fade, "duration"), clip.duration_s)


def _decibels(text: str) -> float:
    try:
        return max(-96.0, min(float(fraction(text.removesuffix("dB"))), 24.0))
    except TimeError:
        return 0.0
