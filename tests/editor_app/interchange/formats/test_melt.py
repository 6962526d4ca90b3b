"""Projects of Shotcut and Kdenlive as melt plays them: pictures and beats where we put them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest

from editor_app.interchange.errors import TimelineError
from editor_app.interchange.formats import kdenlive_out, mlt_out
from editor_app.interchange.music import NO_MUSIC
from editor_app.interchange.xml_tree import read_tree
from tests.editor_app.interchange.material import (
    FIRST_A,
    FIRST_B,
    Material,
    a_cut,
    assert_shows_the_cut,
    assert_sounds_the_music,
    brightness,
    make_material,
    render,
    some_music,
)


@dataclass(frozen=True)
class Editor:
    """A kind of project that melt plays, its writer, and what of our material it cannot carry."""

    suffix: str
    write: Callable[..., tuple[str, ...]]
    lost: tuple[str, ...]
    refused: str


EDITORS = [
    Editor(".mlt", mlt_out.write, ("Beat markers are not carried.",), "no tracks"),
    Editor(".kdenlive", kdenlive_out.write, (), "no project of Kdenlive"),
]


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return make_material(tmp_path_factory.mktemp("melt"))


@pytest.fixture(params=EDITORS, ids=lambda one: one.suffix)
def editor(request: pytest.FixtureRequest) -> Editor:
    made: Editor = request.param
    return made


def test_each_picture_is_shown_and_each_beat_sounds_where_we_put_it(
    editor: Editor, material: Material
) -> None:
    project = material.folder / f"cut{editor.suffix}"
    assert editor.write(material.cut, material.music, project) == editor.lost
    film = render(project)
    assert_shows_the_cut(film)
    assert_sounds_the_music(film)


def test_a_dissolve_mixes_the_two_pictures(editor: Editor, material: Material) -> None:
    pieces = list(material.cut.pieces)
    pieces[1] = replace(pieces[1], dissolve_in_s=Fraction(2, 5))
    project = material.folder / f"mixed{editor.suffix}"
    editor.write(replace(material.cut, pieces=tuple(pieces)), material.music, project)
    shown = brightness(render(project))
    assert len(shown) == 125
    first, second = FIRST_A + 2 * 55, FIRST_B + 2 * 10
    assert shown[30] == pytest.approx((first + second) / 2, abs=4)
    assert shown[36] == pytest.approx(FIRST_B + 2 * 16, abs=1)


def test_music_sounds_beneath_the_project_it_was_added_to_and_again_when_it_is_replaced(
    editor: Editor, material: Material
) -> None:
    own, once, twice = (material.folder / f"{name}{editor.suffix}" for name in "abc")
    editor.write(material.cut, NO_MUSIC, own)
    own.write_text(own.read_text().replace("<playlist", "<playlist mine='1'"))
    # Other music first, which the right one takes the place of.
    earlier = replace(material.music, clips=material.music.clips[1:])
    editor.write(material.cut, earlier, once, original=own)
    editor.write(material.cut, material.music, twice, original=once)
    film = render(twice)
    assert_shows_the_cut(film)
    assert_sounds_the_music(film)
    root = read_tree(twice)
    assert root.find("playlist[@mine='1']") is not None
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))


def test_what_is_no_project_is_refused(editor: Editor, tmp_path: Path) -> None:
    bad, out = tmp_path / f"bad{editor.suffix}", tmp_path / f"x{editor.suffix}"
    bad.write_text("<mlt/>")
    with pytest.raises(TimelineError, match=editor.refused):
        editor.write(a_cut(tmp_path), some_music(tmp_path, stem=False), out, original=bad)
    assert not out.exists()
