"""What can be wrong with a timeline of another program."""

from __future__ import annotations

from pathlib import Path

from inference.errors import WorldError


class TimelineError(WorldError):
    """A timeline of another program cannot be read or written; nothing was changed."""


class LostFilesError(TimelineError):
    """Not one of the files that a timeline shows is there; named a folder, they may be found."""


def not_understood(path: Path, why: str, *, remedy: str = "") -> TimelineError:
    """Say that a timeline cannot be read, and why, in half a sentence."""
    return TimelineError(
        f"{path.name} cannot be read as a timeline: {why}.",
        remedy=remedy or "Export it again from your editor, as FCPXML, XML or OTIO if it can.",
        path=path,
    )
