"""Charts as PNG: curves, bars with intervals, dots, strips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from export_onnx.evaluate.metrics import Interval
from export_onnx.reproduce.canvas import (
    COLOURS,
    GREY,
    INK,
    PALE,
    Axis,
    Canvas,
    Colour,
    cycled,
    mixed,
    width_of,
)

SHADED = 2
"""More shades than this over one another hide each other; then intervals are lines."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of a line by rising x, with the interval of each y where it is known."""

    label: str
    x: tuple[float, ...]
    y: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A measured value and, beside it, what the paper prints."""

    label: str
    value: Interval
    paper: float | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """Values (n,) 0..1 drawn as a row of cells, pale to dark."""

    label: str
    values: tuple[float, ...]


def line_chart(
    title: str,
    curves: Sequence[Curve],
    *,
    x_label: str,
    y_label: str,
    least: float | None = None,
    chance: float | None = None,
) -> bytes:
    """Curves with their intervals.

    `least` fixes the bottom of the axis; `chance` is drawn as a dashed line.
    """
    canvas = Canvas(640, 376, (62, 40, 622, 300))
    xs = [x for curve in curves for x in curve.x]
    level = [] if chance is None else [chance]
    lows = [i.low for curve in curves for i in curve.y] + level
    highs = [i.high for curve in curves for i in curve.y] + level
    x_axis = Axis(min(xs), max(xs), canvas.left, canvas.right)
    bottom = min(lows) if least is None else least
    y_axis = Axis(bottom, max(highs), canvas.bottom, canvas.top).widened()
    _frame(canvas, title, x_axis, y_axis, labels=(x_label, y_label))
    if chance is not None:
        y = y_axis(chance)
        canvas.dashes((canvas.left, y), (canvas.right, y), GREY)
        canvas.text((canvas.right, y - 3), "chance", size=11, fill=GREY, anchor="rs")
    for number, (curve, colour) in enumerate(zip(curves, cycled(len(curves)), strict=True)):
        # Beside one another, so that equal values stay apart.
        aside = 3.0 * (number - (len(curves) - 1) / 2)
        intervals = _shade if len(curves) <= SHADED else partial(_whiskers, aside=aside)
        intervals(canvas, curve, colour, axes=(x_axis, y_axis))
    for curve, colour in zip(curves, cycled(len(curves)), strict=True):
        _curve(canvas, curve, colour, axes=(x_axis, y_axis))
    _legend(canvas, [curve.label for curve in curves])
    if any(i.high > i.low for curve in curves for i in curve.y):
        words = f"{'shade' if len(curves) <= SHADED else 'upright line'} = 95 % interval"
        canvas.text((12, 360), words, size=11, fill=GREY)
    return canvas.png()


def bar_chart(title: str, bars: Sequence[Bar], *, unit: str, chance: float | None = None) -> bytes:
    """One bar a row with its interval; a red dot where the paper prints a number."""
    height = 84 + 26 * len(bars)
    left = 24 + max(width_of(bar.label) for bar in bars)
    width = max(640, left + 400)
    canvas = Canvas(width, height, (left, 36, width - 40, height - 48))
    top = max([b.value.high for b in bars] + [b.paper or 0.0 for b in bars] + [chance or 0.0])
    axis = Axis(0.0, max(top, 1e-9), canvas.left, canvas.right).widened(bottom=False)
    canvas.text((12, 10), title, size=14)
    for tick in axis.ticks():
        x = axis(tick)
        canvas.line([(x, canvas.top), (x, canvas.bottom)], PALE)
        canvas.text((x, canvas.bottom + 4), f"{tick:g}", size=11, fill=GREY, anchor="ma")
    for i, bar in enumerate(bars):
        _bar(canvas, bar, axis, middle=canvas.top + 14 + 26 * i)
    if chance is not None:
        canvas.dashes((axis(chance), canvas.top), (axis(chance), canvas.bottom), GREY)
    words = [unit, "line = 95 % interval"]
    words += ["red = the paper"] if _printed(bars) else []
    words += ["dashed = chance"] if chance is not None else []
    canvas.text((12, height - 18), "; ".join(words), size=11, fill=GREY)
    return canvas.png()


def dots(title: str, places: np.ndarray, labels: Sequence[str]) -> bytes:
    """Points (n, 2) coloured by label; labels are listed at the right."""
    canvas = Canvas(640, 440, (20, 40, 500, 430))
    names = sorted(set(labels))
    colour_of = dict(zip(names, cycled(len(names)), strict=True))
    canvas.text((12, 10), title, size=14)
    (x0, y0), (x1, y1) = places.min(0), places.max(0)
    x_axis = Axis(float(x0), float(x1), canvas.left, canvas.right)
    y_axis = Axis(float(y0), float(y1), canvas.bottom, canvas.top)
    for (x, y), label in zip(places, labels, strict=True):
        canvas.dot((x_axis(float(x)), y_axis(float(y))), 3.0, colour_of[label])
    for i, name in enumerate(names):
        canvas.dot((522, 56 + 20 * i), 5, colour_of[name])
        canvas.text((534, 56 + 20 * i), name, anchor="lm")
    return canvas.png()


def strips(title: str, rows: Sequence[Strip], *, note: str, columns: Sequence[str] = ()) -> bytes:
    """Rows of cells, pale (0) to dark (1); `columns` name the cells where all rows have as many."""
    height = 60 + 24 * len(rows) + (16 if columns else 0)
    canvas = Canvas(640, height, (200, 36, 622, height - 24))
    canvas.text((12, 10), title, size=14)
    for i, row in enumerate(rows):
        top = canvas.top + 24 * i
        canvas.text((190, top + 9), row.label, anchor="rm")
        step = (canvas.right - canvas.left) / len(row.values)
        for k, value in enumerate(row.values):
            left = canvas.left + k * step
            canvas.box((left, top, left + step - 1, top + 18), mixed(PALE, COLOURS[0], value))
    step = (canvas.right - canvas.left) / max(len(columns), 1)
    for k, name in enumerate(columns):
        middle = canvas.left + (k + 0.5) * step
        canvas.text((middle, canvas.top + 24 * len(rows)), name, size=10, fill=GREY, anchor="ma")
    canvas.text((12, height - 18), note, size=11, fill=GREY)
    return canvas.png()


def _frame(
    canvas: Canvas, title: str, x_axis: Axis, y_axis: Axis, *, labels: tuple[str, str]
) -> None:
    canvas.text((12, 10), title, size=14)
    for tick in y_axis.ticks():
        y = y_axis(tick)
        canvas.line([(canvas.left, y), (canvas.right, y)], PALE)
        canvas.text((canvas.left - 6, y), f"{tick:.6g}", size=11, fill=GREY, anchor="rm")
    for tick in x_axis.ticks():
        x = x_axis(tick)
        canvas.text((x, canvas.bottom + 4), f"{tick:.6g}", size=11, fill=GREY, anchor="ma")
    canvas.line([(canvas.left, canvas.bottom), (canvas.right, canvas.bottom)], GREY)
    canvas.text((canvas.right, canvas.bottom + 20), labels[0], size=11, fill=GREY, anchor="ra")
    canvas.text((canvas.right, 14), labels[1], size=11, fill=GREY, anchor="ra")


def _curve(canvas: Canvas, curve: Curve, colour: Colour, *, axes: tuple[Axis, Axis]) -> None:
    x_axis, y_axis = axes
    points = [(x_axis(x), y_axis(i.value)) for x, i in zip(curve.x, curve.y, strict=True)]
    canvas.line(points, colour, 2.0)
    for point in points if len(points) <= 40 else []:
        canvas.dot(point, 3.0, colour)


def _shade(canvas: Canvas, curve: Curve, colour: Colour, *, axes: tuple[Axis, Axis]) -> None:
    x_axis, y_axis = axes
    xs = [x_axis(x) for x in curve.x]
    upper = [(x, y_axis(i.high)) for x, i in zip(xs, curve.y, strict=True)]
    lower = [(x, y_axis(i.low)) for x, i in zip(xs, curve.y, strict=True)]
    if len(xs) > 1:
        canvas.shade(upper + lower[::-1], colour)


def _whiskers(
    canvas: Canvas, curve: Curve, colour: Colour, *, axes: tuple[Axis, Axis], aside: float
) -> None:
    x_axis, y_axis = axes
    for x, interval in zip(curve.x, curve.y, strict=True):
        if interval.high > interval.low:
            place = x_axis(x) + aside
            canvas.line([(place, y_axis(interval.low)), (place, y_axis(interval.high))], colour)


def _legend(canvas: Canvas, labels: Sequence[str]) -> None:
    x = float(canvas.left)
    for label, colour in zip(labels, cycled(len(labels)), strict=True):
        canvas.dot((x + 5, 340), 5, colour)
        canvas.text((x + 14, 340), label, anchor="lm")
        x += 32 + width_of(label)


def _bar(canvas: Canvas, bar: Bar, axis: Axis, *, middle: float) -> None:
    canvas.text((canvas.left - 8, middle), bar.label, anchor="rm")
    canvas.box((canvas.left, middle - 8, axis(bar.value.value), middle + 8), (150, 185, 220))
    canvas.line([(axis(bar.value.low), middle), (axis(bar.value.high), middle)], INK, 1.5)
    if bar.paper is not None:
        canvas.dot((axis(bar.paper), middle), 4, COLOURS[3])


def _printed(bars: Sequence[Bar]) -> bool:
    return any(bar.paper is not None for bar in bars)
