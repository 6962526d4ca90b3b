"""The two base encoders of a pack: pictures and sound to features, before any tower."""

from __future__ import annotations

import numpy as np

from inference.towers.pack import Pack
from inference.towers.session import Session, open_session
from inference.values import Floats, Frames

# Larger batches bring nothing on a CPU and cost memory: a patch of sound 20 MB.
PICTURES_AT_ONCE = 8
PATCHES_AT_ONCE = 2


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
        return _run(self.session, "frames", frames, size=PICTURES_AT_ONCE)


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
        return _run(self.session, "waveform", waveform, size=PATCHES_AT_ONCE)


def _run(session: Session, door: str, rows: Floats | Frames, *, size: int) -> tuple[Floats, Floats]:
    """Both outputs of a base graph, batch by batch; no rows in give none of the same width out."""
    runs = [session.run({door: rows[i : i + size]}) for i in range(0, len(rows), size)]
    first, second = (_joined(session, runs, name) for name in session.outputs)
    return first, second


def _joined(session: Session, runs: list[dict[str, Floats]], name: str) -> Floats:
    empty = np.zeros((0, session.widths[name]), np.float32)
    return np.concatenate([empty, *(run[name] for run in runs)])
