"""The frozen values that cross the walls of this room: what was seen and what was heard."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float32]
    """float32 array; the docstring of the place that uses it gives the shape."""

    Frames: TypeAlias = NDArray[np.uint8]
    """Pictures, uint8 (n, height, width, 3), RGB."""
else:
    # The window is on screen before numpy is loaded; the values need it only for their types.
    Floats = Frames = Any


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time [start_s, end_s), seconds from the start of the file."""

    start_s: float
    end_s: float

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Shot:
    """A stretch of picture between two cuts.

    `cut_strength` (0 to 1) belongs to the cut at `span.start_s`: how different the pictures on
    its two sides are. The first shot of a file has strength 0.
    """

    span: Span
    cut_strength: float


@dataclass(frozen=True, slots=True)
class VideoStream:
    """A picture stream as it is shown: size after rotation, mean frame rate."""

    index: int
    codec: str
    width: int
    height: int
    frames_per_s: float
    rotation_deg: int


@dataclass(frozen=True, slots=True)
class AudioStream:
    """A sound stream as it is stored."""

    index: int
    codec: str
    sample_rate_hz: int
    channels: int


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a probe says of a file. `duration_s` is that of its longest wanted stream."""

    path: Path
    container: str
    duration_s: float
    size_bytes: int
    video: VideoStream | None
    audio: tuple[AudioStream, ...]


@dataclass(frozen=True, slots=True, eq=False)
class VideoBase:
    """Everything that needs the pictures decoded; kept in the cache, independent of any tower.

    `base` is float32 (L, Dv): mean visual embedding of each segment, then the picture
    descriptors (`inference.features.picture.DESCRIPTORS`). `class_probabilities` is
    float32 (L, 1000), ImageNet. `motion` is float32 (n,), one value per second of film,
    0 (still) to 1. `provisional` says it was made from keyframes only.
    """

    content_key: str
    duration_s: float
    segments: tuple[Span, ...]
    base: Floats
    class_probabilities: Floats
    motion: Floats
    shots: tuple[Shot, ...]
    scenes: tuple[Span, ...]
    speech: tuple[Span, ...]
    loudness_lufs: float | None
    provisional: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class MusicBase:
    """Everything that needs the sound decoded; kept by the library, independent of any tower.

    `base` is float32 (L, Dm): music embedding, tag probabilities, then the sound descriptors
    (`inference.features.sound.DESCRIPTORS`). `tags` is float32 (T,), the mean probability of
    the pack's music tags over the track. `energy` is float32 (L,), 0 to 1, relative within
    the track. `beats_s` and `downbeats_s` are float32 (n,).
    """

    content_key: str
    duration_s: float
    segments: tuple[Span, ...]
    base: Floats
    tags: Floats
    energy: Floats
    bpm: float | None
    bpm_confidence: float
    beats_s: Floats
    downbeats_s: Floats
    key: str | None
    key_confidence: float
    loudness_lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """What a tower says of one sequence of segments.

    `segments` is float32 (L, E) and `track` float32 (E,), unit length when the pack's metric is
    cosine. `emotions` is float32 (L, T), 0 to 1, or (L, 0) when the pack has none.
    `attention` is float32 (L,), adding up to 1.
    """

    segments: Floats
    track: Floats
    emotions: Floats
    attention: Floats


@dataclass(frozen=True, slots=True, eq=False)
class VideoAnalysis:
    """A video as seen through one pack."""

    info: MediaInfo
    base: VideoBase
    embedding: Embedding
    pack_id: str


@dataclass(frozen=True, slots=True, eq=False)
class MusicAnalysis:
    """A song as heard through one pack."""

    info: MediaInfo
    base: MusicBase
    embedding: Embedding
    pack_id: str


def segment_grid(duration_s: float, segment_s: float) -> tuple[Span, ...]:
    """Cut [0, duration_s) into segments of `segment_s`; a rest shorter than half joins the last.

    Always gives at least one segment for a positive duration.
    """
    count = max(1, round(duration_s / segment_s))
    edges = [min(i * segment_s, duration_s) for i in range(count)] + [duration_s]
    return tuple(Span(start, end) for start, end in pairwise(edges))
