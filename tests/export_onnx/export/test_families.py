from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnxscript")

from export_onnx.__main__ import main  # noqa: E402
from export_onnx.data.store import write_pairs  # noqa: E402
from export_onnx.export import families, family_command  # noqa: E402
from export_onnx.export.families import (  # noqa: E402
    export_family,
    named_only,
    shrink_towers,
    write_towers,
)
from export_onnx.export.family_card import family_card  # noqa: E402
from export_onnx.export.fidelity import SIDES, Fidelity  # noqa: E402
from export_onnx.train.family import (  # noqa: E402
    family_module,
    load_samples,
    load_trained,
)
from inference.errors import PackError, WorldError  # noqa: E402
from inference.towers.pack import read_pack  # noqa: E402
from inference.towers.towers import MusicTower  # noqa: E402
from resources import PACKS  # noqa: E402
from tests.export_onnx.export.graphs import check_towers  # noqa: E402
from tests.export_onnx.product import starter_shaped_pairs, suggestions_with  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
TINY = """
family = "mvpt"
name = "tiny"
[model]
segments = 8
batch = 8
embedding = 16
width = 16
layers = 1
heads = 2
music_scales = [1, 2]
picture_descriptors = 9
[fit]
epochs = 2
device = "cpu"
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train as a user does: kept pairs, a configuration, the command."""
    folder = tmp_path_factory.mktemp("families")
    write_pairs(starter_shaped_pairs(tags=("calm",)), folder / "pairs.npz")
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    words = ["fit", folder / "tiny.toml", "--data", folder / "pairs.npz", "--work", folder / "run"]
    assert main([*map(str, words), "--threads", "1"]) == 0
    return folder / "run"


@pytest.fixture(scope="module")
def pack(run: Path) -> Path:
    words = ["pack", run, run.parent / "pack", "--precision", "float32"]
    assert main([*map(str, words)]) == 0
    return run.parent / "pack"


def test_trained_exported_and_asked_by_the_command_line(pack: Path, tmp_path: Path) -> None:
    found = suggestions_with(pack, tmp_path)
    assert len(found) == 3
    assert all(-1 <= one["score"] <= 1 for one in found)


def test_the_pack_says_what_the_towers_say(run: Path, pack: Path) -> None:
    read = read_pack(pack)
    assert (read.family, read.metric, read.segment_s) == ("mvpt", "cosine", 6.0)
    assert (read.visual_dim, read.music_dim, read.embedding_dim) == (1289, 294, 16)
    assert list(read.attributes) == ["calm"]
    assert "on 12 held-out pairs" in read.card
    songs = load_samples(run)[1]
    tower = load_trained(run)[1].towers.music
    with torch.no_grad():
        wanted = tower(torch.from_numpy(songs[0])[None], torch.ones(1, len(songs[0])))
    heard = MusicTower(read, device="cpu", threads=1).embed(songs[0])
    assert np.abs(heard.segments - wanted.segments[0].numpy()).max() < 1e-4
    assert np.abs(heard.attention - wanted.attention[0].numpy()).max() < 1e-4
    assert heard.emotions.shape == (8, 0)


def test_the_graphs_keep_their_doors_at_any_length(run: Path, pack: Path) -> None:
    check_towers(pack, load_trained(run)[1].towers)


def test_too_few_pairs_to_tell_what_storing_costs_are_said(
    run: Path, pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fidelity = Fidelity("int8", 1e-2, True, kept_of_top=1, rank_before=1, rank_after=1, pairs=12)
    done = read_pack(pack), fidelity
    monkeypatch.setattr(family_command, "export_family", lambda *_, **__: done)
    assert main(["pack", str(run), str(pack), "--precision", "int8"]) == 0
    said = "12 held-out pairs are too few to tell what storing as int8 costs"
    assert said in capsys.readouterr().err
    assert said in family_card(*load_trained(run), fidelity)


@pytest.mark.parametrize("precision", ["float16", "int8"])
def test_smaller_storage_is_smaller_and_its_loss_is_measured(
    run: Path, pack: Path, tmp_path: Path, precision: str
) -> None:
    for graph in SIDES:
        shutil.copyfile(pack / f"{graph}.onnx", tmp_path / f"{graph}.onnx")
    towers = load_trained(run)[1].towers
    fidelity = shrink_towers(towers, tmp_path, samples=load_samples(run), precision=precision)
    assert fidelity.pairs == 12
    assert fidelity.kept_of_top > 0.5
    assert 0 < fidelity.error < (5e-3 if precision == "float16" else 0.1)
    # The library would undo it in every run, which costs up to half as much again.
    assert b"DequantizeLinear" not in (tmp_path / "video_tower.onnx").read_bytes()
    small, whole = (folder / "video_tower.onnx" for folder in (tmp_path, pack))
    assert small.stat().st_size < (0.8 if precision == "float16" else 0.6) * whole.stat().st_size


def test_a_graph_that_says_something_else_is_not_written(
    run: Path, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(tower: object, path: Path, **_: object) -> None:
        shutil.copyfile(pack / path.name, path)

    monkeypatch.setattr(families, "export_tower", wrong)
    samples, trained = load_samples(run), load_trained(run)[1]
    write_towers(trained.towers, tmp_path / "right", samples=samples)
    torch.manual_seed(1)
    fresh = family_module("mvpt").rebuild(trained.shape)
    with pytest.raises(PackError, match="would differ"):
        write_towers(fresh, tmp_path / "wrong", samples=samples)
    assert not list(tmp_path.glob("wrong/*.onnx"))
    monkeypatch.setattr(families, "tower_error", lambda *_, **__: float("nan"))
    with pytest.raises(PackError, match="would differ from the trained tower by nan"):
        write_towers(trained.towers, tmp_path / "wrong", samples=samples)


def test_bases_that_give_other_features_are_refused_before_anything_is_written(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(families, "base_widths", lambda _: (1033, 136))
    with pytest.raises(PackError, match="give 1033 numbers for pictures and 136 for sound"):
        export_family(run, tmp_path / "pack", bases=PACKS / "starter")
    assert not (tmp_path / "pack").exists()


def test_bases_of_another_make_are_refused_even_if_as_wide(run: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(run, tmp_path / "run"))
    told = json.loads((other / "run.json").read_text(encoding="utf-8"))
    told["data"] |= {"visual_base": "30777d313a25", "music_base": "000000000000"}
    (other / "run.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(PackError, match="was trained with another music_base than that in"):
        export_family(other, tmp_path / "pack", bases=PACKS / "starter")
    assert not (tmp_path / "pack").exists()


def test_clusters_nobody_named_are_neither_feelings_nor_sliders(run: Path) -> None:
    trained = load_trained(run)[1]
    given = {"calm": np.ones(16, np.float32), "cluster 2": np.ones(16, np.float32)}
    for names, kept in ((("cluster 1", "cluster 2"), ()), (("calm", "warm"), ("calm", "warm"))):
        towers = replace(trained.towers, emotions=names)
        told = named_only(replace(trained, towers=towers, attributes=given))
        assert told.towers.emotions == kept
        assert list(told.attributes) == ["calm"]


def test_what_is_missing_is_named(run: Path, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="visual_base"):
        export_family(run, tmp_path / "pack", bases=tmp_path)
    assert not (tmp_path / "pack").exists()
    with pytest.raises(PackError, match="float8"):
        export_family(run, tmp_path / "pack", bases=PACKS / "starter", precision="float8")
    with pytest.raises(WorldError, match="no trained family"):
        export_family(tmp_path, tmp_path / "pack", bases=PACKS / "starter")
