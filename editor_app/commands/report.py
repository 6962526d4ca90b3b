"""What the command line says of results: as plain data for --json, and as text."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from catalog.errors import LibraryError
from catalog.ingest import IngestReport
from catalog.library import Health, Library, LibraryStats
from catalog.tracks import Track
from editor_app.commands.terminal import clock, plain, rounded, screen, span_json
from editor_app.project.cue import Cue
from editor_app.reasons import Stretch
from editor_app.score.align import Alignment, Meeting
from editor_app.score.passages import Passage
from editor_app.score.reason import reason_json
from editor_app.score.render import RenderReport
from editor_app.session import Answer, Placement, Suggested, Suggestion
from editor_app.settings import Settings
from inference.cache import BaseCache
from inference.errors import WorldError
from inference.towers.pack import read_pack
from inference.towers.session import device_report
from inference.values import Span

VERSIONS = ("cuesmith", "onnxruntime-gpu", "onnxruntime", "av", "soundfile", "soxr", "numpy",
            "hnswlib", "moviepy", "opencv-python-headless")  # fmt: skip


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


def listed_json(track: Track, passage: Span | None) -> dict[str, Any]:
    """Return a song as plain data, with the passage that stands for it."""
    return {**track_json(track), "passage": span_json(passage) if passage else None}


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


def ingest_json(done: IngestReport) -> dict[str, Any]:
    """Return what became of the files in the music folders."""
    return {
        "added": done.added,
        "updated": done.updated,
        "moved": done.moved,
        "unchanged": done.unchanged,
        "missing": done.missing,
        "failed": [{"path": str(path), "reason": reason} for path, reason in done.failed],
        "duplicates": [{"path": str(a), "same_as": str(b)} for a, b in done.duplicates],
        "ignored": [{"path": str(path), "reason": _ignored(path)} for path in done.ignored],
    }


def health_json(
    health: Health, failed: Sequence[tuple[Path, str]], stats: LibraryStats
) -> dict[str, Any]:
    """Return how a library is."""
    return {
        "tracks": stats.tracks,
        "duration_s": rounded(stats.duration_s, 1),
        "bytes_on_disk": stats.bytes_on_disk,
        "analysed": dict(stats.analysed),
        "index": dict(health.index),
        "missing": [str(path) for path in (*health.missing, *health.gone)],
        "unanalysed": [str(path) for path in health.unanalysed],
        "duplicates": [{"path": str(a), "same_as": str(b)} for a, b in health.duplicates],
        "failed": [{"path": str(path), "reason": reason} for path, reason in failed],
        "problems": list(health.problems),
    }


def doctor(chosen: Settings) -> dict[str, Any]:
    """Look at devices, versions, pack and library; trouble is listed under `problems`."""
    problems: list[str] = []
    device = device_report()
    return {
        "device": device.device,
        "available": list(device.available),
        "why_not_gpu": device.why_not_gpu,
        "versions": _versions(),
        "pack": _pack_health(chosen, problems),
        "library": _library_health(chosen, problems),
        "cache": {"folder": str(chosen.cache), "bytes": BaseCache(chosen.cache).size_bytes()},
        "bytes_sent": 0,
        "problems": problems,
    }


def show_ingest(done: IngestReport) -> None:
    """Print what became of the files in the music folders."""
    console = screen()
    counts = ingest_json(done)
    words = ("added", "updated", "moved", "unchanged", "missing")
    console.print(
        ", ".join(f"{counts[word]} {word}" for word in words if counts[word]) or "0 songs"
    )
    for path, reason in done.failed:
        console.print(f"[yellow]not usable:[/] {plain(path.name)}: {plain(reason)}")
    if done.ignored:
        console.print(f"[dim]{len(done.ignored)} other files passed over (--json names them)[/]")
    for path, same in done.duplicates:
        console.print(f"[dim]the same music twice: {plain(path.name)} = {plain(same.name)}[/]")


def show_tracks(tracks: Iterable[Track]) -> None:
    """Print songs as a table."""
    table = Table("no.", "title", "artist", "BPM", "key", "length", "licence", box=None)
    for track in tracks:
        table.add_row(
            str(track.id),
            plain(track.title),
            plain(track.artist),
            f"{track.bpm:.0f}" if track.bpm else "–",
            track.key or "–",
            clock(track.duration_s),
            plain(track.licence or "unknown") + (" (missing)" if track.missing else ""),
        )
    screen().print(table)


def show_health(found: dict[str, Any]) -> None:
    """Print how a library is."""
    console = screen()
    console.print(f"{found['tracks']} songs, {clock(found['duration_s'])}")
    for word in ("missing", "unanalysed"):
        for path in found[word]:
            console.print(f"{word}: {plain(path)}")
    for one in found["failed"]:
        console.print(f"not usable: {plain(one['path'])}: {plain(one['reason'])}")
    for problem in found["problems"]:
        console.print(f"[red]{plain(problem)}[/]")


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


def show_doctor(found: dict[str, Any]) -> None:
    """Print what `doctor` found."""
    console = screen()
    console.print(f"Device: {found['device']}  (0 bytes sent)")
    if found["why_not_gpu"]:
        console.print(f"   {plain(found['why_not_gpu'])}")
    for name, version in found["versions"].items():
        console.print(f"   {name} {version}")
    for part in ("pack", "library", "cache"):
        console.print(f"{part.capitalize()}:")
        for name, value in (found[part] or {"": "none"}).items():
            console.print(f"   {name} {plain(value)}")
    for problem in found["problems"]:
        console.print(f"[red]{plain(problem)}[/]")


def _ignored(path: Path) -> str:
    return f"{path.suffix or path.name} names no kind of sound file."


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


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "system": f"{platform.system()} {sys.platform}"}
    for name in VERSIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _pack_health(chosen: Settings, problems: list[str]) -> dict[str, Any] | None:
    try:
        pack = read_pack(chosen.pack)
    except WorldError as error:
        problems.append(str(error))
        return None
    return {
        "id": pack.pack_id,
        "family": pack.family,
        "folder": str(pack.folder),
        "sliders": sorted(pack.attributes),
    }


def _library_health(chosen: Settings, problems: list[str]) -> dict[str, Any] | None:
    try:
        with Library.open(chosen.library, create=False, read_only=True) as library:
            stats, health = library.stats(), library.check()
    except LibraryError as error:
        # Nobody has to have a library yet; one that is there and cannot be opened is trouble.
        if chosen.library.exists():
            problems.append(str(error))
        return None
    problems.extend(health.problems)
    return {
        "folder": str(chosen.library),
        "tracks": stats.tracks,
        "missing": stats.missing,
        "failed": stats.failed,
        "bytes": stats.bytes_on_disk,
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
