from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from export_onnx.data.pairs import TEST  # noqa: E402
from export_onnx.evaluate.retrieval import average_precision  # noqa: E402
from export_onnx.evaluate.sdcca import (  # noqa: E402
    METHODS,
    cross_validate,
    fold_pairs,
)
from export_onnx.models.sdcca.chunks import Choice  # noqa: E402
from inference.errors import WorldError  # noqa: E402
from inference.progress import finish  # noqa: E402
from tests.export_onnx.train.tasks.test_sdcca import small_world, tiny  # noqa: E402


def test_every_pair_is_tested_once_and_no_source_is_on_two_sides() -> None:
    pairs = small_world(40)
    pairs = replace(
        pairs, examples=tuple(replace(e, source=f"s{i // 3}") for i, e in enumerate(pairs.examples))
    )
    tested = []
    for fold in range(5):
        split = fold_pairs(pairs, fold, seed=3)
        sides: dict[str, set[str]] = {}
        for e in split.examples:
            sides.setdefault(e.source, set()).add(e.split)
        assert all(len(found) == 1 for found in sides.values())
        tested += [e.name for e in split.part(TEST).examples]
    assert sorted(tested) == sorted(e.name for e in pairs.examples)


def test_too_few_sources_for_the_folds_are_refused() -> None:
    with pytest.raises(WorldError, match="5 folds need 6"):
        fold_pairs(small_world(5), 0)


def test_every_method_is_far_above_chance_where_both_sides_show_the_cluster(
    tmp_path: Path,
) -> None:
    config = replace(tiny(), fit=replace(tiny().fit, epochs=2))
    work = cross_validate(config, small_world(), tmp_path, folds=2, choices=[Choice(1, 3)])
    judged = finish(work)
    assert {(one.method, str(one.choice)) for one in judged} == {(m, "1/3") for m in METHODS}
    precisions = {
        method: np.concatenate(
            [average_precision(one.scores, one.relevant) for one in judged if one.method == method]
        )
        for method in METHODS
    }
    assert {len(values) for values in precisions.values()} == {len(small_world())}
    assert min(values.mean() for values in precisions.values()) > 45
    assert precisions["c-cca-2"].mean() > 80
