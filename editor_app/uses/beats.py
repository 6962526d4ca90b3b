"""The beats of a song: of the library, corrected as the user said, or of any file, as heard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from catalog.beats import BeatFix
from catalog.errors import SearchError
from catalog.library import Library
from catalog.tracks import Track
from editor_app.uses.named_track import named_track
from inference.features.hearing_beats import hear_rhythm
from inference.progress import Work
from inference.values import Floats


@dataclass(frozen=True, slots=True)
class FixWish:
    """What a command corrects; None leaves as it is, `reset` takes back what was corrected."""

    tempo: float | None = None
    shift_s: float | None = None
    bar_shift: int | None = None
    reset: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything is to be corrected."""
        return self != FixWish()

    def after(self, fix: BeatFix) -> BeatFix:
        """Return the correction that comes of one that was there."""
        begin = BeatFix() if self.reset else fix
        named = {name: getattr(self, name) for name in ("tempo", "shift_s", "bar_shift")}
        return replace(begin, **{name: one for name, one in named.items() if one is not None})


@dataclass(frozen=True, slots=True, eq=False)
class SongBeats:
    """The beats of a song, and what of them was corrected; `fix` is None outside the library."""

    title: str
    path: Path
    bpm: float | None
    confidence: float
    beats_s: Floats
    downbeats_s: Floats
    fix: BeatFix | None = None


def beats_of(library: Library | None, wanted: str, wish: FixWish) -> Work[SongBeats]:
    """Correct the beats of a song as wished, and return them as they are then.

    A file that the library does not know is listened to.

    Raises
    ------
    MediaError
        The file cannot be decoded or holds no sound.
    SearchError
        No song, or several, answer to the name; or a file that is not in the library shall be
        corrected.
    LibraryError
        The correction is not one that can be, or the library cannot be written.
    """
    path = Path(wanted).absolute()
    known = library.at(path) if library is not None else None
    if known is None and path.is_file():
        return (yield from _heard(path, wish))
    if library is None:
        raise SearchError(
            f"There is no file {wanted}, and no library that could know a song of that name.",
            remedy="Add a music folder with `cuesmith library add`, or name a music file.",
        )
    return _corrected(library, known or named_track(library, wanted), wish)


def _heard(path: Path, wish: FixWish) -> Work[SongBeats]:
    if wish.changes:
        raise SearchError(
            f"{path.name} is not in the library, where corrections are kept.",
            remedy="Add its folder with `cuesmith library add` first.",
        )
    rhythm = yield from hear_rhythm(path)
    return SongBeats(
        path.stem, path, rhythm.bpm, rhythm.bpm_confidence, rhythm.beats_s, rhythm.downbeats_s
    )


def _corrected(library: Library, track: Track, wish: FixWish) -> SongBeats:
    if wish.changes:
        track = library.correct_beats(track.id, wish.after(track.marks.fix)) or track
    timing = library.timing(track.id)
    assert timing is not None, "a song of the library has a timing"  # noqa: S101
    return SongBeats(
        track.title,
        track.path,
        timing.bpm,
        track.bpm_confidence,
        timing.beats_s,
        timing.downbeats_s,
        track.marks.fix,
    )
