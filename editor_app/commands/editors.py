"""The commands other editors call, and the plugins that call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from editor_app.commands.terminal import (
    DeviceOption,
    FilmArgument,
    JsonOption,
    LibraryOption,
    MediaOption,
    PackOption,
    PerSceneOption,
    TrackOption,
    clock,
    follow,
    open_film,
    open_session,
    own_settings,
    plain,
    rounded,
    screen,
    show_result,
)

if TYPE_CHECKING:
    from editor_app.score.duck import Duck
    from editor_app.session import Answer, Placement, Scoring
    from inference.values import Span

editors_app = typer.Typer(
    help="Plugins for other editors, which call this program.", no_args_is_help=True
)


@editors_app.command("list")
def editors_list(*, as_json: JsonOption = False) -> None:
    """List the editors there is a plugin for, and where each looks for it here."""
    from editor_app.uses.plugins import plugins  # noqa: PLC0415

    rows = [
        {"name": one.name, "editor": one.editor, "folders": [str(path) for path in one.folders]}
        for one in plugins()
    ]
    show_result({"editors": rows}, as_json, lambda: _show_editors(rows))


@editors_app.command("install")
def editors_install(
    editor: Annotated[str, typer.Argument(help="blender or resolve.")],
    *,
    to: Annotated[
        Path | None, typer.Option(help="Folder of its scripts, where it is not found.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Copy a plugin to where its editor looks for it."""
    from editor_app.uses.plugins import install, plugin  # noqa: PLC0415

    wanted = plugin(editor)
    target = install(wanted, to)
    found = {"name": wanted.name, "file": str(target), "then": wanted.then}
    show_result(found, as_json, lambda: screen().print(f"{plain(target)}\n{plain(wanted.then)}"))


def place(
    video: FilmArgument,
    *,
    track: TrackOption = None,
    per_scene: PerSceneOption = False,
    stem: Annotated[
        Path | None, typer.Option(help="Also write the music alone, as it is to be heard.")
    ] = None,
    media: MediaOption = None,
    library: LibraryOption = None,
    pack: PackOption = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Choose and place music without writing a film: cues with levels, for other programs."""
    from editor_app.session import Scoring, Wish  # noqa: PLC0415
    from editor_app.uses import films  # noqa: PLC0415  (loads the media libraries)

    chosen = own_settings(library=library, pack=pack, device=device)
    with open_session(chosen) as session:
        given = open_film(video, chosen, media=media)
        answer = follow(session.suggest(given.film, Wish(10), scenes=per_scene))
        scoring = Scoring()
        placing = session.place(answer.video, session.choices(answer, track), scoring)
        placement = follow(placing)
    if stem is not None:
        _write_stem(answer, placement, scoring, stem)
    answer = replace(answer, video=films.named(given, answer.video))
    found = placed_json(answer, placement, scoring, stem)
    show_result(found, as_json, lambda: _show_placed(placement, stem))


def _write_stem(answer: Answer, placement: Placement, scoring: Scoring, stem: Path) -> None:
    from editor_app.score.render import RenderSettings, render_sound  # noqa: PLC0415

    # Its level is the one it has beside the film's own sound, which the other editor plays.
    settings = RenderSettings(target=None, speech=answer.video.base.speech, duck=scoring.duck)
    follow(render_sound(answer.video.info.path, placement.cues, settings, stem))


def placed_json(
    answer: Answer, placement: Placement, scoring: Scoring, stem: Path | None
) -> dict[str, Any]:
    """Return cues with everything that shapes their level, as plain data."""
    from editor_app.commands import report  # noqa: PLC0415

    base = answer.video.base
    return {
        "video": str(answer.video.info.path),
        "duration_s": rounded(base.duration_s, 3),
        "pack": answer.video.pack_id,
        "cues": [
            {
                **report.cue_json(cue),
                "speed": rounded(cue.speed, 5),
                "gain_points": [[rounded(at, 3), rounded(db, 2)] for at, db in cue.gain_points],
                "bpm": rounded(cue.bpm, 2),
            }
            for cue in placement.cues
        ],
        "aligned": [report.alignment_json(one) for one in placement.snaps],
        "duck": _duck_points(base.speech, scoring.duck),
        "stem": None if stem is None else str(stem.absolute()),
    }


def _duck_points(speech: Sequence[Span], duck: Duck | None) -> list[list[float | None]]:
    from editor_app.score.gain_curve import duck_curve  # noqa: PLC0415

    if duck is None or not speech:
        return []
    curve = duck_curve(speech, duck)
    pairs = zip(curve.times_s.tolist(), curve.gain_db.tolist(), strict=True)
    return [[rounded(max(0.0, at), 3), rounded(db, 2)] for at, db in pairs]


def _show_placed(placement: Placement, stem: Path | None) -> None:
    console = screen()
    for cue, found in zip(placement.cues, placement.snaps, strict=False):
        console.print(
            f"{clock(cue.start_s)}–{clock(cue.end_s)}  [bold]{plain(cue.title)}[/] from "
            f"{clock(cue.source_in_s)}, {cue.gain_db:+.1f} dB\n   [dim]{plain(found.reason)}[/]"
        )
    if stem is not None:
        console.print(plain(stem))


def _show_editors(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        places = row["folders"] or ["not found on this computer"]
        screen().print(f"{plain(row['name'])}: {plain(row['editor'])}\n   {plain(places[0])}")
