"""The engine that fits any task: resumable, deterministic, stopping early, logging as it goes.

A task says what to learn (`Task`), the settings say how (`FitSettings`), `fit_task` does it:

    fitted = finish(fit_task(task, FitSettings(epochs=30), folder, identity="mvpt pairs-2026"))

Nothing but the module's parameters and buffers may change while a task is fitted; all that is
random follows from the seed, the epoch and the step. So a run that was killed goes on from
`folder/checkpoint.pt` and ends, on the CPU, with the very bits of an undisturbed one.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from export_onnx.train.checkpoint import read_checkpoint, write_checkpoint
from export_onnx.train.logbook import Row, write_log
from inference.errors import DeviceError, WorldError
from inference.progress import Progress, Work

OPTIMISERS = ("adam", "adamw", "rmsprop")
SCHEDULES = ("constant", "cosine")
MIXED_PRECISION = ("auto", "off")
SPEAK_EVERY_S = 1.0
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


@dataclass(frozen=True, slots=True)
class FitSettings:
    """How to learn.

    Parameters
    ----------
    seed : int
        Decides order and dropout. Weights are made by whoever makes the task, from the same seed.
    epochs, patience : int
        At most so many epochs; stop after `patience` epochs without a better score, 0 = never.
    optimiser : str
        One of `OPTIMISERS`.
    schedule : str
        "constant", or "cosine": down to zero over the epochs. `warmup_steps` rise linearly first.
    clip : float
        Largest norm of the gradient; 0 = free.
    mixed_precision : str
        "auto": on CUDA only; "off": float32 everywhere.
    device : str
        "auto" (CUDA when there is a card), "cpu" or "cuda".
    data_on_device : bool
        Ask the task to keep its data on the card (`Movable`).
    save_every_s : float
        Seconds between checkpoints; a kill loses no more than these.
    """

    seed: int = 7
    epochs: int = 30
    learning_rate: float = 1e-3
    optimiser: str = "adamw"
    weight_decay: float = 0.01
    patience: int = 5
    clip: float = 1.0
    schedule: str = "constant"
    warmup_steps: int = 0
    mixed_precision: str = "auto"
    device: str = "auto"
    data_on_device: bool = False
    save_every_s: float = 30.0


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
        If the settings are not known, the checkpoint does not fit, the device is not there, no
        batch can be made, or the loss or the score is not a finite number.
    """
    _check_settings(settings)
    run = _Run(task, settings, folder, _identity(task.module, settings, identity))
    state = run.resumed()
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
        self.optimiser = _optimiser(settings, self.module)
        self.precision = _precision(settings, self.device)
        self.scaler = torch.amp.GradScaler("cuda", enabled=self.precision is torch.float16)
        self.best = _on_cpu(self.module)
        self.clock = self.saved_at = time.monotonic()

    def resumed(self) -> _State:
        """The state of the checkpoint, or a fresh one."""
        kept = read_checkpoint(self.folder, self.identity)
        if kept is None:
            return _State()
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
            group["lr"] = _learning_rate(self.settings, state)
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
        score = self.task.score()
        _check_finite(score, "score", state.epoch)
        if score > state.best_score:
            state.best_score, state.best_epoch, state.waited = score, state.epoch, 0
            self.best = _on_cpu(self.module)
        else:
            state.waited += 1
        self._tick(state)
        loss, rate = state.loss_sum / state.steps_in_epoch, _learning_rate(self.settings, state)
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
            words += f", at most {_spoken(state.seconds * (1 - done) / done)} left"
        return Progress(done, words)


def choose_device(name: str) -> torch.device:
    """The device a setting names; "auto" takes CUDA when there is a card.

    Raises
    ------
    DeviceError
        If "cuda" is asked for and there is none.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if name == "cuda" and not torch.cuda.is_available():
        raise DeviceError(
            "The settings ask for CUDA, and torch sees no CUDA device.",
            remedy='Set device = "auto" or "cpu", or install the CUDA build of torch.',
        )
    return torch.device(name)


def to_device(batch: Any, device: torch.device) -> Any:  # noqa: ANN401 - any tree of tensors
    """The same tree of tuples, lists, dicts and dataclasses with its tensors on `device`."""
    if isinstance(batch, Tensor):
        return batch.to(device, non_blocking=True)
    if isinstance(batch, dict):
        return {key: to_device(value, device) for key, value in batch.items()}
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(to_device(value, device) for value in batch))
    if isinstance(batch, tuple | list):
        return type(batch)(to_device(value, device) for value in batch)
    if is_dataclass(batch) and not isinstance(batch, type):
        moved = {f.name: to_device(getattr(batch, f.name), device) for f in fields(batch)}
        return replace(batch, **moved)
    return batch


def _optimiser(settings: FitSettings, module: nn.Module) -> torch.optim.Optimizer:
    kinds: dict[str, Any] = {
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
        "rmsprop": torch.optim.RMSprop,
    }
    learnt = [p for p in module.parameters() if p.requires_grad]
    kind = kinds[settings.optimiser]
    made: torch.optim.Optimizer = kind(
        learnt, lr=settings.learning_rate, weight_decay=settings.weight_decay
    )
    return made


def _precision(settings: FitSettings, device: torch.device) -> torch.dtype:
    if settings.mixed_precision == "off" or device.type != "cuda":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16


def _learning_rate(settings: FitSettings, state: _State) -> float:
    rate = settings.learning_rate
    if settings.schedule == "cosine":
        rate *= 0.5 * (1 + math.cos(math.pi * min(state.epoch / settings.epochs, 1.0)))
    return rate * min(1.0, (state.steps + 1) / max(settings.warmup_steps, 1))


def _on_cpu(module: nn.Module) -> dict[str, Tensor]:
    return {name: deepcopy(value.detach().cpu()) for name, value in module.state_dict().items()}


def _identity(module: nn.Module, settings: FitSettings, identity: str) -> str:
    """Settings that change the result, names and shapes of the weights, and the caller's words."""
    apart = {"device", "mixed_precision", "data_on_device", "save_every_s"}
    chosen = {key: value for key, value in asdict(settings).items() if key not in apart}
    shapes = {name: list(value.shape) for name, value in module.state_dict().items()}
    text = json.dumps([identity, chosen, shapes], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _check_settings(settings: FitSettings) -> None:
    for name, known in (
        ("optimiser", OPTIMISERS),
        ("schedule", SCHEDULES),
        ("mixed_precision", MIXED_PRECISION),
        ("device", ("auto", "cpu", "cuda")),
    ):
        value = getattr(settings, name)
        if value not in known:
            raise _unknown(name, value, f"one of {', '.join(known)}")
    if settings.epochs < 1:
        raise _unknown("epochs", settings.epochs, "at least 1")
    if not 0 < settings.learning_rate < math.inf:
        raise _unknown("learning_rate", settings.learning_rate, "above 0")


def _unknown(name: str, value: object, wanted: str) -> WorldError:
    return WorldError(
        f"The training setting {name} is {value!r}; it must be {wanted}.",
        remedy="Change it in the configuration file.",
    )


def _check_finite(value: float, what: str, epoch: int) -> None:
    if not math.isfinite(value):
        raise WorldError(
            f"Training broke down in epoch {epoch + 1}: the {what} is {value}.",
            remedy="Lower learning_rate, or look for values that are not numbers in the features.",
        )


def _spoken(seconds: float) -> str:
    if seconds < 90:
        return f"{math.ceil(seconds)} s"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
