from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from editor_app.project.credits import Credit, credits_of, credits_text
from editor_app.project.cue import Cue

SEA, HILL = Path("sea.ogg"), Path("hill.ogg")


def track(**fields: str) -> SimpleNamespace:
    known = {"title": "", "artist": "", "licence": "", "cleared": "unknown"}
    return SimpleNamespace(**{**known, "attribution": "", "source": "", "vocals": None, **fields})


def test_each_song_is_credited_once_in_the_order_it_is_heard() -> None:
    cues = (
        Cue(HILL, "Hill", "B", 10.0, 5.0),
        Cue(SEA, "Sea", "A", 0.0, 5.0),
        Cue(SEA, "Sea", "A", 20.0, 5.0),
    )
    library = {
        SEA: track(
            title="Sea", artist="A", licence="CC BY 4.0", cleared="yes",
            attribution="“Sea” by A", source="https://example.org/sea",
        )
    }  # fmt: skip
    found = credits_of(cues, library.get)
    assert [one.title for one in found] == ["Sea", "Hill"]
    assert found[0].is_clear
    assert (found[1].cleared, found[1].licence) == ("unknown", "")
    assert credits_text(found).splitlines() == [
        "Music",
        "“Sea” by A, CC BY 4.0, https://example.org/sea",
        "“Hill” by B, licence unknown",
    ]


def test_what_the_attribution_says_is_not_said_again() -> None:
    line = "Sea (https://example.org) by A, licensed under CC BY 4.0"
    one = Credit("Sea", "A", "CC BY 4.0", "yes", line, "https://example.org")
    assert credits_text([one]).splitlines()[1] == line


def test_a_song_without_any_tags_is_named_by_its_file() -> None:
    found = credits_of([Cue(Path("x/take 3.wav"), "", "", 0.0, 1.0)], lambda _: None)
    assert found[0].line == "“take 3”"
    assert credits_text(()) == ""
