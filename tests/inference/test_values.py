import itertools

from hypothesis import given
from hypothesis import strategies as st

from inference.values import segment_grid


@given(st.floats(0.01, 20_000), st.floats(0.5, 60))
def test_segments_tile_the_film(duration_s: float, segment_s: float) -> None:
    grid = segment_grid(duration_s, segment_s)
    assert grid[0].start_s == 0
    assert grid[-1].end_s == duration_s
    assert all(a.end_s == b.start_s for a, b in itertools.pairwise(grid))
    assert all(span.duration_s <= 1.5 * segment_s + 1e-6 for span in grid)
    assert len(grid) == 1 or all(span.duration_s >= 0.5 * segment_s - 1e-6 for span in grid)
