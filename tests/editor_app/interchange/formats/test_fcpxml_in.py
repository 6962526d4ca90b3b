"""Final Cut Pro: what hangs on what, compound and multicam clips, retiming, split edits."""

# ruff: noqa: E501  (XML as it is)
from __future__ import annotations

from pathlib import Path

import pytest

from editor_app.interchange.cut import Cut
from editor_app.interchange.reading import read_cut
from tests.editor_app.interchange.samples import heard, rows

RESOURCES = """<format id="r1" frameDuration="100/2500s"/>
<asset id="a" start="10s" duration="20s" hasVideo="1" hasAudio="1" format="r1" src="file:///m/a.mov"/>
<asset id="b" start="0s" duration="20s" hasVideo="1" format="r1" src="file:///m/b.mov"/>
<asset id="s" start="0s" duration="99s" hasAudio="1" src="file:///m/s.wav"/>"""


def cut_of(spine: str, tmp_path: Path, resources: str = "", **attributes: str) -> Cut:
    said = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    file = tmp_path / "cut.fcpxml"
    file.write_text(
        f'<fcpxml version="1.11"><resources>{RESOURCES}{resources}</resources><project name="P">'
        f'<sequence format="r1" {said}><spine>{spine}</spine></sequence></project></fcpxml>'
    )
    return read_cut(file)


def test_a_clip_without_a_start_begins_with_its_file(tmp_path: Path) -> None:
    cut = cut_of('<asset-clip ref="a" duration="2s"/><asset-clip ref="b" duration="1s"/>', tmp_path)
    assert rows(cut) == [(0, 50, "a.mov", 0, 1, 0), (50, 25, "b.mov", 0, 1, 0)]
    assert heard(cut) == [(0, 50, "a.mov", 0, "unknown")]


def test_a_storyline_hangs_on_a_clip_with_all_its_clips(tmp_path: Path) -> None:
    cut = cut_of(
        '<gap offset="0s" start="3600s" duration="4s"><spine lane="1" offset="3601s">'
        '<asset-clip ref="b" offset="0s" duration="1s"/><asset-clip ref="b" offset="1s" start="5s"'
        ' duration="1s"/></spine></gap>',
        tmp_path,
    )
    assert rows(cut) == [
        (0, 25, "", 0, 1, 0),
        (25, 25, "b.mov", 0, 1, 0),
        (50, 25, "b.mov", 125, 1, 0),
        (75, 25, "", 0, 1, 0),
    ]


def test_lanes_below_lie_below(tmp_path: Path) -> None:
    cut = cut_of(
        '<asset-clip ref="b" offset="0s" duration="2s">'
        '<asset-clip ref="a" lane="-1" offset="0s" start="10s" duration="3s" srcEnable="video"/>'
        "</asset-clip>",
        tmp_path,
    )
    assert [row[2] for row in rows(cut)] == ["b.mov", "a.mov"]
    assert cut.sounds == ()


COMPOUND = """<media id="c"><sequence format="r1" tcStart="0s"><spine>
<asset-clip ref="b" offset="0s" duration="2s"/><asset-clip ref="a" offset="2s" start="12s" duration="2s"/>
</spine></sequence></media>"""


def test_a_compound_clip_is_opened(tmp_path: Path) -> None:
    cut = cut_of('<ref-clip ref="c" start="1s" duration="2s"/>', tmp_path, COMPOUND)
    assert rows(cut) == [(0, 25, "b.mov", 25, 1, 0), (25, 25, "a.mov", 50, 1, 0)]
    assert heard(cut) == [(25, 25, "a.mov", 50, "unknown")]


def test_compound_clips_that_hold_each_other_end(tmp_path: Path) -> None:
    round_ = """<media id="x"><sequence format="r1"><spine><ref-clip ref="y" duration="2s"/></spine>
    </sequence></media><media id="y"><sequence format="r1"><spine><asset-clip ref="b" duration="1s"/>
    <ref-clip ref="x" offset="1s" duration="1s"/></spine></sequence></media>"""
    cut = cut_of('<ref-clip ref="x" duration="2s"/>', tmp_path, round_)
    assert rows(cut)[0] == (0, 25, "b.mov", 0, 1, 0)
    assert "holds itself" in " ".join(cut.dropped)


MULTICAM = """<media id="m"><multicam format="r1" tcStart="0s">
<mc-angle angleID="A"><gap offset="0s" duration="1s"/><asset-clip ref="b" offset="1s" duration="9s"/></mc-angle>
<mc-angle angleID="B"><asset-clip ref="a" offset="0s" start="10s" duration="9s"/></mc-angle>
</multicam></media>"""


def test_of_a_multicam_clip_the_chosen_angles_are_taken(tmp_path: Path) -> None:
    cut = cut_of(
        '<mc-clip ref="m" start="3s" duration="2s"><mc-source angleID="A" srcEnable="video"/>'
        '<mc-source angleID="B" srcEnable="audio"><audio-role-source role="dialogue.x"/></mc-source>'
        "</mc-clip>",
        tmp_path,
        MULTICAM,
    )
    assert rows(cut) == [(0, 50, "b.mov", 50, 1, 0)]
    assert heard(cut) == [(0, 50, "a.mov", 75, "dialogue")]


def test_of_an_audition_the_first_is_shown(tmp_path: Path) -> None:
    cut = cut_of(
        '<audition offset="0s"><asset-clip ref="b" duration="1s"/><asset-clip ref="a" duration="1s"/>'
        "</audition>",
        tmp_path,
    )
    assert [row[2] for row in rows(cut)] == ["b.mov"]
    assert "auditions" in " ".join(cut.dropped)


def test_a_freeze_and_a_run_backwards(tmp_path: Path) -> None:
    points = (("0s", "0s"), ("2s", "4s"), ("3s", "4s"), ("4s", "2s"))
    drawn = "".join(f'<timept time="{at}" value="{to}" interp="linear"/>' for at, to in points)
    cut = cut_of(
        f'<asset-clip ref="b" duration="4s"><timeMap>{drawn}</timeMap></asset-clip>', tmp_path
    )
    assert rows(cut) == [
        (0, 50, "b.mov", 0, 2, 0),
        (50, 25, "b.mov", 100, 1, 0),
        (75, 25, "b.mov", 100, -2, 0),
    ]
    assert [piece.frozen for piece in cut.pieces] == [False, True, False]


def test_sound_and_picture_of_a_split_edit(tmp_path: Path) -> None:
    cut = cut_of(
        '<gap offset="0s" duration="2s"/><asset-clip ref="a" offset="2s" start="12s" duration="2s"'
        ' audioStart="11s" audioDuration="3s"/>',
        tmp_path,
    )
    assert rows(cut)[1] == (50, 50, "a.mov", 50, 1, 0)
    assert heard(cut) == [(25, 75, "a.mov", 25, "unknown")]


def test_what_lies_in_a_clip_is_opened(tmp_path: Path) -> None:
    cut = cut_of(
        '<clip offset="0s" start="3s" duration="2s"><video ref="b" offset="0s" duration="9s">'
        '<audio ref="s" lane="-1" offset="1s" start="5s" duration="9s" role="music"/></video></clip>',
        tmp_path,
    )
    assert rows(cut) == [(0, 50, "b.mov", 75, 1, 0)]
    assert heard(cut) == [(0, 50, "s.wav", 175, "music")]


def test_a_title_over_a_picture_hides_nothing(tmp_path: Path) -> None:
    cut = cut_of(
        '<asset-clip ref="b" duration="2s"><title name="Hi" lane="1" offset="0s" duration="1s"/>'
        '</asset-clip><title name="End" offset="2s" duration="1s"/>',
        tmp_path,
    )
    assert rows(cut) == [(0, 50, "b.mov", 0, 1, 0), (50, 25, "", 0, 1, 0)]
    assert cut.pieces[1].name == "End"


def test_a_fade_out_goes_to_black(tmp_path: Path) -> None:
    cut = cut_of(
        '<asset-clip ref="b" offset="0s" duration="2s"/><transition offset="1s" duration="1s"/>'
        '<gap offset="2s" duration="1s"/><asset-clip ref="b" offset="3s" duration="1s"/>',
        tmp_path,
    )
    assert rows(cut)[:2] == [(0, 25, "b.mov", 0, 1, 0), (25, 50, "", 0, 1, 25)]


def test_an_hour_in_every_offset_is_the_start(tmp_path: Path) -> None:
    cut = cut_of('<asset-clip ref="b" offset="3600/1s" duration="2s"/>', tmp_path)
    assert (cut.start_timecode_s, rows(cut)[0][0]) == (3600, 0)


def test_29_97_is_exact_and_drops_frames(tmp_path: Path) -> None:
    shape = '<format id="r2" frameDuration="1001/30000s"/>'
    file = tmp_path / "ntsc.fcpxml"
    file.write_text(
        f'<fcpxml version="1.11"><resources>{RESOURCES}{shape}</resources><project><sequence '
        'format="r2" tcFormat="DF" tcStart="0s"><spine><asset-clip ref="b" offset="0s" '
        'duration="1001/30s"/></spine></sequence></project></fcpxml>'
    )
    cut = read_cut(file)
    assert (cut.duration_s * cut.frame_rate, cut.drop_frame) == (1000, True)


@pytest.mark.parametrize("bad", ["duration='x'", "duration='1/0s'", "duration='1s' start='9e9s'"])
def test_a_clip_with_wrong_times_is_left_out(bad: str, tmp_path: Path) -> None:
    cut = cut_of(
        f'<asset-clip ref="b" {bad}/><asset-clip ref="b" offset="1s" duration="1s"/>', tmp_path
    )
    assert (cut.clips_in, cut.clips_understood) == (2, 1)
    assert "1 clip left out" in cut.dropped[0]


def test_markers_stand_where_they_are_seen(tmp_path: Path) -> None:
    cut = cut_of(
        '<asset-clip ref="b" offset="0s" start="4s" duration="2s"><marker start="5s" value="in"/>'
        '<marker start="1s" value="cut off"/><marker start="7s" value="cut off"/></asset-clip>'
        '<transition offset="3/2s" duration="1s"><marker start="7201/2s" value="over"/></transition>'
        '<asset-clip ref="b" offset="2s" start="9s" duration="2s"/>',
        tmp_path,
    )
    assert [(float(mark.at_s), mark.name) for mark in cut.markers] == [(1, "in"), (2, "over")]
