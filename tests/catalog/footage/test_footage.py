from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from catalog.errors import LibraryError, SearchError
from catalog.footage.footage import FILE, Footage, has_footage, require_clips
from catalog.footage.ingest import FootageReport
from catalog.footage.matching import Tune
from catalog.library import FILE as LIBRARY_FILE
from catalog.library import Library
from inference.progress import finish
from tests.catalog.fakes import unit
from tests.catalog.footage.fakes import SEGMENT_S, FakeWatchRecipe, clip, looks


@pytest.fixture
def footage(tmp_path: Path):
    with Footage.open(tmp_path / "library") as footage:
        yield footage


def take_in(footage: Footage, *folders: Path, **how) -> FootageReport:
    recipe = how.pop("recipe", FakeWatchRecipe())
    return finish(footage.ingest(folders, recipe, **how))


def tune(text: str, *, start_s: float = 0.0) -> Tune:
    segments = looks(text)
    end_s = start_s + SEGMENT_S * len(segments)
    return Tune(segments, unit(segments.mean(axis=0)), SEGMENT_S, start_s, end_s)


def test_clips_are_taken_in_once(footage: Footage, tmp_path: Path) -> None:
    clip(tmp_path / "clips" / "a.mp4", "1,0;0,1")
    clip(tmp_path / "clips" / "deep" / "b.MOV", "0,1")
    clip(tmp_path / "clips" / "song.mp3", "1,1")
    diary = tmp_path / "diary"
    first = take_in(footage, tmp_path / "clips", recipe=FakeWatchRecipe(diary=diary))
    assert (first.added, first.updated, first.unchanged) == (2, 0, 0)
    again = take_in(footage, tmp_path / "clips", recipe=FakeWatchRecipe(diary=diary))
    assert (again.added, again.updated, again.unchanged) == (0, 0, 2)
    assert sorted(diary.read_text().split()) == ["a.mp4", "b.MOV"]
    found = footage.clips()
    assert [one.path.name for one in found] == ["a.mp4", "b.MOV"]
    assert (found[0].duration_s, found[0].width, found[0].sights) == (12.0, 320, ("sea", "cliff"))
    assert footage.folders() == (tmp_path / "clips",)


def test_what_cannot_be_watched_is_remembered_with_its_reason(
    footage: Footage, tmp_path: Path
) -> None:
    clip(tmp_path / "clips" / "good.mp4", "1,0")
    clip(tmp_path / "clips" / "bad.mp4", "refuse")
    clip(tmp_path / "clips" / "worse.mp4", "crash")
    done = take_in(footage, tmp_path / "clips")
    reasons = {path.name: reason for path, reason in done.failed}
    assert done.added == 1
    assert "has no picture" in reasons["bad.mp4"]
    assert "crash" in reasons["worse.mp4"]
    diary = tmp_path / "diary"
    again = take_in(footage, tmp_path / "clips", recipe=FakeWatchRecipe(diary=diary))
    assert not diary.exists()
    assert len(again.failed) == 2
    clip(tmp_path / "clips" / "bad.mp4", "0,1;1,0")
    healed = take_in(footage, tmp_path / "clips")
    assert (healed.added, [path.name for path, _ in healed.failed]) == (1, ["worse.mp4"])


def test_a_clip_that_vanished_is_kept_and_not_matched(footage: Footage, tmp_path: Path) -> None:
    path = clip(tmp_path / "clips" / "a.mp4", "1,0")
    clip(tmp_path / "clips" / "b.mp4", "0,1")
    take_in(footage, tmp_path / "clips")
    path.unlink()
    assert take_in(footage, tmp_path / "clips").missing == 1
    assert [one.missing for one in footage.clips()] == [True, False]
    matched = footage.match(tune("1,0"), pack_id="fake-1")
    assert [one.clip.path.name for one in matched] == ["b.mp4"]
    clip(path, "1,0")
    take_in(footage, tmp_path / "clips")
    assert not any(one.missing for one in footage.clips())


def test_a_clip_that_moved_is_one_clip(footage: Footage, tmp_path: Path) -> None:
    path = clip(tmp_path / "clips" / "a.mp4", "1,0")
    take_in(footage, tmp_path / "clips")
    path.rename(path.with_name("renamed.mp4"))
    take_in(footage, tmp_path / "clips")
    assert [one.path.name for one in footage.clips()] == ["renamed.mp4"]


def test_a_changed_clip_is_watched_anew(footage: Footage, tmp_path: Path) -> None:
    path = clip(tmp_path / "clips" / "a.mp4", "1,0")
    take_in(footage, tmp_path / "clips")
    clip(path, "0,1;0,1;0,1")
    assert take_in(footage, tmp_path / "clips").updated == 1
    (found,) = footage.match(tune("0,1"), pack_id="fake-1")
    assert found.clip.duration_s == 18.0
    assert found.score == pytest.approx(1.0, abs=1e-3)


def test_a_long_clip_is_entered_at_its_moment(footage: Footage, tmp_path: Path) -> None:
    clip(tmp_path / "clips" / "long.mp4", "1,0;1,0;0,1;0,0,1;1,0")
    take_in(footage, tmp_path / "clips")
    (found,) = footage.match(tune("0,1;0,0,1"), pack_id="fake-1")
    assert (found.clip_s, found.song_s, found.duration_s) == (12.0, 0.0, 12.0)


def test_a_short_clip_finds_its_place_in_the_song(footage: Footage, tmp_path: Path) -> None:
    clip(tmp_path / "clips" / "short.mp4", "0,1;0,0,1")
    take_in(footage, tmp_path / "clips")
    song = tune("1,0;1,0;0,1;0,0,1;1,0", start_s=30.0)
    (found,) = footage.match(song, pack_id="fake-1")
    assert (found.clip_s, found.song_s, found.duration_s) == (0.0, 42.0, 12.0)


def test_the_score_is_that_of_the_formula(footage: Footage, tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    texts = [
        ";".join(",".join(f"{v:.3f}" for v in row) for row in rng.normal(size=(n, 4)))
        for n in (1, 2, 3, 5, 7)
    ]
    for number, text in enumerate(texts):
        clip(tmp_path / "clips" / f"{number}.mp4", text)
    take_in(footage, tmp_path / "clips")
    song = tune(texts[2] + ";0,0,0,1")
    found = {int(one.clip.path.stem): one for one in footage.match(song, pack_id="fake-1")}
    for number, text in enumerate(texts):
        seen = looks(text)
        long, short = sorted((song.segments, seen), key=len, reverse=True)
        fits = [
            float(np.mean(np.sum(long[o : o + len(short)] * short, axis=1)))
            for o in range(len(long) - len(short) + 1)
        ]
        whole = float(unit(seen.mean(axis=0)) @ song.track)
        assert found[number].score == pytest.approx(0.3 * whole + 0.7 * max(fits), abs=2e-3)
        moment = max(found[number].clip_s, found[number].song_s)
        assert moment == SEGMENT_S * int(np.argmax(fits))
    order = [one.score for one in footage.match(song, pack_id="fake-1")]
    assert order == sorted(order, reverse=True)


def test_equal_contents_are_answered_once_and_the_count_is_kept(
    footage: Footage, tmp_path: Path
) -> None:
    for name in "abc":
        clip(tmp_path / "clips" / f"{name}.mp4", "1,0")
    for number in range(4):
        clip(tmp_path / "clips" / f"{number}.mp4", f"{number},1,1")
    take_in(footage, tmp_path / "clips")
    assert len(footage.match(tune("1,0"), pack_id="fake-1", count=10)) == 5
    assert len(footage.match(tune("1,0"), pack_id="fake-1", count=2)) == 2


def test_another_pack_sees_the_clips_beside_the_first(footage: Footage, tmp_path: Path) -> None:
    clip(tmp_path / "clips" / "a.mp4", "1,0")
    take_in(footage, tmp_path / "clips")
    with pytest.raises(SearchError, match="watched with this model pack"):
        footage.match(tune("1,0"), pack_id="fake-2")
    done = take_in(footage, tmp_path / "clips", recipe=FakeWatchRecipe("fake-2"))
    assert done.updated == 1
    for pack_id in ("fake-1", "fake-2"):
        assert len(footage.match(tune("1,0"), pack_id=pack_id)) == 1
        assert footage.stats(pack_id).ready == 1


def test_forgetting_touches_no_file(footage: Footage, tmp_path: Path) -> None:
    path = clip(tmp_path / "clips" / "a.mp4", "1,0")
    clip(tmp_path / "clips" / "bad.mp4", "refuse")
    clip(tmp_path / "more" / "b.mp4", "0,1")
    take_in(footage, tmp_path / "clips", tmp_path / "more")
    assert footage.remove([tmp_path / "clips"]) == 1
    assert path.exists()
    assert footage.folders() == (tmp_path / "more",)
    assert footage.failed() == ()
    assert [one.clip.path.name for one in footage.match(tune("1,0"), pack_id="fake-1")] == ["b.mp4"]


def test_it_lies_beside_the_library_and_is_no_library(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    assert not has_footage(folder)
    with pytest.raises(LibraryError, match="no footage catalog"):
        Footage.open(folder, create=False)
    Footage.open(folder).close()
    assert has_footage(folder)
    shutil.copy(folder / FILE, folder / LIBRARY_FILE)
    with pytest.raises(LibraryError, match="a database, but not a music library"):
        Library.open(folder)


def test_a_catalog_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    Footage.open(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match="newer version"):
        Footage.open(tmp_path)


def test_folders_without_a_video_are_refused(footage: Footage, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = take_in(footage, tmp_path / "empty")
    with pytest.raises(LibraryError, match="holds no video"):
        require_clips(done, [tmp_path / "empty"])
    with pytest.raises(LibraryError, match="does not exist"):
        take_in(footage, tmp_path / "nowhere")
