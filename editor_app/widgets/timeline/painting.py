"""Paints the whole timeline, row by row, from values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt

from editor_app.project.snapping import Target
from editor_app.project.timeline import Timeline
from editor_app.widgets.timeline.cue_look import CueState, paint_lanes
from editor_app.widgets.timeline.overlay import (
    Ghost,
    paint_band,
    paint_flag,
    paint_ghost,
    paint_outside,
    paint_playhead,
    paint_snap,
)
from editor_app.widgets.timeline.picture_rows import (
    Filmstrip,
    paint_feeling,
    paint_picture,
    paint_ruler,
    paint_scenes,
)
from editor_app.widgets.timeline.rows import Kind
from editor_app.widgets.timeline.seen import Seen, within
from editor_app.widgets.timeline.sheet import Sheet, faded
from editor_app.widgets.timeline.wave_tiles import Stretch, WaveTiles
from inference.values import Span


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that is on the screen, but for the scale.

    `flag` is a note beside the pointer. `hint` is written into the lanes while they are empty.
    """

    timeline: Timeline
    seen: Seen = field(default_factory=Seen)
    scene_names: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    film_path: Path | None = None
    playhead_s: float = 0.0
    stretch: Span | None = None
    cues: CueState = field(default_factory=CueState)
    target: Target | None = None
    target_words: str = ""
    flag: tuple[QPointF, str] | None = None
    ghost: Ghost | None = None
    band: QRectF | None = None
    hint: str = ""
    has_focus: bool = False


def paint(
    sheet: Sheet, shown: Shown, *, waves: WaveTiles, pictures: Filmstrip, scrolled_px: int
) -> None:
    """Paint what lies between `sheet.left` and `sheet.right`; only the ruler never scrolls up."""
    painter = sheet.painter
    painter.save()
    painter.translate(0, -scrolled_px)
    _paint_grounds(sheet)
    if shown.film_path is not None:
        _paint_film(sheet, shown, shown.film_path, waves, pictures)
    state = shown.cues if shown.has_focus else replace(shown.cues, focused=None)
    paint_lanes(sheet, shown.timeline, state, waves)
    _paint_hint(sheet, shown)
    paint_outside(sheet, shown.timeline.duration_s, shown.timeline.kept)
    _paint_passing(sheet, shown)
    painter.restore()
    paint_ruler(sheet, shown.timeline.kept)
    paint_playhead(sheet, shown.playhead_s)
    if shown.flag is not None:
        place, words = shown.flag
        paint_flag(sheet, place.x() + 14, place.y() - 26, words, sheet.theme.text)
    if shown.has_focus:
        painter.fillRect(QRectF(sheet.left, 0, sheet.right - sheet.left, 1), sheet.theme.accent)


def _paint_grounds(sheet: Sheet) -> None:
    theme, painter = sheet.theme, sheet.painter
    width = sheet.right - sheet.left
    painter.fillRect(QRectF(sheet.left, 0, width, painter.viewport().height() * 2), theme.window)
    for row in sheet.rows.rows[1:]:
        colour = theme.lane_alt if row.kind is Kind.MUSIC else theme.lane
        painter.fillRect(QRectF(sheet.left, row.top, width, row.height), colour)


def _paint_film(
    sheet: Sheet, shown: Shown, path: Path, waves: WaveTiles, pictures: Filmstrip
) -> None:
    if sheet.shows(sheet.rows.of(Kind.SCENES)):
        paint_scenes(sheet, shown.seen, shown.scene_names, chosen=shown.stretch)
    if sheet.shows(sheet.rows.of(Kind.PICTURE)):
        paint_picture(sheet, shown.seen, pictures, shown.timeline.duration_s)
    if sheet.shows(sheet.rows.of(Kind.FEELING)):
        paint_feeling(sheet, shown.seen, shown.words)
    if sheet.shows(sheet.rows.of(Kind.ORIGINAL)):
        _paint_original(sheet, shown, path, waves)


def _paint_original(sheet: Sheet, shown: Shown, path: Path, waves: WaveTiles) -> None:
    """Paint the film's own sound; where somebody speaks is marked."""
    row, theme, painter = sheet.rows.of(Kind.ORIGINAL), sheet.theme, sheet.painter
    level = shown.timeline.original
    painter.setOpacity(0.38 if level.muted else 1.0)
    speech = [shown.seen.speech[i] for i in within(shown.seen.speech, sheet.start_s, sheet.end_s)]
    for span in speech:
        painter.fillRect(sheet.band(row, span.start_s, span.end_s), faded(theme.speech, 0.18))
    left = max(sheet.left, sheet.scale.x(0.0))
    right = min(sheet.right, sheet.scale.x(shown.timeline.duration_s))
    if right > left:
        rect = QRectF(left, row.top + 3, right - left, row.height - 6)
        gain = 10 ** (level.gain_db / 20)
        start_s = sheet.scale.time_s(left)
        stretch = Stretch(path, start_s, rect, sheet.scale.px_per_s, gain)
        waves.draw(painter, stretch, theme.wave_original)
    for span in speech:
        box = sheet.band(row, span.start_s, span.end_s)
        painter.fillRect(QRectF(box.left(), row.top, box.width(), 2), theme.speech)
    painter.setOpacity(1.0)


def _paint_hint(sheet: Sheet, shown: Shown) -> None:
    if shown.timeline.laid or not shown.hint or shown.ghost is not None:
        return
    row = sheet.rows.music[0]
    sheet.painter.setFont(sheet.fonts.small)
    sheet.painter.setPen(sheet.theme.text_dim)
    view = QRectF(0, row.top, sheet.painter.viewport().width(), row.height)
    sheet.painter.drawText(view, Qt.AlignmentFlag.AlignCenter, shown.hint)


def _paint_passing(sheet: Sheet, shown: Shown) -> None:
    """Paint what is there only while the mouse is down."""
    if shown.ghost is not None:
        paint_ghost(sheet, shown.ghost)
    if shown.target is not None:
        paint_snap(sheet, shown.target.time_s, shown.target_words)
    if shown.band is not None:
        paint_band(sheet, shown.band)
