"""Our music, as it goes into a timeline of another editor.

    music_of(mix, frame_rate, stem=...) -> Music     what sounds, on whole frames of that timeline
    levels_of(clip) -> points                        ducking and automation with the fades in them

Cues that overlap lie on tracks of their own, each with its fade, so that a crossfade needs nothing
that an editor would have to know. Begin and end lie on whole frames; the song is moved by the same
few milliseconds, so that the beats stay where they were to within half a frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from editor_app.interchange.cut import ZERO, Cut, Marker, MediaRef, SoundPiece
from editor_app.interchange.ours import STEM_TRACK, TRACK, marker_name
from editor_app.project.cue import Cue, level_db
from editor_app.score.mix import Mix

SILENT_DB = -60.0
"""What editors take for silence at the end of a fade."""

_FADE_STEPS = (0.0, 0.05, 0.12, 0.25, 0.45, 0.7, 1.0)
_MOST_BARS = 4000

Points = tuple[tuple[Fraction, float], ...]
"""(seconds after the start of the clip, dB), rising in time; straight lines between."""


@dataclass(frozen=True, slots=True)
class MusicClip:
    """A cue as an editor is given it.

    `sound.gain_db` is its level; `levels` are added to it, for ducking and automation, empty where
    it stays. `bars_s` are the downbeats that are heard, in seconds of the cut.
    """

    sound: SoundPiece
    levels: Points = ()
    bars_s: tuple[Fraction, ...] = ()

    @property
    def lane(self) -> str:
        return self.sound.track


@dataclass(frozen=True, slots=True)
class Music:
    """All our music; `stem` is the finished music in one file, as long as the cut, or None.

    `markers` stand where cues begin. `moved_s` is the furthest that a song was moved to lie on
    whole frames.
    """

    clips: tuple[MusicClip, ...] = ()
    stem: MediaRef | None = None
    markers: tuple[Marker, ...] = ()
    moved_s: float = 0.0

    @property
    def lanes(self) -> tuple[str, ...]:
        """Names of the tracks it needs, in order."""
        return tuple(dict.fromkeys(sorted(clip.lane for clip in self.clips)))

    def on_lane(self, lane: str) -> tuple[MusicClip, ...]:
        return tuple(clip for clip in self.clips if clip.lane == lane)


NO_MUSIC = Music()


def music_of(
    mix: Mix,
    frame_rate: Fraction,
    *,
    stem: Path | None = None,
    lengths_s: dict[Path, float] | None = None,
) -> Music:
    """Return what sounds of a mix as clips on whole frames; times count from the mix's start.

    `lengths_s` are those of the songs, by path, where they are known; `stem` the music already
    mixed, as long as the mix.
    """
    cues = sorted(mix.cues, key=lambda cue: cue.start_s)
    shifted = [clipped for cue in cues if (clipped := _in_span(cue, mix)) is not None]
    ducked = _duck_points(mix)
    songs = {cue.track_path: _song(cue.track_path, lengths_s or {}) for cue in shifted}
    clips = []
    for cue, lane in zip(shifted, _lanes(shifted), strict=True):
        clips.append(_clip(cue, songs[cue.track_path], lane=lane, rate=frame_rate, duck=ducked))
    sounds = [clip.sound for clip in clips]
    return Music(
        tuple(clips),
        _stem(stem, mix) if stem else None,
        tuple(Marker(one.start_s, marker_name(one.name), "music begins") for one in sounds),
        max((_moved_s(*pair) for pair in zip(shifted, sounds, strict=True)), default=0.0),
    )


def whole_frames(time_s: Fraction | float, rate: Fraction) -> Fraction:
    """Return a time moved to the nearest frame."""
    return round(Fraction(time_s) * rate) / rate


def levels_of(clip: MusicClip, *, with_gain: bool = True) -> Points:
    """Return level and fades of a clip as one line of points; empty where nothing moves."""
    sound = clip.sound
    gain_db = sound.gain_db if with_gain else 0.0
    if not clip.levels and not sound.fade_in_s and not sound.fade_out_s:
        return ()
    times = {time for time, _ in clip.levels if 0 <= time <= sound.duration_s}
    times |= {ZERO, sound.duration_s}
    times |= {sound.fade_in_s * Fraction(step) for step in _FADE_STEPS}
    times |= {sound.duration_s - sound.fade_out_s * Fraction(step) for step in _FADE_STEPS}
    points = [(float(time), value) for time, value in clip.levels]
    return tuple(
        (
            time,
            max(SILENT_DB, gain_db + level_db(tuple(points), float(time)) + _fade_db(sound, time)),
        )
        for time in sorted(times)
        if 0 <= time <= sound.duration_s
    )


def fade_points(fade_s: Fraction, *, rising: bool) -> Points:
    """Return a fade alone, with the shape of a quarter sine, as points in decibels."""
    steps = _FADE_STEPS if rising else _FADE_STEPS[::-1]
    return tuple(
        (fade_s * Fraction(step if rising else 1 - step), _sine_db(step)) for step in steps
    )


def stem_piece(music: Music, cut: Cut) -> SoundPiece | None:
    """Return the mixed music as a sound of the cut."""
    if music.stem is None:
        return None
    length_s = min(cut.duration_s, music.stem.duration_s or cut.duration_s)
    return SoundPiece(
        ZERO, length_s, music.stem, kind="music", track=STEM_TRACK, name=music.stem.name
    )


def notes_on(music: Music, *, beats: bool, levels: bool = True, stem: bool = True) -> list[str]:
    """Say what every target loses that cannot carry these."""
    notes = []
    if music.moved_s > 0.0005:
        moved_ms = music.moved_s * 1000
        notes.append(f"Cues lie on whole frames: moved by up to {moved_ms:.0f} ms.")
    if not beats and any(clip.bars_s for clip in music.clips):
        notes.append("Beat markers are not carried.")
    if not levels and any(clip.levels for clip in music.clips):
        notes.append("Ducking and level changes are only in the mixed music file.")
    if not stem and music.stem is not None:
        notes.append(f"The mixed music lies beside it as {music.stem.name}.")
    return notes


def _in_span(cue: Cue, mix: Mix) -> Cue | None:
    """Return a cue in times of the mix, without what is heard before it begins or after it ends."""
    start_s, end_s = cue.start_s - mix.span.start_s, cue.end_s - mix.span.start_s
    late_s, early_s = max(0.0, -start_s), max(0.0, end_s - mix.span.duration_s)
    length_s = cue.duration_s - late_s - early_s
    if length_s <= 0:
        return None
    return replace(
        cue,
        start_s=max(0.0, start_s),
        duration_s=length_s,
        source_in_s=cue.source_in_s + late_s * cue.speed,
        fade_in_s=max(0.0, cue.fade_in_s - late_s),
        fade_out_s=max(0.0, cue.fade_out_s - early_s),
        gain_points=_later(cue.gain_points, late_s),
    )


def _later(points: tuple[tuple[float, float], ...], by_s: float) -> tuple[tuple[float, float], ...]:
    if not points or not by_s:
        return points
    kept = tuple((time - by_s, value) for time, value in points if time > by_s)
    return ((0.0, level_db(points, by_s)), *kept)


def _duck_points(mix: Mix) -> tuple[tuple[float, float], ...]:
    """Return how the music makes room, in times of the mix."""
    curve = mix.room
    if curve is None or not (mix.speech or mix.own_music):
        return ()
    times_s = (curve.times_s - mix.span.start_s).tolist()
    return tuple(zip(times_s, curve.gain_db.tolist(), strict=True))


def _song(path: Path, lengths_s: dict[Path, float]) -> MediaRef:
    length_s = lengths_s.get(path)
    return MediaRef(
        path.name,
        path.absolute(),
        duration_s=None if length_s is None else Fraction(length_s).limit_denominator(48_000),
        has_picture=False,
    )


def _stem(path: Path, mix: Mix) -> MediaRef:
    length_s = Fraction(mix.samples, 48_000)
    return MediaRef(path.name, path.absolute(), duration_s=length_s, has_picture=False)


def _lanes(cues: Sequence[Cue]) -> list[str]:
    """Give each cue the first track that is free when it begins."""
    ends_s: list[float] = []
    lanes = []
    for cue in cues:
        free = next((n for n, end_s in enumerate(ends_s) if end_s <= cue.start_s), len(ends_s))
        ends_s[free : free + 1] = [cue.end_s]
        lanes.append(f"{TRACK} {free + 1}")
    return lanes


def _clip(
    cue: Cue,
    song: MediaRef,
    *,
    lane: str,
    rate: Fraction,
    duck: tuple[tuple[float, float], ...],
) -> MusicClip:
    start_s = whole_frames(cue.start_s, rate)
    end_s = max(whole_frames(cue.end_s, rate), start_s + 1 / rate)
    speed = Fraction(cue.speed).limit_denominator(10_000)
    moved_s = start_s - Fraction(cue.start_s)
    source_in_s = max(ZERO, whole_frames(Fraction(cue.source_in_s) + moved_s * speed, rate))
    length_s = end_s - start_s
    sound = SoundPiece(
        start_s,
        length_s,
        song,
        source_in_s,
        speed,
        cue.gain_db,
        min(length_s, whole_frames(cue.fade_in_s, rate)),
        min(length_s, whole_frames(cue.fade_out_s, rate)),
        "music",
        lane,
        cue.title or cue.track_path.stem,
    )
    return MusicClip(sound, _levels(cue, sound, duck, rate=rate), _bars(cue, rate))


def _levels(
    cue: Cue, sound: SoundPiece, duck: tuple[tuple[float, float], ...], *, rate: Fraction
) -> Points:
    """Join automation and ducking; nothing where both say nothing while the cue sounds."""
    start_s, end_s = float(sound.start_s), float(sound.end_s)
    own = {time for time, _ in cue.gain_points if time <= cue.duration_s}
    shared = {time - start_s for time, _ in duck if start_s < time < end_s}
    near = [0.0, *sorted(own | shared), end_s - start_s]
    values: dict[Fraction, float] = {}
    for time in near:
        values[whole_frames(time, rate)] = level_db(cue.gain_points, time) + level_db(
            duck, start_s + time
        )
    points = tuple(sorted((time, value) for time, value in values.items() if time >= 0))
    return points if any(abs(value) > 0.01 for _, value in points) else ()


def _bars(cue: Cue, rate: Fraction) -> tuple[Fraction, ...]:
    heard = (
        cue.timeline_at_s(time)
        for time in cue.downbeats_s
        if cue.source_in_s <= time < cue.source_out_s
    )
    return tuple(whole_frames(time, rate) for time in list(heard)[:_MOST_BARS])


def _moved_s(cue: Cue, sound: SoundPiece) -> float:
    """Return how far the song lies from where it was, in seconds of the cut."""
    begun_s = float(sound.start_s - sound.source_in_s / sound.speed)
    return abs(begun_s - (cue.start_s - cue.source_in_s / cue.speed))


def _fade_db(sound: SoundPiece, time: Fraction) -> float:
    left = sound.duration_s - time
    total = 0.0
    if sound.fade_in_s and time < sound.fade_in_s:
        total += _sine_db(float(time / sound.fade_in_s))
    if sound.fade_out_s and left < sound.fade_out_s:
        total += _sine_db(float(left / sound.fade_out_s))
    return total


def _sine_db(position: float) -> float:
    amplitude = math.sin(position * math.pi / 2)
    return max(SILENT_DB, 20 * math.log10(max(amplitude, 1e-6)))


def marks_of(music: Music, *, bars: bool) -> Iterable[Marker]:
    """Give the marks of all cues: where each begins and, if wanted, its bars."""
    yield from music.markers
    for clip in music.clips if bars else ():
        yield from (Marker(time, "Bar") for time in clip.bars_s)
