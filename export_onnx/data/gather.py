"""Base features of training and measuring material, made by the product's own front end.

Training and running must see the same numbers, so nothing is computed here: films go through
`inference.features.watch`, songs through `inference.features.listen`, stills through the same
encoder and the same colour measures. What was made once is kept in a folder by content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from export_onnx.data.keeping import found_tables, keep_tables
from export_onnx.data.sequences import Track
from export_onnx.export.pack import PATCH_SAMPLES, SEGMENT_S
from inference.errors import PackError, WorldError
from inference.features.listen import listen
from inference.features.watch import watch
from inference.media.content import content_key
from inference.progress import Progress, Work, finish
from inference.towers.session import Session, open_session
from inference.values import Floats, Frames

MUSIC_SUFFIXES = frozenset({".ogg", ".mp3", ".flac", ".wav", ".opus", ".m4a"})


@dataclass(frozen=True, slots=True, eq=False)
class Bases:
    """The two base graphs of a pack folder, opened before any tower exists."""

    visual: Session
    music: Session
    tags: tuple[str, ...]
    labels: tuple[str, ...]
    visual_key: str
    music_key: str

    def see(self, frames: Frames) -> tuple[Floats, Floats]:
        """Frames (n, 224, 224, 3) -> embeddings (n, 1280), probabilities (n, 1000)."""
        out = self.visual.run({"frames": frames})
        return out["embedding"], out["probabilities"]

    def hear(self, waveform: Floats) -> tuple[Floats, Floats]:
        """Patches (n, 47616) -> embeddings (n, 200), tag probabilities (n, T)."""
        out = self.music.run({"waveform": waveform})
        return out["embedding"], out["tags"]


def open_bases(folder: Path, *, threads: int = 1) -> Bases:
    """Open visual_base.onnx and music_base.onnx of `folder`, on a graphics card where one works.

    Raises
    ------
    PackError
        If a graph or a word list is missing or damaged.
    """
    try:
        graphs = [(folder / f"{name}.onnx").read_bytes() for name in ("visual_base", "music_base")]
        tags, labels = (
            tuple((folder / name).read_text(encoding="utf-8").splitlines())
            for name in ("music_tags.txt", "visual_labels.txt")
        )
    except OSError as error:
        raise PackError(
            f"The base encoders in {folder} cannot be read ({error}).",
            remedy="Make them with `python -m export_onnx bases`.",
            path=folder,
        ) from error
    visual, music = (open_session(graph, threads=threads) for graph in graphs)
    keys = [hashlib.sha256(graph).hexdigest()[:12] for graph in graphs]
    return Bases(visual, music, tags, labels, *keys)


def watch_clip(path: Path, bases: Bases, kept: Path) -> Track:
    """Base features (L, Dv) and class probabilities of a film."""
    return finish(watching(path, bases, kept))


def listen_to_song(path: Path, bases: Bases, kept: Path) -> Floats:
    """Base features (L, Dm) of a song."""
    return finish(listening(path, bases, kept))


def watching(
    path: Path,
    bases: Bases,
    kept: Path,
    *,
    segment_s: float = SEGMENT_S,
    damaged: Callable[[Path], None] | None = None,
) -> Work[Track]:
    """Watch a film, or give what was kept of it when it was watched before.

    What was kept and is damaged is made again, and told to `damaged`.
    """
    place = kept / f"{content_key(path)}.{bases.visual_key}{_length_mark(segment_s)}.clip.npz"
    found = found_tables(place, "base", "probabilities")
    if found is None:
        if damaged is not None and place.is_file():
            damaged(place)
        seen = yield from watch(path, bases.see, segment_s=segment_s)
        found = {"base": seen.base, "probabilities": seen.class_probabilities}
        keep_tables(place, found)
    return Track(found["base"], found["probabilities"])


def listening(
    path: Path,
    bases: Bases,
    kept: Path,
    *,
    segment_s: float = SEGMENT_S,
    damaged: Callable[[Path], None] | None = None,
) -> Work[Floats]:
    """Listen to a song or the sound of a film, or give what was kept of it; see `watching`."""
    place = kept / f"{content_key(path)}.{bases.music_key}{_length_mark(segment_s)}.song.npz"
    found = found_tables(place, "base")
    if found is None:
        if damaged is not None and place.is_file():
            damaged(place)
        heard = yield from listen(
            path, bases.hear, segment_s=segment_s, patch_samples=PATCH_SAMPLES
        )
        found = {"base": heard.base}
        keep_tables(place, found)
    return found["base"]


def _length_mark(segment_s: float) -> str:
    return "" if segment_s == SEGMENT_S else f".{segment_s:g}s"


def listen_to_all(paths: Sequence[Path], bases: Bases, kept: Path) -> Work[dict[str, Floats]]:
    """Base features of many songs by file name; one that cannot be used is told and left out."""
    songs = {}
    for i, path in enumerate(paths):
        try:
            songs[path.name] = listen_to_song(path, bases, kept)
            yield Progress((i + 1) / len(paths), f"heard {path.name}")
        except WorldError as error:
            yield Progress((i + 1) / len(paths), f"left out: {error}")
    return songs


def watch_all(paths: Sequence[Path], bases: Bases, kept: Path) -> Work[dict[str, Track]]:
    """Base features of many clips by file name; one that cannot be used is told and left out."""
    clips = {}
    for i, path in enumerate(paths):
        try:
            clips[path.name] = watch_clip(path, bases, kept)
            yield Progress((i + 1) / len(paths), f"watched {path.name}")
        except WorldError as error:
            yield Progress((i + 1) / len(paths), f"left out: {error}")
    return clips


def music_files(folder: Path) -> list[Path]:
    """Every music file in `folder` by name."""
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in MUSIC_SUFFIXES)
