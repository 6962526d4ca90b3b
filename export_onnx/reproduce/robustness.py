"""Section 5.1 of MVPt on people's pairs: light, hue and tempo changed, and what it costs.

Frames are changed before the base encoder sees them; the nine measured descriptors of a picture
are those of the unchanged film. Tempo is changed as `at_tempo` does. The model never met such
changes while learning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from export_onnx.data.gather import Bases, watching
from export_onnx.data.pairs import TEST, PairSet
from export_onnx.data.videos import list_videos
from export_onnx.evaluate.bootstrap import Sample, sample
from export_onnx.evaluate.curves import at_tempo, brighter, track_retrieval, turned_hue
from export_onnx.reproduce.claims import Chart, Line, Row, Table
from export_onnx.reproduce.real_pairs import TENTH, Cells, tenths
from export_onnx.train.family import Towers
from inference.progress import finish
from inference.values import Floats, Frames

FACTORS = (0.7, 0.85, 1.0, 1.15, 1.3)
BRIGHTNESS, HUE, TEMPO = KINDS = ("brightness", "hue", "tempo")

TABLE = Table(
    "robustness",
    "Section 5.1 on people's pairs: brightness, hue and tempo changed",
    tuple(Row(f"{kind} {r:g}", f"{kind}, r = {r:g}") for kind in KINDS for r in FACTORS),
    (TENTH,),
    (),
    note=(
        "Tracks, the model of row 6. Every changed film is watched; the nine measured descriptors"
        " of its picture stay those of the unchanged one. The paper's R@10: 42.37 → 41.24 for"
        " brightness, 36.96 for tempo."
    ),
    charts=(
        Chart(
            "Brightness, hue and tempo changed",
            TENTH.key,
            "factor r",
            tuple(Line(kind, tuple((r, f"{kind} {r:g}") for r in FACTORS)) for kind in KINDS),
            chance=10.0,
        ),
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class ChangedBases(Bases):
    """Base encoders that see every frame changed; `visual_key` must say how."""

    change: Callable[[Frames], Frames]

    def see(self, frames: Frames) -> tuple[Floats, Floats]:
        # Named in full: in a class with slots, super() without arguments knows another class.
        return Bases.see(self, self.change(frames))


def changed_bases(bases: Bases, kind: str, factor: float) -> ChangedBases:
    """Give bases whose frames are brighter, or of turned hue; kept features are told apart."""
    turn = brighter if kind == BRIGHTNESS else turned_hue
    return ChangedBases(
        bases.visual,
        bases.music,
        bases.tags,
        bases.labels,
        f"{bases.visual_key}-{kind}-{factor:g}",
        bases.music_key,
        partial(turn, factor=factor),
    )


def measure(
    towers: Towers,
    pairs: PairSet,
    bases: Bases,
    *,
    cut: Callable[[PairSet], PairSet],
    place: Path,
    kept: Path,
) -> Cells:
    """Every row of `TABLE` on the test split of the pairs, which were read from `place`.

    `cut` makes of changed pairs what the towers learnt from.
    """
    test = pairs.part(TEST)
    files = {row.name: row.video for row in list_videos(place)}
    found = {}
    for kind in KINDS:
        for factor in FACTORS:
            changed = test
            if kind == TEMPO:
                changed = at_tempo(test, factor)
            elif factor != 1.0:
                changed = _seen_through(test, changed_bases(bases, kind, factor), files, kept)
            found[f"{kind} {factor:g}", TENTH.key] = _judged(towers, cut(changed))
    return found


def _seen_through(test: PairSet, bases: Bases, files: dict[str, Path], kept: Path) -> PairSet:
    def seen(name: str, length: int) -> Floats:
        return finish(watching(files[name], bases, kept)).base[:length]

    examples = tuple(replace(e, picture=seen(e.name, e.segments)) for e in test.examples)
    return replace(test, examples=examples)


def _judged(towers: Towers, test: PairSet) -> Sample:
    told, sources = track_retrieval(towers, test)
    return sample(tenths(told.to_music, told.to_picture), sources)
