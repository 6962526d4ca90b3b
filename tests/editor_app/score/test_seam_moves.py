from __future__ import annotations

from pathlib import Path

import pytest

from editor_app.score.fit import fit_song
from editor_app.score.fitted import Fitting
from editor_app.score.joins import length_of
from editor_app.score.moment import Song
from editor_app.score.seam_moves import move_seam
from inference.features.structure import Structure
from tests.editor_app.score.made_songs import BAR_S, song_sound, structure_at, written_song

FORM = "AAAAAAAABBBBBBBB"


@pytest.fixture(scope="module")
def fitted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fitting, Structure]:
    path: Path = written_song(tmp_path_factory.mktemp("moves"), song_sound(FORM))
    structure = structure_at(path, FORM)
    song = Song(path, structure.duration_s)
    return fit_song(song, structure, 45.0, count=1)[0], structure


def test_a_seam_goes_to_the_next_good_place(fitted: tuple[Fitting, Structure]) -> None:
    fitting, structure = fitted
    seam = fitting.seams[0]
    moved = next(filter(None, (move_seam(fitting, 0, structure, by) for by in (-1, 1))))
    other = moved.seams[0]
    assert abs(other.out_s - seam.out_s) >= BAR_S - 0.01
    assert other.in_s - other.out_s == pytest.approx(seam.in_s - seam.out_s, abs=0.05)
    assert other.confidence > 0.5
    assert length_of(moved.parts, moved.speed) == pytest.approx(fitting.length_s, abs=1e-4)
    assert other.at_s == pytest.approx(other.out_s - fitting.parts[0].source_in_s, abs=1e-4)


def test_there_and_back_again(fitted: tuple[Fitting, Structure]) -> None:
    fitting, structure = fitted
    for there, back in ((1, -1), (-1, 1)):
        moved = move_seam(fitting, 0, structure, there)  # type: ignore[arg-type]
        if moved is not None:
            again = move_seam(moved, 0, structure, back)  # type: ignore[arg-type]
            assert again is not None
            assert again.seams[0].out_s == pytest.approx(fitting.seams[0].out_s, abs=0.01)


def test_it_stops_where_no_good_place_is_left(fitted: tuple[Fitting, Structure]) -> None:
    fitting, structure = fitted
    steps = 0
    moved: Fitting | None = fitting
    while moved is not None:
        fitting, moved = moved, move_seam(moved, 0, structure, 1)
        steps += 1
        assert steps < 20
    assert fitting.parts[0].source_out_s < structure.duration_s
