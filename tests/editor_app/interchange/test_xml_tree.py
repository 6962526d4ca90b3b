"""XML of strangers: bombs, depth and size end in one sentence, quickly."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from editor_app.interchange import xml_tree
from editor_app.interchange.errors import TimelineError
from editor_app.interchange.xml_tree import read_tree

LAUGHS = """<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><fcpxml>&c;</fcpxml>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<fcpxml>&x;</fcpxml>"""
PARAMETER = """<?xml version="1.0"?><!DOCTYPE l [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>
<fcpxml/>"""


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, PARAMETER])
def test_entities_are_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.fcpxml"
    file.write_text(text)
    with pytest.raises(TimelineError, match="entities"):
        read_tree(file)


def test_a_document_type_by_name_is_fine(tmp_path: Path) -> None:
    file = tmp_path / "good.xml"
    file.write_text(
        '<!DOCTYPE xmeml SYSTEM "http://127.0.0.1:9/x.dtd"><xmeml a="1"><b> t </b></xmeml>'
    )
    root = read_tree(file)
    assert (root.tag, root.get("a"), root.findtext("b")) == ("xmeml", "1", " t ")


def test_depth_is_bounded(tmp_path: Path) -> None:
    file = tmp_path / "deep.fcpxml"
    file.write_text("<a>" * 100_000)
    with pytest.raises(TimelineError, match="deeper"):
        read_tree(file)


def test_elements_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_tree, "MAX_ELEMENTS", 100)
    file = tmp_path / "wide.fcpxml"
    file.write_text("<a>" + "<b/>" * 200 + "</a>")
    with pytest.raises(TimelineError, match="more elements"):
        read_tree(file)


def test_size_is_bounded_also_when_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_tree, "MAX_BYTES", 1 << 21)
    plain, packed = tmp_path / "large.xml", tmp_path / "bomb.prproj"
    plain.write_bytes(b"<a>" + b" " * (3 << 20) + b"</a>")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    for file in (plain, packed):
        with pytest.raises(TimelineError, match="larger than 2 MB"):
            read_tree(file)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml",
        b"<a><b></a>",
        b"\x1f\x8bcut short",
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
        b"<a>\xff\xfe</a>",
        b"\xff\xfe<\x00a\x00",
    ],
)
def test_broken_files_are_refused_with_a_sentence(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "bad.xml"
    file.write_bytes(data)
    with pytest.raises(TimelineError):
        read_tree(file)
