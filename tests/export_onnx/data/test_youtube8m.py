"""`files/train0000.tfrecord` was written by another program: the writer of tfrecord 1.14.6."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from export_onnx.data.tfrecords import parse_sequence, read_records
from export_onnx.data.youtube8m import Wanted, dequantise, read_youtube8m
from inference.errors import WorldError
from inference.progress import finish
from tests.export_onnx.data.records import frame, record

REAL = Path(__file__).with_name("files") / "train0000.tfrecord"
LENGTHS_S = (4, 3)


def test_a_file_of_another_writer_is_read():
    pairs = finish(read_youtube8m(REAL, shares=None))
    assert [e.name for e in pairs.examples] == ["abcd", "efgh"]
    assert [e.picture.shape for e in pairs.examples] == [(n, 1024) for n in LENGTHS_S]
    assert [e.music.shape for e in pairs.examples] == [(n, 128) for n in LENGTHS_S]
    # Second 1 of the picture counts 0, 2, 4 …, the sound goes down from 255.
    quantised = np.arange(1024) * 2 % 256
    assert np.allclose(pairs.examples[0].picture[1], quantised * 4 / 255 + 4 / 512 - 2, atol=1e-6)
    assert pairs.examples[0].music[0, 0] == pytest.approx(2 + 4 / 512)
    assert pairs.facts["splits"] == {"train": 2, "check": 0, "test": 0}


def test_the_wanted_are_taken_and_the_others_counted():
    wanted = Wanted(label=7, alone=True, shortest_s=4, segment_s=2)
    pairs = finish(read_youtube8m(REAL, wanted, shares=None))
    assert [e.name for e in pairs.examples] == ["abcd"]
    assert len(pairs.examples[0].picture) == 2
    assert pairs.facts["skipped"] == {"with other labels too": 1}
    with pytest.raises(WorldError, match="2 × without the wanted label"):
        finish(read_youtube8m(REAL, Wanted(label=8)))


def test_damaged_records_are_counted_and_the_rest_is_read(tmp_path: Path):
    good, twice = frame(record(b"a", 3)), frame(record(b"b", 3))
    bent = bytearray(frame(record(b"c", 3)))
    bent[40] ^= 1
    path = tmp_path / "some.tfrecord"
    foreign = frame(b"\xff no message")
    path.write_bytes(good + bytes(bent) + foreign + twice + twice + good[:50])
    pairs = finish(read_youtube8m(path, shares=(1.0, 0.0, 0.0)))
    assert [e.name for e in pairs.examples] == ["a", "b"]
    assert pairs.facts["skipped"] == {
        "some.tfrecord: damaged content of a record": 1,
        "no SequenceExample": 1,
        "a video that occurs twice": 1,
        "some.tfrecord: ends within a record": 1,
    }


def test_after_a_damaged_length_nothing_is_guessed(tmp_path: Path):
    path, told = tmp_path / "some.tfrecord", []
    huge = struct.pack("<QI", 2**60, 0)
    path.write_bytes(frame(b"one") + huge + frame(b"two"))
    assert list(read_records(path, damaged=told.append)) == [b"one"]
    assert told == ["damaged length of a record; what follows it is lost"]


def test_messages_come_back():
    example = parse_sequence(record(b"abc", 2, (1, 300)))
    assert example.context == {"id": (b"abc",), "labels": (1, 300)}
    assert len(example.lists["rgb"]) == 2


def test_widths_and_names_are_checked(tmp_path: Path):
    with pytest.raises(ValueError, match="128"):
        dequantise([b"\x00" * 127], 128)
    with pytest.raises(WorldError, match="tfrecord"):
        finish(read_youtube8m(tmp_path))
    (tmp_path / "mine.tfrecord").write_bytes(frame(record(b"a", 2)))
    with pytest.raises(WorldError, match="partition"):
        finish(read_youtube8m(tmp_path, shares=None))
