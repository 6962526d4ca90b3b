"""How each listening process makes its own listener from a model pack."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inference.progress import Work
from inference.towers.pack import Pack, read_pack
from inference.values import Embedding, Floats, MusicAnalysis

if TYPE_CHECKING:
    from inference.analysis import Analyzer


@dataclass(frozen=True, slots=True)
class PackRecipe:
    """Makes listeners from the pack in `folder`; only plain values, so it crosses processes.

    Each listener uses one thread: the processes are as many as the cores.
    """

    folder: Path
    pack_id: str
    base_id: str
    tag_names: tuple[str, ...]
    device: str = "auto"

    def __call__(self) -> PackListener:
        from inference.analysis import Analyzer  # noqa: PLC0415  (loads the media libraries)

        return PackListener(Analyzer(read_pack(self.folder), device=self.device, threads=1))


class PackListener:
    """The catalog's view of an analyzer."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer

    def listen(self, path: Path) -> Work[MusicAnalysis]:
        """Analyse a music file."""
        return self._analyzer.analyze_music(path)

    def embed(self, base: Floats) -> Embedding:
        """Embed base features heard earlier, float32 (L, Dm)."""
        return self._analyzer.embed_music(base)


def recipe_of(pack: Pack, *, device: str = "auto") -> PackRecipe:
    """Return the recipe of listeners through `pack`."""
    return PackRecipe(pack.folder, pack.pack_id, pack.base_id, pack.music_tags, device)
