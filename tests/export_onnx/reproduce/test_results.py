"""The results that are kept: what a page names is there, and every study tells what it was of."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

RESULTS = Path(__file__).parents[3] / "docs" / "results"
PAPERS = ("mvpt", "emotion", "sdcca")
PAGES = sorted(path for paper in PAPERS for path in RESULTS.glob(f"{paper}*.json"))


def test_every_picture_is_on_a_page_and_every_link_leads_somewhere() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in RESULTS.glob("*.md"))
    linked = set(re.findall(r"\]\(([^)#:]+)\)", text))
    assert {name for name in linked if not (RESULTS / name).is_file()} == set()
    assert {path.name for path in RESULTS.glob("*.png")} - linked == set()


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_a_result_names_seeds_pools_and_splits(page: Path) -> None:
    told = json.loads(page.read_text(encoding="utf-8"))
    assert told["facts"]["seeds"]
    for study in told["facts"]["studies"].values():
        assert study.keys() & {"pool", "pools"}
        assert study.keys() & {"splits", "folds", "world"}
    for table in told["tables"]:
        cells = [cell for row in table["rows"].values() for cell in row.values()]
        assert all(len(cell["items"]) == len(cell["by_seed"]) for cell in cells)
        assert all(cell["low"] <= cell["high"] for cell in cells)
