"""What a training run is made of, read from a TOML file; unknown keys are refused."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from export_onnx.train.teacher import TeacherWeights
from inference.errors import WorldError

Section = TypeVar("Section")


@dataclass(frozen=True, slots=True)
class TowerConfig:
    """Shape of both towers; see `export_onnx.models.mvpt.TowerShape`."""

    embedding: int = 128
    affinity: int = 64
    character_share: float = 0.5
    width: int = 192
    layers: int = 2
    heads: int = 4
    dropout: float = 0.1
    temporal_picture: bool = True
    temporal_music: bool = False
    time_weight: float = 1.0


@dataclass(frozen=True, slots=True)
class DataConfig:
    """How training sequences are drawn."""

    variants: int = 1
    shortest: int = 2
    longest: int = 16
    held_out_share: float = 0.25
    ridge_penalty_valence: float = 1000.0
    ridge_penalty_arousal: float = 3000.0


@dataclass(frozen=True, slots=True)
class FitConfig:
    """How the starter's towers learn; see `export_onnx.train.loop`."""

    seed: int = 7
    steps: int = 700
    batch: int = 24
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    temperature: float = 0.1
    teacher_temperature: float = 0.1
    segment_weight: float = 1.0
    track_weight: float = 0.5
    axes_weight: float = 2.0
    tags_weight: float = 1.0
    emotions_weight: float = 0.3
    check_every: int = 100
    patience: int = 5


@dataclass(frozen=True, slots=True)
class Config:
    """Everything of one run; `teacher` holds the weights of its links."""

    name: str = "starter"
    version: str = "0.1.0"
    tower: TowerConfig = field(default_factory=TowerConfig)
    data: DataConfig = field(default_factory=DataConfig)
    fit: FitConfig = field(default_factory=FitConfig)
    teacher: TeacherWeights = field(default_factory=TeacherWeights)


SECTIONS = {"tower": TowerConfig, "data": DataConfig, "fit": FitConfig, "teacher": TeacherWeights}


def read_config(path: Path) -> Config:
    """Read a run's settings.

    Raises
    ------
    WorldError
        If the file cannot be read, is no TOML, or has a key or a type that is not known.
    """
    raw = read_toml(path)
    tables: dict[str, object] = {
        key: section(kind, raw.pop(key, {}), path, key) for key, kind in SECTIONS.items()
    }
    return section(Config, raw | tables, path, "the file")


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file as plain values; WorldError when it cannot be read or is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WorldError(
            f"The settings {path} cannot be read: {error}.",
            remedy="Name a TOML file like those in export_onnx/configs.",
            path=path,
        ) from error


def find_config(name: str) -> Path:
    """A file named by its path, or one of export_onnx/configs by its bare name."""
    path = Path(name)
    return (
        path if path.suffix == ".toml" else Path(__file__).parents[1] / "configs" / f"{name}.toml"
    )


def section(kind: type[Section], raw: object, path: Path, where: str) -> Section:
    """Make a dataclass of a TOML table.

    Raises
    ------
    WorldError
        If a key is not a field of `kind`, a value is not of the field's type, or `kind` refuses
        it; names both.
    """
    if not isinstance(raw, dict):
        raise _refusal(path, f"{where} should be a table")
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for key in raw:
        if key not in known:
            raise _refusal(path, f"{where} has the unknown key {key}")
    values = {k: _typed(known[k].type, v, path, f"{where}, {k}") for k, v in raw.items()}
    try:
        return kind(**values)
    except WorldError as error:
        raise WorldError(f"{path}: {error.what}", remedy=error.remedy, path=path) from error


def _typed(wanted: object, value: object, path: Path, where: str) -> object:
    """The value, a list as a tuple where the field is one; unlisted kinds of fields pass."""
    if str(wanted).startswith("tuple[") and isinstance(value, list):
        inner = str(wanted)[len("tuple[") :].split(",")[0]
        return tuple(_typed(inner, item, path, where) for item in value)
    kinds: dict[str, tuple[type, ...]] = {
        "int": (int,),
        "float": (int, float),
        "bool": (bool,),
        "str": (str,),
    }
    allowed = (tuple,) if str(wanted).startswith("tuple[") else kinds.get(str(wanted))
    if allowed is None:
        return value
    if not isinstance(value, allowed) or (isinstance(value, bool) and wanted != "bool"):
        raise _refusal(path, f"{where} should be of type {wanted}")
    return value


def _refusal(path: Path, what: str) -> WorldError:
    return WorldError(
        f"The settings {path} are not understood: {what}.",
        remedy="Compare them with the files in export_onnx/configs.",
        path=path,
    )
