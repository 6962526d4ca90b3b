from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from export_onnx.models.mvpt import MvptTower, TowerShape, count_parameters  # noqa: E402


def tower(**changes: object) -> MvptTower:
    torch.manual_seed(3)
    settings = {"inputs": 20, "embedding": 16, "affinity": 8, "width": 32} | changes
    shape = TowerShape(**settings)  # type: ignore[arg-type]
    return MvptTower(shape, mean=torch.zeros(20), scale=torch.ones(20)).eval()


def test_outputs_have_unit_length_and_attention_adds_up_to_one() -> None:
    out = tower(character_share=0.5)(torch.randn(2, 5, 20), torch.ones(2, 5))
    assert out.segments.shape == (2, 5, 16)
    assert torch.allclose(out.segments.norm(dim=-1), torch.ones(2, 5), atol=1e-5)
    assert torch.allclose(out.track.norm(dim=-1), torch.ones(2), atol=1e-5)
    assert torch.allclose(out.attention.sum(-1), torch.ones(2), atol=1e-5)
    assert out.emotions.shape == (2, 5, 7)
    assert ((out.emotions > 0) & (out.emotions < 1)).all()


def test_padding_changes_nothing() -> None:
    net, x = tower(), torch.randn(1, 4, 20)
    alone = net(x, torch.ones(1, 4))
    padded = net(
        torch.cat([x, 50 * torch.ones(1, 3, 20)], 1), torch.tensor([[1.0] * 4 + [0.0] * 3])
    )
    assert torch.allclose(alone.segments, padded.segments[:, :4], atol=1e-5)
    assert torch.allclose(alone.track, padded.track, atol=1e-5)
    assert torch.allclose(alone.attention, padded.attention[:, :4], atol=1e-5)
    assert (padded.attention[:, 4:] == 0).all()


def test_context_matters() -> None:
    net, x = tower(), torch.randn(1, 4, 20)
    other = x.clone()
    other[:, 3] += 3.0
    assert not torch.allclose(
        net(x, torch.ones(1, 4)).segments[:, 0], net(other, torch.ones(1, 4)).segments[:, 0]
    )


@pytest.mark.parametrize("temporal", [True, False])
def test_only_temporal_encoding_tells_order(temporal: bool) -> None:
    net, x = tower(temporal=temporal), torch.randn(1, 6, 20)
    forward, backward = (net(part, torch.ones(1, 6)).track for part in (x, x.flip(1)))
    assert torch.allclose(forward, backward, atol=1e-5) != temporal


def test_time_is_as_large_as_what_is_seen_before_anything_is_learnt() -> None:
    timed, timeless = tower(), tower(temporal=False)
    timeless.load_state_dict(timed.state_dict())
    x, mask = torch.randn(1, 30, 20), torch.ones(1, 30)
    entered, content = timed._enter(x, mask), timeless._enter(x, mask)
    assert 0.5 < (entered - content).norm() / content.norm() < 3.0


def test_picture_side_leaves_the_character_block_empty() -> None:
    out = tower(character_share=0.0)(torch.randn(1, 3, 20), torch.ones(1, 3))
    assert (out.segments[..., 8:] == 0).all()


def test_mad_inputs_are_bounded() -> None:
    x = torch.full((1, 2, 20), 1e9)
    assert torch.isfinite(tower()(x, torch.ones(1, 2)).segments).all()


def test_towers_are_small() -> None:
    shape = TowerShape(inputs=1289)
    net = MvptTower(shape, mean=torch.zeros(1289), scale=torch.ones(1289))
    assert 0.5e6 < count_parameters(net) < 3e6
