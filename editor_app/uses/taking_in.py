"""Taking folders of music and of clips in, as the command line and the window do it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import LibraryError
from catalog.footage.footage import Footage, require_clips
from catalog.footage.ingest import FootageReport
from catalog.footage.recipe import watch_recipe_of
from catalog.ingest import IngestReport
from catalog.library import Library
from catalog.recipe import recipe_of
from inference.errors import WorldError
from inference.progress import Work
from inference.towers.pack import Pack


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the files, and which folders were not there."""

    report: IngestReport
    vanished: tuple[Path, ...] = ()


def take_in(
    library: Library,
    folders: Iterable[Path],
    pack: Pack,
    *,
    device: str = "auto",
    workers: int = 1,
    retry_failed: bool = False,
) -> Work[TakenIn]:
    """Take music folders into the library.

    Raises
    ------
    WorldError
        A folder is not there, the folders hold no music, or the library cannot be written.
    """
    folders = [folder.absolute() for folder in folders]
    known = set(library.folders())
    done = yield from library.ingest(
        folders, recipe_of(pack, device=device), workers=workers, retry_failed=retry_failed
    )
    if not (done.added or done.updated or done.moved or done.unchanged or done.failed):
        # A folder that held music before may only be empty for now.
        for folder in set(folders) - known:
            library.forget_folder(folder)
        raise _without_music(folders)
    return TakenIn(done)


def take_in_again(
    library: Library, pack: Pack, *, device: str = "auto", workers: int = 1
) -> Work[TakenIn]:
    """Bring the library up to date with its folders; those that are gone keep their songs.

    Raises
    ------
    LibraryError
        None of the folders is there, or the library cannot be written.
    """
    folders = library.folders()
    there = tuple(folder for folder in folders if folder.is_dir())
    vanished = tuple(folder for folder in folders if folder not in there)
    if vanished and not there:
        raise LibraryError(
            f"{vanished[0]} is not there.",
            remedy="Connect the disk it lies on, or add your music from where it lies now.",
            path=vanished[0],
        )
    if not folders:
        return TakenIn(IngestReport())
    recipe = recipe_of(pack, device=device)
    done = yield from library.ingest(there, recipe, workers=workers)
    return TakenIn(done, vanished)


def take_in_footage(
    footage: Footage,
    folders: Iterable[Path],
    pack: Pack,
    *,
    cache: Path,
    device: str = "auto",
    workers: int = 1,
    retry_failed: bool = False,
) -> Work[FootageReport]:
    """Take folders of clips into the footage; what was decoded is kept in `cache`.

    Raises
    ------
    WorldError
        A folder is not there, the folders hold no video, or the catalog cannot be written.
    """
    folders = [folder.absolute() for folder in folders]
    known = set(footage.folders())
    recipe = watch_recipe_of(pack, cache=cache, device=device)
    done = yield from footage.ingest(folders, recipe, workers=workers, retry_failed=retry_failed)
    try:
        require_clips(done, folders)
    except LibraryError:
        footage.remove(set(folders) - known)
        raise
    return done


def _without_music(folders: list[Path]) -> WorldError:
    names = ", ".join(str(folder) for folder in folders)
    return WorldError(
        f"{names} holds no music.", remedy="Choose a folder with sound files (mp3, flac, wav, …)."
    )
