from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnxscript")

from export_onnx.export.pack import PackDescription, write_attributes, write_pack  # noqa: E402
from export_onnx.export.towers import (  # noqa: E402
    export_tower,
    graph_error,
    halve_weights,
    round_to_half,
)
from export_onnx.models.mvpt import MvptTower, TowerShape  # noqa: E402
from inference.errors import PackError  # noqa: E402
from inference.towers.pack import GRAPHS, read_pack  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[MvptTower, Path]:
    torch.manual_seed(0)
    shape = TowerShape(inputs=40, embedding=16, affinity=8, character_share=0.5, width=128)
    net = MvptTower(shape, mean=torch.randn(40), scale=torch.rand(40) + 0.5).eval()
    round_to_half(net)
    path = tmp_path_factory.mktemp("towers") / "tower.onnx"
    export_tower(net, path)
    return net, path


def test_the_graph_says_what_the_tower_says_at_any_length(
    exported: tuple[MvptTower, Path],
) -> None:
    assert graph_error(*exported) <= 1e-5


def test_half_sized_storage_loses_nothing_of_rounded_weights(
    exported: tuple[MvptTower, Path], tmp_path: Path
) -> None:
    net, path = exported
    halve_weights(path, tmp_path / "half.onnx")
    assert graph_error(net, tmp_path / "half.onnx") <= 1e-5
    assert (tmp_path / "half.onnx").stat().st_size < 0.75 * path.stat().st_size


def test_a_different_tower_is_noticed(exported: tuple[MvptTower, Path]) -> None:
    other = MvptTower(exported[0].shape, mean=torch.zeros(40), scale=torch.ones(40)).eval()
    assert graph_error(other, exported[1]) > 1e-2


def describe() -> PackDescription:
    return PackDescription(
        name="tiny",
        version="0.1.0",
        embedding=16,
        visual_dim=40,
        music_dim=40,
        emotions=("happy", "sad"),
        music_tags=('odd "name"', "guitar"),
        licences={"towers": "Apache-2.0"},
    )


def test_a_written_pack_is_read_back(exported: tuple[MvptTower, Path], tmp_path: Path) -> None:
    for name in GRAPHS:
        (tmp_path / f"{name}.onnx").write_bytes(exported[1].read_bytes())
    write_attributes(tmp_path, {"guitar": np.arange(16, dtype=np.float32)})
    write_pack(tmp_path, describe(), card="# Tiny\n")
    pack = read_pack(tmp_path)
    assert pack.music_tags == ('odd "name"', "guitar")
    assert pack.attributes["guitar"].tolist() == list(range(16))
    assert pack.card == "# Tiny\n"
    (tmp_path / "music_tower.onnx").write_bytes(b"changed")
    with pytest.raises(PackError):
        read_pack(tmp_path)


def test_a_missing_graph_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="visual_base"):
        write_pack(tmp_path, describe(), card="")
