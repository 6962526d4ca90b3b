"""Laying songs on the film, and fitting what lies there: each verb is one step of the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from editor_app.item_models.document import Document
from editor_app.operations.lanes import Lanes
from editor_app.project.timeline import Laid, Timeline
from inference.values import Shot, Span, VideoAnalysis

if TYPE_CHECKING:
    from editor_app.score.align import Meeting
    from editor_app.score.mix import Mix
    from editor_app.score.moment import Song
    from editor_app.session import Session, Suggestion

LANE = "library"
GetSession = Callable[[], "Session"]


@dataclass(frozen=True, slots=True)
class Aligned:
    """What was done with a cue to align it, and which strong cuts it meets."""

    laid_id: int
    reason: str
    meetings: tuple[Meeting, ...]


class Arranging(QObject):
    """Verbs on the timeline that need to know songs or the picture.

    `said` brings a sentence on what was done; `failed` what was not; `aligned` an
    `Aligned` for each cue.
    """

    said = Signal(str)
    failed = Signal(object)
    aligned = Signal(object)

    def __init__(
        self,
        document: Document,
        lanes: Lanes,
        get_session: GetSession,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._lanes = lanes
        self._get_session = get_session
        self._video: VideoAnalysis | None = None
        self._own_music: tuple[Span, ...] = ()

    def set_analysis(self, video: VideoAnalysis | None) -> None:
        self._video = video

    def set_own_music(self, spans: tuple[Span, ...]) -> None:
        """Say where the film has music of its own, as far as that is known."""
        self._own_music = spans

    def place(self, suggestion: Suggestion, span: Span, *, lane: int = 0) -> None:
        """Lay a suggestion over a stretch of a lane, aligned to its cuts; what is there gives way.

        A second song on a free lane would sound on top of the first, which nobody means.
        """
        self._with_song(suggestion, lambda song: self._place(song, span, lane))

    def drop(self, suggestion: Suggestion, lane: int, time_s: float) -> None:
        """Lay a suggestion on a lane from a moment on, to its end or that of the film."""
        self._with_song(suggestion, lambda song: self.lay(song, lane, time_s))

    def align(self, *, most_stretch: float = 0.0) -> None:
        """Bring a downbeat of every selected cue onto a cut of the picture.

        With `most_stretch` songs may play that much faster or slower, so that more cuts are met.
        """
        from editor_app.score.arrange import align  # noqa: PLC0415  (loads numpy)

        timeline, ids = self._document.timeline, sorted(self._document.selected)
        found: list[Aligned] = []
        for laid_id in ids:
            timeline, one = align(timeline, laid_id, shots=self._shots, most_stretch=most_stretch)
            found += [Aligned(laid_id, one.reason, one.meetings)] if one else []
        self._document.edit(self.tr("Align"), timeline, merge=f"align {ids}")
        self.said.emit("  ".join(dict.fromkeys(one.reason for one in found)))
        self.aligned.emit(_each_once(found))

    def met(self, laid_ids: Iterable[int]) -> tuple[Aligned, ...]:
        """Say which strong cuts these cues meet as they lie."""
        from editor_app.score.arrange import met  # noqa: PLC0415  (loads numpy)

        timeline, shots = self._document.timeline, self._shots
        there = [one for one in laid_ids if timeline.find(one) is not None]
        return _each_once([Aligned(one, "", met(timeline, one, shots=shots)) for one in there])

    @property
    def cuts_s(self) -> tuple[float, ...]:
        """Where the picture is cut, seconds."""
        return tuple(shot.span.start_s for shot in self._shots if shot.cut_strength > 0)

    def audition(self, suggestion: Suggestion, span: Span, use: Callable[[Mix], None]) -> None:
        """Give `use` the film's sound with this suggestion in place of the timeline's music."""
        self._with_song(suggestion, lambda song: use(self._aside(song, span)))

    def mix(self, timeline: Timeline | None = None) -> Mix:
        """Return what sounds of the timeline, over all of the film: what the renderer writes."""
        from editor_app.score.arrange import mix_of  # noqa: PLC0415  (loads numpy)

        timeline = timeline or self._document.timeline
        film = Span(0.0, timeline.duration_s)
        return mix_of(
            timeline,
            self._document.film,
            speech=self.speech,
            own_music=self._own_music,
            span=film,
        )

    def level_lufs(self) -> float:
        """Level the music is brought to on this film, LUFS."""
        from editor_app.score.plan import MUSIC_ALONE_LUFS, music_level_lufs  # noqa: PLC0415

        if self._video is None:
            return MUSIC_ALONE_LUFS
        base = self._video.base
        speech = () if self._document.timeline.original.muted else base.speech
        return music_level_lufs(base.loudness_lufs, speech, film_s=base.duration_s)

    @property
    def speech(self) -> tuple[Span, ...]:
        return self._video.base.speech if self._video else ()

    @property
    def _shots(self) -> tuple[Shot, ...]:
        if self._video is None:
            return ()
        from editor_app.score.cuts import with_motion  # noqa: PLC0415  (loads numpy)

        return with_motion(self._video.base.shots, self._video.base.motion)

    def _aside(self, song: Song, span: Span) -> Mix:
        from editor_app.score.arrange import place  # noqa: PLC0415  (loads numpy)

        bare = replace(self._document.timeline, laid=(), lanes=Timeline().lanes)
        timeline, _ = place(bare, song, span, shots=self._shots, level_lufs=self.level_lufs())
        return self.mix(timeline)

    def _with_song(self, suggestion: Suggestion, use: Callable[[Song], None]) -> None:
        self._lanes.ask(
            LANE,
            lambda: self._get_session().song(suggestion),
            use,
            failed=self.failed.emit,
        )

    def _place(self, song: Song, span: Span, lane: int) -> None:
        from editor_app.score.arrange import place  # noqa: PLC0415  (loads numpy)

        timeline, ids = place(
            self._document.timeline,
            song,
            span,
            shots=self._shots,
            level_lufs=self.level_lufs(),
            lane=lane,
        )
        self._document.edit(self.tr("Place {}").format(song.title), timeline, select=ids)

    def lay(self, song: Song, lane: int, time_s: float) -> None:
        """Lay a song from its moment on, which sounds at `time_s` of the film."""
        from editor_app.project.cue import Cue  # noqa: PLC0415
        from editor_app.project.edits import add  # noqa: PLC0415
        from editor_app.score.plan import gain_to_level_db  # noqa: PLC0415  (loads numpy)

        timeline = self._document.timeline
        # Where it was let go is meant: it is not moved onto a cut, only kept inside the film.
        start_s = max(0.0, min(time_s, timeline.duration_s - 1.0))
        length_s = min(timeline.duration_s - start_s, song.duration_s - song.moment_s)
        source_in_s = song.moment_s
        cue = Cue(
            Path(song.path),
            song.title,
            song.artist,
            start_s,
            length_s,
            source_in_s,
            gain_db=gain_to_level_db(song, self.level_lufs()),
            fade_in_s=min(0.3, length_s / 4) if source_in_s else 0.0,
            fade_out_s=min(2.0, length_s / 4),
            bpm=song.bpm,
            downbeats_s=song.downbeats_s,
        )
        after, laid_id = add(timeline, cue, song, lane=lane)
        self._document.edit(self.tr("Place {}").format(song.title), after, select=[laid_id])


def _each_once(found: Sequence[Aligned]) -> tuple[Aligned, ...]:
    """Leave out what is said already: cues of one song that go on share their cuts."""
    return tuple({one.meetings: one for one in reversed(found)}.values())[::-1]


def end_for(laid: Laid, scenes: Sequence[Span], timeline: Timeline) -> float:
    """Return the end of a scene that is nearest to the cue's own; without scenes, the film's."""
    middle_s = (laid.cue.start_s + laid.cue.end_s) / 2
    ends = [scene.end_s for scene in scenes if scene.end_s > middle_s]
    return min(ends, key=lambda end_s: abs(end_s - laid.cue.end_s), default=timeline.duration_s)
