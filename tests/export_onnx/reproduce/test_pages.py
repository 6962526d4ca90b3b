from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from export_onnx.evaluate.bootstrap import sample
from export_onnx.evaluate.metrics import Interval
from export_onnx.reproduce.claims import Chart, Claim, Line, Measure, Measured, Row, Table
from export_onnx.reproduce.pages import Page, charts_of, write_page
from export_onnx.reproduce.plots import Strip, dots, strips


def measured() -> Measured:
    table = Table(
        "table-1",
        "Table 1",
        (Row("new", "new", {"r10": 42.37}), Row("old", "old"), Row("gone", "not measured")),
        (Measure("r10", "R@10, %"),),
        (Claim("new > old", "new", "old", "r10"), Claim("old > new", "old", "new", "r10")),
        charts=(
            Chart("Bars", "r10"),
            Chart("Curve", "r10", "x", (Line("a", ((1.0, "old"), (2.0, "new"), (3.0, "gone"))),)),
        ),
    )
    found = {("new", "r10"): sample(np.full(9, 50.0)), ("old", "r10"): sample(np.full(9, 40.0))}
    return Measured(table, (1,), (found,))


def test_a_page_tells_numbers_verdicts_and_the_command(tmp_path: Path) -> None:
    told = measured()
    figures = charts_of("mvpt", told)
    page = Page("mvpt", "MVPt", "A small world.", (told,), {"pool": 9}, figures)
    write_page(tmp_path, page, command="python -m export_onnx reproduce mvpt", seconds=61.0)
    text = (tmp_path / "mvpt.md").read_text()
    assert "| new | 50.0 [50.0, 50.0] | 42.37 |" in text
    assert "| not measured | – | – |" in text
    assert "Made with `python -m export_onnx reproduce mvpt` on " in text
    assert "its jobs took 61 s of processor time together" in text
    assert "10.00 [10.00, 10.00] points | 10.00 | yes |" in text
    assert "-10.00 [-10.00, -10.00] points | -10.00 | **not reproduced** |" in text
    numbers = json.loads((tmp_path / "mvpt.json").read_text())
    assert numbers["facts"] == {"pool": 9}
    assert numbers["tables"][0]["rows"]["new"]["r10"]["items"] == [9]
    assert [c["holds"] for c in numbers["tables"][0]["claims"]] == [True, False]
    for figure in figures:
        assert f"({figure.name}.png)" in text
        assert Image.open(BytesIO((tmp_path / f"{figure.name}.png").read_bytes())).width == 640


def test_taller_bars_are_longer() -> None:
    bars, _ = charts_of("mvpt", measured())
    pixels = np.array(Image.open(BytesIO(bars.png)).convert("RGB")).astype(int)
    blue = (abs(pixels - (150, 185, 220)).sum(-1) < 12).sum(1)
    first, second = blue[46:54].max(), blue[72:80].max()
    assert first > 1.15 * second > 0


def test_other_charts_are_drawn() -> None:
    places = np.random.default_rng(0).standard_normal((30, 2))
    for png in (
        dots("map", places, ["a", "b", "c"] * 10),
        strips("strips", [Strip("one", (0.0, 0.5, 1.0))], note="n"),
    ):
        picture = np.array(Image.open(BytesIO(png)))
        assert picture.std() > 5


def test_intervals_are_spoken_short() -> None:
    assert str(Interval(1.0, 0.5, 1.5)) == "1.0 [0.5, 1.5]"
