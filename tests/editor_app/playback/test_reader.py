from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from editor_app.playback.reader import FilmReader, fitted, painted
from inference.errors import MediaError
from tests.inference.media.making import ffmpeg, flat, write_video

COUNT = 90
RATE = 25


def numbered(count: int = COUNT) -> list[np.ndarray]:
    """Frame i is grey of level 20 + 2 i."""
    return [flat(20 + 2 * i) for i in range(count)]


def number(reader: FilmReader, time_s: float) -> float:
    """Return the number of the frame that is shown."""
    shown = reader.at(time_s)
    assert shown is not None
    assert shown.covers(time_s) or time_s > (COUNT - 1) / RATE
    return (float(painted(shown.frame, 160, 90)[..., :3].mean()) - 20) / 2


@pytest.mark.parametrize(
    ("codec", "pixels", "name"),
    [
        ("libx264", "yuv420p", "plain.mp4"),
        ("libx264", "yuv420p10le", "ten.mkv"),
        ("libx265", "yuv420p", "hevc.mp4"),
        ("libsvtav1", "yuv420p", "av1.mp4"),
        ("mpeg2video", "yuv422p", "mpeg2.ts"),
        ("mjpeg", "yuvj422p", "jpeg.avi"),
        ("ffv1", "bgr0", "rgb.mkv"),
    ],
)
def test_the_frame_of_any_time_in_any_order(
    codec: str, pixels: str, name: str, tmp_path: Path
) -> None:
    options = {"x265-params": "log-level=none"} if codec == "libx265" else {"g": "30"}
    options |= {"b": "8M"} if codec == "mpeg2video" else {"crf": "8"}
    path = write_video(tmp_path / name, numbered(), codec=codec, pixels=pixels, options=options)
    reader = FilmReader(path)
    steps = [0, 1, 2, 60, 59, 58, 89, 3, 31, 30, 29, *random.Random(4).sample(range(COUNT), 15)]
    for i in steps:
        assert number(reader, i / RATE) == pytest.approx(i, abs=0.8), i
        assert number(reader, (i + 0.9) / RATE) == pytest.approx(i, abs=0.8), i
        shown = reader.at(i / RATE)
        assert shown is not None
        assert shown.start_s == pytest.approx(i / RATE, abs=0.002)
    assert number(reader, 100.0) == pytest.approx(COUNT - 1, abs=0.8)
    assert reader.end_s == pytest.approx((COUNT - 1) / RATE, abs=0.002)
    reader.close()


def test_variable_rates_are_shown_when_they_say(tmp_path: Path) -> None:
    times_s = [0.0, 0.5, 0.54, 0.58, 2.0, 2.02, 3.5]
    path = write_video(tmp_path / "vfr.mkv", numbered(len(times_s)), times_s=times_s)
    reader = FilmReader(path)
    for at_s, frame in ((0.3, 0), (0.5, 1), (0.57, 2), (1.9, 3), (3.4, 5), (3.5, 6), (0.1, 0)):
        assert number(reader, at_s) == pytest.approx(frame, abs=0.8)


def test_a_picture_that_begins_late_or_below_zero_is_there_from_the_start(tmp_path: Path) -> None:
    plain = write_video(tmp_path / "plain.mp4", numbered(), tone_hz=440)
    late = tmp_path / "late.mkv"
    ffmpeg("-itsoffset", "1", "-i", plain, "-i", plain, "-map", "0:v", "-map", "1:a",
           "-c", "copy", late)  # fmt: skip
    reader = FilmReader(late)
    assert number(reader, 1.0 + 10 / RATE) == pytest.approx(10, abs=0.8)
    first = reader.at(0.2)
    assert first is not None
    assert first.start_s == pytest.approx(1.0, abs=0.01)
    early = tmp_path / "early.mp4"
    ffmpeg("-ss", "1.0", "-i", plain, "-c", "copy", "-avoid_negative_ts", "disabled", early)
    shown = FilmReader(early).at(0.0)
    assert shown is not None
    assert shown.start_s == pytest.approx(0.0, abs=0.04)


@pytest.mark.parametrize(("turn", "corner"), [(90, "left"), (270, "right"), (180, "below")])
def test_turned_films_stand_upright(turn: int, corner: str, tmp_path: Path) -> None:
    picture = np.zeros((96, 160, 3), np.uint8)
    picture[:48, :80] = 255  # upper left
    plain = write_video(tmp_path / "plain.mp4", [picture] * 5)
    path = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", str(turn), "-i", plain, "-c", "copy", path)
    shown = FilmReader(path).at(0.0)
    assert shown is not None
    seen = painted(shown.frame, 400, 400)
    assert seen.shape == ((96, 160, 4) if turn == 180 else (160, 96, 4))
    h, w = seen.shape[:2]
    rows, columns = {
        "left": (slice(h // 2, h), slice(0, w // 2)),
        "right": (slice(0, h // 2), slice(w // 2, w)),
        "below": (slice(h // 2, h), slice(w // 2, w)),
    }[corner]
    assert seen[rows, columns, :3].mean() > 200
    assert seen[..., :3].mean() < 100


def test_colours_come_in_the_order_blue_green_red(tmp_path: Path) -> None:
    red = np.zeros((96, 160, 3), np.uint8)
    red[..., 0] = 250
    shown = FilmReader(write_video(tmp_path / "red.mp4", [red] * 3)).at(0.0)
    assert shown is not None
    assert painted(shown.frame, 80, 80)[20, 20, :3].astype(int) == pytest.approx(
        np.array([0, 0, 250]), abs=12
    )


def test_wide_pixels_are_made_square(tmp_path: Path) -> None:
    plain = write_video(tmp_path / "plain.mp4", [flat(100)] * 3)
    path = tmp_path / "wide.mkv"
    ffmpeg("-i", plain, "-vf", "setsar=2/1", path)
    reader = FilmReader(path)
    shown = reader.at(0.0)
    assert shown is not None
    assert painted(shown.frame, 320, 320, aspect=reader.aspect).shape[:2] == (90, 320)


def test_the_size_fits_and_never_grows() -> None:
    assert fitted(1920, 1080, 640, 640) == (640, 360)
    assert fitted(1080, 1920, 640, 640) == (360, 640)
    assert fitted(64, 36, 640, 640) == (64, 36)


def test_a_search_that_is_called_off_gives_nothing_and_the_next_one_works(tmp_path: Path) -> None:
    reader = FilmReader(write_video(tmp_path / "long.mp4", numbered(), options={"g": "500"}))
    assert reader.at(3.0, lambda: False) is None
    assert number(reader, 3.0) == pytest.approx(75, abs=0.8)


def test_a_keyframe_comes_without_what_follows(tmp_path: Path) -> None:
    path = write_video(tmp_path / "keys.mp4", numbered(), options={"g": "30", "crf": "8"})
    reader = FilmReader(path)
    shown = reader.key(2.0)
    assert shown is not None
    assert not shown.is_exact
    assert shown.start_s == pytest.approx(30 / RATE, abs=0.01)
    assert number(reader, 2.0) == pytest.approx(50, abs=0.8)


def test_far_ahead_what_nothing_refers_to_is_left_out_and_the_picture_is_right(
    tmp_path: Path,
) -> None:
    pictures = [flat(20 + i // 2) for i in range(400)]
    path = write_video(tmp_path / "far.mp4", pictures, options={"g": "1000", "crf": "8", "bf": "3"})
    reader = FilmReader(path)
    for i in (350, 351, 10, 200):
        shown = reader.at(i / RATE)
        assert shown is not None
        level = float(painted(shown.frame, 160, 90)[..., :3].mean())
        assert level == pytest.approx(20 + i // 2, abs=1.2)
        assert shown.start_s == pytest.approx(i / RATE, abs=0.002)


def test_what_is_no_film_says_so(tmp_path: Path) -> None:
    song = tmp_path / "song.wav"
    ffmpeg("-f", "lavfi", "-i", "sine", "-t", "1", song)
    with pytest.raises(MediaError, match="no moving picture"):
        FilmReader(song)
    with pytest.raises(MediaError, match="not there"):
        FilmReader(tmp_path / "gone.mp4")


def test_nothing_stays_open(tmp_path: Path) -> None:
    path = write_video(tmp_path / "film.mp4", numbered(10))
    for _ in range(3):
        reader = FilmReader(path)
        reader.at(0.2)
        reader.key(0.1)
        reader.close()
    held = [one.resolve() for one in Path("/proc/self/fd").iterdir() if one.exists()]
    assert path.resolve() not in held
