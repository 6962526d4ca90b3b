"""Music and speech are told by role, track and file, in this order."""

from __future__ import annotations

import pytest

from editor_app.interchange.kinds import kind_of


@pytest.mark.parametrize(
    ("role", "track", "file", "kind"),
    [
        ("music.music-1", "Dialogue", "voice.wav", "music"),
        ("dialogue", "", "song.mp3", "dialogue"),
        ("", "Music bed", "x.wav", "music"),
        ("", "MX 1", "x.wav", "music"),
        ("", "VO", "song.mp3", "dialogue"),
        ("", "Musik", "a.wav", "music"),
        ("", "RoomTone", "a.wav", "unknown"),
        ("", "SFX", "a.mp3", "effects"),
        ("", "A1", "interview_03.wav", "dialogue"),
        ("", "A1", "Happy Song.flac", "music"),
        ("", "A2", "04 - Morning.mp3", "music"),
        ("", "A1", "C0001.MP4", "unknown"),
        ("", "A1", "rec.wav", "unknown"),
        ("", "", "", "unknown"),
    ],
)
def test_what_a_sound_is(role: str, track: str, file: str, kind: str) -> None:
    assert kind_of(role=role, track=track, file=file) == kind
