"""Plain pictures of sound and time, as SVG: small, sharp, and told apart line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

import numpy as np

from inference.values import Floats, Span

WIDTH, LEFT, RIGHT = 1000, 150, 16
INK, PALE, SPEECH, MUSIC, CURVE = "#333", "#bbb", "#f2c14e", "#3f7cac", "#c8553d"


@dataclass
class Sheet:
    """A picture whose rows share one axis of time, `span`; rows are added from the top."""

    span: Span
    title: str
    _parts: list[str] = field(default_factory=list)
    _top: float = 44.0

    def x(self, time_s: float) -> float:
        share = (time_s - self.span.start_s) / self.span.duration_s
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def row(self, name: str, height: float = 70.0) -> Row:
        """Begin the next row."""
        row = Row(self, self._top, height)
        self._top += height + 12
        for at, words in enumerate(name.split("\n")):
            y = row.top + 16 + 15 * at
            self.add(f'<text x="12" y="{y:.0f}" fill="{INK}">{escape(words)}</text>')
        return row

    def add(self, part: str) -> None:
        self._parts.append(part)

    def document(self) -> str:
        """Return the whole picture, with its axis of time below."""
        height = self._top + 26
        return "\n".join(
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
                'font-family="sans-serif" font-size="13">',
                f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>',
                f'<text x="12" y="26" font-size="17" fill="{INK}">{escape(self.title)}</text>',
                *self._parts,
                *self._axis(),
                "</svg>\n",
            )
        )

    def _axis(self) -> Iterable[str]:
        step_s = next(s for s in (1, 2, 5, 10, 20, 60) if self.span.duration_s / s <= 16)
        first = int(-(-self.span.start_s // step_s))
        for number in range(first, int(self.span.end_s // step_s) + 1):
            x = self.x(number * step_s)
            yield (
                f'<text x="{x:.1f}" y="{self._top + 12:.0f}" fill="{INK}" '
                f'text-anchor="middle">{number * step_s} s</text>'
            )


@dataclass(frozen=True)
class Row:
    """A stretch of a sheet from `top` on."""

    sheet: Sheet
    top: float
    height: float

    def wave(self, sound: Floats, rate_hz: int, *, colour: str = MUSIC, full: float = 1.0) -> None:
        """Draw a sound that begins with the sheet, float32 (n,), by its peaks."""
        columns = WIDTH - LEFT - RIGHT
        edges = np.linspace(0, self.sheet.span.duration_s * rate_hz, columns + 1).astype(int)
        peaks = [float(np.abs(sound[a:b]).max(initial=0)) for a, b in pairwise(edges)]
        middle, half = self.top + self.height / 2, self.height / 2
        tall = [min(1.0, peak / full) * half for peak in peaks]
        above = [f"{LEFT + at:.0f} {middle - one:.1f}" for at, one in enumerate(tall)]
        below = [f"{LEFT + at:.0f} {middle + one:.1f}" for at, one in enumerate(tall)]
        points = "L".join((*above, *reversed(below)))
        self.sheet.add(f'<path d="M{points}Z" fill="{colour}"/>')

    def spans(self, spans: Iterable[Span], colour: str = SPEECH) -> None:
        """Shade stretches of time over the height of the row."""
        for span in spans:
            x = self.sheet.x(span.start_s)
            width = self.sheet.x(span.end_s) - x
            self.sheet.add(
                f'<rect x="{x:.1f}" y="{self.top:.1f}" width="{width:.1f}" '
                f'height="{self.height:.1f}" fill="{colour}" fill-opacity="0.45"/>'
            )

    def line(
        self, points: Sequence[tuple[float, float]], *, low: float, high: float, colour: str = CURVE
    ) -> None:
        """Draw a curve of (seconds, value)."""
        scale = self.height / (high - low)
        places = (f"{self.sheet.x(t):.1f} {self.top + (high - v) * scale:.1f}" for t, v in points)
        self.sheet.add(
            f'<path d="M{"L".join(places)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )

    def mark(self, time_s: float, *, colour: str = INK, dashed: bool = False) -> None:
        """Draw a line across the row at a time."""
        x, dash = self.sheet.x(time_s), ' stroke-dasharray="4 3"' if dashed else ""
        self.sheet.add(
            f'<path d="M{x:.1f} {self.top:.1f}V{self.top + self.height:.1f}" '
            f'stroke="{colour}"{dash}/>'
        )
