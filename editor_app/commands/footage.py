"""The commands for footage: clips of one's own, found for a piece of music."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from editor_app.commands.terminal import (
    DeviceOption,
    JsonOption,
    LibraryOption,
    PackOption,
    RetryOption,
    SongArgument,
    clock,
    follow,
    open_pack,
    open_session,
    own_settings,
    plain,
    rounded,
    say_device,
    screen,
    show_result,
    span_json,
)

if TYPE_CHECKING:
    from catalog.footage.clips import Clip
    from catalog.footage.ingest import FootageReport
    from editor_app.uses.matching import Fitting, Found
    from inference.values import Span

footage_app = typer.Typer(
    help="Clips of your own, to be found for a piece of music.", no_args_is_help=True
)


@footage_app.command("add")
def footage_add(
    folders: Annotated[list[Path], typer.Argument(help="Folders with clips.")],
    *,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that watch; 0 for one per two cores.")
    ] = 0,
    retry_failed: RetryOption = False,
    library: LibraryOption = None,
    pack: PackOption = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Take folders of clips into your footage: what is new or changed is watched."""
    from catalog.footage.footage import Footage  # noqa: PLC0415  (loads the catalog)
    from editor_app.uses.taking_in import take_in_footage  # noqa: PLC0415

    chosen = own_settings(library=library, pack=pack, device=device)
    models = open_pack(chosen)
    say_device(chosen)
    with Footage.open(chosen.library) as footage:
        work = take_in_footage(
            footage,
            folders,
            models,
            cache=chosen.cache,
            device=chosen.device,
            workers=workers or max(1, (os.cpu_count() or 1) // 2),
            retry_failed=retry_failed,
        )
        done = follow(work)
    show_result(_report_json(done), as_json, lambda: _show_report(done))


@footage_app.command("list")
def footage_list(*, library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the clips of your footage."""
    from catalog.footage.footage import Footage  # noqa: PLC0415

    with Footage.open(own_settings(library=library).library, create=False) as footage:
        clips, folders, failed = footage.clips(), footage.folders(), footage.failed()
    rows = {
        "folders": [str(folder) for folder in folders],
        "clips": [_clip_json(clip) for clip in clips],
        "failed": _failed_json(failed),
    }
    show_result(rows, as_json, lambda: _show_clips(clips))


@footage_app.command("remove")
def footage_remove(
    paths: Annotated[list[Path] | None, typer.Argument(help="Clips or folders.")] = None,
    *,
    missing: Annotated[bool, typer.Option(help="Also clips whose files are gone.")] = False,
    library: LibraryOption = None,
) -> None:
    """Forget clips, folders, or what is missing. No file is touched."""
    from catalog.footage.footage import Footage  # noqa: PLC0415

    if not paths and not missing:
        raise typer.BadParameter("name clips or folders, or say --missing")
    with Footage.open(own_settings(library=library).library, create=False) as footage:
        gone = footage.remove([path.absolute() for path in paths or []], missing=missing)
    typer.echo(f"{gone} clips forgotten")


def match(
    music: SongArgument,
    *,
    count: Annotated[int, typer.Option(min=1, help="How many clips.")] = 10,
    begin: Annotated[
        float | None, typer.Option("--from", min=0, help="Only from here on, in seconds.")
    ] = None,
    end: Annotated[
        float | None, typer.Option("--to", min=0, help="Only up to here, in seconds.")
    ] = None,
    passage: Annotated[
        bool, typer.Option("--passage", help="Only the passage that stands for the song.")
    ] = False,
    library: LibraryOption = None,
    pack: PackOption = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Find footage for a piece of music, with the moment in the clip and in the song."""
    from catalog.footage.footage import Footage  # noqa: PLC0415
    from editor_app.uses.matching import Stretched, find_footage  # noqa: PLC0415

    chosen = own_settings(library=library, pack=pack, device=device)
    stretched = Stretched(begin, end, passage)
    with (
        Footage.open(chosen.library, create=False) as footage,
        open_session(chosen, create=True) as session,
    ):
        work = find_footage(session, footage, music, stretched=stretched, count=count)
        found, pack_id = follow(work), session.pack.pack_id
    show_result(
        _found_json(found, pack_id), as_json, lambda: _show_found(found, wanted_passage=passage)
    )


def _report_json(done: FootageReport) -> dict[str, Any]:
    return {
        "added": done.added,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "missing": done.missing,
        "failed": _failed_json(done.failed),
    }


def _failed_json(failed: Iterable[tuple[Path, str]]) -> list[dict[str, str]]:
    return [{"path": str(path), "reason": reason} for path, reason in failed]


def _clip_json(clip: Clip) -> dict[str, Any]:
    return {
        "id": clip.id,
        "path": str(clip.path),
        "duration_s": rounded(clip.duration_s, 3),
        "width": clip.width,
        "height": clip.height,
        "frames_per_s": rounded(clip.frames_per_s, 3),
        "sights": list(clip.sights),
        "missing": clip.missing,
    }


def _found_json(found: Found, pack_id: str) -> dict[str, Any]:
    piece, song = found.piece, found.piece.song
    return {
        "music": str(song.path),
        "title": song.title,
        "artist": song.artist,
        "duration_s": rounded(song.duration_s, 3),
        "pack": pack_id,
        "passage": None if piece.passage is None else span_json(piece.passage),
        "asked": span_json(found.span),
        "emotions": {name: rounded(share, 3) for name, share in found.emotions.items()},
        "unsure": found.unsure,
        "clips": [_fitting_json(one) for one in found.fittings],
    }


def _fitting_json(fitting: Fitting) -> dict[str, Any]:
    found = fitting.match
    return {
        **_clip_json(found.clip),
        "score": rounded(found.score, 4),
        "whole_score": rounded(found.whole_score, 4),
        "clip_s": rounded(found.clip_s, 3),
        "song_s": rounded(found.song_s, 3),
        "together_s": rounded(found.duration_s, 3),
        "reasons": [{"about": one.about, "text": one.text} for one in fitting.reasons],
    }


def _show_report(done: FootageReport) -> None:
    console, counts = screen(), _report_json(done)
    words = ("added", "updated", "unchanged", "missing")
    console.print(
        ", ".join(f"{counts[word]} {word}" for word in words if counts[word]) or "0 clips"
    )
    for path, reason in done.failed:
        console.print(f"[yellow]not usable:[/] {plain(path.name)}: {plain(reason)}")


def _show_clips(clips: Iterable[Clip]) -> None:
    from rich.table import Table  # noqa: PLC0415

    table = Table("no.", "clip", "length", "size", "shows", box=None)
    for clip in clips:
        name = clip.path.name + (" (missing)" if clip.missing else "")
        size = f"{clip.width}×{clip.height}"
        cells = (str(clip.id), name, clock(clip.duration_s), size, ", ".join(clip.sights))
        table.add_row(*map(plain, cells))
    screen().print(table)


def _show_found(found: Found, *, wanted_passage: bool) -> None:
    console, song, passage = screen(), found.piece.song, found.piece.passage
    artist = f" – {song.artist}" if song.artist else ""
    console.print(f"\n[bold]{plain(song.title + artist)}[/] {_clock_span(found.span)}")
    if passage:
        console.print(f"   [dim]the passage that stands for it: {_clock_span(passage)}[/]")
    elif wanted_passage:
        console.print("   [yellow]no passage of it stands out, so all of it was asked for[/]")
    if found.unsure:
        console.print(f"   [yellow]{found.unsure}[/]")
    for fitting in found.fittings:
        one = fitting.match
        console.print(
            f"   [cyan]{one.score:.2f}[/] {plain(one.clip.path.name)} from {clock(one.clip_s)}, "
            f"with the song from {clock(one.song_s)}, {one.duration_s:.0f} s together"
        )
        console.print(f"        [dim]{plain('; '.join(why.text for why in fitting.reasons))}[/]")


def _clock_span(span: Span) -> str:
    return f"{clock(span.start_s)}–{clock(span.end_s)}"
