"""Footage behind the window: what is asked last is answered, trouble is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from catalog.footage.clips import write_clip
from catalog.footage.footage import Footage
from catalog.footage.watching import Seen
from catalog.library import Library
from editor_app.operations.engines import Engines
from editor_app.operations.footage import Asked, FootageFinding
from editor_app.operations.jobs import Jobs
from inference.towers.pack import Pack
from resources import DEMO
from tests.editor_app.operations import worlds

CLIPS = 6


@pytest.fixture
def finding(jobs: Jobs, engines: Engines) -> FootageFinding:
    return FootageFinding(jobs, engines)


@pytest.fixture
def stocked(engines: Engines, pack: Pack) -> None:
    """Songs in the library and clips in the footage, all made of numbers."""
    rng = np.random.default_rng(1)
    with Library.open(engines.settings.library) as library:
        worlds.fill(library, pack, 3)
    with (
        Footage.open(engines.settings.library) as footage,
        footage._database.transaction() as connection,
    ):
        for number in range(CLIPS):
            count = 2 + number
            said = worlds.embedding(rng, count, pack)
            seen = Seen(f"key {number}", 6.0 * count, 320, 180, 25.0, 6.0, ("sea",), said)
            write_clip(connection, Path(f"/clips/{number}.mp4"), (1, 1), seen, pack.pack_id)


def test_clips_are_found_for_a_song_of_the_library(
    qtbot, finding: FootageFinding, stocked: None
) -> None:
    with qtbot.waitSignal(finding.found, timeout=10_000) as told:
        finding.ask(Asked("1"))
    found = told.args[0]
    assert found.piece.song.title == "Song 0"
    assert len(found.fittings) == CLIPS
    scores = [one.match.score for one in found.fittings]
    assert scores == sorted(scores, reverse=True)


def test_only_what_was_asked_last_is_answered(
    qtbot, finding: FootageFinding, stocked: None
) -> None:
    answers = []
    finding.found.connect(lambda found: answers.append(found.piece.song.title))
    with qtbot.waitSignal(finding.found, timeout=10_000):
        finding.ask(Asked("1"))
        finding.ask(Asked("2"))
    qtbot.wait(50)
    assert answers == ["Song 1"]
    finding.ask(Asked("3"))
    finding.drop()
    qtbot.wait(200)
    assert answers == ["Song 1"]


def test_without_footage_it_is_said_so(qtbot, finding: FootageFinding) -> None:
    with qtbot.waitSignal(finding.empty, timeout=10_000):
        finding.ask(Asked("1"))
    with qtbot.waitSignal(finding.counted, timeout=10_000) as told:
        finding.count()
    assert told.args[0].clips == 0


def test_a_song_nobody_knows_is_told(qtbot, finding: FootageFinding, stocked: None) -> None:
    with qtbot.waitSignal(finding.failed, timeout=10_000) as told:
        finding.ask(Asked("kazoo concerto"))
    assert "kazoo concerto" in str(told.args[0])


def test_a_folder_is_taken_in_and_counted(
    qtbot, finding: FootageFinding, engines: Engines, tmp_path: Path
) -> None:
    (tmp_path / "clips").mkdir()
    shutil.copy(DEMO / "clip.mp4", tmp_path / "clips")
    with (
        qtbot.waitSignal(finding.counted, timeout=60_000) as counted,
        qtbot.waitSignal(finding.added, timeout=60_000) as added,
    ):
        job = finding.add(tmp_path / "clips")
        assert job.title == "Adding footage from clips"
    assert added.args[0].added == 1
    assert (counted.args[0].clips, counted.args[0].ready) == (1, 1)


def test_a_folder_without_clips_is_told(
    qtbot, finding: FootageFinding, engines: Engines, tmp_path: Path
) -> None:
    (tmp_path / "none").mkdir()
    with qtbot.waitSignal(finding.not_added, timeout=10_000) as told:
        finding.add(tmp_path / "none")
    assert "holds no video" in str(told.args[0])
