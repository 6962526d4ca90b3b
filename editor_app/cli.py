"""The command line. Reading commands take --json; its schemas lie in docs/schema."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from editor_app.commands.cues import cues
from editor_app.commands.editors import editors_app, place
from editor_app.commands.fill import fill
from editor_app.commands.footage import footage_app, match
from editor_app.commands.library import library_add, library_app
from editor_app.commands.music import beats, fit, mix
from editor_app.commands.packs import packs_app
from editor_app.commands.suggest import score, suggest
from editor_app.commands.terminal import (
    DeviceOption,
    JsonOption,
    LibraryOption,
    PackOption,
    own_settings,
    say,
    show_result,
)
from editor_app.commands.timeline import timeline_app
from inference.errors import WorldError

app = typer.Typer(
    help="Finds the song in your own music folder that fits your cut, and the moment in it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(library_app, name="library")
app.add_typer(footage_app, name="footage")
app.add_typer(packs_app, name="packs")
app.add_typer(timeline_app, name="timeline")
app.add_typer(editors_app, name="editors")
for command in (suggest, score, fill, place, match, mix, fit, beats, cues):
    app.command()(command)


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
    from editor_app.commands import doctor_report as report  # noqa: PLC0415

    found = report.examined(own_settings(library=library, pack=pack, device=device))
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


if __name__ == "__main__":
    main()
