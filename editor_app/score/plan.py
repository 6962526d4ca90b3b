"""From songs to cues: one song over a stretch, repeated if it must be, or one for each scene."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from editor_app.project.cue import Cue
from editor_app.score.align import align
from editor_app.score.duck import Duck
from editor_app.score.moment import Song, covers, in_point
from inference.values import Shot, Span

MUSIC_ALONE_LUFS = -16.0
"""Level of the music where nobody speaks; the whole mix is levelled afterwards anyway."""

UNDER_SPEECH_LU = 6.0
"""How far below the original sound the music lies before it is ducked."""

MUCH_SPEECH = 0.15
"""Share of the film from which on its speech is what the film is about."""

CROSSFADE_S = 3.0
FADE_OUT_S = 2.0
_ATTACK_S = 0.05  # into a downbeat: short enough to keep its attack, long enough not to click
_FADE_IN_S = 0.3  # into the middle of a phrase
_ON_BEAT_S = 0.03
_MAX_GAIN_DB = 24.0


def music_level_lufs(
    original_lufs: float | None,
    speech: Sequence[Span],
    *,
    film_s: float,
    under_lu: float = UNDER_SPEECH_LU,
) -> float:
    """Level that every song is brought to, LUFS, in a film of `film_s` seconds.

    Where people talk for much of the film the music is a bed, `under_lu` below the original sound
    (whose integrated loudness is, by the gates of BS.1770, that of its speech). Without speech the
    music stands on its own; with a few words too, but no louder than ducking can make up for.
    """
    if original_lufs is None or not speech:
        return MUSIC_ALONE_LUFS
    if sum(span.duration_s for span in speech) < MUCH_SPEECH * film_s:
        return min(MUSIC_ALONE_LUFS, original_lufs + Duck().depth_db)
    return original_lufs - under_lu


def gain_to_level_db(song: Song, level_lufs: float) -> float:
    """Gain that brings a song to a level; 0 for one never measured, never more than 24 dB."""
    if song.loudness_lufs is None:
        return 0.0
    return max(-_MAX_GAIN_DB, min(_MAX_GAIN_DB, level_lufs - song.loudness_lufs))


def plan_whole(
    stretch: Span,
    song: Song,
    *,
    shots: Sequence[Shot] = (),
    level_lufs: float = MUSIC_ALONE_LUFS,
    crossfade_s: float = CROSSFADE_S,
    most_stretch: float = 0.0,
    exact: bool = False,
) -> tuple[Cue, ...]:
    """One song over a whole stretch, beginning where a downbeat meets the strongest cut.

    With `exact` it begins at its moment, whatever meets. With `most_stretch` (at most 0.03) the
    song may be played that much faster or slower, so that other strong cuts meet a beat too. A
    song that is too short is repeated: the last downbeat that leaves room for the crossfade is
    followed by its first, the two sounding together for `crossfade_s`. The last cue fades out at
    the end of the stretch.
    """
    start_s, speed = in_point(song, stretch.duration_s), 1.0
    if not exact:
        aligned = align(song, stretch, shots=shots, most_stretch=most_stretch)
        start_s, speed = aligned.source_in_s, aligned.speed
    cues = [_cue(song, stretch, start_s, speed=speed, level_lufs=level_lufs)]
    if not covers(song, stretch.duration_s):
        cues = _repeat(cues[0], song, end_s=stretch.end_s, crossfade_s=crossfade_s)
    return (*cues[:-1], _fade_out(cues[-1]))


def _cue(song: Song, stretch: Span, source_in_s: float, *, speed: float, level_lufs: float) -> Cue:
    duration_s = min(stretch.duration_s, (song.duration_s - source_in_s) / speed)
    return Cue(
        song.path,
        song.title,
        song.artist,
        stretch.start_s,
        duration_s,
        source_in_s,
        gain_db=gain_to_level_db(song, level_lufs),
        fade_in_s=min(_fade_in_s(song, source_in_s), duration_s / 4),
        bpm=song.bpm,
        downbeats_s=song.downbeats_s,
        speed=speed,
    )


def _fade_in_s(song: Song, source_in_s: float) -> float:
    if source_in_s == 0:
        return 0.0
    on_beat = any(abs(beat_s - source_in_s) <= _ON_BEAT_S for beat_s in song.downbeats_s)
    return _ATTACK_S if on_beat else _FADE_IN_S


def _fade_out(cue: Cue) -> Cue:
    longest_s = min(FADE_OUT_S, cue.duration_s / 4, cue.duration_s - cue.fade_in_s)
    return replace(cue, fade_out_s=max(0.0, longest_s))


def _repeat(first: Cue, song: Song, *, end_s: float, crossfade_s: float) -> list[Cue]:
    """Follow `first` by as many passes of the song as reach `end_s`."""
    crossfade_s = min(crossfade_s, song.duration_s / 4)
    seam_out_s, seam_in_s = _seam(song, crossfade_s)
    cues = [first]
    while cues[-1].end_s < end_s:
        last = cues[-1]
        # The first pass may have been moved to begin behind the seam of a very short song.
        leave_s = max(seam_out_s, last.source_in_s)
        overlap_s = min(crossfade_s, song.duration_s - leave_s)
        seam_s = last.start_s + leave_s - last.source_in_s
        if seam_s + overlap_s >= end_s or overlap_s <= 0:
            cues[-1] = replace(last, duration_s=min(last.duration_s, end_s - last.start_s))
            break
        cues[-1] = replace(last, duration_s=seam_s + overlap_s - last.start_s, fade_out_s=overlap_s)
        length_s = min(song.duration_s - seam_in_s, end_s - seam_s)
        cues.append(
            replace(
                first, start_s=seam_s, source_in_s=seam_in_s, duration_s=length_s,
                fade_in_s=overlap_s, fade_out_s=0.0,
            )
        )  # fmt: skip
    return cues


def _seam(song: Song, crossfade_s: float) -> tuple[float, float]:
    """Where a pass is left and where the next begins: two downbeats (beats, or the song's ends)."""
    latest_s = song.duration_s - crossfade_s
    for grid_s in (song.downbeats_s, song.beats_s):
        outs_s = [beat_s for beat_s in grid_s if beat_s <= latest_s]
        # At least half of the song has to lie between them, or it would stutter.
        if outs_s and outs_s[-1] - grid_s[0] >= song.duration_s / 2:
            return outs_s[-1], grid_s[0]
    return latest_s, 0.0


def plan_scenes(
    scenes: Sequence[Span],
    choices: Sequence[Song | None],
    *,
    shots: Sequence[Shot] = (),
    level_lufs: float = MUSIC_ALONE_LUFS,
    crossfade_s: float = FADE_OUT_S,
    most_stretch: float = 0.0,
    exact: Collection[int] = (),
) -> tuple[tuple[Cue, ...], ...]:
    """One song per scene, melting into the next around the scene's edge: the cues of each scene.

    None leaves a scene without music. Two neighbours sound together for up to `crossfade_s`, at
    most a quarter of the shorter scene, as far as the two songs have sound to give on that side of
    the edge. The songs of the scenes `exact`, by number, begin at their moments.
    """
    groups: list[tuple[Cue, ...]] = []
    for number, (scene, song) in enumerate(zip(scenes, choices, strict=True)):
        if song is None:
            groups.append(())
            continue
        cues = plan_whole(
            scene, song, shots=shots, level_lufs=level_lufs, most_stretch=most_stretch,
            exact=number in exact,
        )  # fmt: skip
        before = groups[-1] if groups else ()
        if before and abs(before[-1].end_s - scene.start_s) < _ON_BEAT_S:
            length_s = min(crossfade_s, scene.duration_s / 4, before[-1].duration_s / 4)
            left, right = _melt(before[-1], cues[0], choices, length_s=length_s)
            groups[-1] = (*before[:-1], left)
            cues = (right, *cues[1:])
        groups.append(cues)
    return tuple(groups)


def _melt(
    left: Cue, right: Cue, choices: Sequence[Song | None], *, length_s: float
) -> tuple[Cue, Cue]:
    """Let two neighbours overlap by up to `length_s` around the edge, with matching fades."""
    rest_s = (_duration_s(left, choices) - left.source_out_s) / left.speed
    before_s = right.source_in_s / right.speed
    lead_s = min(length_s / 2, before_s)
    tail_s = min(length_s - lead_s, rest_s)
    lead_s = min(length_s - tail_s, before_s)
    overlap_s = lead_s + tail_s
    if overlap_s < _ATTACK_S:
        return left, right
    left = replace(left, duration_s=left.duration_s + tail_s, fade_out_s=overlap_s)
    right = replace(
        right,
        start_s=right.start_s - lead_s,
        source_in_s=max(0.0, right.source_in_s - lead_s * right.speed),
        duration_s=right.duration_s + lead_s,
        fade_in_s=overlap_s,
    )
    return left, right


def _duration_s(cue: Cue, choices: Sequence[Song | None]) -> float:
    return max(song.duration_s for song in choices if song and song.path == cue.track_path)
