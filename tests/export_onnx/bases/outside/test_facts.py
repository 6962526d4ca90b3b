from __future__ import annotations

import json
from pathlib import Path

import pytest

from export_onnx.bases.outside.facts import Facts, read_facts
from inference.errors import PackError

HERE = Path("config.json")


def test_what_is_left_out_or_null_has_its_default() -> None:
    facts = Facts(HERE, {"heads": None, "vision": None})
    assert facts.whole("heads", 12) == 12
    assert facts.number("mean", -4.5) == -4.5
    assert facts.numbers("std", (1.0, 2.0)) == (1.0, 2.0)
    assert facts.part("vision").word("hidden_act", "gelu") == "gelu"


def test_what_is_said_is_taken() -> None:
    facts = Facts(HERE, {"vision": {"heads": 3, "act": "relu", "eps": 1, "std": [1, 2.5]}})
    part = facts.part("vision")
    assert (part.whole("heads", 12), part.word("act", "")) == (3, "relu")
    assert part.above_zero("eps", 0.1) == 1.0
    assert part.numbers("std", (0.0, 0.0)) == (1.0, 2.5)


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("whole", "x", "a whole number above 0"),
        ("whole", 0, "a whole number above 0"),
        ("whole", True, "a whole number above 0"),
        ("whole", 1.5, "a whole number above 0"),
        ("number", [1.0], "a number"),
        ("number", float("nan"), "a number"),
        ("above_zero", -1.0, "a number above 0"),
        ("word", 7, "a word"),
        ("numbers", [1.0], "a list of 2 numbers"),
        ("numbers", [1.0, "x"], "a list of 2 numbers"),
        ("numbers", 3.0, "a list of 2 numbers"),
    ],
)
def test_what_is_of_another_kind_is_one_sentence(kind: str, value: object, says: str) -> None:
    default = {"word": "", "numbers": (0.0, 0.0)}.get(kind, 1)
    facts = Facts(HERE, {"vision": {"key": value}}).part("vision")
    with pytest.raises(PackError, match=f"config.json says that vision.key is .*not {says}"):
        getattr(facts, kind)("key", default)


def test_a_part_that_is_no_object_is_named() -> None:
    with pytest.raises(PackError, match="vision is 'small', which is not an object"):
        Facts(HERE, {"vision": "small"}).part("vision")


@pytest.mark.parametrize("content", ["", "{", "[1]", "[" * 100_000, "\ufeff{}"])
def test_what_is_no_description_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PackError, match=r"config\.json"):
        read_facts(path)


def test_a_description_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"heads": 4}), encoding="utf-8")
    assert read_facts(path).whole("heads", 1) == 4
