"""The two base encoders of a pack: pictures and sound to features, before any tower."""

from __future__ import annotations

import numpy as np

from inference.towers.pack import Pack
from inference.towers.session import open_session
from inference.values import Floats, Frames

# Larger batches bring nothing on a CPU and cost memory.
BATCH = 8


class VisualEncoder:
    """Pictures -> embeddings and ImageNet class probabilities."""

    def __init__(self, pack: Pack, *, device: str = "auto", threads: int = 0) -> None:
        self.session = open_session(pack.graphs["visual_base"], device=device, threads=threads)

    def encode(self, frames: Frames) -> tuple[Floats, Floats]:
        """Encode frames uint8 (n, 224, 224, 3) RGB.

        Returns
        -------
        embeddings : float32 (n, Dv)
        probabilities : float32 (n, 1000)
        """
        runs = [self.session.run({"frames": part}) for part in _batches(frames)]
        return _joined(runs, "embedding"), _joined(runs, "probabilities")


class MusicEncoder:
    """Patches of sound -> embeddings and tag probabilities, named by the pack's `music_tags`."""

    def __init__(self, pack: Pack, *, device: str = "auto", threads: int = 0) -> None:
        self.session = open_session(pack.graphs["music_base"], device=device, threads=threads)

    def encode(self, waveform: Floats) -> tuple[Floats, Floats]:
        """Encode patches float32 (n, patch_samples), mono at the pack's rate.

        Returns
        -------
        embeddings : float32 (n, Dm)
        tags : float32 (n, T), 0 to 1
        """
        runs = [self.session.run({"waveform": part}) for part in _batches(waveform)]
        return _joined(runs, "embedding"), _joined(runs, "tags")


def _batches(rows: Floats | Frames) -> list[Floats | Frames]:
    """Cut into batches; no rows make one empty batch, so that outputs keep their width."""
    return [rows[i : i + BATCH] for i in range(0, max(len(rows), 1), BATCH)]


def _joined(runs: list[dict[str, Floats]], name: str) -> Floats:
    return np.concatenate([run[name] for run in runs])
