"""Bundles of OpenTimelineIO (.otioz) written: the timeline, our music, what was packed before."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from editor_app.interchange.bundles import CONTENT, MEDIA, listed, opened
from editor_app.interchange.music import Music
from editor_app.interchange.writing import whole_file

_VERSION = "version.txt"
_BLOCK = 1 << 20


class Packing:
    """What goes into a bundle, each file by a name of its own.

    `kept` are names of what an earlier bundle had packed, and this one has too.
    """

    def __init__(self, music: Music, kept: Iterable[str] = ()) -> None:
        self._kept = set(kept)
        self._names: dict[Path, str] = {}
        sources = [clip.sound.source for clip in music.clips]
        for source in [*sources, music.stem] if music.stem else sources:
            if source.path is not None and source.path not in self._names:
                self._names[source.path] = self._free_name(source.path)

    def address(self, path: Path) -> str:
        """Return how the timeline names a file: its place in the bundle, or on this machine."""
        name = self._names.get(path)
        return path.absolute().as_uri() if name is None else quote(name)

    def write(self, text: bytes, out: Path, original: Path | None) -> None:
        """Write the bundle; what `original`, a bundle, has packed and `kept` goes along."""
        with whole_file(out) as made, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(CONTENT, text)
            archive.writestr(_VERSION, "1.0.0")
            for path, name in self._names.items():
                if path.is_file():
                    archive.write(path, name, zipfile.ZIP_STORED)
            if original is not None and self._kept:
                self._copy(original, archive)

    def _copy(self, original: Path, archive: zipfile.ZipFile) -> None:
        with opened(original) as packed:
            for name, one in listed(original).files.items():
                if name in self._kept:
                    new = zipfile.ZipInfo(name, one.date_time)
                    with packed.open(one) as source, archive.open(new, "w", force_zip64=True) as to:
                        while block := source.read(_BLOCK):
                            to.write(block)

    def _free_name(self, path: Path) -> str:
        taken = {*self._kept, *self._names.values()}
        names = (
            f"{MEDIA}{path.stem}{f' {n}' if n > 1 else ''}{path.suffix}" for n in range(1, 10**6)
        )
        return next(name for name in names if name not in taken)


def still_used(original: Path, before: str, after: str) -> set[str]:
    """Return what to keep of a bundle's media: all but what only our earlier music named.

    `before` and `after` are the timeline as text, with and without that music.
    """

    def names(name: str, text: str) -> bool:
        return f'"{quote(name)}"' in text or f'"{name}"' in text

    return {
        name for name in listed(original).files if names(name, after) or not names(name, before)
    }
