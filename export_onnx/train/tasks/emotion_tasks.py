"""What the emotion network learns, stage by stage, as tasks of the engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import torch
from torch import Tensor

from export_onnx.models.emotion import BY_STATES, Branch, EmotionNet
from export_onnx.models.emotion_losses import (
    contrastive_loss,
    distances,
    known_states_loss,
    known_tags_loss,
)
from export_onnx.train.tasks.emotion_material import Pairing, Tagged
from export_onnx.train.tasks.emotion_settings import Settings


class TagBatch(NamedTuple):
    """Features (n, D) of one side and their tags or states (n, T)."""

    base: Tensor
    tags: Tensor


class PairBatch(NamedTuple):
    """Both sides (n, D), whether they match (n,), and the tags (n, T) of each."""

    pictures: Tensor
    music: Tensor
    matches: Tensor
    picture_tags: Tensor
    music_tags: Tensor


class BranchTask:
    """One branch learns to tell the tags, or valence and arousal, of its side."""

    def __init__(self, branch: Branch, train: Tagged, check: Tagged, settings: Settings) -> None:
        self.module = branch
        self._train, self._check, self._settings = train, check, settings
        by_states = settings.matching == BY_STATES
        self._compare = _states_loss if by_states else known_tags_loss

    def move_data(self, device: torch.device) -> None:
        self._train, self._check = self._train.to(device), self._check.to(device)

    @property
    def steps_per_epoch(self) -> int:
        return lots(len(self._train.tags), self._settings.batch)

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[TagBatch]:
        for rows in shuffled(len(self._train.tags), self._settings.batch, generator):
            yield TagBatch(
                _drawn(self._train, rows, self._settings, generator), self._train.tags[rows]
            )

    def loss(self, batch: TagBatch) -> Tensor:
        return self._compare(self.module(batch.base)[1], batch.tags)

    def score(self) -> float:
        """Minus the loss on what is held out."""
        device = next(self.module.parameters()).device
        rows = torch.arange(len(self._check.tags))
        base, tags = self._check.pool.whole(rows).to(device), self._check.tags.to(device)
        return -float(self.loss(TagBatch(base, tags)))


class JointTask:
    """Both branches learn the distance of pairs while they keep telling their tags."""

    def __init__(self, net: EmotionNet, train: Pairing, check: Pairing, settings: Settings) -> None:
        self.module = net
        self._train, self._check, self._settings = train, check, settings

    def move_data(self, device: torch.device) -> None:
        self._train, self._check = self._train.to(device), self._check.to(device)

    @property
    def steps_per_epoch(self) -> int:
        return lots(len(self._train.judged.matches), self._settings.batch)

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[PairBatch]:
        judged = self._train.judged
        for rows in shuffled(len(judged.matches), self._settings.batch, generator):
            music = judged.music[rows]
            if self._settings.redraw:
                other = torch.randint(len(self._train), music.shape, generator=generator)
                music = torch.where(judged.matches[rows] > 0, music, other)
            yield self._batch(judged.pictures[rows], music, judged.matches[rows], generator)

    def loss(self, batch: PairBatch) -> Tensor:
        """Add up the paper's three losses, equally weighted."""
        seen, heard = self.module.picture(batch.pictures), self.module.music(batch.music)
        apart = distances(seen.place, heard.place)
        total = contrastive_loss(apart, batch.matches, margin=self._settings.margin)
        if self._settings.tag_losses:
            total = total + known_tags_loss(seen.logits, batch.picture_tags)
            total = total + known_tags_loss(heard.logits, batch.music_tags)
        return total

    def score(self) -> float:
        """Share of held-out pairs that are told rightly, which is what section 5.3 measures."""
        device = next(self.module.parameters()).device
        judged = self._check.judged
        pictures = self._check.pictures.pool.whole(judged.pictures).to(device)
        music = self._check.music.pool.whole(judged.music).to(device)
        apart = distances(self.module.picture(pictures).place, self.module.music(music).place)
        near = apart < self._settings.margin / 2
        return float((near == (judged.matches.to(device) > 0)).float().mean())

    def _batch(
        self, pictures: Tensor, music: Tensor, matches: Tensor, generator: torch.Generator
    ) -> PairBatch:
        train = self._train
        return PairBatch(
            _drawn(train.pictures, pictures, self._settings, generator),
            _drawn(train.music, music, self._settings, generator),
            matches,
            train.pictures.tags[pictures],
            train.music.tags[music],
        )


class ReadoutTask:
    """Music moods are read from the latents of pictures that music of those moods matches.

    The network is done by then and stays as it is; only `EmotionNet.readout` learns.
    """

    def __init__(self, net: EmotionNet, train: Pairing, check: Pairing, settings: Settings) -> None:
        self.module = net.readout
        self._train, self._check = _latents_and_moods(net, train), _latents_and_moods(net, check)
        self._batch = settings.batch

    def move_data(self, device: torch.device) -> None:
        self._train, self._check = (
            TagBatch(*(part.to(device) for part in one)) for one in (self._train, self._check)
        )

    @property
    def steps_per_epoch(self) -> int:
        return lots(len(self._train.tags), self._batch)

    def batches(self, epoch: int, generator: torch.Generator) -> Iterator[TagBatch]:
        for rows in shuffled(len(self._train.tags), self._batch, generator):
            yield TagBatch(self._train.base[rows], self._train.tags[rows])

    def loss(self, batch: TagBatch) -> Tensor:
        return known_tags_loss(self.module(batch.base), batch.tags)

    def score(self) -> float:
        """Minus the loss on matching pairs that are held out."""
        device = self.module.weight.device
        return -float(self.loss(TagBatch(*(one.to(device) for one in self._check))))


@torch.no_grad()
def _latents_and_moods(net: EmotionNet, pairs: Pairing) -> TagBatch:
    matching = pairs.judged.matches > 0
    base = pairs.pictures.pool.whole(pairs.judged.pictures[matching])
    tags = pairs.music.tags[pairs.judged.music[matching]]
    return TagBatch(net.eval().picture(base).latent, tags)


def _states_loss(logits: Tensor, states: Tensor) -> Tensor:
    return known_states_loss(logits.sigmoid(), states)


def lots(count: int, batch: int) -> int:
    """How many batches `shuffled` makes."""
    return count // batch + (count % batch > 1)


def shuffled(count: int, batch: int, generator: torch.Generator) -> Iterator[Tensor]:
    """All rows once in random order; a last batch of one row is left out (it has no spread)."""
    for rows in torch.split(torch.randperm(count, generator=generator), batch):
        if len(rows) > 1:
            yield rows


def _drawn(side: Tagged, rows: Tensor, settings: Settings, generator: torch.Generator) -> Tensor:
    return side.pool.excerpts(rows, generator) if settings.excerpts else side.pool.whole(rows)
