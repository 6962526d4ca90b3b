"""The command line. Reading commands take --json; its schemas lie in docs/schema."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from editor_app.commands.cues import cues
from editor_app.commands.editors import editors_app, place
from editor_app.commands.fill import fill
from editor_app.commands.footage import footage_app, match
from editor_app.commands.music import add_music_commands
from editor_app.commands.packs import packs_app
from editor_app.commands.terminal import (
    DeviceOption,
    JsonOption,
    LibraryOption,
    MediaOption,
    PackOption,
    follow,
    open_film,
    open_library,
    open_pack,
    open_session,
    own_settings,
    say,
    say_device,
    show_result,
    target_named,
)
from editor_app.commands.timeline import timeline_app
from inference.errors import WorldError

if TYPE_CHECKING:
    from catalog.filters import Filters

app = typer.Typer(
    help="Finds the song in your own music folder that fits your cut, and the moment in it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
library_app = typer.Typer(help="Your music folders.", no_args_is_help=True)
app.add_typer(library_app, name="library")
app.add_typer(footage_app, name="footage")
app.add_typer(packs_app, name="packs")
app.add_typer(timeline_app, name="timeline")
app.add_typer(editors_app, name="editors")
app.command(name="match")(match)
app.command(name="place")(place)
add_music_commands(app)
app.command(name="fill")(fill)
app.command(name="cues")(cues)

Video = Annotated[
    Path, typer.Argument(help="A film of any kind ffmpeg reads, or the timeline of an editor.")
]


def main() -> None:
    """Run the command line: one sentence for what the world did wrong, exit code 1."""
    # Our matrices are small: shared out over cores, most of the time would go into waiting. Read
    # when numpy is loaded, and handed on to the processes that listen.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except WorldError as error:
        say(f"{error.what}\n{error.remedy}")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        say("Stopped. What was finished is kept.")
        raise SystemExit(130) from None
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; nothing is left to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@library_app.command("add")
def library_add(
    folders: Annotated[list[Path], typer.Argument(help="Music folders.")],
    *,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that listen; 0 for one per core.")
    ] = 0,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try files again that failed before.")
    ] = False,
    library: LibraryOption = None,
    pack: PackOption = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Take music folders into the library: what is new or changed is listened to."""
    from editor_app.commands import report  # noqa: PLC0415
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
    from editor_app.commands import report  # noqa: PLC0415
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
    from editor_app.commands import report  # noqa: PLC0415

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


@app.command()
def suggest(
    video: Video,
    *,
    count: Annotated[int, typer.Option(min=1, help="How many songs.")] = 10,
    segments: Annotated[bool, typer.Option("--segments", help="Also for each scene.")] = False,
    attribute: Annotated[
        list[str] | None, typer.Option(help="A slider, as guitar=+0.8; -1 to 1; repeatable.")
    ] = None,
    bpm: Annotated[str | None, typer.Option(help="Tempo, as 90-120.")] = None,
    vocals: Annotated[
        bool | None, typer.Option("--vocals/--no-vocals", help="Only with, or without, a voice.")
    ] = None,
    cleared: Annotated[
        bool, typer.Option("--cleared", help="Only what is cleared for client work.")
    ] = False,
    spread: Annotated[float, typer.Option(min=0, max=1, help="Variety of the list.")] = 0.0,
    media: MediaOption = None,
    library: LibraryOption = None,
    pack: PackOption = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Suggest songs for a film, and for each of its scenes, with reasons."""
    from editor_app.commands import report  # noqa: PLC0415
    from editor_app.session import Wish  # noqa: PLC0415
    from editor_app.uses import films  # noqa: PLC0415

    wish = Wish(
        count, _attributes(attribute or []), _filters(bpm, vocals=vocals, cleared=cleared), spread
    )
    chosen = own_settings(library=library, pack=pack, device=device)
    with open_session(chosen) as session:
        given = open_film(video, chosen, media=media)
        answer = follow(session.suggest(given.film, wish, scenes=segments))
    answer = replace(answer, video=films.named(given, answer.video))
    show_result(report.answer_json(answer), as_json, lambda: report.show_answer(answer))


@app.command()
def score(
    video: Video,
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help="The film to write.")],
    track: Annotated[
        str | None, typer.Option(help="Use this song: its number, path or title.")
    ] = None,
    per_scene: Annotated[
        bool, typer.Option("--per-scene", help="A song for each scene instead of one for all.")
    ] = False,
    target: Annotated[
        str, typer.Option(help="Loudness: youtube, spotify, podcast or ebu-r128.")
    ] = "youtube",
    duck_db: Annotated[
        float, typer.Option("--duck", min=0, max=60, help="Decibels under speech; 0 for none.")
    ] = 12.0,
    original: Annotated[
        bool, typer.Option("--original/--no-original", help="Keep the film's own sound.")
    ] = True,
    attribute: Annotated[
        list[str] | None, typer.Option(help="A slider, as guitar=+0.8; -1 to 1; repeatable.")
    ] = None,
    bpm: Annotated[str | None, typer.Option(help="Tempo, as 90-120.")] = None,
    vocals: Annotated[
        bool | None, typer.Option("--vocals/--no-vocals", help="Only with, or without, a voice.")
    ] = None,
    media: MediaOption = None,
    library: LibraryOption = None,
    pack: PackOption = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Choose, place, align, mix and write: the film with its music, and a report."""
    from editor_app.commands import report  # noqa: PLC0415
    from editor_app.score.duck import Duck  # noqa: PLC0415
    from editor_app.session import Scoring, Wish  # noqa: PLC0415
    from editor_app.uses import films  # noqa: PLC0415

    wish = Wish(10, _attributes(attribute or []), _filters(bpm, vocals=vocals, cleared=False))
    scoring = Scoring(target_named(target), Duck(depth_db=duck_db) if duck_db else None, original)
    chosen = own_settings(library=library, pack=pack, device=device)
    with open_session(chosen) as session:
        given = open_film(video, chosen, media=media)
        answer = follow(session.suggest(given.film, wish, scenes=per_scene))
        placement = session.place(answer.video, session.choices(answer, track), scoring)
        work = films.with_whole_film(
            given, answer.video, lambda film: session.write(film, placement, scoring, out), out
        )
        done = follow(work)
    answer = replace(answer, video=films.named(given, answer.video))
    found = report.score_json(answer, placement, done)
    show_result(found, as_json, lambda: report.show_score(answer, placement, done))


@app.command(name="open")
def open_window(
    file: Annotated[
        Path | None, typer.Argument(help="A film or a project to open.", show_default=False)
    ] = None,
    *,
    another: Annotated[
        bool, typer.Option("--another", help="A window of its own, although one is open.")
    ] = False,
) -> None:
    """Open the window, with a film or project in it; a window that is open takes it over."""
    try:
        from editor_app.app import main as show  # noqa: PLC0415
    except ImportError as error:
        raise WorldError(
            f"The window cannot be shown: {error}.",
            remedy="On Debian: apt install libegl1 libgl1 libxkbcommon0 libdbus-1-3 "
            "libfontconfig1 libxcb-cursor0.",
        ) from error
    raise typer.Exit(show([] if file is None else [str(file)], another=another))


@app.command()
def doctor(
    *,
    library: LibraryOption = None,
    pack: PackOption = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Say which device runs the models and why, which versions are at work, and how all is."""
    from editor_app.commands import report  # noqa: PLC0415

    found = report.doctor(own_settings(library=library, pack=pack, device=device))
    show_result(found, as_json, lambda: report.show_doctor(found))
    if found["problems"]:
        raise typer.Exit(1)


@app.command()
def demo(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the demo's library and film.")] = Path(
        "out"
    ),
) -> None:
    """Soundtrack the demo clip with the demo music, scene by scene, and say why."""
    from resources import DEMO  # noqa: PLC0415

    library = out / "library"
    library_add([DEMO / "music"], library=library)
    score(DEMO / "clip.mp4", out=out / "demo.mp4", per_scene=True, library=library)


def _attributes(texts: list[str]) -> dict[str, float]:
    return dict(_attribute(text) for text in texts)


def _attribute(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        weight = float(value)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is no slider; write it as guitar=+0.8") from None
    if not -1 <= weight <= 1:
        raise typer.BadParameter(f"{name} goes from -1 to 1, not to {value}")
    return name, weight


def _filters(bpm: str | None, *, vocals: bool | None, cleared: bool) -> Filters:
    from catalog.filters import Filters  # noqa: PLC0415

    return Filters(
        bpm=None if bpm is None else _range(bpm),
        vocals="any" if vocals is None else "yes" if vocals else "no",
        cleared=frozenset({"yes"}) if cleared else frozenset(),
    )


def _range(text: str) -> tuple[float, float]:
    low, _, high = text.partition("-")
    try:
        return float(low), float(high or low)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is no tempo; write it as 90-120") from None


if __name__ == "__main__":
    main()
