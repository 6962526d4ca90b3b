"""How a timeline comes onto the disk: whole or not at all, and as XML that every parser takes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

from editor_app.interchange.cut import MediaRef
from editor_app.interchange.errors import TimelineError
from editor_app.score.errors import write_error
from editor_app.score.output import publish, workplace

# What XML 1.0 has no way to say.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_whole(data: bytes, out: Path) -> None:
    """Write a file, whole or not at all.

    Raises
    ------
    TimelineError, RenderError
        If its folder is not there, or it cannot be written.
    """
    with whole_file(out) as made:
        made.write_bytes(data)


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """Give a file to write, which gets the name `out` when it is finished; errors as above."""
    if not out.parent.is_dir():
        raise TimelineError(
            f"The folder {out.parent} is not there.",
            remedy="Make it, or choose another one.",
            path=out,
        )
    with workplace(out) as folder:
        finished = folder / "timeline"
        try:
            yield finished
        except OSError as error:
            raise write_error(error, out) from error
        publish(finished, out)


def xml_bytes(root: Element, *, doctype: str = "") -> bytes:
    """Return a document, indented, in UTF-8."""
    ET.indent(root, " ")
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}\n' if doctype else (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
    )  # fmt: skip
    return (head + ET.tostring(root, encoding="unicode") + "\n").encode("utf-8")


def sayable(text: str) -> str:
    """Return a text without the signs that XML cannot hold."""
    return _FORBIDDEN.sub("", text)


def child(parent: Element, tag: str, text: object | None = None, **attributes: object) -> Element:
    """Add an element; names of attributes may end in an underline."""
    named = {name.rstrip("_"): sayable(str(value)) for name, value in attributes.items()}
    made = SubElement(parent, tag, named)
    if text is not None:
        made.text = sayable(str(text))
    return made


def place_of(path: Path) -> str:
    """Return a path as text; TimelineError where its name is no text that a timeline can hold."""
    text = os.fspath(path)
    if _FORBIDDEN.search(text):
        raise TimelineError(
            f"The name of {path.name!r} has signs that a timeline cannot hold.",
            remedy="Give the file another name.",
            path=path,
        )
    return text


def place_named(source: MediaRef) -> str:
    """Return where a file lies as plain text, also where that is on no disk of this machine.

    An address on the network is not handed on, as whoever opens the file would ask for it.
    """
    if source.path is not None:
        return place_of(source.path)
    split = urlsplit(source.url)
    if split.scheme == "file":
        return sayable(
            unquote(split.path).removeprefix("/") if ":" in split.path else unquote(split.path)
        )
    is_address = len(split.scheme) > 1 and bool(split.netloc)
    return sayable(source.name if is_address or not source.url else source.url)


def number(value: float) -> str:
    """Return a number without needless digits."""
    return f"{value:.6f}".rstrip("0").rstrip(".") or "0"
