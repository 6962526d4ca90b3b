"""The commands that choose music for a film: as a list with reasons, or written under it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

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
    FilmArgument,
    JsonOption,
    LibraryOption,
    MediaOption,
    PackOption,
    PerSceneOption,
    TargetOption,
    TrackOption,
    follow,
    open_film,
    open_session,
    own_settings,
    show_result,
    target_named,
)


def suggest(
    video: FilmArgument,
    *,
    count: Annotated[int, typer.Option(min=1, help="How many songs.")] = 10,
    segments: Annotated[bool, typer.Option("--segments", help="Also for each scene.")] = False,
    attribute: AttributeOption = None,
    bpm: BpmOption = None,
    vocals: VocalsOption = None,
    cleared: ClearedOption = False,
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

    filters = filters_of(bpm=bpm, vocals=vocals, cleared=cleared)
    wish = Wish(count, attributes_of(attribute), filters, spread)
    chosen = own_settings(library=library, pack=pack, device=device)
    with open_session(chosen) as session:
        given = open_film(video, chosen, media=media)
        answer = follow(session.suggest(given.film, wish, scenes=segments))
    answer = replace(answer, video=films.named(given, answer.video))
    show_result(report.answer_json(answer), as_json, lambda: report.show_answer(answer))


def score(
    video: FilmArgument,
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help="The film to write.")],
    track: TrackOption = None,
    per_scene: PerSceneOption = False,
    target: TargetOption = "youtube",
    duck_db: Annotated[
        float, typer.Option("--duck", min=0, max=60, help="Decibels under speech; 0 for none.")
    ] = 12.0,
    original: Annotated[
        bool, typer.Option("--original/--no-original", help="Keep the film's own sound.")
    ] = True,
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
    """Choose, place, align, mix and write: the film with its music, and a report."""
    from editor_app.commands import report  # noqa: PLC0415
    from editor_app.score.duck import Duck  # noqa: PLC0415
    from editor_app.session import Scoring, Wish  # noqa: PLC0415
    from editor_app.uses import films  # noqa: PLC0415

    filters = filters_of(bpm=bpm, vocals=vocals, cleared=cleared)
    wish = Wish(10, attributes_of(attribute), filters)
    scoring = Scoring(target_named(target), Duck(depth_db=duck_db) if duck_db else None, original)
    chosen = own_settings(library=library, pack=pack, device=device)
    with open_session(chosen) as session:
        given = open_film(video, chosen, media=media)
        answer = follow(session.suggest(given.film, wish, scenes=per_scene))
        placing = session.place(answer.video, session.choices(answer, track), scoring)
        placement = follow(placing)
        work = films.with_whole_film(
            given, answer.video, lambda film: session.write(film, placement, scoring, out), out
        )
        done = follow(work)
    answer = replace(answer, video=films.named(given, answer.video))
    found = report.score_json(answer, placement, done)
    show_result(found, as_json, lambda: report.show_score(answer, placement, done))
