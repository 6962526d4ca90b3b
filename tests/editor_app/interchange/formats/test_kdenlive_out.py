from __future__ import annotations

import json
from pathlib import Path

import pytest

from editor_app.interchange.formats import kdenlive_out
from editor_app.interchange.xml_tree import read_tree
from tests.editor_app.interchange.material import a_cut, some_music


def test_cues_are_guides_and_bars_are_markers_of_the_song(tmp_path: Path) -> None:
    project = tmp_path / "marked.kdenlive"
    kdenlive_out.write(a_cut(tmp_path), some_music(tmp_path), project)
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
