"""What a media file holds, without decoding more than one picture."""

from __future__ import annotations

from pathlib import Path

from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream as PictureStream

from inference.errors import MediaError
from inference.media.container import (
    DECODE_ERRORS,
    check_file,
    damaged,
    open_media,
    origin_s,
    packets,
    picture_stream,
    sound_streams,
    wanted_streams,
)
from inference.values import AudioStream, MediaInfo, VideoStream

_MICROSECONDS = 1_000_000
_TAIL_S = 3.0
_FIRST_PICTURE_PACKETS = 300


def probe(path: Path) -> MediaInfo:
    """Say what `path` holds: streams, their size, rate and turn, and how long they last.

    The stated duration is checked against the time stamps at the end of the file and, where it
    is missing or wrong, replaced by what all the packets say. Sound is not decoded, so a file
    that states sound and holds none still passes here and fails when it is read.

    Raises
    ------
    MediaError
        The file is missing, unreadable, empty, not media, or holds neither picture nor sound.
    """
    size = check_file(path)
    with open_media(path) as container:
        if not wanted_streams(container):
            raise damaged(path, "holds neither picture nor sound")
        sounds = tuple(
            AudioStream(s.index, s.codec_context.name, int(s.rate), int(s.channels))
            for s in sound_streams(container)
        )
        name = container.format.name
        duration = _stated_s(container)
    if name.endswith("_pipe"):  # a single picture; FFmpeg lends it the length of one frame
        duration = 0.0
    elif duration is None or not _reaches(path, duration):
        duration = _scanned_s(path)
    picture = _picture(path)
    if picture is None and not (sounds and duration > 0):
        raise damaged(path, "holds no picture that can be decoded and no sound")
    return MediaInfo(path, name, duration, size, picture, sounds)


def require_picture(info: MediaInfo) -> VideoStream:
    """Return the picture stream of a film; MediaError when there is none or it lasts no time."""
    if info.video is None:
        what = f"{info.path.name} has no moving picture."
        raise MediaError(what, remedy="Choose a video.", path=info.path)
    if info.duration_s <= 0:
        what = f"{info.path.name} is a still picture or has no length."
        raise MediaError(what, remedy="Choose a video.", path=info.path)
    return info.video


def require_sound(info: MediaInfo) -> AudioStream:
    """Return the first sound stream; MediaError when the file is silent by nature."""
    if not info.audio:
        what = f"{info.path.name} has no sound."
        raise MediaError(what, remedy="Choose a file with sound.", path=info.path)
    return info.audio[0]


def _stated_s(container: InputContainer) -> float | None:
    """Return the end of the longest wanted stream by the headers, None where they are silent."""
    origin = origin_s(container)
    ends = [_stated_end_s(s) for s in wanted_streams(container)]
    known = [end - origin for end in ends if end is not None]
    if len(known) == len(ends):
        longest = max(known)
    elif container.duration is not None:
        longest = container.duration / _MICROSECONDS
    else:
        return None
    return longest if longest > 0 else None


def _stated_end_s(stream: Stream) -> float | None:
    if stream.duration is None or stream.time_base is None:
        return None
    return float(((stream.start_time or 0) + stream.duration) * stream.time_base)


def _reaches(path: Path, duration_s: float) -> bool:
    """Check that the packets of the last seconds end where the headers say."""
    with open_media(path) as container:
        origin = origin_s(container)
        try:
            container.seek(int((origin + max(0.0, duration_s - _TAIL_S)) * _MICROSECONDS))
        except DECODE_ERRORS:
            return False
        end = _last_end_s(container) - origin
    return abs(end - duration_s) <= max(0.25, 0.01 * duration_s)


def _scanned_s(path: Path) -> float:
    with open_media(path) as container:
        return max(0.0, _last_end_s(container) - origin_s(container))


def _last_end_s(container: InputContainer) -> float:
    """Read all packets from here on and return the latest end, 0 when there is none."""
    streams = wanted_streams(container)
    guess = {s.index: _packet_s(s) for s in streams}
    end = running = 0.0
    for packet in packets(container, streams):
        if not packet.size:
            continue
        length = float(_ticks(packet) * packet.time_base) or guess[packet.stream_index]
        stamp = packet.pts if packet.pts is not None else packet.dts
        running = running + length if stamp is None else float(stamp * packet.time_base) + length
        end = max(end, running)
    return end


def _ticks(packet: Packet[Stream]) -> int:
    """Return a packet's duration; one cut back at the end of an Ogg file may be below zero."""
    ticks = packet.duration or 0
    return ticks - 2**32 if ticks >= 2**31 else ticks  # FFmpeg keeps it in 32 bits, unsigned


def _packet_s(stream: Stream) -> float:
    """Return how long one packet lasts where it does not say so itself: one picture, else 0."""
    rate = stream.average_rate if isinstance(stream, PictureStream) else None
    return float(1 / rate) if rate else 0.0


def _picture(path: Path) -> VideoStream | None:
    """Describe the picture stream from its first decodable picture; None when there is none."""
    with open_media(path) as container:
        stream = picture_stream(container)
        if stream is None or stream.codec_context is None:
            return None
        frame = _first_picture(container, stream)
        if frame is None:
            return None
        turn = turn_deg(frame)
        upright = turn % 180 == 0
        width, height = frame.width, frame.height
        rate = stream.average_rate or stream.guessed_rate or stream.base_rate
        return VideoStream(
            index=stream.index,
            codec=stream.codec_context.name,
            width=width if upright else height,
            height=height if upright else width,
            frames_per_s=float(rate) if rate else 0.0,
            rotation_deg=turn,
        )


def turn_deg(frame: VideoFrame) -> int:
    """Return by how much a stored picture is turned clockwise to be shown: 0, 90, 180 or 270."""
    return -round(frame.rotation / 90) * 90 % 360


def _first_picture(container: InputContainer, stream: PictureStream) -> VideoFrame | None:
    for count, packet in enumerate(packets(container, [stream])):
        try:
            for frame in packet.decode():
                return frame  # type: ignore[return-value]
        except DECODE_ERRORS:
            pass
        if count > _FIRST_PICTURE_PACKETS:
            return None
    return None
