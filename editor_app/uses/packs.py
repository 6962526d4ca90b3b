"""Model packs of the user: installed from a folder or a .zip, found by name, verified.

Packs lie in the folder `packs` of the data folder, each in one named after its id, so that two
versions lie side by side and an installed pack never changes. What is installed is checked first,
in a folder beside it, and then moved into place in one step.
"""

from __future__ import annotations

import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath, PureWindowsPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from editor_app.places import data_folder
from inference.errors import PackError, WorldError
from inference.towers.pack import MANIFEST, MAX_FILE_BYTES, Label, Pack, read_label, read_pack
from resources import PACKS

USUAL = "starter"
ASIDE = ".installing-"
STALE_S = 24 * 3600.0
MAX_PACK_BYTES = 4 * 1024**3
MAX_MEMBERS = 1000
BLOCK_BYTES = 1024**2
BESIDE = re.compile(r"card\.md|(LICEN[CS]E|NOTICE|COPYING)[A-Za-z0-9._-]*")
"""Files that belong to a pack although its manifest does not name them."""


def own_folder() -> Path:
    """Return where the user's packs lie."""
    return data_folder() / "packs"


def installed(also: Iterable[Path] = ()) -> tuple[Label, ...]:
    """Return the packs that came with the program, the user's own, and `also`; unverified.

    A folder without a readable manifest is passed over.
    """
    folders: dict[Path, None] = {}
    for parent in (PACKS, own_folder()):
        found = sorted(one.parent for one in parent.glob(f"*/{MANIFEST}"))
        folders |= dict.fromkeys(one for one in found if not one.name.startswith("."))
    folders |= dict.fromkeys(also)
    return tuple(label for label in map(_label_or_none, folders) if label is not None)


def find(wanted: str) -> Label:
    """Return the pack of a name, a name and version ("mine-1.2"), an id, or in a folder.

    Raises
    ------
    PackError
        No pack, or more than one, answers to it.
    """
    packs = installed()
    named = [one for one in packs if wanted in (one.pack_id, f"{one.name}-{one.version}", one.name)]
    exact = [one for one in named if wanted != one.name] or named
    if len(exact) == 1:
        return exact[0]
    if not exact and (Path(wanted) / MANIFEST).is_file():
        return read_label(Path(wanted).absolute())
    choice = ", ".join(one.pack_id for one in exact or packs)
    raise PackError(
        f"Several model packs answer to “{wanted}”: {choice}."
        if exact
        else f"No model pack answers to “{wanted}”.",
        remedy="Name one by its id." if exact else f"There are {choice}.",
    )


def verified(folder: Path) -> Pack:
    """Read the pack in `folder`, check every hash, and run every graph once.

    Raises
    ------
    PackError
        Something of it is missing, changed, or not as the pack says of itself.
    """
    from inference.towers.trial import try_out  # noqa: PLC0415  (loads the inference library)

    pack = read_pack(folder)
    try_out(pack)
    return pack


def install(source: Path) -> Pack:
    """Install the pack in a folder or a .zip file; one that is installed already is left as it is.

    Only the files its manifest names, its card and its licences are taken.

    Raises
    ------
    PackError
        It is no pack, is damaged, does not do what it says, or names files outside itself.
    WorldError
        There is no room for it.
    """
    place = own_folder()
    with _clear_errors(place):
        place.mkdir(parents=True, exist_ok=True)
        _sweep(place)
        aside = Path(tempfile.mkdtemp(prefix=ASIDE, dir=place))
        try:
            with _told_of(source, aside):
                _take(source, aside)
                pack = verified(aside)
            return read_pack(_into_place(aside, place / _folder_name(pack)))
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def remove(label: Label, *, in_use: Path) -> None:
    """Remove a pack of the user's own. What it said of songs stays, should it be installed again.

    Raises
    ------
    PackError
        It is in use, or not one of the user's own.
    WorldError
        Its files may not be removed.
    """
    place = own_folder()
    if label.folder == in_use:
        raise PackError(
            f"The model pack {label.pack_id} is in use.",
            remedy=f"Choose another one first: cuesmith packs use {USUAL}",
            path=label.folder,
        )
    if label.folder.parent != place:
        raise PackError(
            f"The model pack in {label.folder} is not among your installed packs.",
            remedy="Only packs that were installed can be removed.",
            path=label.folder,
        )
    try:
        # Renamed first: a removal that is cut off leaves no half of a pack under its name.
        aside = label.folder.rename(place / f"{ASIDE}{label.folder.name}")
        shutil.rmtree(aside)
    except OSError as error:
        raise WorldError(
            f"The model pack {label.pack_id} cannot be removed: {error.strerror or error}.",
            remedy=f"See that {place} may be written to.",
            path=place,
        ) from error


def _take(source: Path, aside: Path) -> None:
    if source.is_dir():
        _take_folder(source, aside)
    elif source.is_file():
        _take_zip(source, aside)
    else:
        raise PackError(
            f"{source} is not there.", remedy="Name the folder or .zip of a pack.", path=source
        )


def _take_folder(source: Path, aside: Path) -> None:
    beside = [one.name for one in source.iterdir() if BESIDE.fullmatch(one.name)]
    for name in dict.fromkeys((MANIFEST, *read_label(source).files, *beside)):
        path = source / name
        if path.is_symlink() or not path.is_file():
            raise PackError(
                f"{name} of the model pack {source.name} is missing, or is no plain file.",
                remedy="Get the pack again.",
                path=path,
            )
        shutil.copyfile(path, aside / name)


def _take_zip(source: Path, aside: Path) -> None:
    try:
        with ZipFile(source) as archive:
            members = _members(source, archive)
            _unpack(source, archive, members[MANIFEST], aside / MANIFEST)
            beside = [name for name in members if BESIDE.fullmatch(name)]
            for name in dict.fromkeys((*read_label(aside).files, *beside)):
                if name not in members:
                    raise _unfit(source, f"holds no {name}, which its manifest names")
                _unpack(source, archive, members[name], aside / name)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        # An encrypted member, a method nobody knows, a member cut short: zipfile's own words.
        raise _unfit(source, f"cannot be unpacked ({error})") from error


def _members(source: Path, archive: ZipFile) -> dict[str, ZipInfo]:
    """Return the files beside the manifest by name, after a look at what all of them claim."""
    everything = archive.infolist()
    _check_members(source, everything)
    files = [one for one in everything if not one.is_dir()]
    manifests = [one for one in files if PurePosixPath(one.filename).name == MANIFEST]
    if not manifests:
        raise _unfit(source, f"holds no {MANIFEST}")
    top = min((PurePosixPath(one.filename).parent for one in manifests), key=lambda p: len(p.parts))
    beside = [one for one in files if PurePosixPath(one.filename).parent == top]
    return {PurePosixPath(one.filename).name: one for one in beside}


def _check_members(source: Path, members: list[ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_PACK_BYTES:
        raise _unfit(source, "is far larger than any pack")
    for one in members:
        kind = stat.S_IFMT(one.external_attr >> 16)
        if kind and kind not in (stat.S_IFREG, stat.S_IFDIR):
            raise _unfit(source, f"holds {one.filename!r}, which is no plain file")
        if _leads_out(one.filename):
            raise _unfit(source, f"names a file outside itself ({one.filename!r})")


def _leads_out(name: str) -> bool:
    windows, posix = PureWindowsPath(name), PurePosixPath(name)
    rooted = posix.is_absolute() or windows.drive or windows.root
    return bool(rooted) or ".." in windows.parts or "\\" in name or "\0" in name


def _unpack(source: Path, archive: ZipFile, member: ZipInfo, into: Path) -> None:
    """Write a member, counting: what a .zip says of its sizes need not be true."""
    written = 0
    with archive.open(member) as packed, into.open("wb") as file:
        while block := packed.read(BLOCK_BYTES):
            written += len(block)
            if written > min(MAX_FILE_BYTES, member.file_size):
                raise _unfit(source, f"holds more of {into.name} than it says")
            file.write(block)


def _into_place(aside: Path, target: Path) -> Path:
    if not target.exists():
        try:
            return aside.rename(target)
        except OSError:
            # Somebody else may have installed the same meanwhile.
            if not target.exists():
                raise
    try:
        read_pack(target)
    except PackError:
        # What lies there was damaged since: ours takes its place.
        shutil.rmtree(target)
        return aside.rename(target)
    return target


def _folder_name(pack: Pack) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", pack.pack_id).lstrip(".")


def _sweep(place: Path) -> None:
    """Remove what an installation left that was cut off."""
    for one in place.glob(f"{ASIDE}*"):
        with suppress(OSError):
            if time.time() - one.stat().st_mtime > STALE_S:
                shutil.rmtree(one, ignore_errors=True)


def _label_or_none(folder: Path) -> Label | None:
    try:
        return read_label(folder)
    except PackError:
        return None


def _unfit(source: Path, what: str) -> PackError:
    return PackError(f"{source.name} {what}.", remedy="Get the pack again.", path=source)


@contextmanager
def _told_of(source: Path, aside: Path) -> Iterator[None]:
    """Speak of where the pack came from: the folder it lies in for now says nothing to anybody."""
    try:
        yield
    except PackError as error:
        what = error.what.replace(aside.name, source.name)
        raise PackError(what, remedy="Get the pack again.", path=source) from error


@contextmanager
def _clear_errors(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorldError(
            f"The model pack cannot be installed in {place}: {error.strerror or error}.",
            remedy="See that there is room on the disk and that the folder may be written to.",
            path=place,
        ) from error
