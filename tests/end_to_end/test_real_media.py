"""The whole way on real media of all kinds, kept beside the checkout."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from catalog.library import Library
from editor_app.session import Answer, Session, Wish
from editor_app.settings import DATA_VARIABLE
from inference.analysis import Analyzer
from inference.features.sound import DESCRIPTORS
from inference.progress import finish
from inference.towers.pack import read_pack
from inference.values import Span
from resources import PACKS

pytestmark = pytest.mark.shared

FEW = 12
"""Songs enough for a list of ten, few enough to be heard three times."""


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
def few_songs(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of real songs, every third of the small library."""
    folder = tmp_path_factory.mktemp("songs")
    for song in sorted((shared / "music_small").glob("*.ogg"))[::3][:FEW]:
        (folder / song.name).symlink_to(song)
    return folder


@pytest.fixture(scope="module")
def session(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Give a session whose library holds the small library."""
    data = tmp_path_factory.mktemp("data")
    added = run_json("library", "add", shared / "music_small", data=data)
    assert added["added"] == len(list((shared / "music_small").glob("*.ogg")))
    pack = read_pack(PACKS / "starter")
    library = Library.open(data / "library", create=False)
    return Session(pack=pack, library=library, analyzer=Analyzer(pack))


@pytest.fixture(scope="module")
def answers(session: Session, shared: Path) -> dict[str, Answer]:
    """Give suggestions for every query clip, by its name."""
    clips = [row["file"] for row in table(shared / "queries" / "manifest.csv")]
    return {
        name: finish(session.suggest(shared / "queries" / name, Wish(), scenes=True))
        for name in clips
    }


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_query_clip_gets_suggestions_with_reasons(answers: dict[str, Answer]) -> None:
    assert len(answers) > 30
    for name, answer in answers.items():
        assert answer.scenes, name
        for part in (answer.whole, *answer.scenes):
            assert len(part.suggestions) == 10, name
            for one in part.suggestions:
                assert one.reasons, name
                assert 0 <= one.moment_s < one.track.duration_s, name
        assert answer.scenes[0].stretch.span.start_s == 0
        end_s = answer.scenes[-1].stretch.span.end_s
        assert end_s == pytest.approx(answer.video.base.duration_s), name


@pytest.mark.parametrize(
    ("slider", "column", "words"),
    [("guitar", "genre_words", ("guitar", "metal")), ("vocals", "vocals", ("yes", "choir"))],
)
def test_a_slider_raises_what_it_names(
    session: Session,
    answers: dict[str, Answer],
    shared: Path,
    slider: str,
    column: str,
    words: tuple[str, ...],
) -> None:
    """In at least 80 % of the clips, and by what people say of the songs, not the model."""
    songs = table(shared / "music_small" / "manifest.csv")
    carriers = {row["file"] for row in songs if any(word in row[column] for word in words)}
    assert 3 <= len(carriers) <= 15

    def carried(answer: Answer, weight: float) -> int:
        whole = answer.whole.stretch.span
        found = session.suggest_for(answer.video, whole, Wish(10, {slider: weight}))
        return sum(one.track.path.name in carriers for one in found.suggestions)

    def share_in_order(weights: tuple[float, ...]) -> float:
        counts = [[carried(answer, weight) for weight in weights] for answer in answers.values()]
        return sum(all(a <= b for a, b in pairwise(row)) for row in counts) / len(counts)

    assert share_in_order((0, 0.25, 0.5, 0.75, 1)) >= 0.8
    assert share_in_order((-1, -0.75, -0.5, -0.25, 0)) >= 0.8
    full = [(carried(answer, 0), carried(answer, 1)) for answer in answers.values()]
    assert sum(after for _, after in full) > 1.5 * sum(before for before, _ in full)


@pytest.mark.parametrize(
    ("slider", "tag"), [("guitar", "mtt:guitar"), ("vocals", "mtt:vocals"), ("piano", "mtt:piano")]
)
def test_a_slider_begins_where_the_song_carries_what_it_names(
    session: Session, answers: dict[str, Answer], slider: str, tag: str
) -> None:
    """Of the moments suggested many more have more of it than their song has on average."""
    pack, wish = session.pack, Wish(10, {slider: 1.0})
    column = pack.music_tags.index(tag) - len(pack.music_tags) - len(DESCRIPTORS)
    richer: dict[str, list[bool]] = {"plain": [], "asked": []}
    for answer in answers.values():
        span = Span(0.0, min(20.0, answer.video.base.duration_s))
        for one in session.suggest_for(answer.video, span, wish).suggestions:
            features = session.library.features(one.track.id, pack.base_id)
            assert features is not None
            plain = session.moments(answer.video, span, one.track, Wish())[0]
            for name, moment in (("plain", plain), ("asked", one.moments[0])):
                edges_s = (moment.moment_s, moment.moment_s + span.duration_s)
                first, last = (int(at_s / pack.segment_s) for at_s in edges_s)
                heard = features[first : last + 1, column]
                richer[name].append(bool(heard.mean() >= features[:, column].mean()))
    plain_share, asked_share = (sum(found) / len(found) for found in richer.values())
    assert asked_share >= 0.65
    assert asked_share >= plain_share + 0.15


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


def test_killed_twice_it_ends_as_if_undisturbed(few_songs: Path, tmp_path: Path) -> None:
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    run_json("library", "add", few_songs, data=calm)
    for known in (1, 5):
        process = start("library", "add", few_songs, "--workers", 1, data=rough)
        wait_for(known, rough, process)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    run_json("library", "add", few_songs, data=rough)
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
