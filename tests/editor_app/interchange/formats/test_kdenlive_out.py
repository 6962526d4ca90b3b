from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from editor_app.interchange.errors import TimelineError
from editor_app.interchange.formats import kdenlive_out
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
    return make_material(tmp_path_factory.mktemp("kdenlive"))


def test_melt_shows_each_picture_and_sounds_each_beat_where_we_put_it(material: Material) -> None:
    project = material.folder / "cut.kdenlive"
    assert kdenlive_out.write(material.cut, material.music, project) == ()
    film = render(project)
    assert_shows_the_cut(film)
    assert_sounds_the_music(film)


def test_a_dissolve_mixes_the_two_pictures(material: Material) -> None:
    pieces = list(material.cut.pieces)
    pieces[1] = replace(pieces[1], dissolve_in_s=Fraction(2, 5))
    project = material.folder / "mixed.kdenlive"
    kdenlive_out.write(replace(material.cut, pieces=tuple(pieces)), material.music, project)
    shown = brightness(render(project))
    assert len(shown) == 125
    first, second = FIRST_A + 2 * 55, FIRST_B + 2 * 10
    assert shown[30] == pytest.approx((first + second) / 2, abs=4)
    assert shown[36] == pytest.approx(FIRST_B + 2 * 16, abs=1)


def test_music_added_to_a_project_of_kdenlive_sounds_beneath_what_it_was(
    material: Material,
) -> None:
    before, after = material.folder / "own.kdenlive", material.folder / "scored.kdenlive"
    silent = replace(material.music, clips=(), stem=None, markers=())
    kdenlive_out.write(material.cut, silent, before)
    before.write_text(
        before.read_text().replace('<tractor id="timeline"', '<tractor x="1" id="timeline"')
    )
    kdenlive_out.write(material.cut, material.music, after, original=before)
    film = render(after)
    assert_shows_the_cut(film)
    assert_sounds_the_music(film)
    assert read_tree(after).find("tractor[@id='timeline']").get("x") == "1"


def test_cues_are_guides_and_bars_are_markers_of_the_song(material: Material) -> None:
    project = material.folder / "marked.kdenlive"
    kdenlive_out.write(material.cut, material.music, project)
    held = {one.get("name"): one.text for one in read_tree(project).iter("property")}
    guides = json.loads(held["kdenlive:docproperties.guides"])
    begins = [("Cuesmith: Clicks", 13), ("Cuesmith: Again", 62)]
    assert [(one["comment"], one["pos"]) for one in guides] == begins
    assert [one["pos"] for one in json.loads(held["kdenlive:markers"])] == [50, 75]


@pytest.mark.parametrize("folder", [Path("../shared/data/timelines/kdenlive")])
def test_numbers_of_tracks_in_real_projects_go_up_by_one(folder: Path, tmp_path: Path) -> None:
    real = sorted(folder.glob("meltica__transform*.kdenlive"))
    if not real:
        pytest.skip("the real projects are not on this machine")
    out = tmp_path / "out.kdenlive"
    kdenlive_out.write(a_cut(tmp_path), some_music(tmp_path, stem=False), out, original=real[0])

    def joins(path: Path) -> list[str | None]:
        root = read_tree(path)
        line = next(
            one for one in root.findall("tractor")
            if any(p.get("name", "").endswith("tracksCount") for p in one.findall("property"))
        )  # fmt: skip
        return [p.text for p in line.iterfind("transition/property[@name='b_track']")]

    added = len(some_music(tmp_path, stem=False).lanes)
    raised = [str(int(one) + added) for one in joins(real[0])]
    assert joins(out)[: len(raised)] == raised


def test_what_is_no_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.kdenlive").write_text("<mlt/>")
    music = some_music(tmp_path, stem=False)
    bad = tmp_path / "bad.kdenlive"
    with pytest.raises(TimelineError, match="no project of Kdenlive"):
        kdenlive_out.write(a_cut(tmp_path), music, tmp_path / "x.kdenlive", original=bad)
