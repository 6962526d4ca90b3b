"""Songs too short for their stretch: repeated where they resemble themselves."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from editor_app.project.cue import Cue
from editor_app.project.timeline import Timeline
from editor_app.score.arrange import Planned, chain, met
from editor_app.score.fill_laying import fill
from editor_app.score.moment import Song
from editor_app.score.plan import plan_whole
from editor_app.score.repeats import repeated
from inference.features.structure import Structure
from inference.values import Shot, Span
from tests.editor_app.project.songs import a_song
from tests.editor_app.project.validity import assert_valid
from tests.editor_app.score.made_songs import BAR_S, beats, song_sound, structure_at, written_song

FORM = "AABACDCB"
SHOTS = (Shot(Span(0, 13.3), 0.0), Shot(Span(13.3, 100), 0.9))


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> tuple[Song, Structure]:
    path = written_song(tmp_path_factory.mktemp("repeats"), song_sound(FORM))
    times, bars = (tuple(one.tolist()) for one in beats(FORM))
    song = Song(path, len(song_sound(FORM)) / 48_000, beats_s=times, downbeats_s=bars)
    return song, structure_at(path, FORM)


def cues_of(planned: list[Planned]) -> list[Cue]:
    return [cue for cue, _, _ in planned]


def joins(cues: list[Cue]) -> list[tuple[float, float]]:
    """Where the song is left, and gone on with, in the middle of each crossfade."""
    found = []
    for left, right in pairwise(cues):
        half_s = (left.end_s - right.start_s) / 2 * left.speed
        found.append((left.source_out_s - half_s, right.source_in_s + half_s))
    return found


@pytest.mark.parametrize(("moment_s", "speed"), [(0.0, 1.0), (3.3, 1.0), (2.7, 1.02)])
def test_the_stretch_is_covered_from_the_same_place_of_the_song(
    heard: tuple[Song, Structure], moment_s: float, speed: float
) -> None:
    song, structure = heard
    stretch = Span(5.0, 45.0)
    plain = plan_whole(stretch, replace(song, moment_s=moment_s), shots=SHOTS, exact=True)
    first = replace(plain[0], source_in_s=moment_s, speed=speed)
    cues = cues_of(found := repeated((first, *plain[1:]), song, structure, melts=True))
    assert len(cues) > 1
    assert (cues[0].start_s, cues[0].source_in_s) == (5.0, pytest.approx(moment_s, abs=1e-9))
    assert cues[-1].end_s == pytest.approx(45.0, abs=1e-4)
    assert {cue.speed for cue in cues} == {speed}
    assert cues[-1].fade_out_s == plain[-1].fade_out_s
    assert [seam is None for _, _, seam in found] == [True, *(False for _ in cues[1:])]
    for cue in cues:
        assert 0 <= cue.source_in_s < cue.source_out_s <= song.duration_s + 1e-6


def test_it_is_left_and_gone_on_with_at_bars_that_follow_the_same_bar(
    heard: tuple[Song, Structure],
) -> None:
    song, structure = heard
    plain = plan_whole(Span(0.0, 45.0), song, exact=True)
    for out_s, in_s in joins(cues_of(repeated(plain, song, structure, melts=True))):
        assert (out_s - in_s) / BAR_S == pytest.approx(round((out_s - in_s) / BAR_S), abs=0.02)
        left, right = (FORM[round(at / BAR_S) % len(FORM)] for at in (out_s, in_s))
        before = (FORM[round(at / BAR_S) - 1] for at in (out_s, in_s) if at > 1)
        assert left == right or len(set(before)) == 1


def test_the_last_one_ends_as_the_song_ends(heard: tuple[Song, Structure]) -> None:
    song, structure = heard
    plain = plan_whole(Span(0.0, 35.0), song, exact=True)
    last = cues_of(repeated(plain, song, structure, melts=False))[-1]
    assert last.fade_out_s < 0.5 < plain[-1].fade_out_s
    assert last.source_out_s > len(FORM) * BAR_S  # in the last chord, which dies away


def test_what_cannot_be_fitted_is_repeated_as_planned(heard: tuple[Song, Structure]) -> None:
    song, structure = heard
    for stretch in (Span(0.0, 15.0), Span(0.0, 700.0)):
        plain = plan_whole(stretch, song, exact=True)
        found = repeated(plain, song, structure, melts=False)
        assert found == [(cue, song, None) for cue in plain]


def test_a_filled_cut_has_its_seams_and_melts_into_the_next(heard: tuple[Song, Structure]) -> None:
    song, structure = heard
    other = a_song("b", duration_s=90)
    choices = [(Span(0, 40), song), (Span(40, 60), replace(other, moment_s=20.0))]
    empty = Timeline(60.0)
    plain, _ = fill(empty, choices, shots=SHOTS)
    filled, ids = fill(empty, choices, shots=SHOTS, structures={song.path: structure})
    assert_valid(filled)
    assert ids == tuple(one.id for one in filled.laid)
    passes = chain(filled, ids[0])
    assert [one.seam is None for one in passes] == [True, *(False for _ in passes[1:])]
    assert passes[0].cue.source_in_s == plain.laid[0].cue.source_in_s
    assert passes[-1].cue.end_s == pytest.approx(plain.laid[-2].cue.end_s, abs=1e-4)
    (strongest,) = met(filled, ids[0], shots=SHOTS)
    assert (strongest.cut_s, strongest.kind) == (13.3, "downbeat")
    melted = filled.laid[-1]
    assert melted.song.path == other.path
    assert melted.cue.fade_in_s == pytest.approx(passes[-1].cue.end_s - melted.cue.start_s)
    covered = np.array([[one.cue.start_s, one.cue.end_s] for one in filled.laid])
    assert (covered[1:, 0] <= covered[:-1, 1]).all()
