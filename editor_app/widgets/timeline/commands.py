"""What the keyboard and the menu do to the selected cues: each call is one step of the history."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject

from editor_app.item_models.document import Document
from editor_app.project import edits
from editor_app.project.cue import level_db
from editor_app.project.timeline import Laid, Timeline

_FRAME_S = 0.04


class Commands(QObject):
    """Edits of the selection. `playhead_s` says where the playhead is."""

    def __init__(
        self, document: Document, playhead_s: Callable[[], float], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead_s = playhead_s
        self._copied: tuple[Laid, ...] = ()
        self.level_lufs: float | None = None

    @property
    def can_paste(self) -> bool:
        return bool(self._copied)

    def copy(self) -> None:
        """Keep the selected cues for `paste`."""
        if self._document.selected:
            self._copied = edits.copy(self._timeline, self._document.selected)

    def cut(self) -> None:
        self.copy()
        self._remove(self.tr("Cut"))

    def delete(self) -> None:
        self._remove(self.tr("Delete"))

    def paste(self) -> None:
        """Lay what was copied at the playhead, on the lanes it came from."""
        if not self._copied:
            return
        lane = min(one.lane for one in self._copied)
        timeline, ids = edits.paste(
            self._timeline, self._copied, at_s=self._playhead_s(), lane=lane
        )
        self._document.edit(self.tr("Paste"), timeline, select=ids)

    def select_all(self) -> None:
        self._document.select(one.id for one in self._timeline.laid)

    def deselect(self) -> bool:
        """Select nothing; False when nothing was selected."""
        was = bool(self._document.selected)
        self._document.select(())
        return was

    def split(self) -> None:
        """Cut the selected cues in two at the playhead; without a selection, all that lie there."""
        at_s = self._playhead_s()
        ids = self._document.selected or frozenset(self._under(at_s))
        timeline = edits.split(self._timeline, ids, at_s=at_s)
        self._document.edit(self.tr("Split"), timeline, select=ids)

    def nudge(self, frames: int) -> None:
        """Move the selected cues by frames; a row of such steps is undone at once."""
        by_s = frames * self._frame_s
        timeline = edits.move(self._timeline, self._document.selected, by_s=by_s)
        self._step(self.tr("Nudge"), timeline, "nudge")

    def change_lane(self, by_lanes: int) -> None:
        timeline = edits.move(self._timeline, self._document.selected, by_s=0.0, by_lanes=by_lanes)
        self._step(self.tr("Change lane"), timeline, "lane")

    def slip(self, frames: int) -> None:
        """Let the selected cues play a later (earlier) part of their songs, by frames."""
        timeline = self._timeline
        for laid_id in self._document.selected:
            timeline = edits.slip(timeline, laid_id, by_s=frames * self._frame_s)
        self._step(self.tr("Slip"), timeline, "slip")

    def change_gain(self, by_db: float) -> None:
        """Change the level of the selected cues, or of their points the playhead is at."""
        timeline = self._timeline
        for one in self._selected():
            there = self._point_at(one, self._playhead_s() - one.cue.start_s)
            if there is not None:
                points = list(one.cue.gain_points)
                points[there] = (points[there][0], round(points[there][1] + by_db, 1))
                timeline = edits.set_gain_points(timeline, one.id, tuple(points))
                continue
            gain_db = round(one.cue.gain_db + by_db, 1)
            timeline = edits.set_gain(timeline, (one.id,), gain_db=gain_db)
        self._step(self.tr("Level"), timeline, "gain")

    def reset_gain(self) -> None:
        """Bring the selected cues to `level_lufs`, else to the level of music without a film."""
        from editor_app.score.plan import (  # noqa: PLC0415  (numpy, which the window starts without)
            MUSIC_ALONE_LUFS,
            gain_to_level_db,
        )

        level_lufs = MUSIC_ALONE_LUFS if self.level_lufs is None else self.level_lufs
        timeline = self._timeline
        for one in self._selected():
            gain_db = round(gain_to_level_db(one.song, level_lufs), 1)
            timeline = edits.set_gain(timeline, (one.id,), gain_db=gain_db)
        self._document.edit(self.tr("Reset level"), timeline)

    def toggle_point(self) -> None:
        """Bend the level of the selected cues at the playhead, or take the point there away."""
        timeline = self._timeline
        for one in self._under_playhead():
            at_s, points = self._playhead_s() - one.cue.start_s, one.cue.gain_points
            there = self._point_at(one, at_s)
            if there is not None:
                points = tuple(point for point in points if point != points[there])
            else:
                points = (*points, (at_s, level_db(points, at_s)))
            timeline = edits.set_gain_points(timeline, one.id, points)
        self._document.edit(self.tr("Level point"), timeline)

    def remove_point(self, laid_id: int, number: int) -> None:
        """Take one point of a cue's level away."""
        laid = self._timeline.find(laid_id)
        if laid is not None:
            points = laid.cue.gain_points
            rest = (*points[:number], *points[number + 1 :])
            timeline = edits.set_gain_points(self._timeline, laid_id, rest)
            self._document.edit(self.tr("Remove level point"), timeline)

    def remove_points(self) -> None:
        """Let the level of the selected cues be the same all along."""
        timeline = self._timeline
        for laid_id in self._document.selected:
            timeline = edits.set_gain_points(timeline, laid_id, ())
        self._document.edit(self.tr("Remove level points"), timeline)

    def toggle_pin(self) -> None:
        """Let filling the cut leave the selected cues alone, or no longer."""
        pinned = not all(one.pinned for one in self._selected())
        timeline = edits.set_pinned(self._timeline, self._document.selected, pinned=pinned)
        self._document.edit(self.tr("Pin") if pinned else self.tr("Unpin"), timeline)

    def remove_fades(self) -> None:
        timeline = self._timeline
        for laid_id in self._document.selected:
            timeline = edits.set_fade_in(timeline, laid_id, fade_s=0.0)
            timeline = edits.set_fade_out(timeline, laid_id, fade_s=0.0)
        self._document.edit(self.tr("Remove fades"), timeline)

    def trim_start(self) -> None:
        """Let the selected cues begin at the playhead."""
        self._trim(edits.trim_start)

    def trim_end(self) -> None:
        """Let the selected cues end at the playhead."""
        self._trim(edits.trim_end)

    def toggle_mute(self, lane: int) -> None:
        muted = not self._timeline.lanes[lane].muted
        text = self.tr("Mute lane") if muted else self.tr("Unmute lane")
        self._document.edit(text, edits.set_lane(self._timeline, lane, muted=muted))

    def toggle_solo(self, lane: int) -> None:
        solo = not self._timeline.lanes[lane].solo
        text = self.tr("Solo lane") if solo else self.tr("End solo")
        self._document.edit(text, edits.set_lane(self._timeline, lane, solo=solo))

    def toggle_original(self) -> None:
        muted = not self._timeline.original.muted
        text = self.tr("Mute original") if muted else self.tr("Unmute original")
        self._document.edit(text, edits.set_level(self._timeline, "original", muted=muted))

    def step_selection(self, by: int, *, extend: bool = False) -> int | None:
        """Select the next (previous) cue after the selected ones; return its id."""
        laid = self._timeline.laid
        if not laid:
            return None
        places = [i for i, one in enumerate(laid) if one.id in self._document.selected]
        if places:
            place = max(0, min(len(laid) - 1, (places[-1] if by > 0 else places[0]) + by))
        else:
            place = 0 if by > 0 else len(laid) - 1
        chosen = laid[place].id
        self._document.select((*self._document.selected, chosen) if extend else (chosen,))
        return chosen

    @property
    def _timeline(self) -> Timeline:
        return self._document.timeline

    @property
    def _frame_s(self) -> float:
        return self._document.film.frame_s if self._document.film else _FRAME_S

    def _selected(self) -> list[Laid]:
        return [one for one in self._timeline.laid if one.id in self._document.selected]

    def _under_playhead(self) -> list[Laid]:
        under = self._under(self._playhead_s())
        return [one for one in self._selected() if one.id in under]

    def _point_at(self, laid: Laid, at_s: float) -> int | None:
        """Return which point of the level lies within a frame of a time of a cue."""
        near = ((abs(one[0] - at_s), number) for number, one in enumerate(laid.cue.gain_points))
        away_s, number = min(near, default=(math.inf, 0))
        return number if away_s <= self._frame_s else None

    def _under(self, time_s: float) -> list[int]:
        laid = self._timeline.laid
        return [one.id for one in laid if one.cue.start_s < time_s < one.cue.end_s]

    def _remove(self, text: str) -> None:
        timeline = edits.remove(self._timeline, self._document.selected)
        self._document.edit(text, timeline, select=())

    def _trim(self, trim: Callable[..., Timeline]) -> None:
        timeline = self._timeline
        for laid_id in self._document.selected:
            timeline = trim(timeline, laid_id, to_s=self._playhead_s())
        self._document.edit(self.tr("Trim"), timeline)

    def _step(self, text: str, timeline: Timeline, merge: str) -> None:
        ids = ",".join(str(one) for one in sorted(self._document.selected))
        self._document.edit(text, timeline, merge=f"{merge} {ids}")
