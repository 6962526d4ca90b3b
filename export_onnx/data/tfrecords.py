"""The TFRecord framing and the SequenceExample message, without TensorFlow.

Framing as documented in TensorFlow's "TFRecord and tf.train.Example": length (uint64, little
endian), its masked CRC-32C, the record, its masked CRC-32C. The small readers on PyPI skip the
checks (tfrecord 1.14.6, looked at in its source) and stop at the first damaged record, so the
framing is read here; CRC and messages are left to google-crc32c and protobuf.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import google_crc32c
from google.protobuf import (  # type: ignore[import-untyped]
    descriptor_pb2,
    descriptor_pool,
    message,
    message_factory,
)

from inference.errors import WorldError

_MASK_DELTA = 0xA282EAD8
_HEAD = struct.Struct("<QI")
_FOOT = struct.Struct("<I")
_FIELD = descriptor_pb2.FieldDescriptorProto


@dataclass(frozen=True, slots=True)
class Sequence8M:
    """A SequenceExample: `context` bytes or integers by name, `lists` one bytes a step by name."""

    context: Mapping[str, tuple[bytes | int, ...]]
    lists: Mapping[str, tuple[bytes, ...]]


def read_records(path: Path, *, damaged: Callable[[str], None]) -> Iterator[bytes]:
    """Give every intact record of a TFRecord file; tell `damaged` of each that is not.

    After a record whose content is damaged reading goes on. After a damaged length nothing more
    can be found, and that is told once.

    Raises
    ------
    WorldError
        If the file cannot be opened or read.
    """
    try:
        left = path.stat().st_size
        with path.open("rb") as file:
            while left:
                record, used = _next_record(file, left, damaged)
                left = left - used if used else 0
                if record is not None:
                    yield record
    except OSError as error:
        raise WorldError(
            f"{path} cannot be read ({error}).", remedy="Check the disk and the name.", path=path
        ) from error


def _next_record(
    file: BinaryIO, left: int, damaged: Callable[[str], None]
) -> tuple[bytes | None, int]:
    """One record, None when damaged, and the bytes it took; 0 when nothing can follow."""
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        damaged("ends within the length of a record")
        return None, 0
    length, check = _HEAD.unpack(head)
    if _masked_crc(head[:8]) != check:
        damaged("damaged length of a record; what follows it is lost")
        return None, 0
    whole = _HEAD.size + length + _FOOT.size
    if whole > left:
        damaged("ends within a record")
        return None, 0
    record = file.read(length)
    (check,) = _FOOT.unpack(file.read(_FOOT.size))
    if _masked_crc(record) != check:
        damaged("damaged content of a record")
        return None, whole
    return record, whole


def _masked_crc(content: bytes) -> int:
    """Rotate and shift the CRC, as the format does so that a CRC of CRCs stays sound."""
    crc = int(google_crc32c.value(content))
    return ((crc >> 15 | crc << 17) + _MASK_DELTA) & 0xFFFFFFFF


def frame(record: bytes) -> bytes:
    """Put `record` into the framing that `read_records` reads."""
    length = struct.pack("<Q", len(record))
    foot = _FOOT.pack(_masked_crc(record))
    return length + _FOOT.pack(_masked_crc(length)) + record + foot


def parse_sequence(record: bytes) -> Sequence8M:
    """Read a serialised tf.train.SequenceExample; ValueError when it is none."""
    found = _message_class()()
    try:
        found.ParseFromString(record)
    except message.DecodeError as error:
        raise ValueError("no SequenceExample") from error
    context = {name: _values(feature) for name, feature in found.context.feature.items()}
    lists = {
        name: tuple(b"".join(step.bytes_list.value) for step in steps.feature)
        for name, steps in found.feature_lists.feature_list.items()
    }
    return Sequence8M(context, lists)


def write_sequence(example: Sequence8M) -> bytes:
    """Serialise a SequenceExample, as `parse_sequence` reads it."""
    found = _message_class()()
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


def _values(feature: Any) -> tuple[bytes | int, ...]:  # noqa: ANN401 - a class made at run time
    return (*feature.bytes_list.value, *feature.int64_list.value)


@cache
def _message_class() -> Any:  # noqa: ANN401 - a class made at run time
    """tf.train.SequenceExample, from tensorflow/core/example/{feature,example}.proto.

    Described here in a pool of its own: code generated by protoc is tied to one version of
    protobuf, and another package may have registered the same names.
    """
    file = descriptor_pb2.FileDescriptorProto(name="seq.proto", package="t", syntax="proto3")
    _describe(file, "BytesList", [("value", 1, _FIELD.TYPE_BYTES, "")], repeated=True)
    _describe(file, "FloatList", [("value", 1, _FIELD.TYPE_FLOAT, "")], repeated=True)
    _describe(file, "Int64List", [("value", 1, _FIELD.TYPE_INT64, "")], repeated=True)
    kinds = ("bytes_list", "BytesList"), ("float_list", "FloatList"), ("int64_list", "Int64List")
    one_of = [(name, i, _FIELD.TYPE_MESSAGE, kind) for i, (name, kind) in enumerate(kinds, 1)]
    _describe(file, "Feature", one_of)
    _describe(file, "FeatureList", [("feature", 1, _FIELD.TYPE_MESSAGE, "Feature")], repeated=True)
    _describe_map(file, "Features", "feature", "Feature")
    _describe_map(file, "FeatureLists", "feature_list", "FeatureList")
    parts = [
        ("context", 1, _FIELD.TYPE_MESSAGE, "Features"),
        ("feature_lists", 2, _FIELD.TYPE_MESSAGE, "FeatureLists"),
    ]
    _describe(file, "SequenceExample", parts)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("t.SequenceExample"))


def _describe(
    file: Any,  # noqa: ANN401 - protobuf has no types
    name: str,
    fields: Sequence[tuple[str, int, int, str]],
    *,
    repeated: bool = False,
) -> None:
    described = file.message_type.add(name=name)
    for field, number, kind, of in fields:
        _add_field(described, field, number, kind, of=of, repeated=repeated)


def _describe_map(file: Any, name: str, field: str, value: str) -> None:  # noqa: ANN401
    """A map field is a repeated entry of key and value, marked as such."""
    described = file.message_type.add(name=name)
    entry_name = "".join(part.title() for part in field.split("_")) + "Entry"
    entry = described.nested_type.add(name=entry_name)
    entry.options.map_entry = True
    _add_field(entry, "key", 1, _FIELD.TYPE_STRING, of="", repeated=False)
    _add_field(entry, "value", 2, _FIELD.TYPE_MESSAGE, of=value, repeated=False)
    kind = _FIELD.TYPE_MESSAGE
    _add_field(described, field, 1, kind, of=f"{name}.{entry_name}", repeated=True)


def _add_field(
    described: Any,  # noqa: ANN401
    name: str,
    number: int,
    kind: int,
    *,
    of: str,
    repeated: bool,
) -> None:
    label = _FIELD.LABEL_REPEATED if repeated else _FIELD.LABEL_OPTIONAL
    field = described.field.add(name=name, number=number, type=kind, label=label)
    if of:
        field.type_name = f".t.{of}"
