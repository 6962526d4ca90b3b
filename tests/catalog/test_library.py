"""What must hold whatever happens to a library."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from catalog.library import Library
from catalog.workers import Outcome
from inference.errors import WorldError
from inference.progress import finish
from tests.catalog.fakes import FakeRecipe
from tests.catalog.helpers import dump, song, take_in

ROOT = Path(__file__).resolve().parents[2]


def in_this_process(jobs, setup, **_how):
    """`work_through` without processes: the histories below are about books, not about crashes."""
    do = setup()
    for job in jobs:
        try:
            yield Outcome(job, finish(do(job)))
        except WorldError as error:
            yield Outcome(job, None, str(error))


NAMES = st.sampled_from(["a.mp3", "b.mp3", "sub/a.mp3", "sub/c.ogg"])
CONTENTS = st.sampled_from(["one!", "two!", "three", "refuse"])


class Histories(RuleBasedStateMachine):
    """Files come, change, move and go; the library is brought up to date now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr("catalog.ingest.work_through", in_this_process)
        self.place = Path(tempfile.mkdtemp())
        self.music = self.place / "music"
        self.music.mkdir()
        self.library = Library.open(self.place / "lib")
        self.clock = 1_000_000_000
        self.fresh = False

    def teardown(self) -> None:
        self.library.close()
        self.patch.undo()
        shutil.rmtree(self.place)

    @rule(name=NAMES, content=CONTENTS)
    def write(self, name: str, content: str) -> None:
        path = song(self.music / name, content)
        # A clock of our own: two edits within one tick of the file system would look like one.
        self.clock += 1_000_000_000
        os.utime(path, ns=(self.clock, self.clock))
        self.fresh = False

    @rule(name=NAMES, to=NAMES)
    def move(self, name: str, to: str) -> None:
        if (self.music / name).exists():
            (self.music / to).parent.mkdir(exist_ok=True)
            (self.music / name).replace(self.music / to)
            self.fresh = False

    @rule(name=NAMES)
    def remove_file(self, name: str) -> None:
        (self.music / name).unlink(missing_ok=True)
        self.fresh = False

    @rule(pack=st.sampled_from(["fake-1", "fake-1", "fake-number-2"]))
    def ingest(self, pack: str) -> None:
        report = take_in(self.library, self.music, recipe=FakeRecipe(pack_id=pack))
        self.pack, self.fresh = pack, True
        files = [path for path in self.music.rglob("*") if path.is_file()]
        done = report.added + report.updated + report.moved + report.unchanged
        assert done + len(report.failed) == len(files)

    @rule(which=st.integers(0, 3))
    def remove_track(self, which: int) -> None:
        tracks = list(self.library.tracks())
        if tracks:
            self.library.remove([tracks[which % len(tracks)].id])
            self.fresh = False

    @invariant()
    def every_vector_belongs_to_one_track_and_names_its_pack(self) -> None:
        health = self.library.check()
        assert health.problems == ()
        database = self.library._database
        for pack in health.index:
            ids = {
                row[0]
                for row in database.rows(
                    "SELECT track_id FROM embeddings WHERE pack_id = ?", (pack,)
                )
            }
            if ids:
                assert set(self.library.prepare(pack).ids.tolist()) == ids

    @precondition(lambda self: self.fresh)
    @invariant()
    def the_library_says_what_lies_in_the_folder(self) -> None:
        good, bad = {}, set()
        for path in self.music.rglob("*"):
            if path.is_file():
                content = path.read_text()
                bad |= {path} if content == "refuse" else set()
                good |= {path: content} if content != "refuse" else {}
        present = {track.path: track for track in self.library.tracks() if not track.missing}
        assert set(present) == set(good)
        assert {path for path, _ in self.library.failed()} == bad
        keys = {path: track.content_key for path, track in present.items()}
        for path in good:
            for other in good:
                assert (keys[path] == keys[other]) == (good[path] == good[other])
            assert self.library.embedding(present[path].id, self.pack) is not None


Histories.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
test_histories = Histories.TestCase


KILLED = """
import sys
from pathlib import Path
from catalog.library import Library
from inference.errors import WorldError
from inference.progress import finish
from tests.catalog.fakes import FakeRecipe
if __name__ == "__main__":
    with Library.open(Path(sys.argv[1])) as library:
        finish(library.ingest([Path(sys.argv[2])], FakeRecipe(delay_s=0.05), workers=2))
"""


def test_killed_twice_the_library_is_the_same_in_the_end(tmp_path):
    music = tmp_path / "music"
    for i in range(24):
        song(music / f"{i % 3}/{i}.mp3", f"content {i % 20}")
    song(music / "bad.mp3", "refuse")
    (music / "1" / "licences.csv").write_text("file,licence\n4.mp3,CC0\n")
    script = tmp_path / "run.py"
    script.write_text(KILLED)
    command = [sys.executable, str(script), str(tmp_path / "killed"), str(music)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    seen = 0
    for _ in range(2):
        process = subprocess.Popen(command, env=environment)
        seen = wait_for_more(tmp_path / "killed", seen)
        process.kill()
        process.wait()
    assert 2 <= seen < 24
    subprocess.run(command, env=environment, check=True)
    with Library.open(tmp_path / "undisturbed") as library:
        take_in(library, music)
    assert dump(tmp_path / "killed") == dump(tmp_path / "undisturbed")


def wait_for_more(folder: Path, seen: int) -> int:
    """Wait until the library holds more songs than `seen`; how many it holds then."""
    until_s = time.monotonic() + 30
    while time.monotonic() < until_s:
        time.sleep(0.02)
        if (folder / "library.sqlite").exists():
            try:
                count = len(dump(folder)["tracks"])
            except sqlite3.OperationalError:
                continue  # not made in full yet
            if count > seen:
                return count
    raise AssertionError("the run made no progress")


def test_health_tells_what_is_amiss(tmp_path):
    song(tmp_path / "m/a.mp3", "same")
    song(tmp_path / "m/b.mp3", "same")
    gone = song(tmp_path / "m/c.mp3", "other")
    with Library.open(tmp_path / "lib") as library:
        take_in(library, tmp_path / "m")
        gone.unlink()
        health = library.check()
        assert health.gone == (gone,)
        assert health.duplicates == ((tmp_path / "m/b.mp3", tmp_path / "m/a.mp3"),)
        assert health.index == {"fake-1": "missing"}
        take_in(library, tmp_path / "m")
        assert library.check().missing == (gone,)
        stats = library.stats()
        assert (stats.tracks, stats.missing, stats.failed) == (3, 1, 0)
        assert stats.analysed == {"fake-1": 3}
        assert stats.bytes_on_disk > 10_000
        database = library._database
        database.rows("UPDATE embeddings SET segments = x'00' WHERE track_id = 1")
        assert "another size" in library.check().problems[0]


def test_forgetting_a_folder_keeps_its_songs(tmp_path):
    song(tmp_path / "m/a.mp3")
    with Library.open(tmp_path / "lib") as library:
        take_in(library, tmp_path / "m")
        library.forget_folder(tmp_path / "m")
        assert library.folders() == ()
        assert len(library) == 1
        assert library.features(1, "base-1").shape[1] == 12
        assert library.timing(99) is None
        assert library.embedding(1, "other") is None


def test_opening_a_library_loads_nothing_heavy():
    code = (
        "import sys, catalog.library; "
        "heavy = {'hnswlib', 'av', 'onnxruntime', 'cv2', 'soundfile', 'inference.analysis'}; "
        "print(heavy & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
