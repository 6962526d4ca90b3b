"""The checkpoint reader on a bundle written here byte by byte, and on damaged ones."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from export_onnx.bases.checkpoint import TABLE_MAGIC, read_checkpoint
from inference.errors import PackError


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def block(entries: list[tuple[bytes, bytes]]) -> bytes:
    """A table block; every key after the first shares its first byte with the one before."""
    out = b""
    for i, (key, value) in enumerate(entries):
        shared = 1 if i else 0
        out += (
            varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        )
    return out + struct.pack("<II", 0, 1)


def write_bundle(folder: Path, *, magic: int = TABLE_MAGIC, compressed: bool = False) -> str:
    weights, steps = np.arange(6, dtype="<f4").reshape(2, 3), np.array([300], "<i8")
    shape = b"".join(b"\x12" + varint(2) + b"\x08" + varint(n) for n in (2, 3))
    first = b"\x08\x01\x12" + varint(len(shape)) + shape + b"\x28" + varint(24)
    second = b"\x08\x09\x12\x04\x12\x02\x08\x01\x20\x18\x28\x08\x35\x00\x00\x00\x00"
    data_block = block([(b"a/w", first), (b"a/x", second)])
    trailer = bytes([compressed]) + b"\0\0\0\0"
    index_block = block([(b"z", varint(0) + varint(len(data_block)))])
    at = len(data_block) + 5
    handles = varint(0) + varint(0) + varint(at) + varint(len(index_block))
    footer = handles.ljust(40, b"\0") + struct.pack("<Q", magic)
    prefix = f"{folder}/model"
    Path(f"{prefix}.index").write_bytes(data_block + trailer + index_block + b"\0" * 5 + footer)
    Path(f"{prefix}.data-00000-of-00001").write_bytes(weights.tobytes() + steps.tobytes())
    return prefix


def test_reads_names_shapes_and_values(tmp_path: Path) -> None:
    tensors = read_checkpoint(write_bundle(tmp_path))
    assert list(tensors) == ["a/w", "a/x"]
    np.testing.assert_array_equal(tensors["a/w"], np.arange(6, dtype=np.float32).reshape(2, 3))
    np.testing.assert_array_equal(tensors["a/x"], [300])


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="magic number"):
        read_checkpoint(write_bundle(tmp_path, magic=7))


def test_a_compressed_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="compressed"):
        read_checkpoint(write_bundle(tmp_path, compressed=True))


@pytest.mark.parametrize("keep", [0, 10, 60])
def test_a_cut_index_is_refused(tmp_path: Path, keep: int) -> None:
    prefix = write_bundle(tmp_path)
    index = Path(f"{prefix}.index")
    index.write_bytes(index.read_bytes()[:keep])
    with pytest.raises(PackError, match="cannot be read"):
        read_checkpoint(prefix)


def test_cut_data_is_refused(tmp_path: Path) -> None:
    prefix = write_bundle(tmp_path)
    data = Path(f"{prefix}.data-00000-of-00001")
    data.write_bytes(data.read_bytes()[:20])
    with pytest.raises(PackError, match="cannot be read"):
        read_checkpoint(prefix)


def test_absent_files_are_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot be read"):
        read_checkpoint(tmp_path / "none")
