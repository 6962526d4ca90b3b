"""Places of files that are said from the folder of a timeline, for a copy that lies elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from editor_app.interchange.kinds import suffix
from editor_app.interchange.places import in_full

_PROPERTIES = frozenset(
    {"resource", "warp_resource", "kdenlive:originalurl", "kdenlive:proxy", "luma", "av.file"}
)
_OWN_SIGNS = ("%", "@", "<", "#")
"""How editors begin the names of what comes with them, and of what is no file."""

_KEYS = frozenset({"path", "target_url", "target_url_base"})


def anchor_xml(root: Element, folder: Path, out: Path) -> None:
    """Say in full where the files of a document lie that was read in `folder`.

    Nothing is changed where the copy `out` is to lie beside it.
    """
    if _is_beside(folder, out) or root.get("root", "").startswith("/"):
        return
    for one in root.iter():
        if one.get("src"):
            one.set("src", _url(one.get("src", ""), folder))
        elif one.tag == "pathurl" and one.text:
            one.text = _url(one.text, folder)
        elif one.tag == "property" and one.get("name") in _PROPERTIES and one.text:
            one.text = _paced(one.text, folder)


def anchor_json(value: Any, folder: Path, out: Path) -> None:  # noqa: ANN401  (whatever JSON)
    """As `anchor_xml`, for plain data."""
    if not _is_beside(folder, out):
        _walk(value, lambda key, text: (_path if key == "path" else _url)(text, folder))


def _walk(value: Any, say: Callable[[str, str], str]) -> None:  # noqa: ANN401
    if isinstance(value, list):
        for one in value:
            _walk(one, say)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in _KEYS and isinstance(one, str):
                value[key] = say(key, one)
            else:
                _walk(one, say)


def _is_beside(folder: Path, out: Path) -> bool:
    return folder.absolute() == out.parent.absolute()


def _path(text: str, folder: Path) -> str:
    """Return the full path for a relative one; anything else as it was."""
    found = _named(text, folder)
    return text if found is None else str(found)


def _url(text: str, folder: Path) -> str:
    found = _named(text, folder, quoted=True)
    return text if found is None else found.as_uri()


def _paced(text: str, folder: Path) -> str:
    """As `_path`, also of a path behind a speed: 2.5:a.mov."""
    pace, colon, path = text.strip().partition(":")
    if colon and pace.replace(".", "", 1).lstrip("-").isdecimal():
        return f"{pace}:{_path(path, folder)}"
    return _path(text, folder)


def _named(text: str, folder: Path, *, quoted: bool = False) -> Path | None:
    """Return the path of what is a file by its name; a colour or a pattern is none."""
    found = in_full(text, folder, quoted=quoted)
    looks_like_one = bool(suffix(text.strip())) or "/" in text
    return found if looks_like_one and not text.strip().startswith(_OWN_SIGNS) else None
