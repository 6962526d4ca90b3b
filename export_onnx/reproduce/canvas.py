"""A sheet to draw charts on: text, lines, boxes and an axis, by Pillow alone.

Everything is drawn at twice its size and scaled down, which smooths every line alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

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

SPELLED = str.maketrans({"–": "-", "−": "-", "×": "x", "≥": ">=", "≤": "<=", "→": "->"})
"""Signs that Pillow's own font does not have."""

Colour = tuple[int, int, int]
Point = tuple[float, float]


class Canvas:
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
        place = (at[0] * SCALE, at[1] * SCALE)
        self.draw.text(place, text.translate(SPELLED), fill, font, anchor)

    def line(self, points: Sequence[Point], fill: Colour, width: float = 1.0) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(scaled, fill, max(1, round(width * SCALE)), joint="curve")

    def dashes(self, start: Point, end: Point, fill: Colour) -> None:
        """A level or upright dashed line."""
        steps = np.linspace(
            start, end, 1 + 2 * round(float(np.abs(np.subtract(end, start)).sum()) / 10)
        )
        for a, b in zip(steps[:-1:2], steps[1::2], strict=True):
            self.line([(float(a[0]), float(a[1])), (float(b[0]), float(b[1]))], fill)

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


class Axis:
    """Values low..high to pixels start..end."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high = low, high if high > low else low + 1.0
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)

    def widened(self, *, bottom: bool = True) -> Axis:
        room = 0.06 * (self.high - self.low)
        low = self.low - room if bottom and self.low != 0.0 else self.low
        return Axis(low, self.high + room, self.start, self.end)

    def ticks(self) -> list[float]:
        """Four to nine round numbers."""
        span = self.high - self.low
        unit = 10.0 ** np.floor(np.log10(span / 4))
        step = next(unit * m for m in (1, 2, 5, 10) if span / (unit * m) <= 8)
        first = np.ceil(self.low / step - 1e-9) * step
        # Adding zero takes the sign off a zero.
        return [float(v) + 0.0 for v in np.arange(first, self.high + 1e-9 * span, step)]


def width_of(text: str, *, size: int = 12) -> int:
    """Pixels of a line of text in the final picture."""
    return round(ImageFont.load_default(size * SCALE).getlength(text.translate(SPELLED)) / SCALE)


def cycled(count: int) -> list[Colour]:
    return [COLOURS[i % len(COLOURS)] for i in range(count)]


def mixed(pale: Colour, dark: Colour, share: float) -> Colour:
    kept = min(max(share, 0.0), 1.0)
    r, g, b = (round(p + (d - p) * kept) for p, d in zip(pale, dark, strict=True))
    return (r, g, b)
