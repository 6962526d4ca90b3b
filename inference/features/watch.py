"""The one pass over the pictures of a film: decoded on one thread, encoded on another."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inference.features.changes import ChangeMeter
from inference.features.motion import motion_per_second
from inference.features.picture import colours, describe, samples_of
from inference.features.scenes import group_scenes
from inference.features.shots import detect_shots
from inference.media.probe import probe, require_picture
from inference.media.video import Damage, Glance, look
from inference.progress import Progress, Work
from inference.values import Floats, Frames, MediaInfo, Shot, Span, segment_grid

Encode = Callable[[Frames], tuple[Floats, Floats]]
"""Frames uint8 (n, 224, 224, 3) -> embeddings (n, D) and class probabilities (n, C)."""

_Halves = NDArray[np.float16]
_BATCH = 8
# Enough that neither thread waits for the other's hiccups; a picture is 150 kB.
_HELD_PICTURES = 24
_POLL_S = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """What the pictures of a film say; the fields are those of `values.VideoBase`.

    `base` is float32 (L, D + 9): the plain mean of the embeddings in each segment, then
    `picture.DESCRIPTORS`. `damaged_packets` counts those that could not be decoded.
    """

    duration_s: float
    segments: tuple[Span, ...]
    base: Floats
    class_probabilities: Floats
    motion: Floats
    shots: tuple[Shot, ...]
    scenes: tuple[Span, ...]
    damaged_packets: int


def watch(
    path: Path,
    encode: Encode,
    *,
    segment_s: float,
    keyframes_only: bool = False,
    info: MediaInfo | None = None,
) -> Work[Watched]:
    """Watch a film once: embeddings, colours, motion, shots and scenes.

    One frame a second is encoded, in batches of eight, while the next are decoded on a thread
    of their own; closing the generator stops and joins that thread. A segment in which no frame
    was sampled takes the nearest one.

    Parameters
    ----------
    keyframes_only : bool
        A quick first impression: only keyframes are seen, cuts between them are found where
        they are, motion is that just after each.
    info : MediaInfo, optional
        What `probe` said, to save asking again.

    Raises
    ------
    MediaError
        The file has no picture, no length, or nothing of it can be decoded.
    """
    info = info or probe(path)
    require_picture(info)
    seen = _Seen(encode)
    with _Decoding(info, keyframes_only=keyframes_only) as decoding:
        for time_s, picture in decoding.pictures():
            seen.add(time_s, picture)
            fraction = min(0.99, time_s / info.duration_s)
            yield Progress(fraction, f"Watching {path.name}")
        seen.flush()
    return _summed_up(info.duration_s, segment_s, seen, decoding)


class _Decoding:
    """A thread that decodes a film into a queue of sampled pictures and a `ChangeMeter`."""

    def __init__(self, info: MediaInfo, *, keyframes_only: bool) -> None:
        self.meter = ChangeMeter()
        self.damage = Damage()
        self._info = info
        self._keyframes_only = keyframes_only
        self._stop = threading.Event()
        self._queue: queue.Queue[tuple[float, Frames] | BaseException | None] = queue.Queue(
            _HELD_PICTURES
        )
        self._thread = threading.Thread(target=self._run, name="decode", daemon=True)

    def __enter__(self) -> _Decoding:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        with contextlib.suppress(queue.Empty):
            while True:  # makes room, so that a waiting decoder sees the stop at once
                self._queue.get_nowait()
        self._thread.join()

    def pictures(self) -> Iterator[tuple[float, Frames]]:
        """Give the sampled pictures as they come; what the decoder raises is raised here."""
        while (item := self._queue.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def _run(self) -> None:
        try:
            self._decode()
        except Exception as error:  # noqa: BLE001  (handed to the thread that asked)
            self._put(error)
        else:
            self._put(None)

    def _decode(self) -> None:
        glances = look(
            self._info.path,
            duration_s=self._info.duration_s,
            keyframes_only=self._keyframes_only,
            damage=self.damage,
        )
        for glance in glances:
            if self._stop.is_set():
                return
            self._take(glance)

    def _take(self, glance: Glance) -> None:
        self.meter.add(glance.time_s, glance.small)
        if glance.picture is not None:
            self._put((glance.time_s, glance.picture))

    def _put(self, item: tuple[float, Frames] | BaseException | None) -> None:
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=_POLL_S)
            except queue.Full:
                continue
            return


class _Seen:
    """The sampled pictures turned into numbers, batch by batch."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._waiting: list[Frames] = []
        self._times_s: list[float] = []
        self._colours: list[Floats] = []
        # Half precision: two kilobytes and a half for a second of film, for any length of film.
        self._embeddings: list[_Halves] = []
        self._classes: list[_Halves] = []

    def add(self, time_s: float, picture: Frames) -> None:
        self._times_s.append(time_s)
        self._colours.append(colours(picture))
        self._waiting.append(picture)
        if len(self._waiting) == _BATCH:
            self.flush()

    def flush(self) -> None:
        """Encode what waits."""
        if self._waiting:
            embeddings, classes = self._encode(np.stack(self._waiting))
            self._embeddings.append(embeddings.astype(np.float16))
            self._classes.append(classes.astype(np.float16))
            self._waiting = []

    @property
    def times_s(self) -> Floats:
        return np.array(self._times_s, np.float32)

    @property
    def colours(self) -> Floats:
        return np.stack(self._colours)

    @property
    def embeddings(self) -> _Halves:
        return np.concatenate(self._embeddings)

    @property
    def classes(self) -> _Halves:
        return np.concatenate(self._classes)


def _summed_up(duration_s: float, segment_s: float, seen: _Seen, decoding: _Decoding) -> Watched:
    changes = decoding.meter.changes()
    segments = segment_grid(duration_s, segment_s)
    shots = detect_shots(changes, duration_s)
    motion = motion_per_second(changes, shots, duration_s)
    described = describe(
        segments, motion=motion, shots=shots, times_s=seen.times_s, colours=seen.colours
    )
    chosen = samples_of(segments, seen.times_s)
    embeddings, classes = seen.embeddings, seen.classes
    looks = np.stack([embeddings[s].mean(axis=0, dtype=np.float32) for s in chosen])
    return Watched(
        duration_s=duration_s,
        segments=segments,
        base=np.concatenate([looks, described], axis=1),
        class_probabilities=np.stack([classes[s].mean(axis=0, dtype=np.float32) for s in chosen]),
        motion=motion,
        shots=shots,
        scenes=group_scenes(shots, seen.times_s, embeddings),
        damaged_packets=decoding.damage.packets,
    )
