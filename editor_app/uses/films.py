"""Whatever a user names as the picture, as a film: itself, or another editor's cut put together.

    given = yield from film_of(path, cache)     # a small film to watch, kept for the next time
    yield from with_whole_film(given, video, write, out)   # at its full size, to write from

A cut that is one whole file, untouched, is that file: nothing is decoded for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from editor_app.conform.film import SUFFIX, conform
from editor_app.conform.sounds import Sounds
from editor_app.interchange.bundles import cache_key, unpacked
from editor_app.interchange.cut import Cut, Piece
from editor_app.interchange.reading import is_timeline, read_cut
from editor_app.interchange.relink import find_below, missing, relink, usable
from editor_app.score.output import workplace
from inference.errors import WorldError
from inference.media.probe import probe
from inference.progress import Progress, Work, share
from inference.values import VideoAnalysis

Written = TypeVar("Written")

CUTS, UNPACKED = "cuts", "unpacked"
_WRITTEN_FROM = 0.7
"""Making a cut's pictures at their full size takes most of the time there is to tell of."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was named, the film to watch in its place, and its cut if it was one.

    `notes` are sentences on what of the cut the film does not have; `missing` counts the files of
    it that are not there; `media` is the folder that lost ones were looked for in. `earlier` counts
    the clips of music that we laid on the cut before: the film is without them.
    """

    path: Path
    film: Path
    cut: Cut | None = None
    notes: tuple[str, ...] = ()
    missing: int = 0
    media: Path | None = None
    earlier: int = 0

    @property
    def told(self) -> tuple[str, ...]:
        """What to say of it, a sentence each: the notes, and what becomes of earlier music."""
        clips = f"{self.earlier} clip{'s' * (self.earlier != 1)} of music from Cuesmith on it"
        replaced = f"{clips}, not heard here: new music takes the place of earlier."
        return (*self.notes, replaced) if self.earlier else self.notes

    @property
    def timeline(self) -> Path | None:
        """The timeline that the film was put together from; None for a film of its own."""
        return None if self.cut is None else self.path


def film_of(path: Path, cache: Path, *, media: Path | None = None) -> Work[Given]:
    """Return the film to watch for a film or a timeline; what is made is kept below `cache`.

    Files of a timeline that are not where it says are looked for below `media`.

    Raises
    ------
    TimelineError
        The timeline cannot be read.
    MediaError
        None of its files is there.
    """
    if not is_timeline(path):
        return Given(path, path)
    yield Progress(0.0, "Reading the timeline")
    cut = yield from cut_at(path, media)
    return replace((yield from film_of_cut(path, cut, cache)), media=media)


def cut_at(path: Path, media: Path | None = None) -> Work[Cut]:
    """Read a timeline, and look below `media` for files that are not where it says.

    Raises
    ------
    TimelineError
        The timeline cannot be read, or `media` is no folder.
    """
    cut = read_cut(path)
    if media is None:
        return cut
    return relink(cut, (yield from find_below(cut, media)))


def film_of_cut(path: Path, cut: Cut, cache: Path) -> Work[Given]:
    """Return the film to watch for the cut that was read from `path`; errors as for `film_of`."""
    if any(source.packed_in for source in cut.media):
        cut = yield from unpacked(cut, cache / UNPACKED / cache_key(path))
    whole = whole_file(cut)
    if whole is not None:
        return Given(path, whole, None, cut.dropped, earlier=len(cut.earlier))
    lost = [source for source in missing(cut) if usable(source) is None]
    said = (f"{source.name} is not there." for source in lost)
    notes = (*cut.dropped, *said, *Sounds(cut).notes.values())
    film = cache / CUTS / f"{key_of(cut)}{SUFFIX}"
    if not film.is_file():
        _make_room(film.parent)
        made = yield from conform(cut, film)
        notes = (*notes, *made.notes)
    notes = tuple(dict.fromkeys(notes))
    return Given(path, film, cut, notes, len(lost), earlier=len(cut.earlier))


def _make_room(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorldError(
            f"{folder} cannot be made: {error.strerror or error}.",
            remedy="See that the data folder may be written to.",
            path=folder,
        ) from error


def key_of(cut: Cut) -> str:
    """Return what tells one film of a cut from another: the cut and the state of its files."""
    states = []
    for source in cut.media:
        path = usable(source)
        stat = path.stat() if path else None
        states.append((str(path), stat and (stat.st_size, stat.st_mtime_ns)))
    shown = repr((cut.frame_rate, cut.size, cut.pieces, cut.sounds, states))
    return hashlib.sha256(shown.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def whole_file(cut: Cut) -> Path | None:
    """Return the file that a cut shows whole and untouched, or None."""
    piece = cut.pieces[0] if len(cut.pieces) == 1 else None
    path = usable(piece.source) if piece is not None and piece.source is not None else None
    if piece is None or path is None or not _is_plain(piece, cut):
        return None
    frame_s = 1 / cut.frame_rate
    try:
        length_s = probe(path).duration_s
    except WorldError:
        return None
    return path if abs(Fraction(length_s) - piece.duration_s) <= frame_s else None


def _is_plain(piece: Piece, cut: Cut) -> bool:
    """Whether a piece, and the only sound of its cut, run as their file does from its start."""
    retimed = piece.speed != 1 or piece.frozen
    if piece.source_in_s or retimed or piece.dissolve_in_s or len(cut.sounds) != 1:
        return False
    (sound,) = cut.sounds
    moved = sound.start_s or sound.source_in_s or sound.speed != 1
    faded = sound.fade_in_s or sound.fade_out_s or sound.gain_db
    return sound.source == piece.source and not moved and not faded


def with_whole_film(
    given: Given,
    video: VideoAnalysis,
    write: Callable[[VideoAnalysis], Work[Written]],
    out: Path,
) -> Work[Written]:
    """Write from `video` as it is at its full size; a cut's film is made beside `out` and goes.

    Raises
    ------
    MediaError, RenderError
        As for `conform`, and what `write` raises.
    """
    if given.cut is None:
        return (yield from write(video))
    with workplace(out) as folder:
        film = folder / f"film{SUFFIX}"
        yield from share(conform(given.cut, film, purpose="keeping"), 0.0, _WRITTEN_FROM)
        whole = replace(video, info=probe(film))
        return (yield from share(write(whole), _WRITTEN_FROM, 1.0))


def named(given: Given, video: VideoAnalysis) -> VideoAnalysis:
    """Return an analysis under the name the user knows: that of the timeline, not of its film."""
    return replace(video, info=replace(video.info, path=given.path))
