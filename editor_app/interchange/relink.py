"""Find the files a cut is made of: where the timeline says, else by name, size and timecode.

missing(cut) -> (MediaRef, …)
find(cut, folder) -> Work[dict[MediaRef, Path]]
relink(cut, {ref: path}) -> Cut
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path, PureWindowsPath

from editor_app.interchange.cut import ZERO, Cut, MediaRef, Piece, SoundPiece
from editor_app.interchange.errors import TimelineError
from editor_app.interchange.kinds import suffix
from editor_app.interchange.times import TimeError, frame_rate, timecode_s
from editor_app.project.relink import files_below
from inference.progress import Progress, Work

_TRIED = 8  # files of one name whose timecode is read
_EVERY = 1000
_MAX_FILES = 500_000

ReadTimecode = Callable[[Path], Fraction | None]
"""Gives the timecode of a file's first frame in seconds, None where it has none."""


def is_there(ref: MediaRef) -> bool:
    """Whether a file of a cut lies where the timeline says; its proxy does not count."""
    return ref.packed_in is not None or _is_file(ref.path)


def missing(cut: Cut) -> tuple[MediaRef, ...]:
    """Return the files of a cut that are not there, each once."""
    return tuple(ref for ref in cut.media if not is_there(ref))


def usable(ref: MediaRef) -> Path | None:
    """Return the file to read for a source: itself, else its proxy, else None."""
    return next((path for path in (ref.path, ref.proxy) if _is_file(path)), None)


def find(
    cut: Cut, folder: Path, *, read_timecode: ReadTimecode | None = None
) -> Work[dict[MediaRef, Path]]:
    """Look for the missing files of a cut below a folder; returns at most one for each.

    A file is taken by its name; where the timeline gives no ending (a reel of an EDL), by the name
    without it. Of several, size and timecode decide where they are known, then the folders that are
    called most alike. A file of another name is taken where its size and ending are the same and it
    is the only one.
    """
    wanted = missing(cut)
    files: list[tuple[Path, int]] = []
    if not wanted:
        return {}
    for count, (path, size) in enumerate(files_below(folder)):
        files.append((path, size))
        if count % _EVERY == 0:
            yield Progress(0.5 * count / _MAX_FILES, f"Looking through {path.parent.name}")
    shelf = _Shelf(files, read_timecode or file_timecode)
    used = _used_from(cut)
    found: dict[MediaRef, Path] = {}
    for at, ref in enumerate(wanted):
        yield Progress(0.5 + 0.5 * at / len(wanted), f"Comparing {ref.name}")
        best = shelf.best(ref, used.get(ref, ZERO))
        if best is not None:
            found[ref] = best
    return found


def find_below(cut: Cut, media: Path) -> Work[dict[MediaRef, Path]]:
    """As `find`, for a folder that somebody named.

    Raises
    ------
    TimelineError
        It is no folder.
    """
    if not media.is_dir():
        raise TimelineError(
            f"{media} is no folder.", remedy="Name the folder your media are in.", path=media
        )
    return (yield from find(cut, media))


def relink(
    cut: Cut, mapping: Mapping[MediaRef, Path], *, read_timecode: ReadTimecode | None = None
) -> Cut:
    """Return the cut with files found again.

    Where the timeline did not know the timecode of a file's first frame (an EDL), places in it were
    counted from midnight; they are counted from its first frame from now on.
    """
    read = read_timecode or file_timecode
    used = _used_from(cut)
    return _moved(cut, {ref: _relinked(ref, path, used, read) for ref, path in mapping.items()})


def replaced(cut: Cut, mapping: Mapping[MediaRef, MediaRef]) -> Cut:
    """Return the cut with other words for its files; places in them stay as they are."""
    return _moved(cut, {ref: (new, ZERO) for ref, new in mapping.items()})


def _moved(cut: Cut, moved: dict[MediaRef, tuple[MediaRef, Fraction]]) -> Cut:
    return replace(
        cut,
        pieces=tuple(_piece(one, moved) for one in cut.pieces),
        sounds=tuple(_sound(one, moved) for one in cut.sounds),
        earlier=tuple(_sound(one, moved) for one in cut.earlier),
    )


def file_timecode(path: Path) -> Fraction | None:
    """Return the timecode of a file's first frame in seconds, None where it has none."""
    from inference.media.timecode import start_timecode  # noqa: PLC0415  (loads the media library)

    found = start_timecode(path)
    if found is None:
        return None
    text, rate = found
    try:
        return timecode_s(text, frame_rate(rate or Fraction(25)))
    except TimeError:
        return None


class _Shelf:
    """Files by their names and sizes."""

    def __init__(self, files: Iterable[tuple[Path, int]], read_timecode: ReadTimecode) -> None:
        self._read = read_timecode
        self._by_name: dict[str, list[tuple[Path, int]]] = {}
        self._by_stem: dict[str, list[tuple[Path, int]]] = {}
        self._by_size: dict[int, list[Path]] = {}
        for path, size in files:
            self._by_name.setdefault(path.name.casefold(), []).append((path, size))
            self._by_stem.setdefault(path.stem.casefold(), []).append((path, size))
            self._by_size.setdefault(size, []).append(path)

    def best(self, ref: MediaRef, used_s: Fraction) -> Path | None:
        likely = self._likely(ref)
        if ref.size_bytes and any(size == ref.size_bytes for _, size in likely):
            likely = [one for one in likely if one[1] == ref.size_bytes]
        paths = sorted((path for path, _ in likely), key=lambda path: -_alike(path, ref))
        if len(paths) > 1:
            paths = self._by_timecode(ref, paths, used_s)
        return paths[0] if paths else self._by_size_alone(ref)

    def _likely(self, ref: MediaRef) -> list[tuple[Path, int]]:
        named = self._by_name.get(ref.name.casefold(), [])
        if named or suffix(ref.name):
            return named
        stems = [ref.name.casefold(), ref.reel.casefold()]
        return next((self._by_stem[one] for one in stems if one in self._by_stem), [])

    def _by_timecode(self, ref: MediaRef, paths: list[Path], used_s: Fraction) -> list[Path]:
        """Put first what begins at the timecode the timeline says, or just before what it uses."""
        starts = {path: self._read(path) for path in paths[:_TRIED]}
        if ref.start_s:
            exact = [path for path in paths if starts.get(path) == ref.start_s]
            return exact or paths
        before = [path for path in paths if (starts.get(path) or ZERO) <= used_s]
        return sorted(before, key=lambda path: -(starts.get(path) or ZERO)) or paths

    def _by_size_alone(self, ref: MediaRef) -> Path | None:
        same = self._by_size.get(ref.size_bytes, []) if ref.size_bytes else []
        alike = [path for path in same if path.suffix.lower() == suffix(ref.name)]
        return alike[0] if len(alike) == 1 else None


def _relinked(
    ref: MediaRef, path: Path, used: dict[MediaRef, Fraction], read: ReadTimecode
) -> tuple[MediaRef, Fraction]:
    """Return a file found again, and how much earlier its places are counted from."""
    new = replace(ref, path=path, name=path.name)
    if ref.start_s or not used.get(ref, ZERO):
        return new, ZERO
    start_s = read(path)
    if start_s is None or start_s > used[ref]:
        return new, ZERO
    return replace(new, start_s=start_s), start_s


def _piece(piece: Piece, moved: dict[MediaRef, tuple[MediaRef, Fraction]]) -> Piece:
    if piece.source is None or piece.source not in moved:
        return piece
    source, earlier_s = moved[piece.source]
    return replace(piece, source=source, source_in_s=piece.source_in_s - earlier_s)


def _sound(piece: SoundPiece, moved: dict[MediaRef, tuple[MediaRef, Fraction]]) -> SoundPiece:
    if piece.source not in moved:
        return piece
    source, earlier_s = moved[piece.source]
    return replace(piece, source=source, source_in_s=piece.source_in_s - earlier_s)


def _used_from(cut: Cut) -> dict[MediaRef, Fraction]:
    """Return where in each file its first use begins."""
    used: dict[MediaRef, Fraction] = {}
    pieces: list[Piece | SoundPiece] = [*cut.pieces, *cut.sounds]
    for piece in pieces:
        if piece.source is not None:
            first = min(piece.source_in_s, piece.source_out_s)
            used[piece.source] = min(used.get(piece.source, first), first)
    return used


def _alike(path: Path, ref: MediaRef) -> int:
    """Count the last parts that a path and the place in the timeline have in common."""
    theirs = PureWindowsPath(ref.url.replace("%20", " ")).parts
    count = 0
    for ours, other in zip(reversed(path.parts), reversed(theirs), strict=False):
        if ours.casefold() != other.casefold():
            break
        count += 1
    return count


def _is_file(path: Path | None) -> bool:
    try:
        return path is not None and path.is_file()
    except (OSError, ValueError):
        return False
