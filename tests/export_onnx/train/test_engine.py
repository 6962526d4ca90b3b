from __future__ import annotations

import csv
import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from export_onnx.train.devices import precision_of, to_device  # noqa: E402
from export_onnx.train.engine import FitSettings, Fitted, fit_task  # noqa: E402
from inference.errors import DeviceError, WorldError  # noqa: E402
from inference.progress import finish  # noqa: E402

SETTINGS = FitSettings(epochs=6, learning_rate=0.02, patience=0, device="cpu", save_every_s=0.0)


class Line:
    """Learn y = 2x - y of four numbers through a layer with dropout."""

    def __init__(self, *, batches: int = 4, broken: float = 0.0) -> None:
        torch.manual_seed(0)
        self.module = torch.nn.Sequential(
            torch.nn.Linear(4, 16), torch.nn.Dropout(0.2), torch.nn.Linear(16, 1)
        )
        self.x = torch.randn(32, 4)
        self.y = self.x @ torch.tensor([[2.0], [-1.0], [0.5], [0.0]]) + broken
        self.count, self.seen = batches, 0

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[Any]:
        order = torch.randperm(32, generator=generator)
        for part in order.split(8)[: self.count]:
            yield {"x": self.x[part], "y": self.y[part]}

    def loss(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        self.seen += 1
        return (self.module(batch["x"]) - batch["y"]).square().mean()

    @torch.no_grad()
    def score(self) -> float:
        return -float((self.module(self.x) - self.y).square().mean())


class Steep(Line):
    """Its loss is 0, and its gradient no number."""

    def loss(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        return (0 * super().loss(batch)).sqrt()


def fit(task: Line, folder: Path, settings: FitSettings = SETTINGS, identity: str = "") -> Fitted:
    return finish(fit_task(task, settings, folder, identity=identity))


def weights(task: Line) -> Any:
    return torch.cat([p.detach().flatten() for p in task.module.parameters()]).tolist()


def logged(fitted: Fitted) -> list[dict[str, str]]:
    return list(csv.DictReader(fitted.log.read_text(encoding="utf-8").splitlines()))


def test_it_learns_and_logs_every_epoch(tmp_path: Path) -> None:
    task = Line()
    fitted = fit(task, tmp_path)
    rows = logged(fitted)
    assert [row["epoch"] for row in rows] == ["0", "1", "2", "3", "4", "5"]
    assert float(rows[-1]["loss"]) < 0.5 * float(rows[0]["loss"])
    assert (tmp_path / "log.png").read_bytes().startswith(b"\x89PNG")
    assert fitted.steps == 24
    assert not task.module.training
    assert fitted.best_score == pytest.approx(task.score())


def test_the_seed_decides_the_weights(tmp_path: Path) -> None:
    first, again, other = Line(), Line(), Line()
    fit(first, tmp_path / "a")
    torch.rand(7)
    fit(again, tmp_path / "b")
    fit(other, tmp_path / "c", replace(SETTINGS, seed=8))
    assert weights(first) == weights(again)
    assert weights(first) != weights(other)


@pytest.mark.parametrize("steps", [3, 6, 8])
def test_a_run_that_was_left_goes_on_to_the_same_weights(tmp_path: Path, steps: int) -> None:
    whole, left, resumed = Line(), Line(), Line()
    fit(whole, tmp_path / "whole")
    work = fit_task(left, SETTINGS, tmp_path / "cut")
    while left.seen < steps:
        next(work)
    work.close()
    fit(resumed, tmp_path / "cut")
    assert resumed.seen <= 24 - 4 * (steps // 4)
    assert weights(resumed) == weights(whole)


def test_a_finished_run_is_not_run_again(tmp_path: Path) -> None:
    first, again = Line(), Line()
    one, two = fit(first, tmp_path), fit(again, tmp_path)
    assert again.seen == 0
    assert (two.best_score, two.steps) == (one.best_score, one.steps)
    assert weights(first) == weights(again)


def test_it_stops_early_with_the_best_weights(tmp_path: Path) -> None:
    class Worsening(Line):
        def score(self) -> float:
            return 1.0 - self.seen

    fitted = fit(Worsening(), tmp_path, replace(SETTINGS, patience=2))
    assert fitted.stopped_early
    assert (fitted.best_epoch, fitted.epochs) == (0, 3)


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    fit(Line(), tmp_path, identity="these pairs")
    for settings, identity in ((SETTINGS, "other pairs"), (replace(SETTINGS, seed=9), "")):
        with pytest.raises(WorldError, match="other settings"):
            fit(Line(), tmp_path, settings, identity)
    (tmp_path / "checkpoint.pt").write_bytes(b"PK\x03\x04 torn")
    with pytest.raises(WorldError, match="cannot be read"):
        fit(Line(), tmp_path)


def test_a_run_that_cannot_succeed_stops_at_once(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="loss is nan"):
        fit(Line(broken=float("nan")), tmp_path / "a")
    with pytest.raises(WorldError, match="loss is inf"):
        fit(Line(broken=float("inf")), tmp_path / "i")
    with pytest.raises(WorldError, match="largest weight is nan"):
        fit(Steep(batches=1), tmp_path / "w")
    with pytest.raises(WorldError, match="too little material"):
        fit(Line(batches=0), tmp_path / "b")
    if not torch.cuda.is_available():
        with pytest.raises(DeviceError, match="CUDA"):
            fit(Line(), tmp_path / "c", replace(SETTINGS, device="cuda"))


def test_a_folder_without_room_is_refused_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, file = Line(), tmp_path / "file"
    file.write_text("here already")
    with pytest.raises(WorldError, match=r"Nothing can be written to .*file"):
        fit(task, file / "run")
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=500_000))
    with pytest.raises(WorldError, match="0 MB left, and this run may need 2 MB"):
        fit(task, tmp_path / "run")
    assert task.seen == 0


def test_a_disk_that_fills_up_is_told_and_the_run_goes_on_from_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, left, resumed = Line(), Line(), Line()
    fit(whole, tmp_path / "whole")

    def full(_: int) -> None:
        if left.seen > 9:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(WorldError, match="No space left on device"):
            fit(left, tmp_path / "cut")
    fit(resumed, tmp_path / "cut")
    assert resumed.seen == 24 - 9
    assert weights(resumed) == weights(whole)


def test_bfloat16_learns_on_any_device_and_leaves_the_weights_whole(tmp_path: Path) -> None:
    mixed, exact, kinds = Line(), Line(), []
    hook = mixed.module.register_forward_hook(
        lambda net, _, y: kinds.append((net.training, y.dtype))
    )
    fitted = fit(mixed, tmp_path / "mixed", replace(SETTINGS, mixed_precision="bfloat16"))
    fit(exact, tmp_path / "exact")
    hook.remove()
    assert set(kinds) == {(True, torch.bfloat16), (False, torch.float32)}
    assert {p.dtype for p in mixed.module.parameters()} == {torch.float32}
    assert weights(mixed) != weights(exact)
    assert weights(mixed) == pytest.approx(weights(exact), abs=0.02)
    assert float(logged(fitted)[-1]["loss"]) < 0.5 * float(logged(fitted)[0]["loss"])


@pytest.mark.parametrize(
    ("kind", "device", "bf16", "wanted"),
    [
        ("auto", "cpu", True, torch.float32),
        ("auto", "cuda", True, torch.bfloat16),
        ("auto", "cuda", False, torch.float16),
        ("off", "cuda", True, torch.float32),
    ],
)
def test_mixed_precision_follows_the_card(
    monkeypatch: pytest.MonkeyPatch, kind: str, device: str, bf16: bool, wanted: torch.dtype
) -> None:
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: bf16)
    settings = replace(SETTINGS, mixed_precision=kind)
    assert precision_of(settings, torch.device(device)) is wanted


def test_a_task_that_counts_its_steps_tells_time_left_in_the_first_epoch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Known(Line):
        @property
        def steps_per_epoch(self) -> int:
            return 4

    monkeypatch.setattr("export_onnx.train.engine.SPEAK_EVERY_S", 0.0)
    said = [step for step in fit_task(Known(), SETTINGS, tmp_path) if "epoch 1" in step.doing]
    assert [step.fraction for step in said] == pytest.approx([1 / 24, 2 / 24, 3 / 24, 4 / 24])
    assert all("left" in step.doing for step in said)


def test_progress_never_falls_and_says_what_is_left(tmp_path: Path) -> None:
    steps = list(fit_task(Line(), SETTINGS, tmp_path))
    assert [s.fraction for s in steps] == sorted(s.fraction for s in steps)
    assert steps[-1].fraction == 1.0
    assert "left" in steps[1].doing


@pytest.mark.parametrize("kind", ["adam", "adamw", "rmsprop"])
def test_every_optimiser_and_the_cosine_learn(tmp_path: Path, kind: str) -> None:
    settings = replace(SETTINGS, optimiser=kind, schedule="cosine", warmup_steps=3)
    fitted = fit(Line(), tmp_path, settings)
    rates = [float(row["learning_rate"]) for row in logged(fitted)]
    assert rates[0] > rates[-1] > 0
    assert fitted.best_epoch > 0


def test_batches_of_any_shape_are_moved() -> None:
    moved = to_device({"a": (torch.ones(2), [torch.zeros(1)], "word")}, torch.device("meta"))
    assert moved["a"][0].device.type == "meta"
    assert moved["a"][1][0].device.type == "meta"
    assert moved["a"][2] == "word"
