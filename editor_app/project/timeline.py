"""What the user has made: a film, the music laid on it, and how loud everything is.

All values are immutable. An edit (`editor_app.project.edits`) makes a new `Timeline`; undo is the
list of the old ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from editor_app.project.cue import Cue
from editor_app.score.duck import DEFAULT
from editor_app.score.moment import Song
from inference.values import Span


@dataclass(frozen=True, slots=True)
class Film:
    """The picture the music is for; size and key find it again when it has moved.

    `timeline` is the file of another editor whose cut it shows, None for a film of its own: `path`
    is then a small film that was put together to watch, and can be again. `media` is the folder in
    which files were looked for that the timeline has lost.
    """

    path: Path
    duration_s: float
    frames_per_s: float
    size_bytes: int = 0
    content_key: str = ""
    timeline: Path | None = None
    media: Path | None = None

    @property
    def named(self) -> Path:
        """The file that the user knows it by."""
        return self.timeline or self.path

    @property
    def frame_s(self) -> float:
        """Length of a frame; a file that does not say its rate is taken for 25 frames a second."""
        return 1 / self.frames_per_s if self.frames_per_s > 0 else 0.04


@dataclass(frozen=True, slots=True)
class Lane:
    """A music lane. When any lane is `solo`, only those that are sound."""

    name: str
    muted: bool = False
    solo: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a side of the mix is."""

    gain_db: float = 0.0
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """A cue on a lane. `id` stays the same through every edit; `song` is what it was cut from.

    What is `pinned` is left as it is when the cut is filled. `seam` is how sure it is, 0 to 1,
    that nobody hears the join with the cue of the same song before it; None where there is none,
    or it was not judged.
    """

    id: int
    lane: int
    cue: Cue
    song: Song
    pinned: bool = False
    seam: float | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The music on the film.

    `laid` is ordered by start, then id. `kept` is what of the film is wanted (None: all of it).
    `duck_depth_db` is how far the music goes down under speech; 0 leaves it alone. `ducking`, a
    name of `editor_app.score.duck.PRESETS`, is how it goes; with `duck_music` it also does where
    the film itself has music. `next_id` is free.
    """

    duration_s: float = 0.0
    lanes: tuple[Lane, ...] = (Lane("M1"), Lane("M2"))
    laid: tuple[Laid, ...] = ()
    original: Level = field(default_factory=Level)
    music: Level = field(default_factory=Level)
    duck_depth_db: float = 12.0
    ducking: str = DEFAULT
    duck_music: bool = False
    kept: Span | None = None
    next_id: int = 1

    def find(self, laid_id: int) -> Laid | None:
        """Return the laid cue of this id, or None."""
        return next((one for one in self.laid if one.id == laid_id), None)

    def on_lane(self, lane: int) -> tuple[Laid, ...]:
        return tuple(one for one in self.laid if one.lane == lane)


@dataclass(frozen=True, slots=True)
class Project:
    """A film, its music, and what was last asked of the suggestions.

    `attributes` are slider positions by name, -1 to 1; `target` names one of
    `editor_app.score.targets.TARGETS`.
    """

    film: Film | None = None
    timeline: Timeline = field(default_factory=Timeline)
    target: str = "youtube"
    attributes: Mapping[str, float] = field(default_factory=dict)
