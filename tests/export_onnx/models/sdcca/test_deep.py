from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from export_onnx.models.sdcca.deep import (  # noqa: E402
    MUSIC_UNITS,
    PICTURE_UNITS,
    Branch,
    TwoBranches,
    correlation,
)
from export_onnx.models.sdcca.linear import cca  # noqa: E402
from export_onnx.models.sdcca.pairing import pair_table  # noqa: E402
from export_onnx.train.config import find_config  # noqa: E402
from export_onnx.train.family import read_run_config  # noqa: E402


def features() -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    hidden = torch.randn(200, 4)
    return hidden @ torch.randn(4, 6) + torch.randn(200, 6), hidden @ torch.randn(4, 9)


@pytest.mark.parametrize("pairing", ["own", "all"])
def test_the_objective_is_the_correlation_that_linear_cca_finds(pairing: str) -> None:
    x, y = features()
    table = pair_table(torch.arange(200) % 7, pairing, torch.Generator())
    found = correlation(x.double(), y.double(), table.double(), k=4, ridge=1e-3)
    linear = cca(x.numpy(), y.numpy(), table.numpy(), components=4, ridge=1e-3)
    assert float(found) == pytest.approx(float(linear.strengths.sum()), abs=1e-5)


@pytest.mark.parametrize("pairing", ["own", "half"])
def test_the_gradient_is_that_of_small_steps(pairing: str) -> None:
    generator = torch.Generator().manual_seed(1)
    x, y = (
        torch.randn(12, d, dtype=torch.float64, generator=generator, requires_grad=True)
        for d in (3, 4)
    )
    table = pair_table(torch.arange(12) % 3, pairing, generator).double()
    assert torch.autograd.gradcheck(lambda a, b: correlation(a, b, table, k=2, ridge=1e-2), (x, y))


def test_features_that_do_not_vary_give_no_correlation_and_a_finite_gradient() -> None:
    x = torch.ones(10, 3, requires_grad=True)
    found = correlation(x, torch.randn(10, 3), torch.eye(10), k=3, ridge=1e-3)
    found.backward()
    assert float(found.detach()) == pytest.approx(0.0, abs=1e-3)
    assert torch.isfinite(x.grad).all()


@pytest.mark.parametrize("name", ["sdcca", "sdcca-gpu"])
def test_the_configurations_have_the_papers_sizes(name: str) -> None:
    model = read_run_config(find_config(name)).model
    assert (model.music_units, model.picture_units) == ((128, 128, 64, 64), (512, 512, 256, 256))
    assert (model.dropout, model.components, model.chunk_s) == (0.2, 30, 3.0)


def test_the_branches_have_the_papers_sizes() -> None:
    ones = torch.ones
    music = Branch(MUSIC_UNITS, mean=ones(128), scale=ones(128))
    picture = Branch(PICTURE_UNITS, mean=ones(1024), scale=ones(1024))
    count = sum(p.numel() for p in TwoBranches(music, picture).parameters())
    written = [(128, 128), (128, 128), (128, 64), (64, 64)]
    written += [(1024, 512), (512, 512), (512, 256), (256, 256)]
    assert count == sum((a + 1) * b for a, b in written)


def test_learning_raises_the_correlation() -> None:
    x, y = features()
    y = y.square()
    net = TwoBranches(
        Branch((16, 8), mean=x.mean(0), scale=x.std(0)),
        Branch((16, 8), mean=y.mean(0), scale=y.std(0)),
    )
    rule = torch.optim.RMSprop(net.parameters(), lr=1e-2)
    seen = []
    for _ in range(30):
        rule.zero_grad()
        loss = -correlation(net.music(x), net.picture(y), torch.eye(200), k=4, ridge=1e-2)
        loss.backward()
        rule.step()
        seen.append(-float(loss.detach()))
    assert seen[-1] > seen[0] + 0.3
