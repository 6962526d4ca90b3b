from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from editor_app.project import edits, project_file
from editor_app.project.errors import ProjectError
from editor_app.project.project_file import (
    decoded,
    encoded,
    read_project,
    upgraded,
    write_project,
)
from editor_app.project.timeline import Film, Lane, Project, Timeline
from editor_app.score.arrange import place
from editor_app.score.moment import Song
from inference.values import Span
from tests.editor_app.project.songs import a_cue, a_song
from tests.editor_app.project.validity import assert_valid

HERE = Path(__file__).parent
SCHEMA = HERE.parents[2] / "docs" / "schema" / "project.json"
NOWHERE = Path("/nowhere")


def a_project(film: Path = Path("/films/a.mp4")) -> Project:
    timeline = Timeline(duration_s=90.0)
    timeline, _ = place(timeline, a_song("one"), Span(0, 30))
    timeline, _ = place(timeline, replace(a_song("two", duration_s=12), bpm=None), Span(28, 70))
    timeline = edits.set_lane(timeline, 1, solo=True)
    timeline = edits.set_kept(edits.set_level(timeline, "music", gain_db=-2.5), Span(3, 60))
    timeline = edits.set_gain_points(timeline, 1, ((1.0, 0.0), (2.5, -6.0)))
    timeline = edits.set_pinned(edits.set_speed(timeline, 1, speed=1.02), {1}, pinned=True)
    timeline = edits.set_duck_music(edits.set_ducking(timeline, "podcast"), True)
    timeline = edits.replace_laid(timeline, replace(timeline.laid[-1], seam=0.75))
    return Project(Film(film, 90.0, 23.976, 1234, "ab" * 16), timeline, "podcast", {"piano": -0.3})


def plain_of(project: Project) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encoded(project, NOWHERE))
    return found


def test_a_project_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "cut.cuesmith"
    write_project(a_project(), path)
    assert read_project(path) == a_project()
    assert [one.name for one in tmp_path.iterdir()] == ["cut.cuesmith"]


def test_what_is_written_is_as_the_schema_says() -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for project in (a_project(), Project()):
        validator.validate(plain_of(project))
    assert not validator.is_valid({**plain_of(Project()), "version": 3})


def test_a_project_of_the_first_version_can_still_be_opened() -> None:
    project = read_project(HERE / "data" / "first.cuesmith")
    assert project.film is not None
    assert project.film.path.name == "harbour.mp4"
    assert [one.cue.title for one in project.timeline.laid] == ["Tide", "Lanterns", "Tide"]
    assert project.timeline.laid[0].cue.fade_out_s == pytest.approx(3)
    assert project.timeline.laid[1].lane == 1
    assert {(one.cue.speed, one.cue.gain_points) for one in project.timeline.laid} == {(1.0, ())}
    assert {(one.pinned, one.seam) for one in project.timeline.laid} == {(False, None)}
    assert (project.timeline.ducking, project.timeline.duck_music) == ("dialogue", False)
    assert (project.target, project.attributes) == ("podcast", {"piano": 0.35})
    assert_valid(project.timeline)


TEXTS = st.text(max_size=12).filter(lambda text: "\0" not in text and text.isprintable())
SECONDS = st.floats(0, 200)
SONGS = st.builds(
    Song,
    path=TEXTS.map(lambda name: Path("/music") / f"{name.replace('/', '')}.ogg"),
    duration_s=st.floats(0.2, 500),
    moment_s=SECONDS,
    title=TEXTS,
    artist=TEXTS,
    loudness_lufs=st.none() | st.floats(-70, 0),
    bpm=st.none() | st.floats(30, 300),
    downbeats_s=st.lists(SECONDS, max_size=4).map(lambda beats: tuple(sorted(beats))),
    content_key=TEXTS,
)
LAID = st.tuples(SONGS, SECONDS, st.floats(0.2, 100), SECONDS, st.integers(0, 1))
LEVELS = st.floats(-60, 24)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    timeline = Timeline(duration_s=draw(SECONDS), lanes=(Lane(draw(TEXTS)), Lane("b", muted=True)))
    for song, start_s, duration_s, in_s, lane in draw(st.lists(LAID, max_size=5)):
        cue = a_cue(song, start_s, duration_s, in_s, gain_db=draw(LEVELS))
        timeline, _ = edits.add(timeline, cue, song, lane=lane)
    timeline = edits.set_level(
        timeline, "original", gain_db=draw(LEVELS), muted=draw(st.booleans())
    )
    sliders = draw(st.dictionaries(TEXTS, st.floats(-1, 1), max_size=3))
    film = draw(st.none() | st.builds(Film, st.just(Path("/a.mp4")), SECONDS, st.floats(0, 120)))
    return Project(film, timeline, "ebu-r128", sliders)


@settings(max_examples=150, deadline=None)
@given(projects())
def test_every_project_comes_back_as_it_was(project: Project) -> None:
    assert decoded(encoded(project, NOWHERE), NOWHERE / "a.cuesmith") == project


def test_the_file_before_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "cut.cuesmith"
    write_project(Project(), path)
    write_project(a_project(), path)
    write_project(a_project(Path("/films/b.mp4")), path)
    assert read_project(tmp_path / "cut.cuesmith.bak") == a_project()


def test_a_folder_moves_with_its_media(tmp_path: Path) -> None:
    here = tmp_path / "here"
    (here / "cut").mkdir(parents=True)
    film = here / "film ä.mp4"
    film.write_bytes(b"x")
    write_project(a_project(film), here / "cut" / "a.cuesmith")
    there = tmp_path / "there"
    shutil.move(here, there)
    moved = read_project(there / "cut" / "a.cuesmith")
    assert moved.film is not None
    assert moved.film.path == there / "film ä.mp4"


def test_a_project_that_moves_alone_finds_its_media(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"x")
    write_project(a_project(film), tmp_path / "a.cuesmith")
    (tmp_path / "far" / "away").mkdir(parents=True)
    moved = shutil.move(tmp_path / "a.cuesmith", tmp_path / "far" / "away")
    assert read_project(Path(moved)).film == a_project(film).film


@pytest.mark.parametrize("name", ["x\udce4y.mp4", "日本 – 🎬.mp4", 'a"b\nc.mp4'])
def test_odd_names_come_back(name: str) -> None:
    project = a_project(Path("/films") / name)
    assert decoded(encoded(project, NOWHERE), NOWHERE / "p") == project


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_saving_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "cut.cuesmith"
    link.symlink_to(tmp_path / "real" / "cut.cuesmith")
    write_project(a_project(), link)
    assert link.is_symlink()
    assert read_project(tmp_path / "real" / "cut.cuesmith") == a_project()


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cut.cuesmith"
    write_project(a_project(), path)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProjectError, match="No space left"):
        write_project(Project(), path)
    monkeypatch.undo()
    assert read_project(path) == a_project()
    assert [one.name for one in tmp_path.iterdir()] == ["cut.cuesmith"]


def test_a_missing_folder_and_a_protected_file_are_said(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="could not be saved"):
        write_project(Project(), tmp_path / "gone" / "a.cuesmith")
    path = tmp_path / "a.cuesmith"
    write_project(Project(), path)
    path.chmod(stat.S_IREAD)
    if not os.access(path, os.W_OK):
        with pytest.raises(ProjectError, match="write-protected"):
            write_project(a_project(), path)


def test_more_than_can_be_read_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_file, "MAX_BYTES", 100)
    with pytest.raises(ProjectError, match="too large"):
        write_project(Project(), tmp_path / "a.cuesmith")


def test_a_newer_version_is_refused_politely(tmp_path: Path) -> None:
    path = tmp_path / "a.cuesmith"
    path.write_text(json.dumps({**plain_of(Project()), "version": 3}))
    with pytest.raises(ProjectError, match="newer version") as refused:
        read_project(path)
    assert "newest" in refused.value.remedy


def test_older_versions_are_brought_up_step_by_step() -> None:
    steps = {
        1: lambda found: {**found, "version": 2, "seen": [1]},
        2: lambda found: {**found, "version": 3, "seen": [*found["seen"], 2]},
    }
    old = {"format": "cuesmith-project", "version": 1}
    assert upgraded(old, NOWHERE, upgrades=steps)["seen"] == [1, 2]


def put(*keys: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(found: Any) -> None:
        for key in keys[:-1]:
            found = found[key]
        if value is ...:
            del found[keys[-1]]
        else:
            found[keys[-1]] = value

    return change


HOSTILE = {
    "no format": put("format", value=...),
    "another format": put("format", value="x"),
    "version as text": put("version", value="1"),
    "film as text": put("film", value="film.mp4"),
    "film without a path": put("film", "path", value=...),
    "zero byte in a path": put("film", "path", value="a\0b"),
    "half a character in a path": put("film", "path", value="\ud800"),
    "endless path": put("film", "path", value="a" * 100_000),
    "path as a list": put("film", "near", value=["a"]),
    "negative size": put("film", "size_bytes", value=-1),
    "endless time": put("film", "duration_s", value=1e308),
    "endless integer": put("film", "duration_s", value=10**400),
    "true as a time": put("film", "duration_s", value=True),
    "songs as an object": put("songs", value={}),
    "song as a number": put("songs", 0, value=3),
    "song of no length": put("songs", 0, "duration_s", value=0),
    "beats as text": put("songs", 0, "beats_s", value=["x"]),
    "beats as null": put("songs", 0, "beats_s", value=None),
    "song that is not there": put("timeline", "cues", 0, "song", value=99),
    "song before the first": put("timeline", "cues", 0, "song", value=-1),
    "cue before the film": put("timeline", "cues", 0, "start_s", value=-1),
    "cue of no length": put("timeline", "cues", 0, "duration_s", value=0),
    "cue as loud as a star": put("timeline", "cues", 0, "gain_db", value=1e6),
    "lane that is not there": put("timeline", "cues", 0, "lane", value=2),
    "the same id twice": put("timeline", "cues", 0, "id", value=2),
    "id as a fraction": put("timeline", "cues", 0, "id", value=1.5),
    "no lanes": put("timeline", "lanes", value=[]),
    "a thousand lanes": put("timeline", "lanes", value=[{}] * 1000),
    "kept backwards": put("timeline", "kept_s", value=[9, 3]),
    "kept once": put("timeline", "kept_s", value=[9]),
    "mute as a number": put("timeline", "music", "muted", value=1),
    "no music level": put("timeline", "music", value=...),
    "ducked upwards": put("timeline", "duck_depth_db", value=-3),
    "ducking as a number": put("timeline", "ducking", value=3),
    "twice as fast": put("timeline", "cues", 0, "speed", value=2),
    "gain points as a number": put("timeline", "cues", 0, "gain_points", value=3),
    "a gain point with no level": put("timeline", "cues", 0, "gain_points", value=[[1]]),
    "a gain point before the cue": put("timeline", "cues", 0, "gain_points", value=[[-1, 0]]),
    "a pin as text": put("timeline", "cues", 0, "pinned", value="yes"),
    "surer than sure": put("timeline", "cues", 0, "seam", value=2),
    "no cues at all": put("timeline", "cues", value=...),
    "slider too far": put("attributes", "piano", value=7),
    "target as a number": put("target", value=4),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_values_are_refused(change: Callable[[dict[str, Any]], None]) -> None:
    found = plain_of(a_project())
    change(found)
    with pytest.raises(ProjectError, match="cannot be opened"):
        decoded(json.dumps(found).encode(), NOWHERE / "a.cuesmith")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b"{",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"format": "cuesmith-project", "version": NaN}',
        b'{"format": "cuesmith-project", "version": 1, "film": -Infinity}',
        b"9" * 10_000,
        b"RIFF....WAVE",
    ],
)
def test_what_is_no_project_is_refused(data: bytes) -> None:
    with pytest.raises(ProjectError, match="cannot be opened"):
        decoded(data, NOWHERE / "a.cuesmith")


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def places(found: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place of a JSON value, as the keys that lead to it."""
    inner = found.items() if isinstance(found, dict) else ()
    inner = enumerate(found) if isinstance(found, list) else inner
    return [way, *(place for key, value in inner for place in places(value, (*way, key)))]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_value_anywhere_is_refused_or_makes_a_valid_project(data: st.DataObject) -> None:
    found = plain_of(a_project())
    for song in found["songs"]:
        del song["beats_s"][8:], song["downbeats_s"][4:]
    for _ in range(data.draw(st.integers(1, 3))):
        way = data.draw(st.sampled_from(places(found)[1:]))
        put(*way, value=data.draw(JSONS))(found)
    try:
        project = decoded(json.dumps(found).encode(), NOWHERE / "a.cuesmith")
    except ProjectError:
        return
    assert_valid(project.timeline)
    assert decoded(encoded(project, NOWHERE), NOWHERE / "p") == project


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 30), st.integers(0, 1)), max_size=12))
def test_cues_that_lie_on_each_other_find_a_place(cues: list[tuple[int, int, int]]) -> None:
    found = plain_of(a_project())
    model = found["timeline"]["cues"][0]
    found["timeline"]["cues"] = [
        {**model, "id": i, "start_s": start, "duration_s": length, "lane": lane, "song": 0}
        for i, (start, length, lane) in enumerate(cues, start=1)
    ]
    project = decoded(json.dumps(found).encode(), NOWHERE / "a.cuesmith")
    assert_valid(project.timeline)
    assert len(project.timeline.laid) == len(cues)


def test_paths_that_climb_or_name_servers_are_only_names(tmp_path: Path) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"x")
    for near in (
        str(secret),
        r"\\server\share\a.mp4",
        "//server/a.mp4",
        "C:/a.mp4",
        "",
        "x" * 5000,
    ):
        found = plain_of(a_project())
        found["film"]["near"] = near
        project = decoded(json.dumps(found).encode(), tmp_path / "p" / "a.cuesmith")
        assert project.film is not None
        assert project.film.path == Path("/films/a.mp4")


def test_huge_files_folders_and_pipes_are_refused_unread(tmp_path: Path) -> None:
    huge = tmp_path / "huge.cuesmith"
    with huge.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(ProjectError, match="far too large"):
        read_project(huge)
    with pytest.raises(ProjectError, match="not a file"):
        read_project(tmp_path)
    with pytest.raises(ProjectError, match="not there"):
        read_project(tmp_path / "gone.cuesmith")


def test_the_copy_kept_is_named_where_there_is_one(tmp_path: Path) -> None:
    path = tmp_path / "a.cuesmith"
    write_project(Project(), path)
    write_project(Project(), path)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(ProjectError) as refused:
        read_project(path)
    assert "a.cuesmith.bak" in refused.value.remedy
