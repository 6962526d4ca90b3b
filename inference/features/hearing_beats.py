"""Hear only the rhythm of a file: no model, no loudness, some hundred times as fast as it plays."""

from __future__ import annotations

from pathlib import Path

from inference.features.rhythm import Rhythm, track_rhythm
from inference.features.spectrum import RATE_HZ, Listener
from inference.media.audio import stream_audio
from inference.media.probe import probe
from inference.progress import Progress, Work


def hear_rhythm(path: Path) -> Work[Rhythm]:
    """Decode a file once and find its tempo, beats and bars.

    Raises
    ------
    MediaError
        The file cannot be decoded or holds no sound.
    """
    duration_s = max(probe(path).duration_s, 1e-3)
    listener = Listener()
    heard = 0
    for block in stream_audio(path, rate_hz=RATE_HZ, channels=1):
        listener.feed(block)
        heard += len(block)
        yield Progress(min(0.95, heard / RATE_HZ / duration_s), "Listening")
    return track_rhythm(listener.finish())
