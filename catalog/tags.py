"""What a music file says about itself: title, artist, licence … read with tinytag (MIT).

Tags are never a reason to refuse a song: where they cannot be read, the file name speaks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.licences import UNKNOWN, Licence, classify

LONGEST_TEXT = 400
_CREATIVE_COMMONS = re.compile(r"https?://\S*creativecommons\.org/\S+", re.IGNORECASE)
_TRACK_NUMBER = re.compile(r"^\d{1,3}(?:\s*[.\-_]\s*|\s+)(?=\S)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'’\-]*")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_LICENCE_FIELDS = ("license", "licence", "copyright", "copyright message", "wcop", "tcop", "cprt")
_PUBLISHER_FIELDS = ("publisher", "organization", "label")
_COMMENT_FIELDS = ("comment", "description", "mood", "grouping", "contentgroup")


@dataclass(frozen=True, slots=True)
class FileTags:
    """What is known of a song without listening. `words` are lower case, each once.

    `vocals` is 1.0 or 0.0 where a person stated it, else None.
    """

    title: str
    artist: str = ""
    album: str = ""
    genre: str = ""
    year: int | None = None
    words: tuple[str, ...] = ()
    licence: Licence = UNKNOWN
    attribution: str = ""
    source: str = ""
    vocals: float | None = None


def read_tags(path: Path) -> FileTags:
    """Read the tags of a music file; the file name stands in for a missing title or artist."""
    fields = _fields(path)
    named_artist, named_title = names_from_file(path)
    genre = _first(fields, "genre")
    comments = " ".join(_first(fields, name) for name in _COMMENT_FIELDS)
    artist = _first(fields, "artist") or _first(fields, "albumartist") or named_artist
    title = _first(fields, "title") or named_title
    licence = _licence(fields)
    return FileTags(
        title=title,
        artist=artist,
        album=_first(fields, "album"),
        genre=genre,
        year=_year(_first(fields, "year")),
        words=words_of(genre, comments),
        licence=licence,
        attribution=f"“{title}” by {artist}" if artist and licence.text else "",
        source=_first(fields, "url") or _first(fields, "contact"),
    )


def read_makers(path: Path) -> tuple[str, str]:
    """Return the composer and the publisher of a song, each empty where its tags do not say."""
    fields = _fields(path)
    published = (_first(fields, name) for name in _PUBLISHER_FIELDS)
    return _first(fields, "composer"), next((one for one in published if one), "")


def with_stated(tags: FileTags, stated: Mapping[str, str]) -> FileTags:
    """The tags with what a person stated in a sidecar laid over them, key by key."""
    if not stated:
        return tags
    genre = stated.get("genre", tags.genre)
    title, artist = stated.get("title", tags.title), stated.get("artist", tags.artist)
    licence = classify(stated["licence"]) if "licence" in stated else tags.licence
    return FileTags(
        title=title,
        artist=artist,
        album=stated.get("album", tags.album),
        genre=genre,
        year=tags.year,
        words=tuple(dict.fromkeys((*tags.words, *words_of(genre)))),
        licence=licence,
        attribution=stated.get("attribution")
        or (f"“{title}” by {artist}" if artist and licence.text else tags.attribution),
        source=stated.get("source", tags.source),
        vocals=_yes_or_no(stated.get("vocals", "")),
    )


def names_from_file(path: Path) -> tuple[str, str]:
    """Artist (may be empty) and title out of "03 - Artist - Title.mp3"."""
    stem = path.stem.encode("utf-8", "replace").decode("utf-8")
    plain = _TRACK_NUMBER.sub("", stem.replace("_", " ")).strip() or stem
    artist, dash, title = plain.partition(" - ")
    return (artist.strip(), title.strip()) if dash and title.strip() else ("", plain)


def words_of(*texts: str) -> tuple[str, ...]:
    """The words of some texts without web addresses, lower case, each once, in order."""
    plain = (_ADDRESS.sub(" ", text) for text in texts)
    found = (word.lower() for text in plain for word in _WORD.findall(text))
    return tuple(dict.fromkeys(found))


def _fields(path: Path) -> Mapping[str, str]:
    from tinytag import TinyTag  # noqa: PLC0415  (the window starts without)

    try:
        tag = TinyTag.get(path, duration=False)
    except Exception:  # noqa: BLE001  # any damage at all only means: no tags
        return {}
    found: dict[str, str] = {}
    for name, value in tag.as_dict().items():
        parts = value if isinstance(value, list) else [value]
        text = _clean(" ".join(str(part) for part in parts[:1]))
        if text:
            # Some writers keep a comment in a field of their own, which comes as `_comment`.
            found.setdefault(name.lower().lstrip("_"), text)
    return found


def _clean(text: str) -> str:
    printable = "".join(sign if sign.isprintable() else " " for sign in text[:LONGEST_TEXT])
    return " ".join(printable.encode("utf-8", "replace").decode("utf-8").split())


def _first(fields: Mapping[str, str], name: str) -> str:
    return fields.get(name, "")


def _licence(fields: Mapping[str, str]) -> Licence:
    """The first field that names a known licence; else whatever stands in a licence field."""
    stated = [text for name in _LICENCE_FIELDS if (text := fields.get(name))]
    linked = [
        match.group() for text in fields.values() if (match := _CREATIVE_COMMONS.search(text))
    ]
    for text in (*stated, *linked):
        licence = classify(text)
        if licence.family != "unknown":
            return licence
    return classify(stated[0]) if stated else UNKNOWN


def _year(text: str) -> int | None:
    match = _YEAR.search(text)
    return int(match.group()) if match else None


def _yes_or_no(text: str) -> float | None:
    word = next(iter(words_of(text)), "")
    return {"yes": 1.0, "true": 1.0, "no": 0.0, "false": 0.0, "none": 0.0}.get(word)
