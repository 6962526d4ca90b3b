from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catalog.beats import BeatFix
from catalog.errors import LibraryError
from catalog.filters import Filters
from catalog.library import Library
from catalog.marks import Marks
from catalog.ordering import Order
from catalog.search import Query
from catalog.tags import FileTags
from catalog.tracks import write_track
from inference.values import MusicBase
from tests.catalog.fakes import FakeRecipe
from tests.catalog.helpers import song, take_in
from tests.catalog.test_search import PACK, add, drawn


@pytest.fixture
def library(tmp_path: Path):
    with Library.open(tmp_path / "lib") as opened:
        yield opened


def suggested(library: Library, filters: Filters | None = None) -> list[str]:
    asked = Query(drawn(3), drawn(1)[0], filters=filters or Filters(), count=50)
    return [hit.track.title for hit in library.search(asked, pack_id=PACK).hits]


def test_marks_are_kept(library, tmp_path):
    one = add(library, "one", drawn(4))
    other = add(library, "other", drawn(5))
    library.mark(one, favourite=True)
    marked = library.mark(one, never=True, tempo_factor=2.0, beat_shift_s=-0.25)
    wanted = Marks(favourite=True, never=True, tempo_factor=2.0, beat_shift_s=-0.25)
    assert marked.marks == wanted
    library.count_use([one, one])
    library.close()
    with Library.open(tmp_path / "lib") as again:
        assert again.get(one).marks == Marks(True, True, 2, 2.0, -0.25)
        assert again.get(other).marks == Marks()


@pytest.mark.parametrize(
    "nonsense",
    [
        {"tempo_factor": 3.0},
        {"tempo_factor": 0.0},
        {"beat_shift_s": float("nan")},
        {"beat_shift_s": 11.0},
        {"bar_shift": 1, "tempo_factor": 4.0},
    ],
)
def test_what_cannot_be_is_refused(library, nonsense):
    one = add(library, "one", drawn(4))
    with pytest.raises(LibraryError):
        library.mark(one, favourite=True, **nonsense)
    assert library.get(one).marks == Marks()


def test_an_unknown_mark_is_our_bug(library):
    with pytest.raises(TypeError):
        library.mark(add(library, "one", drawn(4)), title="x")


def test_copies_share_their_marks(library):
    one = add(library, "one", drawn(4), content="same")
    copy = add(library, "copy", drawn(4), content="same")
    library.mark(copy, favourite=True)
    library.count_use([one])
    assert library.get(one).marks == library.get(copy).marks == Marks(favourite=True, used=1)


def test_songs_never_wanted_are_not_suggested_but_listed(library):
    ids = [add(library, f"song {i}", drawn(3 + i)) for i in range(6)]
    assert len(suggested(library)) == 6
    library.mark(ids[2], never=True)
    assert "song 2" not in suggested(library)
    assert len(suggested(library)) == 5
    assert len(suggested(library, Filters(duration_s=(0, 999)))) == 5
    assert len(list(library.tracks(Filters()))) == 6
    for one in ids:
        library.mark(one, never=True)
    assert suggested(library) == []


def test_many_songs_left_out_do_not_crowd_out_the_rest(library):
    ids = [add(library, f"song {i}", drawn(3 + i % 7)) for i in range(230)]
    for one in ids[:215]:
        library.mark(one, never=True)
    assert len(suggested(library)) == 15


def test_only_favourites(library):
    ids = [add(library, f"song {i}", drawn(3 + i)) for i in range(4)]
    library.mark(ids[1], favourite=True)
    assert suggested(library, Filters(favourites=True)) == ["song 1"]


def test_a_corrected_tempo_counts_everywhere(library):
    one = add(library, "one", drawn(4))
    heard = library.get(one).bpm
    assert library.mark(one, tempo_factor=2.0).bpm == 2 * heard
    twice = Filters(bpm=(2 * heard - 1, 2 * heard + 1), bpm_folded=False)
    assert [track.id for track in library.tracks(twice)] == [one]
    assert library.mark(one, tempo_factor=1.0).bpm == heard


def test_the_timing_of_a_song_is_corrected(library, tmp_path):
    take_in(library, song(tmp_path / "music" / "a.mp3").parent)
    [track] = library.tracks()
    assert library.timing(track.id).beats_s.tolist() == [0, 1, 2, 3]
    library.mark(track.id, tempo_factor=0.5, beat_shift_s=0.5)
    assert library.timing(track.id).beats_s.tolist() == [0.5, 2.5]
    assert library.timing(track.id).downbeats_s.tolist() == [0.5]
    assert library.timing(track.id).bpm == library.get(track.id).bpm


def test_beats_are_corrected_and_as_heard_again(library, tmp_path):
    take_in(library, song(tmp_path / "music" / "a.mp3").parent)
    [track] = library.tracks()
    heard = library.timing(track.id)
    fixed = library.correct_beats(track.id, BeatFix(tempo=2.0, shift_s=0.25, bar_shift=25))
    assert fixed.marks.fix == BeatFix(tempo=2.0, shift_s=0.25, bar_shift=1)
    assert fixed.bpm == 2 * track.bpm
    assert library.timing(track.id).beats_s.tolist()[:3] == [0.25, 0.75, 1.25]
    assert library.timing(track.id).downbeats_s.tolist()[0] == 0.75
    assert library.correct_beats(track.id, BeatFix()).marks == Marks()
    assert library.timing(track.id).beats_s.tolist() == heard.beats_s.tolist()


def test_a_correction_stays_on_the_beats_it_was_made_for(library, tmp_path):
    path = song(tmp_path / "music" / "a.mp3")
    take_in(library, path.parent)
    track = library.at(path)
    library.correct_beats(track.id, BeatFix(tempo=0.5))
    fixed = library.timing(track.id)
    with library._database.transaction() as connection:
        heard = connection.execute("SELECT * FROM tracks").fetchone()
        anew = MusicBase(
            content_key=track.content_key,
            duration_s=track.duration_s,
            segments=(),
            base=np.zeros((0, 4), np.float32),
            tags=np.zeros(0, np.float32),
            energy=np.frombuffer(heard["energy"], np.float32),
            bpm=track.bpm / 2,
            bpm_confidence=1.0,
            beats_s=np.array([0.1, 2.1], np.float32),
            downbeats_s=np.array([0.1], np.float32),
            key=None,
            key_confidence=0.0,
            loudness_lufs=-20.0,
            true_peak_dbtp=-3.0,
        )
        write_track(connection, str(path), (1, 1), FileTags(title="A"), base=anew, model_tags={})
    assert library.timing(track.id).beats_s.tolist() == fixed.beats_s.tolist()
    assert library.get(track.id).bpm == track.bpm / 2
    assert library.get(track.id).loudness_lufs == -20.0
    library.correct_beats(track.id, BeatFix())
    with library._database.transaction() as connection:
        write_track(connection, str(path), (1, 1), FileTags(title="A"), base=anew, model_tags={})
    assert library.timing(track.id).beats_s.tolist() == anew.beats_s.tolist()


def marked_song(library: Library, music: Path, content: str) -> Path:
    path = song(music / "a.mp3", content)
    take_in(library, music)
    library.mark(library.at(path).id, favourite=True, tempo_factor=2.0)
    return path


def test_marks_move_with_a_file_and_come_back_with_it(library, tmp_path):
    path = marked_song(library, tmp_path / "music", "tune")
    moved = path.rename(path.with_name("b.mp3"))
    take_in(library, tmp_path / "music")
    assert library.at(moved).marks.favourite
    content = moved.read_text()
    moved.unlink()
    take_in(library, tmp_path / "music")
    song(moved, content)
    take_in(library, tmp_path / "music")
    assert library.at(moved).marks.favourite


def test_a_new_copy_has_the_marks_of_what_it_copies(library, tmp_path):
    path = marked_song(library, tmp_path / "music", "tune")
    copy = song(path.with_name("copy.mp3"), "tune")
    take_in(library, tmp_path / "music")
    assert library.at(copy).marks == library.at(path).marks


def test_another_song_in_its_place_is_not_marked(library, tmp_path):
    path = marked_song(library, tmp_path / "music", "tune")
    length = library.at(path).duration_s
    others = (f"other {i}" for i in range(99))
    path.write_text(next(one for one in others if _length(one, tmp_path) != length))
    take_in(library, tmp_path / "music")
    assert library.at(path).marks == Marks()


def test_the_same_song_with_other_tags_stays_marked(library, tmp_path):
    path = marked_song(library, tmp_path / "music", "tune")
    length = library.at(path).duration_s
    others = (f"other {i}" for i in range(99))
    path.write_text(next(one for one in others if _length(one, tmp_path) == length))
    take_in(library, tmp_path / "music")
    assert library.at(path).marks.favourite


def _length(content: str, folder: Path) -> float:
    work = FakeRecipe()().listen(song(folder / "probe.mp3", content))
    try:
        while True:
            next(work)
    except StopIteration as end:
        return end.value.base.duration_s


def test_songs_are_listed_in_the_order_asked_for(library):
    for name, length in (("b", 4), ("a", 6), ("C", 5)):
        add(library, name, drawn(length))
    unknown = add(library, "d", drawn(9))
    with library._database.transaction() as connection:
        connection.execute("UPDATE tracks SET bpm = NULL WHERE id = ?", (unknown,))

    def titles(order: Order | None = None) -> str:
        return "".join(track.title for track in library.some(library.listed(Filters(), order)))

    assert titles() == "abCd"
    assert titles(Order("title", descending=True)) == "dCba"
    assert titles(Order("duration")) == "bCad"
    assert titles(Order("bpm")) == "bCad"
    assert titles(Order("bpm", descending=True)) == "aCbd"
    assert titles(Order("added")) == "baCd"
    assert titles(Order("artist")) == "abCd"
