"""Do the attribute sliders do what they say? Share of carriers in the top ten as a slider moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inference.values import Floats

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
TOP = 10

Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SliderReport:
    """How one attribute's slider behaves over many queries.

    `shares_up` and `shares_down` are the mean share of carriers in the top ten at each of
    `LEVELS`, upwards and downwards. `monotone_up` is the share of queries in which no step lowers
    the share and the last is above the first (or all ten carry it already); `monotone_down` the
    same mirrored. `similarity_start` and `similarity_up` are the mean
    similarity, to the query as it was, of the ten songs without and with the full slider.
    """

    attribute: str
    songs: int
    carriers: int
    queries: int
    shares_up: tuple[float, ...]
    shares_down: tuple[float, ...]
    monotone_up: float
    monotone_down: float
    similarity_start: float
    similarity_up: float


def slide(
    queries: Floats, songs: Floats, direction: Floats, carriers: Truth, *, top: int = TOP
) -> tuple[Floats, Floats]:
    """Shares of carriers and mean similarity kept, each (queries, 2 * len(LEVELS) - 1).

    Columns run from the slider fully down to fully up. Songs (n, E) and queries (q, E) are unit
    length, so the order by inner product with y + w y_a is that by cosine.
    """
    levels = [-w for w in LEVELS[:0:-1]] + list(LEVELS)
    shares, kept = [], []
    for w in levels:
        order = np.argsort(-(queries + w * direction) @ songs.T, axis=1, kind="stable")[:, :top]
        shares.append(carriers[order].mean(1))
        kept.append(np.take_along_axis(queries @ songs.T, order, axis=1).mean(1))
    return np.stack(shares, 1).astype(np.float32), np.stack(kept, 1).astype(np.float32)


def monotone(shares: Floats, most: float) -> float:
    """Share of rows (q, levels) that never fall and rise in the end, or are full from the start."""
    never_falls = (np.diff(shares, axis=1) >= -1e-6).all(1)
    rises = (shares[:, -1] > shares[:, 0] + 1e-6) | (shares[:, 0] >= most - 1e-6)
    return float((never_falls & rises).mean())


def slider_report(
    attribute: str, queries: Floats, songs: Floats, direction: Floats, carriers: Sequence[bool]
) -> SliderReport:
    """Judge one attribute on songs whose carriers are known from people, not from tags."""
    truth = np.asarray(carriers, dtype=bool)
    shares, kept = slide(queries, songs, direction, truth)
    middle = len(LEVELS) - 1
    up, down = shares[:, middle:], shares[:, middle::-1]
    most = min(1.0, truth.sum() / TOP)
    fewest = max(0.0, 1.0 - (len(truth) - truth.sum()) / TOP)
    return SliderReport(
        attribute=attribute,
        songs=len(truth),
        carriers=int(truth.sum()),
        queries=len(queries),
        shares_up=tuple(float(x) for x in up.mean(0)),
        shares_down=tuple(float(x) for x in down.mean(0)),
        monotone_up=monotone(up, most),
        monotone_down=monotone(1.0 - down, 1.0 - fewest),
        similarity_start=float(kept[:, middle].mean()),
        similarity_up=float(kept[:, -1].mean()),
    )
