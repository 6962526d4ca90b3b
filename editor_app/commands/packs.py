"""The commands for model packs."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from editor_app.commands.terminal import (
    DeviceOption,
    JsonOption,
    LibraryOption,
    follow,
    own_settings,
    plain,
    say,
    say_device,
    screen,
    show_result,
)
from editor_app.preferences import read_preferences, write_preferences
from editor_app.settings import USUAL_PACK, Settings, preferences_path
from inference.errors import WorldError

if TYPE_CHECKING:
    from editor_app.uses.changed_over import ChangedOver
    from inference.towers.pack import Label, Pack

packs_app = typer.Typer(
    help="Model packs: the models that look, listen and say what belongs together.",
    no_args_is_help=True,
)

WorkersOption = Annotated[
    int, typer.Option("--workers", min=0, help="Processes that listen; 0 for one per core.")
]


@packs_app.command("list")
def packs_list(*, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the packs that are installed, and how many of your songs each is ready for."""
    from editor_app.uses.choosing_pack import known_songs  # noqa: PLC0415  (loads numpy)
    from editor_app.uses.packs import installed  # noqa: PLC0415

    chosen = own_settings(library=library)
    ready, songs = known_songs(chosen.library)
    labels = installed(also=[chosen.pack])
    rows = [_label_json(one, chosen, ready.get(one.pack_id, 0)) for one in labels]
    show_result({"songs": songs, "packs": rows}, as_json, lambda: _show_packs(rows, songs))


@packs_app.command("install")
def packs_install(
    source: Annotated[Path, typer.Argument(help="Folder or .zip of a pack.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Check a pack and copy it to your packs; `packs use` then chooses it."""
    from editor_app.uses.packs import install  # noqa: PLC0415  (loads numpy)

    pack = install(source)
    found = _pack_json(pack)
    show_result(
        found, as_json, lambda: screen().print(f"{plain(pack.pack_id)} in {plain(pack.folder)}")
    )


@packs_app.command("verify")
def packs_verify(
    pack: Annotated[
        str | None, typer.Argument(help="Name, id or folder of a pack; all of yours if left out.")
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Check every file of a pack, and run each of its models once. Exit code 1 when one fails."""
    from editor_app.uses.packs import find, installed  # noqa: PLC0415  (loads numpy)

    chosen = [find(pack)] if pack else installed(also=[own_settings().pack])
    rows = [{**_id_json(one), "problem": _problem(one)} for one in chosen]
    show_result({"packs": rows}, as_json, lambda: _show_verified(rows))
    if any(row["problem"] for row in rows):
        raise typer.Exit(1)


@packs_app.command("remove")
def packs_remove(
    pack: Annotated[str, typer.Argument(help="Name or id of a pack you installed.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Remove a pack you installed. The one in use, and the one that came along, stay."""
    from editor_app.uses.packs import find, remove  # noqa: PLC0415  (loads numpy)

    label = find(pack)
    remove(label, in_use=own_settings().pack)
    show_result(
        _id_json(label), as_json, lambda: screen().print(f"{plain(label.pack_id)} is removed")
    )


@packs_app.command("use")
def packs_use(
    pack: Annotated[str, typer.Argument(help="Name, id or folder of a pack.")],
    *,
    workers: WorkersOption = 0,
    listen: Annotated[
        bool, typer.Option("--listen/--no-listen", help="Listen again to what has to be.")
    ] = True,
    library: LibraryOption = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Make your library and footage ready for a pack, then choose it for good.

    Until that is done the pack in use serves on; stopped at any moment, the same command goes on
    where it was.
    """
    from editor_app.uses.changing_pack import change_over  # noqa: PLC0415  (loads the catalog)
    from editor_app.uses.packs import find, verified  # noqa: PLC0415

    models = verified(find(pack).folder)
    chosen = own_settings(library=library, pack=models.folder, device=device)
    say_device(chosen)
    work = change_over(chosen, models, workers=workers or os.cpu_count() or 1, listens=listen)
    done = follow(work)
    _choose(models)
    show_result(_changed_json(models, done), as_json, lambda: _show_changed(models, done))


def _choose(pack: Pack) -> None:
    path = preferences_path()
    folder = None if pack.folder == USUAL_PACK else pack.folder.absolute()
    write_preferences(replace(read_preferences(path), pack=folder, coming_pack=None), path)


def _problem(label: Label) -> str | None:
    from editor_app.uses.packs import verified  # noqa: PLC0415

    try:
        verified(label.folder)
    except WorldError as error:
        return str(error)
    return None


def _id_json(label: Label | Pack) -> dict[str, Any]:
    return {"id": label.pack_id, "name": label.name, "version": label.version,
            "folder": str(label.folder)}  # fmt: skip


def _pack_json(pack: Label | Pack) -> dict[str, Any]:
    return {**_id_json(pack), "family": pack.family, "metric": pack.metric}


def _label_json(label: Label, chosen: Settings, ready: int) -> dict[str, Any]:
    is_chosen = label.folder == chosen.pack
    return {**_pack_json(label), "songs_ready": ready, "in_use": is_chosen}


def _changed_json(pack: Pack, done: ChangedOver) -> dict[str, Any]:
    return {
        **_pack_json(pack),
        "reembedded": done.reembedded,
        "heard": done.heard,
        "unheard": [str(path) for path in done.unheard],
        "clips": done.clips,
        "failed": [{"path": str(path), "reason": reason} for path, reason in done.failed],
    }


def _show_packs(rows: list[dict[str, Any]], songs: int) -> None:
    from rich.table import Table  # noqa: PLC0415

    table = Table("", "name", "version", "family", "songs ready", "id", box=None)
    for row in rows:
        mark = "●" if row["in_use"] else ""
        ready = f"{row['songs_ready']} of {songs}"
        cells = (row["name"], row["version"], row["family"], ready, row["id"])
        table.add_row(mark, *map(plain, cells))
    screen().print(table)


def _show_verified(rows: list[dict[str, Any]]) -> None:
    console = screen()
    for row in rows:
        said = f"[red]{plain(row['problem'])}[/]" if row["problem"] else "whole, and works"
        console.print(f"{plain(row['id'])}: {said}")


def _show_changed(pack: Pack, done: ChangedOver) -> None:
    console = screen()
    console.print(
        f"{plain(pack.pack_id)} is in use: {done.reembedded} songs taken over without listening, "
        f"{done.heard} listened to, {done.clips} clips"
    )
    for path, reason in done.failed:
        console.print(f"[yellow]not usable:[/] {plain(path.name)}: {plain(reason)}")
    if done.unheard:
        say(f"{len(done.unheard)} songs have to be listened to first: cuesmith library add FOLDER")
