"""`python -m export_onnx sounds`: the emotion paper's ConvNet as a music base of one's own.

Trains on a table of tagged sound and writes a folder of base encoders: the new music_base.onnx, the
visual base of another pack. `fit --pack` and `pack --bases` take that folder.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch

from export_onnx.bases.graphs import export_graph
from export_onnx.data.feelings import MUSIC_MOODS
from export_onnx.export.base_folder import TAGS, copy_bases
from export_onnx.export.families import MOST_ERROR
from export_onnx.export.pack import PATCH_SAMPLES, replace_file
from export_onnx.models.emotion import Branch
from export_onnx.models.emotion_sound import SoundBase
from export_onnx.train.command import PACK, show
from export_onnx.train.tasks.emotion_sound import SOUND_FIT, fit_sound
from inference.errors import PackError
from inference.towers.pack import MANIFEST
from inference.towers.session import open_session

OUTPUTS = ("embedding", "tags")
LICENCE = "LICENSE-musicnn.txt"
"""Comes along with the visual base and says nothing of this music base."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `sounds`."""
    parser.add_argument("--data", type=Path, required=True, help="csv: file, tags, source, split")
    parser.add_argument("--work", type=Path, required=True, help="folder of this run")
    parser.add_argument("--out", type=Path, required=True, help="folder of base encoders to write")
    parser.add_argument("--pack", type=Path, default=PACK, help="pack with the visual base")
    parser.add_argument("--epochs", type=int, default=SOUND_FIT.epochs)
    parser.add_argument("--any-tags", action="store_true", help="not only the seven moods")
    parser.add_argument("--threads", type=int, default=2)


def run(arguments: argparse.Namespace) -> None:
    """Train, write, and say how good it is."""
    torch.set_num_threads(arguments.threads)
    work = fit_sound(
        arguments.data,
        arguments.work,
        samples=PATCH_SAMPLES,
        fit=replace(SOUND_FIT, epochs=arguments.epochs),
        known=None if arguments.any_tags else MUSIC_MOODS,
    )
    branch, sounds, score = show(work)
    for line in sounds.skipped:
        print(f"left out: {line}", file=sys.stderr)
    error = write_sound_base(branch, sounds.names, arguments.out, visual=arguments.pack)
    print(f"{len(sounds.splits)} sounds, {len(sounds.skipped)} left out, tags {sounds.names}")
    print(f"held-out loss {-score:.4f}, largest difference of the graph {error:.1e}")


def write_sound_base(
    branch: Branch,
    tags: tuple[str, ...],
    folder: Path,
    *,
    visual: Path,
    samples: int = PATCH_SAMPLES,
) -> float:
    """Write a folder of base encoders with this branch as the music base.

    Returns the largest absolute difference of the graph to the branch.

    Raises
    ------
    PackError
        If there is no visual base, the folder is a pack already, or the graph differs by more
        than 1e-4.
    """
    if (folder / MANIFEST).exists():
        raise PackError(
            f"{folder} holds a model pack, which would be spoilt.",
            remedy="Name an empty folder.",
            path=folder,
        )
    copy_bases(visual, folder)
    (folder / LICENCE).unlink(missing_ok=True)
    net = SoundBase(branch).eval()
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "music_base.onnx"
        export_graph(net, torch.zeros(2, samples), path, door="waveform", outputs=OUTPUTS)
        error = base_error(net, path, samples=samples)
        if not error <= MOST_ERROR:  # also where it is no number
            raise PackError(
                f"music_base.onnx would differ from the trained network by {error:.1e}.",
                remedy="Use the versions of torch and onnxscript that the extra `train` names.",
                path=folder,
            )
        replace_file(folder / path.name, path.read_bytes())
    replace_file(folder / TAGS, "".join(f"{tag}\n" for tag in tags).encode())
    return error


@torch.no_grad()
def base_error(net: SoundBase, path: Path, *, samples: int, seed: int = 0) -> float:
    """Largest absolute difference of the graph's outputs, on noise of several loudnesses."""
    session = open_session(path.read_bytes(), device="cpu", threads=1)
    rng = np.random.default_rng(seed)
    waveform = rng.normal(0.0, 1.0, (3, samples)) * np.array([[0.3], [0.01], [0.0]])
    sound = waveform.astype(np.float32)
    wanted = net(torch.from_numpy(sound))
    got = session.run({"waveform": sound})
    return float(
        np.max(
            [
                np.abs(got[name] - one.numpy()).max()
                for name, one in zip(OUTPUTS, wanted, strict=True)
            ]
        )
    )
