"""What happens to one music file in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

import numpy as np

from catalog.scan import Stat
from catalog.tags import FileTags, read_tags
from inference.errors import MediaError
from inference.progress import Progress, Work
from inference.values import Embedding, Floats, MusicAnalysis

PATIENCE_S = 120.0
"""A song is given up when listening to it shows no sign of life for so long."""

Was = Literal["added", "updated", "moved", "unchanged"]


class Listener(Protocol):
    """Hears songs through one model pack; lives in one process."""

    def listen(self, path: Path) -> Work[MusicAnalysis]:
        """Analyse a music file."""
        ...

    def embed(self, base: Floats) -> Embedding:
        """What the pack's tower says of base features, float32 (L, Dm), heard earlier."""
        ...


class Recipe(Protocol):
    """How to make a listener; picklable, so that each process makes its own.

    `tag_names` are the names of `MusicBase.tags`, in order.
    """

    @property
    def pack_id(self) -> str: ...

    @property
    def base_id(self) -> str: ...

    @property
    def tag_names(self) -> tuple[str, ...]: ...

    def __call__(self) -> Listener: ...


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Something to do with one file. All kinds read the tags.

    ======  ==================================================================================
    kind    meaning
    ======  ==================================================================================
    listen  hear the song
    embed   ask the pack's tower about `base`, float32 (L, Dm), heard earlier for `track_id`
    copy    take what was heard from `track_id`, a track of the same content `key`
    retag   `track_id` is known; only its place, its tags or its licence file may have changed
    ======  ==================================================================================

    `was` says how the file counts in the report when the job is done.
    """

    kind: Literal["listen", "embed", "copy", "retag"]
    path: Path
    stat: Stat
    was: Was = "added"
    track_id: int = -1
    key: str = ""
    base: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    tags: FileTags
    analysis: MusicAnalysis | None = None
    embedding: Embedding | None = None


@dataclass(frozen=True, slots=True)
class Setup:
    """Makes, in each process, the function that does jobs."""

    recipe: Recipe

    def __call__(self) -> Callable[[Job], Work[Answer]]:
        return _Doer(self.recipe).do


class _Doer:
    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        # Reading tags needs no models: they are loaded with the first job that does.
        self._listener: Listener | None = None

    def do(self, job: Job) -> Work[Answer]:
        yield Progress(0.0, "Reading tags")
        tags = read_tags(job.path)
        if job.kind == "listen":
            analysis = yield from self._made().listen(job.path)
            return Answer(tags, analysis=replace(analysis, embedding=sane(analysis.embedding)))
        if job.base is not None:
            return Answer(tags, embedding=sane(self._made().embed(job.base)))
        return Answer(tags)

    def _made(self) -> Listener:
        if self._listener is None:
            self._listener = self._recipe()
        return self._listener


def sane(embedding: Embedding) -> Embedding:
    """The embedding, if it holds only numbers: one that does not would spoil every search."""
    if np.isfinite(embedding.segments).all() and np.isfinite(embedding.track).all():
        return embedding
    raise MediaError(
        "The model could make nothing of the sound of this file.",
        remedy="Check that it plays; if it is silent or noise, leave it out.",
    )
