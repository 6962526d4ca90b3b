"""The beats of a song: of the library, corrected as the user said, or of any file, as heard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from catalog.beats import BeatFix
from catalog.errors import SearchError
from catalog.library import Library
from catalog.tracks import Track
from editor_app.commands.terminal import clock, plain, rounded, screen
from editor_app.uses.named_track import named_track
from inference.features.hearing_beats import hear_rhythm
from inference.progress import Work
from inference.values import Floats

_TOLD_BARS = 8


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


def beats_json(song: SongBeats) -> dict[str, Any]:
    """Return what the command prints as plain data."""
    return {
        "title": song.title,
        "path": str(song.path),
        "bpm": rounded(song.bpm, 2),
        "confidence": rounded(song.confidence, 3),
        "beats_s": [rounded(one, 3) for one in song.beats_s.tolist()],
        "downbeats_s": [rounded(one, 3) for one in song.downbeats_s.tolist()],
        "corrected": None if song.fix is None else _fix_json(song.fix),
    }


def _fix_json(fix: BeatFix) -> dict[str, Any]:
    return {
        "tempo": fix.tempo,
        "shift_ms": rounded(1000 * fix.shift_s, 1),
        "bar_shift": fix.bar_shift,
    }


def show_beats(song: SongBeats) -> None:
    """Print the tempo, how many beats and bars there are, and where the first bars begin."""
    console = screen()
    console.print(plain(f"{song.title}: {_tempo(song)}"))
    if song.fix is not None and song.fix != BeatFix():
        console.print(_fix_words(song.fix))
    if len(song.downbeats_s):
        told = " ".join(clock(one) for one in song.downbeats_s[:_TOLD_BARS].tolist())
        more = " …" if len(song.downbeats_s) > _TOLD_BARS else ""
        console.print(f"Bars begin at {told}{more}")


def _tempo(song: SongBeats) -> str:
    if song.bpm is None:
        return "no beat was found"
    counted = f"{len(song.beats_s)} beats, {len(song.downbeats_s)} bars"
    return f"{song.bpm:.1f} BPM, {counted}, heard with a confidence of {song.confidence:.0%}"


def _fix_words(fix: BeatFix) -> str:
    tempo = {0.5: "half the tempo", 2.0: "double the tempo"}.get(fix.tempo, "")
    shift = f"beats moved by {1000 * fix.shift_s:+.0f} ms" if fix.shift_s else ""
    bars = f"bars moved by {fix.bar_shift:+d} beats" if fix.bar_shift else ""
    return f"Corrected by hand: {', '.join(one for one in (tempo, shift, bars) if one)}."
