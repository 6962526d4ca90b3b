"""The papers' studies on worlds so small that nothing can come out: every cell must be filled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from export_onnx.data.pairs import TRAIN
from export_onnx.data.worlds import World, make_world
from export_onnx.models.sdcca.chunks import Choice
from export_onnx.reproduce import (
    emotion,
    mvpt,
    mvpt_rows,
    mvpt_segments,
    mvpt_tracks,
    mvpt_worlds,
    sdcca,
)
from export_onnx.reproduce.claims import Measured
from export_onnx.reproduce.pages import charts_of
from export_onnx.reproduce.study import Outcome, Plan, Study
from export_onnx.train.tasks.sdcca_prepared import prepare
from inference.progress import finish

SEED = 5
TINY = {
    "mvpt": mvpt_worlds.Size(
        mvpt_worlds.Course(160, 1),
        mvpt_worlds.Course(160, 1, steps=5, batch=16),
        mvpt_worlds.Course(160, 1),
        5,
        40,
        parameters=20_000,
    ),
    "emotion": emotion.Size(500, 2),
    "sdcca": sdcca.Size(240, 3, 1, (Choice(1, 3),), replace(sdcca.SMALL, emotion_epochs=1)),
}


def tiny_studies(paper: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Study, ...]:
    module: Any = {"mvpt": mvpt, "emotion": emotion, "sdcca": sdcca}[paper]
    monkeypatch.setattr(module, "QUICK", TINY[paper])
    monkeypatch.setattr(emotion, "EPOCHS", 1)
    settings = emotion._settings
    monkeypatch.setattr(
        emotion, "_settings", lambda *a, **k: replace(settings(*a, **k), pretrain_epochs=1)
    )
    found: tuple[Study, ...] = module.studies(Plan(quick=True, seeds=(SEED,), work=tmp_path))
    return found


@pytest.mark.parametrize("paper", list(TINY))
def test_every_cell_is_measured(
    paper: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studies = tiny_studies(paper, tmp_path, monkeypatch)
    drawn = []
    for study in studies:
        outcome: Outcome = study.run(SEED, tmp_path / study.table.key)
        drawn += [figure.name for figure in outcome.figures]
        for table in (study.table, *study.also):
            told = Measured(table, (SEED,), (outcome.found,))
            first = [m for m in table.measures if told.samples(table.rows[0].key, m.key)]
            for row in table.rows:
                assert any(told.samples(row.key, m.key) for m in table.measures), row.key
            assert first
            assert len(told.verdicts()) == len(table.claims)
            drawn += [figure.name for figure in charts_of(paper, told)]
    assert len(drawn) >= 3


def test_fewer_pairs_leave_the_rest_as_it_is(tmp_path: Path) -> None:
    pairs, _ = make_world(World(seed=SEED, tracks=240, segments=3))
    config = sdcca._config(TINY["sdcca"], SEED)
    prepared = finish(prepare(config, pairs, tmp_path))
    fewer = sdcca._with_fewer(prepared, 50)
    kept, was = fewer.sides(TRAIN, Choice(1, 1)), prepared.sides(TRAIN, Choice(1, 1))
    assert np.array_equal(kept.music, was.music[:50])
    assert np.array_equal(kept.picture, was.picture[:50])
    for split in ("check", "test"):
        one, other = fewer.sides(split, Choice(1, 3)), prepared.sides(split, Choice(1, 3))
        assert np.array_equal(one.music, other.music)
        assert np.array_equal(one.clusters, other.clusters)


def test_a_row_can_be_left_out() -> None:
    less = mvpt_rows.without(mvpt_rows.TABLE_1, mvpt_rows.SCALES)
    assert len(less.rows) == len(mvpt_rows.TABLE_1.rows) - 1
    assert less.claims == mvpt_rows.TABLE_1.claims


def test_table_2_has_longer_segments_and_worlds_of_its_own_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mvpt, "QUICK", TINY["mvpt"])
    studies = mvpt.studies(Plan(quick=True, seeds=(SEED,), work=tmp_path))
    asked: list[tuple[int, int, Any]] = []

    def told(seed: int, size: mvpt_worlds.Size, *, steps: int, kind: Any, **_: object) -> Any:
        asked.append((seed, steps, kind))
        raise StopIteration

    for module in (mvpt_segments, mvpt_tracks):
        monkeypatch.setattr(module, "world_of", told)
    for study in studies:
        with pytest.raises(StopIteration):
            study.run(SEED, tmp_path)
    assert asked == [
        (SEED, 3, mvpt_worlds.MOMENTS),
        (SEED + mvpt_worlds.FRESH, 5, mvpt_worlds.COURSES),
    ]
    assert "seeds 20 higher (25)" in mvpt.setting(Plan(True, (SEED,), tmp_path))
