from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from editor_app.project import edits, relink
from editor_app.project.relink import Missing, find, missing
from editor_app.project.timeline import Film, Project, Timeline
from inference.media.content import content_key
from inference.progress import Progress
from tests.editor_app.project.songs import a_cue, a_song


def looked_for(wanted: tuple[Missing, ...], folder: Path) -> dict[Path, Path]:
    work, steps = find(wanted, folder), []
    while True:
        try:
            steps.append(next(work))
        except StopIteration as ended:
            assert all(isinstance(step, Progress) for step in steps)
            found: dict[Path, Path] = ended.value
            return found


def made(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def a_project(tmp_path: Path) -> Project:
    """A project whose film and one of two songs lie in the folder `old`."""
    film = made(tmp_path / "old" / "film.mp4", b"film" * 100)
    song = made(tmp_path / "old" / "music" / "song.ogg", b"song" * 50)
    first = replace(a_song(), path=song, content_key=content_key(song))
    second = replace(a_song(), path=tmp_path / "old" / "never.ogg")
    timeline = Timeline(duration_s=90.0)
    for at, one in enumerate((first, second, first)):
        cue = replace(a_cue(one, at * 20.0), track_path=one.path)
        timeline, _ = edits.add(timeline, cue, one, lane=0)
    return Project(Film(film, 90.0, 25.0, 400, content_key(film)), timeline)


def test_what_is_not_there_is_told_once(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    assert [one.path.name for one in missing(project)] == ["never.ogg"]
    (tmp_path / "old").rename(tmp_path / "new")
    assert [(one.kind, one.path.name) for one in missing(project)] == [
        ("film", "film.mp4"),
        ("song", "song.ogg"),
        ("song", "never.ogg"),
    ]
    assert missing(Project()) == ()


def test_a_moved_folder_is_found_and_linked_again(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    (tmp_path / "old").rename(tmp_path / "new")
    made(tmp_path / "aside" / "song.ogg", b"another song")
    found = looked_for(missing(project), tmp_path)
    assert list(found.values()) == [
        tmp_path / "new" / "film.mp4",
        tmp_path / "new" / "music" / "song.ogg",
    ]
    linked = relink.relink(project, found)
    assert [one.path.name for one in missing(linked)] == ["never.ogg"]
    assert all(one.cue.track_path == one.song.path for one in linked.timeline.laid)
    assert len({one.song for one in linked.timeline.laid}) == 2


def test_a_renamed_film_is_known_by_its_content(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    (tmp_path / "old" / "film.mp4").rename(tmp_path / "old" / "final v2.mp4")
    (found,) = looked_for(missing(project)[:1], tmp_path).values()
    assert found.name == "final v2.mp4"


def test_other_content_is_never_taken_for_the_same(tmp_path: Path) -> None:
    wanted = Missing(Path("/x/take/film.mp4"), "film", 9, "ab" * 16)
    made(tmp_path / "a" / "film.mp4", b"other")
    made(tmp_path / "c" / "nine.mp4", b"123456789")
    made(tmp_path / "d" / "film.mp4", b"")
    assert looked_for((wanted,), tmp_path) == {}


def test_where_the_content_is_not_known_the_likeliest_name_is_taken(tmp_path: Path) -> None:
    wanted = Missing(Path("/x/take/song.ogg"), "song")
    made(tmp_path / "a" / "song.ogg", b"x")
    near = made(tmp_path / "b" / "Take" / "SONG.ogg", b"x")
    made(tmp_path / "c" / "nothing.ogg", b"")
    assert looked_for((wanted,), tmp_path) == {wanted.path: near}


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_in_a_circle_and_closed_folders_do_not_hold_it_up(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "pipe.ogg").symlink_to("/nowhere")
    os.mkfifo(tmp_path / "song.ogg")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    wanted = Missing(Path("/x/song.ogg"), "song")
    assert looked_for((wanted,), tmp_path) == {}
    assert looked_for((wanted,), tmp_path / "gone") == {}
    closed.chmod(0o700)


def test_the_walk_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path / "a.ogg", b"x")
    made(tmp_path / "b.ogg", b"x")
    deep = tmp_path.joinpath(*"cdefgh", "song.ogg")
    made(deep, b"x")
    wanted = Missing(Path("/x/song.ogg"), "song")
    assert looked_for((wanted,), tmp_path) == {wanted.path: deep}
    monkeypatch.setattr(relink, "MAX_DEPTH", 3)
    assert looked_for((wanted,), tmp_path) == {}
    monkeypatch.setattr(relink, "MAX_FILES", 1)
    assert looked_for((Missing(Path("b.ogg"), "song"),), tmp_path) == {}
