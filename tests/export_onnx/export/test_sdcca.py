"""The family of the S-DCCA paper, from training to music suggested by the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnxscript")

import onnx  # noqa: E402

from export_onnx.data.pairs import PairSet  # noqa: E402
from export_onnx.export.families import export_family  # noqa: E402
from export_onnx.train.family import embed_side, fit_family, load_trained  # noqa: E402
from inference.progress import finish  # noqa: E402
from inference.towers.pack import read_pack  # noqa: E402
from inference.towers.towers import MusicTower  # noqa: E402
from resources import PACKS  # noqa: E402
from tests.export_onnx.export.graphs import check_towers  # noqa: E402
from tests.export_onnx.product import starter_shaped_pairs, suggestions_with  # noqa: E402
from tests.export_onnx.train.tasks.test_sdcca import tiny  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
CLUSTERS = ("cluster:angry", "cluster:calm", "cluster:happy")


@pytest.fixture(scope="module")
def pairs() -> PairSet:
    return starter_shaped_pairs(tags=("happy", "sad", *CLUSTERS))


@pytest.fixture(scope="module")
def folders(pairs: PairSet, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A trained run and the pack made of it."""
    run, pack = tmp_path_factory.mktemp("run"), tmp_path_factory.mktemp("pack")
    finish(fit_family(tiny(emotion_epochs=2), pairs, run))
    _, fidelity = export_family(run, pack, bases=PACKS / "starter")
    assert fidelity.error <= 1e-4
    assert fidelity.same_order
    return run, pack


def test_trained_exported_and_asked_by_the_command_line(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    found = suggestions_with(folders[1], tmp_path)
    assert len(found) == 3
    assert all(-1 <= one["score"] <= 1 for one in found)


def test_the_pack_says_which_passage_stands_for_a_song(
    folders: tuple[Path, Path], pairs: PairSet
) -> None:
    pack = read_pack(folders[1])
    assert (pack.family, pack.metric) == ("sdcca", "cosine")
    assert pack.emotions == ("angry", "happy", "calm")
    song = pairs.examples[0].music
    heard = MusicTower(pack, device="cpu", threads=1).embed(song)
    assert heard.attention.sum() == pytest.approx(1.0, abs=1e-5)
    tower = load_trained(folders[0])[1].towers.music
    whole = embed_side(tower, [song])
    assert np.abs(heard.track - whole.tracks[0]).max() < 1e-4
    assert np.abs(heard.segments - whole.segments[0]).max() < 1e-4


def test_no_length_is_fixed_in_the_graph(folders: tuple[Path, Path]) -> None:
    check_towers(folders[1], load_trained(folders[0])[1].towers)
    graph = onnx.load(str(folders[1] / "music_tower.onnx")).graph
    assert any(node.op_type == "LSTM" for node in graph.node)
    assert not graph.value_info
    for value in graph.output:
        sizes = value.type.tensor_type.shape.dim
        assert value.name == "track" or sizes[1].dim_param
