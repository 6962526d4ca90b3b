from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from export_onnx.evaluate.attributes import LEVELS, slider_report
from export_onnx.evaluate.command import pool_facts
from export_onnx.evaluate.pairs import Pair, judge
from export_onnx.evaluate.report import Labels, RunReport, judge_sliders, markdown, read_labels
from export_onnx.train.batches import Material
from export_onnx.train.config import Config, DataConfig, FitConfig, TowerConfig
from export_onnx.train.loop import fit
from inference.errors import WorldError
from inference.progress import finish
from tests.export_onnx.worlds import world_teacher


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


def test_sliders_are_judged_by_what_people_say_of_songs() -> None:
    teacher, bank, songs = world_teacher()
    config = Config(
        tower=TowerConfig(embedding=48, affinity=32, width=32, heads=2),
        data=DataConfig(longest=6),
        fit=FitConfig(steps=2, batch=4, check_every=2),
    )
    material = Material(bank, songs)
    student = finish(fit(config, teacher, material, material))
    named = {f"a song {i}.ogg": song for i, song in enumerate(songs)}
    guitars = {f"a_song_{i}.ogg": i % 3 == 0 for i in range(20)}
    told = judge_sliders(
        student,
        teacher,
        [np.concatenate([bank.embeddings[0, :4], bank.descriptors[0, :4]], 1)],
        examples=named,
        library=named,
        labels=Labels(guitars, {}),
    )
    (guitar,) = told  # nobody was asked about voices
    assert (guitar.attribute, guitar.songs, guitar.carriers, guitar.queries) == ("guitar", 20, 7, 1)


def test_pools_and_queries_are_counted() -> None:
    empty = np.zeros((1, 2), np.float32)
    pairs = [Pair(f"p{i}", f"s{i % 3}", f"c{i % 5}", empty, empty, empty) for i in range(9)]
    assert pool_facts(pairs, [empty] * 4) == {
        "pool": 9,
        "sources": 3,
        "look_alike_clusters": 5,
        "queries_of_sliders": 4,
    }


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
