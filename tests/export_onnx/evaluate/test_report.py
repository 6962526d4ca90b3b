from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from export_onnx.evaluate.attributes import LEVELS, slider_report
from export_onnx.evaluate.pairs import Pair, judge
from export_onnx.evaluate.report import RunReport, markdown, read_labels
from inference.errors import WorldError


def test_labels_are_what_people_wrote(tmp_path: Path) -> None:
    table = tmp_path / "songs.csv"
    table.write_text(
        "package,path,genre_words,vocals\n"
        "pack-a,x/loud song.ogg,heavy metal,no\n"
        "pack-b,quiet/song.ogg,piano,yes (choir)\n"
    )
    told = read_labels(table)
    assert told.guitar == {"pack-a__loud_song.ogg": True, "pack-b__quiet.ogg": False}
    assert told.vocals == {"pack-a__loud_song.ogg": False, "pack-b__quiet.ogg": True}
    table.write_text("package,path\na,b\n")
    with pytest.raises(WorldError, match="cannot be read"):
        read_labels(table)


def test_the_tables_tell_every_method_and_slider() -> None:
    rng = np.random.default_rng(0)
    songs = rng.standard_normal((30, 4)).astype(np.float32)
    empty = np.zeros((1, 2), np.float32)
    pairs = [Pair(f"p{i}", f"s{i % 3}", f"c{i}", empty, empty, empty) for i in range(9)]
    slider = slider_report("guitar", songs[:5], songs, songs[0], [True] * 10 + [False] * 20)
    report = RunReport((judge("towers", np.eye(9, dtype=np.float32), pairs),), (slider,), ())
    text = markdown(report)
    assert "| towers | 5.6 [5.6, 5.6] | 90.0" in text
    assert "| guitar, 30 held-out songs | 10 |" in text
    assert ", ".join(f"{x:.2f}" for x in slider.shares_up) in text
    assert str(LEVELS[1]) in text
