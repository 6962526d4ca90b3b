"""What an MVPt run is built from: its settings, and both towers made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import nn

from export_onnx.data.pairs import PairSet
from export_onnx.models.baseline_mlp import MlpShape, MlpTower
from export_onnx.models.columns import PickedColumns, columns_of
from export_onnx.models.loudness import softened
from export_onnx.models.mvpt import MvptTower, TowerShape, count_parameters
from export_onnx.train.bounds import (
    ABOVE_ZERO,
    LOST,
    ONE_UP,
    TWO_UP,
    ZERO_UP,
    check_settings,
    refusal,
)
from export_onnx.train.family import Towers

TOWERS, LOSSES = ("transformer", "mlp"), ("infonce", "triplet")
TIMES, LEVELS = ("both", "picture", "music", "none"), ("segment", "track", "both")
WIDEST = 8192
BOUNDS = (
    dict.fromkeys(("segments", "windows", "embedding", "width", "layers", "heads"), ONE_UP)
    | dict.fromkeys(("feed", "music_scales"), ONE_UP)
    | dict.fromkeys(("negatives", "parameters", "margin", "segment_s"), ZERO_UP)
    | dict.fromkeys(("picture_descriptors", "music_descriptors"), ZERO_UP)
    | {"batch": TWO_UP, "dropout": LOST, "temperature": ABOVE_ZERO}
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The [model] table of a configuration.

    Parameters
    ----------
    tower, loss, time, level : str
        One of `TOWERS`, `LOSSES`, `TIMES` (which side knows when a segment is) and `LEVELS` (what
        is compared while learning).
    temperature, margin : float
        Of InfoNCE (0.3 in the paper) and of the triplet loss.
    negatives : int
        Rows of the batch an anchor of the triplet loss meets: 1 makes triplets, 0 = all.
    segments, batch, windows : int
        Segments a tower sees at once while learning (L = 30), tracks in a batch, and windows
        drawn from every track in an epoch.
    width, layers, heads, feed : int
        Of both towers; `heads` and `feed` are of the Transformer only.
    parameters : int
        Numbers to learn in both towers together; where above 0 it decides `width`.
    music_scales : sequence of int
        Windows of music segments that enter together; (1,) is the paper's.
    picture_columns, music_columns : str
        Which base features enter: "" all, else ranges as "0:512,1280:1289".
    picture_descriptors, music_descriptors : int
        So many of the last columns are measurements; the columns before them are softened, so
        that a thousand columns of an embedding do not drown them.
    segment_s : float
        Length of a segment, a whole multiple of the pairs' own; 0 = theirs.
    """

    tower: str = "transformer"
    loss: str = "infonce"
    time: str = "picture"
    level: str = "both"
    temperature: float = 0.3
    margin: float = 0.2
    negatives: int = 1
    segments: int = 30
    batch: int = 32
    windows: int = 1
    embedding: int = 256
    width: int = 256
    layers: int = 5
    heads: int = 4
    feed: int = 2
    dropout: float = 0.1
    parameters: int = 0
    music_scales: tuple[int, ...] = (1,)
    picture_columns: str = ""
    music_columns: str = ""
    picture_descriptors: int = 0
    music_descriptors: int = 0
    segment_s: float = 0.0

    def __post_init__(self) -> None:
        check_settings(
            self,
            bounds=BOUNDS,
            choices={"tower": TOWERS, "loss": LOSSES, "time": TIMES, "level": LEVELS},
        )
        step = 2 * self.heads
        if self.tower == "transformer" and not self.parameters and self.width % step:
            raise refusal("width", self.width, f"a multiple of {step}")
        if not self.music_scales:
            raise refusal("music_scales", self.music_scales, "one number or more")


def shape_of(settings: Settings, pairs: PairSet) -> dict[str, Any]:
    """Plain values that say how both towers are built, the width found for `parameters`."""
    dims = {"picture": pairs.picture_dim, "music": pairs.music_dim}
    if settings.parameters:
        settings = replace(settings, width=width_for(settings, dims))
    return {"settings": asdict(settings), "dims": dims}


def width_for(settings: Settings, dims: Mapping[str, int]) -> int:
    """The width at which both towers together come nearest to `settings.parameters`."""
    step = 1 if settings.tower == "mlp" else 2 * settings.heads

    def size(steps: int) -> int:
        shape = {"settings": asdict(replace(settings, width=steps * step)), "dims": dict(dims)}
        with torch.device("meta"):
            towers = rebuild(shape)
        return count_parameters(towers.picture) + count_parameters(towers.music)

    low, high = 1, WIDEST // step
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if size(middle) < settings.parameters else (low, middle)
    below = max(low - 1, 1)
    nearest = min((below, low), key=lambda steps: abs(size(steps) - settings.parameters))
    return nearest * step


def rebuild(shape: Mapping[str, Any]) -> Towers:
    """Towers with fresh weights, from what `shape_of` gave."""
    raw = dict(shape["settings"])
    settings = Settings(**raw | {"music_scales": tuple(raw["music_scales"])})
    dims = shape["dims"]
    return Towers(
        picture=_tower(settings, dims["picture"], side="picture"),
        music=_tower(settings, dims["music"], side="music"),
        picture_dim=dims["picture"],
        music_dim=dims["music"],
        embedding=settings.embedding,
    )


def _tower(settings: Settings, width: int, *, side: str) -> nn.Module:
    text = getattr(settings, f"{side}_columns")
    try:
        columns = columns_of(text, width)
    except ValueError as error:
        raise refusal(f"{side}_columns", text, f"ranges like 0:{width} ({error})") from error
    inner = _network(settings, len(columns), side=side)
    return PickedColumns(inner, columns) if text else inner


def _network(settings: Settings, inputs: int, *, side: str) -> nn.Module:
    empty = {"mean": torch.zeros(inputs), "scale": torch.ones(inputs)}
    if settings.tower == "mlp":
        sizes = (settings.embedding, settings.width, settings.layers, settings.dropout)
        return MlpTower(MlpShape(inputs, *sizes), **empty)
    shape = TowerShape(
        inputs=inputs,
        embedding=settings.embedding,
        affinity=settings.embedding,
        emotions=0,
        width=settings.width,
        layers=settings.layers,
        heads=settings.heads,
        dropout=settings.dropout,
        temporal=settings.time in ("both", side),
        feed=settings.feed,
        scales=settings.music_scales if side == "music" else (1,),
    )
    return MvptTower(shape, **empty)


def standardised(towers: Towers, settings: Settings, pairs: PairSet) -> Towers:
    """Set each tower's centre and spread to those of the training segments."""
    for side, descriptors in (
        ("picture", settings.picture_descriptors),
        ("music", settings.music_descriptors),
    ):
        tower = getattr(towers, side)
        base = np.concatenate([getattr(e, side) for e in pairs.examples])
        columns = columns_of(getattr(settings, f"{side}_columns"), base.shape[1])
        spread = softened(np.maximum(base.std(0), 1e-4), descriptors)
        inner = tower.tower if isinstance(tower, PickedColumns) else tower
        inner.get_buffer("mean").copy_(torch.from_numpy(base.mean(0)[columns]))
        inner.get_buffer("scale").copy_(torch.from_numpy(spread[columns]))
    return towers
