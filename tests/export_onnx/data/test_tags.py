from __future__ import annotations

from pathlib import Path

import pytest

from export_onnx.data.feelings import KNOWN_TAGS
from export_onnx.data.tags import refuse_misspelt
from inference.errors import WorldError

HERE = Path("list.csv")


def test_misspelt_names_are_refused_and_ones_own_are_not() -> None:
    names = ["joy", "cluster:calm", "party", "drums", "no vocals"]
    refuse_misspelt(names, KNOWN_TAGS, own=(), path=HERE)
    with pytest.raises(WorldError, match=r"list\.csv uses unknown tags: 'hapy'.*own_tags"):
        refuse_misspelt([*names, "hapy"], KNOWN_TAGS, own=(), path=HERE)
    with pytest.raises(WorldError, match="'sad' for 'Sad'"):
        refuse_misspelt(["Sad"], KNOWN_TAGS, own=(), path=HERE)
    refuse_misspelt(["interesting"], KNOWN_TAGS, own=("interesting",), path=HERE)
