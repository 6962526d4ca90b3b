from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from export_onnx.data.feelings import MUSIC_MOODS  # noqa: E402
from export_onnx.data.pairs import Example, PairSet  # noqa: E402
from export_onnx.data.worlds import World, make_world  # noqa: E402
from export_onnx.evaluate.emotion_table import (  # noqa: E402
    PROPOSED,
    STATE_MATCHING,
    TAG_MATCHING,
    TWO_STREAM,
    EmotionScores,
    judge_emotion,
    latent_places,
    table_rows,
)
from export_onnx.train.engine import FitSettings  # noqa: E402
from export_onnx.train.family import (  # noqa: E402
    RunConfig,
    Trained,
    embed_pairs,
    fit_family,
    load_trained,
    read_run_config,
)
from export_onnx.train.tasks.emotion_material import (  # noqa: E402
    pool_of,
    relevance,
    tag_names,
)
from export_onnx.train.tasks.emotion_settings import Settings  # noqa: E402
from inference.errors import WorldError  # noqa: E402
from inference.progress import finish  # noqa: E402

CONFIGS = Path(__file__).parents[4] / "export_onnx" / "configs"
FIT = FitSettings(
    epochs=8, learning_rate=2e-3, optimiser="adam", weight_decay=0.0, patience=6, clip=0.0
)
SMALL = Settings(
    hidden=64,
    latent=32,
    joint=16,
    positives=250,
    matches_by="cluster",
    batch=32,
    pretrain_epochs=14,
    pretrain_learning_rate=3e-3,
)


@pytest.fixture(scope="module")
def world() -> PairSet:
    return make_world(
        World(seed=3, tracks=640, segments=2, shown=0.9, noise=0.3, curve=0.0, dialect=0.0)
    )[0]


def config(settings: Settings) -> RunConfig:
    return RunConfig("emotion", "tiny", "0.1.0", settings, fit=FIT)


def run(pairs: PairSet, settings: Settings, folder: Path) -> Trained:
    return finish(fit_family(config(settings), pairs, folder))


@pytest.fixture(scope="module")
def measured(
    world: PairSet, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Trained, EmotionScores, Path]]:
    found = {}
    for row, settings in table_rows(SMALL).items():
        folder = tmp_path_factory.mktemp("run")
        trained = run(world, settings, folder)
        found[row] = trained, judge_emotion(trained.towers, world, settings, positives=250), folder
    return found


Measured = dict[str, tuple[Trained, EmotionScores, Path]]


def test_tags_tell_pairs_that_pairs_alone_do_not(measured: Measured) -> None:
    pairs = {row: float(scores.pairs.mean()) for row, (_, scores, _) in measured.items()}
    assert pairs[PROPOSED] > pairs[TWO_STREAM] + 5
    assert pairs[PROPOSED] > 65
    first = {row: float(scores.first.mean()) for row, (_, scores, _) in measured.items()}
    assert first[PROPOSED] > 2 * measured[PROPOSED][1].chance_first


def test_branches_learn_their_tags_and_baselines_without_tags_claim_none(
    measured: Measured,
) -> None:
    _, scores, _ = measured[PROPOSED]
    assert len(scores.music_auc) == 7
    assert np.mean(list(scores.music_auc.values())) > 75
    assert np.mean(list(scores.picture_auc.values())) > 75
    for row in (TWO_STREAM, STATE_MATCHING):
        trained, without, _ = measured[row]
        assert trained.towers.emotions == ()
        assert not without.music_auc


def test_towers_place_on_the_unit_sphere_and_name_seven_moods(
    measured: Measured, world: PairSet
) -> None:
    towers = measured[PROPOSED][0].towers
    assert (towers.metric, towers.embedding, len(towers.emotions)) == ("l2", 16, 7)
    pictures, music = embed_pairs(towers, world.part("test"))
    assert np.allclose(np.linalg.norm(np.vstack([pictures.tracks, music.tracks]), axis=1), 1)
    assert latent_places(towers, world.part("test"))[1].shape == (len(world.part("test")), 32)


def test_moods_of_pictures_follow_the_music_people_gave_them(
    measured: Measured, world: PairSet
) -> None:
    test = world.part("test")
    base = torch.from_numpy(np.stack([e.picture.mean(0) for e in test.examples]))[:, None]
    with torch.no_grad():
        seen = measured[PROPOSED][0].towers.picture(base, torch.ones(len(base), 1)).emotions[:, 0]
    sad = np.array([e.tags["sad"] for e in test.examples]) > 0.5
    column = measured[PROPOSED][0].towers.emotions.index("sad")
    assert float(seen[sad, column].mean()) > 1.5 * float(seen[~sad, column].mean())


def test_mood_directions_point_at_carriers(measured: Measured, world: PairSet) -> None:
    trained = measured[PROPOSED][0]
    assert set(trained.attributes) == set(trained.towers.emotions)
    test = world.part("test")
    places = embed_pairs(trained.towers, test)[1].tracks
    sad = np.array([e.tags["sad"] for e in test.examples]) > 0.5
    near = places @ trained.attributes["sad"]
    assert near[sad].mean() > near[~sad].mean() + 0.08


def test_a_kept_run_is_read_back(measured: Measured, world: PairSet) -> None:
    for row in (PROPOSED, TWO_STREAM, TAG_MATCHING, STATE_MATCHING):
        trained, _, folder = measured[row]
        again = load_trained(folder)[1]
        test = world.part("test")
        before, after = (embed_pairs(one.towers, test)[0].tracks for one in (trained, again))
        assert np.array_equal(before, after)
        assert again.towers.emotions == trained.towers.emotions


def test_material_that_cannot_train_is_refused_before_training(world: PairSet) -> None:
    bare = replace(world, examples=tuple(replace(e, tags={}) for e in world.examples), name="bare")
    for settings, said in (
        (replace(SMALL, matches_by="pair"), "tags of the picture"),
        (replace(SMALL, matching="valence_arousal"), "valence"),
        (replace(SMALL, pretrain=False, tag_losses=False), "cluster"),
        (SMALL, "tags of the picture or tags of the music or tags that begin"),
    ):
        with pytest.raises(WorldError, match=said):
            run(bare, settings, Path("nowhere"))
    alone = replace(SMALL, pretrain=False, tag_losses=False, matches_by="pair")
    with pytest.raises(WorldError, match="0 usable pairs to check on, and 2"):
        run(replace(bare, examples=bare.part("train").examples), alone, Path("nowhere"))


def test_tags_that_nobody_carries_are_refused_or_told(world: PairSet, tmp_path: Path) -> None:
    def without(*gone: str) -> PairSet:
        tags = [{n: 0.0 if n in gone else d for n, d in e.tags.items()} for e in world.examples]
        examples = zip(world.examples, tags, strict=True)
        return replace(world, examples=tuple(replace(e, tags=t) for e, t in examples))

    with pytest.raises(WorldError, match="no example carries tags of the music"):
        run(without(*MUSIC_MOODS), SMALL, tmp_path)
    assert not list(tmp_path.iterdir())
    quick = replace(SMALL, pretrain_epochs=1, positives=20)
    short = replace(config(quick), fit=replace(FIT, epochs=1))
    trained = finish(fit_family(short, without("sad", "joy"), tmp_path))
    assert trained.facts["tags_nobody_carries"] == ["joy", "sad"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("matching", "guess"), ("batch", 1), ("hidden", 0), ("dropout", math.nan), ("margin", 0.0)],
)
def test_settings_nobody_can_learn_with_are_named(key: str, value: object) -> None:
    with pytest.raises(WorldError, match=f"setting {key}"):
        replace(SMALL, **{key: value})
    with pytest.raises(WorldError, match="setting pretrain"):
        Settings(matching="valence_arousal", pretrain=False)


def test_every_configuration_of_the_family_is_understood() -> None:
    found = {path.stem: read_run_config(path) for path in sorted(CONFIGS.glob("emotion*.toml"))}
    assert found["emotion-two-stream"].model == replace(
        found["emotion-paper"].model, pretrain=False, tag_losses=False
    )
    assert found["emotion-tag-matching"].model.matching == "tags"
    assert found["emotion-valence-arousal"].model.matching == "valence_arousal"
    assert len({one.fit for name, one in found.items() if name != "emotion-gpu"}) == 1


def test_one_sided_examples_serve_for_tags_and_are_no_pairs(world: PairSet) -> None:
    nothing = np.zeros((0, world.music_dim), np.float32)
    silent = tuple(replace(e, music=nothing) if i % 2 else e for i, e in enumerate(world.examples))
    mixed = replace(world, examples=silent)
    assert len(mixed.pairs()) == len(world) / 2
    assert tag_names(mixed).music[0] == "happy"
    one = Example("x", "x", "train", world.examples[0].picture, nothing, {"sad": 1.0, "awe": 0.2})
    assert tag_names(replace(world, examples=(one,))).picture == ("awe",)


def test_names_of_the_users_own_are_tags_of_both_sides(world: PairSet) -> None:
    tags = {"party": 1.0, "sad": 0.0, "valence": 0.3, "cluster:calm": 1.0, "awe": 0.1}
    one = replace(world.examples[0], tags=tags)
    names = tag_names(replace(world, examples=(one,)))
    assert (names.picture, names.music) == (("awe", "party"), ("sad", "party"))


def test_relevance_is_the_own_music_or_the_cluster(world: PairSet) -> None:
    few = replace(world, examples=world.examples[:20])
    assert np.array_equal(relevance(few, "pair"), np.eye(20, dtype=bool))
    clusters = relevance(few, "cluster")
    assert clusters.diagonal().all()
    assert np.array_equal(clusters, clusters.T)
    assert 20 < clusters.sum() < 200


def test_excerpts_are_means_of_neighbouring_segments() -> None:
    rows = [np.arange(n, dtype=np.float32)[:, None] for n in (1, 4, 9)]
    pool = pool_of(rows, excerpts=True)
    assert pool.whole(torch.arange(3))[:, 0].tolist() == pytest.approx([0, 1.5, 4])
    generator = torch.Generator().manual_seed(0)
    drawn = torch.cat([pool.excerpts(torch.tensor([2] * 50), generator) for _ in range(4)])
    assert 0 <= float(drawn.min()) < 1
    assert 7 < float(drawn.max()) <= 8
    assert torch.equal(drawn * 2, (drawn * 2).round())
    assert pool.excerpts(torch.tensor([0]), generator).tolist() == [[0.0]]
