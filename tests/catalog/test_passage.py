from __future__ import annotations

import numpy as np
import pytest

from catalog.passage import passage_of
from inference.values import Span


def attention(*values: float) -> np.ndarray:
    found = np.array(values, np.float32)
    return found / found.sum()


def test_the_passage_lies_where_attention_is_thickest() -> None:
    found = passage_of(
        attention(1, 1, 1, 4, 4, 1, 1), segment_s=6.0, duration_s=42.0, length_s=12.0
    )
    assert found == Span(18.0, 30.0)


def test_the_earliest_of_equal_passages_is_taken() -> None:
    weights = attention(1, 3, 3, 1, 3, 3, 1)
    found = passage_of(weights, segment_s=6.0, duration_s=42.0, length_s=12.0)
    assert found == Span(6.0, 18.0)


def test_a_short_song_is_its_own_passage_and_it_ends_with_the_song() -> None:
    assert passage_of(attention(1, 2), segment_s=6.0, duration_s=10.0) == Span(0.0, 10.0)


@pytest.mark.parametrize("weights", [(), (1.0, 1.0, 1.0), (0.0, 0.0), (float("nan"), 1.0), (1.0,)])
def test_attention_that_points_nowhere_gives_no_passage(weights: tuple[float, ...]) -> None:
    assert passage_of(np.array(weights, np.float32), segment_s=6.0, duration_s=60.0) is None
