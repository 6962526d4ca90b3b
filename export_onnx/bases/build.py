"""The command `bases`: both base encoders, their word lists and licences, into one folder.

Either the starter pack's own are made (distilled and quantised, from --pictures and --songs), or
one or both sides are taken from a model made elsewhere (`export_onnx.bases.outside`).
"""

from __future__ import annotations

import argparse
import json
import shutil
from importlib import metadata
from pathlib import Path

import numpy as np
import torch

from export_onnx.bases.calibration import read_frames, read_patches, song_files
from export_onnx.bases.distil import Head, fit_head, hear, held_out_scores
from export_onnx.bases.graphs import export_graph
from export_onnx.bases.music import MusicBaseGraph, tag_names
from export_onnx.bases.musicnn import PATCH_SAMPLES
from export_onnx.bases.outside import command as outside
from export_onnx.bases.quantise import quantise_visual
from export_onnx.bases.quantise_music import quantise_music
from export_onnx.bases.visual import SIDE, VisualBaseGraph, class_names, load_efficientnet
from inference.errors import WorldError
from inference.values import Floats

LICENCES = (
    ("efficientnet-lite-pytorch", "LICENSE", "LICENSE-efficientnet-lite.txt"),
    ("musicnn", "LICENSE.md", "LICENSE-musicnn.txt"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    own = parser.add_argument_group("the starter's own encoders")
    own.add_argument("--pictures", type=Path, help="pictures and films that set the int8 ranges")
    own.add_argument("--songs", type=Path, help="songs, named GROUP__TITLE.*, to learn words from")
    outside.add_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    """Write both base encoders, the starter's own or from outside.

    Raises
    ------
    WorldError
        If what they are made from is absent or cannot be used.
    """
    arguments.out.mkdir(parents=True, exist_ok=True)
    if arguments.visual or arguments.music:
        outside.run(arguments)
    elif arguments.pictures and arguments.songs:
        make_own(arguments.out, pictures=arguments.pictures, songs=arguments.songs)
    else:
        raise WorldError(
            "It is not said which base encoders to make.",
            remedy="Name a model by --visual or --music, or material by --pictures and --songs.",
        )


def make_own(out: Path, *, pictures: Path, songs: Path) -> None:
    """Write the visual base (int8 and float32) and the music base with what goes with them."""
    write_visual(out, pictures)
    heard = hear(songs)
    write_music(out, fit_head(heard), sound_sample(songs))
    scores = {name: {"r": r, "auc": auc} for name, (r, auc) in held_out_scores(heard).items()}
    (out / "music_tags_held_out.json").write_text(json.dumps(scores, indent=1), encoding="utf-8")
    copy_licences(out)


def write_visual(out: Path, pictures: Path) -> None:
    """Write the float graph, the int8 graph and the class names."""
    exact = out / "visual_base.fp32.onnx"
    export_graph(
        VisualBaseGraph(load_efficientnet()),
        torch.zeros((2, SIDE, SIDE, 3), dtype=torch.uint8),
        exact,
        door="frames",
        outputs=("embedding", "probabilities"),
    )
    quantise_visual(exact, out / "visual_base.onnx", frames=read_frames(pictures))
    _write_lines(out / "visual_labels.txt", class_names())


def write_music(out: Path, head: Head, waveforms: Floats) -> None:
    """Write the float graph, the int8 graph (its ranges from `waveforms`) and the tag names."""
    exact = out / "music_base.fp32.onnx"
    export_graph(
        MusicBaseGraph(head),
        torch.zeros((2, PATCH_SAMPLES)),
        exact,
        door="waveform",
        outputs=("embedding", "tags"),
    )
    quantise_music(exact, out / "music_base.onnx", waveforms=waveforms)
    _write_lines(out / "music_tags.txt", tag_names(head))


def sound_sample(music: Path) -> Floats:
    """Two patches of every fourth song."""
    return np.concatenate([read_patches(song)[1:3] for song in song_files(music)[::4]])


def copy_licences(out: Path) -> None:
    """Put the licence of each package whose weights are inside beside the graphs."""
    for package, name, target in LICENCES:
        files = metadata.files(package) or []
        source = next(file for file in files if file.name == name)
        shutil.copyfile(str(source.locate()), out / target)


def _write_lines(path: Path, lines: tuple[str, ...]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
