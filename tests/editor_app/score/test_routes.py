from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from editor_app.score.routes import Jumps, Ways, explore, good_jumps
from editor_app.score.seams import seam_costs
from inference.features.structure import Structure
from tests.editor_app.score.made_songs import song_sound, structure_at, written_song

LEAST = 8


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Structure:
    folder: Path = tmp_path_factory.mktemp("routes")
    return structure_at(written_song(folder, song_sound()))


def ways(structure: Structure, jumps: Jumps, *, steps: int, start: int = 1) -> Ways:
    starts = np.full(structure.steps + 1, np.inf, np.float32)
    starts[start] = 0.0
    return explore(
        structure, jumps,
        starts=starts, begun_s=structure.times_s, steps=steps, least=LEAST,
        toll=np.zeros(structure.steps, np.float32),
    )  # fmt: skip


def jumps_of(*jumps: tuple[int, int, float]) -> Jumps:
    """Jumps by (out, into, price), ordered by where they go on."""
    ordered = sorted(jumps, key=lambda one: one[1])
    out, into, price = (np.array(column) for column in zip(*ordered, strict=True))
    return Jumps(out, into, price.astype(np.float32))


def test_without_a_jump_the_song_is_played_on(heard: Structure) -> None:
    found = ways(heard, jumps_of((70, 1, 9.0)), steps=30)
    assert found.price[30, 31] == 0
    assert np.isinf(found.price[30, 30])
    assert found.jumps_to(30, 31) == ((), 1)
    assert found.elapsed_s[30, 31] == pytest.approx(heard.times_s[31] - heard.times_s[1])


def test_the_cheapest_jumps_are_taken(heard: Structure) -> None:
    jumps = jumps_of((21, 41, 1.0), (25, 45, 0.2), (60, 20, 0.1))
    found = ways(heard, jumps, steps=40)
    assert found.jumps_to(40, 61) == (((25, 45),), 1)
    assert found.price[40, 61] == pytest.approx(0.2)
    played_s = heard.times_s[25] - heard.times_s[1] + heard.times_s[61] - heard.times_s[45]
    assert found.elapsed_s[40, 61] == pytest.approx(played_s, abs=1e-3)


def test_no_stretch_is_too_short(heard: Structure) -> None:
    found = ways(heard, jumps_of((4, 40, 0.0), (45, 10, 0.0), (50, 10, 0.0)), steps=40)
    for steps, edge in zip(*np.nonzero(np.isfinite(found.price)), strict=True):
        jumps, first = found.jumps_to(int(steps), int(edge))
        stops = [*(out for out, _ in jumps), int(edge)]
        begins = [first, *(into for _, into in jumps)]
        assert all(stop - begin >= LEAST for begin, stop in zip(begins, stops, strict=True))
        assert sum(b - a for a, b in zip(begins, stops, strict=True)) == steps


def test_a_loop_can_be_played_again_and_again(heard: Structure) -> None:
    found = ways(heard, jumps_of((33, 17, 0.1)), steps=100)
    jumps, _ = found.jumps_to(100, 21 + 16)
    assert jumps == ((33, 17),) * 4


def test_good_jumps_are_few_and_stay_inside(heard: Structure) -> None:
    again = (heard.steps, 0)
    found = good_jumps(heard, seam_costs(heard), inner=(4, heard.steps - 4), again=again)
    pairs = list(zip(found.out.tolist(), found.into.tolist(), strict=True))
    inside = [pair for pair in pairs if pair != again]
    assert inside
    assert all(4 <= edge <= heard.steps - 4 for pair in inside for edge in pair)
    assert all(abs(out - into) >= 4 for out, into in inside)
    assert found.into.tolist() == sorted(found.into.tolist())
    assert (found.price > 0).all()
