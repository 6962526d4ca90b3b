"""Files that somebody broke, by chance or on purpose: a sentence or a cut, never a crash or a hang.

Each reader is given its sample with bytes, numbers, names and whole parts changed. How long that
goes on is bounded by examples; FUZZ_EXAMPLES in the environment makes it longer.
"""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import socket
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from editor_app.interchange.bundles import unpacked
from editor_app.interchange.cut import Cut
from editor_app.interchange.errors import TimelineError
from editor_app.interchange.music import music_of
from editor_app.interchange.reading import read_cut
from editor_app.interchange.writers import endings, write_cut
from editor_app.interchange.xml_tree import read_tree
from editor_app.project.cue import Cue
from editor_app.score.mix import Mix
from inference.errors import WorldError
from inference.progress import finish
from inference.values import Span
from tests.editor_app.interchange.avid import write_aaf
from tests.editor_app.interchange.samples import SAMPLES, tiles

Data = Any  # dicts and lists of JSON

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))
SLOW_S = 5.0
FORMATS = sorted(path.name for path in SAMPLES.iterdir())

NUMBERS = re.compile(rb"-?\d[\d.:/]*")
WORDS = re.compile(rb"[A-Za-z_:-]{3,}")
NASTY = [
    *(b"0", b"-1", b"1/0", b"0/1", b"9" * 30, b"9" * 400, b"-0.0", b"1e308", b"1e-9", b"NaN"),
    *(b"Infinity", b"99999999999", b"0.0000001", b"1/3", b"00:00:00:99", b"24:61:00:00", b""),
    *(
        "²".encode(),
        "١".encode(),
        b"null",
        b"true",
        b"[]",
        b"{}",
        b"..",
        b"file://h/x",
        b"\\\\h\\x",
    ),
]

ODD = [None, True, False, 0, -1, 1e308, -1e308, 1e-9, 10**30, "", "x", "..", [], {}, [[]], {"a": 1}]

changes = st.lists(
    st.tuples(
        st.sampled_from(["number", "word", "cut", "double", "byte", "swap"]),
        st.integers(0, 1 << 20),
        st.integers(0, 1 << 20),
    ),
    min_size=1,
    max_size=6,
)


def changed(data: bytes, steps: list[tuple[str, int, int]]) -> bytes:
    for what, at, how in steps:
        if not data:
            break
        if what in ("number", "word"):
            found = list((NUMBERS if what == "number" else WORDS).finditer(data))
            if found:
                one = found[at % len(found)]
                other = found[how % len(found)].group() if how % 3 == 0 else NASTY[how % len(NASTY)]
                data = data[: one.start()] + other + data[one.end() :]
            continue
        start = at % len(data)
        end = min(len(data), start + 1 + how % 200)
        if what == "cut":
            data = data[:start] + data[end:]
        elif what == "double":
            data = data[:end] + data[start:]
        elif what == "byte":
            data = data[:start] + bytes([how % 256]) + data[start + 1 :]
        else:
            data = data[end:] + data[:start] if how % 5 == 0 else data[:start] + data[end:] + data
    return data


def rearranged(root: Element, steps: list[tuple[str, int, int]]) -> bytes:
    """Move, double and drop whole elements, and swap what attributes and texts say."""
    for what, at, how in steps:
        everything = list(root.iter())
        one, other = everything[at % len(everything)], everything[how % len(everything)]
        names = sorted(one.attrib)
        if what in ("cut", "byte") and len(one):
            one.remove(one[how % len(one)])
        elif what in ("double", "swap") and len(everything) < 2000:
            one.append(copy.deepcopy(other))
        elif what == "word" and names:
            values = [value for element in everything for value in element.attrib.values()]
            one.set(names[how % len(names)], values[how % len(values)])
        elif what == "number" and names:
            nasty = NASTY[how % len(NASTY)].decode()
            one.set(names[at % len(names)], nasty)
        else:
            one.text = NASTY[at % len(NASTY)].decode() if how % 2 else other.text
    return tostring(root)


def shuffled(root: Data, steps: list[tuple[str, int, int]]) -> bytes:
    """As `rearranged`, for JSON: move, double and drop objects and lists, and swap values."""
    for what, at, how in steps:
        everything = list(holders(root))
        one, other = everything[at % len(everything)], everything[how % len(everything)]
        keys = list(one) if isinstance(one, dict) else list(range(len(one)))
        if not keys:
            continue
        key = keys[how % len(keys)]
        if what == "cut":
            del one[key]
        elif what in ("double", "swap") and len(everything) < 2000:
            one[key] = copy.deepcopy(other)
        elif what == "number":
            one[key] = ODD[how % len(ODD)]
        else:
            inside = list(other.values()) if isinstance(other, dict) else list(other)
            one[key] = copy.deepcopy(inside[at % len(inside)]) if inside else None
    return json.dumps(root).encode()


def holders(value: object) -> Iterator[Data]:
    inside = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        yield value
        for one in inside:
            yield from holders(one)


def score(file: Path, cut: Cut) -> None:
    """Write music onto a file that could be read: it is written, or refused with a sentence."""
    out = file.with_name(f"scored{file.suffix}")
    cue = Cue(Path("/music/a.wav"), "A", "X", 0.5, 2.0, downbeats_s=(1.0,))
    music = music_of(Mix(Span(0.0, 4.0), (cue,)), cut.frame_rate, stem=Path("/music/b.wav"))
    try:
        write_cut(cut, music, out, original=file)
    except WorldError:
        return
    read_cut(out)


def check(file: Path) -> None:
    """Read a file: whatever is in it, what comes out makes sense, soon."""
    start = time.perf_counter()
    try:
        cut = read_cut(file)
    except TimelineError:
        pass
    else:
        assert tiles(cut)
        assert 0 <= cut.clips_understood <= cut.clips_in
        assert all(one.duration_s > 0 and one.start_s >= 0 for one in cut.sounds)
        assert all(one.dissolve_in_s <= one.duration_s for one in cut.pieces)
        assert all(ref.path is None or ref.path.is_absolute() for ref in cut.media)
        if file.suffix in endings():
            score(file, cut)
    assert time.perf_counter() - start < SLOW_S


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a reader went to the network")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


@pytest.mark.parametrize("name", FORMATS)
def test_a_broken_sample_is_refused_or_read(name: str, tmp_path: Path) -> None:
    data = (SAMPLES / name).read_bytes()
    file = tmp_path / name

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(changes)
    def broken(steps: list[tuple[str, int, int]]) -> None:
        file.write_bytes(changed(data, steps))
        check(file)

    broken()


@pytest.mark.parametrize(
    "name", [name for name in FORMATS if not name.endswith((".edl", ".osp", ".otio"))]
)
def test_a_sample_put_together_otherwise_is_refused_or_read(name: str, tmp_path: Path) -> None:
    root = read_tree(SAMPLES / name)
    file = tmp_path / name

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(changes)
    def broken(steps: list[tuple[str, int, int]]) -> None:
        file.write_bytes(rearranged(copy.deepcopy(root), steps))
        check(file)

    broken()


@pytest.mark.parametrize("name", ["cut.otio", "cut.osp"])
def test_a_sample_of_plain_data_put_together_otherwise_is_refused_or_read(
    name: str, tmp_path: Path
) -> None:
    root = json.loads((SAMPLES / name).read_text())
    file = tmp_path / name

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(changes)
    def broken(steps: list[tuple[str, int, int]]) -> None:
        file.write_bytes(shuffled(copy.deepcopy(root), steps))
        check(file)

    broken()


def test_a_broken_bundle_is_refused_or_unpacked_where_it_should_be(tmp_path: Path) -> None:
    text = (SAMPLES / "cut.otio").read_text().replace("file:///media/", "media/")
    with zipfile.ZipFile(tmp_path / "whole.otioz", "w") as archive:
        archive.writestr("content.otio", text)
        for name in ("a.mov", "b.mov", "voice.wav"):
            archive.writestr(f"media/{name}", name * 20, zipfile.ZIP_DEFLATED)
    data = (tmp_path / "whole.otioz").read_bytes()
    head = data.index(b"media/a.mov") - 30  # the timeline itself is broken by the tests above
    (tmp_path / "in").mkdir()
    file, there = tmp_path / "in" / "broken.otioz", tmp_path / "in" / "there"

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(changes)
    def broken(steps: list[tuple[str, int, int]]) -> None:
        file.write_bytes(data[:head] + changed(data[head:], steps))
        try:
            made = finish(unpacked(read_cut(file), there))
        except TimelineError:
            made = None
        assert {path.name for path in tmp_path.iterdir()} == {"whole.otioz", "in"}
        assert {path.name for path in file.parent.iterdir()} <= {file.name, there.name}
        for ref in made.media if made else ():
            assert ref.packed_in is None or ref.path.is_relative_to(there)
        shutil.rmtree(there, ignore_errors=True)

    broken()


def test_a_broken_file_of_avid_is_refused_or_read(tmp_path: Path) -> None:
    whole = tmp_path / "whole.aaf"
    write_aaf(whole)
    data = whole.read_bytes()
    file = tmp_path / "broken.aaf"

    @settings(max_examples=max(EXAMPLES // 2, 8), deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["byte", "cut", "double"]),
                st.integers(0, 1 << 22),
                st.integers(0, 255),
            ),
            min_size=1,
            max_size=8,
        )
    )
    def broken(steps: list[tuple[str, int, int]]) -> None:
        file.write_bytes(changed(data, steps))
        check(file)

    broken()
