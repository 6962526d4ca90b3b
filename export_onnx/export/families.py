"""From a trained run of any family to a verified pack: `python -m export_onnx pack`.

The towers are written as ONNX and must say what the trained ones say; the base encoders are taken
from another pack, or from a folder that `python -m export_onnx bases` filled. Storing weights as
float16 or int8 loses something; how much is measured on held-out pairs and written on the card.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from export_onnx.bases.licences import licences_beside
from export_onnx.export.family_card import family_card
from export_onnx.export.pack import (
    FRAMES_PER_S,
    LABELS,
    PATCH_SAMPLES,
    SAMPLE_RATE_HZ,
    PackDescription,
    replace_file,
    write_attributes,
    write_pack,
)
from export_onnx.export.towers import (
    LENGTHS,
    byte_weights,
    door_names,
    export_tower,
    round_weights_to_half,
)
from export_onnx.train.family import L2, Towers, load_samples, load_trained
from inference.errors import PackError
from inference.towers.pack import BASE_GRAPHS, MANIFEST, Pack, read_pack
from inference.towers.session import Session, open_session
from inference.values import Floats

PRECISIONS = ("float32", "float16", "int8")
MOST_ERROR = 1e-4
TOP = 10
UNIT = 1e-2
"""How far from 1 the length of a vector may be."""
TIE = 1e-5
"""Scores nearer than this are equal: their order is nobody's."""
TAGS = "music_tags.txt"
SIDES = {"video_tower": "picture", "music_tower": "music"}


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How near the graphs are to the towers they were made from.

    `error` is the largest difference of any output to that of the trained tower, at any length
    tried. The others were found on `pairs` held-out pairs: whether the first ten songs of every
    film are in the same order, the share of the ten that stayed, and the mean reciprocal rank of
    the true song before and after.
    """

    precision: str
    error: float
    same_order: bool
    kept_of_top: float
    rank_before: float
    rank_after: float
    pairs: int


@dataclass(frozen=True, slots=True)
class BaseFacts:
    """What the base encoders' pack says of them, for the pack that takes them over."""

    frames_per_s: float = FRAMES_PER_S
    sample_rate_hz: int = SAMPLE_RATE_HZ
    patch_samples: int = PATCH_SAMPLES
    music_tags: tuple[str, ...] = ()
    licences: Mapping[str, str] | None = None


def export_family(
    run_folder: Path, pack_folder: Path, *, bases: Path, precision: str = "float32"
) -> tuple[Pack, Fidelity]:
    """Write the run as a pack with the base encoders of the folder `bases`, and read it back.

    Parameters
    ----------
    precision : str
        How weights are stored: "float32", "float16", or "int8" with a scale per row. Arithmetic
        is float32 in each.

    Raises
    ------
    WorldError
        If there is no run, no base encoder, the bases do not fit the run, the precision is not
        known, or a float32 graph differs from its tower by more than 1e-4.
    """
    if precision not in PRECISIONS:
        raise PackError(
            f"There is no precision {precision!r}.",
            remedy=f"Choose one of {', '.join(PRECISIONS)}.",
        )
    config, trained = load_trained(run_folder)
    samples = load_samples(run_folder)
    _require_unit_length(trained.towers, samples, run_folder)
    facts = copy_bases(bases, pack_folder)
    fidelity = write_towers(trained.towers, pack_folder, samples=samples, precision=precision)
    if trained.attributes:
        write_attributes(pack_folder, trained.attributes)
    towers = trained.towers
    description = PackDescription(
        name=config.name,
        version=config.version,
        family=config.family,
        metric=towers.metric,
        embedding=towers.embedding,
        visual_dim=towers.picture_dim,
        music_dim=towers.music_dim,
        emotions=towers.emotions,
        music_tags=facts.music_tags,
        licences={"towers": "as its maker says; learnt from the maker's own videos, see card.md"}
        | dict(facts.licences or {}),
        segment_s=trained.segment_s,
        frames_per_s=facts.frames_per_s,
        sample_rate_hz=facts.sample_rate_hz,
        patch_samples=facts.patch_samples,
    )
    write_pack(pack_folder, description, card=family_card(config, trained, fidelity))
    return read_pack(pack_folder), fidelity


def _require_unit_length(
    towers: Towers, samples: tuple[Sequence[Floats], Sequence[Floats]], run_folder: Path
) -> None:
    """Refuse places that search cannot rank; see `catalog.rank`."""
    for tower, rows in zip((towers.picture, towers.music), samples, strict=True):
        if abs(float(np.linalg.norm(_track(tower, rows[0]))) - 1.0) > UNIT:
            raise PackError(
                f"{run_folder} places videos and songs, but not on the unit sphere, so a library"
                " cannot be searched with it.",
                remedy="Take a configuration that is more than a baseline of a table.",
                path=run_folder,
            )


def copy_bases(source: Path, target: Path) -> BaseFacts:
    """Copy base graphs, word lists and licence texts; say what their manifest says of them.

    Raises
    ------
    PackError
        If a base graph is absent or the manifest beside it is damaged.
    """
    target.mkdir(parents=True, exist_ok=True)
    for name in BASE_GRAPHS:
        graph = source / f"{name}.onnx"
        if not graph.is_file():
            raise PackError(
                f"There is no base encoder {graph}.",
                remedy="Name a folder made by `python -m export_onnx bases`, or a pack.",
                path=graph,
            )
    extra = [source / LABELS, source / TAGS, *sorted(source.glob("LICENSE*"))]
    for path in [*(source / f"{name}.onnx" for name in BASE_GRAPHS), *extra]:
        if path.is_file() and source.resolve() != target.resolve():
            shutil.copyfile(path, target / path.name)
    return _base_facts(source)


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


def write_towers(
    towers: Towers,
    folder: Path,
    *,
    samples: tuple[Sequence[Floats], Sequence[Floats]],
    precision: str = "float32",
) -> Fidelity:
    """Write video_tower.onnx and music_tower.onnx and measure them on pairs of base features.

    Raises
    ------
    PackError
        If a float32 graph does not say what its tower says, or ranks songs otherwise.
    """
    errors = [
        _write(getattr(towers, side), folder / f"{graph}.onnx", getattr(towers, f"{side}_dim"))
        for graph, side in SIDES.items()
    ]
    fidelity = measure(towers, folder, samples=samples, precision="float32", error=max(errors))
    if not fidelity.same_order:
        raise _differs(folder, "would rank songs in another order")
    if precision == "float32":
        return fidelity
    return shrink_towers(towers, folder, samples=samples, precision=precision)


def shrink_towers(
    towers: Towers,
    folder: Path,
    *,
    samples: tuple[Sequence[Floats], Sequence[Floats]],
    precision: str,
) -> Fidelity:
    """Store the weights of the float32 graphs in `folder` smaller, and measure what it cost."""
    errors = []
    for graph, side in SIDES.items():
        path = folder / f"{graph}.onnx"
        with TemporaryDirectory() as scratch:
            small = Path(scratch) / path.name
            _SMALLER[precision](path, small)
            replace_file(path, small.read_bytes())
        inputs = getattr(towers, f"{side}_dim")
        errors.append(tower_error(getattr(towers, side), path, inputs=inputs))
    return measure(towers, folder, samples=samples, precision=precision, error=max(errors))


_SMALLER = {"float16": round_weights_to_half, "int8": byte_weights}


def _write(tower: nn.Module, path: Path, inputs: int) -> float:
    with TemporaryDirectory() as scratch:
        graph = Path(scratch) / path.name
        export_tower(tower, graph, inputs=inputs)
        error = tower_error(tower, graph, inputs=inputs)
        if error > MOST_ERROR:
            raise _differs(path, f"would differ from the trained tower by {error:.1e}")
        replace_file(path, graph.read_bytes())
        return error


def _differs(path: Path, what: str) -> PackError:
    return PackError(
        f"{path.name} {what}.",
        remedy="Use the versions of torch and onnxscript that the extra `train` names.",
        path=path,
    )


def tower_error(tower: nn.Module, path: Path, *, inputs: int, seed: int = 0) -> float:
    """Largest absolute difference of any output of the graph, over several lengths and paddings."""
    session = open_session(path.read_bytes(), device="cpu", threads=1)
    names, rng = door_names(tower, inputs), np.random.default_rng(seed)
    return max(_difference(tower, session, names, _drawn(rng, n, inputs)) for n in LENGTHS)


def _drawn(
    rng: np.random.Generator, length: int, inputs: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    base = rng.standard_normal((1, length, inputs)).astype(np.float32)
    mask = np.ones((1, length), np.float32)
    mask[0, length - length // 4 :] = 0.0
    return base, mask


@torch.no_grad()
def _difference(
    tower: nn.Module,
    session: Session,
    names: Sequence[str],
    drawn: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> float:
    base, mask = drawn
    wanted = tower(torch.from_numpy(base), torch.from_numpy(mask))
    got = session.run({"base": base, "mask": mask})
    return max(float(np.abs(got[n] - getattr(wanted, n).numpy()).max()) for n in names)


def measure(
    towers: Towers,
    folder: Path,
    *,
    samples: tuple[Sequence[Floats], Sequence[Floats]],
    precision: str,
    error: float,
) -> Fidelity:
    """Compare the graphs in `folder` with the float32 towers on pairs of base features."""
    before, after = [], []
    for (graph, side), rows in zip(SIDES.items(), samples, strict=True):
        session = open_session((folder / f"{graph}.onnx").read_bytes(), device="cpu", threads=1)
        before.append(np.stack([_track(getattr(towers, side), row) for row in rows]))
        after.append(np.stack([_run_track(session, row) for row in rows]))
    exact, stored = (_scores(*sides, metric=towers.metric) for sides in (before, after))
    return Fidelity(
        precision=precision,
        error=error,
        same_order=all(_same_top(a, b) for a, b in zip(exact, stored, strict=True)),
        kept_of_top=float(np.mean([_kept(a, b) for a, b in zip(exact, stored, strict=True)])),
        rank_before=_reciprocal_rank(exact),
        rank_after=_reciprocal_rank(stored),
        pairs=len(exact),
    )


@torch.no_grad()
def _track(tower: nn.Module, base: Floats) -> Floats:
    said = tower(torch.from_numpy(base)[None].float(), torch.ones(1, len(base)))
    track: Floats = said.track[0].numpy()
    return track


def _run_track(session: Session, base: Floats) -> Floats:
    inputs = {"base": base[None].astype(np.float32), "mask": np.ones((1, len(base)), np.float32)}
    return np.asarray(session.run(inputs)["track"][0], dtype=np.float32)


def _scores(pictures: Floats, music: Floats, *, metric: str) -> Floats:
    """Films x songs, greater is nearer."""
    if metric == L2:
        apart = np.linalg.norm(pictures[:, None] - music[None], axis=-1)
        return np.asarray(-apart, dtype=np.float32)
    return np.asarray(pictures @ music.T, dtype=np.float32)


def _same_top(exact: Floats, stored: Floats) -> bool:
    """Whether the stored order of the first ten is one the exact scores allow."""
    told = exact[np.argsort(-stored, kind="stable")[:TOP]]
    wanted = np.sort(exact)[::-1][:TOP]
    return bool(np.abs(told - wanted).max() <= TIE)


def _kept(exact: Floats, stored: Floats) -> float:
    first, then = (set(np.argsort(-row, kind="stable")[:TOP].tolist()) for row in (exact, stored))
    return len(first & then) / len(first)


def _reciprocal_rank(scores: Floats) -> float:
    ranks = (scores > scores.diagonal()[:, None]).sum(1) + 1
    return float((1 / ranks).mean())
