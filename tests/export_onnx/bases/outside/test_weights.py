"""Weights that do not fit what is said of them: one sentence with the folder, whichever it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file, save_file  # noqa: E402

from export_onnx.bases.outside.ast import read_ast  # noqa: E402
from export_onnx.bases.outside.clip_files import read_clip  # noqa: E402
from inference.errors import PackError  # noqa: E402

FILES = Path(__file__).parent / "files"
READERS = {"open_clip": read_clip, "transformers": read_clip, "ast": read_ast}
MAY_BE_MISSING = ("logit_scale", "token_embedding", "text_projection")
"""What only words need; without it a model still sees."""


def spoilt(layout: str, folder: Path) -> tuple[Path, Path, dict[str, torch.Tensor]]:
    copied = Path(shutil.copytree(FILES / layout, folder / layout))
    (path,) = copied.glob("*.safetensors")
    return copied, path, load_file(path)


@pytest.mark.parametrize("layout", READERS)
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda _: None, id="missing"),
        pytest.param(lambda one: one[None, None], id="more axes"),
    ],
)
def test_every_tensor_counts(
    layout: str, spoil: Callable[[torch.Tensor], torch.Tensor | None], tmp_path: Path
) -> None:
    folder, path, weights = spoilt(layout, tmp_path)
    said = {}
    # The second layer is as the first.
    once = [name for name in weights if ".1." not in name]
    for name, value in ((name, weights[name]) for name in once):
        other = spoil(value)
        others = {n: v for n, v in weights.items() if n != name}
        save_file(others if other is None else {**others, name: other}, path)
        try:
            READERS[layout](folder)
            said[name] = ""
        except PackError as error:
            said[name] = str(error)
    unseen = {name for name, sentence in said.items() if str(folder) not in sentence}
    assert all(any(part in name for part in MAY_BE_MISSING) for name in unseen), unseen


def test_an_empty_tensor_is_a_missing_one(tmp_path: Path) -> None:
    folder, path, weights = spoilt("open_clip", tmp_path)
    save_file({**weights, "visual.conv1.weight": torch.zeros(12, 3, 0, 0)}, path)
    with pytest.raises(PackError, match=r"lack the tensor patches\.weight"):
        read_clip(folder)


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    folder, path, weights = spoilt("ast", tmp_path)
    name = next(one for one in weights if one.endswith("cls_token"))
    save_file({**weights, name: weights[name] * float("nan")}, path)
    with pytest.raises(PackError, match="cls_token holds what is no number"):
        read_ast(folder)
