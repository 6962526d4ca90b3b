from __future__ import annotations

import json
from pathlib import Path

import pytest

from export_onnx.__main__ import main
from export_onnx.reproduce.study import PAPERS, Plan, studies_of

SMALL = "tests.export_onnx.reproduce.small_paper"


@pytest.fixture(autouse=True)
def small_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    for paper in PAPERS:
        monkeypatch.setitem(PAPERS, paper, SMALL)  # type: ignore[misc]


def words(tmp_path: Path, *more: str) -> list[str]:
    places = ["--out", str(tmp_path / "out"), "--work", str(tmp_path / "work"), "--workers", "1"]
    return ["reproduce", *more, *places]


def test_claims_that_hold_end_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words(tmp_path, "all", "--quick")) == 0
    out = tmp_path / "out"
    summary = (out / "README.md").read_text()
    assert summary.count("new beats old") == 3
    assert "not reproduced" not in summary
    page = (out / "emotion.md").read_text()
    assert "# A small paper" in page
    assert "| new | 60." in page
    assert "## Beside it" in page
    assert "![A map](small-map.png)" in page
    assert json.loads((out / "emotion.json").read_text())["facts"]["seeds"] == [21, 22, 23]
    for name in ("small-map.png", "emotion-good-1.png"):
        assert (out / name).is_file()
    assert "9/9" in capsys.readouterr().err


def test_a_claim_that_fails_ends_with_1_and_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words(tmp_path, "mvpt")) == 1
    assert "old beats new" in capsys.readouterr().err
    assert "not reproduced" in (tmp_path / "out" / "mvpt-full.md").read_text()


def test_finished_seeds_are_not_run_again(tmp_path: Path) -> None:
    asked = words(tmp_path, "sdcca", "--quick", "--seeds", "4", "5")
    assert main(asked) == 0
    runs = tmp_path / "work/quick/sdcca/good/4/runs.txt"
    page = (tmp_path / "out" / "sdcca.md").read_text()
    assert main(asked) == 0
    assert runs.read_text() == "x"
    assert (tmp_path / "out" / "sdcca.md").read_text() == page
    (tmp_path / "work/quick/sdcca/good-4.json").write_text("{broken")
    assert main(asked) == 0
    assert runs.read_text() == "xx"


@pytest.mark.parametrize("quick", [True, False])
def test_the_papers_tables_fit_together(
    quick: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    for paper in PAPERS:
        tables = [
            t for s in studies_of(paper, Plan(quick, (1,), tmp_path)) for t in (s.table, *s.also)
        ]
        assert len({table.key for table in tables}) == len(tables)
        assert sum(len(table.claims) for table in tables) >= 4
    pairs = Plan(quick, (1,), tmp_path, pairs=tmp_path)
    assert all(not s.table.claims for paper in PAPERS for s in studies_of(paper, pairs))
