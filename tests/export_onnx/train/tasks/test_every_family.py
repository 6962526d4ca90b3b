"""What every family promises: a kill costs nothing, and large machines are made use of."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from export_onnx.data.worlds import World, make_world  # noqa: E402
from export_onnx.train import engine  # noqa: E402
from export_onnx.train.family import RunConfig, Trained, fit_family  # noqa: E402
from export_onnx.train.settings import FitSettings  # noqa: E402
from export_onnx.train.tasks import (  # noqa: E402
    emotion,
    mvpt,
    sdcca,
    sdcca_branches,
    sdcca_listener,
)
from inference.progress import finish  # noqa: E402

MODELS = {
    "mvpt": mvpt.Settings(
        segments=3, batch=16, embedding=8, width=8, layers=1, heads=2, dropout=0.2
    ),
    "emotion": emotion.Settings(
        hidden=8, latent=8, joint=4, positives=40, batch=16, pretrain_epochs=2, dropout=0.2,
        excerpts=True, redraw=True,
    ),
    "sdcca": sdcca.Settings(
        listener_width=6, listener_units=4, listener_features=4, emotion_epochs=2,
        emotion_batch=16, music_units=(6, 4), picture_units=(6, 4), components=3, batch=20,
        pairing="half", chunk_s=14.0, cluster_count=4, ridge=1e-2,
    ),
}  # fmt: skip
DYING = {"mvpt": (6, "fit"), "emotion": (19, "joint"), "sdcca": (13, "branches")}
"""The step after which it dies, unsaved, and the stage that this is in the middle of."""


FIT = FitSettings(epochs=3, learning_rate=3e-3, patience=0, device="cpu", save_every_s=0.0)


def train(family: str, folder: Path, fit: FitSettings = FIT) -> Trained:
    pairs, _ = make_world(World(tracks=80, segments=4, picture_dim=12, music_dim=10))
    config = RunConfig(family, "tiny", "0.1.0", MODELS[family], fit=fit)
    return finish(fit_family(config, pairs, folder))


def weights(trained: Trained) -> list[torch.Tensor]:
    sides = (trained.towers.picture, trained.towers.music)
    return [value for side in sides for value in side.state_dict().values()]


def train_and_die(family: str, folder: Path) -> None:
    """Kill this very process after a step, before anything of it is saved."""
    learn, steps = engine._Run._learn, count(1)

    def learn_and_die(*step: object) -> None:
        learn(*step)  # type: ignore[arg-type]
        if next(steps) == DYING[family][0]:
            os.kill(os.getpid(), signal.SIGKILL)

    engine._Run._learn = learn_and_die  # type: ignore[method-assign]
    train(family, folder)


def kill_all(folder: Path) -> None:
    """A process for each family, forked before torch has threads; torch is imported only once."""
    torch.set_num_threads(1)
    torch.optim.Adam([torch.zeros(1, requires_grad=True)])  # imports much, here only once
    for family in MODELS:
        child = os.fork()
        if not child:
            train_and_die(family, folder / family)
            os._exit(0)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), f"{family} was never killed"


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    script = f"from pathlib import Path; from {__name__} import *; kill_all(Path({str(folder)!r}))"
    root = Path(__file__).parents[4]
    environment = os.environ | {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=600)
    return folder


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process cannot fork here")
@pytest.mark.parametrize("family", list(MODELS))
def test_a_killed_run_goes_on_to_the_same_weights(
    family: str, killed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn, steps = engine._Run._learn, []
    monkeypatch.setattr(engine._Run, "_learn", lambda *step: (steps.append(1), learn(*step))[1])
    assert (killed / family / DYING[family][1] / "checkpoint.pt").is_file()
    assert not (killed / family / "towers.npz").exists()
    whole = train(family, tmp_path)
    needed = len(steps)
    resumed = train(family, killed / family)
    assert len(steps) - needed == needed - DYING[family][0] + 1
    assert all(torch.equal(a, b) for a, b in zip(weights(whole), weights(resumed), strict=True))
    assert whole.attributes.keys() == resumed.attributes.keys()
    assert all(np.array_equal(v, resumed.attributes[k]) for k, v in whole.attributes.items())


@pytest.mark.parametrize("family", list(MODELS))
def test_a_run_can_keep_its_data_on_the_device_and_count_in_half_precision(
    family: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = []
    fit_task = engine.fit_task

    def noted(task: engine.Task, *more: Any, **named: Any) -> Any:
        tasks.append(task)
        return fit_task(task, *more, **named)

    for module in (mvpt, emotion, sdcca_branches, sdcca_listener):
        monkeypatch.setattr(module, "fit_task", noted)
    fit = replace(FIT, save_every_s=60.0)
    exact = train(family, tmp_path / "exact", fit)
    kept = train(family, tmp_path / "kept", replace(fit, data_on_device=True))
    assert all(isinstance(task, engine.Movable) for task in tasks)
    assert all(isinstance(task, engine.Counted) for task in tasks)
    for task in tasks:
        batches = list(task.batches(0, torch.Generator().manual_seed(0)))
        assert len(batches) == task.steps_per_epoch
    assert all(torch.equal(a, b) for a, b in zip(weights(exact), weights(kept), strict=True))
    half = train(family, tmp_path / "half", replace(fit, mixed_precision="bfloat16"))
    assert not all(torch.equal(a, b) for a, b in zip(weights(exact), weights(half), strict=True))
    assert all(bool(value.isfinite().all()) for value in weights(half))
    assert all(value.dtype != torch.bfloat16 for value in weights(half))
