from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from editor_app.operations.analysing import Analysing
from editor_app.operations.engines import WATCH, Engines, Ready
from editor_app.operations.jobs import Jobs
from editor_app.operations.opening import film_of
from editor_app.project.timeline import Film
from inference.errors import MediaError, PackError
from inference.values import VideoAnalysis
from resources import DEMO


@pytest.fixture(scope="module")
def film() -> Film:
    return film_of(DEMO / "clip.mp4")


@pytest.fixture
def analysing(jobs: Jobs, engines: Engines) -> Analysing:
    return Analysing(jobs, engines)


def test_a_film_is_watched_first_roughly_then_in_full(
    qtbot, analysing: Analysing, engines: Engines, film: Film
) -> None:
    seen: list[VideoAnalysis] = []
    titles: list[str] = []
    analysing.started.connect(lambda job: titles.append(job.title))
    analysing.provisional.connect(seen.append)
    analysing.ready.connect(seen.append)
    job = analysing.start(film)
    assert analysing.job is job
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=60_000)
    assert titles == ["Watching clip.mp4"]
    assert [one.base.provisional for one in seen] == [True, False]
    assert len(seen[1].base.scenes) > 1
    assert analysing.job is None
    # What was seen is kept: the second time nothing is decoded.
    analysing.start(film)
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen[2].base.content_key == film.content_key


def test_another_film_ends_the_one_before(qtbot, analysing: Analysing, film: Film) -> None:
    cancelled: list[None] = []
    analysing.cancelled.connect(lambda: cancelled.append(None))
    first = analysing.start(film)
    second = analysing.start(film)
    assert (first.state, analysing.job) == ("cancelled", second)
    analysing.cancel()
    assert analysing.job is None
    assert len(cancelled) == 2


def test_a_film_that_cannot_be_watched_fails(
    qtbot, analysing: Analysing, film: Film, tmp_path: Path
) -> None:
    gone = replace(film, path=tmp_path / "gone.mp4")
    with qtbot.waitSignal(analysing.failed, timeout=30_000) as failed:
        analysing.start(gone)
    assert isinstance(failed.args[0], MediaError)


def test_engines_are_made_ready(qtbot, jobs: Jobs, engines: Engines) -> None:
    job = jobs.start("Getting ready", engines.warm, lane=WATCH)
    with qtbot.waitSignal(job.finished, timeout=30_000) as done:
        pass
    ready = done.args[0]
    assert isinstance(ready, Ready)
    assert (ready.device, ready.why_not_gpu) == ("cpu", None)
    assert ready.pack is engines.pack()


def test_another_pack_is_read_anew(qtbot, engines: Engines, tmp_path: Path) -> None:
    before = engines.pack()
    assert engines.pack() is before
    engines.settings = replace(engines.settings, pack=tmp_path / "no pack")
    with pytest.raises(PackError):
        engines.pack()
    engines.settings = replace(engines.settings, pack=before.folder)
    assert engines.pack().pack_id == before.pack_id


def test_another_library_takes_the_place_of_the_first(
    qtbot, jobs: Jobs, engines: Engines, tmp_path: Path
) -> None:
    folders: list[Path] = []
    done = threading.Event()

    def look() -> None:
        first = engines.library()
        assert engines.library() is first
        assert engines.session().library is first
        engines.settings = replace(engines.settings, library=tmp_path / "other")
        assert engines.session().library is engines.library()
        folders.extend((first.folder, engines.library().folder))
        done.set()

    jobs.lanes.put("library", look)
    assert done.wait(20)
    assert folders == [tmp_path / "library", tmp_path / "other"]
