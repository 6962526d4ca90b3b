from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from export_onnx.models.baseline_mlp import MlpShape, MlpTower  # noqa: E402
from export_onnx.models.columns import PickedColumns, columns_of  # noqa: E402


@pytest.fixture
def tower() -> MlpTower:
    torch.manual_seed(0)
    shape = MlpShape(6, embedding=4, width=8)
    return MlpTower(shape, mean=torch.zeros(6), scale=torch.ones(6)).eval()


def test_no_segment_knows_of_another(tower: MlpTower) -> None:
    base, mask = torch.randn(1, 5, 6), torch.ones(1, 5)
    changed = base.clone()
    changed[0, 1:] += 1.0
    one, other = tower(base, mask), tower(changed, mask)
    assert torch.equal(one.segments[0, 0], other.segments[0, 0])
    assert not torch.allclose(one.track, other.track)


def test_a_track_is_the_mlp_of_the_mean_and_padding_is_nothing(tower: MlpTower) -> None:
    base = torch.randn(1, 4, 6)
    padded = torch.cat([base, 9 * torch.ones(1, 2, 6)], 1)
    mask = torch.tensor([[1.0, 1, 1, 1, 0, 0]])
    out = tower(padded, mask)
    mean = tower(base.mean(1, keepdim=True), torch.ones(1, 1))
    assert torch.allclose(out.track, mean.segments[:, 0], atol=1e-6)
    assert out.segments[0, 4:].abs().sum() == 0
    assert out.attention[0].tolist() == [0.25] * 4 + [0.0] * 2
    assert out.emotions.shape == (1, 6, 0)


def test_only_the_chosen_columns_are_seen(tower: MlpTower) -> None:
    picked = PickedColumns(tower, columns_of("0:4,7:9", 9))
    base, mask = torch.randn(1, 3, 9), torch.ones(1, 3)
    changed = base.clone()
    changed[..., 4:7] = 0.0
    assert torch.equal(picked(base, mask).segments, picked(changed, mask).segments)
    for text in ("3:2", "0:10", "x"):
        with pytest.raises(ValueError, match=r"columns|invalid"):
            columns_of(text, 9)
