"""The base encoders a pack stands on, taken over from another folder."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from export_onnx.bases.licences import licences_beside
from export_onnx.export.pack import (
    ATTRIBUTES,
    FRAMES_PER_S,
    LABELS,
    PATCH_SAMPLES,
    SAMPLE_RATE_HZ,
)
from inference.errors import PackError
from inference.features.picture import DESCRIPTORS as PICTURE
from inference.features.sound import DESCRIPTORS as SOUND
from inference.towers.pack import BASE_GRAPHS, MANIFEST
from inference.towers.session import open_session

TAGS = "music_tags.txt"
LICENCES = "LICENSE*"


@dataclass(frozen=True, slots=True)
class BaseFacts:
    """What the base encoders' pack says of them, for the pack that takes them over."""

    frames_per_s: float = FRAMES_PER_S
    sample_rate_hz: int = SAMPLE_RATE_HZ
    patch_samples: int = PATCH_SAMPLES
    music_tags: tuple[str, ...] = ()
    licences: Mapping[str, str] | None = None


def copy_bases(source: Path, target: Path) -> BaseFacts:
    """Copy base graphs, word lists and licence texts; say what their manifest says of them.

    What an earlier pack left in `target` that the new one does not have is taken away.

    Raises
    ------
    PackError
        If a base graph is absent or the manifest beside it is damaged.
    """
    for name in BASE_GRAPHS:
        _require(source / f"{name}.onnx")
    facts = _base_facts(source)
    target.mkdir(parents=True, exist_ok=True)
    (target / ATTRIBUTES).unlink(missing_ok=True)
    if source.resolve() != target.resolve():
        _copy(source, target)
    return facts


def _require(graph: Path) -> Path:
    if not graph.is_file():
        raise PackError(
            f"There is no base encoder {graph}.",
            remedy="Name a folder made by `python -m export_onnx bases`, or a pack.",
            path=graph,
        )
    return graph


def base_widths(folder: Path) -> tuple[int, int]:
    """How many numbers these encoders, with the descriptors beside them, give picture and sound.

    Raises
    ------
    PackError
        If a base graph is absent or damaged.
    """
    visual, music = (
        open_session(_require(folder / f"{name}.onnx"), device="cpu", threads=1).widths
        for name in BASE_GRAPHS
    )
    # Sound's tags are among its features, the thousand classes of pictures are not.
    return (
        int(visual["embedding"]) + len(PICTURE),
        int(music["embedding"]) + int(music["tags"]) + len(SOUND),
    )


def _copy(source: Path, target: Path) -> None:
    for stale in (target / LABELS, target / TAGS, *target.glob(LICENCES)):
        stale.unlink(missing_ok=True)
    graphs = (source / f"{name}.onnx" for name in BASE_GRAPHS)
    for path in (*graphs, source / LABELS, source / TAGS, *source.glob(LICENCES)):
        if path.is_file():
            shutil.copyfile(path, target / path.name)


def _base_facts(source: Path) -> BaseFacts:
    tags = source / TAGS
    words = tuple(tags.read_text(encoding="utf-8").splitlines()) if tags.is_file() else ()
    manifest = source / MANIFEST
    if not manifest.is_file():
        return BaseFacts(music_tags=words, licences=licences_beside(source))
    try:
        said: dict[str, Any] = tomllib.loads(manifest.read_text(encoding="utf-8"))
        return BaseFacts(
            frames_per_s=float(said["frames_per_s"]),
            sample_rate_hz=int(said["sample_rate_hz"]),
            patch_samples=int(said["patch_samples"]),
            music_tags=words or tuple(said.get("music_tags", ())),
            licences={k: v for k, v in said.get("licences", {}).items() if k != "towers"},
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise PackError(
            f"{manifest} does not describe the base encoders beside it ({error}).",
            remedy="Install that pack again.",
            path=manifest,
        ) from error
