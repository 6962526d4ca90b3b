"""What the docstring of `worlds` promises, read out by ridge regressions alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from export_onnx.data.feelings import CLUSTERS, MUSIC_MOODS, VIDEO_EMOTIONS, cluster_tags
from export_onnx.data.pairs import PairSet, means
from export_onnx.data.worlds import World, make_world

SMALL = World(tracks=400, segments=8, steps=2)


def explained(x: np.ndarray, y: np.ndarray) -> float:
    """Share of the variance of y that a ridge on the first half finds in the second."""
    half = len(x) // 2
    mean, scale = x[:half].mean(0), x[:half].std(0) + 1e-6
    x = np.concatenate([(x - mean) / scale, np.ones((len(x), 1))], 1).astype(np.float64)
    gram = x[:half].T @ x[:half] + 30.0 * np.eye(x.shape[1])
    told = x[half:] @ np.linalg.solve(gram, x[:half].T @ y[:half])
    left = ((y[half:] - told) ** 2).sum()
    return float(1 - left / ((y[half:] - y[:half].mean(0)) ** 2).sum())


def sides(pairs: PairSet) -> tuple[np.ndarray, np.ndarray]:
    return means(pairs)


def test_a_world_is_the_same_again_and_grows_at_its_end():
    pairs, truth = make_world(replace(SMALL, tracks=12))
    again, _ = make_world(replace(SMALL, tracks=12))
    more, more_truth = make_world(replace(SMALL, tracks=20))
    for old, new, grown in zip(pairs.examples, again.examples, more.examples, strict=False):
        assert np.array_equal(old.picture, new.picture)
        assert np.array_equal(old.music, grown.music)
        assert old.tags == grown.tags
    assert np.array_equal(truth.feeling, more_truth.feeling[:12])
    other, _ = make_world(replace(SMALL, tracks=12, seed=1))
    assert not np.allclose(pairs.examples[0].picture, other.examples[0].picture)


def test_shapes_splits_and_facts():
    world = replace(SMALL, tracks=40, picture_dim=10, music_dim=7)
    pairs, truth = make_world(world)
    assert {e.picture.shape for e in pairs.examples} == {(8, 10)}
    assert {e.music.shape for e in pairs.examples} == {(8, 7)}
    assert pairs.segment_s == pytest.approx(4.4)
    assert pairs.facts["made_up"]["noise"] == world.noise
    assert truth.intensity.shape == truth.section.shape == truth.salience.shape == (40, 8)
    splits = {e.source: set() for e in pairs.examples}
    for example in pairs.examples:
        splits[example.source].add(example.split)
    assert len(splits) == 40 / world.tracks_per_source
    assert all(len(found) == 1 for found in splits.values())


def test_tags_say_what_raters_would():
    pairs, truth = make_world(SMALL)
    names = cluster_tags(list(CLUSTERS))
    assert set(pairs.tag_names()) == {
        *MUSIC_MOODS,
        *VIDEO_EMOTIONS,
        *names,
        "valence",
        "arousal",
    }
    assert np.array_equal(pairs.tag_table(names).argmax(1), truth.cluster)
    assert (pairs.tag_table(tuple(MUSIC_MOODS)).sum(1) == 1).all()
    valence = pairs.tag_table(["valence"])[:, 0]
    assert np.corrcoef(valence, truth.feeling[:, 0])[0, 1] > 0.9
    assert np.corrcoef(valence, truth.feeling[:, 0])[0, 1] < 1  # raters err
    untagged, _ = make_world(replace(SMALL, tracks=4, tagged=False))
    assert untagged.tag_names() == ()


def test_both_sides_show_the_identity_and_a_whole_track_more_than_a_moment():
    pairs, truth = make_world(replace(SMALL, tracks=800, noise=6.0, own=0.2))
    for whole, moment in zip(
        sides(pairs),
        (
            np.stack([e.picture[0] for e in pairs.examples]),
            np.stack([e.music[0] for e in pairs.examples]),
        ),
        strict=True,
    ):
        assert explained(whole, truth.identity) > 2 * max(0.02, explained(moment, truth.identity))


def test_more_noise_tells_less():
    found = []
    for noise in (0.5, 2.0, 8.0):
        pairs, truth = make_world(replace(SMALL, noise=noise))
        found.append(explained(sides(pairs)[1], truth.feeling))
    assert found[0] > found[1] > found[2]
    assert found[0] > 0.5


def test_music_says_feelings_plainly_and_pictures_in_the_dialect_of_their_style():
    found = {}
    for dialect in (0.0, 1.0):
        pairs, truth = make_world(replace(SMALL, tracks=800, dialect=dialect))
        found[dialect] = [explained(side, truth.feeling) for side in sides(pairs)]
    assert found[1.0][0] < found[0.0][0] - 0.1
    assert found[1.0][1] == pytest.approx(found[0.0][1], abs=0.02)


def test_tracks_of_a_source_are_kin():
    _, truth = make_world(replace(SMALL, tracks=400, kinship=0.6))
    first, second = truth.identity[0::4], truth.identity[1::4]
    assert np.corrcoef(first.ravel(), second.ravel())[0, 1] == pytest.approx(0.6, abs=0.1)
    assert np.array_equal(truth.style[0::4], truth.style[1::4])


def test_form_is_shared_and_can_be_taken_away():
    pairs, truth = make_world(replace(SMALL, noise=0.5))
    steps = np.concatenate([e.music for e in pairs.examples])
    assert explained(steps, truth.intensity.reshape(-1, 1)) > 0.3
    _, flat = make_world(replace(SMALL, tracks=4, time_structure=False))
    assert not flat.intensity.any()
    assert not flat.section.any()


def test_a_loud_form_with_common_looks_is_heard_by_its_course():
    plain = replace(SMALL, styles=1, identity=0, noise=15.0, common_looks=True)
    found = []
    for form in (1.0, 5.0):
        pairs, truth = make_world(replace(plain, form=form))
        steps = np.concatenate([e.music for e in pairs.examples])
        found.append(explained(steps, np.eye(3)[truth.section.ravel()]))
    assert found[1] > found[0] + 0.1
    _, own = make_world(replace(plain, common_looks=False))
    assert np.array_equal(truth.section, own.section)


def test_what_a_side_shows_by_itself_is_not_on_the_other():
    """With nothing common left, the pairs are no better than chance."""
    nothing, _ = make_world(replace(SMALL, shown=0.0))
    assert explained(*sides(nothing)) < 0.02
    common, _ = make_world(replace(SMALL, own=0.0, noise=0.5))
    assert explained(*sides(common)) > 0.3


def test_contrast_and_build_up_leave_the_mean_and_are_told_by_loudness_and_by_time():
    still = replace(SMALL, tracks=300, styles=1, identity=0, noise=0.5, shown=1.0, curve=0.0)
    at_rest, truth = make_world(still)
    place = np.linspace(-1.0, 1.0, still.segments)

    def shared(world: World, by: np.ndarray) -> float:
        """Share of what music does along `by` that pictures do too."""
        pairs, _ = make_world(world)
        picture, music = (
            np.einsum("nl,nld->nd", by, np.stack([getattr(e, side) for e in pairs.examples]))
            for side in ("picture", "music")
        )
        return explained(picture, music)

    loud = truth.intensity - truth.intensity.mean(1, keepdims=True)
    late = np.repeat(place[None], still.tracks, 0)
    assert shared(replace(still, contrast=2.0), loud) > shared(still, loud) + 0.1
    assert shared(replace(still, build_up=2.0), late) > shared(still, late) + 0.1
    moved, _ = make_world(replace(still, contrast=2.0, build_up=2.0))
    for before, after in zip(sides(at_rest), sides(moved), strict=True):
        assert np.allclose(before, after, atol=1e-3)
