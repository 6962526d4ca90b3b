from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from export_onnx.data.pairs import Example, PairSet  # noqa: E402
from export_onnx.data.worlds import World, make_world  # noqa: E402
from export_onnx.models.mvpt import count_parameters  # noqa: E402
from export_onnx.train.config import find_config  # noqa: E402
from export_onnx.train.engine import FitSettings  # noqa: E402
from export_onnx.train.family import (  # noqa: E402
    RunConfig,
    Trained,
    embed_pairs,
    embed_side,
    fit_family,
    load_trained,
    read_run_config,
)
from export_onnx.train.tasks import mvpt  # noqa: E402
from export_onnx.train.tasks.mvpt import (  # noqa: E402
    MvptTask,
    Settings,
    at_length,
    lengths_tell,
    reciprocal_rank,
)
from export_onnx.train.tasks.mvpt_towers import (  # noqa: E402
    rebuild,
    shape_of,
    width_for,
)
from inference.errors import WorldError  # noqa: E402
from inference.progress import finish  # noqa: E402

PAPER_DIMS = {"picture": 512, "music": 256}
FIT = FitSettings(epochs=4, learning_rate=3e-3, patience=0, device="cpu")
TINY = Settings(segments=6, batch=16, embedding=16, width=16, layers=1, heads=2, dropout=0.0)


@pytest.fixture(scope="module")
def world() -> PairSet:
    shape = World(tracks=60, segments=8, picture_dim=20, music_dim=16)
    return make_world(shape)[0]


def train(pairs: PairSet, folder: Path, **changes: object) -> Trained:
    config = RunConfig("mvpt", "tiny", "0.1.0", replace(TINY, **changes), fit=FIT)
    return finish(fit_family(config, pairs, folder))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"loss": "triplet", "level": "segment", "time": "music"},
        {"tower": "mlp", "loss": "triplet", "level": "track"},
        {"music_scales": (1, 2, 4), "time": "both", "picture_columns": "0:8,12:20"},
    ],
)
def test_every_ablation_learns(world: PairSet, tmp_path: Path, changes: dict[str, object]) -> None:
    trained = train(world, tmp_path, windows=6, **changes)
    torch.manual_seed(0)
    fresh = rebuild(trained.shape)
    learnt = world.part("train")
    before, after = (
        MvptTask(towers, learnt, learnt, replace(TINY, **changes))
        for towers in (fresh, trained.towers)
    )
    before.module.eval()
    assert after.score() > 1.5 * before.score()


def test_every_switch_changes_what_is_learnt(tmp_path: Path) -> None:
    shape = World(tracks=40, segments=8, picture_dim=20, music_dim=16, tagged=False)
    pairs, _ = make_world(shape)
    switches: list[dict[str, object]] = [
        {},
        {"time": "music"},
        {"time": "both"},
        {"time": "none"},
        {"level": "segment"},
        {"level": "track"},
        {"loss": "triplet"},
        {"loss": "triplet", "negatives": 0},
        {"loss": "triplet", "margin": 0.5},
        {"temperature": 0.1},
        {"tower": "mlp"},
        {"segments": 3},
        {"windows": 2},
        {"music_scales": (1, 2, 4)},
        {"picture_columns": "0:8"},
        {"music_columns": "4:16"},
        {"segment_s": 13.2},
        {"dropout": 0.5},
        {"parameters": 20_000},
    ]
    fit = replace(FIT, epochs=1)
    learnt = set()
    for i, changes in enumerate(switches):
        config = RunConfig("mvpt", "tiny", "0.1.0", replace(TINY, **changes), fit=fit)
        trained = finish(mvpt.fit_pairs(config, pairs, tmp_path / str(i)))
        sides = embed_pairs(trained.towers, pairs.part("check"))
        learnt.add(b"".join(side.tracks.tobytes() for side in sides))
    assert len(learnt) == len(switches)


def test_a_kept_run_says_the_same(world: PairSet, tmp_path: Path) -> None:
    trained = train(world, tmp_path)
    config, again = load_trained(tmp_path)
    one, other = (embed_pairs(t.towers, world.part("test")) for t in (trained, again))
    assert np.array_equal(one[0].tracks, other[0].tracks)
    assert np.array_equal(one[1].segments[0], other[1].segments[0])
    assert config.model == TINY
    assert list(again.attributes) == list(trained.attributes)
    changed = replace(world, examples=world.examples[1:])
    with pytest.raises(WorldError, match="other settings"):
        train(changed, tmp_path)


def test_tags_become_directions_that_point_at_their_carriers(
    world: PairSet, tmp_path: Path
) -> None:
    trained = train(world, tmp_path)
    assert trained.attributes
    name, direction = next(iter(trained.attributes.items()))
    learnt = world.part("train")
    carried = learnt.tag_table([name])[:, 0]
    tracks = embed_pairs(trained.towers, learnt)[1].tracks @ direction
    assert np.linalg.norm(direction) == pytest.approx(1.0, abs=1e-5)
    assert tracks[carried >= 0.5].mean() > tracks[carried < 0.5].mean()


@pytest.mark.parametrize("name", ["mvpt", "mvpt-baseline", "mvpt-gpu"])
def test_transformer_and_baseline_have_the_papers_parameters(name: str) -> None:
    settings: Settings = read_run_config(find_config(name)).model
    width = width_for(settings, PAPER_DIMS)
    towers = rebuild({"settings": asdict(replace(settings, width=width)), "dims": PAPER_DIMS})
    total = count_parameters(towers.picture) + count_parameters(towers.music)
    assert total == pytest.approx(5.5e6, rel=0.02)


def test_time_is_told_to_the_side_that_was_chosen() -> None:
    base = torch.zeros(1, 4, 512)
    for time, knows in (("picture", True), ("music", False), ("both", True), ("none", False)):
        torch.manual_seed(0)
        towers = rebuild({"settings": asdict(replace(TINY, time=time)), "dims": PAPER_DIMS})
        said = towers.picture.eval()(base, torch.ones(1, 4)).segments[0]
        assert torch.allclose(said[0], said[3], atol=1e-6) != knows


def test_longer_segments_are_means_of_neighbours(world: PairSet) -> None:
    rows = np.arange(5, dtype=np.float32)[:, None]
    example = Example("a", "a", "train", rows, rows)
    pairs = PairSet("five", (example,), 6.0, {})
    merged = at_length(pairs, 12.0)
    assert merged.examples[0].picture[:, 0].tolist() == [0.5, 3.0]
    assert merged.segment_s == 12.0
    assert at_length(pairs, 0.0) is pairs
    with pytest.raises(WorldError, match="segment_s"):
        at_length(pairs, 9.0)


def test_batches_are_windows_of_the_tracks(world: PairSet) -> None:
    settings = replace(TINY, windows=2)
    towers = rebuild(shape_of(settings, world))
    task = MvptTask(towers, world.part("train"), world.part("check"), settings)
    first, again = (list(task.batches(0, torch.Generator().manual_seed(1))) for _ in range(2))
    assert len(first) == task.steps_per_epoch
    assert sum(len(b.mask) for b in first) == 2 * len(world.part("train"))
    assert all(torch.equal(a.picture, b.picture) for a, b in zip(first, again, strict=True))
    window = first[0].picture[0].numpy()
    tracks = [e.picture for e in world.part("train").examples]
    starts = [i for t in tracks for i in range(3) if np.array_equal(t[i : i + 6], window)]
    assert len(starts) == 1


def test_a_shorter_context_sees_less(world: PairSet) -> None:
    torch.manual_seed(0)
    towers = rebuild(shape_of(TINY, world))
    track = world.examples[0].picture
    whole, short = (embed_side(towers.picture, [track], context=c) for c in (0, 4))
    assert short.segments[0].shape == whole.segments[0].shape
    assert not np.allclose(short.segments[0], whole.segments[0])
    alone = embed_side(towers.picture, [track[:4]])
    assert np.allclose(short.segments[0][:4], alone.segments[0], atol=1e-5)


def test_reciprocal_rank_is_that_of_the_true_partner() -> None:
    one = torch.eye(3)
    assert reciprocal_rank(one, one) == 1.0
    assert reciprocal_rank(one, one[[1, 0, 2]]) == pytest.approx((1 / 2 + 1 / 2 + 1) / 3, abs=0.2)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tower": "rnn"}, "tower"),
        ({"time": "always"}, "time"),
        ({"batch": 1}, "batch"),
        ({"width": 15}, "width"),
        ({"temperature": 0.0}, "temperature"),
        ({"dropout": 1.0}, "dropout"),
        ({"picture_descriptors": -1}, "picture_descriptors"),
        ({"music_scales": (0,)}, "music_scales"),
    ],
)
def test_settings_nobody_can_learn_with_are_named(changes: dict[str, object], words: str) -> None:
    with pytest.raises(WorldError, match=words):
        replace(TINY, **changes)


def test_columns_and_pairs_that_are_not_there_are_named(world: PairSet, tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="music_columns"):
        train(world, tmp_path, music_columns="0:99")
    few = replace(world, examples=world.examples[:6])
    with pytest.raises(WorldError, match="usable pairs"):
        train(few, tmp_path)


def test_unknown_keys_of_a_configuration_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text('family = "mvpt"\n[model]\nhieght = 3\n', encoding="utf-8")
    with pytest.raises(WorldError, match="hieght"):
        read_run_config(path)
    path.write_text('family = "mvpt"\n[model]\ndropout = 2.0\n', encoding="utf-8")
    with pytest.raises(WorldError, match=r"odd\.toml: The setting dropout is 2\.0; it must be"):
        read_run_config(path)
    path.write_text('family = "vae"\n', encoding="utf-8")
    with pytest.raises(WorldError, match="vae"):
        read_run_config(path)


@pytest.mark.parametrize(
    ("changes", "cut", "tells"),
    [
        ({"time": "both", "level": "track"}, 3, True),
        ({"time": "both", "level": "track", "segments": 3}, 3, False),
        ({"time": "both", "level": "track"}, None, False),
        ({"time": "both", "level": "segment"}, 3, False),
        ({"time": "picture", "level": "both"}, 3, False),
    ],
)
def test_lengths_that_give_pairs_away_are_told_of(
    world: PairSet, changes: dict[str, Any], cut: int | None, tells: bool
) -> None:
    first = world.examples[0]
    shorter = replace(first, picture=first.picture[:cut], music=first.music[:cut])
    uneven = replace(world, examples=(shorter, *world.examples[1:]))
    assert lengths_tell(Settings(**changes), uneven) == tells
