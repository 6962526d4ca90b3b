"""A copy of a timeline in another folder still finds what the first one names by its own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from editor_app.interchange.music import NO_MUSIC
from editor_app.interchange.reading import read_cut
from editor_app.interchange.writers import write_cut
from tests.editor_app.interchange.samples import SAMPLES

NAMES = ("a.mov", "b.mov", "c.mov", "d.mov", "song.mp3", "voice.wav")


@pytest.mark.parametrize("sample", ["cut.fcpxml", "cut.xml", "cut.otio", "cut.mlt", "cut.osp"])
def test_media_named_relative_to_the_timeline_are_found_from_elsewhere(
    sample: str, tmp_path: Path
) -> None:
    there, here = tmp_path / "the film", tmp_path / "elsewhere"
    (there / "my media").mkdir(parents=True)
    here.mkdir()
    for name in NAMES:
        (there / "my media" / name).write_bytes(b"x")
    text = (SAMPLES / sample).read_text()
    quoted = "my media" if sample.endswith((".mlt", ".osp")) else "my%20media"
    for place in ("file:///media/", "file://localhost/media/", "/media/"):
        text = text.replace(place, f"{quoted}/")
    original = there / sample
    original.write_text(text)
    cut = read_cut(original)
    assert {ref.path for ref in cut.media} == {there / "my media" / name for name in NAMES}
    write_cut(cut, NO_MUSIC, here / sample, original=original)
    assert {ref.path for ref in read_cut(here / sample).media} == {ref.path for ref in cut.media}
    # In the same folder all stays as it was said.
    write_cut(cut, NO_MUSIC, there / f"again-{sample}", original=original)
    assert str(tmp_path) not in (there / f"again-{sample}").read_text()


@pytest.mark.parametrize(
    ("ending", "inside"), [(".fcpxmld", "Info.fcpxml"), (".otiod", "content.otio")]
)
def test_a_folder_that_is_a_timeline_is_a_document_to_add_to(
    ending: str, inside: str, tmp_path: Path
) -> None:
    folder, out = tmp_path / f"cut{ending}", tmp_path / f"out{ending[:-1]}"
    folder.mkdir()
    text = (SAMPLES / f"cut{ending[:-1]}").read_text()
    text = text.replace("file:///media/", "Media/").replace('"tracks": {', '"mine": 1, "tracks": {')
    (folder / inside).write_text(text)
    write_cut(read_cut(folder), NO_MUSIC, out, original=folder)
    assert {ref.path for ref in read_cut(out).media} == {folder / "Media" / name for name in NAMES}
    # What we would have written anew says nothing of these.
    kept = {".fcpxmld": 'kind="proxy-media"', ".otiod": '"mine": 1'}
    assert kept[ending] in out.read_text()


def test_what_is_no_file_stays_as_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    text = (SAMPLES / "cut.mlt").read_text().replace("/media/a", "../lost/a")
    said = ("black", "%luma01.pgm", "#ff112233", "/full/b.mov", "D:\\c.mov", "file:///d.mov")
    held = "".join(f'<property name="resource">{one}</property>' for one in said)
    (tmp_path / "cut.mlt").write_text(text.replace("</mlt>", f"<filter>{held}</filter></mlt>"))
    out = tmp_path / "here" / "cut.mlt"
    write_cut(read_cut(tmp_path / "cut.mlt"), NO_MUSIC, out, original=tmp_path / "cut.mlt")
    written = out.read_text()
    assert f'"resource">{tmp_path.parent}/lost/a.mov<' in written
    assert all(f'"resource">{one}<' in written for one in said)
