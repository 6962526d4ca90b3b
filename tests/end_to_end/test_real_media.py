"""The whole way on real media of all kinds, kept beside the checkout."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from catalog.library import Library
from editor_app.session import Session, Wish
from editor_app.settings import DATA_VARIABLE
from inference.analysis import Analyzer
from inference.progress import finish
from inference.towers.pack import read_pack
from resources import PACKS

pytestmark = pytest.mark.shared

SONGS = 12
"""Enough for a list of ten, few enough for a test."""


def start(*words: object, data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "editor_app.cli", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, DATA_VARIABLE: str(data)},
        start_new_session=True,
    )


def run_json(*words: object, data: Path) -> Any:
    process = start(*words, "--json", data=data)
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    return json.loads(out)


@pytest.fixture(scope="module")
def songs(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of real songs, every third of the small library."""
    folder = tmp_path_factory.mktemp("songs")
    for song in sorted((shared / "music_small").glob("*.ogg"))[::3][:SONGS]:
        (folder / song.name).symlink_to(song)
    return folder


@pytest.fixture(scope="module")
def session(songs: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    data = tmp_path_factory.mktemp("data")
    added = run_json("library", "add", songs, data=data)
    assert added["added"] == SONGS
    pack = read_pack(PACKS / "starter")
    library = Library.open(data / "library", create=False)
    return Session(pack=pack, library=library, analyzer=Analyzer(pack))


def clips(shared: Path) -> list[str]:
    with (shared / "queries" / "manifest.csv").open(encoding="utf-8") as table:
        return [row["file"] for row in csv.DictReader(table)]


def test_every_query_clip_gets_suggestions_with_reasons(session: Session, shared: Path) -> None:
    names = clips(shared)
    assert len(names) > 30
    for name in names:
        answer = finish(session.suggest(shared / "queries" / name, Wish(), scenes=True))
        assert answer.scenes, name
        for part in (answer.whole, *answer.scenes):
            assert len(part.suggestions) == 10, name
            assert all(one.reasons for one in part.suggestions), name
            assert all(0 <= one.moment_s < one.track.duration_s for one in part.suggestions), name
        assert answer.scenes[0].stretch.span.start_s == 0
        assert answer.scenes[-1].stretch.span.end_s == pytest.approx(
            answer.video.base.duration_s
        ), name


def test_every_nasty_file_is_heard_or_listed(shared: Path, tmp_path: Path) -> None:
    found = run_json("library", "add", shared / "nasty", data=tmp_path)
    listed = run_json("library", "list", data=tmp_path)
    heard = {one["path"] for one in listed["tracks"]}
    named = {one["path"]: one["reason"] for one in (*found["failed"], *found["ignored"])}
    files = {
        str(path)
        for path in (shared / "nasty").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    assert len(files) > 140
    assert heard | set(named) == files
    assert not heard & set(named)
    assert all(len(reason) > 10 for reason in named.values())
    assert len(heard) >= 15
    again = run_json("library", "add", shared / "nasty", data=tmp_path)
    assert again["unchanged"] == len(heard)
    assert again["added"] == 0


def test_killed_twice_it_ends_as_if_undisturbed(songs: Path, tmp_path: Path) -> None:
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    run_json("library", "add", songs, data=calm)
    for known in (1, 5):
        process = start("library", "add", songs, "--workers", 1, data=rough)
        wait_for(known, rough, process)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    run_json("library", "add", songs, data=rough)
    assert state(rough) == state(calm)
    assert run_json("library", "check", data=rough)["problems"] == []


def wait_for(known: int, data: Path, process: subprocess.Popen[str]) -> None:
    """Wait until at least `known` songs are in the library and the run still goes on."""
    for _ in range(600):
        assert process.poll() is None, "it was done before it could be killed"
        if (data / "library" / "library.sqlite").exists() and count(data) >= known:
            return
        time.sleep(0.1)
    pytest.fail("no song was taken in within a minute")


def count(data: Path) -> int:
    try:
        with Library.open(data / "library", create=False, read_only=True) as library:
            return len(library)
    except Exception:  # noqa: BLE001  (it is being made at this very moment)
        return 0


def state(data: Path) -> dict[str, Any]:
    """Return all that a library knows, without the order in which it was learnt."""
    pack = read_pack(PACKS / "starter")
    with Library.open(data / "library", create=False, read_only=True) as library:
        return {
            track.path.name: (
                track.title,
                track.bpm,
                track.key,
                track.loudness_lufs,
                dict(track.tags),
                vectors(library, track.id, pack.pack_id),
            )
            for track in library.tracks()
        }


def vectors(library: Library, track_id: int, pack_id: str) -> bytes:
    embedding = library.embedding(track_id, pack_id)
    assert embedding is not None
    return embedding.segments.tobytes() + embedding.track.tobytes()
