"""What the music of a whole film is chosen from, and what comes of it, as values."""

from __future__ import annotations

from dataclasses import dataclass

from editor_app.score.change_points import ChangePoint
from editor_app.score.moment import Song
from editor_app.score.pins import Pin
from editor_app.score.reason import Reason
from inference.values import Floats, Span


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A song that comes into question; `fits` float32 (scenes,) says how well it fits each.

    `key_confidence` and `vocals` go from 0 to 1; `vocals` None where it is not known.
    """

    song: Song
    fits: Floats
    key: str | None = None
    key_confidence: float = 0.0
    vocals: float | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """One song (None: silence) on one stretch, from its `moment_s` on.

    `fit` is the mean of its fits over the scenes, None where that is not known. `pin` is the
    user's wish that it comes from.
    """

    span: Span
    song: Song | None
    fit: float | None
    reasons: tuple[Reason, ...]
    pin: Pin | None = None

    @property
    def laid(self) -> bool:
        """Whether it lies on the timeline already, to be left alone."""
        return self.pin is not None and self.pin.laid


@dataclass(frozen=True, slots=True)
class FillPlan:
    """Music for the whole film, stretch by stretch without gaps.

    `changes` counts from song to song, of `most_changes` that the slider can reach and
    `least_changes` that pins leave; `cost` is what was minimised, without its changes being
    priced. `reasons` are about the plan as a whole.
    """

    stretches: tuple[Filled, ...]
    cost: float
    changes: int
    least_changes: int
    most_changes: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the film that has one song throughout; `point` is where it begins."""

    span: Span
    scene: int
    pin: Pin | None
    point: ChangePoint
