"""The commands for timelines of other editors: what one holds, and one made into another."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
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
    screen,
    show_result,
)

if TYPE_CHECKING:
    from editor_app.interchange.cut import Cut
    from editor_app.uses.scored_timeline import ScoredTimeline
    from editor_app.uses.timelines import Opened

timeline_app = typer.Typer(help="Timelines of other editors.", no_args_is_help=True)

TimelineFile = Annotated[
    Path,
    typer.Argument(
        help="FCPXML, Premiere or Resolve XML, OTIO, EDL, AAF, Kdenlive, Shotcut, OpenShot …"
    ),
]
NameOption = Annotated[
    str, typer.Option("--timeline", help="Which of several timelines in the file, by name.")
]
RateOption = Annotated[
    str, typer.Option("--rate", help="Frames a second of an EDL, as 25 or 23.976.")
]
_SHOWN = 40


@timeline_app.command("info")
def info(
    file: TimelineFile,
    *,
    timeline: NameOption = "",
    rate: RateOption = "",
    media: MediaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a timeline holds: its cuts, sounds and files, and what could not be read."""
    from editor_app.uses.timelines import info_json  # noqa: PLC0415

    opened = _opened(file, timeline, rate, media)
    show_result(info_json(opened), as_json, lambda: _show(opened))


@timeline_app.command("convert")
def convert(
    file: TimelineFile,
    out: Annotated[Path, typer.Argument(help="The file to write; its ending says which kind.")],
    *,
    timeline: NameOption = "",
    rate: RateOption = "",
    media: MediaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a timeline so that another editor can open it, and say what is lost on the way."""
    from editor_app.uses import timelines as timeline_use  # noqa: PLC0415

    opened = _opened(file, timeline, rate, media)
    lost = [*opened.cut.dropped, *timeline_use.convert(opened.cut, out)]
    written = {"out": str(out), "name": opened.cut.name, "lost": lost}
    show_result(written, as_json, lambda: _show_written(written))


@timeline_app.command("score")
def score(
    file: FilmArgument,
    out: Annotated[Path, typer.Argument(help="The timeline to write; its ending says which kind.")],
    *,
    track: TrackOption = None,
    per_scene: PerSceneOption = False,
    library: LibraryOption = None,
    pack: PackOption = None,
    device: DeviceOption = "auto",
    media: MediaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lay music on a cut and hand it back to its editor, the mixed music in a file beside it."""
    from editor_app.uses.scored_timeline import score_timeline  # noqa: PLC0415

    chosen = own_settings(library=library, pack=pack, device=device)
    with open_session(chosen) as session:
        given = open_film(file, chosen, media=media)
        done = follow(score_timeline(session, given, out, track=track, per_scene=per_scene))
    found = _scored_json(done)
    show_result(found, as_json, lambda: _show_scored(found))


def _scored_json(done: ScoredTimeline) -> dict[str, Any]:
    """Return what was written as plain data; see docs/schema/timeline-score.json."""
    from editor_app.commands import report  # noqa: PLC0415  (loads the renderer)

    return {
        "out": str(done.path.absolute()),
        "stem": str(done.stem.absolute()),
        "cues": [report.cue_json(cue) for cue in done.placement.cues],
        "replaced": done.replaced,
        "lost": list(done.lost),
    }


def _opened(file: Path, timeline: str, rate: str, media: Path | None) -> Opened:
    from editor_app.uses.timelines import open_timeline  # noqa: PLC0415

    work = open_timeline(file, timeline=timeline, rate=_rate(rate), media=media)
    return follow(work)


def _rate(text: str) -> Fraction | None:
    from editor_app.interchange.times import TimeError, frame_rate  # noqa: PLC0415

    if not text:
        return None
    try:
        return frame_rate(text)
    except TimeError:
        raise typer.BadParameter(f"“{text}” is no frame rate; write it as 25 or 23.976") from None


def _show(opened: Opened) -> None:
    from editor_app.interchange.relink import missing  # noqa: PLC0415

    cut, page = opened.cut, screen()
    page.print(f"[bold]{plain(cut.name)}[/bold]  {plain(cut.format)}")
    size = "" if cut.size is None else f", {cut.size[0]}×{cut.size[1]}"
    rate = f"{float(cut.frame_rate):.6g}"
    page.print(f"{clock(float(cut.duration_s))}, {rate} frames a second{size}")
    page.print(f"{cut.clips_understood} of {cut.clips_in} clips understood")
    _show_pieces(cut)
    kinds = Counter(one.kind for one in cut.sounds)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    page.print(f"\n{len(cut.sounds)} sounds{': ' if told else ''}{told}")
    if cut.earlier:
        page.print(f"Music from Cuesmith: {len(cut.earlier)}, replaced when it is scored again")
    lost = missing(cut)
    page.print(f"{len(cut.media)} files, {len(lost)} not found here")
    for ref in lost[:_SHOWN]:
        page.print(f"  missing: {plain(ref.name)}  {plain(ref.url)}")
    for sentence in cut.dropped:
        page.print(f"Note: {plain(sentence)}")


def _show_pieces(cut: Cut) -> None:
    from editor_app.interchange.times import timecode  # noqa: PLC0415

    page = screen()
    page.print(f"\n{len(cut.pieces)} pieces of picture")
    for piece in cut.pieces[:_SHOWN]:
        at = timecode(piece.start_s + cut.start_timecode_s, cut.frame_rate, drop=cut.drop_frame)
        name = piece.name or (piece.source.name if piece.source else "black")
        length = f"{float(piece.duration_s):.2f} s"
        page.print(f"  {at}  {length:>10}  {plain(name)}{_how(piece)}")
    if len(cut.pieces) > _SHOWN:
        page.print(f"  … and {len(cut.pieces) - _SHOWN} more")


def _how(piece: Any) -> str:  # noqa: ANN401  (a Piece, whose room is loaded only here)
    words = []
    if piece.frozen:
        words.append("standing still")
    elif piece.speed != 1:
        words.append(f"at {float(piece.speed):.4g} times the speed")
    if piece.dissolve_in_s:
        words.append(f"dissolve {float(piece.dissolve_in_s):.2f} s")
    return f"  ({', '.join(words)})" if words else ""


def _show_scored(found: dict[str, Any]) -> None:
    page = screen()
    for cue in found["cues"]:
        span = f"{clock(cue['start_s'])}–{clock(cue['start_s'] + cue['duration_s'])}"
        page.print(f"{span}  [bold]{plain(cue['title'])}[/] from {clock(cue['source_in_s'])}")
    if found["replaced"]:
        page.print(f"Clips of earlier music replaced: {found['replaced']}")
    page.print(f"Mixed music: {plain(found['stem'])}")
    _show_written(found)


def _show_written(written: dict[str, Any]) -> None:
    page = screen()
    page.print(f"Written: {plain(written['out'])}")
    for sentence in written["lost"]:
        page.print(f"Not carried over: {plain(sentence)}")
