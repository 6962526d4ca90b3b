"""FCPXML as Final Cut Pro takes it: form, references, frames, and what hangs on what."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from editor_app.interchange.cut import Cut, MediaRef, Piece
from editor_app.interchange.formats import fcpxml_out
from editor_app.interchange.music import NO_MUSIC, Music, music_of
from editor_app.interchange.reading import read_cut
from editor_app.interchange.writing import xml_bytes
from editor_app.interchange.xml_tree import read_tree
from editor_app.project.cue import Cue
from editor_app.score.duck import Duck
from editor_app.score.mix import Mix
from inference.values import Span
from tests.editor_app.interchange.fcpxml_rules import broken
from tests.editor_app.interchange.samples import SAMPLES
from tests.editor_app.interchange.test_round_trips import FOLDER, SONG, a_score, cuts


def songs(cut: Cut) -> Music:
    """Return two songs that melt into each other, within a cut."""
    half_s = float(cut.duration_s) / 2
    cues = (
        Cue(SONG.path, "Song", "X", 0.1, half_s, 10.0, gain_db=-6.0, fade_out_s=0.1),
        Cue(SONG.path, "Song", "X", half_s, half_s, 30.0, fade_in_s=0.2, speed=1.01),
    )
    duck = Duck(depth_db=12.0)
    mix = Mix(Span(0.0, float(cut.duration_s)), cues, speech=(Span(0.0, half_s),), duck=duck)
    return music_of(mix, cut.frame_rate, stem=FOLDER / "mixed.wav", lengths_s={SONG.path: 90.0})


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(cut=cuts())
def test_what_is_written_keeps_the_rules(cut: Cut) -> None:
    if all(piece.source is None for piece in cut.pieces):
        return
    with tempfile.TemporaryDirectory() as folder:
        once, twice = Path(folder) / "once.fcpxml", Path(folder) / "twice.fcpxml"
        later = replace(cut, start_timecode_s=3600 / cut.frame_rate)
        fcpxml_out.write(later, songs(cut), once)
        assert broken(once) == []
        fcpxml_out.write(read_cut(once), songs(cut), twice, original=once)
        assert broken(twice) == []


def test_what_is_hung_on_a_document_of_another_keeps_the_rules(tmp_path: Path) -> None:
    out = tmp_path / "out.fcpxml"
    sample = SAMPLES / "cut.fcpxml"
    fcpxml_out.write(read_cut(sample), a_score(Fraction(25)), out, original=sample)
    assert broken(out, ours_only=True) == []


UNSAID = """<fcpxml version="1.9"><resources>
<format id="r1" frameDuration="1/25s"/>
<asset id="r2" name="a" start="3600s" duration="60s" hasVideo="1" format="r1"
  ><media-rep src="file:///media/a.mov"/></asset>
</resources><project name="P"><sequence format="r1" duration="8s"><spine>
<asset-clip ref="r2" offset="0s" duration="8s" name="a"/>
</spine></sequence></project></fcpxml>"""


def test_a_clip_that_does_not_say_its_start_begins_with_its_file(tmp_path: Path) -> None:
    original, out = tmp_path / "in.fcpxml", tmp_path / "out.fcpxml"
    original.write_text(UNSAID)
    cut = read_cut(original)
    assert cut.pieces[0].source_in_s == 0
    music = a_score(Fraction(25))
    fcpxml_out.write(cut, music, out, original=original)
    assert broken(out) == []
    back = read_cut(out)
    assert [one.start_s for one in back.earlier] == [clip.sound.start_s for clip in music.clips]
    assert [one.at_s for one in back.markers] == [one.at_s for one in music.markers]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('duration="8s" name="a"', "no attribute colour"),
        ('offset="0s"', "not where the last ended"),
        ('ref="r2"', "which is no asset"),
    ],
)
def test_the_rules_see_what_is_wrong(wrong: str, said: str, tmp_path: Path) -> None:
    other = {
        'offset="0s"': 'offset="1/30s"',
        'ref="r2"': 'ref="r1"',
    }.get(wrong, f'{wrong} colour="red"')
    (tmp_path / "x.fcpxml").write_text(UNSAID.replace(wrong, other))
    assert said in " ".join(broken(tmp_path / "x.fcpxml"))


def test_what_the_editor_would_refuse_is_put_right(tmp_path: Path) -> None:
    """Edges between frames, fades from and to black, a clip longer than its file, holes."""
    frame = Fraction(1, 25)
    film = MediaRef("a.mov", FOLDER / "a.mov", duration_s=Fraction(3), frame_rate=Fraction(25))
    pieces = (
        Piece(Fraction(0), 40 * frame + frame / 3, film, dissolve_in_s=10 * frame),
        Piece(40 * frame + frame / 3, 10 * frame, dissolve_in_s=5 * frame),
        Piece(50 * frame + frame / 3, 50 * frame, film, speed=Fraction(2), dissolve_in_s=4 * frame),
    )
    cut = Cut("x", Fraction(25), pieces)
    out, again = tmp_path / "x.fcpxml", tmp_path / "y.fcpxml"
    fcpxml_out.write(cut, songs(cut), out)
    assert broken(out) == []
    seen = [(one.start_s / frame, one.dissolve_in_s / frame) for one in read_cut(out).pieces]
    assert seen == [(0, 10), (40, 5), (50, 4)]
    root = read_tree(out)
    spine = next(root.iter("spine"))
    for gap in spine.findall("gap"):
        spine.remove(gap)
    out.write_bytes(xml_bytes(root))
    fcpxml_out.write(cut, songs(cut), again, original=out)
    assert "hangs beside" not in " ".join(broken(again))
    starts = [clip.sound.start_s for clip in songs(cut).clips]
    assert [one.start_s for one in read_cut(again).earlier] == starts


def test_an_empty_cut_is_a_gap(tmp_path: Path) -> None:
    out = tmp_path / "x.fcpxml"
    fcpxml_out.write(Cut("x", Fraction(25)), NO_MUSIC, out)
    assert "lasts" not in " ".join(broken(out))
