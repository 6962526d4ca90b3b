"""The papers' tables on people's pairs, by pairs so few that nothing can come out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from export_onnx.data.pairs import TEST, Example, PairSet
from export_onnx.data.worlds import World, make_world
from export_onnx.reproduce import (
    real,
    real_attention,
    real_emotion,
    real_mvpt,
    real_pairs,
    real_sdcca,
    real_styles,
    robustness,
)
from export_onnx.reproduce.claims import Measured
from export_onnx.reproduce.pages import charts_of
from export_onnx.reproduce.study import Outcome, Plan
from export_onnx.train.engine import FitSettings
from inference.features.picture import DESCRIPTORS
from inference.features.sound import DESCRIPTORS as SOUNDS
from tests.export_onnx.worlds import TAGS

SEED = 5
SMALL = {"parameters": 0, "width": 16, "embedding": 16, "windows": 1, "layers": 1}
MOODS = ("happy", "funny", "sad", "tender", "exciting", "angry", "scary")


def few_pairs(_plan: Plan, seed: int, *, segment_s: float = 6.0) -> PairSet:
    world = World(
        seed=seed,
        tracks=64,
        segments=6 if segment_s == 3.0 else 3,
        picture_dim=20 + len(DESCRIPTORS),
        music_dim=16 + len(TAGS) + len(SOUNDS),
        tagged=False,
        shares=real_pairs.SHARES,
    )
    return replace(make_world(world)[0], segment_s=segment_s)


def fit_briefly(seed: int, **more: Any) -> FitSettings:
    common: dict[str, Any] = {"seed": seed, "epochs": 1, "patience": 1, "device": "cpu"}
    return FitSettings(**common | more)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    for module in (real_mvpt, real_emotion, real_sdcca):
        monkeypatch.setattr(module, "read_pairs", few_pairs)
        monkeypatch.setattr(module, "fit_settings", fit_briefly)
    monkeypatch.setattr(real_mvpt, "bases_of", lambda _: (SimpleNamespace(tags=TAGS), tmp_path))
    monkeypatch.setattr(real_mvpt, "MODEL", real_mvpt.MODEL | SMALL)
    monkeypatch.setattr(real_emotion, "read_moods", lambda _: (mood_tower(1), mood_tower(2), MOODS))
    brief = partial(real_emotion.Settings, pretrain_epochs=1)
    monkeypatch.setattr(real_emotion, "Settings", brief)
    monkeypatch.setattr(real_sdcca, "SMALL", replace(real_sdcca.SMALL, emotion_epochs=1))
    briefly = partial(real_sdcca.cross_validate, folds=3, choices=(real_sdcca.MEAN,))
    monkeypatch.setattr(real_sdcca, "cross_validate", briefly)
    monkeypatch.setattr(robustness, "list_videos", lambda _: ())
    monkeypatch.setattr(robustness, "changed_bases", lambda *_: None)
    monkeypatch.setattr(robustness, "_seen_through", lambda test, *_: test)
    return Plan(quick=False, seeds=(SEED,), work=tmp_path, pairs=tmp_path)


def mood_tower(seed: int) -> Any:
    rng = np.random.default_rng(seed)
    return SimpleNamespace(embed=lambda base: SimpleNamespace(emotions=rng.random((len(base), 7))))


@pytest.mark.parametrize("paper", ["mvpt", "emotion", "sdcca"])
def test_every_row_is_measured_with_its_pool_and_splits(paper: str, plan: Plan) -> None:
    drawn = []
    for study in real.studies(paper, plan):
        outcome: Outcome = study.run(SEED, plan.work / study.table.key)
        drawn += outcome.figures
        if paper == "sdcca":  # every pair is tested in one fold
            assert sum(outcome.facts["pools"]) == 64  # type: ignore[call-overload]
            assert {len(told.values) for told in outcome.found.values()} == {64}
        else:
            assert outcome.facts["splits"] == {"train": 36, "check": 8, "test": 20}
        assert outcome.facts.keys() & {"pool", "pools"}
        for table in (study.table, *study.also):
            told = Measured(table, (SEED,), (outcome.found,))
            filled = {row for row, measure in outcome.found if told.samples(row, measure)}
            missing = {row.key for row in table.rows} - filled
            assert missing <= {row.key for row in real_styles.BIAS.rows}
            drawn += charts_of(paper, told)
    assert drawn


def test_one_pair_of_each_look_alike_is_kept(tmp_path: Path) -> None:
    pairs = few_pairs(Plan(False, (1,), Path()), 1)
    names = [e.name for e in pairs.examples]
    table = tmp_path / "manifest.csv"
    lines = [f"{name},me,{'a dog' if i < 5 else i}" for i, name in enumerate(names)]
    table.write_text("\n".join(["id,source_repo,picture", *lines]))
    kept = real_pairs.one_of_each(pairs, real_pairs.looks_of(tmp_path))
    assert [e.name for e in kept.examples] == [names[0], *names[5:]]
    assert real_pairs.facts_of(pairs, tmp_path)["test_look_alikes"] != 0
    table.write_text("video\na.mp4\n")
    assert real_pairs.looks_of(tmp_path) == {}
    assert real_pairs.looks_of(None) == {}


@pytest.mark.parametrize("length", [1, 3, 4, 9])
def test_all_pairs_get_one_length_and_keep_their_order(length: int) -> None:
    rows = np.arange(length, dtype=np.float32)[:, None]
    pairs = PairSet("p", (Example("a", "s", TEST, rows, rows + 1),), 6.0, {})
    (told,) = real_pairs.in_parts(pairs, 4).examples
    assert told.picture.shape == (4, 1)
    assert (np.diff(told.picture[:, 0]) >= 0).all()
    assert told.picture.mean() == pytest.approx(rows.mean(), abs=0.2)
    assert told.music == pytest.approx(told.picture + 1)


def test_chance_is_what_random_ranks_have() -> None:
    rng = np.random.default_rng(0)
    ranks = [rng.permutation(40) + 1.0 for _ in range(500)]
    sources = [str(i) for i in range(40)]
    exact = real_pairs.chance_cells(sources)
    told = [real_pairs.rank_cells("r", r, r[::-1], sources) for r in ranks]
    for measure in real_pairs.RANKED:
        drawn = np.mean([cells["r", measure.key].values.mean() for cells in told])
        assert exact["chance", measure.key].values.mean() == pytest.approx(drawn, rel=0.02)


def test_a_third_of_the_songs_carry_what_their_tags_say_most() -> None:
    pairs = few_pairs(Plan(False, (1,), Path()), 1)
    rng = np.random.default_rng(1)
    column = pairs.music_dim - len(SOUNDS) - len(TAGS) + TAGS.index("guitar")
    loud = rng.permutation(len(pairs)) < 10
    values = np.where(loud, 0.9, 0.1).tolist()
    examples = tuple(with_tag(e, column, v) for e, v in zip(pairs.examples, values, strict=True))
    marked = replace(pairs, examples=examples)
    told = real_styles.carriers(marked, real_styles._side(marked, TAGS), "guitar")
    assert told.sum() == round(len(pairs) / 3)
    assert told[loud].all()


def with_tag(example: Example, column: int, value: float) -> Example:
    music = np.clip(example.music, 0.2, 0.4)
    music[:, column] = value
    return replace(example, music=music)


def test_attention_is_held_against_what_is_seen() -> None:
    class Tower:
        def eval(self) -> None: ...

        def __call__(self, base: Any, mask: Any) -> Any:
            motion = base[:, :, DESCRIPTORS.index("motion") - len(DESCRIPTORS)]
            return SimpleNamespace(attention=motion.softmax(1))

    test = few_pairs(Plan(False, (1,), Path()), 1, segment_s=3.0).part(TEST)
    towers: Any = SimpleNamespace(picture=Tower())
    found = real_attention.measure(towers, test)
    assert found["attention-motion", "spearman"].values == pytest.approx(np.ones(len(test)))
    assert abs(found["attention-brightness", "spearman"].values.mean()) < 0.5
