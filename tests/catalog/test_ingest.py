from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from catalog.errors import LibraryError
from catalog.library import Library
from tests.catalog.fakes import FakeRecipe
from tests.catalog.helpers import dump, song, take_in


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    for name in ("01 - Ann - Red.mp3", "sub/blue.ogg", "sub/deeper/green.flac"):
        song(folder / name)
    song(folder / ".hidden/x.mp3")
    song(folder / "cover.jpg")
    return folder


@pytest.fixture
def library(tmp_path: Path):
    with Library.open(tmp_path / "library") as opened:
        yield opened


def test_takes_in_songs_below_a_folder(library, music):
    report = take_in(library, music)
    assert (report.added, report.failed) == (3, ())
    assert report.ignored == (music / "cover.jpg",)
    red = library.at(music / "01 - Ann - Red.mp3")
    assert red is not None
    assert (red.title, red.artist) == ("Red", "Ann")
    assert set(red.tags) == {"guitar", "female vocalists", "instrumental"}
    assert library.embedding(red.id, "fake-1").segments.shape[1] == 8
    assert library.timing(red.id).beats_s.tolist() == [0, 1, 2, 3]
    assert library.folders() == (music,)


def test_an_unchanged_folder_is_not_opened(library, music, tmp_path):
    take_in(library, music)
    recipe = FakeRecipe(diary=tmp_path / "diary")
    report = take_in(library, music, recipe=recipe)
    assert (report.unchanged, report.added, report.updated) == (3, 0, 0)
    assert not (tmp_path / "diary").exists()


def test_a_changed_song_is_heard_again(library, music, tmp_path):
    take_in(library, music)
    before = library.at(music / "sub/blue.ogg")
    song(music / "sub/blue.ogg", "something else entirely")
    recipe = FakeRecipe(diary=tmp_path / "diary")
    report = take_in(library, music, recipe=recipe)
    assert (report.updated, report.unchanged) == (1, 2)
    assert (tmp_path / "diary").read_text() == "blue.ogg\n"
    after = library.at(music / "sub/blue.ogg")
    assert after.id == before.id
    assert after.content_key != before.content_key


def test_a_touched_song_is_compared_but_not_heard(library, music, tmp_path):
    take_in(library, music)
    os.utime(music / "sub/blue.ogg", ns=(1, 1))
    recipe = FakeRecipe(diary=tmp_path / "diary")
    assert take_in(library, music, recipe=recipe).unchanged == 3
    assert not (tmp_path / "diary").exists()
    assert take_in(library, music, recipe=recipe).unchanged == 3


def test_a_moved_song_keeps_what_is_known(library, music, tmp_path):
    take_in(library, music)
    before = library.at(music / "sub/blue.ogg")
    (music / "other").mkdir()
    (music / "sub/blue.ogg").rename(music / "other/Bob - Navy.ogg")
    recipe = FakeRecipe(diary=tmp_path / "diary")
    report = take_in(library, music, recipe=recipe)
    assert (report.moved, report.missing, report.added) == (1, 0, 0)
    assert not (tmp_path / "diary").exists()
    after = library.at(music / "other/Bob - Navy.ogg")
    assert after.id == before.id
    assert (after.title, after.artist) == ("Navy", "Bob")
    assert library.at(music / "sub/blue.ogg") is None


def test_a_removed_song_is_missing_and_comes_back(library, music, tmp_path):
    take_in(library, music)
    path = music / "sub/blue.ogg"
    shutil.copy2(path, tmp_path / "kept")
    path.unlink()
    assert take_in(library, music).missing == 1
    assert library.at(path).missing
    assert take_in(library, music).missing == 0
    shutil.copy2(tmp_path / "kept", path)
    report = take_in(library, music)
    assert (report.moved, report.added) == (1, 0)
    assert not library.at(path).missing


def test_songs_in_other_folders_are_not_missed(library, music, tmp_path):
    take_in(library, music)
    song(tmp_path / "music2/x.mp3")
    report = take_in(library, tmp_path / "music2")
    assert (report.added, report.missing) == (1, 0)


def test_copies_are_heard_once_and_listed(library, music, tmp_path):
    song(music / "a.mp3", "same")
    song(music / "b.mp3", "same")
    song(music / "c.mp3", "else")
    recipe = FakeRecipe(diary=tmp_path / "diary")
    report = take_in(library, music, recipe=recipe)
    assert report.added == 6
    assert "b.mp3" not in (tmp_path / "diary").read_text()
    assert report.duplicates == ((music / "b.mp3", music / "a.mp3"),)
    song(music / "d.mp3", "same")
    assert take_in(library, music, recipe=recipe).added == 1
    assert (tmp_path / "diary").read_text().count("\nd.mp3") == 0
    assert len(library.prepare("fake-1")) == 7


def test_a_copy_of_a_bad_file_is_listed_under_its_own_name(library, music):
    for name in ("one.mp3", "two.mp3"):
        song(music / name, "refuse")
    reasons = {path.name: reason for path, reason in take_in(library, music).failed}
    assert set(reasons) >= {"one.mp3", "two.mp3"}
    assert "one.mp3" in reasons["one.mp3"]
    assert "two.mp3" in reasons["two.mp3"]


def test_swapped_songs_are_told_apart(library, music):
    one, two = song(music / "x1.mp3", "aaaa"), song(music / "x2.mp3", "bbbb")
    take_in(library, music)
    keys = library.at(one).content_key, library.at(two).content_key
    song(one, "bbbb")
    song(two, "aaaa")
    for path in (one, two):
        os.utime(path, ns=(5, 5))
    take_in(library, music)
    assert (library.at(two).content_key, library.at(one).content_key) == keys
    vectors = [
        library.embedding(library.at(path).id, "fake-1").track.tolist() for path in (one, two)
    ]
    assert vectors[0] != vectors[1]


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("crash", "crash"),
        ("hang", "1 s"),
        ("stumble", "ZeroDivisionError"),
        ("refuse", "no sound"),
        ("nonsense", "nothing of the sound"),
    ],
)
def test_one_bad_file_never_stops_the_rest(library, music, order, words):
    bad = song(music / "a bad one.mp3", f"{order} now")
    report = take_in(library, music, patience_s=1.0)
    assert report.added == 3
    [(path, reason)] = report.failed
    assert path == bad
    assert words in reason
    assert library.failed() == report.failed


def test_failed_files_wait_for_a_change_or_an_order(library, music, tmp_path):
    bad = song(music / "bad.mp3", "refuse")
    take_in(library, music)
    recipe = FakeRecipe(diary=tmp_path / "diary")
    assert len(take_in(library, music, recipe=recipe).failed) == 1
    assert not (tmp_path / "diary").exists()
    assert len(take_in(library, music, recipe=recipe, retry_failed=True).failed) == 1
    assert (tmp_path / "diary").read_text() == "bad.mp3\n"
    song(bad, "good now")
    report = take_in(library, music, recipe=recipe)
    assert (report.added, report.failed) == (1, ())
    song(bad, "refuse again")
    assert take_in(library, music).failed
    assert library.at(bad).missing
    bad.unlink()
    assert take_in(library, music).failed == ()


def test_another_pack_of_the_same_base_needs_no_listening(library, music, tmp_path):
    take_in(library, music)
    recipe = FakeRecipe(pack_id="fake-number-2", diary=tmp_path / "diary")
    report = take_in(library, music, recipe=recipe)
    assert report.updated == 3
    assert not (tmp_path / "diary").exists()
    red = library.at(music / "01 - Ann - Red.mp3")
    old, new = (library.embedding(red.id, one) for one in ("fake-1", "fake-number-2"))
    assert old.segments.shape == new.segments.shape
    assert not (old.track == new.track).all()
    base = FakeRecipe(pack_id="p3", base_id="base-2", diary=tmp_path / "diary")
    assert take_in(library, music, recipe=base).updated == 3
    assert len((tmp_path / "diary").read_text().splitlines()) == 3


def test_links_in_circles_end(library, music):
    (music / "sub/loop").symlink_to(music, target_is_directory=True)
    (music / "dead.mp3").symlink_to(music / "nowhere")
    report = take_in(library, music)
    assert report.added == 3
    assert [path.name for path, _ in report.failed] == ["dead.mp3"]


def test_a_path_that_is_no_text(library, music):
    strange = os.fsdecode(os.fsencode(music / "caf") + b"\xe9.mp3")
    Path(strange).write_text("strange")
    assert take_in(library, music).added == 4
    assert take_in(library, music).unchanged == 4
    assert library.at(Path(strange)).title.startswith("caf")


def test_a_licence_file_that_changes_is_applied_without_listening(library, music, tmp_path):
    take_in(library, music)
    assert library.at(music / "sub/blue.ogg").cleared == "unknown"
    (music / "sub/licences.csv").write_text("file,title,licence\nblue.ogg,True Blue,CC-BY-4.0\n")
    recipe = FakeRecipe(diary=tmp_path / "diary")
    assert take_in(library, music, recipe=recipe).updated == 1
    assert not (tmp_path / "diary").exists()
    blue = library.at(music / "sub/blue.ogg")
    assert (blue.title, blue.cleared) == ("True Blue", "yes")
    assert take_in(library, music).unchanged == 3
    (music / "sub/licences.csv").unlink()
    take_in(library, music)
    assert library.at(music / "sub/blue.ogg").cleared == "unknown"


def test_a_broken_licence_file_is_listed(library, music):
    song(music / "sub/blue.ogg.license.toml", "this = = is not toml")
    report = take_in(library, music)
    assert report.added == 3
    [(path, reason)] = report.failed
    assert path.name == "blue.ogg.license.toml"
    assert "Correct it" in reason


def test_closing_ends_at_once_and_keeps_what_is_done(library, music):
    work = library.ingest([music], FakeRecipe(delay_s=0.2), workers=1)
    for step in work:
        if "(1 of 3)" in step.doing:
            break
    work.close()
    assert len(library) == 1
    assert take_in(library, music).added == 2


def test_progress_never_falls(library, music):
    fractions = [step.fraction for step in library.ingest([music], FakeRecipe(), workers=2)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


@pytest.mark.parametrize("name", ["nowhere", "a file"])
def test_a_folder_that_is_none(library, tmp_path, name):
    song(tmp_path / "a file")
    with pytest.raises(LibraryError, match=name):
        take_in(library, tmp_path / name)
    assert library.folders() == ()


def test_an_empty_folder(library, tmp_path):
    (tmp_path / "empty").mkdir()
    assert take_in(library, tmp_path / "empty").added == 0


def test_a_read_only_library_still_knows_its_unchanged_songs(library, music, tmp_path):
    take_in(library, music)
    before = dump(tmp_path / "library")
    with Library.open(tmp_path / "library", read_only=True) as reader:
        assert take_in(reader, music).unchanged == 3
        song(music / "new.mp3")
        with pytest.raises(LibraryError, match="reading only"):
            take_in(reader, music)
    assert dump(tmp_path / "library") == before
