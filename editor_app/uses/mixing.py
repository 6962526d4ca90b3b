"""One song under one film: placed, brought under the speech, written, and what that did."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from editor_app.project.cue import Cue
from editor_app.score.duck import DEFAULT, PRESETS, STEP_ASIDE, Duck, ducked_spans
from editor_app.score.errors import write_error
from editor_app.score.export import ExportReport, ExportRequest, LaneStem, export
from editor_app.score.mix import Mix, Original
from editor_app.score.output import check_target
from editor_app.score.plan import music_level_lufs, plan_whole
from editor_app.score.render import RenderSettings
from editor_app.score.room import Room, Sides, depth_for, hear_sides, room_of
from editor_app.score.targets import TARGETS, Target
from editor_app.session import Session
from editor_app.uses.films import Given
from editor_app.uses.named_song import named_song
from inference.progress import Work, share
from inference.values import Span


@dataclass(frozen=True, slots=True)
class MixWish:
    """What is asked of a mix.

    `duck` None leaves the music alone under speech; it is taken as deep as given, or with `deepen`
    as deep as speech needs to stand clear. With `aside` the music steps aside where the film has
    music itself. Without a `target` the levels stay as they are. The song is heard from `from_s`
    on.
    """

    duck: Duck | None = PRESETS[DEFAULT]
    deepen: bool = True
    aside: bool = False
    target: Target | None = TARGETS["youtube"]
    from_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Ducked:
    """A stretch over which the music is down, and what for."""

    span: Span
    why: Literal["speech", "music"]


@dataclass(frozen=True, slots=True)
class Mixed:
    """A film with its music: what was laid, how it was ducked, what was written.

    `loudness_before_lufs` and `true_peak_before_dbtp` are those of film and music together before
    any ducking, levelling and limiting.
    """

    cues: tuple[Cue, ...]
    duck: Duck | None
    ducked: tuple[Ducked, ...]
    room: Room
    loudness_before_lufs: float
    true_peak_before_dbtp: float
    export: ExportReport


def mix_song(
    session: Session,
    given: Given,
    wanted: str,
    wish: MixWish,
    *,
    out: Path,
    stems: Path | None = None,
) -> Work[Mixed]:
    """Lay a song under all of a film and write it to `out`, its parts into the folder `stems`.

    Raises
    ------
    MediaError, RenderError
        The film or the song cannot be used, or something cannot be written.
    SearchError
        No song answers to the name.
    """
    # Before minutes of watching: what cannot be written is better said at once.
    check_target(out, given.film, ())
    if stems is not None:
        _make(stems)
    mix = yield from share(_laid(session, given, wanted, wish), 0.0, 0.5)
    sides = yield from share(hear_sides(mix), 0.5, 0.6)
    mix = _deepened(mix, sides) if wish.deepen else mix
    written = yield from share(export(_request(given, mix, wish.target, out, stems)), 0.6, 1.0)
    return Mixed(
        mix.cues,
        mix.duck,
        what_is_ducked(mix),
        room_of(sides, mix),
        sides.loudness_lufs,
        sides.true_peak_dbtp,
        written,
    )


def what_is_ducked(mix: Mix) -> tuple[Ducked, ...]:
    """Return the stretches over which the music is down, in order of their starts."""
    for_speech = ducked_spans(mix.speech, mix.duck) if mix.duck else ()
    found = [Ducked(span, "speech") for span in for_speech]
    found += [Ducked(span, "music") for span in ducked_spans(mix.own_music, STEP_ASIDE)]
    return tuple(sorted(found, key=lambda one: one.span.start_s))


def _laid(session: Session, given: Given, wanted: str, wish: MixWish) -> Work[Mix]:
    """Lay a song under all of a film, as loud as its speech allows, not yet as deep as it needs."""
    song = yield from share(named_song(session, wanted), 0.0, 0.2)
    seen = yield from share(session.analyzer.analyze_video(given.film), 0.2, 0.8)
    own_music: tuple[Span, ...] = ()
    if wish.aside:
        own_music = yield from share(session.analyzer.own_music(given.film), 0.8, 1.0)
    base, span = seen.base, Span(0.0, seen.base.duration_s)
    level_lufs = music_level_lufs(base.loudness_lufs, base.speech, film_s=base.duration_s)
    song = replace(song, moment_s=wish.from_s)
    cues = plan_whole(span, song, shots=base.shots, level_lufs=level_lufs)
    own = Original(given.film) if seen.info.audio else None
    return Mix(span, cues, own, base.speech, wish.duck, own_music)


def _deepened(mix: Mix, sides: Sides) -> Mix:
    duck = mix.duck
    return mix if duck is None else replace(mix, duck=replace(duck, depth_db=depth_for(sides, mix)))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, folder) from error


def _request(
    given: Given, mix: Mix, target: Target | None, out: Path, stems: Path | None
) -> ExportRequest:
    settings = RenderSettings(
        target=target, speech=mix.speech, duck=mix.duck, own_music=mix.own_music
    )
    request = ExportRequest(
        given.film, mix.cues, settings, film=out, timeline=given.timeline, cut=given.cut
    )
    if stems is None:
        return request
    return replace(
        request,
        music=stems / f"{out.stem} music.wav",
        original=stems / f"{out.stem} original.wav" if mix.original else None,
        lanes=(LaneStem(mix.cues, stems / f"{out.stem} lane M1.wav"),),
    )
