"""What every exported tower has to be, whatever its family."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx

from export_onnx.export.fidelity import SIDES, tower_error
from export_onnx.export.towers import OPSET
from export_onnx.train.family import Towers
from inference.towers.session import PROVIDERS, open_session, this_machine, why_not

TRACES = (b".py", b"site-packages", str(Path.cwd()).encode(), str(Path.home()).encode() + b"/")


def check_towers(folder: Path, towers: Towers) -> None:
    """Check the graphs of both sides: doors, lengths, traces of the machine, every device here."""
    rng = np.random.default_rng(3)
    for graph, side in SIDES.items():
        path, width = folder / f"{graph}.onnx", getattr(towers, f"{side}_dim")
        check_doors(path, width)
        rows = [rng.standard_normal((20, width)).astype(np.float32)]
        for device in PROVIDERS:
            if why_not(device, this_machine()) is None:
                # Graphics processors multiply with fewer digits.
                most = 1e-4 if device == "cpu" else 5e-3
                tower = getattr(towers, side)
                assert tower_error(tower, path, rows=rows, device=device) <= most


def check_doors(path: Path, width: int) -> None:
    content = path.read_bytes()
    assert not [trace for trace in TRACES if trace in content]
    model = onnx.load_from_string(content)
    assert {one.domain: one.version for one in model.opset_import}[""] == OPSET
    session = open_session(content, device="cpu", threads=1)
    assert session.inputs == ("base", "mask")
    for length in (1, 2, 3, 31, 300):
        base, mask = np.ones((1, length, width), np.float32), np.ones((1, length), np.float32)
        said = session.run({"base": base, "mask": mask})
        assert said["segments"].shape[:2] == said["attention"].shape == (1, length)
        assert said["track"].shape == (1, said["segments"].shape[2])
        assert all(np.isfinite(one).all() for one in said.values())
        if "emotions" in said:
            assert said["emotions"].shape[:2] == (1, length)
