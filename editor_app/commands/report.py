"""What the command line says of results: as plain data for --json, and as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from catalog.tracks import Track
from editor_app.commands.terminal import clock, plain, rounded, screen, span_json
from editor_app.project.cue import Cue
from editor_app.reasons import Stretch
from editor_app.score.align import Alignment, Meeting
from editor_app.score.passages import Passage
from editor_app.score.reason import reason_json
from editor_app.score.render import RenderReport
from editor_app.session import Answer, Placement, Suggested, Suggestion


def track_json(track: Track) -> dict[str, Any]:
    """Return a song as plain data."""
    return {
        "id": track.id,
        "path": str(track.path),
        "title": track.title,
        "artist": track.artist,
        "bpm": rounded(track.bpm, 2),
        "key": track.key,
        "duration_s": rounded(track.duration_s, 3),
        "loudness_lufs": rounded(track.loudness_lufs, 2),
        "vocals": rounded(track.vocals, 3),
        "licence": track.licence,
        "cleared": track.cleared,
        "attribution": track.attribution,
        "missing": track.missing,
    }


def suggestion_json(suggestion: Suggestion) -> dict[str, Any]:
    """Return a suggestion as plain data."""
    return {
        **track_json(suggestion.track),
        "score": rounded(suggestion.score, 4),
        "moment_s": rounded(suggestion.moment_s, 3),
        "reasons": [reason_json(one) for one in suggestion.reasons],
        "moments": [passage_json(one) for one in suggestion.moments],
    }


def passage_json(passage: Passage) -> dict[str, Any]:
    """Return a passage of a song as plain data."""
    return {
        "moment_s": rounded(passage.moment_s, 3),
        "score": rounded(passage.score, 4),
        "similarity": rounded(passage.similarity, 4),
        "agreement": rounded(passage.agreement, 4),
        "reasons": [reason_json(one) for one in passage.reasons],
    }


def alignment_json(found: Alignment) -> dict[str, Any]:
    """Return what was moved for which cut, and what falls on every other, as plain data."""
    return {
        "kind": found.kind,
        "cut_s": found.cut_s,
        "shift_s": found.shift_s,
        "speed": rounded(found.speed, 5),
        "reason": found.reason,
        "cuts": [meeting_json(one) for one in found.meetings],
    }


def meeting_json(meeting: Meeting) -> dict[str, Any]:
    """Return what falls on a strong cut, as plain data."""
    return {
        "cut_s": rounded(meeting.cut_s, 3),
        "strength": rounded(meeting.strength, 3),
        "kind": meeting.kind,
        "off_s": rounded(meeting.off_s, 3),
        "reason": meeting.reason.text,
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return suggestions for a film, and for its scenes where asked for."""
    found = {
        "video": str(answer.video.info.path),
        "duration_s": rounded(answer.video.base.duration_s, 3),
        "pack": answer.video.pack_id,
        **_suggested_json(answer.whole),
    }
    scenes = {"segments": [_scene_json(part) for part in answer.scenes]}
    return {**found, **(scenes if answer.scenes else {})}


def score_json(answer: Answer, placement: Placement, done: RenderReport) -> dict[str, Any]:
    """Return what was placed and written."""
    return {
        **answer_json(answer),
        "cues": [cue_json(cue) for cue in placement.cues],
        "aligned": [alignment_json(one) for one in placement.snaps],
        **written_json(done),
    }


def written_json(done: RenderReport) -> dict[str, Any]:
    """Return what was written, and what that did to the sound."""
    return {
        "out": str(done.path),
        "loudness_before_lufs": rounded(done.loudness_before_lufs, 2),
        "loudness_after_lufs": rounded(done.loudness_after_lufs, 2),
        "true_peak_dbtp": rounded(done.true_peak_dbtp, 2),
        "ducked_s": rounded(done.ducked_s, 2),
        "picture": done.picture,
        "picture_reason": done.picture_reason,
        "notes": list(done.notes),
    }


def show_answer(answer: Answer) -> None:
    """Print suggestions for a film and its scenes."""
    _show_suggested("Whole cut", answer.whole)
    for number, part in enumerate(answer.scenes, 1):
        _show_suggested(f"Scene {number}", part)


def show_score(answer: Answer, placement: Placement, done: RenderReport) -> None:
    """Print what was chosen, why, where it lies, and what was written."""
    console = screen()
    for number, part in enumerate(answer.scenes or (answer.whole,), 1):
        name = f"Scene {number}" if answer.scenes else "Whole cut"
        console.print(f"\n[bold]{name}[/] {_stretch(part.stretch)}")
        if part.suggestions:
            _show_suggestion(console, part.suggestions[0])
        if part.unsure:
            console.print(f"   [yellow]{part.unsure}[/]")
    console.print("\n[bold]Cues[/]")
    for cue in placement.cues:
        console.print(f"   {_cue_line(cue)}")
    for one in placement.snaps:
        show_alignment(console, one)
    show_mix(console, done)
    for line in _credits(answer, placement):
        console.print(f"[dim]{plain(line)}[/]")
    console.print(plain(done.path))


def show_mix(console: Console, done: RenderReport) -> None:
    """Print what writing a film did to its sound, and what is to be known of it."""
    console.print(
        f"\nLoudness {done.loudness_before_lufs:.1f} → {done.loudness_after_lufs:.1f} LUFS, "
        f"true peak {done.true_peak_dbtp:.1f} dBTP, ducked for {done.ducked_s:.1f} s, "
        f"picture {done.picture}"
    )
    for note in (done.picture_reason, *done.notes):
        if note:
            console.print(f"[yellow]{plain(note)}[/]")


def show_alignment(console: Console, found: Alignment) -> None:
    """Print what was moved for which cut, how many cuts a beat falls on, and why not on others."""
    console.print(f"   [dim]{plain(found.reason)}[/]")
    show_meetings(console, found.meetings)


def show_meetings(console: Console, meetings: Sequence[Meeting]) -> None:
    """Print on how many strong cuts a beat falls, and why on others none does."""
    if meetings:
        on_beat = sum(one.kind is not None for one in meetings)
        words = f"A beat falls on {on_beat} of {len(meetings)} strong cuts."
        console.print(f"   [dim]{words}[/]")
    for one in meetings:
        if one.kind is None:
            console.print(f"      [dim]{plain(one.reason.text)}[/]")


def _suggested_json(part: Suggested) -> dict[str, Any]:
    return {
        "emotions": {name: rounded(share, 3) for name, share in part.stretch.emotions.items()},
        "sights": list(part.stretch.sights),
        "similarity_kept": rounded(part.similarity_kept, 4),
        "unsure": part.unsure,
        "suggestions": [suggestion_json(one) for one in part.suggestions],
    }


def _scene_json(part: Suggested) -> dict[str, Any]:
    return {**span_json(part.stretch.span), **_suggested_json(part)}


def cue_json(cue: Cue) -> dict[str, Any]:
    """Return a cue as plain data."""
    return {
        "path": str(cue.track_path),
        "title": cue.title,
        "artist": cue.artist,
        "start_s": rounded(cue.start_s, 3),
        "duration_s": rounded(cue.duration_s, 3),
        "source_in_s": rounded(cue.source_in_s, 3),
        "speed": rounded(cue.speed, 5),
        "gain_db": rounded(cue.gain_db, 2),
        "fade_in_s": rounded(cue.fade_in_s, 3),
        "fade_out_s": rounded(cue.fade_out_s, 3),
    }


def _show_suggested(name: str, part: Suggested) -> None:
    console = screen()
    console.print(f"\n[bold]{name}[/] {_stretch(part.stretch)}")
    if part.unsure:
        console.print(f"   [yellow]{part.unsure}[/]")
    for suggestion in part.suggestions:
        _show_suggestion(console, suggestion)


def _show_suggestion(console: Console, suggestion: Suggestion) -> None:
    track = suggestion.track
    artist = f" – {track.artist}" if track.artist else ""
    console.print(
        f"   [cyan]{suggestion.score:.2f}[/] {plain(track.title + artist)}"
        f"  from {clock(suggestion.moment_s)}"
    )
    why = "; ".join(reason.text for reason in suggestion.reasons)
    console.print(f"        [dim]{plain(why)}[/]")
    if suggestion.moments:
        console.print(f"        [dim]{plain(_moments(suggestion.moments))}[/]")


def _moments(moments: Sequence[Passage]) -> str:
    """Say why the song begins where it does, and where else it could."""
    first, *others = moments
    why = "; ".join(reason.text for reason in first.reasons)
    or_at = ", ".join(clock(one.moment_s) for one in others)
    return f"from {clock(first.moment_s)}: {why}" + (f"; or from {or_at}" if or_at else "")


def _stretch(stretch: Stretch) -> str:
    feelings = sorted(stretch.emotions, key=lambda name: -stretch.emotions[name])[:2]
    span = f"{clock(stretch.span.start_s)}–{clock(stretch.span.end_s)}"
    return plain(f"{span}  {', '.join(feelings)}  (seen: {', '.join(stretch.sights)})")


def _cue_line(cue: Cue) -> str:
    return plain(
        f"{clock(cue.start_s)}–{clock(cue.end_s)}  {cue.title}, from "
        f"{clock(cue.source_in_s)}, {cue.gain_db:+.1f} dB"
    )


def _credits(answer: Answer, placement: Placement) -> list[str]:
    used = {cue.track_path for cue in placement.cues}
    parts = (answer.whole, *answer.scenes)
    tracks = {one.track.path: one.track for part in parts for one in part.suggestions}
    return [t.attribution for path, t in tracks.items() if path in used and t.attribution]
