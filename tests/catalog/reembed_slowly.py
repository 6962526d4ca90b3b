"""Makes a library ready for another pack, slowly and one song at a time, until it is killed."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from catalog import reembedding
from catalog.library import Library
from inference.progress import finish
from inference.values import Embedding, Floats
from tests.catalog.fakes import FakeListener, FakeRecipe

STEP_S = 0.2


@dataclass(frozen=True)
class SlowRecipe(FakeRecipe):
    def __call__(self) -> FakeListener:
        return SlowListener(self.pack_id, 0.0, None)


class SlowListener(FakeListener):
    def embed(self, base: Floats) -> Embedding:
        time.sleep(STEP_S)
        return super().embed(base)


if __name__ == "__main__":
    reembedding.LOT = 1
    with Library.open(Path(sys.argv[1])) as library:
        finish(library.reembed(SlowRecipe("fake-2")), lambda step: print(step.doing, flush=True))
