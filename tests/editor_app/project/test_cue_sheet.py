from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

from catalog.licences import read_sidecar
from editor_app.project.credits import Credit
from editor_app.project.cue import Cue
from editor_app.project.cue_sheet import cue_sheet, licence_table, sheet_csv, sheet_html
from inference.values import Span

SEA, HILL = Path("sea.ogg"), Path("hill.ogg")
SONGS = (
    Credit(
        "Sea", "A", "CC BY 4.0", "yes", "“Sea” by A", composer="C", publisher="P", vocals=0.9,
        path=SEA,
    ),
    Credit("=Hill()", "<b>B</b>", "", "unknown", "“Hill” by B", vocals=0.1, path=HILL),
)  # fmt: skip
CUES = (
    Cue(HILL, "Hill", "B", 30.0, 5.0),
    Cue(SEA, "Sea", "A", 0.0, 10.0),
    Cue(SEA, "Sea", "A", 9.5, 10.5),
    Cue(SEA, "Sea", "A", 50.0, 65.0),
)


def table(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines()))


def test_passes_of_a_song_that_melt_into_each_other_are_one_use() -> None:
    head, *rows = table(sheet_csv(cue_sheet(CUES, SONGS), Fraction(25)))
    assert head[:8] == ["cue", "title", "composer", "publisher", "in", "out", "duration", "usage"]
    assert rows == [
        ["1", "Sea", "C", "P", "00:00:00:00", "00:00:20:00", "0:20", "BV", "A", "CC BY 4.0"],
        ["2", "'=Hill()", "", "", "00:00:30:00", "00:00:35:00", "0:05", "BI", "<b>B</b>", ""],
        ["3", "Sea", "C", "P", "00:00:50:00", "00:01:55:00", "1:05", "BV", "A", "CC BY 4.0"],
    ]


def test_times_count_from_the_start_of_what_is_kept() -> None:
    rows = cue_sheet(CUES, SONGS, span=Span(18.0, 33.0))
    assert [(row.in_s, row.out_s) for row in rows] == [(0.0, 2.0), (12.0, 15.0)]


def test_a_song_nobody_knows_is_named_by_its_cue_and_its_composer_left_empty() -> None:
    row = cue_sheet(CUES[:1], ())[0]
    assert (row.title, row.composer, row.artist, row.usage) == ("Hill", "", "B", "B")


def test_the_page_shows_what_others_wrote_and_runs_none_of_it() -> None:
    rows = cue_sheet(CUES, SONGS)
    page = sheet_html(rows, SONGS, rate=Fraction(30000, 1001), title="<script>x</script>")
    assert "&lt;b&gt;B&lt;/b&gt;" in page
    assert "<script>" not in page
    assert page.count("<tr>") == 4
    assert "00:00:29;29" in page  # 899 pictures are what 30 s of clock hold


def test_the_library_reads_the_licences(tmp_path: Path) -> None:
    (tmp_path / "licences.csv").write_text(licence_table(SONGS), encoding="utf-8")
    assert read_sidecar(tmp_path / "licences.csv")["sea.ogg"]["licence"] == "CC BY 4.0"
