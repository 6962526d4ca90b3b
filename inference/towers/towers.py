"""The two towers of a pack: base features of a sequence of segments to the shared space."""

from __future__ import annotations

import numpy as np

from inference.towers.pack import Pack
from inference.towers.session import open_session
from inference.values import Embedding, Floats


class Tower:
    """One modality's network over segments.

    Parameters
    ----------
    graph : str
        "video_tower" or "music_tower".
    """

    def __init__(self, pack: Pack, graph: str, *, device: str = "auto", threads: int = 0) -> None:
        self.session = open_session(pack.graphs[graph], device=device, threads=threads)

    def embed(self, base: Floats) -> Embedding:
        """Embed base features float32 (L, D) of the L segments of one video or song, L >= 1."""
        mask = np.ones((1, len(base)), np.float32)
        out = self.session.run({"base": base[None].astype(np.float32), "mask": mask})
        return Embedding(
            segments=out["segments"][0],
            track=out["track"][0],
            emotions=out["emotions"][0]
            if "emotions" in out
            else np.zeros((len(base), 0), np.float32),
            attention=out["attention"][0],
        )


class VideoTower(Tower):
    """Segments of a film -> shared space."""

    def __init__(self, pack: Pack, *, device: str = "auto", threads: int = 0) -> None:
        super().__init__(pack, "video_tower", device=device, threads=threads)


class MusicTower(Tower):
    """Segments of a song -> shared space."""

    def __init__(self, pack: Pack, *, device: str = "auto", threads: int = 0) -> None:
        super().__init__(pack, "music_tower", device=device, threads=threads)
