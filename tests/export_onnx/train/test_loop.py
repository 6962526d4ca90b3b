from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from export_onnx.data.sequences import draw_cut, draw_excerpt, pad  # noqa: E402
from export_onnx.models.mvpt import even  # noqa: E402
from export_onnx.train.attributes import attribute_directions, direction  # noqa: E402
from export_onnx.train.batches import Material  # noqa: E402
from export_onnx.train.config import Config, DataConfig, FitConfig, TowerConfig  # noqa: E402
from export_onnx.train.loop import fit  # noqa: E402
from export_onnx.train.student import Student  # noqa: E402
from inference.progress import finish  # noqa: E402
from tests.export_onnx.worlds import TAGS, world_teacher  # noqa: E402

SMALL = Config(
    tower=TowerConfig(embedding=48, affinity=32, width=32, heads=2),
    data=DataConfig(longest=6),
    fit=FitConfig(steps=90, batch=8, check_every=30, learning_rate=3e-3),
)


def run(config: Config, log: Path | None = None) -> Student:
    teacher, bank, songs = world_teacher()
    train = Material(bank.subset(range(45)), songs[:22])
    check = Material(bank.subset(range(45, 60)), songs[22:])
    return finish(fit(config, teacher, train, check, log=log))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Student, Path]:
    log = tmp_path_factory.mktemp("fit") / "log.csv"
    return run(SMALL, log), log


def test_agreement_with_the_teacher_rises(trained: tuple[Student, Path]) -> None:
    with trained[1].open(encoding="utf-8") as file:
        scores = [float(row["held_out_agreement"]) for row in csv.DictReader(file)]
    assert len(scores) == 3
    assert scores[-1] > 0.35
    assert scores[-1] > scores[0]


def test_the_same_seed_gives_the_same_weights() -> None:
    short = dataclasses.replace(SMALL, fit=dataclasses.replace(SMALL.fit, steps=4, check_every=2))
    first, second = run(short).state_dict(), run(short).state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)
    other = dataclasses.replace(short, fit=dataclasses.replace(short.fit, seed=8))
    assert not torch.equal(run(other).music.enter.weight, first["music.enter.weight"])


def test_character_survives_in_the_embedding(trained: tuple[Student, Path]) -> None:
    student, (teacher, _, songs) = trained[0], world_teacher()
    with torch.no_grad():
        vectors = [
            student.music(torch.from_numpy(s)[None], torch.ones(1, len(s))).segments[0].numpy()
            for s in songs
        ]
    vocals = attribute_directions(songs, vectors, teacher.music)["vocals"]
    base = np.concatenate(songs)
    carried = base[:, 20 + TAGS.index("vocals")]
    assert np.corrcoef(np.concatenate(vectors) @ vocals, carried)[0, 1] > 0.5


def test_cuts_move_and_keep_their_shape() -> None:
    _, bank, _ = world_teacher()
    rng = np.random.default_rng(0)
    cuts = [draw_cut(bank, rng, 5) for _ in range(40)]
    motion = np.array([c.base[:, 24].mean() for c in cuts])
    assert all(c.base.shape == (5, 33) and np.isfinite(c.base).all() for c in cuts)
    assert motion.min() >= 0.0
    assert motion.max() > 2 * np.median(motion)


def test_excerpts_are_neighbouring_segments() -> None:
    _, _, songs = world_teacher()
    excerpt = draw_excerpt(songs, np.random.default_rng(1), 3)
    starts = [i for s in songs for i in range(len(s) - 2) if np.array_equal(s[i : i + 3], excerpt)]
    assert len(starts) == 1


def test_padding_marks_what_is_real() -> None:
    out, mask = pad([np.ones((2, 3), np.float32), np.ones((4, 3), np.float32)])
    assert out.shape == (2, 4, 3)
    assert mask.tolist() == [[1, 1, 0, 0], [1, 1, 1, 1]]
    assert out[0, 2:].sum() == 0


def test_shares_enter_as_log_odds() -> None:
    edge = torch.tensor([0.0, 0.01])
    out = even(torch.tensor([[3.0, 0.5], [3.0, 0.0]]), edge)
    assert out[0].tolist() == [3.0, 0.0]
    assert float(out[1, 1]) == pytest.approx(float(np.log(0.01 / 0.99)), rel=1e-5)


def test_directions_are_freed_of_what_comes_along() -> None:
    rng = np.random.default_rng(0)
    noisy = rng.standard_normal(400)
    sung = 0.7 * noisy + rng.standard_normal(400)
    vectors = np.stack([2 * noisy, sung, rng.standard_normal(400)], 1).astype(np.float32)
    found = direction(vectors, sung.astype(np.float32))
    assert found[1] > 0.95
    assert abs(found[0]) < 0.25
