from __future__ import annotations

import numpy as np
import pytest

from inference.features.picture import COLOURS, DESCRIPTORS, colours, describe, samples_of
from inference.values import Shot, Span


def plain(*rgb: int) -> np.ndarray:
    return np.broadcast_to(np.array(rgb, np.uint8), (224, 224, 3))


def named(picture: np.ndarray) -> dict[str, float]:
    return dict(zip(COLOURS, map(float, colours(picture)), strict=True))


def test_the_scales_of_colour():
    white, black = named(plain(255, 255, 255)), named(plain(0, 0, 0))
    assert white["brightness"] == pytest.approx(1)
    assert black["brightness"] == 0
    assert white["saturation"] == black["saturation"] == 0
    assert white["warmth"] == pytest.approx(0.5)
    assert named(plain(255, 0, 0))["warmth"] == pytest.approx(1)
    assert named(plain(0, 0, 255))["warmth"] == pytest.approx(0)
    assert named(plain(255, 0, 0))["saturation"] == pytest.approx(1)
    halves = np.concatenate([plain(255, 255, 255)[:112], plain(0, 0, 0)[:112]])
    assert named(halves)["contrast"] == pytest.approx(1)
    patches = np.kron(np.eye(3)[np.arange(16) % 3].reshape(4, 4, 3), np.ones((56, 56, 1))) * 255
    assert named(patches.astype(np.uint8))["colourfulness"] > 0.8
    assert named(halves)["colourfulness"] == pytest.approx(0, abs=1e-4)


def test_a_table_of_segments():
    segments = (Span(0, 6), Span(6, 12), Span(12, 15))
    shots = tuple(Shot(Span(a, a + 3), 0.5) for a in (0, 3, 6, 9, 12))
    motion = np.concatenate([np.zeros(6), np.ones(6), np.full(3, 0.5)]).astype(np.float32)
    times = np.array([0.5, 1.5, 7.5], np.float32)
    looks = np.array([[0.2] * 5, [0.4] * 5, [0.9] * 5], np.float32)
    table = describe(segments, motion=motion, shots=shots, times_s=times, colours=looks)
    assert table.shape == (3, len(DESCRIPTORS))
    assert table.dtype == np.float32
    assert table[:, 0] == pytest.approx([0, 1, 0.5])
    assert table[:, 3] == pytest.approx([0.4, 4 / 7, 4 / 7], abs=1e-6)
    # Nothing was sampled in the third segment: the nearest picture stands for it.
    assert table[:, 4] == pytest.approx([0.3, 0.9, 0.9])


def test_movement_of_a_segment():
    motion = np.array([0, 1, 0, 1], np.float32)
    rows = describe(
        (Span(0, 4),),
        motion=motion,
        shots=(Shot(Span(0, 4), 0),),
        times_s=np.zeros(1, np.float32),
        colours=np.zeros((1, 5), np.float32),
    )
    assert rows[0, :4] == pytest.approx([0.5, 1, 1, 0])


def test_samples_of_segments_with_gaps():
    spans = (Span(0, 6), Span(6, 12), Span(12, 18))
    chosen = samples_of(spans, np.array([1, 2, 13.5], np.float32))
    assert chosen == [slice(0, 2), slice(2, 3), slice(2, 3)]
