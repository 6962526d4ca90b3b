from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from editor_app.interchange.formats import mlt_out
from editor_app.interchange.music import NO_MUSIC
from editor_app.interchange.xml_tree import read_tree
from tests.editor_app.interchange.material import a_cut, some_music


def test_our_tracks_are_added_to_the_document_it_came_from(tmp_path: Path) -> None:
    before, after = tmp_path / "own.mlt", tmp_path / "scored.mlt"
    cut = a_cut(tmp_path)
    mlt_out.write(cut, NO_MUSIC, before)
    text = before.read_text().replace("<playlist", "<!-- mine --><playlist mine='1'", 1)
    before.write_text(text)
    mlt_out.write(cut, some_music(tmp_path), after, original=before)
    root = read_tree(after)
    assert root.find("playlist").get("mine") == "1"
    tracks = [one.get("producer") for one in root.find("tractor").findall("track")]
    assert tracks[:2] == ["background", "cut_video"]
    assert len(tracks) == 5  # two for cues that overlap, one for the mixed music


def test_a_missing_film_is_named_as_it_was_and_told(tmp_path: Path) -> None:
    cut = a_cut(tmp_path)
    lost = replace(
        cut.pieces[0], source=replace(cut.pieces[0].source, path=None, url="file:///X:/a%20b.mkv")
    )
    cut = replace(cut, pieces=(lost, *cut.pieces[1:]))
    said = mlt_out.write(cut, some_music(tmp_path, stem=False), tmp_path / "x.mlt")
    assert "a.mkv is not on this machine; it is named as it was." in said
    assert '<property name="resource">X:/a b.mkv<' in (tmp_path / "x.mlt").read_text()
