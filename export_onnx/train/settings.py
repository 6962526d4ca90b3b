"""How any task is fitted: the [fit] table of a configuration."""

from __future__ import annotations

from dataclasses import dataclass

from export_onnx.train.bounds import ONE_UP, RATE, ZERO_UP, check_settings

OPTIMISERS = ("adam", "adamw", "rmsprop")
SCHEDULES = ("constant", "cosine")
MIXED_PRECISION = ("auto", "off", "bfloat16")
DEVICES = ("auto", "cpu", "cuda")


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
        "auto": on CUDA only, in bfloat16 where the card has it, else float16; "bfloat16": on any
        device; "off": float32 everywhere.
    device : str
        "auto" (CUDA when there is a card), "cpu" or "cuda".
    data_on_device : bool
        Ask the task to keep its data on the card (`engine.Movable`).
    save_every_s : float
        Seconds between checkpoints; a kill loses no more than these.

    Raises
    ------
    WorldError
        If no run can be made with a setting; names it.
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

    def __post_init__(self) -> None:
        free = ("seed", "patience", "weight_decay", "clip", "warmup_steps", "save_every_s")
        check_settings(
            self,
            bounds=dict.fromkeys(free, ZERO_UP) | {"epochs": ONE_UP, "learning_rate": RATE},
            choices={
                "optimiser": OPTIMISERS,
                "schedule": SCHEDULES,
                "mixed_precision": MIXED_PRECISION,
                "device": DEVICES,
            },
        )
