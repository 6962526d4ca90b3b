"""Another pack of the same base: nothing is heard again, the old pack serves on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from catalog.library import Library
from catalog.reembedding import LOT
from catalog.search import Query
from inference.errors import MediaError
from inference.progress import finish
from inference.values import Embedding, Floats
from tests.catalog.fakes import DIM, FakeListener, FakeRecipe, unit
from tests.catalog.helpers import dump, song, take_in

OTHER = FakeRecipe(pack_id="fake-2")


@pytest.fixture
def library(tmp_path: Path):
    for number in range(5):
        song(tmp_path / "music" / f"{number}.mp3", f"song {number}")
    with Library.open(tmp_path / "library") as library:
        take_in(library, tmp_path / "music")
        yield library


def ask(library: Library, pack_id: str) -> list[int]:
    vector = unit(np.ones((1, DIM), np.float32))
    found = library.search(Query(segments=vector, track=vector[0]), pack_id=pack_id)
    return [hit.track.id for hit in found.hits]


def test_songs_are_embedded_without_their_files(library: Library, tmp_path: Path) -> None:
    before = ask(library, "fake-1")
    for file in (tmp_path / "music").iterdir():
        file.unlink()
    done = finish(library.reembed(OTHER))
    assert (done.done, done.ready, done.unheard, done.failed) == (5, 0, (), ())
    assert sorted(ask(library, "fake-2")) == sorted(before)
    assert ask(library, "fake-1") == before


def test_it_says_what_the_pack_says_of_the_kept_features(library: Library) -> None:
    finish(library.reembed(OTHER))
    for track in library.tracks():
        base = library.features(track.id, OTHER.base_id)
        expected = FakeListener("fake-2", 0.0, None).embed(base)
        found = library.embedding(track.id, "fake-2")
        np.testing.assert_allclose(found.segments, expected.segments, atol=1e-3)
        np.testing.assert_allclose(found.track, expected.track, atol=1e-6)


def test_a_second_time_there_is_nothing_to_do(library: Library) -> None:
    finish(library.reembed(OTHER))
    again = finish(library.reembed(replace(OTHER, delay_s=9.0)))
    assert (again.done, again.ready) == (0, 5)


def test_cut_off_it_goes_on_where_it_stopped(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.reembedding.LOT", 2)
    work = library.reembed(OTHER)
    while next(work).fraction < 0.3:
        pass
    work.close()
    assert library.stats().analysed == {"fake-1": 5, "fake-2": 2}
    assert len(ask(library, "fake-1")) == 5
    done = finish(library.reembed(OTHER))
    assert (done.done, done.ready) == (3, 2)
    assert LOT > 2


def test_killed_at_any_moment_it_ends_as_if_undisturbed(library: Library, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "library", tmp_path / "calm")
    command = [sys.executable, "-m", "tests.catalog.reembed_slowly", str(library.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as victim:
        while not victim.stdout.readline().startswith("2 of 5"):
            # The other pack serves meanwhile, also while somebody else writes.
            assert len(ask(library, "fake-1")) == 5
        victim.kill()
    assert 2 <= library.stats().analysed["fake-2"] < 5
    finish(library.reembed(OTHER))
    with Library.open(tmp_path / "calm") as calm:
        finish(calm.reembed(OTHER))
    assert dump(library.folder) == dump(tmp_path / "calm")
    assert library.check().problems == ()


def test_songs_of_another_base_have_to_be_heard(library: Library, tmp_path: Path) -> None:
    done = finish(library.reembed(FakeRecipe(pack_id="fake-3", base_id="base-2")))
    assert done.done == 0
    assert [path.name for path in done.unheard] == [f"{n}.mp3" for n in range(5)]


@dataclass(frozen=True)
class Broken(FakeRecipe):
    """Its tower makes nonsense of the shortest song, and refuses the longest."""

    def __call__(self):
        return BrokenListener(self.pack_id, 0.0, None)


@dataclass(frozen=True)
class BrokenListener(FakeListener):
    def embed(self, base: Floats) -> Embedding:
        said = super().embed(base)
        if len(base) <= 3:
            said.track[0] = np.nan
        if len(base) >= 8:
            raise MediaError("The song is too long.", remedy="Cut it.")
        return said


def test_a_song_the_tower_can_make_nothing_of_is_told_and_left_out(library: Library) -> None:
    lengths = [len(library.features(track.id, "base-1")) for track in library.tracks()]
    bad = sum(length <= 3 or length >= 8 for length in lengths)
    assert 0 < bad < 5, lengths
    done = finish(library.reembed(Broken(pack_id="fake-4")))
    assert done.done == 5 - bad
    assert len(done.failed) == bad
    assert len(ask(library, "fake-4")) == 5 - bad


def test_a_song_that_was_removed_meanwhile_is_not_brought_back(library: Library) -> None:
    work = library.reembed(OTHER)
    next(work)
    gone = next(iter(library.tracks())).id
    library.remove([gone])
    assert finish(work).done == 4
    assert library.check().problems == ()


def test_back_from_a_pack_of_other_bases_nothing_is_heard_again(
    library: Library, tmp_path: Path
) -> None:
    take_in(library, tmp_path / "music", recipe=FakeRecipe(pack_id="fake-3", base_id="base-2"))
    done = finish(library.reembed(OTHER))
    assert (done.done, done.unheard) == (5, ())
