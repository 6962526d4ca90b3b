"""One door for the timelines that are written: what kind of file, by its ending, and its writer.

write_cut(cut, music, path, original=path_it_was_read_from) -> what was lost, a sentence each
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from editor_app.interchange.bundles import files_folder, unpacked
from editor_app.interchange.cut import Cut
from editor_app.interchange.errors import TimelineError
from editor_app.interchange.music import Music
from editor_app.interchange.ours import is_our_marker
from inference.progress import finish

_BY_SUFFIX = {
    ".fcpxml": "fcpxml",
    ".xml": "fcp7",
    ".otio": "otio",
    ".otioz": "otio",
    ".kdenlive": "kdenlive",
    ".mlt": "mlt",
    ".osp": "openshot",
    ".edl": "edl",
    ".aaf": "aaf",
}
_KINDS = {**_BY_SUFFIX, ".fcpxmld": "fcpxml", ".otiod": "otio"}
"""Of documents that music is put into; these are folders with such a file in them."""

_BUNDLE = ".otioz"
_ROOM = "editor_app.interchange.formats"


class _Writes(Protocol):
    def __call__(
        self, cut: Cut, music: Music, path: Path, *, original: Path | None = None
    ) -> tuple[str, ...]: ...


def endings() -> tuple[str, ...]:
    """Return the endings of files that can be written."""
    return tuple(
        end for end, name in _BY_SUFFIX.items() if find_spec(f"{_ROOM}.{name}_out") is not None
    )


def write_cut(
    cut: Cut, music: Music, path: Path, *, original: Path | None = None
) -> tuple[str, ...]:
    """Write a cut with our music for another editor; return what its file could not carry.

    Where `original`, the file the cut was read from, is of the same kind, the music is put into a
    copy of it, so that nothing of the user's own work is lost. It takes the place of music of ours
    that is there already (`Cut.earlier`). Media that are packed in a bundle are unpacked beside.

    Raises
    ------
    TimelineError
        The ending of `path` is of no kind that can be written, or the original is damaged.
    RenderError
        The file cannot be written.
    """
    check_kind(path)
    suffix = path.suffix.lower()
    write = cast("_Writes", import_module(f"{_ROOM}.{_BY_SUFFIX[suffix]}_out").write)
    kind = _KINDS.get(original.suffix.lower()) if original is not None else None
    same = original if kind == _BY_SUFFIX[suffix] else None
    if same is None or suffix != _BUNDLE:  # a bundle keeps what it had packed
        cut = finish(unpacked(cut, files_folder(path)))
    return write(_without_our_markers(cut) if music.clips else cut, music, path, original=same)


def _without_our_markers(cut: Cut) -> Cut:
    """Return a cut without the markers where our earlier music began."""
    return replace(cut, markers=tuple(one for one in cut.markers if not is_our_marker(one.name)))


def check_kind(path: Path) -> None:
    """Raise TimelineError where the ending of a file to write is of no kind that can be written."""
    if path.suffix.lower() not in endings():
        raise TimelineError(
            f"{path.name} is of no kind that can be written.",
            remedy=f"Use one of these endings: {', '.join(endings())}.",
            path=path,
        )
