"""A `PairSet` as one file: read once, trained on many times, carried to another machine.

An .npz whose entry `about` holds JSON and whose other entries are the base features of each
side, end to end. Nothing in it is pickled.
"""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from export_onnx.data.pairs import Example, PairSet
from export_onnx.export.pack import replace_file
from inference.errors import WorldError
from inference.values import Floats

FORMAT = 1


def write_pairs(pairs: PairSet, path: Path) -> None:
    """Write `pairs`, whole or not at all; ValueError for facts that JSON cannot hold."""
    about = {
        "format": FORMAT,
        "name": pairs.name,
        "segment_s": pairs.segment_s,
        "facts": dict(pairs.facts),
        "examples": [_line(example) for example in pairs.examples],
    }
    text = json.dumps(about, allow_nan=False).encode()
    stream = BytesIO()
    np.savez(
        stream,
        about=np.frombuffer(text, np.uint8),
        picture=_end_to_end([e.picture for e in pairs.examples]),
        music=_end_to_end([e.music for e in pairs.examples]),
    )
    replace_file(path, stream.getvalue())


def read_pairs(path: Path) -> PairSet:
    """Read what `write_pairs` wrote.

    Raises
    ------
    WorldError
        If the file is absent, damaged, or of another format.
    """
    try:
        # Opened here, because numpy leaves a file open that begins like a zip and is none.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            about = json.loads(stored["about"].tobytes())
            sides = stored["picture"], stored["music"]
        if about["format"] != FORMAT:
            raise ValueError(f"format {about['format']} instead of {FORMAT}")
        return _rebuilt(about, *sides)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise WorldError(
            f"The training pairs {path} cannot be read ({error}).",
            remedy="Make them again from the videos.",
            path=path,
        ) from error


def _line(example: Example) -> dict[str, object]:
    return {
        "name": example.name,
        "source": example.source,
        "split": example.split,
        "lengths": [len(example.picture), len(example.music)],
        "tags": dict(example.tags),
    }


def _end_to_end(rows: list[Floats]) -> Floats:
    return np.concatenate(rows) if rows else np.zeros((0, 0), np.float32)


def _rebuilt(about: dict[str, object], picture: Floats, music: Floats) -> PairSet:
    lines = about["examples"]
    if not isinstance(lines, list):
        raise TypeError("no list of examples")
    lengths = np.array([line["lengths"] for line in lines], np.int64).reshape(-1, 2)
    if (lengths < 0).any() or tuple(lengths.sum(0)) != (len(picture), len(music)):
        raise ValueError("the lengths of its examples are not those of its features")
    ends = lengths.cumsum(0)
    examples = tuple(
        Example(
            str(line["name"]),
            str(line["source"]),
            str(line["split"]),
            picture[end[0] - length[0] : end[0]],
            music[end[1] - length[1] : end[1]],
            {str(name): float(degree) for name, degree in line["tags"].items()},
        )
        for line, length, end in zip(lines, lengths, ends, strict=True)
    )
    facts = about["facts"]
    if not isinstance(facts, dict):
        raise TypeError("no facts")
    return PairSet(str(about["name"]), examples, float(str(about["segment_s"])), facts)
