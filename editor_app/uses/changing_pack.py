"""Changing to another model pack: song library and footage are made ready for it.

The pack in use goes on serving meanwhile, for what it said stays; only when this is done is the
other one chosen. Songs whose base features are known are embedded without their files; the others
are listened to again where their folders are there. Cut off at any moment, the next run goes on.
"""

from __future__ import annotations

from dataclasses import replace

from catalog.errors import LibraryError
from catalog.footage.footage import Footage, has_footage
from catalog.footage.ingest import FootageReport
from catalog.footage.recipe import watch_recipe_of
from catalog.library import FILE, Library
from catalog.recipe import recipe_of
from editor_app.settings import Settings
from editor_app.uses.changed_over import ChangedOver
from editor_app.uses.taking_in import take_in_again
from inference.progress import Progress, Work, share
from inference.towers.pack import Pack

EMBEDDED, HEARD = 0.3, 0.8
"""How far the whole has come when kept features are embedded, then the other songs heard."""


def change_over(
    chosen: Settings, pack: Pack, *, workers: int = 1, listens: bool = True
) -> Work[ChangedOver]:
    """Make library and footage of `chosen` ready for `pack`.

    Without `listens`, nothing is decoded: songs and clips whose features are not kept wait for
    the next time their folders are taken in.

    Raises
    ------
    PackError
        The pack cannot be used.
    LibraryError
        Library or footage catalog cannot be written.
    """
    songs = ChangedOver()
    if (chosen.library / FILE).is_file():
        with Library.open(chosen.library) as library:
            work = _songs(library, chosen, pack, workers=workers, listens=listens)
            songs = yield from share(work, 0.0, HEARD)
    if not (listens and has_footage(chosen.library)):
        return songs
    with Footage.open(chosen.library) as footage:
        clips = yield from share(_clips(footage, chosen, pack, workers=workers), HEARD, 1.0)
    watched = clips.added + clips.updated
    return replace(songs, clips=watched, failed=songs.failed + clips.failed)


def _songs(
    library: Library, chosen: Settings, pack: Pack, *, workers: int, listens: bool
) -> Work[ChangedOver]:
    known = yield from share(library.reembed(recipe_of(pack, device=chosen.device)), 0.0, EMBEDDED)
    done = ChangedOver(known.done, 0, known.unheard, 0, known.failed)
    if known.unheard and listens:
        work = _listened(library, chosen, pack, done, workers=workers)
        done = yield from share(work, EMBEDDED, 1.0)
    if listens and library.stats().analysed.get(pack.pack_id):
        yield Progress(1.0, "Sorting")
        library.prepare(pack.pack_id)
    return done


def _listened(
    library: Library, chosen: Settings, pack: Pack, done: ChangedOver, *, workers: int
) -> Work[ChangedOver]:
    try:
        work = take_in_again(library, pack, device=chosen.device, workers=workers)
        report = (yield from work).report
    except LibraryError:
        # Their disk is not there: what is known already can be suggested all the same.
        return done
    return replace(
        done,
        heard=report.added + report.updated,
        unheard=library.unheard(pack.pack_id, pack.base_id),
        failed=done.failed + report.failed,
    )


def _clips(footage: Footage, chosen: Settings, pack: Pack, *, workers: int) -> Work[FootageReport]:
    there = [folder for folder in footage.folders() if folder.is_dir()]
    recipe = watch_recipe_of(pack, cache=chosen.cache, device=chosen.device)
    return (yield from footage.ingest(there, recipe, workers=workers))
