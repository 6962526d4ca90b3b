"""From a piece of music to the user's own footage: which clips fit, and from which moment on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog.footage.footage import Footage
from catalog.footage.matching import Match, Tune
from catalog.passage import passage_of
from catalog.tracks import Track
from catalog.vectors import segment_length_s
from editor_app.reasons import Reason, shared_feeling
from editor_app.score.moment import Song
from editor_app.score.reason import said
from editor_app.session import CROWDED, Session, Suggestion
from editor_app.translatable import QT_TRANSLATE_NOOP
from inference.analysis import Analyzer
from inference.errors import WorldError
from inference.progress import Progress, Work
from inference.towers.pack import Pack
from inference.values import Embedding, Floats, MusicBase, Span

FEW = 4
"""Among fewer clips than this there is always one that fits almost as well as another."""


@dataclass(frozen=True, slots=True)
class Stretched:
    """Which part of the music is meant: all of it, what lies between two times, or its passage.

    With `passage` the times do not count. A time that is None is the end on that side.
    """

    start_s: float | None = None
    end_s: float | None = None
    passage: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A piece of music as the pack hears it; `passage` stands for it, None where none stands out.

    The title of `song` is that of the library, or the name of the file.
    """

    song: Song
    segment_s: float
    embedding: Embedding
    passage: Span | None


@dataclass(frozen=True, slots=True, eq=False)
class Fitting:
    """A clip that fits, and why."""

    match: Match
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Clips for `span` of a piece of music, best first; `emotions` are those of the span.

    `unsure` is a sentence when the order says little, or nothing fits.
    """

    piece: Piece
    span: Span
    emotions: Mapping[str, float]
    fittings: tuple[Fitting, ...]
    unsure: str | None = None


def piece_of_track(session: Session, track: Track) -> Piece | None:
    """Return a song of the library as the pack hears it; None when it has not heard it yet."""
    embedding = session.library.embedding(track.id, session.pack.pack_id)
    if embedding is None:
        return None
    return Piece(
        song=session.song(Suggestion(track, 0.0, 0.0, ())),
        segment_s=session.pack.segment_s,
        embedding=embedding,
        passage=session.library.passage(track.id, session.pack.pack_id),
    )


def hear(analyzer: Analyzer, path: Path) -> Work[Piece]:
    """Listen to a music file that is not in the library.

    Raises
    ------
    MediaError
        It cannot be used as music.
    """
    heard = yield from analyzer.analyze_music(path)
    segment_s = segment_length_s(heard.base.segments)
    passage = passage_of(
        heard.embedding.attention, segment_s=segment_s, duration_s=heard.base.duration_s
    )
    return Piece(
        song=_unlisted(path, heard.base),
        segment_s=segment_s,
        embedding=heard.embedding,
        passage=passage,
    )


def _unlisted(path: Path, base: MusicBase) -> Song:
    return Song(
        path=path,
        duration_s=base.duration_s,
        title=path.stem,
        loudness_lufs=base.loudness_lufs,
        bpm=base.bpm,
        beats_s=tuple(base.beats_s.tolist()),
        downbeats_s=tuple(base.downbeats_s.tolist()),
        content_key=base.content_key,
    )


def find_footage(
    session: Session,
    footage: Footage,
    music: str,
    *,
    stretched: Stretched,
    count: int = 10,
) -> Work[Found]:
    """Find clips for a music file, or for a song of the library named by number, path or title.

    Raises
    ------
    MediaError
        The file cannot be used as music.
    SearchError
        No song answers to the name, or no clip was watched with this pack.
    WorldError
        The stretch lies outside the piece.
    """
    # Before a minute of listening: missing footage is better said at once.
    footage.prepare(session.pack.pack_id)
    yield Progress(0.0, "Listening")
    piece = yield from _piece(session, music)
    yield Progress(1.0, "Searching")
    return match_piece(footage, session.pack, piece, stretched, count=count)


def match_piece(
    footage: Footage, pack: Pack, piece: Piece, stretched: Stretched, *, count: int
) -> Found:
    """Find clips for a piece that has been heard with `pack`."""
    span = span_of(piece, stretched)
    rows = _rows(piece, span)
    felt = _felt(piece.embedding.emotions[rows], pack.emotions)
    tune = _tune(piece, rows, span)
    matches = footage.match(tune, pack_id=pack.pack_id, count=count)
    fittings = (Fitting(one, _reasons(footage, one, pack, felt)) for one in matches)
    unsure = _unsure(matches, footage.rivals(tune, pack_id=pack.pack_id), pack)
    return Found(piece, span, felt, tuple(fittings), unsure)


def _unsure(matches: tuple[Match, ...], rivals: float, pack: Pack) -> str | None:
    if not matches:
        return "None of the clips that fit is at hand; connect the disk they lie on."
    # A negative cosine: further from the music than something that has nothing to do with it.
    if pack.metric == "cosine" and matches[0].score < 0:
        return "None of your clips is like this music; the nearest one comes first."
    if len(matches) >= FEW and rivals >= CROWDED:
        return f"{rivals:.0%} of your clips fit almost as well, so this order says little."
    return None


def span_of(piece: Piece, stretched: Stretched) -> Span:
    """Return the part of a piece that is meant.

    Raises
    ------
    WorldError
        It is empty, or lies outside the piece.
    """
    if stretched.passage:
        return piece.passage or Span(0.0, piece.song.duration_s)
    start_s = stretched.start_s or 0.0
    long_s = piece.song.duration_s
    end_s = long_s if stretched.end_s is None else min(stretched.end_s, long_s)
    if not 0 <= start_s < end_s:
        raise WorldError(
            f"The stretch asked for is empty, or lies behind the end of “{piece.song.title}”.",
            remedy=f"The song lasts {long_s:.1f} s; choose a stretch within it.",
        )
    return Span(start_s, end_s)


def _piece(session: Session, music: str) -> Work[Piece]:
    path = Path(music).absolute()
    track = session.library.at(path) if path.is_file() else session.track(music)
    known = None if track is None else piece_of_track(session, track)
    if known is not None:
        return known
    return (yield from hear(session.analyzer, path if track is None else track.path))


def _rows(piece: Piece, span: Span) -> slice:
    """Segments of the piece that the span touches, at least one."""
    count = len(piece.embedding.segments)
    first = min(int(span.start_s / piece.segment_s), count - 1)
    # A rest shorter than half a segment belongs to the last one.
    last = min(count, max(first + 1, round(span.end_s / piece.segment_s)))
    return slice(first, last)


def _tune(piece: Piece, rows: slice, span: Span) -> Tune:
    segments = piece.embedding.segments[rows]
    is_all = len(segments) == len(piece.embedding.segments)
    return Tune(
        segments=segments,
        track=piece.embedding.track if is_all else _unit(segments.mean(axis=0)),
        segment_s=piece.segment_s,
        start_s=rows.start * piece.segment_s,
        end_s=span.end_s,
    )


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def _felt(emotions: Floats, names: tuple[str, ...]) -> dict[str, float]:
    means = emotions.mean(axis=0)
    return {name: float(share) for name, share in zip(names, means, strict=False)}


def _reasons(
    footage: Footage, found: Match, pack: Pack, felt: Mapping[str, float]
) -> tuple[Reason, ...]:
    seen = footage.embedding(found.clip.id, pack.pack_id)
    emotions = {} if seen is None else _felt(seen.emotions[_met(seen, found)], pack.emotions)
    sights = found.clip.sights
    reasons = (
        shared_feeling(felt, emotions),
        said("sight", QT_TRANSLATE_NOOP("reasons", "shows {sights}"), sights=", ".join(sights))
        if sights
        else None,
    )
    return tuple(one for one in reasons if one is not None)


def _met(seen: Embedding, found: Match) -> slice:
    """Segments of a clip that play with the music."""
    count = len(seen.segments)
    per_s = count / max(found.clip.duration_s, 1e-6)
    first = min(int(found.clip_s * per_s + 1e-6), count - 1)
    return slice(first, max(first + 1, math.ceil((found.clip_s + found.duration_s) * per_s)))
