"""A run on disk: the trained towers and what is needed to judge and export them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import torch

from export_onnx.export.pack import replace_file
from export_onnx.models.mvpt import MvptTower, TowerShape
from export_onnx.train.student import Student
from export_onnx.train.teacher import TeacherWeights
from inference.errors import WorldError
from inference.values import Floats

WEIGHTS = "towers.npz"
DESCRIPTION = "run.json"


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a run was made of and how its training ended."""

    name: str
    version: str
    weights: TeacherWeights
    valence_r: float
    arousal_r: float
    songs: int
    pictures: int
    clips: int
    agreement: float
    agreement_held_out: float


def save_run(folder: Path, student: Student, facts: RunFacts) -> None:
    """Write the towers and the facts to `folder`."""
    stream = BytesIO()
    np.savez(stream, **{k: v.numpy() for k, v in student.state_dict().items()})
    replace_file(folder / WEIGHTS, stream.getvalue())
    shapes = {"picture": asdict(student.picture.shape), "music": asdict(student.music.shape)}
    replace_file(
        folder / DESCRIPTION,
        json.dumps({"facts": asdict(facts), "shapes": shapes}, indent=1).encode(),
    )


def load_run(folder: Path) -> tuple[Student, RunFacts]:
    """Read what `save_run` wrote.

    Raises
    ------
    WorldError
        If the folder holds no run.
    """
    try:
        described = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        with np.load(folder / WEIGHTS, allow_pickle=False) as stored:
            state = {name: torch.from_numpy(stored[name]) for name in stored.files}
        facts = described["facts"] | {"weights": TeacherWeights(**described["facts"]["weights"])}
        shapes = {side: TowerShape(**shape) for side, shape in described["shapes"].items()}
        return _rebuilt(shapes, state), RunFacts(**facts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WorldError(
            f"{folder} holds no training run ({error}).",
            remedy="Run `python -m export_onnx train` first.",
            path=folder,
        ) from error


def _rebuilt(shapes: dict[str, TowerShape], state: dict[str, torch.Tensor]) -> Student:
    picture, music = (
        MvptTower(shape, mean=state[f"{side}.mean"], scale=state[f"{side}.scale"])
        for side, shape in shapes.items()
    )
    student = Student(picture, music, axes=len(state["axes.bias"]), tags=len(state["tags.bias"]))
    student.load_state_dict(state)
    return student.eval()


@torch.no_grad()
def embed_segments(tower: MvptTower, base: Floats) -> tuple[Floats, Floats]:
    """Segment embeddings (L, E) and track embedding (E,) of base features (L, D)."""
    out = tower(torch.from_numpy(base)[None], torch.ones(1, len(base)))
    return out.segments[0].numpy(), out.track[0].numpy()
