"""The storyline of an FCPXML, and what of it music can hang on.

Story(root, spine, cut).peg_at(time) -> Peg
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from editor_app.interchange.cut import ZERO, Cut
from editor_app.interchange.times import TimeError, seconds

_STORY = frozenset(
    {"asset-clip", "clip", "gap", "ref-clip", "sync-clip", "mc-clip", "title", "video", "audio"}
)
# What the definition of the format has behind connected clips: these come last in an element.
AFTER = frozenset(
    {"marker", "chapter-marker", "rating", "keyword", "analysis-marker", "audio-channel-source",
     "audio-role-source", "filter-video", "filter-audio", "metadata", "object-tracker",
     "filter-video-mask"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Peg:
    """An element of the spine that things hang on; `at_s` is where it stands in the cut.

    `local_s` is what the time of its own is there. `outer` is what stands in the spine itself.
    """

    element: Element
    outer: Element
    at_s: Fraction
    end_s: Fraction
    local_s: Fraction


class Story:
    """The elements of a spine by when they are shown; what is between them becomes a gap."""

    def __init__(self, root: Element, spine: Element, cut: Cut) -> None:
        self._spine = spine
        self._zero_s = cut.start_timecode_s
        self._end_s = cut.duration_s
        self._frame_s = 1 / cut.frame_rate
        assets = {one.get("id", ""): one for one in root.iterfind("resources/asset")}
        self._pegs = list(_pegs(spine, assets, self._zero_s))

    def peg_at(self, time_s: Fraction) -> Peg:
        """Return what is shown at a time, a gap made for it where nothing is."""
        number = bisect_right(self._pegs, time_s, key=lambda peg: peg.at_s)
        if number and self._pegs[number - 1].end_s > time_s:
            return self._pegs[number - 1]
        return self._gap(number, time_s)

    def _gap(self, number: int, time_s: Fraction) -> Peg:
        """Fill the hole in front of a peg."""
        before = self._pegs[number - 1] if number else None
        start_s = before.end_s if before else min(ZERO, time_s)
        ends = [peg.at_s for peg in self._pegs[number : number + 1]]
        end_s = ends[0] if ends else max(self._end_s, time_s + self._frame_s)
        place = {"offset": said(self._zero_s + start_s), "duration": said(end_s - start_s)}
        gap = Element("gap", {"name": "Gap", "start": "0s", **place})
        self._spine.insert(self._behind(before), gap)
        self._pegs.insert(number, Peg(gap, gap, start_s, end_s, ZERO))
        return self._pegs[number]

    def _behind(self, peg: Peg | None) -> int:
        """Return the place in the spine behind an element, and the transition it goes out with."""
        at = 0 if peg is None else list(self._spine).index(peg.outer) + 1
        inside = list(self._spine)
        goes_out = peg is not None and at < len(inside) and inside[at].tag == "transition"
        return at + goes_out


def _pegs(spine: Element, assets: dict[str, Element], zero_s: Fraction) -> Iterator[Peg]:
    """Give the elements of a spine that can carry others, in order; it begins at `zero_s`.

    Where a clip does not say its start or its length it has those of its file.
    """
    at_s = zero_s
    for outer in spine:
        # Of an audition the first clip is the one that is shown.
        one = next(iter(outer), outer) if outer.tag == "audition" else outer
        if one.tag not in _STORY:
            continue
        at_s = _said(one, "offset", at_s)
        asset = assets.get(one.get("ref", ""), Element("none"))
        end_s = at_s + _said(one, "duration", _said(asset, "duration"))
        local_s = _said(one, "start", _said(asset, "start"))
        yield Peg(one, outer, at_s - zero_s, end_s - zero_s, local_s)
        at_s = end_s


def hang(parent: Element, element: Element) -> None:
    """Put a connected clip where the format has it: before markers and filters."""
    at = next((n for n, one in enumerate(parent) if one.tag in AFTER), len(parent))
    parent.insert(at, element)


def said(time_s: Fraction) -> str:
    """Return a time as the format writes it."""
    if time_s.denominator == 1:
        return f"{time_s.numerator}s"
    return f"{time_s.numerator}/{time_s.denominator}s"


def _said(element: Element, name: str, default: Fraction = ZERO) -> Fraction:
    try:
        return seconds(element.get(name, "")) if element.get(name) else default
    except TimeError:
        return default
