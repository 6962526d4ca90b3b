from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnxscript")

from export_onnx.data.feelings import MUSIC_MOODS, VIDEO_EMOTIONS  # noqa: E402
from export_onnx.export.families import export_family  # noqa: E402
from export_onnx.train.engine import FitSettings  # noqa: E402
from export_onnx.train.family import RunConfig, fit_family, load_samples, load_trained  # noqa: E402
from export_onnx.train.tasks.emotion_settings import Settings  # noqa: E402
from inference.errors import PackError  # noqa: E402
from inference.progress import finish  # noqa: E402
from inference.towers.pack import Pack  # noqa: E402
from inference.towers.towers import MusicTower, VideoTower  # noqa: E402
from inference.towers.trial import try_out  # noqa: E402
from resources import PACKS  # noqa: E402
from tests.export_onnx.export.graphs import check_towers  # noqa: E402
from tests.export_onnx.product import starter_shaped_pairs, suggestions_with  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
TINY = Settings(hidden=16, latent=16, joint=8, batch=8, positives=0, pretrain_epochs=2)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("emotion")
    fit = FitSettings(epochs=2, optimiser="adam", weight_decay=0.0, clip=0.0, device="cpu")
    pairs = starter_shaped_pairs(tags=(*MUSIC_MOODS, *VIDEO_EMOTIONS))
    finish(fit_family(RunConfig("emotion", "tiny-emotion", "0.1.0", TINY, fit=fit), pairs, folder))
    return folder


def test_trained_exported_and_asked_by_the_command_line(run: Path, tmp_path: Path) -> None:
    pack, fidelity = export_family(run, tmp_path / "pack", bases=PACKS / "starter")
    assert fidelity.error <= 1e-4
    assert fidelity.same_order
    assert (pack.family, pack.metric, pack.embedding_dim) == ("emotion", "l2", 8)
    assert pack.emotions == tuple(MUSIC_MOODS)
    assert set(pack.attributes) & set(MUSIC_MOODS)
    try_out(pack)
    check_doors(run, pack)
    check_towers(pack.folder, load_trained(run)[1].towers)
    found = suggestions_with(pack.folder, tmp_path)
    assert len(found) == 3
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)


def test_a_baseline_that_search_cannot_rank_is_no_pack(tmp_path: Path) -> None:
    settings = replace(TINY, matching="valence_arousal")
    fit = FitSettings(epochs=1, optimiser="adam", weight_decay=0.0, clip=0.0, device="cpu")
    pairs = starter_shaped_pairs(tags=("valence", "arousal"))
    run = tmp_path / "run"
    finish(fit_family(RunConfig("emotion", "plane", "0.1.0", settings, fit=fit), pairs, run))
    with pytest.raises(PackError, match="unit sphere"):
        export_family(run, tmp_path / "pack", bases=PACKS / "starter")
    assert not (tmp_path / "pack").exists()


def check_doors(run: Path, pack: Pack) -> None:
    towers, samples = load_trained(run)[1].towers, load_samples(run)
    doors = (VideoTower, towers.picture, samples[0]), (MusicTower, towers.music, samples[1])
    for door, tower, rows in doors:
        with torch.no_grad():
            wanted = tower(torch.from_numpy(rows[0])[None], torch.ones(1, len(rows[0])))
        said = door(pack, device="cpu", threads=1).embed(rows[0])
        assert np.abs(said.segments - wanted.segments[0].numpy()).max() <= 1e-4
        assert np.abs(said.emotions - wanted.emotions[0].numpy()).max() <= 1e-4
        assert said.emotions.shape == (len(rows[0]), len(MUSIC_MOODS))
