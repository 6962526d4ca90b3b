"""Edit decision lists: rates found out, dropped frames, channels, speed, and lines gone wrong."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from editor_app.interchange.cut import Cut
from editor_app.interchange.reading import read_cut
from tests.editor_app.interchange.samples import rows


def cut_of(text: str, tmp_path: Path, rate: int | None = 25) -> Cut:
    file = tmp_path / "cut.edl"
    file.write_text(text)
    return read_cut(file, rate=None if rate is None else Fraction(rate))


def event(times: str, *, channels: str = "V", kind: str = "C", reel: str = "R1") -> str:
    return f"001  {reel}  {channels}  {kind}  {times}\n"


@pytest.mark.parametrize(
    ("times", "rate"),
    [
        ("00:00:00:00 00:00:01:00 01:00:00:24 01:00:01:24", 25),
        ("00:00:00:00 00:00:01:00 01:00:00:29 01:00:01:29", 30),
        ("00:00:00:00 00:00:01:00 01:00:00:49 01:00:01:49", 50),
        # Equally long only if a second has 24 frames, and only if it has 30.
        ("00:00:00:20 00:00:01:02 01:00:00:00 01:00:00:06", 24),
        ("00:00:00:20 00:00:01:02 01:00:00:00 01:00:00:12", 30),
    ],
)
def test_the_rate_is_found_by_the_timecodes(times: str, rate: int, tmp_path: Path) -> None:
    cut = cut_of(event(times), tmp_path, rate=None)
    assert cut.frame_rate == rate
    assert "frame rate" in cut.dropped[0]


def test_dropped_frames_mean_29_97(tmp_path: Path) -> None:
    times = "00:00:59;29 00:01:00;02 01:00:59;29 01:01:00;02"
    cut = cut_of("FCM: DROP FRAME\n" + event(times), tmp_path, rate=None)
    assert (cut.frame_rate, cut.drop_frame) == (Fraction(30_000, 1001), True)
    assert rows(cut)[0][1] == 1


@pytest.mark.parametrize(
    ("channels", "picture", "tracks"),
    [
        ("V", True, []),
        ("A", False, ["A1"]),
        ("A2", False, ["A2"]),
        ("AA", False, ["A1", "A2"]),
        ("AA/V", True, ["A1", "A2"]),
        ("B", True, ["A1"]),
        ("A1A2V", True, ["A1", "A2"]),
    ],
)
def test_channels(channels: str, picture: bool, tracks: list[str], tmp_path: Path) -> None:
    line = event("00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00", channels=channels)
    cut = cut_of(line, tmp_path)
    assert bool(cut.pieces) == picture
    # The two sides of one file are one sound.
    assert [one.track for one in cut.sounds] == tracks[:1]


def test_speed_freeze_and_backwards(tmp_path: Path) -> None:
    whole = "00:00:10:00 00:00:11:00 01:00:{:02}:00 01:00:{:02}:00"
    text = "".join(
        event(whole.format(n, n + 1), reel=f"R{n}") + f"M2   R{n}  {pace}   00:00:10:00\n"
        for n, pace in enumerate(("050.0", "000.0", "-025.0"))
    )
    cut = cut_of(text, tmp_path)
    assert [(piece.speed, piece.frozen) for piece in cut.pieces] == [
        (2, False),
        (1, True),
        (-1, False),
    ]
    assert [piece.source_in_s for piece in cut.pieces] == [10, 10, 11]


def test_unequal_lengths_without_a_word_mean_speed(tmp_path: Path) -> None:
    cut = cut_of(event("00:00:10:00 00:00:14:00 01:00:00:00 01:00:02:00"), tmp_path)
    assert rows(cut) == [(0, 50, "R1", 250, 2, 0)]


def test_black_and_gaps_are_black(tmp_path: Path) -> None:
    text = event("00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00", reel="BL") + event(
        "00:00:00:00 00:00:01:00 01:00:02:00 01:00:03:00"
    )
    assert [piece.source is None for piece in cut_of(text, tmp_path).pieces] == [True, True, False]


def test_wrong_timecodes_lose_one_event_and_say_so(tmp_path: Path) -> None:
    good = event("00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00")
    wrong = event("00:00:00:00 00:00:01:00 01:00:01:99 01:00:02:00")
    turned = event("00:00:00:00 00:00:01:00 01:00:09:00 01:00:02:00")
    garbled = "004 R1 V C 00:00:00:00 00:00 01:00:00:00 01:00:01:00\n"
    cut = cut_of(good + wrong + turned + garbled, tmp_path)
    assert (cut.clips_in, cut.clips_understood, len(cut.pieces)) == (4, 1, 1)
    told = " ".join(cut.dropped)
    assert "no timecode 01:00:01:99" in told
    assert "ends before it begins" in told


def test_a_wipe_is_said_to_be_a_dissolve(tmp_path: Path) -> None:
    text = event("00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00") + event(
        "00:00:05:00 00:00:06:00 01:00:01:00 01:00:02:00", kind="W001 010", reel="R2"
    )
    cut = cut_of(text, tmp_path)
    assert rows(cut)[1][5] == 10
    assert "Wipes" in " ".join(cut.dropped)


def test_any_encoding_is_read(tmp_path: Path) -> None:
    text = event("00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00") + "* FROM CLIP NAME: Größe\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "latin-1"):
        file = tmp_path / f"{encoding}.edl"
        file.write_bytes(text.encode(encoding))
        assert read_cut(file, rate=Fraction(25)).pieces[0].name == "Größe"
