"""Times of the film as editors read them."""

from __future__ import annotations

import math

# A time that is a frame's by calculation may lie a hair before it.
_ROUNDING_FRAMES = 0.02


def timecode(time_s: float, frame_s: float) -> str:
    """Write a time as hours:minutes:seconds:frames, 01:02:03:04.

    Seconds are real ones also where a second is no whole number of frames (29.97): what is shown
    then stays true to the clock, and the last frame of a second may be missing.
    """
    time_s = max(0.0, time_s) + _ROUNDING_FRAMES * frame_s
    seconds = math.floor(time_s)
    frames = math.floor((time_s - seconds) / frame_s)
    minutes, hours = seconds // 60, seconds // 3600
    return f"{hours:02d}:{minutes % 60:02d}:{seconds % 60:02d}:{frames:02d}"
