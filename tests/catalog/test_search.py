from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catalog.attributes import condition
from catalog.errors import SearchError
from catalog.filters import Filters
from catalog.index import ExactIndex, HnswIndex
from catalog.library import Library
from catalog.search import Query, ranked, rivals_of
from catalog.shelf import open_shelf, shelf_folder
from catalog.vectors import write_embedding
from inference.values import Embedding
from tests.catalog.fakes import unit

DIM, PACK = 12, "pack-1"
RNG = np.random.default_rng(5)


def drawn(*shape: int) -> np.ndarray:
    return unit(np.random.default_rng(sum(shape)).normal(size=(*shape, DIM)).astype(np.float32))


def add(
    library: Library, name: str, segments: np.ndarray, content: str = "", pack: str = PACK
) -> int:
    """Put a song with these segments into the library, as ingestion would."""
    with library._database.transaction() as connection:
        [[track_id]] = connection.execute(
            "INSERT INTO tracks (path, size, mtime_ns, content_key, title, duration_s, bpm, "
            "bpm_confidence, key_confidence, beats_s, downbeats_s, energy) VALUES "
            "(?, 1, 1, ?, ?, ?, ?, 0, 0, x'', x'', x'') RETURNING id",
            (f"/m/{name}", content or name, name, 6.0 * len(segments), 60 + len(segments)),
        ).fetchall()
        count = len(segments)
        said = Embedding(
            segments, unit(segments.mean(axis=0)), np.zeros((count, 2)), np.ones(count) / count
        )
        write_embedding(connection, track_id, pack, said, segment_s=6.0)
    return track_id


@pytest.fixture
def library(tmp_path: Path):
    with Library.open(tmp_path / "lib") as opened:
        yield opened


@pytest.fixture
def filled(library):
    for i in range(60):
        length = 3 + i % 10
        add(library, f"song {i}", unit(drawn(1, 60)[0, i] + 0.7 * drawn(i + 1, length)[0]))
    return library


def question(
    library: Library, name: str = "song 27", start: int = 2, size: int = 4, **how
) -> Query:
    track = next(one for one in library.tracks() if one.title == name)
    cut = library.embedding(track.id, PACK).segments[start : start + size]
    return Query(unit(cut), unit(cut.mean(axis=0)), **how)


def test_finds_the_song_and_its_moment(filled):
    result = filled.search(question(filled), pack_id=PACK)
    top = result.hits[0]
    assert top.track.title == "song 27"
    assert top.moment_s == 12.0
    assert top.segment_scores.shape == (4,)
    assert top.segment_scores.min() > 0.99
    assert result.similarity_kept == pytest.approx(1)
    scores = [hit.score for hit in result.hits]
    assert len(scores) == 10
    assert scores == sorted(scores, reverse=True)


def test_one_segment_of_the_cut(filled):
    result = filled.search(question(filled).only_segment(1), pack_id=PACK)
    assert result.hits[0].track.title == "song 27"
    assert result.hits[0].moment_s == 18.0
    assert len(result.hits[0].segment_scores) == 1


def test_a_cut_longer_than_every_song(filled):
    asked = question(filled)
    long = Query(np.tile(asked.segments, (6, 1)), asked.track, count=3)
    hits = filled.search(long, pack_id=PACK).hits
    assert len(hits) == 3
    assert all(hit.moment_s == 0 and len(hit.segment_scores) <= 12 for hit in hits)


def test_filters_leave_the_exact_best(filled):
    everything = filled.search(question(filled, count=60), pack_id=PACK).hits
    few = question(filled, filters=Filters(bpm=(63, 64), bpm_folded=False), count=5)
    hits = filled.search(few, pack_id=PACK).hits
    right = [hit.track.title for hit in everything if 63 <= hit.track.bpm <= 64][:5]
    assert [hit.track.title for hit in hits] == right
    none = filled.search(question(filled, filters=Filters(text="nothing")), pack_id=PACK)
    assert none.hits == ()


def test_sliders_move_the_answer(filled):
    target = filled.embedding(next(filled.tracks()).id, PACK).track
    directions = {"first": target}
    places, kept = [], []
    for weight in (-1.0, 0.0, 1.0, 4.0):
        asked = question(filled, attributes={"first": weight}, count=60)
        result = filled.search(asked, pack_id=PACK, directions=directions)
        places.append([hit.track.title for hit in result.hits].index("song 0"))
        kept.append(result.similarity_kept)
    assert places == sorted(places, reverse=True)
    assert places[-1] == 0
    assert kept[1] > kept[2] > kept[3]
    with pytest.raises(SearchError, match="It knows: first"):
        filled.search(question(filled, attributes={"x": 1}), pack_id=PACK, directions=directions)


def test_equal_contents_are_answered_once(filled):
    song = filled.embedding(28, PACK).segments
    add(filled, "copy of 27", song, content="song 27")
    titles = [hit.track.title for hit in filled.search(question(filled), pack_id=PACK).hits]
    assert ("song 27" in titles) + ("copy of 27" in titles) == 1
    assert len(titles) == 10


def test_spread_gives_variety(filled):
    song = filled.embedding(28, PACK).segments
    for i in range(5):
        add(filled, f"nearly 27, {i}", unit(song + 0.02 * drawn(i + 90, len(song))[0]))
    near = [hit.track.title for hit in filled.search(question(filled), pack_id=PACK).hits]
    wide = filled.search(question(filled, spread=0.6), pack_id=PACK).hits
    assert sum("27" in title for title in near) == 6
    assert sum("27" in hit.track.title for hit in wide) == 1
    assert len(wide) == 10


def test_missing_and_removed_songs_are_not_answered(filled):
    filled._database.rows("UPDATE tracks SET missing = 1 WHERE title = 'song 27'")
    assert "song 27" not in {
        h.track.title for h in filled.search(question(filled), pack_id=PACK).hits
    }
    asked = question(filled)
    assert filled.remove([28]) == 1
    assert len(filled.prepare(PACK)) == 59
    assert filled.search(asked, pack_id=PACK).hits
    assert filled.remove([28]) == 0


def test_a_pack_without_songs(library):
    with pytest.raises(SearchError, match="Add a music folder"):
        library.search(Query(drawn(2), drawn(1)[0]), pack_id="other")


def test_the_search_agrees_with_the_definition(filled):
    shelf = filled.prepare(PACK)
    asked = question(filled, whole_share=0.4)
    moved = condition(asked.segments, {}, {}, shelf.centre)
    wanted = {}
    for row in range(len(shelf)):
        song = shelf.song(row).astype(np.float32)
        sims = moved @ song.T
        k, n = sims.shape
        sums = [np.trace(sims, offset=o) for o in range(max(1, n - k + 1))]
        fits = [total / (k if total >= 0 else min(n, k)) for total in sums]
        wanted[int(shelf.ids[row])] = 0.4 * shelf.tracks[row] @ asked.track + 0.6 * max(fits)
    ranking = ranked(shelf, asked)
    for row, score in zip(ranking.rows, ranking.scores, strict=True):
        assert score == pytest.approx(wanted[int(shelf.ids[row])], abs=1e-3)


# The derived files: made when needed, never trusted.


def folder_of(library: Library) -> Path:
    return shelf_folder(library.folder, PACK)


def answer(folder: Path, asked: Query) -> list[tuple[str, float]]:
    with Library.open(folder) as library:
        hits = library.search(asked, pack_id=PACK).hits
        return [(hit.track.title, round(hit.score, 5)) for hit in hits]


def spoil_all(folder: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(b"")


def delete_all(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def cut_short(folder: Path) -> None:
    path = next(folder.glob("segments-*"))
    path.write_bytes(path.read_bytes()[:-7])


def scramble(folder: Path) -> None:
    path = next(folder.glob("segments-*"))
    path.write_bytes(path.read_bytes()[::-1])


def rubbish_sidecar(folder: Path) -> None:
    (folder / "shelf.json").write_text("[]")


def said(folder: Path, **changes) -> None:
    sidecar = folder / "shelf.json"
    sidecar.write_text(json.dumps(json.loads(sidecar.read_text()) | changes))


SPOILERS = [
    spoil_all,
    delete_all,
    cut_short,
    scramble,
    rubbish_sidecar,
    lambda folder: said(folder, dim=6),
    lambda folder: said(folder, count=59),
    lambda folder: said(folder, generation=1),
    lambda folder: said(folder, pack_id="other"),
    lambda folder: said(folder, format_version=2),
    lambda folder: said(folder, table={"file": "../../library.sqlite", "bytes": 3}),
]


@pytest.mark.parametrize("spoil", SPOILERS)
def test_derived_files_may_be_spoilt_at_any_time(filled, spoil):
    asked = question(filled)
    filled.prepare(PACK)
    assert filled.check().index == {PACK: "ready"}
    before = answer(filled.folder, asked)
    spoil(folder_of(filled))
    assert filled.check().index[PACK] in {"missing", "damaged", "stale"}
    assert answer(filled.folder, asked) == before
    assert filled.check().index == {PACK: "ready"}


def test_the_shelf_follows_the_library_and_takes_over_what_stayed(filled):
    first = filled.prepare(PACK)
    assert filled.prepare(PACK) is first
    filled.remove([5])
    add(filled, "new", drawn(7, 4)[0])
    second = filled.prepare(PACK)
    assert len(second) == 60
    assert {*second.ids} - {*first.ids} == {61}
    assert {*first.ids} - {*second.ids} == {5}
    row = int(second.rows_of([61])[0])
    np.testing.assert_array_equal(second.song(row), drawn(7, 4)[0].astype(np.float16))
    old, new = int(first.rows_of([40])[0]), int(second.rows_of([40])[0])
    np.testing.assert_array_equal(first.song(old), second.song(new))
    assert len(list(folder_of(filled).glob("segments-*"))) == 1


def test_two_packs_keep_apart(filled):
    add(filled, "other", drawn(3, 3)[0], pack="pack-2")
    assert (len(filled.prepare(PACK)), len(filled.prepare("pack-2"))) == (60, 1)
    assert set(filled.check().index) == {PACK, "pack-2"}


def graph_shelf(library: Library):
    return open_shelf(library._database, PACK, folder_of(library), graph_from=10)


def test_a_large_library_has_a_graph_that_follows_it(filled):
    asked = replace(question(filled), count=3)
    shelf = graph_shelf(filled)
    assert isinstance(shelf.index, HnswIndex)
    loaded = graph_shelf(filled)
    assert isinstance(loaded.index, HnswIndex)
    assert loaded is not shelf
    filled.remove([28])
    add(filled, "new", question(filled, "song 5").segments)
    again = graph_shelf(filled)
    assert isinstance(again.index, HnswIndex)
    assert len(again.index) == 60
    ids, _ = again.index.search(again.signatures[0], 60)
    assert 28 not in ids
    assert 61 in ids
    exact = ExactIndex(again.ids, again.signatures)
    assert ranked(again, asked).rows[:3].tolist() == (
        ranked(replace(again, index=exact), asked).rows[:3].tolist()
    )


def test_a_graph_of_another_dimension_or_content_is_not_believed(filled):
    graph_shelf(filled)
    path = next(folder_of(filled).glob("graph-*"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)
    assert filled.check().index == {PACK: "damaged"}
    assert isinstance(graph_shelf(filled).index, HnswIndex)
    assert filled.check().index == {PACK: "ready"}


def test_a_read_only_library_is_searched_without_derived_files(filled):
    asked = question(filled)
    with Library.open(filled.folder, read_only=True) as reader:
        assert reader.search(asked, pack_id=PACK).hits[0].track.title == "song 27"
    assert not folder_of(filled).exists()


def testrivals_of_are_songs_almost_as_good_as_the_best() -> None:
    alike = np.array([0.5, 0.499, 0.498, 0.1], np.float32)
    assert rivals_of(alike) == 0.75
    assert rivals_of(np.array([0.9, 0.1, 0.1, 0.1], np.float32)) == 0.25
    assert rivals_of(np.array([0.4], np.float32)) == 1.0
