"""What the commands of the command line share: options, what they open, how they print."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from editor_app.preferences import Preferences, PreferencesError, read_preferences
from editor_app.settings import Settings, preferences_path, settings
from inference.progress import Work, finish

if TYPE_CHECKING:
    from rich.console import Console

    from catalog.library import Library
    from editor_app.score.duck import Duck
    from editor_app.score.targets import Target
    from editor_app.session import Session
    from editor_app.uses.films import Given
    from inference.towers.pack import Pack
    from inference.values import Span

Result = TypeVar("Result")

FilmArgument = Annotated[
    Path, typer.Argument(help="A film of any kind ffmpeg reads, or the timeline of an editor.")
]
SongArgument = Annotated[
    str, typer.Argument(help="A music file, or a song of the library: number, path or title.")
]
TrackOption = Annotated[
    str | None, typer.Option("--track", help="Use this song: its number, path or title.")
]
PerSceneOption = Annotated[
    bool, typer.Option("--per-scene", help="A song for each scene instead of one for all.")
]
DuckOption = Annotated[
    str,
    typer.Option(
        "--duck", help="Room for speech: subtle, gentle, dialogue, podcast, trailer; off for none."
    ),
]
TargetOption = Annotated[
    str, typer.Option("--target", help="Loudness: youtube, spotify, podcast or ebu-r128.")
]
StretchOption = Annotated[
    float,
    typer.Option("--stretch", min=0, max=3, help="Per cent music may play faster or slower."),
]
RetryOption = Annotated[
    bool, typer.Option("--retry-failed", help="Try files again that failed before.")
]
LibraryOption = Annotated[
    Path | None, typer.Option("--library", help="Folder of the library, instead of your own.")
]
PackOption = Annotated[Path | None, typer.Option("--pack", help="Folder of a model pack.")]
DeviceOption = Annotated[str, typer.Option("--device", help="auto, cpu, cuda, directml or coreml.")]
MediaOption = Annotated[
    Path | None, typer.Option("--media", help="Folder with files that a timeline has lost.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def own_settings(
    *, library: Path | None = None, pack: Path | None = None, device: str = "auto"
) -> Settings:
    """Return the settings of this user, with what the command line names instead.

    Preferences that cannot be read are said so, and the usual settings are used.
    """
    try:
        chosen = read_preferences(preferences_path())
    except PreferencesError as error:
        say(str(error))
        chosen = Preferences()
    return settings(library=library, pack=pack, device=device, preferences=chosen)


@contextmanager
def open_library(
    chosen: Settings, *, create: bool = False, read_only: bool = False
) -> Iterator[Library]:
    """Open the music library for the length of a `with`."""
    from catalog.library import Library  # noqa: PLC0415

    with Library.open(chosen.library, create=create, read_only=read_only) as catalog:
        yield catalog


@contextmanager
def open_session(chosen: Settings, *, create: bool = False) -> Iterator[Session]:
    """Give the use cases over pack and library; says at the end why a device was given up."""
    from editor_app.session import Session  # noqa: PLC0415
    from inference.analysis import Analyzer  # noqa: PLC0415
    from inference.cache import BaseCache  # noqa: PLC0415

    models = open_pack(chosen)
    say_device(chosen)
    with open_library(chosen, create=create) as catalog:
        analyzer = Analyzer(models, BaseCache(chosen.cache), device=chosen.device)
        yield Session(pack=models, library=catalog, analyzer=analyzer)
        if analyzer.fell_back_because:
            say(analyzer.fell_back_because)


def open_film(path: Path, chosen: Settings, *, media: Path | None = None) -> Given:
    """Return the film to watch for a film or a timeline; says what of a cut is not in it."""
    from editor_app.uses.films import film_of  # noqa: PLC0415  (loads the media libraries)

    given = follow(film_of(path, chosen.cache, media=media))
    for note in given.told:
        say(note)
    return given


def open_pack(chosen: Settings) -> Pack:
    """Return the model pack, verified."""
    from inference.towers.pack import read_pack  # noqa: PLC0415

    return read_pack(chosen.pack)


def say_device(chosen: Settings) -> None:
    """Say that and why the CPU is used; a device asked for by name must be usable."""
    from inference.towers.session import device_report, require_device  # noqa: PLC0415

    require_device(chosen.device)
    reason = device_report().why_not_gpu if chosen.device == "auto" else None
    if reason:
        say(f"Running on the CPU: {reason}")


def follow(work: Work[Result]) -> Result:
    """Run work with a progress bar on stderr; closing it when interrupted cleans up."""
    from rich.console import Console  # noqa: PLC0415  (loaded where it is used)
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=1.0)
        return finish(
            work,
            lambda step: bar.update(task, completed=step.fraction, description=step.doing),
        )


def show_result(value: dict[str, Any], as_json: bool, show: Callable[[], None]) -> None:
    """Print plain data as JSON where that was asked for, else let it be shown as text."""
    if as_json:
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        show()


def say(text: str) -> None:
    """Print a sentence beside the result, on stderr."""
    typer.echo(text, err=True)


def screen() -> Console:
    """Return where results are printed."""
    from rich.console import Console  # noqa: PLC0415

    # A pipe has no width to wrap at.
    return Console(highlight=False, width=None if sys.stdout.isatty() else 200, soft_wrap=True)


def plain(text: object) -> str:
    """Return text of others so that its brackets are not taken for markup."""
    return str(text).replace("[", r"\[")


def clock(time_s: float) -> str:
    """Return a time as people write it: 1:02.5, or 1:00:02.5 from an hour on."""
    minutes, seconds = divmod(time_s, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{seconds:04.1f}" if hours else f"{minutes}:{seconds:04.1f}"


def rounded(value: float | None, digits: int) -> float | None:
    """Return a figure as JSON can say it: infinity and not-a-number mean that there is none."""
    return round(value, digits) if value is not None and math.isfinite(value) else None


def span_json(span: Span) -> dict[str, Any]:
    """Return a stretch of time as plain data."""
    return {"start_s": rounded(span.start_s, 3), "end_s": rounded(span.end_s, 3)}


def duck_named(name: str, depth_db: float | None = None) -> Duck | None:
    """Return a way of ducking by its name, None for off."""
    from editor_app.score.duck import PRESETS  # noqa: PLC0415

    if name == "off":
        return None
    if name not in PRESETS:
        raise typer.BadParameter(f"“{name}” is no preset; there are off, {', '.join(PRESETS)}")
    found = PRESETS[name]
    return found if depth_db is None else replace(found, depth_db=depth_db)


def target_named(name: str) -> Target:
    """Return a loudness target by its name."""
    from editor_app.score.targets import TARGETS  # noqa: PLC0415

    if name not in TARGETS:
        raise typer.BadParameter(f"“{name}” is no target; there are {', '.join(TARGETS)}")
    return TARGETS[name]
