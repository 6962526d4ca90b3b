from __future__ import annotations

import numpy as np
import pytest

from catalog.attributes import condition, similarity_kept
from catalog.errors import SearchError
from tests.catalog.fakes import unit

RNG = np.random.default_rng(0)
Y = unit(RNG.normal(size=(5, 8)).astype(np.float32))
GUITAR, CENTRE = unit(RNG.normal(size=(2, 8)).astype(np.float32))


def test_moves_as_the_formula_says():
    moved = condition(Y, {"guitar": 0.7}, {"guitar": GUITAR}, CENTRE)
    np.testing.assert_allclose(moved, unit(Y + 0.7 * (GUITAR - CENTRE)), atol=1e-6)


def test_more_weight_comes_nearer_and_keeps_less():
    moved = [condition(Y, {"guitar": w}, {"guitar": GUITAR}, CENTRE) for w in (-1, 0, 1, 2)]
    nearness = [float((one @ (GUITAR - CENTRE)).mean()) for one in moved]
    assert nearness == sorted(nearness)
    kept = [similarity_kept(Y, one) for one in moved]
    assert kept[1] == pytest.approx(1)
    assert kept[1] > kept[2] > kept[3]


def test_no_slider_changes_nothing():
    assert condition(Y, {}, {}, CENTRE) is Y
    assert condition(Y, {"guitar": 0.0}, {"guitar": GUITAR}, CENTRE) is Y


def test_an_unknown_attribute_is_answered_with_the_known_ones():
    with pytest.raises(SearchError, match=r"“banjo”.*guitar, vocals"):
        condition(Y, {"banjo": 1}, {"vocals": GUITAR, "guitar": GUITAR}, CENTRE)
