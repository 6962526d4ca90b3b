"""What only some formats have: nested sequences, freezes, newer versions, Avid's effects."""

# ruff: noqa: E501  (timelines as they are)
from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from editor_app.interchange.cut import Cut
from editor_app.interchange.errors import TimelineError
from editor_app.interchange.formats.mlt_media import frames
from editor_app.interchange.reading import read_cut
from tests.editor_app.interchange.avid import write_aaf
from tests.editor_app.interchange.samples import PICTURE, SAMPLES, SOUND, heard, rows


def written(name: str, text: str, tmp_path: Path) -> Cut:
    file = tmp_path / name
    file.write_text(text)
    return read_cut(file)


def xmeml(inside: str, tmp_path: Path) -> Cut:
    text = (
        '<xmeml version="4"><sequence id="top"><name>T</name><rate><timebase>25</timebase></rate>'
        f"<media><video><track>{inside}</track></video></media></sequence></xmeml>"
    )
    return written("cut.xml", text, tmp_path)


def item(start: int, end: int, into: int, more: str = "", name: str = "a.mov") -> str:
    return (
        f"<clipitem><name>{name}</name><rate><timebase>25</timebase></rate><start>{start}</start>"
        f"<end>{end}</end><in>{into}</in><out>{into + end - start}</out>{more}</clipitem>"
    )


def test_xmeml_opens_a_nested_sequence(tmp_path: Path) -> None:
    inner = (
        '<sequence id="in"><rate><timebase>25</timebase></rate><media><video><track>'
        f"{item(0, 25, 10)}{item(25, 75, 0, name='b.mov')}</track></video></media></sequence>"
    )
    cut = xmeml(item(0, 40, 10, inner) + item(40, 50, 0, '<sequence id="in"/>'), tmp_path)
    assert rows(cut) == [
        (0, 15, "a.mov", 20, 1, 0),
        (15, 25, "b.mov", 0, 1, 0),
        (40, 10, "a.mov", 10, 1, 0),
    ]


def test_xmeml_knows_frozen_and_reversed_clips(tmp_path: Path) -> None:
    file = "<file id='f'><name>a.mov</name><rate><timebase>25</timebase></rate><duration>100</duration></file>"
    back = (
        "<filter><effect><effectid>timeremap</effectid><parameter><parameterid>speed</parameterid>"
        "<value>100</value></parameter><parameter><parameterid>reverse</parameterid><value>TRUE</value>"
        "</parameter></effect></filter>"
    )
    cut = xmeml(
        item(0, 25, 30, "<stillframe>TRUE</stillframe>" + file) + item(25, 50, 10, file + back),
        tmp_path,
    )
    assert [(piece.frozen, float(piece.speed)) for piece in cut.pieces] == [(True, 1), (False, -1)]
    assert [float(piece.source_in_s * 25) for piece in cut.pieces] == [30, 90]


def test_xmeml_draws_changing_speed_as_it_is(tmp_path: Path) -> None:
    keys = "".join(
        f"<keyframe><when>{when}</when><value>{value}</value></keyframe>"
        for when, value in ((0, 0), (25, 50), (50, 50), (100, 100))
    )
    remap = (
        "<filter><effect><effectid>timeremap</effectid><parameter><parameterid>variablespeed"
        "</parameterid><value>1</value></parameter><parameter><parameterid>graphdict</parameterid>"
        f"{keys}</parameter></effect></filter>"
    )
    cut = xmeml(item(0, 75, 0, remap), tmp_path)
    assert rows(cut) == [
        (0, 25, "a.mov", 0, 2, 0),
        (25, 25, "a.mov", 50, 1, 0),
        (50, 25, "a.mov", 50, 1, 0),
    ]
    assert [piece.frozen for piece in cut.pieces] == [False, True, False]


def test_an_xmeml_of_mixed_rates_counts_each_in_its_own(tmp_path: Path) -> None:
    slow = item(0, 25, 48, "<file id='g'><name>b.mov</name></file>").replace(
        "<timebase>25</timebase>", "<timebase>24</timebase><ntsc>TRUE</ntsc>"
    )
    assert xmeml(slow, tmp_path).pieces[0].source_in_s == Fraction(48 * 1001, 24_000)


def otio(tmp_path: Path, tracks: list[dict[str, Any]], **more: object) -> Cut:
    stack = {"OTIO_SCHEMA": "Stack.9", "children": tracks}
    top = {"OTIO_SCHEMA": "Timeline.9", "name": "T", "tracks": stack, **more}
    return written("cut.otio", json.dumps(top), tmp_path)


def time(value: float, rate: float = 25.0) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "RationalTime.1", "value": value, "rate": rate}


def span(start: float, length: float, rate: float = 25.0) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "start_time": time(start, rate),
        "duration": time(length, rate),
    }


def clip(start: float, length: float, **more: object) -> dict[str, Any]:
    return {"OTIO_SCHEMA": "Clip.7", "name": "a.mov", "source_range": span(start, length), **more}


def track(*children: dict[str, Any], **more: object) -> dict[str, Any]:
    return {
        "OTIO_SCHEMA": "Track.3",
        "kind": "Video",
        "name": "V",
        "children": list(children),
        **more,
    }


def test_a_newer_otio_than_any_we_know_is_read(tmp_path: Path) -> None:
    assert rows(otio(tmp_path, [track(clip(5, 25))])) == [(0, 25, "a.mov", 5, 1, 0)]


def test_an_otio_of_another_rate_than_its_timeline(tmp_path: Path) -> None:
    ntsc = 23.976023976023978
    cut = otio(tmp_path, [track({**clip(0, 0), "source_range": span(24, 48, ntsc)})])
    assert cut.frame_rate == Fraction(24_000, 1001)
    assert cut.pieces[0].source_in_s == Fraction(1001, 1000)


def test_an_otio_with_nested_stack_freeze_and_generator(tmp_path: Path) -> None:
    stack = {
        "OTIO_SCHEMA": "Stack.1",
        "source_range": span(10, 25),
        "children": [
            track(clip(0, 50)),
            track({"OTIO_SCHEMA": "Gap.1", "source_range": span(0, 20)}, clip(70, 5)),
        ],
    }
    frozen = clip(9, 25, effects=[{"OTIO_SCHEMA": "FreezeFrame.1", "time_scalar": 0}])
    drawn = clip(0, 25, media_reference={"OTIO_SCHEMA": "GeneratorReference.1"})
    cut = otio(tmp_path, [track(stack, frozen, drawn)])
    assert rows(cut) == [
        (0, 10, "a.mov", 10, 1, 0),
        (10, 5, "a.mov", 70, 1, 0),
        (15, 10, "a.mov", 25, 1, 0),
        (25, 25, "a.mov", 9, 1, 0),
        (50, 25, "", 0, 1, 0),
    ]
    assert cut.pieces[3].frozen


def test_an_otio_that_refers_to_itself_ends(tmp_path: Path) -> None:
    again = {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "me"}
    loop = track(clip(0, 25), again, again, OTIO_REF_ID="me")
    cut = otio(tmp_path, [loop])
    assert cut.pieces[0].source is not None
    assert "holds itself" in " ".join(cut.dropped)


@pytest.mark.parametrize("text", ['{"a":' * 100_000, "[" * 100_000])
@pytest.mark.parametrize("name", ["deep.otio", "deep.osp"])
def test_deep_json_is_refused(text: str, name: str, tmp_path: Path) -> None:
    with pytest.raises(TimelineError):
        written(name, text, tmp_path)


def test_mlt_that_holds_itself_ends(tmp_path: Path) -> None:
    tracks = '<track producer="t"/>' * 20
    text = (
        '<mlt><profile frame_rate_num="25" frame_rate_den="1"/><producer id="p" out="9"><property '
        'name="resource">/m/a.mov</property></producer><playlist id="l"><entry producer="p" in="0" out="9"/>'
        f'<entry producer="t" in="0" out="9"/></playlist><tractor id="t"><track producer="l"/>{tracks}</tractor></mlt>'
    )
    cut = written("loop.mlt", text, tmp_path)
    assert rows(cut)[0] == (0, 10, "a.mov", 0, 1, 0)


def test_kdenlive_and_mlt_freeze_and_turn_round(tmp_path: Path) -> None:
    text = (
        '<mlt><profile frame_rate_num="25" frame_rate_den="1"/>'
        '<producer id="b"><property name="resource">-2:/m/a.mov</property><property name="mlt_service">timewarp'
        '</property><property name="warp_speed">-2</property><property name="warp_resource">/m/a.mov</property>'
        '<property name="length">100</property></producer>'
        '<producer id="f"><property name="resource">/m/a.mov</property><filter><property name="mlt_service">freeze'
        '</property><property name="frame">30</property></filter></producer>'
        '<playlist id="l"><entry producer="b" in="10" out="19"/><entry producer="f" in="0" out="9"/></playlist></mlt>'
    )
    cut = written("cut.mlt", text, tmp_path)
    assert rows(cut) == [(0, 10, "a.mov", 180, -2, 0), (10, 10, "a.mov", 30, 1, 0)]
    assert cut.pieces[1].frozen


def test_a_proxy_of_kdenlive_stands_for_its_original(tmp_path: Path) -> None:
    text = (SAMPLES / "cut.kdenlive").read_text()
    text = text.replace(
        '<property name="resource">/media/a.mov</property>',
        '<property name="resource">/p/x.mkv</property><property name="kdenlive:proxy">x.mkv</property>'
        '<property name="kdenlive:originalurl">/media/a.mov</property>',
    )
    ref = written("cut.kdenlive", text, tmp_path).media[0]
    assert (ref.path, ref.proxy) == (Path("/media/a.mov"), Path("/p/x.mkv"))


def test_avid_is_read_like_the_others(tmp_path: Path) -> None:
    file = tmp_path / "cut.aaf"
    write_aaf(file)
    cut = read_cut(file)
    assert rows(cut) == PICTURE
    assert heard(cut) == SOUND
    assert cut.start_timecode_s == 3600
    assert {ref.name: ref.start_s for ref in cut.media}["b.mov"] == 3600
    assert {ref.path for ref in cut.media} >= {Path("/media/a.mov"), Path("/media/song.mp3")}


def test_files_outside_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    text = (SAMPLES / "cut.osp").read_text().replace("/media/a.mov", "../../../etc/passwd")
    text = text.replace("/media/b.mov", "https://example.org/b.mov")
    cut = written("cut.osp", text, tmp_path)
    refs = {ref.name: ref for ref in cut.media}
    assert (refs["passwd"].path, refs["passwd"].url) == (None, "../../../etc/passwd")
    assert cut.dropped == (
        "1 file on the network, and not fetched: b.mov.",
        "1 file outside the timeline's folder by a way that is not followed; say where to look: "
        "../../../etc/passwd.",
    )


def curve(*points: tuple[float, float]) -> dict[str, Any]:
    return {"Points": [{"co": {"X": x, "Y": y}, "interpolation": 1} for x, y in points]}


def test_curves_of_openshot_that_rise_and_fall_are_fades(tmp_path: Path) -> None:
    data = json.loads((SAMPLES / "cut.osp").read_text())
    song = next(one for one in data["clips"] if one["title"] == "Song")
    song["volume"] = curve((251, 0), (276, 0.5), (476, 0.5), (501, 0))
    first = data["clips"][0]
    first["alpha"] = curve((51, 0), (61, 1))
    cut = written("cut.osp", json.dumps(data), tmp_path)
    (heard_song,) = (one for one in cut.sounds if one.kind == "music")
    assert (heard_song.fade_in_s, heard_song.fade_out_s) == (1, 1)
    assert heard_song.gain_db == pytest.approx(-6.02, abs=0.01)
    assert cut.pieces[0].dissolve_in_s == Fraction(10, 25)
    assert not any("Levels" in one for one in cut.dropped)
    song["volume"] = curve((251, 0.5), (276, 1), (301, 0.2), (501, 1))
    assert any("Levels" in one for one in written("cut.osp", json.dumps(data), tmp_path).dropped)


@pytest.mark.parametrize(
    ("text", "frame"),
    [("00:08:20.487", 14_999), ("00:27:16.617", 49_050 - 1), ("00:00:01,001", 30), ("17", 17)],
)
def test_clock_times_of_mlt_are_the_frames_it_means(text: str, frame: int) -> None:
    assert frames(text, Fraction(30_000, 1001)) == frame


def test_guides_of_older_kdenlive_lie_in_the_bin(tmp_path: Path) -> None:
    text = (SAMPLES / "cut.kdenlive").read_text()
    text = text.replace(
        '<property name="xml_retain">1</property>',
        '<property name="xml_retain">1</property>'
        '<property name="kdenlive:guide.2.5">old</property>'
        '<property name="kdenlive:docproperties.guides">[{"comment":"bin","pos":100}]</property>',
    )
    marks = written("cut.kdenlive", text, tmp_path).markers
    assert [(float(mark.at_s), mark.name) for mark in marks] == [
        (1, "here"),
        (2.5, "old"),
        (4, "bin"),
    ]
