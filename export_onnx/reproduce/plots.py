"""Charts as PNG, drawn with Pillow: curves, bars with intervals, dots, strips.

Everything is drawn at twice its size and scaled down, which smooths every line alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from export_onnx.evaluate.metrics import Interval

SCALE = 2
INK, GREY, PALE = (45, 45, 50), (125, 125, 130), (228, 228, 231)
COLOURS = (
    (31, 105, 180),
    (222, 118, 30),
    (44, 140, 80),
    (178, 52, 66),
    (122, 90, 170),
    (120, 86, 72),
    (205, 105, 165),
    (110, 110, 115),
    (150, 150, 40),
    (30, 155, 170),
)

Colour = tuple[int, int, int]
Point = tuple[float, float]


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


class _Canvas:
    """A white sheet with a plot area; sizes are in final pixels."""

    def __init__(self, width: int, height: int, area: tuple[int, int, int, int]) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.left, self.top, self.right, self.bottom = area

    def text(
        self, at: Point, text: str, *, size: int = 12, fill: Colour = INK, anchor: str = "la"
    ) -> None:
        font = ImageFont.load_default(size * SCALE)
        self.draw.text((at[0] * SCALE, at[1] * SCALE), text, fill, font, anchor)

    def line(self, points: Sequence[Point], fill: Colour, width: float = 1.0) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(scaled, fill, max(1, round(width * SCALE)), joint="curve")

    def box(self, corners: tuple[float, float, float, float], fill: Colour) -> None:
        x0, y0, x1, y1 = (round(v * SCALE) for v in corners)
        self.draw.rectangle((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), fill)

    def dot(self, at: Point, radius: float, fill: Colour) -> None:
        x, y, r = at[0] * SCALE, at[1] * SCALE, radius * SCALE
        self.draw.ellipse((x - r, y - r, x + r, y + r), fill)

    def shade(self, outline: Sequence[Point], fill: Colour) -> None:
        """Fill a polygon with a fifth of a colour, so that what is below stays visible."""
        veil = Image.new("L", self.image.size, 0)
        scaled = [(x * SCALE, y * SCALE) for x, y in outline]
        ImageDraw.Draw(veil).polygon(scaled, fill=50)
        self.image.paste(Image.new("RGB", self.image.size, fill), mask=veil)

    def png(self) -> bytes:
        stream = BytesIO()
        self.image.resize(self.size, Image.Resampling.LANCZOS).save(stream, "PNG", optimize=True)
        return stream.getvalue()


def line_chart(
    title: str, curves: Sequence[Curve], *, x_label: str, y_label: str, least: float | None = None
) -> bytes:
    """Curves with their intervals as shades; `least` fixes the bottom of the axis."""
    canvas = _Canvas(640, 360, (62, 40, 622, 300))
    xs = [x for curve in curves for x in curve.x]
    lows = [i.low for curve in curves for i in curve.y]
    highs = [i.high for curve in curves for i in curve.y]
    x_axis = _Axis(min(xs), max(xs), canvas.left, canvas.right)
    bottom = min(lows) if least is None else least
    y_axis = _Axis(bottom, max(highs), canvas.bottom, canvas.top).widened()
    _frame(canvas, title, x_axis, y_axis, labels=(x_label, y_label))
    for curve, colour in zip(curves, _cycled(len(curves)), strict=True):
        _curve(canvas, curve, colour, axes=(x_axis, y_axis))
    _legend(canvas, [curve.label for curve in curves])
    return canvas.png()


def bar_chart(title: str, bars: Sequence[Bar], *, unit: str) -> bytes:
    """One bar a row with its interval; a diamond where the paper prints a number."""
    height = 66 + 26 * len(bars)
    canvas = _Canvas(640, height, (240, 36, 600, height - 30))
    top = max([b.value.high for b in bars] + [b.paper or 0.0 for b in bars])
    axis = _Axis(0.0, max(top, 1e-9), canvas.left, canvas.right).widened(bottom=False)
    canvas.text((12, 10), title, size=14)
    for tick in axis.ticks():
        x = axis(tick)
        canvas.line([(x, canvas.top), (x, canvas.bottom)], PALE)
        canvas.text((x, canvas.bottom + 4), f"{tick:g}", size=11, fill=GREY, anchor="ma")
    for i, bar in enumerate(bars):
        _bar(canvas, bar, axis, middle=canvas.top + 14 + 26 * i)
    words = f"{unit}; line = 95 % interval" + ("; red = the paper" if _printed(bars) else "")
    canvas.text((12, height - 16), words, size=11, fill=GREY)
    return canvas.png()


def dots(title: str, places: np.ndarray, labels: Sequence[str]) -> bytes:
    """Points (n, 2) coloured by label; labels are listed at the right."""
    canvas = _Canvas(640, 440, (20, 40, 500, 430))
    names = sorted(set(labels))
    colour_of = dict(zip(names, _cycled(len(names)), strict=True))
    canvas.text((12, 10), title, size=14)
    (x0, y0), (x1, y1) = places.min(0), places.max(0)
    x_axis = _Axis(float(x0), float(x1), canvas.left, canvas.right)
    y_axis = _Axis(float(y0), float(y1), canvas.bottom, canvas.top)
    for (x, y), label in zip(places, labels, strict=True):
        canvas.dot((x_axis(float(x)), y_axis(float(y))), 3.0, colour_of[label])
    for i, name in enumerate(names):
        canvas.dot((522, 56 + 20 * i), 5, colour_of[name])
        canvas.text((534, 56 + 20 * i), name, anchor="lm")
    return canvas.png()


def strips(title: str, rows: Sequence[Strip], *, note: str) -> bytes:
    """Rows of cells, pale (0) to dark (1)."""
    height = 60 + 24 * len(rows)
    canvas = _Canvas(640, height, (200, 36, 622, height - 24))
    canvas.text((12, 10), title, size=14)
    for i, row in enumerate(rows):
        top = canvas.top + 24 * i
        canvas.text((190, top + 9), row.label, anchor="rm")
        step = (canvas.right - canvas.left) / len(row.values)
        for k, value in enumerate(row.values):
            left = canvas.left + k * step
            canvas.box((left, top, left + step - 1, top + 18), _mixed(PALE, COLOURS[0], value))
    canvas.text((12, height - 16), note, size=11, fill=GREY)
    return canvas.png()


class _Axis:
    """Values low..high to pixels start..end."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high = low, high if high > low else low + 1.0
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)

    def widened(self, *, bottom: bool = True) -> _Axis:
        room = 0.06 * (self.high - self.low)
        low = self.low - room if bottom and self.low != 0.0 else self.low
        return _Axis(low, self.high + room, self.start, self.end)

    def ticks(self) -> list[float]:
        """Four to nine round numbers."""
        span = self.high - self.low
        unit = 10.0 ** np.floor(np.log10(span / 4))
        step = next(unit * m for m in (1, 2, 5, 10) if span / (unit * m) <= 8)
        first = np.ceil(self.low / step - 1e-9) * step
        return [float(v) for v in np.arange(first, self.high + 1e-9 * span, step)]


def _frame(
    canvas: _Canvas, title: str, x_axis: _Axis, y_axis: _Axis, *, labels: tuple[str, str]
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


def _curve(canvas: _Canvas, curve: Curve, colour: Colour, *, axes: tuple[_Axis, _Axis]) -> None:
    x_axis, y_axis = axes
    xs = [x_axis(x) for x in curve.x]
    if len(xs) > 1:
        upper = [(x, y_axis(i.high)) for x, i in zip(xs, curve.y, strict=True)]
        lower = [(x, y_axis(i.low)) for x, i in zip(xs, curve.y, strict=True)]
        canvas.shade(upper + lower[::-1], colour)
    points = [(x, y_axis(i.value)) for x, i in zip(xs, curve.y, strict=True)]
    canvas.line(points, colour, 2.0)
    for point in points if len(points) <= 40 else []:
        canvas.dot(point, 3.0, colour)


def _legend(canvas: _Canvas, labels: Sequence[str]) -> None:
    x = float(canvas.left)
    for label, colour in zip(labels, _cycled(len(labels)), strict=True):
        canvas.dot((x + 5, 340), 5, colour)
        canvas.text((x + 14, 340), label, anchor="lm")
        x += 26 + 6.4 * len(label)


def _bar(canvas: _Canvas, bar: Bar, axis: _Axis, *, middle: float) -> None:
    canvas.text((canvas.left - 8, middle), bar.label, anchor="rm")
    canvas.box((canvas.left, middle - 8, axis(bar.value.value), middle + 8), (150, 185, 220))
    canvas.line([(axis(bar.value.low), middle), (axis(bar.value.high), middle)], INK, 1.5)
    if bar.paper is not None:
        canvas.dot((axis(bar.paper), middle), 4, COLOURS[3])


def _printed(bars: Sequence[Bar]) -> bool:
    return any(bar.paper is not None for bar in bars)


def _cycled(count: int) -> list[Colour]:
    return [COLOURS[i % len(COLOURS)] for i in range(count)]


def _mixed(pale: Colour, dark: Colour, share: float) -> Colour:
    kept = min(max(share, 0.0), 1.0)
    r, g, b = (round(p + (d - p) * kept) for p, d in zip(pale, dark, strict=True))
    return (r, g, b)
