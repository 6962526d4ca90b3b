"""The commands for music that fits: each puts its question to a module of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from editor_app.commands.terminal import (
    DeviceOption,
    DuckOption,
    FilmArgument,
    JsonOption,
    LibraryOption,
    MediaOption,
    PackOption,
    SongArgument,
    StretchOption,
    clock,
    duck_named,
    follow,
    open_film,
    open_library,
    open_session,
    own_settings,
    plain,
    rounded,
    screen,
    show_result,
    span_json,
    target_named,
)

if TYPE_CHECKING:
    from catalog.library import Library
    from editor_app.score.moment import Song
    from editor_app.settings import Settings
    from editor_app.uses.mixing import Mixed


def beats(
    song: SongArgument,
    *,
    half: Annotated[bool, typer.Option("--half", help="The tempo is half of what was heard.")] = (
        False
    ),
    double: Annotated[bool, typer.Option("--double", help="It is double of it.")] = False,
    shift_ms: Annotated[
        float | None, typer.Option(help="The beats are so much later than they were heard.")
    ] = None,
    bar: Annotated[
        int | None, typer.Option(help="Bars begin so many beats later than they were heard.")
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Take back what was corrected.")] = False,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the beats and bars of a song, and correct them where they were heard wrongly."""
    from editor_app.commands.beats_report import beats_json, show_beats  # noqa: PLC0415
    from editor_app.uses.beats import FixWish, beats_of  # noqa: PLC0415

    if half and double:
        raise typer.BadParameter("the tempo is either half or double")
    tempo = 0.5 if half else 2.0 if double else None
    wish = FixWish(tempo, None if shift_ms is None else shift_ms / 1000, bar, reset)
    with _library_or_none(own_settings(library=library)) as catalog:
        found = follow(beats_of(catalog, song, wish))
    show_result(beats_json(found), as_json, lambda: show_beats(found))


@contextmanager
def _library_or_none(chosen: Settings) -> Iterator[Library | None]:
    if not chosen.library.exists():
        yield None
        return
    with open_library(chosen) as catalog:
        yield catalog


def mix(
    video: FilmArgument,
    song: SongArgument,
    *,
    out: Annotated[Path, typer.Option("-o", "--out", help="The film to write.")],
    duck: DuckOption = "dialogue",
    depth_db: Annotated[
        float | None,
        typer.Option(
            "--depth",
            min=0,
            max=40,
            help="Decibels down; left out, as many as speech needs to stand clear.",
        ),
    ] = None,
    aside: Annotated[
        bool, typer.Option("--aside", help="Also go down where the film itself has music.")
    ] = False,
    begin: Annotated[float, typer.Option("--from", min=0, help="Where in the song to begin.")] = 0,
    target: Annotated[
        str, typer.Option(help="Loudness: youtube, spotify, podcast, ebu-r128, or none.")
    ] = "youtube",
    stems: Annotated[
        Path | None,
        typer.Option(help="A folder for the music, the film's sound and each lane by itself."),
    ] = None,
    media: MediaOption = None,
    library: LibraryOption = None,
    pack: PackOption = None,
    device: DeviceOption = "auto",
    as_json: JsonOption = False,
) -> None:
    """Put a song under a film, bring it down under speech, and say what that did."""
    from editor_app.uses.mixing import MixWish, mix_song  # noqa: PLC0415  (loads the engines)

    wanted = None if target == "none" else target_named(target)
    wish = MixWish(duck_named(duck, depth_db), depth_db is None, aside, wanted, begin)
    chosen = own_settings(library=library, pack=pack, device=device)
    with open_session(chosen, create=True) as session:
        given = open_film(video, chosen, media=media)
        done = follow(mix_song(session, given, song, wish, out=out, stems=stems))
    show_result(_mixed_json(done), as_json, lambda: _show_mixed(done))


def fit(
    song: SongArgument,
    *,
    length: Annotated[float, typer.Option(help="Seconds that it is to last, 8 to 600.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="The .wav or .flac file to write.")],
    variants: Annotated[
        int, typer.Option(min=1, max=4, help="How many ways; the others beside it, numbered.")
    ] = 1,
    intro: Annotated[bool, typer.Option(help="Begin as the song begins.")] = True,
    ending: Annotated[bool, typer.Option(help="End as the song ends.")] = True,
    frame_rate: Annotated[
        float | None, typer.Option("--fps", min=1, help="Come out on a whole frame of a film.")
    ] = None,
    stretch: StretchOption = 0.0,
    library: LibraryOption = None,
    pack: PackOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a song to a length by cutting and repeating it where it sounds like itself."""
    from editor_app.commands.fitting_report import fitted_json, show_fitted  # noqa: PLC0415
    from editor_app.uses.fitting import FitWish, fit_to_files  # noqa: PLC0415  (loads the engines)
    from inference.cache import BaseCache  # noqa: PLC0415

    frame_s = None if frame_rate is None else 1 / frame_rate
    wish = FitWish(length, variants, intro, ending, frame_s, stretch / 100)
    chosen = own_settings(library=library, pack=pack)
    found = _song_to_fit(chosen, song)
    done = follow(fit_to_files(found, wish, out, cache=BaseCache(chosen.cache)))
    show_result(fitted_json(done), as_json, lambda: show_fitted(done))


def _song_to_fit(chosen: Settings, wanted: str) -> Song:
    """Return the song of the library, with its corrected beats; a file elsewhere needs no models.

    A song of length 0 has not been heard yet.
    """
    from editor_app.score.moment import Song  # noqa: PLC0415

    path = Path(wanted).absolute()
    if not chosen.library.exists() or (path.is_file() and not _is_known(chosen, path)):
        return Song(path, 0.0, title=path.stem)
    from editor_app.uses.named_song import named_song  # noqa: PLC0415

    with open_session(chosen) as session:
        return follow(named_song(session, wanted))


def _is_known(chosen: Settings, path: Path) -> bool:
    # Not only to read: a library of an older version is brought up to date by being opened.
    with open_library(chosen) as catalog:
        return catalog.at(path) is not None


def _mixed_json(done: Mixed) -> dict[str, Any]:
    from editor_app.commands import report  # noqa: PLC0415

    film, *stems = done.export.written
    return {
        "cues": [report.cue_json(cue) for cue in done.cues],
        "depth_db": rounded(done.duck.depth_db if done.duck else 0.0, 2),
        "ducked": [{**span_json(one.span), "why": one.why} for one in done.ducked],
        "speech_over_music_db": {
            "before": rounded(done.room.before_db, 2),
            "after": rounded(done.room.after_db, 2),
            "least": rounded(done.room.least_db, 2),
        },
        "music_lost_elsewhere_db": rounded(done.room.lost_db, 2),
        "unmixed": {
            "loudness_lufs": rounded(done.loudness_before_lufs, 2),
            "true_peak_dbtp": rounded(done.true_peak_before_dbtp, 2),
        },
        "stems": [{"part": one.part, "path": str(one.report.path)} for one in stems],
        **report.written_json(film.report),
    }


def _show_mixed(done: Mixed) -> None:
    console, made, room = screen(), done.export.written[0].report, done.room
    for cue in done.cues:
        console.print(plain(f"{clock(cue.start_s)}–{clock(cue.end_s)}  {cue.title}"))
    for one in done.ducked:
        times = f"{clock(one.span.start_s)}–{clock(one.span.end_s)}"
        console.print(f"   [dim]down for {one.why}: {times}[/]")
    if done.duck and room.before_db is not None and room.after_db is not None:
        console.print(
            f"Speech over music {room.before_db:.1f} → {room.after_db:.1f} dB, "
            f"the music {done.duck.depth_db:.1f} dB down"
        )
    if room.lost_db is not None:
        console.print(f"Away from speech the music loses {room.lost_db:.1f} dB")
    console.print(
        f"Loudness {done.loudness_before_lufs:.1f} → {made.loudness_after_lufs:.1f} LUFS, "
        f"true peak {done.true_peak_before_dbtp:.1f} → {made.true_peak_dbtp:.1f} dBTP"
    )
    for note in made.notes:
        console.print(f"[yellow]{plain(note)}[/]")
    for written in done.export.written:
        console.print(plain(written.report.path))
