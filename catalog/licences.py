"""What a song may be used for: read from tags or a sidecar file, sorted into families.

Where a licence is looked for, the first that says something wins:

1. `song.ogg.license.toml` (or `song.license.toml`) beside the song;
2. a table beside the song named LICENSE.csv, LICENCE.csv, licenses.csv or licences.csv, with a
   column `file` and any of title, artist, album, genre, licence (or license), attribution, source,
   vocals (yes/no);
3. the file's own tags: LICENSE, COPYRIGHT, WCOP, or a creativecommons.org address in the comment.

The same keys may stand in the TOML file. What a sidecar states replaces what the tags state, key
by key.

Families, and whether the song may go into work for a client (`cleared`):

=================  =========  ====================================================================
family             cleared    meaning
=================  =========  ====================================================================
public-domain      yes        CC0, public domain
attribution        yes        CC BY, MIT, BSD, Apache, OGA-BY: free with credit
share-alike        care       CC BY-SA, GPL, Free Art, OFL: the film may have to carry the licence
no-derivatives     no         CC …-ND: setting music to picture counts as an adaptation
non-commercial     no         CC …-NC
all-rights         no         "all rights reserved"
unknown            unknown    nothing found, or words that fit none of these
=================  =========  ====================================================================

This is a reading aid, not legal advice; `Track.licence` keeps the words as they were found.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from catalog.errors import LibraryError

Cleared = Literal["yes", "care", "no", "unknown"]

TABLE_NAMES = frozenset({"license.csv", "licence.csv", "licenses.csv", "licences.csv"})
SONG_SUFFIX = ".license.toml"
KEYS = ("title", "artist", "album", "genre", "licence", "attribution", "source", "vocals")
LARGEST_SIDECAR_BYTES = 8 << 20

# Order matters: a licence that forbids is recognised before one that allows.
_FAMILIES: tuple[tuple[str, Cleared, str], ...] = (
    ("all-rights", "no", r"all rights reserved"),
    ("non-commercial", "no", r"\bnc\b|non ?commercial|personal use only|sampling plus"),
    ("no-derivatives", "no", r"\bnd\b|no ?deriv"),
    (
        "share-alike",
        "care",
        r"\bby sa\b|\bcc sa\b|share ?alike|\bl?a?gpl|gnu |free art|licence art libre|\bofl\b"
        r"|open font|\bodbl\b|ethymonics|copyleft",
    ),
    ("public-domain", "yes", r"\bcc ?0\b|\bpublic ?domain\b|\bpd\b|unlicense"),
    (
        "attribution",
        "yes",
        r"\bcc by\b|licenses by\b|oga by|creative commons attribution|\bmit\b|\bexpat\b"
        r"|\bbsd\b|\bapache\b|\bzlib\b|\bisc\b",
    ),
)


@dataclass(frozen=True, slots=True)
class Licence:
    """`text` as found, `family` and `cleared` as in the table of this module."""

    text: str
    family: str
    cleared: Cleared


UNKNOWN = Licence("", "unknown", "unknown")


def classify(text: str) -> Licence:
    """Sort the words of a licence, or the address of one, into its family."""
    plain = re.sub(r"[\s\-_/.,;:()]+", " ", text.lower())
    for family, cleared, pattern in _FAMILIES:
        if re.search(pattern, plain):
            return Licence(text, family, cleared)
    return Licence(text, "unknown", "unknown")


def is_sidecar(name: str) -> bool:
    lowered = name.lower()
    return lowered in TABLE_NAMES or lowered.endswith(SONG_SUFFIX)


def read_sidecar(path: Path) -> Mapping[str, Mapping[str, str]]:
    """Read one sidecar file: what it states, by the lower-case name of the song's file.

    A table may name the song with or without its suffix; so may the name of a TOML sidecar.

    Raises
    ------
    LibraryError
        The file cannot be read or is not what its name says.
    """
    try:
        if path.stat().st_size > LARGEST_SIDECAR_BYTES:
            raise ValueError("it is larger than a licence file can be")
        text = path.read_text(encoding="utf-8-sig")
        if path.name.lower() in TABLE_NAMES:
            return dict(_table_rows(text))
        return {path.name[: -len(SONG_SUFFIX)].lower(): _stated(tomllib.loads(text))}
    except (OSError, ValueError, csv.Error) as error:
        raise LibraryError(
            f"The licence file {path} cannot be read: {error}.",
            remedy="Correct it or take it away.",
            path=path,
        ) from error


def stated_for(song: Path, sidecars: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """What the sidecars of a song's folder state about it; empty when nothing."""
    by_stem = sidecars.get(song.stem.lower(), {})
    return {**by_stem, **sidecars.get(song.name.lower(), {})}


def _table_rows(text: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    reader = csv.DictReader(text.splitlines())
    for row in reader:
        low = {str(key).strip().lower(): value for key, value in row.items() if key}
        name = str(low.get("file") or "").strip()
        if name:
            yield name.lower(), _stated(low)


def _stated(raw: Mapping[str, object]) -> Mapping[str, str]:
    renamed = {**raw, "licence": raw.get("licence") or raw.get("license")}
    return {key: str(renamed[key]).strip() for key in KEYS if str(renamed.get(key) or "").strip()}
