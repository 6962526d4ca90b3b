"""A library and a watched film made of numbers: all that suggesting needs, without a decoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from catalog.library import Library
from catalog.vectors import write_embedding
from inference.towers.pack import Pack
from inference.values import (
    Embedding,
    MediaInfo,
    Shot,
    Span,
    VideoAnalysis,
    VideoBase,
    VideoStream,
    segment_grid,
)

SEGMENT_S = 6.0


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def embedding(rng: np.random.Generator, count: int, pack: Pack) -> Embedding:
    """Segments that wander around a centre of their own."""
    dim = pack.embedding_dim
    segments = unit(rng.normal(size=dim) + 0.6 * rng.normal(size=(count, dim)))
    return Embedding(
        segments=segments,
        track=unit(segments.mean(axis=0)),
        emotions=rng.random((count, len(pack.emotions))).astype(np.float32),
        attention=np.full(count, 1 / count, np.float32),
    )


def fill(library: Library, pack: Pack, songs: int, *, segments: int = 8, tags: int = 4) -> None:
    """Put songs into a library as ingestion would; their files do not exist."""
    rng = np.random.default_rng(songs)
    with library._database.transaction() as connection:
        for number in range(songs):
            [[track_id]] = connection.execute(
                "INSERT INTO tracks (path, size, mtime_ns, content_key, title, artist, "
                "duration_s, bpm, bpm_confidence, key, key_confidence, loudness_lufs, beats_s, "
                "downbeats_s, energy) VALUES (?, 1, 1, ?, ?, ?, ?, ?, 0.9, 'C major', 0.5, -14, "
                "?, ?, ?) RETURNING id",
                (
                    f"/music/{number % 9}/{number}.ogg",
                    f"key {number}",
                    f"Song {number}",
                    f"Artist {number % 50}",
                    SEGMENT_S * segments,
                    60.0 + number % 120,
                    np.arange(0, 20, 0.5, np.float32).tobytes(),
                    np.arange(0, 20, 2, np.float32).tobytes(),
                    np.ones(segments, np.float32).tobytes(),
                ),
            ).fetchall()
            connection.executemany(
                "INSERT INTO tags (track_id, name, value) VALUES (?, ?, ?)",
                [(track_id, name, 0.5) for name in pack.music_tags[:tags]],
            )
            write_embedding(
                connection,
                track_id,
                pack.pack_id,
                embedding(rng, segments, pack),
                segment_s=SEGMENT_S,
            )


def base_features(number: int, pack: Pack, *, segments: int = 8) -> np.ndarray:
    """What the base encoders might have heard in a song."""
    rng = np.random.default_rng(number)
    return rng.uniform(0.05, 0.95, (segments, pack.music_dim)).astype(np.float32)


def watched(pack: Pack, *, scenes: int = 4, scene_s: float = 12.0, path: str = "/film.mp4"):
    """A film of equal scenes, as an analysis of it would be."""
    duration_s = scenes * scene_s
    segments = segment_grid(duration_s, SEGMENT_S)
    count = len(segments)
    rng = np.random.default_rng(count)
    spans = tuple(Span(i * scene_s, (i + 1) * scene_s) for i in range(scenes))
    base = VideoBase(
        content_key="film",
        duration_s=duration_s,
        segments=segments,
        base=rng.random((count, pack.visual_dim)).astype(np.float32),
        class_probabilities=rng.random((count, 1000)).astype(np.float32),
        motion=rng.random(int(duration_s)).astype(np.float32),
        shots=tuple(Shot(span, 0.5) for span in spans),
        scenes=spans,
        speech=(),
        loudness_lufs=None,
    )
    picture = VideoStream(0, "h264", 1920, 1080, 25.0, 0)
    info = MediaInfo(Path(path), "mp4", duration_s, 1, picture, ())
    return VideoAnalysis(info, base, embedding(rng, count, pack), pack.pack_id)
