"""`python -m export_onnx export` and `starter`: from a trained run to a pack on disk."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import torch

from export_onnx.data.gather import open_bases
from export_onnx.evaluate.command import add_judging_arguments, judge_run
from export_onnx.evaluate.report import directions_of
from export_onnx.export.card import LICENCES, card
from export_onnx.export.pack import PackDescription, replace_file, write_attributes, write_pack
from export_onnx.export.towers import export_tower, graph_error, halve_weights
from export_onnx.models.mvpt import MvptTower
from export_onnx.train.command import add_material_arguments, prepare
from export_onnx.train.config import find_config, read_config
from export_onnx.train.material import packages
from export_onnx.train.moods import MOODS
from export_onnx.train.runs import load_run
from inference.errors import PackError

MOST_ERROR = 1e-4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `export`."""
    add_material_arguments(parser)
    add_judging_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    """Write towers, attribute directions, manifest and card into the pack folder."""
    torch.set_num_threads(arguments.threads)
    config = read_config(find_config(arguments.config))
    bases = open_bases(arguments.pack, threads=arguments.threads)
    gathered, config = prepare(config, bases, arguments)
    student, facts = load_run(arguments.work / "final")
    report = judge_run(config, bases, gathered, arguments)
    write_tower(student.picture, arguments.pack / "video_tower.onnx")
    write_tower(student.music, arguments.pack / "music_tower.onnx")
    write_attributes(arguments.pack, directions_of(student, gathered.teacher, gathered.songs))
    description = PackDescription(
        name=config.name,
        version=config.version,
        embedding=student.music.shape.embedding,
        visual_dim=student.picture.shape.inputs,
        music_dim=student.music.shape.inputs,
        emotions=tuple(MOODS),
        music_tags=bases.tags,
        licences=LICENCES,
    )
    write_pack(
        arguments.pack, description, card=card(facts, report, packages=packages(gathered.songs))
    )


def write_tower(tower: MvptTower, path: Path) -> None:
    """Export a tower, in half-size storage, when it says what the trained one says.

    Raises
    ------
    PackError
        If the graph differs from the tower by more than 1e-4 at any length tried.
    """
    with tempfile.TemporaryDirectory() as folder:
        whole, half = Path(folder) / "whole.onnx", Path(folder) / "half.onnx"
        export_tower(tower, whole)
        halve_weights(whole, half)
        error = graph_error(tower, half)
        if not error <= MOST_ERROR:  # also where it is no number
            raise PackError(
                f"{path.name} would differ from the trained tower by {error:.1e}.",
                remedy="Use the versions of torch and onnxscript that the extra `train` names.",
                path=path,
            )
        replace_file(path, half.read_bytes())
    print(f"{path.name}: largest difference {error:.1e}", file=sys.stderr)
