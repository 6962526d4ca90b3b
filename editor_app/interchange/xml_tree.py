"""XML out of a file that anybody may have written.

No entities (billions of laughs need them, and so does reading other files), nothing is looked up
outside the file, and size, depth and number of elements are bounded while reading. A plain
<!DOCTYPE xmeml>, as every file of Final Cut Pro 7 has it, is fine.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn
from xml.etree.ElementTree import Element
from xml.parsers import expat

from editor_app.interchange.errors import TimelineError, not_understood

MAX_BYTES = 128 * 2**20
"""Largest file read, unpacked; a hundred thousand clips are about a third of it."""

MAX_ELEMENTS = 3_000_000
MAX_DEPTH = 256
_BLOCK = 1 << 20
_PACKED = b"\x1f\x8b"


class _RefusedError(ValueError):
    """The file is well-formed and still nothing we read."""


def read_tree(path: Path) -> Element:
    """Return the root element of an XML file, packed with gzip or not; `TimelineError` if bad."""
    builder = _Builder()
    parser = _parser(builder)
    try:
        for block in _blocks(path):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        why = f"its XML is broken in line {error.lineno}"
        raise not_understood(path, why) from None
    except (_RefusedError, UnicodeError, LookupError) as error:
        raise not_understood(path, str(error)) from None
    assert builder.root is not None  # noqa: S101  (expat refuses a file without an element)
    return builder.root


def read_bytes(path: Path) -> bytes:
    """Return the content of a file of bounded size; `TimelineError` if it cannot be read."""
    try:
        return b"".join(_blocks(path))
    except _RefusedError as error:
        raise not_understood(path, str(error)) from None


def text_of(element: Element | None, path: str = "", default: str = "") -> str:
    """Return the text of an element, or of one below it, stripped."""
    found = element if element is None or not path else element.find(path)
    return default if found is None or found.text is None else found.text.strip()


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == _PACKED
            raw.seek(0)
            yield from _bounded(gzip.GzipFile(fileobj=raw) if packed else raw)
    except (OSError, EOFError, zlib.error) as error:
        raise TimelineError(
            f"{path.name} cannot be read: {getattr(error, 'strerror', None) or error}.",
            remedy="Look whether the file is there, whole, and yours to read.",
            path=path,
        ) from None


def _bounded(source: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    total = 0
    while block := source.read(_BLOCK):
        total += len(block)
        if total > MAX_BYTES:
            raise _RefusedError(f"it is larger than {MAX_BYTES >> 20} MB")
        yield block


def _parser(builder: _Builder) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.EntityDeclHandler = _refuse_entity
    parser.UnparsedEntityDeclHandler = _refuse_entity
    parser.ExternalEntityRefHandler = _refuse_entity
    return parser


def _refuse_entity(*_: object) -> NoReturn:
    raise _RefusedError("it makes up entities of its own, which no editor does")


class _Builder:
    """Makes elements of what expat tells, within bounds."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._count = 0
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            raise _RefusedError("it has more elements, or deeper ones, than any cut needs")
        element = Element(tag, attributes)
        if self._open:
            self._flush()
            self._open[-1].append(element)
        else:
            self.root = element
        self._text.clear()
        self._open.append(element)

    def end(self, _tag: str) -> None:
        self._flush()
        self._open.pop()

    def text(self, text: str) -> None:
        self._text.append(text)

    def _flush(self) -> None:
        """Keep the text before an element's first child; what is mixed between is layout."""
        if self._text and not len(self._open[-1]):
            self._open[-1].text = "".join(self._text)
        self._text.clear()
