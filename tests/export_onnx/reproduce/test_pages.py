from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from export_onnx.evaluate.bootstrap import sample
from export_onnx.evaluate.metrics import Interval
from export_onnx.reproduce.canvas import Axis
from export_onnx.reproduce.claims import Chart, Claim, Line, Measure, Measured, Row, Table
from export_onnx.reproduce.pages import Page, _curve, charts_of, write_page
from export_onnx.reproduce.plots import Bar, Curve, Strip, bar_chart, dots, line_chart, strips


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


def test_no_label_is_cut_and_every_sign_has_a_shape() -> None:
    told = Interval(4.0, 3.0, 5.0)
    long = Bar("a quarter of the features – as the paper's baseline has them, and no more", told)
    pixels = np.array(Image.open(BytesIO(bar_chart("t", [long], unit="u"))).convert("L"))
    assert pixels[:, :8].min() == 255
    assert bar_chart("t", [Bar("y − y_a", told)], unit="u") == bar_chart(
        "t", [Bar("y - y_a", told)], unit="u"
    )


def test_chance_is_drawn_and_stays_in_sight() -> None:
    curves = [Curve("a", (1.0, 2.0), (Interval(30.0, 28.0, 32.0),) * 2)]
    plain, level = (
        line_chart("t", curves, x_label="x", y_label="y", chance=chance) for chance in (None, 10.0)
    )
    assert plain != level
    bars = [Bar("a", Interval(3.0, 2.0, 4.0))]
    assert bar_chart("t", bars, unit="u") != bar_chart("t", bars, unit="u", chance=50.0)


def test_ticks_start_at_a_zero_without_a_sign() -> None:
    assert [f"{tick:g}" for tick in Axis(0.0, 80.0, 0.0, 1.0).ticks()][:2] == ["0", "10"]


def test_a_measure_may_say_where_along_the_axis_a_row_lies() -> None:
    points = ((1.0, "old"), (2.0, "new"), (3.0, "gone"))
    placed = Chart("PR", "r10", "recall", (Line("a", points),), across="recall")
    table = replace(
        measured().table,
        measures=(Measure("r10", "R@10, %"), Measure("recall", "recall, %")),
        charts=(placed, Chart("nothing", "recall-2")),
    )
    cells = {("new", "r10"): 50.0, ("old", "r10"): 40.0, ("new", "recall"): 7.0}
    found = {cell: sample(np.full(9, value)) for cell, value in cells.items()}
    told = Measured(table, (1,), (found,))
    assert _curve(told, placed, placed.lines[0]).x == (1.0, 7.0)
    assert len(charts_of("sdcca", told)) == 1  # a chart of which nothing was measured is left out


def test_how_a_table_is_drawn_is_no_part_of_how_it_reads() -> None:
    """Kept seeds know their table by its words."""
    assert repr(Chart("Bars", "r10")) == repr(Chart("Bars", "r10", chance=10.0))


def test_other_charts_are_drawn() -> None:
    places = np.random.default_rng(0).standard_normal((30, 2))
    many = Curve("a", (1.0, 2.0), (Interval(30.0, 28.0, 32.0),) * 2)
    for png in (
        dots("map", places, ["a", "b", "c"] * 10),
        strips("strips", [Strip("one", (0.0, 0.5, 1.0))], note="n"),
        strips("strips", [Strip("one", (0.0, 0.5))], note="n", columns=("angry", "calm")),
        line_chart("t", [many, many, many], x_label="x", y_label="y"),
    ):
        picture = np.array(Image.open(BytesIO(png)))
        assert picture.std() > 5


def test_intervals_are_spoken_short() -> None:
    assert str(Interval(1.0, 0.5, 1.5)) == "1.0 [0.5, 1.5]"
