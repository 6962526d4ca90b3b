"""The timecode a camera or recorder wrote into a file, for whoever looks for a reel."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from inference.errors import MediaError
from inference.media.container import DECODE_ERRORS, check_file, open_media


def start_timecode(path: Path) -> tuple[str, Fraction | None] | None:
    """Return the timecode of a file's first frame as written, and its frame rate where it has one.

    None where the file has no timecode or cannot be read: whoever asks has nothing to do about it.
    """
    try:
        check_file(path)
        with open_media(path) as container:
            written = [container.metadata, *(stream.metadata for stream in container.streams)]
            text = next((one["timecode"] for one in written if one.get("timecode")), None)
            rates = [one.average_rate for one in container.streams.video if one.average_rate]
            return None if text is None else (text, rates[0] if rates else None)
    except (MediaError, *DECODE_ERRORS):
        return None
