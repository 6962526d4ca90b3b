from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from editor_app.interchange.cut import Cut
from editor_app.interchange.music import SILENT_DB, levels_of, music_of, notes_on, stem_piece
from editor_app.project.cue import Cue
from editor_app.score.duck import Duck
from editor_app.score.mix import Mix
from inference.values import Span

SONG = Path("/music/song.ogg")
RATES = st.sampled_from([Fraction(25), Fraction(30000, 1001), Fraction(24)])


@given(
    RATES,
    st.floats(0, 30),
    st.floats(0.1, 20),
    st.floats(0, 60),
    st.floats(0.97, 1.03),
)
def test_a_song_stays_in_step_to_within_half_a_frame(
    rate: Fraction, start_s: float, length_s: float, source_in_s: float, speed: float
) -> None:
    cue = Cue(SONG, "", "", start_s, length_s, source_in_s, speed=speed)
    music = music_of(Mix(Span(0.0, 60.0), (cue,)), rate)
    sound = music.clips[0].sound
    for time in (sound.start_s, sound.end_s, sound.source_in_s):
        assert (time * rate).denominator == 1
    half_s = 0.5 / float(rate)
    assert abs(float(sound.start_s) - start_s) <= half_s + 1e-9
    assert abs(float(sound.end_s) - cue.end_s) <= 2 * half_s + 1e-9
    if source_in_s > 1:
        # What of the song falls on the clip's start.
        wanted_s = cue.source_at_s(float(sound.start_s))
        assert abs(float(sound.source_in_s) - wanted_s) <= half_s + 1e-3


def test_cues_that_overlap_lie_on_tracks_of_their_own() -> None:
    cues = [Cue(SONG, "", "", start_s, 10.0) for start_s in (0.0, 9.0, 18.0)]
    music = music_of(Mix(Span(0.0, 60.0), tuple(cues)), Fraction(25))
    assert [clip.lane for clip in music.clips] == ["Cuesmith 1", "Cuesmith 2", "Cuesmith 1"]
    assert music.lanes == ("Cuesmith 1", "Cuesmith 2")


def test_times_count_from_what_is_kept_and_the_rest_is_cut_off() -> None:
    cue = Cue(SONG, "", "", 0.0, 30.0, 5.0, fade_in_s=4.0, gain_points=((0.0, 0.0), (20.0, -20.0)))
    clip = music_of(Mix(Span(10.0, 20.0), (cue,)), Fraction(25)).clips[0]
    sound = clip.sound
    assert (sound.start_s, sound.end_s, sound.source_in_s) == (0, 10, 15)
    assert sound.fade_in_s == 0
    assert clip.levels[0] == (0, -10.0)
    assert clip.levels[-1] == (10, -20.0)


def test_ducking_and_fades_are_one_line_of_points() -> None:
    cue = Cue(SONG, "", "", 10.0, 20.0, gain_db=-3.0, fade_out_s=2.0)
    mix = Mix(Span(0.0, 40.0), (cue,), speech=(Span(15.0, 18.0),), duck=Duck(depth_db=12.0))
    clip = music_of(mix, Fraction(25)).clips[0]
    assert min(value for _, value in clip.levels) == -12.0
    line = dict(levels_of(clip))
    assert line[Fraction(0)] == -3.0
    assert line[Fraction(20)] == SILENT_DB
    assert [value for time, value in line.items() if 4.9 < time < 8.5] == [-15.0, -15.0]


def test_nothing_moves_where_nothing_is_ducked_or_faded() -> None:
    clip = music_of(Mix(Span(0.0, 40.0), (Cue(SONG, "", "", 1.0, 2.0),)), Fraction(25)).clips[0]
    assert levels_of(clip) == ()


def test_bars_are_marked_where_they_are_heard_and_losses_are_told() -> None:
    cue = Cue(SONG, "", "", 10.01, 4.0, 1.0, downbeats_s=(0.5, 2.0, 4.0, 6.0))
    music = music_of(Mix(Span(0.0, 40.0), (cue,)), Fraction(25), stem=Path("/m/stem.wav"))
    assert music.clips[0].bars_s == (Fraction(11), Fraction(13))
    assert notes_on(music, beats=False, stem=False) == [
        "Cues lie on whole frames: moved by up to 10 ms.",
        "Beat markers are not carried.",
        "The mixed music lies beside it as stem.wav.",
    ]
    assert stem_piece(music, Cut("", Fraction(25))).source.name == "stem.wav"
