"""Section 5.2 and figure 4 of the MVPt paper on people's pairs, by what machines say of them.

Nobody has said which of these songs have guitars or voices, and no picture has a tag. So songs
carry an attribute where the music tags of the base encoder say so more than of the others, and
pictures are of a kind by what is measured of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from export_onnx.data.pairs import TEST, TRAIN, PairSet
from export_onnx.evaluate.bias import balanced, first_attributes
from export_onnx.evaluate.bootstrap import sample
from export_onnx.evaluate.curves import embed_together
from export_onnx.evaluate.metrics import tenth_recall, true_ranks
from export_onnx.evaluate.retrieval import unit
from export_onnx.models.attribute_mlp import attribute_vector
from export_onnx.reproduce.claims import Chart, Measure, Row, Table
from export_onnx.reproduce.mvpt_styles import SLIDERS as MADE_UP
from export_onnx.reproduce.mvpt_styles import asked_rows, mover
from export_onnx.reproduce.real_pairs import Cells
from export_onnx.train.attributes import ATTRIBUTES, attribute_scores
from export_onnx.train.family import Towers
from export_onnx.train.teacher import MusicSide, fit_music_side, split_music, tag_columns
from inference.features.picture import DESCRIPTORS
from inference.features.sound import DESCRIPTORS as SOUNDS
from inference.values import Floats

ASKED = ("guitar", "vocals", "drums", "electronic", "calm", "energy")
CARRIERS = 1 / 3
FIRST = 5

HIT = Measure("hit", f"carriers in top {FIRST}, mean of all, %")
HITS = {name: Measure(f"hit-{name}", f"{name} in top {FIRST}, %") for name in ("guitar", "vocals")}
KEPT = Measure("kept", "similarity kept, cosine × 100")
OWN = Measure("own", "own music in the best tenth, %")
SLIDERS = Table(
    "sliders",
    "Section 5.2 on people's pairs: asking for an attribute",
    MADE_UP.rows,
    (HIT, *HITS.values(), KEPT, OWN),
    (),
    note=(
        f"The model of row 6, test films asking among the test songs, {len(ASKED)} attributes of"
        f" the app's sliders ({', '.join(ASKED)}). The third of the songs of which the base"
        " encoder's music tags say it most carry an attribute, in training and in test: a third"
        " is chance. The tags enter the towers with the other base features; nobody has"
        " listened. y_a is the mean of the training carriers minus that of all training songs."
    ),
    charts=(Chart("Carriers of the attribute among the first five, %", HIT.key, chance=100 / 3),),
)

GENRES = ("electronic", "rock", "ambient", "pop", "jazz", "Hip-Hop")
KINDS = ("dark, still", "dark, moving", "bright, still", "bright, moving")
BIAS = Table(
    "bias",
    "Figure 4 on people's pairs: which picture comes first for music of each genre",
    tuple(Row(f"genre {name}", name) for name in GENRES),
    tuple(Measure(kind, f"{kind}, %") for kind in KINDS),
    (),
    note=(
        "The model of row 6. Every test segment of music asks, under the genre of which the base"
        " encoder's tags say most; single segments of test films answer, as many of each kind."
        " The paper asks faces, scenes and instruments of labelled image sets; here pictures are"
        " dark or bright, still or moving, by the middle of what is measured of them. Without"
        " preference every cell holds 25 %."
    ),
)


def sliders(
    towers: Towers, pairs: PairSet, tags: Sequence[str], folder: Path, *, seed: int
) -> Cells:
    """Every row of `SLIDERS`; `tags` name the tag columns of the music's base features."""
    train, test = pairs.part(TRAIN), pairs.part(TEST)
    learnt = unit(embed_together(towers, train)[1].tracks)
    seen, heard = embed_together(towers, test)
    queries, songs = unit(seen.tracks), unit(heard.tracks)
    side = _side(train, tags)
    known, truth = ([carriers(part, side, name) for name in ASKED] for part in (train, test))
    directions = {
        name: attribute_vector(learnt[c], learnt) for name, c in zip(ASKED, known, strict=True)
    }
    network = mover(learnt, known, folder, seed=seed)
    sources = [e.source for e in test.examples]
    found: Cells = {}
    for row, moved in asked_rows(queries, directions, network).items():
        told = [_answered(m, queries, songs, c) for m, c in zip(moved, truth, strict=True)]
        for k, measure in enumerate((HIT, KEPT, OWN)):
            found[row, measure.key] = sample(np.mean([t[k] for t in told], axis=0), sources)
        for name, measure in HITS.items():
            found[row, measure.key] = sample(told[ASKED.index(name)][0], sources)
    return found


def carriers(pairs: PairSet, side: MusicSide, name: str) -> NDArray[np.bool_]:
    """The third of the songs (n,) that carry an attribute most, by their tags."""
    scores = [attribute_scores(ATTRIBUTES[name], side, e.music).mean() for e in pairs.examples]
    place = np.argsort(np.argsort(-np.array(scores), kind="stable"))
    return np.asarray(place < max(1, round(CARRIERS * len(scores))))


def _side(train: PairSet, tags: Sequence[str]) -> MusicSide:
    """Scales of tags and sounds on the training songs; words play no part."""
    base = np.concatenate([e.music for e in train.examples])
    return fit_music_side(base, tags, SOUNDS, np.zeros((len(tags), 1), np.float32))


def _answered(
    moved: Floats, queries: Floats, songs: Floats, truth: NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats]:
    """Of each query (n,): share of carriers, mean cosine with it as it was, its own song, in %."""
    scores = moved @ songs.T
    first = np.argsort(-scores, axis=1, kind="stable")[:, :FIRST]
    kept = np.take_along_axis(queries @ songs.T, first, axis=1).mean(1)
    own = tenth_recall(true_ranks(scores), len(songs))
    return 100.0 * truth[first].mean(1), 100.0 * kept, own.astype(np.float32)


def bias(towers: Towers, pairs: PairSet, tags: Sequence[str], *, seed: int) -> tuple[Cells, int]:
    """Every row of `BIAS` that has music, and how many pictures could answer."""
    test = pairs.part(TEST)
    heard = np.concatenate(embed_together(towers, test)[1].segments)
    seen = np.concatenate(embed_together(towers, test, context=1)[0].segments)
    kinds = _kinds(np.concatenate([e.picture for e in test.examples]))
    answers = np.array(first_attributes(heard, seen, kinds, seed=seed))
    genres = _genres(np.concatenate([e.music for e in test.examples]), tags)
    sources = [e.source for e in test.examples for _ in range(e.segments)]
    found: Cells = {}
    for number, genre in enumerate(GENRES):
        rows = np.flatnonzero(genres == number)
        for kind in KINDS if len(rows) else ():
            hits = 100.0 * (answers[rows] == kind)
            found[f"genre {genre}", kind] = sample(hits, [sources[i] for i in rows])
    return found, len(balanced(kinds, seed=seed))


def _kinds(base: Floats) -> list[str]:
    """Dark or bright, still or moving, of pictures (n, Dv), by the middle of all of them."""
    described = base[:, -len(DESCRIPTORS) :]
    light, motion = (described[:, DESCRIPTORS.index(name)] for name in ("brightness", "motion"))
    bright, moving = light > np.median(light), motion > np.median(motion)
    return [KINDS[2 * int(b) + int(m)] for b, m in zip(bright, moving, strict=True)]


def _genres(base: Floats, tags: Sequence[str]) -> NDArray[np.intp]:
    """Number of the strongest genre in music (n, Dm)."""
    told = split_music(base, len(tags), len(SOUNDS))[0]
    strength = [told[:, tag_columns((genre,), tags)].max(1, initial=0.0) for genre in GENRES]
    return np.asarray(np.stack(strength, 1).argmax(1), dtype=np.intp)
