"""The commands for the music library: what is in it, and what is wrong with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from editor_app.commands.terminal import (
    DeviceOption,
    JsonOption,
    LibraryOption,
    PackOption,
    RetryOption,
    follow,
    open_library,
    open_pack,
    own_settings,
    say_device,
    show_result,
)

library_app = typer.Typer(help="Your music folders.", no_args_is_help=True)


@library_app.command("add")
def library_add(
    folders: Annotated[list[Path], typer.Argument(help="Music folders.")],
    *,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that listen; 0 for one per core.")
    ] = 0,
    retry_failed: RetryOption = False,
    library: LibraryOption = None,
    pack: PackOption = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Take music folders into the library: what is new or changed is listened to."""
    from editor_app.commands import library_report as report  # noqa: PLC0415
    from editor_app.uses.taking_in import take_in  # noqa: PLC0415

    chosen = own_settings(library=library, pack=pack, device=device)
    models = open_pack(chosen)
    say_device(chosen)
    with open_library(chosen, create=True) as catalog:
        work = take_in(
            catalog,
            folders,
            models,
            device=device,
            workers=workers or os.cpu_count() or 1,
            retry_failed=retry_failed,
        )
        done = follow(work).report
        if len(catalog):
            catalog.prepare(models.pack_id)
    show_result(report.ingest_json(done), as_json, lambda: report.show_ingest(done))


@library_app.command("list")
def library_list(
    *,
    text: Annotated[str, typer.Option(help="Words of title, artist, album or tags.")] = "",
    library: LibraryOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the songs of the library, with the passage that stands for each."""
    from catalog.filters import Filters  # noqa: PLC0415
    from editor_app.commands import library_report as report  # noqa: PLC0415
    from inference.towers.pack import read_label  # noqa: PLC0415

    chosen = own_settings(library=library, pack=pack)
    with open_library(chosen) as catalog:
        tracks = list(catalog.tracks(Filters(text=text) if text else None))
        passages = catalog.passages(read_label(chosen.pack).pack_id) if as_json else {}
    rows = {"tracks": [report.listed_json(one, passages.get(one.id)) for one in tracks]}
    show_result(rows, as_json, lambda: report.show_tracks(tracks))


@library_app.command("check")
def library_check(*, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """Look for missing files, files that failed, and damage. Exit code 1 when damaged."""
    from editor_app.commands import library_report as report  # noqa: PLC0415

    with open_library(own_settings(library=library), read_only=True) as catalog:
        health, failed, stats = catalog.check(), catalog.failed(), catalog.stats()
    found = report.health_json(health, failed, stats)
    show_result(found, as_json, lambda: report.show_health(found))
    if health.problems:
        raise typer.Exit(1)


@library_app.command("remove")
def library_remove(
    paths: Annotated[list[Path] | None, typer.Argument(help="Songs or folders.")] = None,
    *,
    missing: Annotated[bool, typer.Option(help="Also songs whose files are gone.")] = False,
    library: LibraryOption = None,
) -> None:
    """Forget songs, folders, or what is missing. No music file is touched."""
    if not paths and not missing:
        raise typer.BadParameter("name songs or folders, or say --missing")
    wanted = [path.absolute() for path in paths or []]
    with open_library(own_settings(library=library)) as catalog:
        gone = [
            track.id
            for track in catalog.tracks()
            if (missing and track.missing) or any(track.path.is_relative_to(p) for p in wanted)
        ]
        for path in wanted:
            catalog.forget_folder(path)
        typer.echo(f"{catalog.remove(gone)} songs forgotten")
