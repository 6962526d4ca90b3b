"""Records of YouTube-8M as a test wants them."""

from __future__ import annotations

import struct

from export_onnx.data.tfrecords import Sequence8M, masked_crc, message_class


def frame(record: bytes) -> bytes:
    """Put a record into the framing that `read_records` reads."""
    length = struct.pack("<Q", len(record))
    foot = struct.pack("<I", masked_crc(record))
    return length + struct.pack("<I", masked_crc(length)) + record + foot


def write_sequence(example: Sequence8M) -> bytes:
    """Serialise a SequenceExample, as `parse_sequence` reads it."""
    found = message_class()()
    for name, values in example.context.items():
        feature = found.context.feature[name]
        for value in values:
            kind = feature.bytes_list if isinstance(value, bytes) else feature.int64_list
            kind.value.append(value)
    for name, steps in example.lists.items():
        for step in steps:
            added = found.feature_lists.feature_list[name].feature.add()
            added.bytes_list.value.append(step)
    return bytes(found.SerializeToString(deterministic=True))


def record(name: bytes, seconds: int, labels: tuple[int, ...] = (7,)) -> bytes:
    lists = {"rgb": (b"\x10" * 1024,) * seconds, "audio": (b"\xf0" * 128,) * seconds}
    return write_sequence(Sequence8M({"id": (name,), "labels": labels}, lists))
