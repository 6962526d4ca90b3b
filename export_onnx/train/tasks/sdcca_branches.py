"""The second stage of S-DCCA: two branches learn to correlate, linear CCA makes the space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor

from export_onnx.models.sdcca.clusters import Labels
from export_onnx.models.sdcca.deep import Branch, TwoBranches, correlation
from export_onnx.models.sdcca.linear import Projection, cca
from export_onnx.models.sdcca.pairing import Pairing, pair_table
from export_onnx.train.engine import FitSettings, fit_task
from export_onnx.train.tasks.sdcca_material import standard_of
from inference.progress import Work
from inference.values import Floats

JUDGED = 1000
"""Pairs at most that the held-out score looks at: its table of pairs is square."""


@dataclass(frozen=True, slots=True)
class DeepSettings:
    """Layers, the space, who meets whom, pairs a step and softening of its covariances."""

    music_units: tuple[int, ...]
    picture_units: tuple[int, ...]
    dropout: float
    components: int
    weighted: bool
    pairing: Pairing
    batch: int
    ridge: float


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """What the branches are fed with: music (N, Dx), picture (N, Dv), cluster (N,) of each pair."""

    music: Floats
    picture: Floats
    clusters: Labels

    def rows(self, kept: Any) -> Sides:  # noqa: ANN401 - any index numpy takes
        return Sides(self.music[kept], self.picture[kept], self.clusters[kept])

    def __len__(self) -> int:
        return len(self.music)


class PairBatch(NamedTuple):
    """Music (B, Dx), picture (B, Dv), and which meets which (B, B)."""

    music: Tensor
    picture: Tensor
    table: Tensor


class CorrelationTask:
    """Two branches correlate over the pairs of a table; DCCA when every song meets its own video.

    The held-out score is how far the cosines of met pairs lie above those of all pairs, in
    standard deviations: what retrieval lives on.
    """

    def __init__(
        self, module: TwoBranches, train: Sides, check: Sides, settings: DeepSettings
    ) -> None:
        self.module, self._settings = module, settings
        self._train, self._check = train.rows(slice(JUDGED)), check.rows(slice(JUDGED))
        self._music, self._picture = torch.from_numpy(train.music), torch.from_numpy(train.picture)
        self._clusters = torch.from_numpy(train.clusters)

    def move_data(self, device: torch.device) -> None:
        self._music, self._picture = self._music.to(device), self._picture.to(device)

    @property
    def steps_per_epoch(self) -> int:
        return max(1, len(self._clusters) // self._settings.batch)

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[PairBatch]:
        """All pairs once in random order, in batches of at least `batch`, all of about one size."""
        order = torch.randperm(len(self._clusters), generator=generator)
        for rows in order.tensor_split(self.steps_per_epoch):
            table = pair_table(self._clusters[rows], self._settings.pairing, generator)
            yield PairBatch(self._music[rows], self._picture[rows], table)

    def loss(self, batch: PairBatch) -> Tensor:
        """Minus the sum of the canonical correlations; NaN where they cannot be found."""
        music, picture = self.module.music(batch.music), self.module.picture(batch.picture)
        k, ridge = self._settings.components, self._settings.ridge
        try:
            return -correlation(music, picture, batch.table, k=k, ridge=ridge)
        except torch.linalg.LinAlgError:  # type: ignore[attr-defined]  # it has run away
            return torch.full((), torch.nan)

    def score(self) -> float:
        pairing: Pairing = "own" if self._settings.pairing == "own" else "all"
        space = project(self.module, self._train, pairing=pairing, settings=self._settings, seed=0)
        judged = Learnt(self.module, space, 0.0)
        cosines = judged.music(self._check.music) @ judged.picture(self._check.picture).T
        met = pair_table(torch.from_numpy(self._check.clusters), pairing, torch.Generator())
        return _standing_out(cosines, met.numpy() > 0)


def _standing_out(cosines: Floats, met: Any) -> float:  # noqa: ANN401 - a mask
    return float((cosines[met].mean() - cosines.mean()) / (cosines.std() + 1e-6))


@torch.no_grad()
def through(branch: Branch, rows: Floats) -> Floats:
    """What a branch makes of rows (n, D): (n, U)."""
    device = next(branch.parameters()).device
    out: Tensor = branch.eval()(torch.from_numpy(rows).to(device))
    return out.cpu().numpy()


def project(
    module: TwoBranches, sides: Sides, *, pairing: Pairing, settings: DeepSettings, seed: int
) -> Projection:
    """Linear CCA of the branches' features over the pairs of the table."""
    heard = through(module.music, sides.music)
    seen = through(module.picture, sides.picture)
    generator = torch.Generator().manual_seed(seed)
    table = pair_table(torch.from_numpy(sides.clusters), pairing, generator)
    return cca(
        heard,
        seen,
        table.numpy(),
        components=settings.components,
        ridge=settings.ridge,
        weighted=settings.weighted,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """Trained branches, the space behind them, and their held-out score."""

    module: TwoBranches
    space: Projection
    score: float

    def music(self, rows: Floats) -> Floats:
        """Unit vectors (n, k) of music (n, Dx)."""
        return self.space.music(through(self.module.music, rows))

    def picture(self, rows: Floats) -> Floats:
        """Unit vectors (n, k) of pictures (n, Dv)."""
        return self.space.picture(through(self.module.picture, rows))


def fit_branches(
    train: Sides,
    check: Sides,
    settings: DeepSettings,
    fit: FitSettings,
    *,
    folder: Path,
    identity: str,
) -> Work[Learnt]:
    """Train the branches, then project their features on the components."""
    torch.manual_seed(fit.seed)
    music = standard_of(train.music)
    picture = standard_of(train.picture)
    module = TwoBranches(
        Branch(settings.music_units, mean=music[0], scale=music[1], dropout=settings.dropout),
        Branch(settings.picture_units, mean=picture[0], scale=picture[1], dropout=settings.dropout),
    )
    task = CorrelationTask(module, train, check, settings)
    fitted = yield from fit_task(task, fit, folder, identity=identity)
    space = project(module, train, pairing=settings.pairing, settings=settings, seed=fit.seed)
    return Learnt(module, space, fitted.best_score)
