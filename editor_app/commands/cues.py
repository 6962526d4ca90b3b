"""The command for the cue sheet of a project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from editor_app.commands.terminal import (
    JsonOption,
    LibraryOption,
    open_library,
    own_settings,
    plain,
    rounded,
    say,
    screen,
    show_result,
)

if TYPE_CHECKING:
    from editor_app.project.credits import Credit
    from editor_app.project.cue import Cue
    from editor_app.project.cue_sheet import SheetRow
    from editor_app.project.timeline import Project
    from editor_app.settings import Settings


def cues(
    project: Annotated[Path, typer.Argument(help="A project, as the window saves it.")],
    *,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Folder for cue sheet (CSV, HTML), credits, licences."),
    ] = None,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which music is heard when, as broadcasters and collecting societies ask for it."""
    from editor_app.project.cue_sheet import cue_sheet  # noqa: PLC0415
    from editor_app.project.edits import audible  # noqa: PLC0415
    from editor_app.project.project_file import read_project  # noqa: PLC0415

    opened = read_project(project)
    heard = audible(opened.timeline)
    songs = _credits(heard, own_settings(library=library))
    rows = cue_sheet(heard, songs, span=opened.timeline.kept)
    written = _write(opened, heard, songs, stem=project.stem, out=out) if out else ()
    value = {
        "cues": [_row_json(row) for row in rows],
        "credits": [_credit_json(song) for song in songs],
        "written": [str(path) for path in written],
    }
    show_result(value, as_json, lambda: _show(rows, written))


def _credits(heard: tuple[Cue, ...], chosen: Settings) -> tuple[Credit, ...]:
    """Ask the library about the songs; without one their own tags have to do."""
    from catalog.errors import LibraryError  # noqa: PLC0415
    from editor_app.project.credits import credits_of  # noqa: PLC0415

    try:
        with open_library(chosen, read_only=True) as catalog:
            return credits_of(heard, catalog.at)
    except LibraryError as error:
        say(f"{error.what} Licences are left empty.")
        return credits_of(heard, lambda _: None)


def _write(
    opened: Project,
    heard: tuple[Cue, ...],
    songs: tuple[Credit, ...],
    *,
    stem: str,
    out: Path,
) -> tuple[Path, ...]:
    from editor_app.project.cue_sheet import licence_table, words_about  # noqa: PLC0415
    from editor_app.project.timecode import exact_rate  # noqa: PLC0415
    from editor_app.score.export import write_text  # noqa: PLC0415

    kept = opened.timeline.kept
    rate = exact_rate(opened.film.frames_per_s if opened.film else 0.0)
    files = {
        kind: words_about(heard, songs, kind=kind, rate=rate, title=f"Music of {stem}", span=kept)
        for kind in (".csv", ".html", ".txt")
    }
    named: Mapping[str, str] = {
        f"{stem} cue sheet.csv": files[".csv"],
        f"{stem} cue sheet.html": files[".html"],
        f"{stem} credits.txt": files[".txt"],
        f"{stem} licences.csv": licence_table(songs),
    }
    for name, text in named.items():
        write_text(text, out / name)
    return tuple(out / name for name in named)


def _row_json(row: SheetRow) -> dict[str, Any]:
    return {
        "cue": row.number,
        "title": row.title,
        "composer": row.composer,
        "publisher": row.publisher,
        "artist": row.artist,
        "in_s": rounded(row.in_s, 3),
        "out_s": rounded(row.out_s, 3),
        "duration_s": rounded(row.duration_s, 3),
        "usage": row.usage,
        "licence": row.licence,
    }


def _credit_json(song: Credit) -> dict[str, Any]:
    from editor_app.project.credits import credit_line  # noqa: PLC0415

    return {
        "title": song.title,
        "artist": song.artist,
        "licence": song.licence,
        "cleared": song.cleared,
        "line": credit_line(song),
    }


def _show(rows: tuple[SheetRow, ...], written: tuple[Path, ...]) -> None:
    from rich.table import Table  # noqa: PLC0415

    from editor_app.commands.terminal import clock  # noqa: PLC0415

    table = Table("cue", "title", "composer", "publisher", "in", "out", "usage", box=None)
    for row in rows:
        said = (row.title, row.composer, row.publisher, clock(row.in_s), clock(row.out_s))
        table.add_row(str(row.number), *map(plain, said), row.usage)
    screen().print(table if rows else "There is no music on the timeline.")
    for path in written:
        screen().print(plain(path), style="dim")
