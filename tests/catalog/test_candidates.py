from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catalog.candidates import _shared_out, candidates, scores_of
from catalog.filters import Filters
from catalog.library import Library
from catalog.rank import align
from catalog.search import Query
from tests.catalog.fakes import DIM, unit
from tests.catalog.helpers import song, take_in

RNG = np.random.default_rng(3)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    for i in range(12):
        song(tmp_path / "music" / f"{i}.ogg", content=f"song {i} " * (3 + i))
    made = Library.open(tmp_path / "library")
    take_in(made, tmp_path / "music")
    return made


def a_query(length: int = 2) -> Query:
    segments = unit(RNG.standard_normal((length, DIM)))
    return Query(segments, unit(segments.mean(axis=0)))


def test_scores_are_those_of_the_search(library: Library) -> None:
    shelf = library.prepare("fake-1")
    rows = np.arange(len(shelf))
    # Longer than every song too: what a song does not cover counts as nothing.
    for length in (1, 2, 5, int(shelf.counts.max()) + 3):
        query = a_query(length)
        found = scores_of(shelf, [query], rows)[0]
        fits, _ = align(query.segments, shelf.segments, shelf.starts, shelf.counts)
        whole = shelf.tracks @ query.track
        expected = query.whole_share * whole + (1 - query.whole_share) * fits
        assert found == pytest.approx(expected, abs=1e-5)


def test_each_scene_finds_the_song_that_the_search_finds(library: Library) -> None:
    queries = [a_query() for _ in range(6)]
    found = library.candidates(queries, pack_id="fake-1")
    for query, scores in zip(queries, found.scores, strict=True):
        (hit,) = library.search(replace(query, count=1), pack_id="fake-1").hits
        assert found.tracks[int(scores.argmax())].id == hit.track.id
        assert scores.max() == pytest.approx(hit.score, abs=1e-5)


def test_only_what_passes_and_what_is_asked_for_by_name(library: Library) -> None:
    query = replace(a_query(), filters=Filters(text="7"))
    (seventh,) = library.candidates([query], pack_id="fake-1").tracks
    assert seventh.path.stem == "7"
    other = next(one.id for one in library.tracks() if one.path.stem == "3")
    both = library.candidates([query], pack_id="fake-1", wanted=[other, 9999]).tracks
    assert {one.path.stem for one in both} == {"3", "7"}


def test_what_is_never_to_be_suggested_is_not(library: Library) -> None:
    first = next(library.tracks()).id
    library.mark(first, never=True)
    found = library.candidates([a_query()], pack_id="fake-1")
    assert first not in {one.id for one in found.tracks}
    assert len(found.tracks) == 11


def test_everybody_gets_a_best_song_before_anybody_a_second() -> None:
    ranked = [np.array([1, 2, 3]), np.array([1, 4, 5]), np.array([6, 1, 2])]
    assert _shared_out(ranked, np.array([9]), 4).tolist() == [9, 1, 6, 2]


def test_nothing_asked_is_nothing_found(library: Library) -> None:
    found = candidates(library._database, library.prepare("fake-1"), [], {})
    assert found.tracks == ()
    assert found.scores.shape == (0, 0)
