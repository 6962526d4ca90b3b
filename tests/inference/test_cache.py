from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from inference.cache import BaseCache
from inference.values import MusicBase, Shot, Span, VideoBase

RNG = np.random.default_rng(7)


def floats(*shape: int) -> np.ndarray:
    return RNG.standard_normal(shape).astype(np.float32)


VIDEO = VideoBase(
    content_key="k1",
    duration_s=12.5,
    segments=(Span(0, 6), Span(6, 12.5)),
    base=floats(2, 20),
    class_probabilities=floats(2, 1000),
    motion=floats(13),
    shots=(Shot(Span(0, 4.2), 0.0), Shot(Span(4.2, 12.5), 0.7)),
    scenes=(Span(0, 12.5),),
    speech=(),
    loudness_lufs=None,
)
MUSIC = MusicBase(
    content_key="k2",
    duration_s=6.0,
    segments=(Span(0, 6),),
    base=floats(1, 30),
    tags=floats(5),
    energy=floats(1),
    bpm=None,
    bpm_confidence=0.1,
    beats_s=floats(0),
    downbeats_s=floats(0),
    key="A minor",
    key_confidence=0.4,
    loudness_lufs=-14.0,
    true_peak_dbtp=-0.5,
)


def same(one: object, other: object) -> bool:
    pairs = ((getattr(one, f.name), getattr(other, f.name)) for f in fields(one))  # type: ignore[arg-type]
    return all(np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b for a, b in pairs)


def test_gives_back_what_was_kept(tmp_path: Path) -> None:
    cache = BaseCache(tmp_path / "cache")
    cache.keep(VIDEO, "base")
    cache.keep(MUSIC, "base")
    video, music = cache.video("k1", "base"), cache.music("k2", "base")
    assert video is not None
    assert same(video, VIDEO)
    assert music is not None
    assert same(music, MUSIC)
    assert cache.size_bytes() > 0


def test_another_base_encoder_knows_nothing(tmp_path: Path) -> None:
    cache = BaseCache(tmp_path)
    cache.keep(VIDEO, "base")
    assert cache.video("k1", "other") is None
    assert cache.music("k1", "base") is None


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 not a zip", b"\x00" * 5000])
def test_a_damaged_file_counts_as_absent(tmp_path: Path, damage: bytes) -> None:
    cache = BaseCache(tmp_path)
    cache.keep(VIDEO, "base")
    (kept,) = tmp_path.glob("*.npz")
    kept.write_bytes(damage)
    assert cache.video("k1", "base") is None


def test_a_cut_off_file_counts_as_absent(tmp_path: Path) -> None:
    cache = BaseCache(tmp_path)
    cache.keep(VIDEO, "base")
    (kept,) = tmp_path.glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:-300])
    assert cache.video("k1", "base") is None


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    BaseCache(blocked).keep(VIDEO, "base")
    assert BaseCache(blocked).video("k1", "base") is None


def test_where_a_film_has_music_comes_back_also_where_it_has_none(tmp_path: Path) -> None:
    cache = BaseCache(tmp_path / "cache")
    assert cache.own_music("k1", "b") is None
    for spans in ((), (Span(1.5, 4.25), Span(9.0, 12.0))):
        cache.keep_own_music("k1", "b", spans)
        assert cache.own_music("k1", "b") == spans
    assert cache.own_music("k2", "b") is None
