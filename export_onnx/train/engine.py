"""The engine that fits any task: resumable, deterministic, stopping early, logging as it goes.

A task says what to learn (`Task`), the settings say how (`FitSettings`), `fit_task` does it:

    fitted = finish(fit_task(task, FitSettings(epochs=30), folder, identity="mvpt pairs-2026"))

Nothing but the module's parameters and buffers may change while a task is fitted; all that is
random follows from the seed, the epoch and the step. So a run that was killed goes on from
`folder/checkpoint.pt` and ends, on the CPU, with the very bits of an undisturbed one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from export_onnx.data.room import MEGABYTE, require_room, writing_to
from export_onnx.train.checkpoint import identity_of, read_checkpoint, write_checkpoint
from export_onnx.train.devices import choose_device, precision_of, to_device
from export_onnx.train.logbook import Row, write_log
from export_onnx.train.rates import learning_rate_at, optimiser_of
from export_onnx.train.settings import FitSettings
from export_onnx.train.telling import spoken
from inference.errors import WorldError
from inference.progress import Progress, Work

__all__ = ["Counted", "FitSettings", "Fitted", "Movable", "Task", "fit_task"]

SPEAK_EVERY_S = 1.0
KEPT_TIMES = 8
"""Two checkpoints at once, each of the weights, the best ones, and two moments of each."""
LOG_BYTES = MEGABYTE
STEP_SEEDS = 1_000_003
"""Keeps the seeds of neighbouring runs apart: step n of seed s is not step n + 1 of seed s - 1."""


class Task(Protocol):
    """What is to be learnt.

    `module` holds everything that changes while learning, and is where the best weights are put
    back. `batches(epoch, generator)` gives one epoch's batches; their order and all randomness in
    them come from the CPU `generator` alone. A batch is a tensor, or tuples, lists, dicts or
    dataclasses of them; the engine moves them to the device. `loss(batch)` is a scalar tensor;
    `score()` judges held-out data, higher is better, without gradients.
    """

    @property
    def module(self) -> nn.Module: ...

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[Any]: ...

    def loss(self, batch: Any) -> Tensor: ...  # noqa: ANN401 - each task has its own batches

    def score(self) -> float: ...


@runtime_checkable
class Movable(Protocol):
    """A task that can keep all its data on the device; see `FitSettings.data_on_device`."""

    def move_data(self, device: torch.device) -> None: ...


@runtime_checkable
class Counted(Protocol):
    """A task that knows how many batches an epoch has: time left is told from the first on."""

    @property
    def steps_per_epoch(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Fitted:
    """How a fit ended; the task's module then holds the best weights, in eval mode, on the CPU."""

    best_score: float
    best_epoch: int
    epochs: int
    steps: int
    stopped_early: bool
    seconds: float
    log: Path


@dataclass(slots=True)
class _State:
    """Where a fit is; everything a checkpoint holds beside weights and optimiser."""

    epoch: int = 0
    steps_in_epoch: int = 0
    steps: int = 0
    loss_sum: float = 0.0
    best_score: float = -math.inf
    best_epoch: int = -1
    waited: int = 0
    seconds: float = 0.0
    epoch_length: int = 0
    finished: bool = False
    rows: list[Row] = field(default_factory=list)


def fit_task(
    task: Task, settings: FitSettings, folder: Path, *, identity: str = ""
) -> Work[Fitted]:
    """Fit `task`, going on from `folder/checkpoint.pt` when there is one.

    Writes checkpoint.pt, log.csv and log.png into `folder`. A finished run returns at once with
    its best weights. `identity` says what the run is made of (data, configuration); a checkpoint
    of another identity, other settings or another module is refused.

    Raises
    ------
    WorldError
        If the folder cannot be written or has no room, the checkpoint does not fit, the device is
        not there, no batch can be made, or the loss or the score is not a finite number.
    """
    run = _Run(task, settings, folder, identity_of(task.module, settings, identity))
    state = run.resumed()
    if not state.finished:
        require_room(folder, LOG_BYTES + KEPT_TIMES * _bytes_of(task.module))
    while not state.finished:
        yield from run.epoch(state)
    task.module.load_state_dict(run.best)
    task.module.to("cpu").eval()
    return Fitted(
        best_score=state.best_score,
        best_epoch=state.best_epoch,
        epochs=state.epoch,
        steps=state.steps,
        stopped_early=state.epoch < settings.epochs,
        seconds=state.seconds,
        log=folder / "log.csv",
    )


class _Run:
    """One fit under way: the optimiser, the best weights so far, and the clock."""

    def __init__(self, task: Task, settings: FitSettings, folder: Path, identity: str) -> None:
        self.task, self.settings, self.folder, self.identity = task, settings, folder, identity
        self.device = choose_device(settings.device)
        self.module = task.module.to(self.device)
        if settings.data_on_device and isinstance(task, Movable):
            task.move_data(self.device)
        self.optimiser = optimiser_of(settings, self.module)
        self.precision = precision_of(settings, self.device)
        self.scaler = torch.amp.GradScaler("cuda", enabled=self.precision is torch.float16)
        self.best = _on_cpu(self.module)
        self.clock = self.saved_at = time.monotonic()

    def resumed(self) -> _State:
        """The state of the checkpoint, or a fresh one."""
        kept = read_checkpoint(self.folder, self.identity)
        if kept is None:
            counted = self.task.steps_per_epoch if isinstance(self.task, Counted) else 0
            return _State(epoch_length=counted)
        self.module.load_state_dict(kept["module"])
        self.optimiser.load_state_dict(kept["optimiser"])
        self.scaler.load_state_dict(kept["scaler"])
        self.best = kept["best"]
        return _State(**kept["state"] | {"rows": [Row(**row) for row in kept["state"]["rows"]]})

    def epoch(self, state: _State) -> Work[None]:
        """Learn from the rest of an epoch's batches, judge, and note it."""
        spoken = time.monotonic()
        for batch in islice(self._batches(state.epoch), state.steps_in_epoch, None):
            self._learn(batch, state)
            if time.monotonic() - self.saved_at >= self.settings.save_every_s:
                self._save(state)
            if time.monotonic() - spoken >= SPEAK_EVERY_S:
                spoken = time.monotonic()
                yield self._progress(state)
        if state.steps_in_epoch == 0:
            raise WorldError(
                "There is too little material to make a single training batch.",
                remedy="Add more pairs, or make the batch smaller in the configuration.",
            )
        self._judge(state)
        with writing_to(self.folder):
            write_log(self.folder, state.rows)
        if state.finished or time.monotonic() - self.saved_at >= self.settings.save_every_s:
            self._save(state)
        yield self._progress(state)

    def _batches(self, epoch: int) -> Iterator[Any]:
        generator = torch.Generator().manual_seed(self.settings.seed * STEP_SEEDS + epoch)
        return self.task.batches(epoch, generator)

    def _learn(self, batch: Any, state: _State) -> None:  # noqa: ANN401 - see Task
        # Seeded anew at each step: dropout then depends on nothing that happened in between.
        torch.manual_seed((self.settings.seed + 1) * STEP_SEEDS + state.steps)
        self.module.train()
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate_at(self.settings, state.epoch, state.steps)
        self.optimiser.zero_grad(set_to_none=True)
        with self._autocast():
            loss = self.task.loss(to_device(batch, self.device))
        value = float(loss.detach())
        _check_finite(value, "loss", state.epoch)
        self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        if self.settings.clip > 0:
            self.scaler.unscale_(self.optimiser)
            nn.utils.clip_grad_norm_(self.module.parameters(), self.settings.clip)
        self.scaler.step(self.optimiser)
        self.scaler.update()
        state.loss_sum += value
        state.steps_in_epoch += 1
        state.steps += 1
        self._tick(state)

    @torch.no_grad()
    def _judge(self, state: _State) -> None:
        self.module.eval()
        _check_finite(_largest(self.module), "largest weight", state.epoch)
        score = self.task.score()
        _check_finite(score, "score", state.epoch)
        if score > state.best_score:
            state.best_score, state.best_epoch, state.waited = score, state.epoch, 0
            self.best = _on_cpu(self.module)
        else:
            state.waited += 1
        self._tick(state)
        loss = state.loss_sum / state.steps_in_epoch
        rate = learning_rate_at(self.settings, state.epoch, state.steps)
        state.rows.append(Row(state.epoch, state.steps, loss, score, rate, state.seconds))
        state.epoch_length = state.steps_in_epoch
        state.epoch, state.steps_in_epoch, state.loss_sum = state.epoch + 1, 0, 0.0
        tired = 0 < self.settings.patience <= state.waited
        state.finished = tired or state.epoch >= self.settings.epochs

    def _autocast(self) -> AbstractContextManager[Any]:
        enabled = self.precision is not torch.float32
        return torch.autocast(self.device.type, dtype=self.precision, enabled=enabled)

    def _tick(self, state: _State) -> None:
        now = time.monotonic()
        state.seconds, self.clock = state.seconds + now - self.clock, now

    def _save(self, state: _State) -> None:
        write_checkpoint(
            self.folder,
            {
                "identity": self.identity,
                "module": _on_cpu(self.module),
                "optimiser": self.optimiser.state_dict(),
                "scaler": self.scaler.state_dict(),
                "best": self.best,
                "state": asdict(state),
            },
        )
        self.saved_at = time.monotonic()

    def _progress(self, state: _State) -> Progress:
        within = state.steps_in_epoch / state.epoch_length if state.epoch_length else 0.0
        done = min((state.epoch + min(within, 1.0)) / self.settings.epochs, 1.0)
        if state.finished:
            return Progress(1.0, f"held-out score {state.best_score:.4f}")
        words = f"epoch {state.epoch + 1} of {self.settings.epochs}"
        if state.rows:
            last = state.rows[-1]
            words += f", loss {last.loss:.4f}, held-out score {last.score:.4f}"
        if done:
            words += f", at most {spoken(state.seconds * (1 - done) / done)} left"
        return Progress(done, words)


def _on_cpu(module: nn.Module) -> dict[str, Tensor]:
    return {name: deepcopy(value.detach().cpu()) for name, value in module.state_dict().items()}


def _bytes_of(module: nn.Module) -> int:
    return sum(value.numel() * value.element_size() for value in module.state_dict().values())


def _largest(module: nn.Module) -> float:
    """The largest number of the weights; NaN or infinite as soon as one of them is."""
    return max((float(p.detach().abs().max()) for p in module.parameters() if p.numel()), default=0)


def _check_finite(value: float, what: str, epoch: int) -> None:
    if not math.isfinite(value):
        raise WorldError(
            f"Training broke down in epoch {epoch + 1}: the {what} is {value}.",
            remedy="Lower learning_rate, or look for values that are not numbers in the features.",
        )
