"""Conditioning a query on an attribute: adding a vector, or moving by a learnt network.

Adding is section 5.2 of the MVPt paper: y + y_a, several at once, either sign. Moving is what later
work found to keep more of the query: a small MLP that takes an embedding and an attribute and gives
the embedding of what is alike but carries it. Both live on unit vectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from inference.values import Floats


def attribute_vector(carriers: Floats, everyone: Floats) -> Floats:
    """Unit vector (E,) from all examples (m, E) towards those that carry the attribute (n, E).

    The better form of the paper: the mean of the carriers minus the mean of the set they come
    from, which takes off what is common to that set.
    """
    moved = carriers.mean(0) - everyone.mean(0)
    return np.asarray(moved / max(float(np.linalg.norm(moved)), 1e-9), dtype=np.float32)


def condition(
    queries: Floats, directions: Mapping[str, Floats], amounts: Mapping[str, float]
) -> Floats:
    """Queries (n, E) moved by amount * direction for every name in `amounts`, of unit length."""
    moved = queries + sum(amount * directions[name] for name, amount in amounts.items())
    length = np.linalg.norm(moved, axis=-1, keepdims=True)
    return np.asarray(moved / np.maximum(length, 1e-9), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class MoveShape:
    """Sizes of the network that moves embeddings (E,) towards one of `attributes`."""

    embedding: int
    attributes: int
    width: int = 128


class AttributeMlp(nn.Module):
    """y, a -> y moved towards attribute a by `amount`: y + amount * MLP(y, a), of unit length."""

    def __init__(self, shape: MoveShape) -> None:
        super().__init__()
        self.shape = shape
        self.names = nn.Embedding(shape.attributes, shape.width)
        self.enter = nn.Linear(shape.embedding, shape.width)
        self.leave = nn.Sequential(
            nn.GELU(),
            nn.Linear(shape.width, shape.width),
            nn.GELU(),
            nn.Linear(shape.width, shape.embedding),
        )

    def forward(self, y: Tensor, attribute: Tensor, amount: float = 1.0) -> Tensor:
        """Move unit vectors y (n, E) towards attributes (n,), by number."""
        step = self.leave(self.enter(y) + self.names(attribute))
        moved: Tensor = F.normalize(y + amount * step, dim=-1)
        return moved


@dataclass(frozen=True, slots=True)
class Moves:
    """A batch of wanted moves: from (n, E), attribute (n,), towards (n, E)."""

    start: Tensor
    attribute: Tensor
    goal: Tensor


class MoveTask:
    """Learn to move any embedding to those most like it among the carriers; a `Task`.

    The goal of a start is the mean of its `neighbours` nearest carriers, so that nothing changes
    but what has to. A quarter of the starts is held out for the score, the mean cosine with
    their goals.
    """

    def __init__(
        self, embeddings: Floats, carriers: Sequence[Floats], *, seed: int, neighbours: int = 3
    ) -> None:
        """Take embeddings (n, E) and, per attribute, who carries it: bool or 0/1 (n,)."""
        torch.manual_seed(seed)
        y = torch.from_numpy(np.ascontiguousarray(embeddings, np.float32))
        self.module: nn.Module = AttributeMlp(MoveShape(y.shape[1], len(carriers)))
        moves = _all_moves(y, carriers, neighbours)
        order = torch.from_numpy(np.random.default_rng(seed).permutation(len(moves.start)))
        held = max(1, len(order) // 4)
        self.check, self.learn = _rows(moves, order[:held]), _rows(moves, order[held:])

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[Moves]:
        """All moves but the held-out ones, 64 at a time."""
        order = torch.randperm(len(self.learn.start), generator=generator)
        for rows in torch.split(order, 64):
            yield _rows(self.learn, rows)

    def loss(self, batch: Moves) -> Tensor:
        """One minus the cosine with the goal."""
        cosine: Tensor = (self.module(batch.start, batch.attribute) * batch.goal).sum(-1)
        return (1.0 - cosine).mean()

    @torch.no_grad()
    def score(self) -> float:
        """Mean cosine of held-out moves with their goals."""
        device = next(self.module.parameters()).device
        start, attribute, goal = (
            t.to(device) for t in (self.check.start, self.check.attribute, self.check.goal)
        )
        return float((self.module(start, attribute) * goal).sum(-1).mean())


@torch.no_grad()
def move(network: AttributeMlp, queries: Floats, attribute: int, amount: float = 1.0) -> Floats:
    """Queries (n, E) moved towards one attribute, of unit length."""
    which = torch.full((len(queries),), attribute)
    moved: Tensor = network(torch.from_numpy(queries), which, amount)
    return moved.numpy()


def _all_moves(y: Tensor, carriers: Sequence[Floats], neighbours: int) -> Moves:
    parts = [
        _moves(y, np.asarray(c, bool), number, neighbours) for number, c in enumerate(carriers)
    ]
    return Moves(
        torch.cat([p.start for p in parts]),
        torch.cat([p.attribute for p in parts]),
        torch.cat([p.goal for p in parts]),
    )


def _moves(y: Tensor, carries: NDArray[np.bool_], number: int, neighbours: int) -> Moves:
    """From everyone who does not carry it to the nearest who do."""
    there = torch.from_numpy(carries)
    start, goals = y[~there], y[there]
    near = (start @ goals.T).topk(min(neighbours, len(goals)), dim=1).indices
    goal = F.normalize(goals[near].mean(1), dim=-1)
    return Moves(start, torch.full((len(start),), number), goal)


def _rows(moves: Moves, rows: Tensor) -> Moves:
    return Moves(moves.start[rows], moves.attribute[rows], moves.goal[rows])
