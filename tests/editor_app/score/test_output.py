"""What a killed run leaves behind, and who takes it away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from editor_app.score.output import clear_leftovers, workplace

CHILD = """
import sys, time
from pathlib import Path
from editor_app.score.output import workplace
with workplace(Path(sys.argv[1])) as folder:
    (folder / "mix.f32").write_bytes(bytes(1000))
    print("there", flush=True)
    time.sleep(60)
"""


def folders(parent: Path) -> list[Path]:
    return sorted(path for path in parent.iterdir() if path.is_dir())


def age(folder: Path) -> None:
    """Make it look as if it had been there for an hour."""
    long_ago_s = time.time() - 3600
    os.utime(folder, (long_ago_s, long_ago_s))


def child_in(tmp_path: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path / "out.mp4")], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == "there\n"
    age(folders(tmp_path)[0])
    return child


def test_what_a_killed_run_left_goes_and_what_is_in_use_stays(tmp_path: Path) -> None:
    child = child_in(tmp_path)
    used = folders(tmp_path)
    clear_leftovers(tmp_path)
    assert folders(tmp_path) == used
    child.send_signal(signal.SIGKILL)
    child.wait()
    age(used[0])
    with workplace(tmp_path / "next.mp4") as folder:
        assert folders(tmp_path) == [folder]
    assert folders(tmp_path) == []


def test_a_run_that_has_just_begun_is_left_alone(tmp_path: Path) -> None:
    child = child_in(tmp_path)
    child.kill()
    child.wait()
    os.utime(folders(tmp_path)[0])
    clear_leftovers(tmp_path)
    assert len(folders(tmp_path)) == 1


def test_nothing_else_is_touched(tmp_path: Path) -> None:
    elsewhere, parent = tmp_path / "elsewhere", tmp_path / "films"
    elsewhere.mkdir()
    (elsewhere / "in-use").write_bytes(b"")
    parent.mkdir()
    (parent / ".cuesmith-notes").mkdir()
    (parent / ".cuesmith-notes" / "mine.txt").write_text("precious")
    (parent / ".cuesmith-file").write_text("precious")
    (parent / "holiday").mkdir()
    try:
        (parent / ".cuesmith-link").symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("links may not be made here")
    before = sorted(parent.rglob("*"))
    for path in (parent / ".cuesmith-notes", elsewhere):
        age(path)
    clear_leftovers(parent)
    clear_leftovers(tmp_path / "gone")
    assert sorted(parent.rglob("*")) == before
    assert (elsewhere / "in-use").exists()
