"""What every command of the command line prints with: text, JSON, a progress bar."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from editor_app.preferences import Preferences, PreferencesError, read_preferences
from editor_app.settings import Settings, preferences_path, settings
from inference.progress import Work, finish

if TYPE_CHECKING:
    from rich.console import Console

Result = TypeVar("Result")

LibraryOption = Annotated[
    Path | None, typer.Option("--library", help="Folder of the library, instead of your own.")
]
PackOption = Annotated[Path | None, typer.Option("--pack", help="Folder of a model pack.")]
DeviceOption = Annotated[str, typer.Option("--device", help="auto, cpu, cuda, directml or coreml.")]
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
