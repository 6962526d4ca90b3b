"""What is known of the beats of songs on a timeline, newer than what they were laid with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from editor_app.project.timeline import Laid, Timeline


@dataclass(frozen=True, slots=True)
class Hearing:
    """The beats of a song; see `editor_app.score.moment.Song`."""

    bpm: float | None
    beats_s: tuple[float, ...]
    downbeats_s: tuple[float, ...]


def heard_anew(timeline: Timeline, hearings: Mapping[str, Hearing]) -> Timeline:
    """Return the timeline with other beats under its songs; `hearings` are by content key."""
    laid = tuple(_heard_anew(one, hearings.get(one.song.content_key)) for one in timeline.laid)
    return timeline if laid == timeline.laid else replace(timeline, laid=laid)


def _heard_anew(laid: Laid, hearing: Hearing | None) -> Laid:
    if hearing is None or not laid.song.content_key:
        return laid
    bpm, beats_s, downbeats_s = hearing.bpm, hearing.beats_s, hearing.downbeats_s
    song = replace(laid.song, bpm=bpm, beats_s=beats_s, downbeats_s=downbeats_s)
    if song == laid.song:
        return laid
    cue = replace(laid.cue, bpm=bpm, downbeats_s=downbeats_s)
    return replace(laid, song=song, cue=cue)
