from __future__ import annotations

from pathlib import Path

import pytest

from editor_app.project.cue import Cue
from editor_app.project.project_file import write_project
from editor_app.project.timeline import Laid, Project, Timeline
from editor_app.score.moment import Song
from resources import DEMO
from tests.editor_app.conftest import Cuesmith
from tests.editor_app.test_cli import valid

SONG = sorted((DEMO / "music").glob("*.ogg"))[0]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    cue = Cue(SONG, "Known by its cue", "X", 2.0, 8.0)
    laid = Laid(1, 0, cue, Song(SONG, 60.0, 0.0, title="Known by its cue", artist="X"))
    path = tmp_path / "mine.cuesmith"
    write_project(Project(timeline=Timeline(20.0, laid=(laid,), next_id=2)), path)
    return path


def test_writes_sheet_credits_and_licences(cuesmith: Cuesmith, project: Path) -> None:
    ran = cuesmith("cues", project, "-o", project.parent, "--json").json
    assert valid(ran, "cues")
    assert [(one["in_s"], one["out_s"]) for one in ran["cues"]] == [(2.0, 10.0)]
    assert ran["cues"][0]["licence"] == "CC-BY-SA-3.0"
    sheet = (project.parent / "mine cue sheet.csv").read_bytes().decode()
    assert sheet.startswith("cue,title,composer,publisher,in,out,duration,usage,artist,licence\r\n")
    assert len(ran["written"]) == 4
    assert all(Path(one).is_file() for one in ran["written"])


def test_without_a_library_the_cues_speak_for_themselves(newcomer: Cuesmith, project: Path) -> None:
    ran = newcomer("cues", project)
    assert "Known by its cue" in ran.out
    assert "Licences are left empty" in ran.err
