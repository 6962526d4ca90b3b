from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from export_onnx.models.sdcca.attention import EmotionLstm, EmotionShape  # noqa: E402
from export_onnx.models.sdcca.chunks import (  # noqa: E402
    Choice,
    kept_in_order,
    kept_mean,
    kept_segments,
)


def heard(length: int = 7) -> tuple[EmotionLstm, torch.Tensor]:
    torch.manual_seed(0)
    net = EmotionLstm(EmotionShape(5, 3, 8, 6, 4), mean=torch.zeros(5), scale=torch.ones(5))
    return net.eval(), torch.randn(1, length, 5)


def test_padding_at_the_end_changes_nothing() -> None:
    net, base = heard()
    alone = net(base, torch.ones(1, 7))
    padded = torch.cat([base, 9 * torch.ones(1, 4, 5)], 1)
    mask = torch.cat([torch.ones(1, 7), torch.zeros(1, 4)], 1)
    beside = net(padded, mask)
    assert torch.allclose(alone.features, beside.features, atol=1e-6)
    assert torch.allclose(alone.attention, beside.attention[:, :7], atol=1e-6)
    assert beside.attention[:, 7:].max() == 0


def test_two_lstms_are_one_bidirectional_lstm() -> None:
    net, base = heard()
    both = torch.nn.LSTM(8, 6, batch_first=True, bidirectional=True)
    state = dict(net.forwards.state_dict())
    state |= {f"{k}_reverse": v for k, v in net.backwards.state_dict().items()}
    both.load_state_dict(state)
    x = net.enter(base).relu()
    mine = torch.cat(net._both_ways(x, torch.ones(1, 7)), -1)
    assert torch.allclose(both(x)[0], mine, atol=1e-6)


def test_attention_adds_up_to_one_and_knows_the_order() -> None:
    net, base = heard()
    there, back = (net(b, torch.ones(1, 7)) for b in (base, base.flip(1)))
    assert there.attention.sum().item() == pytest.approx(1.0)
    assert not torch.allclose(there.attention, back.attention.flip(1), atol=1e-4)


def test_the_most_attended_parts_are_kept_in_their_order() -> None:
    attention = torch.tensor([[0.1, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.3]])
    mask, base = torch.ones(1, 9), torch.arange(9.0)[None, :, None]
    assert kept_segments(attention, mask, Choice(2, 3)).tolist() == [[0, 0, 0, 1, 1, 1, 1, 1, 1]]
    assert kept_mean(base, attention, mask, Choice(2, 3)).item() == 5.5
    assert kept_in_order(base, attention, mask, Choice(2, 3)).tolist() == [[4.0, 7.0]]
    assert kept_mean(base, attention, mask, Choice(1, 1)).item() == 4.0


def test_a_song_shorter_than_its_parts_is_used_whole() -> None:
    base, mask = torch.tensor([[[2.0], [4.0]]]), torch.ones(1, 2)
    attention = torch.tensor([[0.4, 0.6]])
    assert kept_segments(attention, mask, Choice(3, 9)).tolist() == [[1, 1]]
    assert sorted(kept_in_order(base, attention, mask, Choice(3, 9))[0].tolist()) == [2, 3, 4]


def test_padding_is_never_kept() -> None:
    attention, mask = torch.zeros(1, 6), torch.tensor([[1.0, 1, 1, 1, 0, 0]])
    assert kept_segments(attention, mask, Choice(1, 2)).tolist() == [[1, 1, 0, 0, 0, 0]]


def test_more_parts_kept_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="4 of 3"):
        Choice(4, 3)
