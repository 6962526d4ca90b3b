"""A song brought to a length and written as a sound file, in as many ways as are wanted."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile

from editor_app.score.errors import RenderError, write_error
from editor_app.score.fit import fit_song
from editor_app.score.fitted import Fitting, cues_of
from editor_app.score.mix import RATE_HZ, Mix, mix_blocks
from editor_app.score.moment import Song, covers
from editor_app.score.output import check_target, publish, workplace
from inference.cache import BaseCache
from inference.errors import MediaError
from inference.features.structure import Structure, hear_structure
from inference.progress import Progress, Work, share
from inference.values import Floats, Span

SUFFIXES = (".wav", ".flac")


@dataclass(frozen=True, slots=True)
class FitWish:
    """What is asked of a fitting; see `editor_app.score.fit.fit_song`."""

    length_s: float
    variants: int = 1
    keep_intro: bool = True
    keep_ending: bool = True
    frame_s: float | None = None
    max_stretch: float = 0.0


@dataclass(frozen=True, slots=True)
class Fitted:
    """A song at its new length, in the files that were written: the best first."""

    song: Song
    fittings: tuple[Fitting, ...]
    files: tuple[Path, ...]
    has_beat: bool


def fit_to_files(
    song: Song, wish: FitWish, out: Path, *, cache: BaseCache | None = None
) -> Work[Fitted]:
    """Fit a song and write each variant: the best to `out`, the others beside it with a number.

    A song without `beats_s` and without a `content_key`, which nobody has heard yet, has its beats
    tracked here.

    Raises
    ------
    MediaError, FitError, RenderError
        The song cannot be read or fitted, or `out` cannot be written.
    """
    files = tuple(_numbered(out, number) for number in range(wish.variants))
    for file in files:
        _check(file, song)
    structure = yield from share(structure_of_song(song, cache), 0.0, 0.7)
    song = song_of_structure(song, structure)
    yield Progress(0.7, "Looking for places that sound alike")
    found = fit_song(
        song, structure, wish.length_s,
        count=wish.variants, keep_intro=wish.keep_intro, keep_ending=wish.keep_ending,
        frame_s=wish.frame_s, max_stretch=wish.max_stretch,
    )  # fmt: skip
    for number, fitting in enumerate(found):
        low = 0.75 + 0.25 * number / len(found)
        yield from share(_written(fitting, song, files[number]), low, low + 0.25 / len(found))
    return Fitted(song, found, files[: len(found)], structure.has_beat)


def fitted_mix(fitting: Fitting, song: Song) -> Mix:
    """Return a fitting as it sounds on its own."""
    return Mix(Span(0.0, fitting.length_s), cues_of(fitting, song, 0.0))


def song_of_structure(song: Song, structure: Structure) -> Song:
    """Return a song with what hearing its structure has told of it."""
    if song.duration_s > 0:
        return song
    rows = structure.rows
    beats, bars = (tuple(one.tolist()) for one in (rows.beats_s, rows.downbeats_s))
    bpm = 60 / structure.step_s if structure.has_beat else None
    return replace(song, duration_s=rows.duration_s, bpm=bpm, beats_s=beats, downbeats_s=bars)


def structure_of_song(song: Song, cache: BaseCache | None) -> Work[Structure]:
    """Hear how a song is built, on its known beats; those of one not heard yet are tracked.

    Raises
    ------
    MediaError
        It cannot be decoded or holds no sound.
    """
    if song.duration_s <= 0:
        return hear_structure(song.path, cache=cache)
    beats, bars = (np.array(one, np.float32) for one in (song.beats_s, song.downbeats_s))
    return hear_structure(song.path, beats_s=beats, downbeats_s=bars, cache=cache)


def heard_short(
    choices: Iterable[tuple[Span, Song | None]], cache: BaseCache | None
) -> Work[dict[Path, Structure]]:
    """Hear how the songs are built that are too short for their stretches, to repeat them well.

    A second of listening for three minutes of music, once where it is kept. A song that cannot be
    decoded is left out: what plays or writes it tells of it.
    """
    short = {
        song.path: song
        for span, song in choices
        if song is not None and not covers(song, span.duration_s)
    }
    found: dict[Path, Structure] = {}
    for number, song in enumerate(short.values()):
        hearing = structure_of_song(song, cache)
        with suppress(MediaError):
            low, high = number / len(short), (number + 1) / len(short)
            found[song.path] = yield from share(hearing, low, high)
    return found


def _numbered(out: Path, number: int) -> Path:
    return out if number == 0 else out.with_name(f"{out.stem} {number + 1}{out.suffix}")


def _check(out: Path, song: Song) -> None:
    if out.suffix.lower() not in SUFFIXES:
        raise RenderError(
            f"{out.name} is no name of a sound file that can be written here.",
            remedy=f"End it in {' or '.join(SUFFIXES)}.",
            path=out,
        )
    check_target(out, song.path, ())


def _written(fitting: Fitting, song: Song, out: Path) -> Work[None]:
    mix, done = fitted_mix(fitting, song), 0
    with workplace(out) as folder:
        temp = folder / f"fitting{out.suffix.lower()}"
        try:
            with soundfile.SoundFile(temp, "w", RATE_HZ, 2, "PCM_24") as file:
                for block in mix_blocks(mix):
                    file.write(_within_scale(block))
                    done += len(block)
                    yield Progress(done / mix.samples, f"Writing {out.name}")
        except (OSError, soundfile.SoundFileError) as error:
            raise _as_write_error(error, out) from error
        publish(temp, out)


def _within_scale(block: Floats) -> Floats:
    return np.clip(block, -1.0, 1.0)


def _as_write_error(error: Exception, out: Path) -> RenderError:
    if isinstance(error, OSError):
        return write_error(error, out)
    return RenderError(
        f"{out} cannot be written: {error}.",
        remedy="Choose a folder with more room that you may write to.",
        path=out,
    )
