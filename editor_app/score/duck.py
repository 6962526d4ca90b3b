"""Room for speech: how the music goes down while somebody talks, by name, and where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from inference.values import Span

MAX_DEPTH_DB = 40.0
"""From here on there is no music left."""


@dataclass(frozen=True, slots=True)
class Duck:
    """How the music makes room.

    It is down by `depth_db` from the first word on (the way down, `attack_s`, is over
    `lookahead_s` before it), stays down `hold_s` after the last and comes back within
    `release_s`. Silences shorter than `bridge_s`, and any too short to come all the way up and
    go down again, count as speech, so the music never pumps between two sentences. `clear_db` is
    how far speech should stand above the music: where both can be measured, the depth is chosen
    so (`editor_app.score.room`).
    """

    depth_db: float = 12.0
    bridge_s: float = 2.0
    lookahead_s: float = 0.05
    attack_s: float = 0.25
    hold_s: float = 0.3
    release_s: float = 0.7
    clear_db: float = 12.0

    def __post_init__(self) -> None:
        if self.depth_db < 0 or min(self.attack_s, self.release_s) <= 0:
            raise ValueError("ducking lowers the music, and not at once")


PRESETS: Mapping[str, Duck] = MappingProxyType(
    {
        # The music only leans back, as quickly as an editor's ducker does out of the box.
        "subtle": Duck(2.7, 1.0, 0.015, attack_s=0.01, hold_s=0.15, release_s=0.75, clear_db=0.0),
        # Speech on music that is to be felt all the time: travel, portraits.
        "gentle": Duck(6.0, 3.0, 0.05, attack_s=0.4, hold_s=0.5, release_s=1.5, clear_db=9.0),
        # Every word is understood, and the music is back between the stretches of talk.
        "dialogue": Duck(),
        # Talk that hardly stops: deep and slow to come back, so that breathing does not lift it.
        "podcast": Duck(14.0, 4.0, 0.1, attack_s=0.3, hold_s=0.6, release_s=1.5, clear_db=15.0),
        # Single lines between loud music: quick down, quick up.
        "trailer": Duck(8.0, 1.0, 0.03, attack_s=0.1, hold_s=0.15, release_s=0.4, clear_db=9.0),
    }
)
"""How the music makes room, by name; the depths are the usual ones."""

DEFAULT = "dialogue"

STEP_ASIDE = Duck(24.0, 4.0, 0.2, attack_s=1.0, hold_s=0.5, release_s=2.0)
"""How the music makes room for other music: two pieces at once are noise, and a change of one for
the other takes its time."""


def ducking(name: str, depth_db: float) -> Duck | None:
    """Return a preset at another depth; None for a depth of 0. A name unknown is the default's."""
    if depth_db <= 0:
        return None
    return replace(PRESETS.get(name, PRESETS[DEFAULT]), depth_db=depth_db)


def ducked_spans(speech: Iterable[Span], duck: Duck) -> tuple[Span, ...]:
    """Join `speech` to the stretches over which the music stays down, in order."""
    shortest = max(duck.bridge_s, duck.hold_s + duck.release_s + duck.attack_s + duck.lookahead_s)
    return joined(speech, bridge_s=shortest)


def joined(spans: Iterable[Span], *, bridge_s: float = 0.0) -> tuple[Span, ...]:
    """Put stretches in order and join those that overlap, or are no more than so far apart."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.start_s):
        if found and span.start_s - found[-1].end_s <= bridge_s:
            found[-1] = Span(found[-1].start_s, max(found[-1].end_s, span.end_s))
        elif span.duration_s > 0:
            found.append(span)
    return tuple(found)
