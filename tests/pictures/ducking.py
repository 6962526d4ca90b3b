"""`python -m tests.pictures.ducking FOLDER`: music before and after it makes room for speech.

The music is a song of the demo; what stands for a voice is made up, its words are where they are
by construction.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from editor_app.project.cue import Cue
from editor_app.score.duck import PRESETS, Duck
from editor_app.score.mix import RATE_HZ, Mix, Original, mix_blocks
from editor_app.score.room import Room, depth_for, hear_sides, room_of
from inference.progress import finish
from inference.values import Floats, Span
from resources import DEMO
from tests.pictures.svg import PALE, Sheet

SECONDS = 30.0
WORDS = (Span(3.0, 5.2), Span(5.8, 8.5), Span(13.5, 15.0), Span(21.0, 23.0), Span(24.4, 26.2))
SONG = "Shawn Parrotte - Laboratory.ogg"


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        mix = _mix(Path(made))
        pictures = {"ducking": before_and_after(mix), "ducking-ways": every_way(mix)}
    for name, picture in pictures.items():
        (folder / f"{name}.svg").write_text(picture, encoding="utf-8")


def before_and_after(mix: Mix) -> str:
    """Film, music as it was, music as it is heard."""
    ducked, room = _deep_enough(mix)
    assert ducked.duck is not None
    sheet = Sheet(mix.span, "Music makes room for speech")
    loudest = float(np.abs(_music(replace(mix, duck=None))).max())
    own = sheet.row("the film's own\nsound; words\nare marked")
    own.spans(WORDS)
    voice = _sound(replace(mix, cues=()))
    own.wave(voice, RATE_HZ, colour=PALE, full=float(np.abs(voice).max()))
    before = sheet.row(f"music before:\nspeech {room.before_db:+.1f} dB\nabove it")
    before.spans(WORDS)
    before.wave(_music(replace(mix, duck=None)), RATE_HZ, full=loudest)
    after = sheet.row(f"music after:\nspeech {room.after_db:+.1f} dB\nabove it")
    after.spans(WORDS)
    after.wave(_music(ducked), RATE_HZ, full=loudest)
    gain = sheet.row(f"gain, 0 to\n−{ducked.duck.depth_db:.0f} dB", 40)
    gain.spans(WORDS)
    gain.line(_curve(ducked), low=-ducked.duck.depth_db, high=0.0)
    return sheet.document()


def every_way(mix: Mix) -> str:
    """The same words under each preset."""
    sheet = Sheet(mix.span, "Five ways to make room, at their usual depths")
    loudest = float(np.abs(_music(replace(mix, duck=None))).max())
    for name, duck in PRESETS.items():
        row = sheet.row(f"{name}:\n−{duck.depth_db:g} dB", 54)
        way = replace(mix, duck=duck)
        row.spans(WORDS)
        row.wave(_music(way), RATE_HZ, full=loudest)
        row.line(_curve(way), low=-16.0, high=0.0)
    return sheet.document()


def _mix(folder: Path) -> Mix:
    path = folder / "voice.wav"
    soundfile.write(path, voice(), RATE_HZ, subtype="FLOAT")
    song = DEMO / "music" / SONG
    cue = Cue(song, "", "", 0.0, SECONDS, source_in_s=5.0, gain_db=-8.0, fade_in_s=0.3)
    return Mix(Span(0.0, SECONDS), (cue,), Original(path), WORDS, Duck())


def voice() -> Floats:
    """A buzz that rises, falls and stops like syllables, where the words are."""
    time_s = np.arange(round(SECONDS * RATE_HZ)) / RATE_HZ
    pitch_hz = 130 + 30 * np.sin(2 * np.pi * 0.7 * time_s) + 12 * np.sin(2 * np.pi * 2.3 * time_s)
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    buzz = np.sum([np.sin(n * phase) / n for n in range(1, 25)], axis=0)
    syllables = np.clip(np.sin(2 * np.pi * 3.7 * time_s) + 0.6, 0, 1)
    spoken = np.zeros(len(time_s))
    for span in WORDS:
        spoken[round(span.start_s * RATE_HZ) : round(span.end_s * RATE_HZ)] = 1
    room = 0.002 * np.random.default_rng(2).standard_normal(len(time_s))
    sound = 0.15 * buzz * syllables * spoken + room
    return np.stack([sound, sound], axis=1).astype(np.float32)


def _deep_enough(mix: Mix) -> tuple[Mix, Room]:
    assert mix.duck is not None
    sides = finish(hear_sides(mix))
    deep = replace(mix, duck=replace(mix.duck, depth_db=depth_for(sides, mix)))
    return deep, room_of(sides, deep)


def _sound(mix: Mix) -> Floats:
    whole: Floats = np.concatenate(list(mix_blocks(mix))).mean(axis=1)
    return whole


def _music(mix: Mix) -> Floats:
    return _sound(replace(mix, original=None))


def _curve(mix: Mix) -> list[tuple[float, float]]:
    curve = mix.room
    assert curve is not None
    inside = (curve.times_s > mix.span.start_s) & (curve.times_s < mix.span.end_s)
    points = list(zip(curve.times_s[inside].tolist(), curve.gain_db[inside].tolist(), strict=True))
    ends = (mix.span.start_s, mix.span.end_s)
    first, last = (float(np.interp(at, curve.times_s, curve.gain_db)) for at in ends)
    return [(ends[0], first), *points, (ends[1], last)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
