"""YouTube-8M, frame level: pictures and sound of music videos as features once a second.

Abu-El-Haija et al., "YouTube-8M: A Large-Scale Video Classification Benchmark", 2016, and its
page "Frame-level features": TFRecord files of SequenceExamples with the context `id` and
`labels` and the feature lists `rgb` (1024 bytes a second) and `audio` (128 bytes a second).
The bytes are PCA-whitened features of Inception and VGGish, cut to -2..2 and
quantised. Zeng, Yu & Oyama (2018, section IV-A) take the videos whose only label is "music
video" and that last 213 to 219 s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from export_onnx.data.pairs import (
    CHECK,
    SPLITS,
    TEST,
    TRAIN,
    Example,
    PairSet,
    counted,
    cut_to_shorter,
    split_by_source,
)
from export_onnx.data.tfrecords import Sequence8M, parse_sequence, read_records
from inference.errors import WorldError
from inference.progress import Progress, Work
from inference.values import Floats

PICTURE_DIM, MUSIC_DIM = 1024, 128
LOW, HIGH = -2.0, 2.0
PARTITIONS = {"train": TRAIN, "validate": CHECK, "test": TEST}
"""How the files of the data set's own partitions begin, and the split they mean here."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which videos to take, and how.

    Parameters
    ----------
    label : int, optional
        Number of a label in the vocabulary that a video must have ("music video").
    alone : bool
        Whether it must have no other.
    shortest_s, longest_s : float
        Length of the videos; the paper takes 213 to 219 s.
    segment_s : int
        Seconds that are averaged into one segment; 1 leaves the frames as they are.
    most : int, optional
        Stop after so many videos: one takes 1 MB of memory per 216 s at a segment of 1 s.
    """

    label: int | None = None
    alone: bool = False
    shortest_s: float = 1.0
    longest_s: float = 360.0
    segment_s: int = 1
    most: int | None = None


def read_youtube8m(
    place: Path,
    wanted: Wanted | None = None,
    *,
    seed: int = 0,
    shares: tuple[float, float, float] | None = (0.8, 0.1, 0.1),
) -> Work[PairSet]:
    """Read all .tfrecord files of a folder, or one file.

    Damaged records, records that are no music video as described, and videos that occur twice
    are left out and counted in the facts by reason, damaged ones by file too. Every video is a
    source of its own.

    Parameters
    ----------
    shares : three numbers or None
        None: splits are the data set's own partitions, from the names of the files.

    Raises
    ------
    WorldError
        If there is no such file, a name tells no partition, or no video is left.
    """
    wanted = wanted or Wanted()
    files = _files(place)
    partitions = [_partition(file) if shares is None else TRAIN for file in files]
    found: list[Example] = []
    reasons: list[str] = []
    known: set[str] = set()
    for i, (file, split) in enumerate(zip(files, partitions, strict=True)):
        told = partial(_note, reasons, file)
        for record in read_records(file, damaged=told):
            example = _taken(record, wanted, split, known, reasons)
            if example is not None:
                found.append(example)
                yield Progress(i / len(files), f"{file.name}: {len(found)} videos")
            if len(found) == wanted.most:
                break
        if len(found) == wanted.most:
            break
    if not found:
        raise _nothing(place, reasons)
    if shares is not None:
        found = _dealt(found, seed=seed, shares=shares)
    facts = {
        "from": place.name,
        "seed": seed,
        "shares": None if shares is None else list(shares),
        "wanted": asdict(wanted),
        "usable": len(found),
        "splits": {split: sum(e.split == split for e in found) for split in SPLITS},
        "skipped": counted(reasons),
    }
    return PairSet(place.stem, tuple(found), float(wanted.segment_s), facts)


def _note(reasons: list[str], file: Path, damage: str) -> None:
    reasons.append(f"{file.name}: {damage}")


def dequantise(rows: Sequence[bytes], width: int) -> Floats:
    """Bytes of `width` a second to features (seconds, width).

    As the data set's starter code has it (utils.Dequantize): steps of 4/255 that begin half a
    step of 4/256 above -2. ValueError when a row has another width.
    """
    if any(len(row) != width for row in rows):
        raise ValueError(f"a row has not {width} bytes")
    values = np.frombuffer(b"".join(rows), np.uint8).reshape(-1, width).astype(np.float32)
    scale, offset = (HIGH - LOW) / 255.0, (HIGH - LOW) / 512.0 + LOW
    return np.asarray(values * np.float32(scale) + np.float32(offset), dtype=np.float32)


def _files(place: Path) -> list[Path]:
    files = sorted(place.glob("*.tfrecord")) if place.is_dir() else [place]
    if not files or not files[0].is_file():
        raise WorldError(
            f"There is no .tfrecord file in {place}.",
            remedy="Name a folder of YouTube-8M's frame-level files, as they were downloaded.",
            path=place,
        )
    return files


def _partition(file: Path) -> str:
    for name, split in PARTITIONS.items():
        if file.name.startswith(name):
            return split
    raise WorldError(
        f"The name of {file} does not say which partition it belongs to.",
        remedy=f"Let it begin with {', '.join(PARTITIONS)}, or give shares.",
        path=file,
    )


def _taken(
    record: bytes, wanted: Wanted, split: str, known: set[str], reasons: list[str]
) -> Example | None:
    """Give the video of a record when it is wanted, else note why not."""
    try:
        example = _example(parse_sequence(record), wanted, split)
    except ValueError as error:
        reasons.append(str(error))
        return None
    if example.name in known:
        reasons.append("a video that occurs twice")
        return None
    known.add(example.name)
    return example


def _example(sequence: Sequence8M, wanted: Wanted, split: str) -> Example:
    """Build the example; ValueError says why it is not taken."""
    name = _name(sequence)
    _check_labels(sequence.context.get("labels", ()), wanted)
    for key in ("rgb", "audio"):
        if not sequence.lists.get(key):
            raise ValueError(f"no {key}")
    picture = dequantise(sequence.lists["rgb"], PICTURE_DIM)
    music = dequantise(sequence.lists["audio"], MUSIC_DIM)
    picture, music = cut_to_shorter(picture, music)
    if not wanted.shortest_s <= len(picture) <= wanted.longest_s:
        raise ValueError("another length than wanted")
    if len(picture) < wanted.segment_s:
        raise ValueError("shorter than a segment")
    picture, music = (segment_means(side, wanted.segment_s) for side in (picture, music))
    return Example(name, name, split, picture, music)


def _name(sequence: Sequence8M) -> str:
    found = sequence.context.get("id", ())
    if len(found) != 1 or not isinstance(found[0], bytes):
        raise ValueError("no id")
    return found[0].decode("utf-8", "replace")


def _check_labels(labels: Collection[bytes | int], wanted: Wanted) -> None:
    if wanted.label is not None and wanted.label not in labels:
        raise ValueError("without the wanted label")
    if wanted.label is not None and wanted.alone and len(labels) > 1:
        raise ValueError("with other labels too")


def segment_means(frames: Floats, length: int) -> Floats:
    """Mean of every `length` frames (T, D) -> (T // length, D); a rest at the end is dropped."""
    count = len(frames) // length
    parts = frames[: count * length].reshape(count, length, -1)
    return np.asarray(parts.mean(1), dtype=np.float32)


def _dealt(
    found: Sequence[Example], *, seed: int, shares: tuple[float, float, float]
) -> list[Example]:
    splits = split_by_source([e.source for e in found], seed=seed, shares=shares)
    return [
        Example(e.name, e.source, split, e.picture, e.music, e.tags)
        for e, split in zip(found, splits, strict=True)
    ]


def _nothing(place: Path, reasons: Sequence[str]) -> WorldError:
    told = ", ".join(f"{n} × {reason}" for reason, n in Counter(reasons).most_common(4))
    return WorldError(
        f"{place} has no video that is wanted ({told or 'no record at all'}).",
        remedy="Check the label and the lengths asked for, or download the files again.",
        path=place,
    )
