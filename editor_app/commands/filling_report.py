"""What the command line says of a filled film: as plain data for --json, and as text."""

from __future__ import annotations

from typing import Any

from editor_app.commands import report
from editor_app.commands.terminal import clock, plain, rounded, screen, span_json
from editor_app.score.reason import reason_json
from editor_app.uses.filled_film import FilledFilm, Laying
from editor_app.uses.scored_timeline import ScoredTimeline


def filled_json(done: FilledFilm) -> dict[str, Any]:
    """Return what was chosen and why, what was laid, what falls on which cut, what was written."""
    plan = done.plan
    return {
        "video": str(done.video.info.path),
        "duration_s": rounded(done.video.base.duration_s, 3),
        "pack": done.video.pack_id,
        "change": done.change,
        "changes": plan.changes,
        "least_changes": plan.least_changes,
        "most_changes": plan.most_changes,
        "cost": rounded(plan.cost, 4),
        "reasons": [reason_json(one) for one in plan.reasons],
        "stretches": [_stretch_json(done, one) for one in done.layings],
        "cues": [report.cue_json(cue) for one in done.layings for cue in one.cues],
        **(report.written_json(done.report) if done.report else {}),
        **(_handed_json(done.handed) if done.handed else {}),
    }


def _handed_json(handed: ScoredTimeline) -> dict[str, Any]:
    return {
        "timeline": str(handed.path.absolute()),
        "stem": str(handed.stem.absolute()),
        "replaced": handed.replaced,
        "lost": list(handed.lost),
    }


def _stretch_json(done: FilledFilm, laying: Laying) -> dict[str, Any]:
    filled = laying.filled
    track = done.tracks.get(filled.song.path) if filled.song else None
    return {
        **span_json(filled.span),
        "song": report.track_json(track) if track else None,
        "moment_s": rounded(filled.song.moment_s, 3) if filled.song else None,
        "fit": rounded(filled.fit, 4),
        "pinned": filled.pin is not None,
        "speed": rounded(laying.cues[0].speed, 5) if laying.cues else None,
        "reasons": [reason_json(one) for one in filled.reasons],
        "cuts": [report.meeting_json(one) for one in laying.meetings],
    }


def show_filled(done: FilledFilm) -> None:
    """Print what was chosen and why, what falls on which cut, and what was written."""
    console = screen()
    for reason in done.plan.reasons:
        console.print(plain(reason.text))
    for laying in done.layings:
        filled = laying.filled
        song = filled.song
        name = "no music" if song is None else song.title or song.path.stem
        start = "" if song is None else f"  from {clock(song.moment_s)}"
        span = f"{clock(filled.span.start_s)}–{clock(filled.span.end_s)}"
        console.print(f"\n[bold]{span}[/]  {plain(name)}{start}")
        for reason in filled.reasons:
            console.print(f"   [dim]{plain(reason.text)}[/]")
        report.show_meetings(console, laying.meetings)
    if done.report:
        report.show_mix(console, done.report)
    used = {one.filled.song.path for one in done.layings if one.filled.song}
    for path, track in done.tracks.items():
        if path in used and track.attribution:
            console.print(f"[dim]{plain(track.attribution)}[/]")
    if done.report:
        console.print(plain(done.report.path))
    if done.handed:
        _show_handed(done.handed)


def _show_handed(handed: ScoredTimeline) -> None:
    if handed.replaced:
        screen().print(f"Clips of earlier music replaced: {handed.replaced}")
    screen().print(f"Mixed music: {plain(handed.stem)}\nTimeline: {plain(handed.path)}")
    for sentence in handed.lost:
        screen().print(f"Not carried over: {plain(sentence)}")
