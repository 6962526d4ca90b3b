"""The configuration of a run of any family, and the families there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from export_onnx.data.pairs import PairSet
from export_onnx.train.bounds import ABOVE_ZERO, ZERO_UP, Bound, check_settings, refusal
from export_onnx.train.config import read_toml, section
from export_onnx.train.settings import FitSettings
from export_onnx.train.towers import Towers, Trained
from inference.errors import WorldError
from inference.progress import Work

FAMILIES: Mapping[str, str] = {
    "mvpt": "export_onnx.train.tasks.mvpt",
    "emotion": "export_onnx.train.tasks.emotion",
    "sdcca": "export_onnx.train.tasks.sdcca",
}


@dataclass(frozen=True, slots=True)
class DataSettings:
    """How pairs are made of videos: segment length, and the split by source.

    Parameters
    ----------
    segment_s : float
        Length of a segment.
    seed, train_share, check_share
        Of the split by source; what is left over tests.
    own_tags : sequence of str
        Tag names of one's own that a reader of tables would take for misspelt ones.
    label, alone, shortest_s, longest_s, most
        For YouTube-8M: a label its videos must have (-1 = any), whether they may have no other,
        their length, and the most to take (0 = all).

    Raises
    ------
    WorldError
        If no pairs can be made with a setting; names it.
    """

    segment_s: float = 6.0
    seed: int = 7
    train_share: float = 0.8
    check_share: float = 0.1
    own_tags: tuple[str, ...] = ()
    label: int = -1
    alone: bool = False
    shortest_s: float = 1.0
    longest_s: float = 360.0
    most: int = 0

    def __post_init__(self) -> None:
        free = ("seed", "shortest_s", "most")
        check_settings(
            self,
            bounds=dict.fromkeys(free, ZERO_UP)
            | {"segment_s": ABOVE_ZERO, "label": Bound(-1), "longest_s": Bound(self.shortest_s)}
            | dict.fromkeys(("train_share", "check_share"), Bound(0, 1, open=True)),
        )
        if min(self.shares) < 0:
            left = round(1 - self.train_share, 6)
            raise refusal("check_share", self.check_share, f"at most {left:g}, what is left over")

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of training, checking and testing, adding up to 1."""
        rest = round(1.0 - self.train_share - self.check_share, 6)
        return (self.train_share, self.check_share, rest)


@dataclass(frozen=True, slots=True)
class RunConfig:
    """One configuration file; `model` is the `Settings` of the family."""

    family: str
    name: str
    version: str
    model: Any
    data: DataSettings = field(default_factory=DataSettings)
    fit: FitSettings = field(default_factory=FitSettings)


class FamilyModule(Protocol):
    """What a module of `FAMILIES` offers; see the head of `export_onnx.train.family`."""

    @property
    def Settings(self) -> type[Any]: ...  # noqa: N802 - it is a class

    def fit_pairs(self, config: RunConfig, pairs: PairSet, folder: Path) -> Work[Trained]: ...

    def rebuild(self, shape: Mapping[str, Any]) -> Towers: ...

    def least_pairs(self, settings: Any) -> Mapping[str, int]: ...  # noqa: ANN401 - its Settings

    def check_run(self, config: RunConfig, carried: Collection[str], *, name: str) -> None: ...


def family_module(name: str) -> FamilyModule:
    """The module of a family; WorldError when there is none of that name."""
    if name not in FAMILIES:
        raise WorldError(
            f"There is no model family {name!r}.",
            remedy=f"Choose one of {', '.join(FAMILIES)}.",
        )
    module: Any = import_module(FAMILIES[name])
    return module  # type: ignore[no-any-return]


def read_run_config(path: Path) -> RunConfig:
    """Read a family's configuration: name, version, family, [model], [data], [fit].

    Raises
    ------
    WorldError
        If the file cannot be read, or has a key, a type or a family that is not known.
    """
    raw = read_toml(path)
    family = str(raw.get("family", ""))
    kinds = (
        ("model", family_module(family).Settings),
        ("data", DataSettings),
        ("fit", FitSettings),
    )
    parts: dict[str, object] = {
        key: section(kind, raw.pop(key, {}), path, key) for key, kind in kinds
    }
    return section(RunConfig, {"name": path.stem, "version": "0.1.0"} | raw | parts, path, "it")
