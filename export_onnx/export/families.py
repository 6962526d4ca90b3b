"""From a trained run of any family to a verified pack: `python -m export_onnx pack`.

The towers are written as ONNX and must say what the trained ones say; the base encoders are taken
from another pack, or from a folder that `python -m export_onnx bases` filled. Storing weights as
float16 or int8 loses something; how much is measured on held-out pairs and written on the card.
What it costs each family is in docs/results/stored.md (`python -m export_onnx stored`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from torch import nn

from export_onnx.export.base_folder import base_widths, copy_bases
from export_onnx.export.family_card import family_card
from export_onnx.export.fidelity import FLOAT32, SIDES, Fidelity, Samples, measure, tower_error
from export_onnx.export.pack import (
    PackDescription,
    replace_file,
    write_attributes,
    write_pack,
)
from export_onnx.export.towers import byte_weights, export_tower, round_weights_to_half
from export_onnx.train.family import Towers, Trained, embed_side, load_samples, load_trained
from export_onnx.train.kept import DESCRIPTION
from inference.errors import PackError
from inference.towers.pack import BASE_GRAPHS, Pack, read_pack
from inference.towers.trial import try_out
from inference.values import Floats

PRECISIONS = (FLOAT32, "float16", "int8")
MOST_ERROR = 1e-4
NAMELESS = re.compile(r"(cluster|group) \d+")
"""What training calls clusters where no tag names them."""
UNIT = 1e-2
"""How far from 1 the length of a vector may be."""


def export_family(
    run_folder: Path, pack_folder: Path, *, bases: Path, precision: str = FLOAT32
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
    trained = named_only(trained)
    samples = load_samples(run_folder)
    _require_unit_length(trained.towers, samples, run_folder)
    _require_fit(trained.towers, bases, run_folder)
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
    pack = read_pack(pack_folder)
    try_out(pack)
    return pack, fidelity


def named_only(trained: Trained) -> Trained:
    """What a user can be told: clusters that nobody named are neither feelings nor sliders."""
    named = tuple(name for name in trained.towers.emotions if not NAMELESS.fullmatch(name))
    known = named == trained.towers.emotions
    return replace(
        trained,
        towers=trained.towers if known else replace(trained.towers, emotions=()),
        attributes={n: d for n, d in trained.attributes.items() if not NAMELESS.fullmatch(n)},
    )


def _require_fit(towers: Towers, bases: Path, run_folder: Path) -> None:
    """Refuse base encoders other than those the towers learnt from."""
    learnt, given = (towers.picture_dim, towers.music_dim), base_widths(bases)
    if learnt != given:
        raise _unfit(
            run_folder,
            f"The base encoders in {bases} give {given[0]} numbers for pictures and {given[1]} for"
            f" sound, {run_folder} was trained on {learnt[0]} and {learnt[1]}.",
        )
    for name, key in _learnt_with(run_folder).items():
        if not hashlib.sha256((bases / f"{name}.onnx").read_bytes()).hexdigest().startswith(key):
            raise _unfit(
                run_folder,
                f"{run_folder} was trained with another {name} than that in {bases}.",
            )


def _learnt_with(run_folder: Path) -> dict[str, str]:
    """How the hash of each base graph begins that a run's features came from, where it says so."""
    told = json.loads((run_folder / DESCRIPTION).read_text(encoding="utf-8")).get("data", {})
    return {name: str(told[name]) for name in BASE_GRAPHS if name in told}


def _unfit(run_folder: Path, what: str) -> PackError:
    return PackError(
        what,
        remedy="Name by --bases the folder it was trained with by --pack. For features made"
        " elsewhere, as YouTube-8M's, there are no encoders here.",
        path=run_folder,
    )


def _require_unit_length(towers: Towers, samples: Samples, run_folder: Path) -> None:
    """Refuse places that search cannot rank; see `catalog.rank`."""
    for tower, rows in zip((towers.picture, towers.music), samples, strict=True):
        if abs(float(np.linalg.norm(embed_side(tower, rows[:1]).tracks)) - 1.0) > UNIT:
            raise PackError(
                f"{run_folder} places videos and songs, but not on the unit sphere, so a library"
                " cannot be searched with it.",
                remedy="Take a configuration that is more than a baseline of a table.",
                path=run_folder,
            )


def write_towers(
    towers: Towers, folder: Path, *, samples: Samples, precision: str = FLOAT32
) -> Fidelity:
    """Write video_tower.onnx and music_tower.onnx and measure them on pairs of base features.

    Raises
    ------
    PackError
        If a float32 graph does not say what its tower says, or ranks songs otherwise.
    """
    errors = [
        _write(getattr(towers, side), folder / f"{graph}.onnx", rows, feels=bool(towers.emotions))
        for (graph, side), rows in zip(SIDES.items(), samples, strict=True)
    ]
    fidelity = measure(towers, folder, samples=samples, precision=FLOAT32, error=max(errors))
    if not fidelity.same_order:
        raise _differs(folder, "would rank songs in another order")
    if precision == FLOAT32:
        return fidelity
    return shrink_towers(towers, folder, samples=samples, precision=precision)


def shrink_towers(towers: Towers, folder: Path, *, samples: Samples, precision: str) -> Fidelity:
    """Store the weights of the float32 graphs in `folder` smaller, and measure what it cost."""
    errors = []
    for (graph, side), rows in zip(SIDES.items(), samples, strict=True):
        path = folder / f"{graph}.onnx"
        with TemporaryDirectory() as scratch:
            small = Path(scratch) / path.name
            _SMALLER[precision](path, small)
            replace_file(path, small.read_bytes())
        errors.append(tower_error(getattr(towers, side), path, rows=rows))
    return measure(towers, folder, samples=samples, precision=precision, error=max(errors))


_SMALLER = {"float16": round_weights_to_half, "int8": byte_weights}


def _write(tower: nn.Module, path: Path, rows: Sequence[Floats], *, feels: bool) -> float:
    with TemporaryDirectory() as scratch:
        graph = Path(scratch) / path.name
        export_tower(tower, graph, inputs=rows[0].shape[1], feels=feels)
        error = tower_error(tower, graph, rows=rows)
        if not error <= MOST_ERROR:  # also where it is no number
            raise _differs(path, f"would differ from the trained tower by {error:.1e}")
        replace_file(path, graph.read_bytes())
        return error


def _differs(path: Path, what: str) -> PackError:
    return PackError(
        f"{path.name} {what}.",
        remedy="Use the versions of torch and onnxscript that the extra `train` names.",
        path=path,
    )
