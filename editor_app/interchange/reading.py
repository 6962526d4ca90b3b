"""One door for timelines of other programs: what kind of file it is, its reader, and its cut.

read_cut(path) -> Cut
read_cut(path, timeline="Name", rate=Fraction(25)) -> Cut
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import cast

from editor_app.interchange.cut import ZERO, Cut
from editor_app.interchange.errors import TimelineError, not_understood
from editor_app.interchange.flatten import flatten, nested_in
from editor_app.interchange.layers import Montage
from editor_app.interchange.places import place

Reader = Callable[[Path], Montage]

_BY_SUFFIX = {
    ".otio": "otio",
    ".otioz": "otio",
    ".otiod": "otio",
    ".fcpxml": "fcpxml",
    ".fcpxmld": "fcpxml",
    ".xml": "fcp7",
    ".edl": "edl",
    ".aaf": "aaf",
    ".mlt": "mlt",
    ".kdenlive": "mlt",
    ".osp": "openshot",
    ".prproj": "premiere",
    ".xges": "xges",
}
SUFFIXES = tuple(_BY_SUFFIX)
"""Endings of the files that can be read; of .xml those of Final Cut Pro 7 and its like."""

_REFUSED = {
    ".drt": (
        "a timeline of Resolve keeps its clips in a form only Resolve knows",
        "In Resolve, export the timeline as FCPXML or OTIO.",
    ),
    ".drp": (
        "a project of Resolve keeps its clips in a form only Resolve knows",
        "In Resolve, export the timeline as FCPXML or OTIO.",
    ),
    ".ale": (
        "it is a list of shots for logging, without a cut",
        "Export the sequence itself, as AAF, XML or EDL.",
    ),
    ".avb": ("a bin of Avid is no timeline", "Export the sequence as AAF."),
    ".veg": ("a project of Vegas is read by Vegas only", "Export it as XML or EDL."),
    ".imovieproj": ("a project of iMovie is read by iMovie only", "Export it as FCPXML."),
    ".fcpbundle": (
        "it is a whole library of Final Cut Pro",
        "In Final Cut Pro, export the project as XML.",
    ),
    ".blend": ("a file of Blender is read by Blender only", "Use the add-on for Blender."),
}


def is_timeline(path: Path) -> bool:
    """Whether a file looks, by its name, like a timeline rather than a film."""
    return path.suffix.lower() in _BY_SUFFIX or path.suffix.lower() in _REFUSED


def read_cut(path: Path, *, timeline: str = "", rate: Fraction | None = None) -> Cut:
    """Return the cut of a file of any editor we read.

    Parameters
    ----------
    path : Path
        The file, or a bundle's folder. Its media are not opened.
    timeline : str
        Which of several timelines in the file; "" for the longest that is not nested in another.
    rate : Fraction or None
        Pictures a second for a file that does not say it (an EDL).

    Raises
    ------
    TimelineError
        The file is missing, too large, broken, of no kind we read, or holds no such timeline.
    """
    return cut_of(read_montage(path, rate=rate), path, timeline=timeline)


def read_montage(path: Path, *, rate: Fraction | None = None) -> Montage:
    """Return all that a file holds, as lanes of clips; `TimelineError` as for `read_cut`."""
    try:
        montage = _reader(path, rate)(path)
    except RecursionError:
        raise not_understood(path, "it is nested deeper than any cut") from None
    if not montage.sequences:
        raise not_understood(path, "there is no timeline in it")
    return montage


def cut_of(montage: Montage, path: Path, *, timeline: str = "") -> Cut:
    """Return the cut of one timeline of a file that was read from `path`."""
    cut = _chosen(montage, path, timeline)
    if not (cut.pieces or cut.sounds or cut.earlier):
        raise not_understood(path, "its timeline is empty", remedy=_why_empty(cut))
    folder = path if path.is_dir() else path.parent
    told = (*cut.dropped, *_not_followed(cut, folder))
    return replace(cut, name=cut.name or path.stem, dropped=told)


def timelines(montage: Montage) -> tuple[str, ...]:
    """Return the names of the timelines of a file, in its order."""
    return tuple(montage.sequences[key].name for key in montage.tops)


def _reader(path: Path, rate: Fraction | None) -> Reader:
    suffix = path.suffix.lower()
    if not path.exists():
        raise TimelineError(
            f"{path} is not there.", remedy="Look whether its name is right.", path=path
        )
    if suffix in _REFUSED:
        why, remedy = _REFUSED[suffix]
        raise not_understood(path, why, remedy=remedy)
    if not path.is_dir() and not path.is_file():  # a pipe would keep us waiting for ever
        raise not_understood(path, "it is no file")
    name = _sniffed(path) or _BY_SUFFIX.get(suffix, "")
    if not name or (path.is_dir() and name not in ("fcpxml", "otio")):
        raise not_understood(path, "it is of no kind that is known here")
    module = import_module(f"editor_app.interchange.formats.{name}_in")
    if name == "edl":
        return lambda file: cast("Montage", module.read(file, rate=rate))
    return cast("Reader", module.read)


def _sniffed(path: Path) -> str:
    """Return the kind of a file by its first bytes; "" where its name has to tell."""
    if path.is_dir():
        return ""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise TimelineError(
            f"{path.name} cannot be read: {error.strerror or error}.",
            remedy="Look whether the file is yours to read.",
            path=path,
        ) from None
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") or head[:8] == b"\xa1FOLDER":
        return "aaf"
    if head.startswith(b"PK") and path.suffix.lower() not in (".otioz",):
        return "otio" if zipfile.is_zipfile(path) and _has_otio(path) else ""
    for mark, name in (
        (b"<fcpxml", "fcpxml"),
        (b"<xmeml", "fcp7"),
        (b"<mlt", "mlt"),
        (b"<PremiereData", "premiere"),
        (b"<ges", "xges"),
        (b'"OTIO_SCHEMA"', "otio"),
    ):
        if mark in head:
            return name
    return "fcp7" if path.suffix.lower() == ".xml" else ""


def _has_otio(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return "content.otio" in archive.namelist()


def _chosen(montage: Montage, path: Path, timeline: str) -> Cut:
    nested = nested_in(montage)
    tops = montage.tops or [key for key in montage.sequences if key not in nested]
    tops = tops or list(montage.sequences)[:1]
    names = [montage.sequences[key].name for key in tops]
    if timeline:
        if timeline not in names:
            raise not_understood(
                path,
                f"there is no timeline “{timeline}” in it",
                remedy=f"There are: {', '.join(names[:20])}.",
            )
        return flatten(montage, tops[names.index(timeline)])
    free = [key for key in tops if key not in nested] or tops
    cuts = [flatten(montage, key) for key in free[:200]]
    best = max(cuts, key=lambda cut: cut.duration_s if cut.pieces or cut.sounds else ZERO)
    if len(tops) == 1:
        return best
    note = f"The file holds {len(tops)} timelines; this is “{best.name}”, the longest."
    return replace(best, dropped=(*best.dropped, note))


def _not_followed(cut: Cut, folder: Path) -> list[str]:
    """Say which files are not looked at, however the timeline names them, and why."""
    ways: dict[str, list[str]] = {"network": [], "outside": []}
    for ref in cut.media:
        trouble = "" if ref.path is not None or not ref.url else place(ref.url, folder).trouble
        if trouble in ways:
            ways[trouble].append(ref.url if trouble == "outside" else ref.name)
    words = {
        "network": "on the network, and not fetched",
        "outside": "outside the timeline's folder by a way that is not followed; say where to look",
    }
    return [
        f"{len(names)} file{'s' * (len(names) != 1)} {words[way]}: {', '.join(names[:5])}."
        for way, names in ways.items()
        if names
    ]


def _why_empty(cut: Cut) -> str:
    return " ".join(cut.dropped[:3]) or "Export a timeline that has clips on it."
