"""The command that fills a whole film with music."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from editor_app.commands.asked import (
    AttributeOption,
    BpmOption,
    ClearedOption,
    VocalsOption,
    attributes_of,
    filters_of,
)
from editor_app.commands.terminal import (
    DeviceOption,
    DuckOption,
    FilmArgument,
    JsonOption,
    LibraryOption,
    MediaOption,
    PackOption,
    StretchOption,
    TargetOption,
    duck_named,
    follow,
    open_film,
    open_session,
    own_settings,
    show_result,
    target_named,
)

if TYPE_CHECKING:
    from editor_app.uses.filled_film import AskedPin

_PIN = re.compile(r"(?P<start>[\d:.]+)-(?P<end>[\d:.]+)=(?P<song>.+?)(?:@(?P<moment>[\d:.]+))?")
_SILENCE = ("silence", "none")
_NAMED = {"one": 0.0, "per-scene": 1.0}


def fill(
    video: FilmArgument,
    *,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="The film to write.")] = None,
    timeline: Annotated[
        Path | None,
        typer.Option(
            help="A timeline to write for an editor, the mixed music in a file beside it."
        ),
    ] = None,
    songs: Annotated[
        str,
        typer.Option(
            help="one, per-scene, or a number between: 0 is one song for all, 1 per scene."
        ),
    ] = "0.5",
    pin: Annotated[
        list[str] | None,
        typer.Option(
            help="A song that must lie there, as 0:10-0:40=TITLE, 0:10-0:40=TITLE@1:05 "
            "(from 1:05 of it) or 0:10-0:40=silence; repeatable."
        ),
    ] = None,
    stretch: StretchOption = 0.0,
    duck: DuckOption = "dialogue",
    target: TargetOption = "youtube",
    attribute: AttributeOption = None,
    bpm: BpmOption = None,
    vocals: VocalsOption = None,
    cleared: ClearedOption = False,
    media: MediaOption = None,
    library: LibraryOption = None,
    pack: PackOption = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Choose songs for a whole film, where they change and begin, and say why.

    Written are the film, or a timeline with the songs on it for its editor, or both.
    """
    from editor_app.commands.filling_report import filled_json, show_filled  # noqa: PLC0415
    from editor_app.session import Scoring, Wish  # noqa: PLC0415
    from editor_app.uses.filled_film import FillWish, fill_film  # noqa: PLC0415  (loads engines)

    if out is None and timeline is None:
        raise typer.BadParameter("name a film to write with -o, or a --timeline, or both")
    filters = filters_of(bpm=bpm, vocals=vocals, cleared=cleared)
    wish = FillWish(
        change=_change(songs),
        pins=tuple(_pin(text) for text in pin or []),
        wish=Wish(attributes=attributes_of(attribute), filters=filters),
        scoring=Scoring(target_named(target), duck_named(duck)),
        most_stretch=stretch / 100,
    )
    chosen = own_settings(library=library, pack=pack, device=device)
    with open_session(chosen) as session:
        given = open_film(video, chosen, media=media)
        done = follow(fill_film(session, given, wish, out=out, timeline=timeline))
    show_result(filled_json(done), as_json, lambda: show_filled(done))


def _change(text: str) -> float:
    try:
        change = _NAMED.get(text) if text in _NAMED else float(text)
    except ValueError:
        change = None
    if change is None or not 0 <= change <= 1:
        raise typer.BadParameter(f"“{text}” is not one, per-scene or a number from 0 to 1")
    return change


def _pin(text: str) -> AskedPin:
    from editor_app.uses.filled_film import AskedPin  # noqa: PLC0415
    from inference.values import Span  # noqa: PLC0415

    found = _PIN.fullmatch(text)
    if found is None:
        raise typer.BadParameter(f"“{text}” is no pin; write it as 0:10-0:40=TITLE")
    span = Span(_seconds(found["start"]), _seconds(found["end"]))
    wanted = None if found["song"].lower() in _SILENCE else found["song"]
    return AskedPin(span, wanted, _seconds(found["moment"]) if found["moment"] else None)


def _seconds(text: str) -> float:
    """Return a time written as seconds, minutes:seconds or hours:minutes:seconds."""
    try:
        parts = [float(part) for part in text.split(":")]
    except ValueError:
        raise typer.BadParameter(f"“{text}” is no time; write it as 75.5 or 1:15.5") from None
    seconds = 0.0
    for part in parts:
        seconds = 60 * seconds + part
    return seconds
