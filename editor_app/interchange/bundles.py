"""Media packed in a bundle of OpenTimelineIO (.otioz): listed with care, unpacked when needed.

listed(path) -> Listing
unpacked(cut, folder) -> Work[Cut]

Anybody may have made a bundle. Only plain files below media/ count, whose names lead nowhere else;
none that is a link, is encrypted, or grows when unpacked as no film or song does.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from editor_app.interchange.cut import Cut, MediaRef
from editor_app.interchange.errors import TimelineError, not_understood
from editor_app.interchange.relink import replaced
from editor_app.score.errors import write_error
from editor_app.score.output import publish, workplace
from inference.progress import Progress, Work

CONTENT, MEDIA = "content.otio", "media/"
MOST_GROWTH = 50
"""How many times larger than packed a file may be; the format packs media as they are."""

_SMALL = 1 << 20  # a file so small may grow as it likes
_MOST_DIRECTORY = 32 << 20  # bytes of the list of files: some hundred thousand of them
_MOST_NAMED = 5
_BLOCK = 1 << 20
_HOW = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (OSError, KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Listing:
    """The media of a bundle by the names they have in it, and names of what is not unpacked."""

    files: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    refused: tuple[str, ...] = ()

    @property
    def notes(self) -> list[str]:
        """Say what is not unpacked."""
        if not self.refused:
            return []
        names = ", ".join(name[:80] for name in self.refused[:_MOST_NAMED])
        count = len(self.refused)
        files = f"{count} file{'s' * (count != 1)}"
        return [f"{files} in the bundle left out, not safe to unpack: {names}."]


def opened(path: Path) -> zipfile.ZipFile:
    """Return the archive that a bundle is; `TimelineError` where it is damaged, or a trap."""
    try:
        if _directory_bytes(path) > _MOST_DIRECTORY:
            raise not_understood(path, "it holds more files than any cut needs")
        return zipfile.ZipFile(path)
    except _DAMAGED as error:
        raise not_understood(path, "the bundle is damaged") from error


def listed(path: Path) -> Listing:
    """Return the media of a bundle; `TimelineError` where it is damaged."""
    with opened(path) as archive:
        inside = [one for one in archive.infolist() if not one.is_dir()]
    # Files that share their packed bytes are packed smaller than their sum: a trap.
    shared = sum(one.compress_size for one in inside) > path.stat().st_size
    media = [one for one in inside if one.filename.startswith(MEDIA) or _leads_away(one.filename)]
    safe = {one.filename: one for one in media if not shared and _is_safe(one)}
    return Listing(safe, tuple(one.filename for one in media if one.filename not in safe))


def unpacked(cut: Cut, folder: Path) -> Work[Cut]:
    """Unpack what a cut shows out of its bundle, below `folder`; return the cut made of that.

    What lies there from before is taken as it is. A file that is damaged counts as not there.

    Raises
    ------
    TimelineError, RenderError
        The bundle is gone, or there is no room for what is in it.
    """
    waiting = [ref for ref in cut.media if ref.packed_in is not None]
    found: dict[MediaRef, MediaRef] = {}
    for bundle in dict.fromkeys(ref.packed_in for ref in waiting):
        assert bundle is not None  # noqa: S101  (asked just before)
        inside = [ref for ref in waiting if ref.packed_in == bundle]
        paths = yield from _unpack(bundle, {ref.packed_name for ref in inside}, folder)
        for ref in inside:
            place = paths.get(ref.packed_name)
            found[ref] = replace(ref, path=place, packed_in=bundle if place else None)
    return replaced(cut, found) if found else cut


def files_folder(timeline: Path) -> Path:
    """Return where the files of a bundle are unpacked for a timeline that needs them for good."""
    return timeline.with_name(f"{timeline.stem} files")


def cache_key(bundle: Path) -> str:
    """Return what tells a bundle from another, and from itself before it was changed."""
    state = bundle.stat()
    said = repr((str(bundle.absolute()), state.st_size, state.st_mtime_ns))
    return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def unpack_all(bundle: Path, folder: Path) -> Work[dict[str, Path]]:
    """Unpack all media of a bundle below `folder`; returns where each lies. Errors as above."""
    return (yield from _unpack(bundle, set(listed(bundle).files), folder))


def _unpack(bundle: Path, names: set[str], folder: Path) -> Work[dict[str, Path]]:
    files = {name: one for name, one in listed(bundle).files.items() if name in names}
    places = {name: folder.joinpath(*name.split("/")) for name in files}
    missing = [name for name in files if not _is_whole(places[name], files[name])]
    _check_room(folder, sum(files[name].file_size for name in missing), bundle)
    total, done = sum(files[name].file_size for name in missing) or 1, 0
    with opened(bundle) as archive:
        for name in missing:
            yield Progress(done / total, f"Unpacking {Path(name).name}")
            _write(archive, files[name], places[name], bundle)
            done += files[name].file_size
    return {name: place for name, place in places.items() if _is_whole(place, files[name])}


def _write(archive: zipfile.ZipFile, one: zipfile.ZipInfo, place: Path, bundle: Path) -> None:
    """Write one file, whole or not at all; it is as old as its bundle."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, place) from error
    with workplace(place) as beside:
        made = beside / "unpacked"
        if _copied(archive, one, made):
            age_ns = bundle.stat().st_mtime_ns
            os.utime(made, ns=(age_ns, age_ns))
            publish(made, place)


def _copied(archive: zipfile.ZipFile, one: zipfile.ZipInfo, made: Path) -> bool:
    """Copy a file out of an archive; False where it is damaged there."""
    with made.open("wb") as target:
        for block in _blocks(archive, one):
            try:
                target.write(block)
            except OSError as error:
                raise write_error(error, made) from error
    return made.stat().st_size == one.file_size


def _blocks(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give a file's bytes as far as they can be read; it never says more than it was said to be."""
    try:
        with archive.open(one) as source:
            while block := source.read(_BLOCK):
                yield block
    except _DAMAGED:
        return


def _is_whole(place: Path, one: zipfile.ZipInfo) -> bool:
    try:
        state = place.stat(follow_symlinks=False)
    except OSError:
        return False
    return stat.S_ISREG(state.st_mode) and state.st_size == one.file_size


def _check_room(folder: Path, needed: int, bundle: Path) -> None:
    there = next((one for one in (folder, *folder.parents) if one.is_dir()), None)
    if there is None or not needed or shutil.disk_usage(there).free > needed + _BLOCK:
        return
    raise TimelineError(
        f"There is no room to unpack {bundle.name}: {needed / 1e9:.1f} GB are needed in {there}.",
        remedy="Make room on that disk.",
        path=bundle,
    )


def _is_safe(one: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(one.external_attr >> 16)
    is_plain = kind in (0, stat.S_IFREG) and not one.flag_bits & 1 and one.compress_type in _HOW
    grows = one.file_size > MOST_GROWTH * one.compress_size + _SMALL
    return is_plain and not grows and not _leads_away(one.filename)


def _leads_away(name: str) -> bool:
    """Whether a name is not one of plain parts below the folder it is unpacked in."""
    parts = name.split("/")
    plain = all(part not in ("", ".", "..") and ":" not in part for part in parts)
    return not plain or "\\" in name or "\0" in name or len(name) > 512


def _directory_bytes(path: Path) -> int:
    """Return how large the list of files of an archive says it is, without reading it."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 66_000))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) < at + 22:
            return 0
        said: int = struct.unpack_from("<L", tail, at + 12)[0]
        far = at - 20
        if far >= 0 and tail[far : far + 4] == b"PK\x06\x07":  # a larger archive says it elsewhere
            file.seek(min(size, struct.unpack_from("<Q", tail, far + 8)[0]))
            end = file.read(56)
            if end[:4] == b"PK\x06\x06" and len(end) >= 48:
                said = struct.unpack_from("<Q", end, 40)[0]
    return said
