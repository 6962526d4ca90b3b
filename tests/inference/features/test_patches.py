from __future__ import annotations

import numpy as np
import pytest

from inference.features.patches import PatchCutter
from inference.values import Floats, segment_grid

RATE_HZ, PATCH, SEGMENT_S = 100, 298, 6.0


def cut(samples: int, block: int) -> tuple[list[Floats], Floats]:
    sound = np.arange(samples, dtype=np.float32)
    cutter = PatchCutter(RATE_HZ, PATCH, SEGMENT_S)
    patches = [
        patch
        for start in range(0, samples, block)
        for patch in cutter.feed(sound[start : start + block])
    ]
    return patches + cutter.finish(segment_grid(samples / RATE_HZ, SEGMENT_S)), sound


@pytest.mark.parametrize("block", [1, 7, 100, 10_000])
@pytest.mark.parametrize("samples", [298, 450, 600, 899, 900, 901, 1499, 1500, 1501, 2000, 6123])
def test_each_segment_gives_the_patch_in_its_middle(samples: int, block: int) -> None:
    patches, _ = cut(samples, block)
    segments = segment_grid(samples / RATE_HZ, SEGMENT_S)
    assert len(patches) == len(segments)
    for patch, span in zip(patches, segments, strict=True):
        assert patch.shape == (PATCH,)
        middle = (span.start_s + span.end_s) / 2 * RATE_HZ
        assert patch[0] == pytest.approx(middle - PATCH / 2, abs=1)
        np.testing.assert_array_equal(np.diff(patch), 1)


@pytest.mark.parametrize("samples", [50, 100, 297])
def test_a_short_stream_is_mirrored_until_it_fills_a_patch(samples: int) -> None:
    (patch,), sound = cut(samples, 10)
    assert patch.shape == (PATCH,)
    assert set(patch) == set(sound)
    assert np.abs(np.diff(patch)).max() <= 1


def test_holds_little_of_a_long_stream() -> None:
    cutter = PatchCutter(RATE_HZ, PATCH, SEGMENT_S)
    for _ in range(1000):
        cutter.feed(np.zeros(100, np.float32))
        assert len(cutter._held) <= 2.5 * SEGMENT_S * RATE_HZ


def test_refuses_patches_longer_than_a_segment() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        PatchCutter(RATE_HZ, 601, SEGMENT_S)
