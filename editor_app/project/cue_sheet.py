"""The cue sheet: which music is heard when, for broadcasters, collecting societies and people.

    cue_sheet(cues, credits) -> rows
    sheet_csv(rows, rate)    -> the columns that broadcasters ask for
    sheet_html(rows, credits, rate=..., title=...) -> a page to read and to print
    licence_table(credits)   -> a table that the library reads when it lies beside the songs
    words_about(cues, credits, kind=..., ...) -> whichever of these a kind of file asks for

Times are those of the finished film. Who composed and who publishes a song is taken from its tags
and left empty where they do not say: an artist need not be the composer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from editor_app.interchange.times import timecode
from editor_app.project.credits import Credit, credit_line, credits_text
from editor_app.project.cue import Cue
from editor_app.project.timecode import drops
from inference.values import Span

COLUMNS = ("cue", "title", "composer", "publisher", "in", "out", "duration", "usage")
MORE_COLUMNS = ("artist", "licence")
"""After those that are asked for; a reader of the first eight is not disturbed by them."""

LICENCE_COLUMNS = ("file", "title", "artist", "licence", "attribution", "source")
"""As `catalog.licences` reads them."""

USAGES = {"BI": "background, instrumental", "BV": "background, vocal", "B": "background"}

CREDIT_FILES = (".txt", ".csv", ".html")
"""Kinds of file that say what music is heard: lines to paste, the cue sheet, a page."""

_SUNG = 0.5
_JOINED_S = 0.05


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One entry: a song that is heard without a break from `in_s` to `out_s` of the film."""

    number: int
    title: str
    composer: str
    publisher: str
    artist: str
    in_s: float
    out_s: float
    usage: str
    licence: str

    @property
    def duration_s(self) -> float:
        return self.out_s - self.in_s


def words_about(
    cues: Iterable[Cue],
    songs: Sequence[Credit],
    *,
    kind: str,
    rate: Fraction,
    title: str,
    span: Span | None = None,
) -> str:
    """Return what a file of this kind (one of `CREDIT_FILES`) says about the music."""
    if kind == ".csv":
        return sheet_csv(cue_sheet(cues, songs, span=span), rate)
    if kind == ".html":
        return sheet_html(cue_sheet(cues, songs, span=span), songs, rate=rate, title=title)
    return credits_text(songs)


def cue_sheet(
    cues: Iterable[Cue], songs: Iterable[Credit], *, span: Span | None = None
) -> tuple[SheetRow, ...]:
    """Return one row for every uninterrupted use of a song, by its start.

    Passes of one song that melt into each other are one use. With `span`, what is kept of the
    film, times count from its start and what lies outside is left out.
    """
    by_path = {song.path: song for song in songs if song.path is not None}
    used = sorted(_uses(cues, span), key=lambda use: use[1].start_s)
    return tuple(
        _row(number, by_path.get(cue.track_path), cue, heard)
        for number, (cue, heard) in enumerate(used, start=1)
    )


def sheet_csv(rows: Iterable[SheetRow], rate: Fraction) -> str:
    """Return the sheet as CSV; times as timecode at `rate`, the duration as minutes and seconds."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow((*COLUMNS, *MORE_COLUMNS))
    table.writerows(map(_harmless, _cells(row, rate)) for row in rows)
    return out.getvalue()


def licence_table(songs: Iterable[Credit]) -> str:
    """Return what is known of the licences as CSV: the library takes it as `licences.csv`."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(LICENCE_COLUMNS)
    for song in songs:
        name = song.path.name if song.path else ""
        cells = (name, song.title, song.artist, song.licence, song.line, song.source)
        table.writerow(map(_harmless, cells))
    return out.getvalue()


def sheet_html(
    rows: Sequence[SheetRow], songs: Sequence[Credit], *, rate: Fraction, title: str
) -> str:
    """Return the sheet and the credits as one page that needs nothing else; it prints well."""
    head = "".join(f"<th>{name.title()}</th>" for name in (*COLUMNS, *MORE_COLUMNS))
    body = "\n".join(_html_row(_cells(row, rate)) for row in rows)
    named = "\n".join(f"<li>{escape(credit_line(song))}</li>" for song in songs)
    usages = "; ".join(f"{code}: {meaning}" for code, meaning in USAGES.items())
    return _PAGE.format(
        title=escape(title), head=head, body=body, credits=named, usages=escape(usages)
    )


def _uses(cues: Iterable[Cue], span: Span | None) -> list[tuple[Cue, Span]]:
    uses: list[tuple[Cue, Span]] = []
    for cue in sorted(cues, key=lambda one: (str(one.track_path), one.start_s)):
        heard = _within(cue, span)
        if heard is None:
            continue
        last, before = uses[-1] if uses else (None, None)
        if last and before and _goes_on(last, before, cue, heard):
            uses[-1] = (last, Span(before.start_s, max(before.end_s, heard.end_s)))
        else:
            uses.append((cue, heard))
    return uses


def _goes_on(last: Cue, before: Span, cue: Cue, heard: Span) -> bool:
    return last.track_path == cue.track_path and heard.start_s <= before.end_s + _JOINED_S


def _within(cue: Cue, span: Span | None) -> Span | None:
    """Return when a cue is heard, counted from the start of what is kept; None when it is not."""
    if span is None:
        return Span(cue.start_s, cue.end_s)
    start_s, end_s = max(cue.start_s, span.start_s), min(cue.end_s, span.end_s)
    return Span(start_s - span.start_s, end_s - span.start_s) if end_s > start_s else None


def _row(number: int, song: Credit | None, cue: Cue, heard: Span) -> SheetRow:
    return SheetRow(
        number,
        (song.title if song else cue.title) or cue.track_path.stem,
        song.composer if song else "",
        song.publisher if song else "",
        song.artist if song else cue.artist,
        heard.start_s,
        heard.end_s,
        _usage(song.vocals if song else None),
        song.licence if song else "",
    )


def _usage(vocals: float | None) -> str:
    if vocals is None:
        return "B"
    return "BV" if vocals >= _SUNG else "BI"


def _cells(row: SheetRow, rate: Fraction) -> tuple[str, ...]:
    return (
        str(row.number),
        row.title,
        row.composer,
        row.publisher,
        timecode(Fraction(row.in_s), rate, drop=drops(rate)),
        timecode(Fraction(row.out_s), rate, drop=drops(rate)),
        _length(row.duration_s),
        row.usage,
        row.artist,
        row.licence,
    )


def _length(time_s: float) -> str:
    minutes, seconds = divmod(round(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking a title of somebody else's making for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _html_row(cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 10.5pt/1.45 system-ui, sans-serif; margin: 2.5em; color: #111; background: #fff; }}
h1 {{ font-size: 1.5em; }} h2 {{ font-size: 1.15em; margin-top: 2em; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; padding: .35em .6em; border-bottom: 1px solid #ccc; }}
td {{ font-variant-numeric: tabular-nums; vertical-align: top; }}
tr {{ break-inside: avoid; }} p {{ color: #555; }}
@page {{ size: A4 landscape; margin: 15mm; }}
</style>
</head>
<body>
<h1>{title}</h1>
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table>
<p>Usage: {usages}. Fields that are empty are not known.</p>
<h2>Credits</h2>
<ul>
{credits}
</ul>
</body>
</html>
"""
