"""The log of a fit: log.csv for programs, log.png for eyes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from export_onnx.export.pack import replace_file
from inference.values import Frames

WIDTH, HEIGHT, MARGIN = 640, 220, 44
INK, PALE = (40, 40, 40), (215, 215, 215)
BLUE, ORANGE = (180, 105, 30), (30, 110, 220)


@dataclass(frozen=True, slots=True)
class Row:
    """One epoch: mean loss, held-out score, learning rate at its end, seconds since the start."""

    epoch: int
    step: int
    loss: float
    score: float
    learning_rate: float
    seconds: float


def write_log(folder: Path, rows: Sequence[Row]) -> None:
    """Write log.csv and log.png anew."""
    text = StringIO()
    writer = csv.DictWriter(text, fieldnames=list(Row.__slots__), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        rounded = {key: f"{v:.6g}" if isinstance(v, float) else v for key, v in asdict(row).items()}
        writer.writerow(rounded)
    replace_file(folder / "log.csv", text.getvalue().encode())
    replace_file(folder / "log.png", _png(rows))


def _png(rows: Sequence[Row]) -> bytes:
    panels = [
        _panel("loss", [row.loss for row in rows], BLUE),
        _panel("held-out score", [row.score for row in rows], ORANGE),
    ]
    _, coded = cv2.imencode(".png", np.concatenate(panels))
    return coded.tobytes()


def _panel(title: str, values: Sequence[float], colour: tuple[int, int, int]) -> Frames:
    """One curve over the epochs, with its least and its greatest value written at the axis."""
    image: Frames = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    low, high = min(values), max(values)
    cv2.rectangle(image, (MARGIN * 2, MARGIN // 2), (WIDTH - 10, HEIGHT - MARGIN), PALE)
    points = _points(np.array(values), low, max(high - low, 1e-9))
    cv2.polylines(image, [points], isClosed=False, color=colour, thickness=2, lineType=cv2.LINE_AA)
    for text, place in (
        (f"{high:.4g}", (6, MARGIN // 2 + 6)),
        (f"{low:.4g}", (6, HEIGHT - MARGIN)),
        (f"{title}, {len(values)} epochs", (MARGIN * 2, HEIGHT - MARGIN // 3)),
    ):
        cv2.putText(image, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.45, INK, 1, cv2.LINE_AA)
    return image


def _points(values: NDArray[np.float64], low: float, span: float) -> NDArray[np.int32]:
    across = np.linspace(MARGIN * 2, WIDTH - 10, len(values))
    up = HEIGHT - MARGIN - (values - low) / span * (HEIGHT - MARGIN * 1.5)
    return np.stack([across, up], 1).astype(np.int32)
