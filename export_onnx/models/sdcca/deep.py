"""The deep part: two MLPs whose outputs correlate over the pairs of a table.

Andrew et al., "Deep Canonical Correlation Analysis", ICML 2013; sizes, activations and dropout
from section IV-B of the S-DCCA paper.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

PICTURE_UNITS = (512, 512, 256, 256)
MUSIC_UNITS = (128, 128, 64, 64)
DROPOUT = 0.2


class Branch(nn.Module):
    """Fully connected layers: tanh and dropout, a sigmoid after the last.

    The inputs (n, D) are standardised by `mean` and `scale` (D,) first.
    """

    def __init__(
        self, units: tuple[int, ...], *, mean: Tensor, scale: Tensor, dropout: float = DROPOUT
    ) -> None:
        super().__init__()
        self.register_buffer("mean", mean.float())
        self.register_buffer("scale", scale.float())
        widths = (len(mean), *units)
        layers: list[nn.Module] = []
        for i, (inputs, outputs) in enumerate(pairwise(widths)):
            last = i == len(units) - 1
            layers += [nn.Linear(inputs, outputs), nn.Sigmoid() if last else nn.Tanh()]
            layers += [] if last else [nn.Dropout(dropout)]
        self.layers = nn.Sequential(*layers)

    def forward(self, rows: Tensor) -> Tensor:
        """Features (…, units[-1]) in 0..1 of rows (…, D)."""
        out: Tensor = self.layers((rows - self.mean) / self.scale)  # type: ignore[operator]
        return out


class TwoBranches(nn.Module):
    """Music and picture side by side; what S-DCCA and DCCA train."""

    def __init__(self, music: Branch, picture: Branch) -> None:
        super().__init__()
        self.music, self.picture = music, picture


def correlation(music: Tensor, picture: Tensor, table: Tensor, *, k: int, ridge: float) -> Tensor:
    """Sum of the k largest canonical correlations over the pairs of `table` (n, n).

    Always computed in float32 or better. The covariances are whitened by their Cholesky factors:
    the singular values are those of the symmetric square roots, and the gradient has no division
    by differences of eigenvalues.
    """
    with torch.autocast(music.device.type, enabled=False):
        x, rows = _centred(_whole(music), table.sum(1))
        y, columns = _centred(_whole(picture), table.sum(0))
        cross = x.T @ (table / table.sum()) @ y
        left = torch.linalg.solve_triangular(_factor(x, rows, ridge), cross, upper=False)
        whitened = torch.linalg.solve_triangular(_factor(y, columns, ridge), left.T, upper=False)
        total: Tensor = torch.linalg.svdvals(whitened)[:k].sum()
    return total


def _whole(rows: Tensor) -> Tensor:
    return rows if rows.dtype is torch.float64 else rows.float()


def _centred(rows: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    shares = weights / weights.sum()
    return rows - shares @ rows, shares


def _factor(rows: Tensor, shares: Tensor, ridge: float) -> Tensor:
    covariance = rows.T @ (rows * shares[:, None])
    size = covariance.shape[0]
    softening = ridge * covariance.diagonal().mean() + 1e-8
    eye = torch.eye(size, dtype=covariance.dtype, device=covariance.device)
    factor: Tensor = torch.linalg.cholesky(covariance + softening * eye)
    return factor
