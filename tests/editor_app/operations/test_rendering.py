from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from editor_app.operations.jobs import Jobs
from editor_app.operations.rendering import Rendering
from editor_app.score import hardware
from editor_app.score.encoding import Encoding
from editor_app.score.export import ExportReport, ExportRequest
from editor_app.score.outlook import Outlook
from editor_app.score.render import RenderSettings
from inference.errors import MediaError
from inference.progress import Progress
from resources import DEMO

CLIP = DEMO / "clip.mp4"


@pytest.fixture
def rendering(jobs: Jobs) -> Rendering:
    return Rendering(jobs)


def request_for(out: Path, video: Path = CLIP) -> ExportRequest:
    return ExportRequest(video, (), RenderSettings(), film=out)


def test_an_export_is_a_job(qtbot, rendering: Rendering, tmp_path: Path) -> None:
    job = rendering.start(request_for(tmp_path / "out.mp4"))
    assert "out.mp4" in job.title
    with qtbot.waitSignal(job.finished, timeout=20_000) as done:
        pass
    report = done.args[0]
    assert isinstance(report, ExportReport)
    assert report.written[0].report.path.is_file()


def test_cancelling_leaves_nothing(qtbot, rendering: Rendering, tmp_path: Path) -> None:
    job = rendering.start(request_for(tmp_path / "out.mp4"))
    with qtbot.waitSignal(job.progressed, timeout=20_000):
        pass
    with qtbot.waitSignal(job.cancelled, timeout=1_000):
        job.cancel()
    qtbot.waitUntil(lambda: list(tmp_path.iterdir()) == [], timeout=5_000)


def test_only_the_newest_question_is_answered(qtbot, rendering: Rendering, tmp_path: Path) -> None:
    answers: list[Outlook] = []
    rendering.looked.connect(answers.append)
    for name in ("a.webm", "b.webm", "c.mp4"):
        rendering.look(request_for(tmp_path / name))
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    assert [one.picture_reason for one in answers] == [None]


def test_a_film_that_is_gone_is_said(qtbot, rendering: Rendering, tmp_path: Path) -> None:
    with qtbot.waitSignal(rendering.look_failed, timeout=10_000) as said:
        rendering.look(request_for(tmp_path / "out.mp4", video=tmp_path / "gone.mp4"))
    assert isinstance(said.args[0], MediaError)


def test_encoders_are_tried_once(
    qtbot, rendering: Rendering, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    found = (Encoding("h264", "nvenc"),)

    def fake() -> Iterator[Progress]:
        tried.append(1)
        yield Progress(0.5, "")
        return found

    monkeypatch.setattr(hardware, "usable_encodings", fake)
    added: list[bool] = []
    jobs.added.connect(lambda job: added.append(job.quiet))
    with qtbot.waitSignal(rendering.encodings_found, timeout=5_000) as said:
        rendering.find_encodings()
        rendering.find_encodings()
    assert said.args == [found]
    with qtbot.waitSignal(rendering.encodings_found, timeout=1_000):
        rendering.find_encodings()
    assert rendering.encodings == found
    assert (len(tried), added) == (1, [True])
