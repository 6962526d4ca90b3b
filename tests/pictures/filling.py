"""`python -m tests.pictures.filling FOLDER`: beats brought onto cuts, and a film filled with songs.

The picture is the demo's clip, the songs are the demo's music; all is found as the program does.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from catalog.library import Library
from editor_app.project.cue import Cue
from editor_app.questions import shots_of
from editor_app.score.align import Alignment, align, meetings
from editor_app.score.cuts import strong_cuts
from editor_app.score.fill_values import FillPlan
from editor_app.score.mix import RATE_HZ, Mix, mix_blocks
from editor_app.score.moment import Song
from editor_app.score.passages import picture_energy
from editor_app.session import Session, Suggestion, Wish
from editor_app.uses.filling import FilmFillings, film_fillings
from editor_app.uses.taking_in import take_in
from inference.analysis import Analyzer
from inference.progress import finish
from inference.towers.pack import read_pack
from inference.values import Floats, Shot, Span, VideoAnalysis
from resources import DEMO, PACKS
from tests.pictures.svg import CURVE, INK, MUSIC, PALE, Row, Sheet

SONG = "Electricity"
STRETCH = Span(20.0, 36.0)
MOMENT_S = 8.3
POSITIONS = (0.0, 0.5, 1.0)
COLOURS = ("#f2c14e", "#7fb285", "#c9a0dc", "#f08a5d", "#8ecae6", "#e5989b")


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        pack = read_pack(PACKS / "starter")
        with Library.open(Path(made)) as library:
            finish(take_in(library, [DEMO / "music"], pack, device="cpu", workers=1))
            session = Session(pack=pack, library=library, analyzer=Analyzer(pack))
            video = finish(session.analyzer.analyze_video(DEMO / "clip.mp4"))
            pictures = {
                "align": aligned(session, video),
                "fill": filled(session, video),
                "moment": moment(session, video),
            }
    for name, picture in pictures.items():
        (folder / f"{name}.svg").write_text(picture, encoding="utf-8")


def aligned(session: Session, video: VideoAnalysis) -> str:
    """The same song under the same cuts: from its moment, moved, and moved and stretched."""
    song = _song(session)
    shots = shots_of(video)
    sheet = Sheet(STRETCH, f"{song.title} under {STRETCH.duration_s:.0f} s of film: cuts and beats")
    _cuts(sheet, shots)
    plain = Cue(song.path, song.title, song.artist, STRETCH.start_s, STRETCH.duration_s, MOMENT_S)
    moved = align(replace(song, moment_s=MOMENT_S), STRETCH, shots=shots)
    stretched = align(replace(song, moment_s=MOMENT_S), STRETCH, shots=shots, most_stretch=0.03)
    cuts = strong_cuts(shots, STRETCH)
    met = sum(one.kind is not None for one in meetings([(plain, song)], cuts))
    _beats(sheet, f"before: {met} of\n{len(cuts)} cuts on a beat", plain, song, cuts)
    for name, found in (("moved", moved), (f"{stretched.speed - 1:+.1%} speed", stretched)):
        words = f"{name}: {found.met} of\n{len(cuts)} cuts on a beat"
        _beats(sheet, words, _cue(song, found), song, cuts)
    return sheet.document()


def moment(session: Session, video: VideoAnalysis) -> str:
    """The energy of a stretch of picture, and of the passage that follows it best of ten songs."""
    found = session.suggest_for(video, STRETCH, Wish(count=10)).suggestions
    best = max(found, key=lambda one: one.moments[0].agreement or 0.0)
    span, first = STRETCH, best.moments[0]
    title = f"{best.track.title}, from {first.moment_s:.0f} s: {first.reasons[1].text}"
    sheet = Sheet(span, f"{title} (agreement {first.agreement:.2f})")
    shots = shots_of(video)
    _cuts(sheet, shots)
    energy = picture_energy(video.base.motion, shots, span)
    _curve(sheet.row("energy of\nthe picture", 56), energy.tolist())
    timing = session.library.timing(best.track.id)
    assert timing is not None
    middles = (np.arange(len(timing.energy)) + 0.5) * session.pack.segment_s
    at = np.arange(int(span.duration_s)) + 0.5 + first.moment_s
    _curve(sheet.row("energy of\nthe passage", 56), np.interp(at, middles, timing.energy).tolist())
    cue = Cue(best.track.path, "", "", span.start_s, span.duration_s, first.moment_s)
    sheet.row("the passage").wave(_sound(cue, span), RATE_HZ)
    return sheet.document()


def filled(session: Session, video: VideoAnalysis) -> str:
    """The scenes, and below them the songs for three positions of the slider."""
    span = Span(0.0, video.base.duration_s)
    made = finish(film_fillings(session, video, Wish()))
    sheet = Sheet(span, "One slider from one song for all to a song for each scene")
    _cuts(sheet, shots_of(video))
    scenes = sheet.row("scenes", 30)
    for number, scene in enumerate(video.base.scenes):
        scenes.spans([scene], PALE if number % 2 else "#fff")
        scenes.mark(scene.start_s, colour=INK)
    colours = _colours(made)
    for position in POSITIONS:
        _plan(sheet, made.plan(position), position, colours)
    return sheet.document()


def _plan(sheet: Sheet, plan: FillPlan, position: float, colours: dict[Path, str]) -> None:
    changes = f"{plan.changes} change{'' if plan.changes == 1 else 's'}"
    row = sheet.row(f"slider at {position:.1f}:\n{changes},\ncost {plan.cost:.2f}", 58)
    for number, one in enumerate(plan.stretches):
        assert one.song is not None
        row.spans([one.span], colours[one.song.path])
        row.mark(one.span.start_s, colour=INK)
        _words(row, one.span, f"{one.song.title}  {one.fit:.3f}", 20 + 18 * (number % 2))


def _colours(made: FilmFillings) -> dict[Path, str]:
    plans = [made.plan(position) for position in POSITIONS]
    used = dict.fromkeys(one.song.path for plan in plans for one in plan.stretches if one.song)
    return {path: COLOURS[number % len(COLOURS)] for number, path in enumerate(used)}


def _words(row: Row, span: Span, words: str, down: float) -> None:
    x = row.sheet.x(span.start_s) + 5
    row.sheet.add(f'<text x="{x:.1f}" y="{row.top + down:.1f}" fill="{INK}">{words}</text>')


def _cuts(sheet: Sheet, shots: Sequence[Shot]) -> None:
    """Draw the cuts, the stronger the taller."""
    row = sheet.row("cuts, by\nstrength", 44)
    for shot in shots:
        if shot.cut_strength > 0 and sheet.span.start_s <= shot.span.start_s < sheet.span.end_s:
            at, high = shot.span.start_s, shot.cut_strength
            row.line([(at, 0.0), (at, high)], low=0.0, high=1.0)


def _beats(sheet: Sheet, name: str, cue: Cue, song: Song, cuts: Sequence[Shot]) -> None:
    """Draw what sounds, its beats and downbeats, and the strong cuts: met ones drawn through."""
    row = sheet.row(name)
    row.wave(_sound(cue, sheet.span), RATE_HZ, colour="#a9c9de")
    for beat_s in song.beats_s:
        _tick(row, cue, beat_s, high=0.25, colour=PALE)
    for beat_s in song.downbeats_s:
        _tick(row, cue, beat_s, high=0.6, colour=MUSIC)
    for one in meetings([(cue, song)], cuts):
        row.mark(one.cut_s, colour=CURVE, dashed=one.kind is None)


def _tick(row: Row, cue: Cue, beat_s: float, *, high: float, colour: str) -> None:
    at_s = cue.timeline_at_s(beat_s)
    if row.sheet.span.start_s <= at_s < row.sheet.span.end_s:
        row.line([(at_s, 0.0), (at_s, high)], low=0.0, high=1.0, colour=colour)


def _curve(row: Row, values: Sequence[float]) -> None:
    low, high = min(values) - 0.02, max(values) + 0.02
    start_s = row.sheet.span.start_s + 0.5
    row.line([(start_s + i, value) for i, value in enumerate(values)], low=low, high=high)


def _sound(cue: Cue, span: Span) -> Floats:
    sound = np.concatenate(list(mix_blocks(Mix(span, (cue,), None, (), None)))).mean(axis=1)
    return np.asarray(sound / max(float(np.abs(sound).max()), 1e-6), np.float32)


def _song(session: Session) -> Song:
    track = next(one for one in session.library.tracks() if SONG in one.title)
    return session.song(Suggestion(track, 0.0, 0.0, ()))


def _cue(song: Song, found: Alignment) -> Cue:
    return Cue(
        song.path, song.title, song.artist, STRETCH.start_s, STRETCH.duration_s,
        found.source_in_s, speed=found.speed,
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
