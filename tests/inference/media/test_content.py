from __future__ import annotations

import pytest

from inference.errors import MediaError
from inference.media import content
from inference.media.content import content_key


def test_the_same_content_has_the_same_key_wherever_it_is(tmp_path):
    (tmp_path / "a.mp3").write_bytes(b"music" * 1000)
    (tmp_path / "b.wav").write_bytes(b"music" * 1000)
    assert content_key(tmp_path / "a.mp3") == content_key(tmp_path / "b.wav")
    assert len(content_key(tmp_path / "a.mp3")) == 32


def test_one_other_byte_is_another_key(tmp_path):
    data = bytearray(3 * 2**20)
    (tmp_path / "a").write_bytes(data)
    data[2 * 2**20 + 17] = 1
    (tmp_path / "b").write_bytes(data)
    assert content_key(tmp_path / "a") != content_key(tmp_path / "b")


def test_large_files_are_sampled_from_start_to_end(tmp_path):
    size = content._WHOLE_BYTES + 2**24
    keys = set()
    for i, at in enumerate((0, size // 2, size - 1, None)):
        path = tmp_path / f"{i}.bin"
        with path.open("wb") as file:
            file.truncate(size + (at is None))
            if at is not None:
                file.seek(at // 2**20 * 2**20 if at == size // 2 else at)
                file.write(b"x" * (2**20 if at == size // 2 else 1))
        keys.add(content_key(path))
    assert len(keys) == 4


def test_no_file_no_key(tmp_path):
    with pytest.raises(MediaError, match="is not there"):
        content_key(tmp_path / "gone.mp4")
    with pytest.raises(MediaError, match="is not a file"):
        content_key(tmp_path)
