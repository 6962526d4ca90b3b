"""How each watching process makes its own watcher from a model pack."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from catalog.footage.watching import Seen
from catalog.vectors import segment_length_s
from inference.progress import Work
from inference.towers.pack import Pack, read_pack
from inference.values import VideoAnalysis

if TYPE_CHECKING:
    from inference.analysis import Analyzer

SIGHTS = 3


@dataclass(frozen=True, slots=True)
class PackWatchRecipe:
    """Makes watchers from the pack in `folder`; only plain values, so it crosses processes.

    What was decoded is kept in `cache`: another pack of the same bases need not watch again.
    """

    folder: Path
    pack_id: str
    cache: Path
    device: str = "auto"

    def __call__(self) -> PackWatcher:
        from inference.analysis import Analyzer  # noqa: PLC0415  (loads the media libraries)
        from inference.cache import BaseCache  # noqa: PLC0415

        pack, cache = read_pack(self.folder), BaseCache(self.cache)
        return PackWatcher(Analyzer(pack, cache, device=self.device, threads=1))


class PackWatcher:
    """The footage catalog's view of an analyzer."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def watch(self, path: Path) -> Work[Seen]:
        """Watch a clip, or recall what was seen of its content before."""
        found = yield from self._analyzer.analyze_video(path)
        return _seen(found, self._analyzer.pack)


def watch_recipe_of(pack: Pack, *, cache: Path, device: str = "auto") -> PackWatchRecipe:
    """Return the recipe of watchers through `pack`."""
    return PackWatchRecipe(pack.folder, pack.pack_id, cache, device)


def _seen(found: VideoAnalysis, pack: Pack) -> Seen:
    picture = found.info.video
    assert picture is not None, "what was watched has a picture"  # noqa: S101
    best = np.argsort(-found.base.class_probabilities.mean(axis=0))[:SIGHTS]
    labels = pack.visual_labels
    return Seen(
        content_key=found.base.content_key,
        duration_s=found.base.duration_s,
        width=picture.width,
        height=picture.height,
        frames_per_s=picture.frames_per_s,
        segment_s=segment_length_s(found.base.segments),
        sights=tuple(labels[i] for i in best if i < len(labels)),
        embedding=found.embedding,
    )
