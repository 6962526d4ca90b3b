"""What a fitting says of itself: as plain data and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from editor_app.commands.terminal import clock, plain, rounded, screen

if TYPE_CHECKING:
    from pathlib import Path

    from editor_app.score.fitted import Fitting
    from editor_app.uses.fitting import Fitted


def fitted_json(done: Fitted) -> dict[str, Any]:
    """Return what was fitted and written as plain data; see docs/schema/fit.json."""
    return {
        "song": {
            "path": str(done.song.path),
            "title": done.song.title,
            "duration_s": rounded(done.song.duration_s, 3),
            "bpm": rounded(done.song.bpm, 2),
            "has_beat": done.has_beat,
        },
        "variants": [
            _variant_json(fitting, path)
            for fitting, path in zip(done.fittings, done.files, strict=True)
        ],
    }


def _variant_json(fitting: Fitting, path: Path) -> dict[str, Any]:
    return {
        "path": str(path),
        "length_s": rounded(fitting.length_s, 6),
        "score": rounded(fitting.score, 3),
        "speed": rounded(fitting.speed, 5),
        "reasons": list(fitting.reasons),
        "parts": [
            {
                "source_in_s": rounded(part.source_in_s, 6),
                "source_out_s": rounded(part.source_out_s, 6),
                "crossfade_s": rounded(part.crossfade_s, 4),
            }
            for part in fitting.parts
        ],
        "seams": [
            {
                "at_s": rounded(seam.at_s, 3),
                "out_s": rounded(seam.out_s, 3),
                "in_s": rounded(seam.in_s, 3),
                "confidence": rounded(seam.confidence, 3),
                "reason": seam.reason,
            }
            for seam in fitting.seams
        ],
    }


def show_fitted(done: Fitted) -> None:
    """Print what was fitted and written."""
    console = screen()
    for fitting, path in zip(done.fittings, done.files, strict=True):
        console.print(plain(f"{path}  {clock(fitting.length_s)}"))
        for words in fitting.reasons:
            console.print(plain(f"  {words}"))
        for seam in fitting.seams:
            jump = f"{clock(seam.out_s)} → {clock(seam.in_s)}"
            console.print(
                plain(f"  {clock(seam.at_s)}  {jump}  {100 * seam.confidence:.0f} %  {seam.reason}")
            )
