from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnxscript")

from export_onnx.data.worlds import World, make_world
from export_onnx.evaluate.retrieval import average_precision
from export_onnx.export.stored import (
    SUBJECTS,
    Told,
    config_of,
    measure_family,
    pair_accuracy,
    precision_of_clusters,
    recall_at_ten,
)
from export_onnx.export.stored_page import markdown, write_page
from export_onnx.train.tasks.emotion_material import BY_CLUSTER, relevance

pytestmark = pytest.mark.filterwarnings("ignore")
TINY = World(tracks=80, segments=4, picture_dim=24, music_dim=16, shares=(0.5, 0.2, 0.3))
EMOTION = SUBJECTS[1]


@pytest.fixture(scope="module")
def told() -> Told:
    model = dict(EMOTION.model) | {"hidden": 32, "latent": 32, "joint": 8, "pretrain_epochs": 1}
    return measure_family(replace(EMOTION, world=TINY, model=model, epochs=1), seed=1)


def test_a_family_is_measured_at_every_precision(told: Told) -> None:
    whole, half, byte = told.stored
    assert [one.fidelity.precision for one in told.stored] == ["float32", "float16", "int8"]
    assert whole.bytes > half.bytes > byte.bytes
    assert whole.fidelity.error <= 1e-4 < byte.fidelity.error
    assert (whole.same_order, whole.kept) == (100.0, 100.0)
    assert np.allclose(whole.found.values, told.exact.values)
    assert told.splits == {"train": 40, "check": 16, "test": 24}
    assert whole.time == 1.0
    assert min(half.time, byte.time) > 0


def test_the_page_has_a_row_for_each_and_the_numbers_beside_it(told: Told, tmp_path: Path) -> None:
    write_page(tmp_path, [told], command="this", seed=1)
    page = (tmp_path / "stored.md").read_text(encoding="utf-8")
    assert page.count("| emotion (`emotion`) |") == 3
    assert "0.00 [0.00, 0.00]" in page
    assert "-0.00" not in page
    (family,) = json.loads((tmp_path / "stored.json").read_text(encoding="utf-8"))["families"]
    assert (family["splits"]["test"], family["world"]["tracks"]) == (24, 80)
    assert [one["precision"] for one in family["stored"]] == ["float32", "float16", "int8"]


def test_a_pack_that_answers_otherwise_is_warned_of_on_the_page(told: Told) -> None:
    byte = told.stored[2]
    changed = replace(byte, fidelity=replace(byte.fidelity, kept_of_top=0.5, pairs=600))
    page = markdown([replace(told, stored=(changed,))], command="this", seed=1)
    assert "**emotion**: Stored as int8 the pack gives other songs" in page


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda one: one.config)
def test_configurations_are_those_that_users_have(subject) -> None:
    config = config_of(subject, seed=5)
    assert config.fit.seed == 5
    assert round(subject.world.tracks * subject.world.shares[2]) >= 500


def test_measures_are_full_where_sides_agree_and_not_where_they_do_not() -> None:
    test = make_world(TINY)[0]
    clusters = np.array([max(e.tags, key=_cluster(e.tags)) for e in test.examples])
    names = np.unique(clusters)
    places = np.eye(len(names), dtype=np.float32)[np.searchsorted(names, clusters)]
    assert precision_of_clusters(places, places, test).values.mean() == pytest.approx(100)
    assert precision_of_clusters(places, places[::-1], test).values.mean() < 50
    # Random pairs of one cluster match by chance and are told wrongly.
    assert 90 < pair_accuracy(places, places, test).values.mean() < 100
    # Songs ask, films answer.
    films, songs = np.random.default_rng(0).standard_normal((2, len(test), 4)).astype(np.float32)
    asked = average_precision(songs @ films.T, relevance(test, BY_CLUSTER))
    assert np.allclose(precision_of_clusters(films, songs, test).values, asked)
    own = np.eye(len(test), dtype=np.float32)
    assert recall_at_ten(own, own, test).values.mean() == 100
    assert recall_at_ten(own, own[::-1], test).values.mean() < 30


def _cluster(tags: dict[str, float]):
    return lambda name: tags[name] if name.startswith("cluster:") else -1.0
