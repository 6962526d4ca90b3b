from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from export_onnx.models.pooling import MultiScalePool  # noqa: E402


def test_windows_are_means_of_what_is_there() -> None:
    x = torch.tensor([[[1.0], [2.0], [4.0], [99.0]]])
    mask = torch.tensor([[1.0, 1.0, 1.0, 0.0]])
    pooled = MultiScalePool((1, 2, 4))(x, mask)[0]
    assert pooled[:3, 0].tolist() == [1.0, 2.0, 4.0]
    assert pooled[:3, 1].tolist() == [1.0, 1.5, 3.0]
    assert pooled[:3, 2].tolist() == pytest.approx([1.5, 7 / 3, 7 / 3])


def test_one_scale_changes_nothing_and_odd_scales_are_refused() -> None:
    x = torch.randn(2, 3, 4)
    assert MultiScalePool()(x, torch.ones(2, 3)) is x
    for scales in ((), (0, 1)):
        with pytest.raises(ValueError, match="scales"):
            MultiScalePool(scales)
