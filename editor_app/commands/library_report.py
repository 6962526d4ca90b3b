"""What the command line says of the music library: as plain data for --json, and as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from catalog.ingest import IngestReport
from catalog.library import Health, LibraryStats
from catalog.tracks import Track
from editor_app.commands.report import track_json
from editor_app.commands.terminal import clock, plain, rounded, screen, span_json
from inference.values import Span


def listed_json(track: Track, passage: Span | None) -> dict[str, Any]:
    """Return a song as plain data, with the passage that stands for it."""
    return {**track_json(track), "passage": span_json(passage) if passage else None}


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


def _ignored(path: Path) -> str:
    return f"{path.suffix or path.name} names no kind of sound file."
