"""What was decoded once is kept: base features by content and base encoder, apart from towers.

One file per analysed media file, `<content key>.<base id>.<kind>.npz`. It may be deleted at any
time; a file that cannot be read counts as absent.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from inference.values import MusicBase, Shot, Span, VideoBase

FORMAT = 1
"""Raised when the meaning of a kept value changes; older files then count as absent."""


class BaseCache:
    """Kept `VideoBase` and `MusicBase` values in a folder, which is made when first written to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def video(self, content_key: str, base_id: str) -> VideoBase | None:
        """Return what is kept of a video, or None."""
        found = self._read(self._path(content_key, base_id, "video"))
        return None if found is None else _video_from(found)

    def music(self, content_key: str, base_id: str) -> MusicBase | None:
        """Return what is kept of a song, or None."""
        found = self._read(self._path(content_key, base_id, "music"))
        return None if found is None else _music_from(found)

    def keep(self, base: VideoBase | MusicBase, base_id: str) -> None:
        """Keep `base`; a cache that cannot be written to is passed over, for it only saves time."""
        kind = "video" if isinstance(base, VideoBase) else "music"
        self._keep(self._path(base.content_key, base_id, kind), _arrays(base))

    def own_music(self, content_key: str, base_id: str) -> tuple[Span, ...] | None:
        """Return where a video has music of its own, or None where that was not listened for."""
        found = self._read(self._path(content_key, base_id, "own_music"))
        return None if found is None else _spans(found["own_music"])

    def keep_own_music(self, content_key: str, base_id: str, own_music: tuple[Span, ...]) -> None:
        """Keep where a video has music of its own, as `keep` does."""
        plain = {"format": FORMAT, "own_music": _plain(own_music)}
        path = self._path(content_key, base_id, "own_music")
        self._keep(path, {"plain": np.array(json.dumps(plain))})

    @property
    def folder(self) -> Path:
        """Where it lies, for those who keep other things of a file beside its base features."""
        return self._folder

    def size_bytes(self) -> int:
        """Return how much room the cache takes on disk."""
        return sum(file.stat().st_size for file in self._folder.glob("*.npz"))

    def _path(self, content_key: str, base_id: str, kind: str) -> Path:
        return self._folder / f"{content_key}.{base_id}.{kind}.npz"

    def _keep(self, path: Path, arrays: Mapping[str, Any]) -> None:
        with suppress(OSError):
            self._write(path, arrays)

    def _write(self, path: Path, arrays: Mapping[str, Any]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, **arrays)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _read(self, path: Path) -> dict[str, Any] | None:
        try:
            # Opened here: of a damaged file numpy would leave its own handle open.
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                plain = json.loads(str(kept["plain"]))
                if plain.pop("format", None) != FORMAT:
                    return None
                return {**plain, **{name: kept[name] for name in kept.files if name != "plain"}}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None


def _arrays(base: VideoBase | MusicBase) -> dict[str, Any]:
    values = {field.name: getattr(base, field.name) for field in fields(base)}
    arrays = {name: value for name, value in values.items() if isinstance(value, np.ndarray)}
    plain = {name: _plain(value) for name, value in values.items() if name not in arrays}
    return {**arrays, "plain": np.array(json.dumps({"format": FORMAT, **plain}))}


def _plain(value: object) -> object:
    if isinstance(value, Span):
        return [value.start_s, value.end_s]
    if isinstance(value, Shot):
        return [*_plain_span(value.span), value.cut_strength]
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _plain_span(span: Span) -> list[float]:
    return [span.start_s, span.end_s]


def _spans(rows: list[list[float]]) -> tuple[Span, ...]:
    return tuple(Span(start_s, end_s) for start_s, end_s in rows)


def _video_from(kept: Mapping[str, Any]) -> VideoBase:
    shots = tuple(Shot(Span(start_s, end_s), cut) for start_s, end_s, cut in kept["shots"])
    spans = {name: _spans(kept[name]) for name in ("segments", "scenes", "speech")}
    return VideoBase(**{**kept, **spans, "shots": shots})


def _music_from(kept: Mapping[str, Any]) -> MusicBase:
    return MusicBase(**{**kept, "segments": _spans(kept["segments"])})
