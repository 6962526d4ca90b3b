from __future__ import annotations

import av
import numpy as np
import pytest

from inference.errors import MediaError
from inference.media.probe import probe
from inference.media.video import Damage, frames_at, look, small_picture
from tests.inference.media.making import ffmpeg, flat, write_video


def quadrants() -> np.ndarray:
    """Red, green over blue, white: shows every turn and mirror."""
    picture = np.zeros((96, 160, 3), np.uint8)
    picture[:48, :80] = 230, 20, 20
    picture[:48, 80:] = 20, 230, 20
    picture[48:, :80] = 20, 20, 230
    picture[48:, 80:] = 235
    return picture


def levels(glances) -> list[tuple[float, float]]:
    return [(g.time_s, float(g.picture.mean())) for g in glances if g.picture is not None]


def numbered(count: int) -> list[np.ndarray]:
    """Frame i is grey of level 20 + 2 i."""
    return [flat(20 + 2 * i) for i in range(count)]


def test_samples_are_the_frames_of_their_time(tmp_path):
    path = write_video(tmp_path / "numbers.mp4", numbered(100))
    seen = levels(look(path, duration_s=4.0))
    assert len(seen) == 4
    for i, (time_s, level) in enumerate(seen):
        assert abs(time_s - (i + 0.5)) <= 0.1
        assert level == pytest.approx(20 + 2 * time_s * 25, abs=4)


@pytest.mark.parametrize(
    ("codec", "pixels", "name"),
    [
        ("libx264", "yuv420p10le", "ten.mp4"),
        ("libx265", "yuv420p", "hevc.mp4"),
        ("libsvtav1", "yuv420p", "av1.mp4"),
        ("libx264", "yuv444p", "full.mkv"),
        ("mpeg2video", "yuv422p", "mpeg2.ts"),
        ("mjpeg", "yuvj422p", "jpeg.avi"),
        ("ffv1", "bgr0", "rgb.mkv"),
    ],
)
def test_kinds_of_picture(codec, pixels, name, tmp_path):
    options = {"x265-params": "log-level=none"} if codec == "libx265" else {"g": "12"}
    path = write_video(tmp_path / name, numbered(60), codec=codec, pixels=pixels, options=options)
    glances = list(look(path, duration_s=probe(path).duration_s))
    for time_s, level in levels(glances):
        assert level == pytest.approx(20 + 2 * time_s * 25, abs=6)
    assert len(levels(glances)) == 2
    spread = [g.small[..., 0].std() for g in glances]
    assert max(spread) < 3
    assert np.all(np.diff([g.time_s for g in glances]) > 0)


def test_odd_sizes(tmp_path):
    source = tmp_path / "even.mp4"
    write_video(source, [quadrants()] * 25)
    odd = tmp_path / "odd.mkv"
    ffmpeg("-i", source, "-vf", "scale=161:97", "-pix_fmt", "yuv444p", "-c:v", "libx264", odd)
    glance = next(g for g in look(odd, duration_s=1.0) if g.picture is not None)
    assert glance.picture.shape == (224, 224, 3)
    assert glance.small.shape == (36, 64, 3)
    assert glance.picture[20, 20].argmax() == 0


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pictures_stand_as_ffmpeg_shows_them(turn, tmp_path):
    source, turned = tmp_path / "upright.mp4", tmp_path / "turned.mp4"
    write_video(source, [quadrants()] * 25)
    ffmpeg("-display_rotation", str(turn), "-i", source, "-c", "copy", turned)
    raw = ffmpeg(
        "-i", turned, "-frames:v", "1", "-vf", "scale=224:224", "-f", "rawvideo",
        "-pix_fmt", "rgb24", "-",
    )  # fmt: skip
    expected = np.frombuffer(raw, np.uint8).reshape(224, 224, 3).astype(int)
    glance = next(g for g in look(turned, duration_s=1.0) if g.picture is not None)
    assert np.abs(glance.picture - expected).mean() < 6
    frames, _ = frames_at(turned, [0.4], size=96)
    assert frames.shape == (1, 96, 58 if turn % 180 else 160, 3)


def test_a_variable_rate_keeps_its_times(tmp_path):
    times = [0.0, 0.1, 0.9, 2.0, 2.05, 5.2, 6.0]
    pictures = [flat(30 * (i + 1)) for i in range(len(times))]
    path = write_video(
        tmp_path / "vfr.mkv", pictures, times_s=times, options={"bf": "0", "crf": "10"}
    )
    glances = list(look(path, duration_s=6.04))
    assert [g.time_s for g in glances] == pytest.approx(times, abs=0.002)
    sampled = [(round(t, 2), round(level / 30)) for t, level in levels(glances)]
    # Those shown at some i + 0.5, none twice.
    assert sampled == [(0.1, 2), (0.9, 3), (2.05, 5), (5.2, 6)]


def test_time_0_of_a_stream_that_starts_at_an_hour(tmp_path):
    source, late = tmp_path / "numbers.mp4", tmp_path / "late.ts"
    write_video(source, numbered(50))
    ffmpeg("-i", source, "-c", "copy", "-output_ts_offset", "3600", late)
    glances = list(look(late, duration_s=2.0))
    assert glances[0].time_s == pytest.approx(0, abs=0.001)
    for time_s, level in levels(glances):
        assert level == pytest.approx(20 + 2 * time_s * 25, abs=4)
    frames, times = frames_at(late, [1.0], size=32)
    assert times == pytest.approx([1.0], abs=0.001)
    assert frames[0].mean() == pytest.approx(70, abs=4)


def key_times_s(path) -> list[float]:
    with av.open(str(path)) as container:
        packets = list(container.demux(video=0))
    return [float(p.pts * p.time_base) for p in packets if p.is_keyframe]


def test_keyframes_only(tmp_path):
    path = write_video(tmp_path / "keys.mp4", numbered(100), options={"g": "25", "crf": "12"})
    glances = list(look(path, duration_s=4.0, keyframes_only=True))
    seen = levels(glances)
    assert [t for t, _ in seen] == pytest.approx(key_times_s(path), abs=0.001)
    assert [level for _, level in seen] == pytest.approx([20 + 50 * t for t, _ in seen], abs=4)
    # One more after each keyframe, to see it move.
    assert len(seen) + 2 <= len(glances) <= 2 * len(seen)


def test_keyframes_only_of_nothing_but_keyframes(tmp_path):
    path = write_video(
        tmp_path / "intra.avi", numbered(100), codec="mjpeg", pixels="yuvj420p", options={}
    )
    glances = list(look(path, duration_s=4.0, keyframes_only=True))
    assert len(glances) <= 16
    assert len(levels(glances)) <= 9


def test_damage_is_skipped_and_counted(tmp_path):
    source = write_video(tmp_path / "whole.ts", numbered(100), options={"g": "10", "crf": "12"})
    data = bytearray(source.read_bytes())
    middle = len(data) // 2
    noise = np.random.default_rng(5).integers(0, 256, len(data) // 10, dtype=np.uint8)
    data[middle : middle + len(noise)] = noise.tobytes()
    hurt = tmp_path / "hurt.ts"
    hurt.write_bytes(data)
    damage = Damage()
    glances = list(look(hurt, duration_s=4.0, damage=damage))
    assert max(t for t, _ in levels(glances)) > 3
    assert sum(g.time_s > 3 for g in glances) > 5


def test_one_frame_is_a_sample(tmp_path):
    path = write_video(tmp_path / "one.mp4", [flat(77)])
    assert len(levels(look(path, duration_s=0.04))) == 1


def test_no_picture_to_decode(tmp_path):
    song = tmp_path / "song.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", song)
    with pytest.raises(MediaError, match="no moving picture"):
        next(look(song, duration_s=1.0))
    with pytest.raises(MediaError, match="no moving picture"):
        frames_at(song, [0.0])


def test_frames_at_gives_what_is_shown_then(tmp_path):
    path = write_video(tmp_path / "numbers.mp4", numbered(100))
    frames, times = frames_at(path, [0.0, 1.99, 2.0, 99.0], size=45)
    assert frames.shape == (4, 45, 80, 3)
    assert times == pytest.approx([0.0, 1.96, 2.0, 3.96], abs=0.001)
    assert [f.mean() for f in frames] == pytest.approx([20, 118, 120, 218], abs=4)
    assert frames_at(path, [])[0].shape[0] == 0


def test_small_pictures_from_planes_agree_with_the_scaler(tmp_path):
    rng = np.random.default_rng(1)
    smooth = np.kron(rng.integers(0, 255, (9, 16, 3)), np.ones((40, 40, 1))).astype(np.uint8)
    frame = av.VideoFrame.from_ndarray(smooth, format="rgb24").reformat(format="yuv420p")
    exact = frame.reformat(64, 36, "yuv444p", interpolation="AREA").to_ndarray()
    small = np.moveaxis(small_picture(frame), -1, 0)
    assert np.abs(small.astype(int) - exact).mean() < 2
    deep = small_picture(frame.reformat(format="yuv420p10le"))
    assert np.abs(np.moveaxis(deep, -1, 0).astype(int) - small).max() <= 1


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["v_rain_av1.mp4", "v_ski_hevc.mp4", "v_crowd_interlaced.ts", "v_two_audio_tracks.mkv"]
)
def test_formats_of_real_clips(shared, name):
    path = shared / "queries" / name
    duration_s = probe(path).duration_s
    seen = [g for g in look(path, duration_s=duration_s) if g.picture is not None]
    assert len(seen) == pytest.approx(duration_s, abs=1.6)
    assert all(abs(g.time_s % 1 - 0.5) < 0.11 for g in seen[:-1])
    assert all(g.picture.std() > 5 for g in seen)


@pytest.mark.shared
def test_turned_phone_clips_show_the_same(shared):
    one = shared / "queries" / "dec_rotate_0.mov"
    assert probe(one).video.width > probe(one).video.height
    assert [
        probe(shared / "queries" / f"dec_rotate_{turn}.mov").video.rotation_deg
        for turn in (0, 90, 180, 270)
    ] == [0, 90, 180, 270]
