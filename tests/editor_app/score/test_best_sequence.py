from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor_app.score.best_sequence import AGAIN, _cost, chosen, returns, sequences
from editor_app.score.runs import REPEAT, Run, Task, cheapest
from inference.progress import finish


def a_task(pieces: int, songs: int, seed: int, **changes: object) -> Task:
    rng = np.random.default_rng(seed)
    values = {
        "times_s": np.concatenate([[0.0], np.cumsum(rng.uniform(3, 40, pieces))]),
        "loss": rng.uniform(0, 2, (pieces, songs)),
        "edge": rng.uniform(0, 0.5, pieces),
        "follow": rng.uniform(0, 0.5, (songs, songs)),
        "lengths_s": rng.uniform(10, 80, songs),
    }
    return Task(**{**values, **changes})  # type: ignore[arg-type]


def every_sequence(pieces: int, songs: int) -> list[tuple[Run, ...]]:
    found = []
    for combination in product(range(songs), repeat=pieces):
        edges = [0, *(i for i in range(1, pieces) if combination[i] != combination[i - 1]), pieces]
        pairs = pairwise(edges)
        found.append(tuple(Run(a, b, combination[a]) for a, b in pairs))
    return found


@pytest.mark.parametrize("rate", [-0.5, 0.0, 0.3, 5.0])
@pytest.mark.parametrize("seed", range(8))
def test_no_other_sequence_is_cheaper(seed: int, rate: float) -> None:
    pieces, songs = 1 + seed % 6, 1 + seed % 3
    task = a_task(pieces, songs, seed)

    def cost(runs: tuple[Run, ...]) -> float:
        back = sum(price for _, _, price in returns(task, runs))
        return _cost(task, runs) - back + rate * (len(runs) - 1)

    found = cheapest(task, rate, np.zeros((pieces, songs)))
    assert cost(found) == pytest.approx(min(map(cost, every_sequence(pieces, songs))), abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 14), st.integers(1, 6), st.integers(0, 10_000))
def test_a_higher_position_never_has_fewer_changes(pieces: int, songs: int, seed: int) -> None:
    found = finish(sequences(a_task(pieces, songs, seed)))
    changes = [chosen(found, position).changes for position in np.linspace(0, 1, 21)]
    assert changes == sorted(changes)
    assert changes[0] == 0
    for one in found:
        covered = [(run.first, run.last) for run in one.runs]
        assert (covered[0][0], covered[-1][1]) == (0, pieces)
        assert all(a[1] == b[0] for a, b in pairwise(covered))


def test_a_song_too_short_is_dear_and_a_long_one_is_not() -> None:
    task = a_task(
        4, 2, 1,
        times_s=np.array([0.0, 30, 60, 90, 120]), loss=np.full((4, 2), 0.1),
        lengths_s=np.array([30.0, 200.0]),
    )  # fmt: skip
    assert cheapest(task, 1e5, np.zeros((4, 2))) == (Run(0, 4, 1),)
    assert _cost(task, (Run(0, 4, 0),)) == pytest.approx(0.4 + 3 * REPEAT)


def test_a_song_that_comes_back_soon_is_replaced_where_another_does_as_well() -> None:
    loss = np.array([[0.0, 5, 5], [5, 0.0, 5], [0.0, 5, 0.2]])
    task = a_task(
        3, 3, 1,
        times_s=np.array([0.0, 30, 60, 90]), loss=loss, edge=np.zeros(3),
        follow=np.zeros((3, 3)), lengths_s=np.full(3, 100.0),
    )  # fmt: skip
    assert [run.song for run in chosen(finish(sequences(task)), 1).runs] == [0, 1, 2]
    (again,) = returns(task, (Run(0, 1, 0), Run(1, 2, 1), Run(2, 3, 0)))
    assert again[2] == pytest.approx(AGAIN * (1 - 30 / 600))


def test_silence_may_come_back() -> None:
    task = a_task(3, 2, 1, lengths_s=np.array([np.inf, 50.0]))
    assert not list(returns(task, (Run(0, 1, 0), Run(1, 2, 1), Run(2, 3, 0))))


def test_one_piece_and_one_song() -> None:
    (only,) = finish(sequences(a_task(1, 1, 3)))
    assert chosen((only,), 0.7).runs == (Run(0, 1, 0),)
