"""Where media lie: paths of this and other systems are told apart, and the network is never met."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor_app.interchange.places import Place, place

HOME = Path("/home/u/cut")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:///Volumes/Disk/b%20c.mov", "/Volumes/Disk/b c.mov"),
        ("file://localhost/media/a.mov", "/media/a.mov"),
        ("file:/media/a.mov", "/media/a.mov"),
        ("/media/a.mov", "/media/a.mov"),
        ("a.mov", "/home/u/cut/a.mov"),
        ("./media/../a.mov", "/home/u/cut/a.mov"),
        ("file:./Media/a.mov", "/home/u/cut/Media/a.mov"),
        ("media\\a.mov", "/home/u/cut/media/a.mov"),
    ],
)
def test_places_of_this_machine(url: str, path: str) -> None:
    assert place(url, HOME) == Place(Path(path).name, Path(path))


def test_of_addresses_also_relative_ones_are_quoted() -> None:
    assert place("my%20media/a.mov", HOME, quoted=True).path == HOME / "my media/a.mov"
    assert place("my%20media/a.mov", HOME).path == HOME / "my%20media/a.mov"
    assert place("/my%20media/a.mov", HOME, quoted=True).path == Path("/my%20media/a.mov")
    assert place("%2e%2e/a.mov", HOME, quoted=True) == Place("a.mov", None, "outside")


@pytest.mark.parametrize(
    ("url", "name", "trouble"),
    [
        ("file://localhost/C%3A/Users/u/a.mov", "a.mov", "elsewhere"),
        ("C:\\Users\\u\\a.mov", "a.mov", "elsewhere"),
        ("file://D:/x/a.mov", "a.mov", "elsewhere"),
        ("\\\\server\\share\\a.mov", "a.mov", "network"),
        ("//server/share/a.mov", "a.mov", "network"),
        ("file://server/share/a.mov", "a.mov", "network"),
        ("http://example.org/a.mov", "a.mov", "network"),
        ("rtmp://example.org/live", "live", "network"),
        ("concat:/etc/passwd", "passwd", "elsewhere"),
        ("../../../../etc/passwd", "passwd", "outside"),
        ("media/../../x.mov", "x.mov", "outside"),
        ("", "", "elsewhere"),
    ],
)
def test_places_that_cannot_be_opened_here(url: str, name: str, trouble: str) -> None:
    assert place(url, HOME) == Place(name, None, trouble)


@given(st.text(max_size=60))
def test_any_text_is_a_place_or_none(url: str) -> None:
    found = place(url, HOME)
    assert found.path is None or (found.path.is_absolute() and not found.trouble)
    if not url.strip().startswith(("/", "file:")) and found.path is not None:
        assert found.path.is_relative_to(HOME)
