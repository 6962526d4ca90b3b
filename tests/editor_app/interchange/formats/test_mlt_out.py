from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from editor_app.interchange.errors import TimelineError
from editor_app.interchange.formats import mlt_out
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


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return make_material(tmp_path_factory.mktemp("mlt"))


def test_melt_shows_each_picture_and_sounds_each_beat_where_we_put_it(material: Material) -> None:
    project = material.folder / "cut.mlt"
    said = mlt_out.write(material.cut, material.music, project)
    assert said == ("Beat markers are not carried.",)
    film = render(project)
    assert_shows_the_cut(film)
    assert_sounds_the_music(film)


def test_a_dissolve_mixes_the_two_pictures(material: Material) -> None:
    pieces = list(material.cut.pieces)
    pieces[1] = replace(pieces[1], dissolve_in_s=Fraction(2, 5))
    project = material.folder / "mixed.mlt"
    mlt_out.write(replace(material.cut, pieces=tuple(pieces)), replace(material.music), project)
    shown = brightness(render(project))
    assert len(shown) == 125
    first, second = FIRST_A + 2 * 55, FIRST_B + 2 * 10
    assert shown[30] == pytest.approx((first + second) / 2, abs=4)


def test_our_tracks_are_added_to_the_document_it_came_from(material: Material) -> None:
    before, after = material.folder / "own.mlt", material.folder / "scored.mlt"
    mlt_out.write(material.cut, replace(material.music, clips=(), stem=None, markers=()), before)
    text = before.read_text().replace("<playlist", "<!-- mine --><playlist mine='1'", 1)
    before.write_text(text)
    mlt_out.write(material.cut, material.music, after, original=before)
    root = read_tree(after)
    assert root.find("playlist").get("mine") == "1"
    tracks = [one.get("producer") for one in root.find("tractor").findall("track")]
    assert tracks[:2] == ["background", "cut_video"]
    assert len(tracks) == 5  # two for cues that overlap, one for the mixed music
    again = material.folder / "again.mlt"
    mlt_out.write(material.cut, material.music, again, original=after)
    ids = [one.get("id") for one in read_tree(again).iter() if one.get("id")]
    assert len(ids) == len(set(ids))


def test_a_missing_film_is_named_as_it_was_and_told(tmp_path: Path) -> None:
    cut = a_cut(tmp_path)
    lost = replace(
        cut.pieces[0], source=replace(cut.pieces[0].source, path=None, url="file:///X:/a%20b.mkv")
    )
    cut = replace(cut, pieces=(lost, *cut.pieces[1:]))
    said = mlt_out.write(cut, some_music(tmp_path, stem=False), tmp_path / "x.mlt")
    assert "a.mkv is not on this machine; it is named as it was." in said
    assert '<property name="resource">X:/a b.mkv<' in (tmp_path / "x.mlt").read_text()


def test_what_is_no_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.mlt").write_text("<mlt/>")
    music = some_music(tmp_path, stem=False)
    with pytest.raises(TimelineError, match="no tracks"):
        mlt_out.write(a_cut(tmp_path), music, tmp_path / "x.mlt", original=tmp_path / "bad.mlt")
    assert not (tmp_path / "x.mlt").exists()
