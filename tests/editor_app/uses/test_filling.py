"""Filling a film from a library of the demo's music: the song it was made from is found."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from catalog.errors import SearchError
from catalog.tracks import Track
from editor_app.project import edits
from editor_app.project.timeline import Timeline
from editor_app.questions import seen_of, shots_of
from editor_app.score.fill_values import FillPlan
from editor_app.score.passages import Heard, energy_per_second
from editor_app.score.pins import FillError, Pin
from editor_app.session import Scoring, Session, Suggestion, Wish
from editor_app.uses.filling import FilmFillings, film_fillings, heard_for, laid
from inference.progress import finish
from inference.values import Embedding, MediaInfo, Shot, Span, VideoAnalysis, VideoBase
from tests.editor_app.project.validity import assert_valid

SEGMENT_S = 6.0
RNG = np.random.default_rng(11)


def stretches_of(demo_session: Session, count: int) -> list[tuple[Track, int]]:
    """Songs long enough to be cut from, unlike each other, and where in them to begin."""
    songs = [one for one in demo_session.library.tracks() if one.duration_s >= 36]
    return [(song, 1 + i % 2) for i, song in enumerate(songs[:: len(songs) // count][:count])]


def film_of(demo_session: Session, made_from: list[tuple[Track, int]]) -> VideoAnalysis:
    """A film whose scenes look as the songs, from those segments on, sound: 18 s of each.

    It moves as the songs do, too.
    """
    rows, moving = [], []
    for song, first in made_from:
        heard = demo_session.library.embedding(song.id, demo_session.pack.pack_id)
        assert heard is not None
        rows.append(heard.segments[first : first + 3])
        timing = demo_session.library.timing(song.id)
        assert timing is not None
        curve = energy_per_second(Heard(song.duration_s, SEGMENT_S, heard.segments, timing.energy))
        moving.append(curve[int(first * SEGMENT_S) :][:18])
    segments = np.concatenate(rows)
    noise = RNG.standard_normal(segments.shape) * 0.02
    segments = (segments + noise) / np.linalg.norm(segments + noise, axis=1, keepdims=True)
    count, length_s = len(segments), len(segments) * SEGMENT_S
    scenes = tuple(Span(18.0 * i, 18.0 * (i + 1)) for i in range(len(made_from)))
    base = VideoBase(
        content_key="made",
        duration_s=length_s,
        segments=tuple(Span(SEGMENT_S * i, SEGMENT_S * (i + 1)) for i in range(count)),
        base=np.zeros((count, 1), np.float32),
        class_probabilities=np.zeros((count, 1000), np.float32),
        motion=np.concatenate(moving).astype(np.float32),
        shots=tuple(Shot(scene, 0.02 * (scene.start_s > 0)) for scene in scenes),
        scenes=scenes,
        speech=(),
        loudness_lufs=None,
    )
    embedding = Embedding(
        segments.astype(np.float32),
        (segments.mean(axis=0) / np.linalg.norm(segments.mean(axis=0))).astype(np.float32),
        np.zeros((count, len(demo_session.pack.emotions)), np.float32),
        np.full(count, 1 / count, np.float32),
    )
    info = MediaInfo(Path("made.mp4"), "mp4", length_s, 1, None, ())
    return VideoAnalysis(info, base, embedding, demo_session.pack.pack_id)


def whole(demo_session: Session, made: FilmFillings, change: float) -> FillPlan:
    return made.begun(demo_session, made.plan(change))


def titles(plan: FillPlan) -> list[str | None]:
    return [one.song and one.song.title for one in plan.stretches]


def test_the_songs_a_film_was_made_from_are_found_with_their_moments(demo_session: Session) -> None:
    made_from = stretches_of(demo_session, 5)
    film = film_of(demo_session, made_from)
    plan = whole(demo_session, finish(film_fillings(demo_session, film, Wish())), 1.0)
    assert titles(plan) == [song.title for song, _ in made_from]
    for one, (_, first) in zip(plan.stretches, made_from, strict=True):
        assert one.song is not None
        assert abs(one.song.moment_s - first * SEGMENT_S) <= 2
        assert len(one.song.downbeats_s) > 4 or one.song.bpm is None
        assert {"fit", "similarity"} <= {reason.about for reason in one.reasons}


def test_a_song_that_two_scenes_in_a_row_are_made_from_plays_on(demo_session: Session) -> None:
    (one, _), (two, _) = stretches_of(demo_session, 2)[:2]
    film = film_of(demo_session, [(one, 0), (one, 3), (two, 1)])
    plan = whole(demo_session, finish(film_fillings(demo_session, film, Wish())), 1.0)
    assert titles(plan) == [one.title, two.title]
    assert plan.stretches[0].span == Span(0.0, 36.0)
    first = plan.stretches[0].song
    assert first is not None
    assert first.moment_s <= 2


def test_one_position_leads_to_another_without_going_back(demo_session: Session) -> None:
    film = film_of(demo_session, stretches_of(demo_session, 6))
    made = finish(film_fillings(demo_session, film, Wish()))
    changes = [made.plan(position).changes for position in np.linspace(0, 1, 11)]
    assert changes == sorted(changes)
    assert changes[0] == 0
    assert changes[-1] == 5
    assert set(changes) == set(range(6))


def test_a_plan_is_laid_in_one_step_around_what_is_pinned(demo_session: Session) -> None:
    made_from = stretches_of(demo_session, 4)
    film = film_of(demo_session, made_from)
    own = demo_session.song(Suggestion(made_from[0][0], 0.0, 3.0, ()))
    pin = Pin(Span(20.0, 30.0), own, 3.0, laid=True)
    before = Timeline(duration_s=film.base.duration_s)
    plan = whole(demo_session, finish(film_fillings(demo_session, film, Wish(), [pin])), 1.0)
    before, kept = edits.add(before, _cue(own, pin), own, lane=1)
    there = before.find(kept)
    assert there is not None
    before = edits.replace_laid(before, replace(there, pinned=True))
    after, ids = laid(before, plan, shots=shots_of(film), level_lufs=-16.0)
    assert after.find(kept) == before.find(kept)
    assert kept not in ids
    assert_valid(after)
    covered = sorted((one.cue.start_s, one.cue.end_s) for one in after.laid)
    assert all(right[0] <= left[1] + 0.02 for left, right in pairwise(covered))
    assert max(end_s for _, end_s in covered) >= film.base.duration_s - 0.02


def _cue(song: object, pin: Pin) -> object:
    from tests.editor_app.project.songs import a_cue  # noqa: PLC0415

    return a_cue(song, pin.span.start_s, pin.span.duration_s, 3.0)  # type: ignore[arg-type]


def test_pins_that_contradict_are_refused_before_anything_is_searched(
    demo_session: Session,
) -> None:
    (one, _), (two, _) = stretches_of(demo_session, 2)[:2]
    film = film_of(demo_session, [(one, 1)])
    songs = [demo_session.song(Suggestion(track, 0.0, 0.0, ())) for track in (one, two)]
    pins = [Pin(Span(0.0, 10.0), song) for song in songs]
    with pytest.raises(FillError, match="contradict"):
        finish(film_fillings(demo_session, film, Wish(), pins))


def test_suggestions_carry_their_moments(demo_session: Session) -> None:
    song, first = stretches_of(demo_session, 2)[0]
    film = film_of(demo_session, [(song, first)])
    best = demo_session.suggest_for(film, Span(0.0, 18.0), Wish(count=3)).suggestions[0]
    assert best.track.id == song.id
    assert best.moment_s == best.moments[0].moment_s
    assert abs(best.moment_s - first * SEGMENT_S) <= 2
    assert len(seen_of(film, Span(5.0, 12.0)).energy) == 7
    assert demo_session.moments(film, Span(0.0, 18.0), song, Wish()) == best.moments


@pytest.mark.parametrize("weight", [1.0, -1.0])
def test_sliders_choose_the_moment_as_they_choose_the_song(
    demo_session: Session, weight: float
) -> None:
    """A song begins where it is most what was asked for; in a list, by name and in a fill alike."""
    film = film_of(demo_session, stretches_of(demo_session, 1))
    pack, short = demo_session.pack, Span(0.0, SEGMENT_S)
    wish = Wish(count=14, attributes={"drums": weight})
    gained = []
    for one in demo_session.suggest_for(film, short, wish).suggestions:
        assert one.moments == demo_session.moments(film, short, one.track, wish)
        plain = demo_session.moments(film, short, one.track, Wish())[0]
        heard = demo_session.library.embedding(one.track.id, pack.pack_id)
        assert heard is not None
        drummed = weight * heard.segments @ pack.attributes["drums"]
        before, after = (round(at.moment_s / SEGMENT_S) for at in (plain, one.moments[0]))
        gained.append(float(drummed[after] - drummed[before]))
    assert min(gained) >= 0
    assert np.mean(gained) > 0.01
    plan = whole(demo_session, finish(film_fillings(demo_session, film, wish)), 0.0)
    song = plan.stretches[0].song
    assert song is not None
    track = demo_session.library.at(song.path)
    assert track is not None
    assert song.moment_s == demo_session.moments(film, Span(0.0, 18.0), track, wish)[0].moment_s


def test_an_unknown_slider_is_refused_for_moments_too(demo_session: Session) -> None:
    song, first = stretches_of(demo_session, 1)[0]
    film = film_of(demo_session, [(song, first)])
    with pytest.raises(SearchError, match="knows no attribute"):
        demo_session.moments(film, Span(0.0, 18.0), song, Wish(attributes={"gitar": 1.0}))


def test_songs_too_short_for_their_stretch_are_heard_and_one_that_is_gone_left_out(
    demo_session: Session, tmp_path: Path
) -> None:
    film = film_of(demo_session, stretches_of(demo_session, 5))
    plan = whole(demo_session, finish(film_fillings(demo_session, film, Wish())), 0.0)
    (stretch,) = plan.stretches
    assert stretch.song is not None
    assert stretch.song.duration_s < stretch.span.duration_s == 90
    structures = finish(heard_for(demo_session, plan))
    assert set(structures) == {stretch.song.path}
    plain, _ = laid(Timeline(90.0), plan, shots=(), level_lufs=-16.0)
    after, _ = laid(Timeline(90.0), plan, shots=(), level_lufs=-16.0, structures=structures)
    assert_valid(after)
    assert after.laid[0].cue.source_in_s == plain.laid[0].cue.source_in_s
    assert after.laid[-1].cue.end_s == pytest.approx(90.0, abs=1e-3)
    gone = replace(stretch, song=replace(stretch.song, path=tmp_path / "gone.ogg"))
    assert finish(heard_for(demo_session, replace(plan, stretches=(gone,)))) == {}


def test_what_is_placed_without_a_timeline_is_repeated_as_well(demo_session: Session) -> None:
    (track, _), *_ = stretches_of(demo_session, 3)
    film = film_of(demo_session, stretches_of(demo_session, 5))
    span = Span(0.0, film.base.duration_s)
    chosen = [(span, Suggestion(track, 0.0, 0.0, ()))]
    placed = finish(demo_session.place(film, chosen, Scoring()))
    assert len(placed.cues) > 1
    assert placed.cues[0].start_s == 0
    assert placed.cues[-1].end_s == pytest.approx(span.end_s, abs=1e-3)
    assert all(a.end_s > b.start_s for a, b in pairwise(placed.cues))
    (told,) = placed.snaps
    # Cuts under the repeats of a song meet its beats as those under its first pass do.
    late = [one for one in told.meetings if one.cut_s > placed.cues[0].end_s]
    assert late
    assert all(one.off_s is not None for one in late)
