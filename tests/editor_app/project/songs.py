"""Songs and cues to edit, without a file behind them."""

from __future__ import annotations

from pathlib import Path

from editor_app.project.cue import Cue
from editor_app.score.moment import Song


def a_song(name: str = "a", *, duration_s: float = 60.0, beat_s: float = 0.5) -> Song:
    beats_s = tuple(i * beat_s for i in range(int(duration_s / beat_s)))
    return Song(
        Path(f"/music/{name}.ogg"), duration_s, 0.0, name, "x", -12.0, 60 / beat_s,
        beats_s, beats_s[::4],
    )  # fmt: skip


def a_cue(
    song: Song,
    start_s: float = 0.0,
    duration_s: float = 10.0,
    source_in_s: float = 20.0,
    **values: float,
) -> Cue:
    return Cue(
        song.path, song.title, song.artist, start_s, duration_s, source_in_s,
        bpm=song.bpm, downbeats_s=song.downbeats_s, **values,
    )  # fmt: skip
