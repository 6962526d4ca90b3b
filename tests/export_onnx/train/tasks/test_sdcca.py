from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from export_onnx.data.pairs import Example, PairSet  # noqa: E402
from export_onnx.models.sdcca.chunks import Choice, kept_mean  # noqa: E402
from export_onnx.models.sdcca.deep import Branch, TwoBranches  # noqa: E402
from export_onnx.train.engine import FitSettings  # noqa: E402
from export_onnx.train.family import (  # noqa: E402
    RunConfig,
    embed_pairs,
    fit_family,
    load_trained,
)
from export_onnx.train.tasks.sdcca import Settings, fit_pairs  # noqa: E402
from export_onnx.train.tasks.sdcca_branches import CorrelationTask, Sides  # noqa: E402
from export_onnx.train.tasks.sdcca_listener import tag_loss  # noqa: E402
from export_onnx.train.tasks.sdcca_material import (  # noqa: E402
    cluster_seeds,
    emotion_tags,
    in_chunks,
)
from inference.errors import WorldError  # noqa: E402
from inference.progress import finish  # noqa: E402

NAMES = ("angry", "calm", "happy")


def small_world(count: int = 60, *, tagged: bool = True) -> PairSet:
    """Pairs of three feelings that both sides show, in the middle third of the song only."""
    rng = np.random.default_rng(0)
    points = 2 * rng.standard_normal((3, 4))
    eyes = rng.standard_normal((4, 10)), rng.standard_normal((4, 8))
    return PairSet(
        "small", tuple(_pair(rng, i, points, eyes, tagged) for i in range(count)), 3.0, {}
    )


def _pair(
    rng: np.random.Generator,
    i: int,
    points: np.ndarray,
    eyes: tuple[np.ndarray, np.ndarray],
    tagged: bool,
) -> Example:
    feeling, when = i % 3, np.zeros((9, 1))
    when[3:6] = 1.0
    hidden = when * (points[feeling] + 0.3 * rng.standard_normal(4))
    picture, music = (
        (hidden @ eye + 0.5 * rng.standard_normal((9, eye.shape[1]))).astype(np.float32)
        for eye in eyes
    )
    split = ("train", "train", "train", "check", "test")[i % 5]
    tags = {f"cluster:{name}": float(k == feeling) for k, name in enumerate(NAMES)}
    tags |= {name: float(k == feeling) for k, name in enumerate(NAMES)}
    return Example(f"v{i}", f"s{i}", split, picture, music, tags if tagged else {})


def tiny(**changed: object) -> RunConfig:
    model = Settings(
        listener_width=12,
        listener_units=8,
        listener_features=6,
        emotion_epochs=40,
        emotion_patience=0,
        emotion_rate=1e-2,
        emotion_batch=16,
        music_units=(12, 6),
        picture_units=(12, 6),
        components=4,
        cluster_count=3,
        ridge=1e-2,
    )
    fit = FitSettings(
        seed=1, epochs=4, learning_rate=3e-3, optimiser="rmsprop", patience=0, device="cpu"
    )
    return RunConfig("sdcca", "tiny", "0.1.0", replace(model, **changed), fit=fit)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdcca")
    finish(fit_family(tiny(), small_world(), folder))
    return folder


def test_a_run_is_kept_and_finds_videos_of_the_songs_feeling(run: Path) -> None:
    _, trained = load_trained(run)
    pairs = small_world().part("test")
    picture, music = embed_pairs(trained.towers, pairs)
    assert np.allclose(np.linalg.norm(music.tracks, axis=1), 1.0, atol=1e-5)
    first = (music.tracks @ picture.tracks.T).argmax(1)
    feelings = np.array([int(e.name[1:]) % 3 for e in pairs.examples])
    assert (feelings[first] == feelings).mean() > 0.8


def test_towers_say_feelings_attention_and_directions(run: Path) -> None:
    _, trained = load_trained(run)
    assert trained.towers.emotions == ("angry", "happy", "calm")
    assert sorted(trained.attributes) == ["angry", "calm", "happy"]
    calm = small_world().part("test").examples[0]
    out = trained.towers.music(torch.from_numpy(calm.music)[None], torch.ones(1, 9))
    assert np.allclose(out.emotions.sum(-1).detach(), 1.0, atol=1e-5)
    assert np.allclose(out.attention.sum(-1).detach(), 1.0, atol=1e-5)
    seen = trained.towers.picture(torch.from_numpy(calm.picture)[None], torch.ones(1, 9))
    assert np.allclose(seen.attention.sum(-1).detach(), 1.0, atol=1e-5)


def test_attention_lies_where_the_feeling_is(run: Path) -> None:
    _, trained = load_trained(run)
    songs = np.stack([e.music for e in small_world().part("test").examples])
    out = trained.towers.music(torch.from_numpy(songs), torch.ones(len(songs), 9))
    assert out.attention[:, 3:6].sum(1).mean().item() > 0.5
    parts = kept_mean(
        torch.arange(9.0)[None, :, None].expand(len(songs), -1, 1),
        out.attention,
        torch.ones(len(songs), 9),
        Choice(1, 3),
    )
    assert (parts == 4.0).float().mean().item() > 0.8


def test_padding_changes_nothing(run: Path) -> None:
    _, trained = load_trained(run)
    for side, width in (("picture", 10), ("music", 8)):
        tower = getattr(trained.towers, side)
        base = torch.randn(1, 5, width)
        alone = tower(base, torch.ones(1, 5))
        padded = tower(
            torch.cat([base, 5 + torch.randn(1, 3, width)], 1), torch.tensor([[1.0] * 5 + [0] * 3])
        )
        assert torch.allclose(alone.track, padded.track, atol=1e-5)
        assert torch.allclose(alone.segments, padded.segments[:, :5], atol=1e-5)
        assert torch.allclose(alone.attention, padded.attention[:, :5], atol=1e-5)


def test_parts_one_after_the_other_and_songs_nobody_tagged(tmp_path: Path) -> None:
    config = tiny(in_order=True, keep=2, parts=3, pairing="half")
    trained = finish(fit_family(config, small_world(tagged=False), tmp_path))
    assert trained.towers.emotions == ("cluster 1", "cluster 2", "cluster 3")
    assert load_trained(tmp_path)[1].towers.music.branch.mean.shape == (16,)


def test_joining_segments_keeps_the_maximum_of_pictures_and_the_mean_of_music() -> None:
    fine = replace(small_world(5), segment_s=1.0)
    coarse = in_chunks(fine, 3.0)
    assert coarse.segment_s == 3.0
    for before, after in zip(fine.examples, coarse.examples, strict=True):
        assert after.music.shape == (3, 8)
        assert np.allclose(after.music.mean(0), before.music.mean(0), atol=1e-6)
        assert np.array_equal(after.picture.max(0), before.picture.max(0))
    assert in_chunks(fine, 1.0) is fine


def test_tags_nobody_gave_are_not_learnt() -> None:
    logits = torch.zeros(2, 2, requires_grad=True)
    tag_loss(logits, torch.tensor([[1.0, np.nan], [np.nan, np.nan]])).backward()
    assert logits.grad is not None
    assert (logits.grad != 0).tolist() == [[True, False], [False, False]]


def test_moods_are_learnt_and_clusters_only_named() -> None:
    pairs = small_world()
    assert emotion_tags(pairs, (), made=3, seed=0).names == ("happy", "angry")
    assert emotion_tags(pairs, ("calm",), made=3, seed=0).names == ("calm",)
    assert cluster_seeds(pairs, ()).names == ("angry", "happy", "calm")
    assert cluster_seeds(small_world(tagged=False), ()).names == ()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"tags": ("dull",)}, "'dull'"),
        ({"clusters": ("calm", "dull")}, "'dull'"),
        ({"cluster_count": 30}, "36 usable pairs to learn from"),
    ],
)
def test_what_cannot_succeed_is_refused_before_training(
    changed: dict[str, object], told: str, tmp_path: Path
) -> None:
    with pytest.raises(WorldError, match=told):
        finish(fit_pairs(tiny(**changed), small_world(), tmp_path))
    assert not (tmp_path / "branches").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"pairing": "some"},
        {"keep": 4},
        {"music_units": ()},
        {"keep": 0},
        {"picture_units": (8, 0)},
        {"batch": 0},
        {"ridge": -1.0},
        {"listener_dropout": 1.0},
        {"components": 0},
    ],
)
def test_settings_that_make_no_sense_are_named(changed: dict[str, object]) -> None:
    with pytest.raises(WorldError, match=next(iter(changed))):
        Settings(**changed)  # type: ignore[arg-type]


def test_a_network_that_has_run_away_has_no_loss() -> None:
    sides = Sides(np.ones((6, 4), np.float32), np.ones((6, 3), np.float32), np.zeros(6, np.int64))
    blank = [Branch((2,), mean=torch.zeros(d), scale=torch.ones(d)) for d in (4, 3)]
    task = CorrelationTask(TwoBranches(*blank), sides, sides, tiny().model.deep)
    next(blank[0].parameters()).data.fill_(math.nan)
    assert math.isnan(float(task.loss(next(task.batches(0, torch.Generator())))))
