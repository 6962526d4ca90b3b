"""Songs as the lists show them, without a library."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any

from catalog.licences import classify
from catalog.tracks import Track
from editor_app.reasons import Reason, Stretch
from editor_app.session import Suggested, Suggestion
from inference.values import Span


def track(number: int, *, licence: str = "CC BY 4.0", **changes: Any) -> Track:
    found = classify(licence)
    fields: dict[str, Any] = {
        "id": number,
        "path": Path(f"/music/song {number}.ogg"),
        "content_key": f"key {number}",
        "missing": False,
        "title": f"Song {number}",
        "artist": f"Artist {number}",
        "album": "",
        "genre": "",
        "year": None,
        "words": (),
        "licence": licence,
        "licence_family": found.family,
        "cleared": found.cleared,
        "attribution": "",
        "source": "",
        "duration_s": 200.0 + number,
        "bpm": 100.0,
        "bpm_confidence": 1.0,
        "key": "A minor",
        "key_confidence": 1.0,
        "loudness_lufs": -14.0,
        "true_peak_dbtp": -1.0,
        "vocals": 0.1,
        "tags": MappingProxyType({}),
    }
    return Track(**{**fields, **changes})


def suggestion(number: int, **changes: Any) -> Suggestion:
    reasons = (Reason("feeling", "both feel calm"), Reason("pace", "calm picture"))
    return Suggestion(track(number, **changes), 0.9 - number / 100, 42.0, reasons)


def suggested(*numbers: int, unsure: str | None = None) -> Suggested:
    stretch = Stretch(Span(0.0, 30.0), {"calm": 0.8}, ("sea",), 0.1, 4.0)
    return Suggested(stretch, tuple(map(suggestion, numbers)), 1.0, unsure)
