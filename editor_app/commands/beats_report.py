"""How the beats of a song are printed."""

from __future__ import annotations

from typing import Any

from catalog.beats import BeatFix
from editor_app.commands.terminal import clock, plain, rounded, screen
from editor_app.uses.beats import SongBeats

_TOLD_BARS = 8


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
