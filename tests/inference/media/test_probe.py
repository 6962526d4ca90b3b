from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

from inference.errors import MediaError
from inference.media.probe import probe, require_picture, require_sound
from resources import DEMO
from tests.inference.media.making import ffmpeg, flat, write_video

LOOK_AND_LISTEN = """
import sys
from itertools import islice
from pathlib import Path
from inference.errors import MediaError
from inference.media.audio import stream_audio
from inference.media.probe import probe
from inference.media.video import look

for name in sys.stdin.read().split("\\0"):
    path = Path(name)
    print("reading", path.name.encode(), flush=True)
    try:
        info = probe(path)
    except MediaError as error:
        print("refused", str(error).encode())
        continue
    try:
        if info.video:
            list(islice(look(path, duration_s=info.duration_s), 30))
        if info.audio:
            list(islice(stream_audio(path, rate_hz=16000, channels=1), 3))
    except MediaError as error:
        print("refused", str(error).encode())
print("survived")
"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("probe")
    return write_video(folder / "clip.mp4", [flat(100)] * 50, tone_hz=440)


def test_a_plain_clip(clip):
    info = probe(clip)
    assert (info.video.width, info.video.height, info.video.rotation_deg) == (160, 90, 0)
    assert info.video.codec == "h264"
    assert info.video.frames_per_s == pytest.approx(25)
    assert [(s.codec, s.sample_rate_hz, s.channels) for s in info.audio] == [("aac", 44100, 1)]
    assert info.duration_s == pytest.approx(2.0, abs=0.05)
    assert info.size_bytes == clip.stat().st_size
    assert require_picture(info) is info.video
    assert require_sound(info) is info.audio[0]


def test_a_turned_clip_is_measured_as_it_is_shown(clip, tmp_path):
    turned = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", "-90", "-i", clip, "-c", "copy", turned)
    video = probe(turned).video
    assert (video.width, video.height, video.rotation_deg) == (90, 160, 90)


def test_no_sound(tmp_path):
    info = probe(write_video(tmp_path / "silent.mp4", [flat(90)] * 10))
    assert info.audio == ()
    with pytest.raises(MediaError, match=r"silent\.mp4 has no sound"):
        require_sound(info)


def test_cover_art_is_no_picture(clip, tmp_path):
    song, cover = tmp_path / "song.mp3", tmp_path / "cover.png"
    ffmpeg("-i", clip, "-frames:v", "1", cover)
    ffmpeg("-i", clip, "-i", cover, "-map", "0:a", "-map", "1:v", "-c:v", "copy", song)
    info = probe(song)
    assert info.video is None
    with pytest.raises(MediaError, match="no moving picture"):
        require_picture(info)


def test_the_header_lies_about_the_length(clip, tmp_path):
    whole, cut = tmp_path / "whole.mkv", tmp_path / "cut.mkv"
    ffmpeg("-stream_loop", "9", "-i", clip, "-c", "copy", whole)
    assert probe(whole).duration_s == pytest.approx(20, abs=0.3)
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert 7 < probe(cut).duration_s < 13


@pytest.mark.parametrize("song", sorted((DEMO / "music").glob("*.ogg")), ids=lambda p: p.stem)
def test_songs_last_as_long_as_they_sound(song):
    sound = soundfile.info(str(song))
    assert probe(song).duration_s == pytest.approx(sound.frames / sound.samplerate, abs=0.05)


def test_an_extension_decides_nothing(clip, tmp_path):
    renamed = tmp_path / "clip: 100% 'it'.wav"
    renamed.write_bytes(clip.read_bytes())
    assert probe(renamed).container == probe(clip).container


def test_time_starts_at_an_hour(clip, tmp_path):
    late = tmp_path / "late.ts"
    ffmpeg("-i", clip, "-c", "copy", "-output_ts_offset", "3600", late)
    assert probe(late).duration_s == pytest.approx(2.0, abs=0.1)


def damage(kind: str, clip: Path, folder: Path) -> Path:
    path = folder / f"{kind}.mp4"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind != "missing":
        contents = {
            "empty": b"",
            "text": b"Dear diary, this is not a film.\n" * 9,
            "truncated": clip.read_bytes()[:1500],
            "lfs": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n",
            "zeros": bytes(100_000),
            "list": b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nclip.mp4\n",
        }
        path.write_bytes(contents[kind])
    return path


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("missing", "is not there"),
        ("empty", "is empty"),
        ("folder", "is not a file"),
        ("pipe", "is not a file"),
        ("lfs", "Git LFS pointer"),
        ("text", "not media"),
        ("truncated", "not media"),
        ("zeros", "not media"),
        ("list", "not media"),
    ],
)
def test_what_is_wrong_is_said(kind, says, clip, tmp_path):
    if kind == "pipe" and not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    path = damage(kind, clip, tmp_path)
    with pytest.raises(MediaError, match=says) as caught:
        probe(path)
    assert path.name in caught.value.what
    assert caught.value.remedy


def test_a_file_that_may_not_be_read(clip, tmp_path):
    path = tmp_path / "locked.mp4"
    path.write_bytes(clip.read_bytes())
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(MediaError, match="cannot be read"):
        probe(path)


def test_still_pictures_are_no_video(clip, tmp_path):
    ffmpeg("-i", clip, "-frames:v", "1", tmp_path / "still.png")
    with pytest.raises(MediaError, match="no length"):
        require_picture(probe(tmp_path / "still.png"))


@pytest.mark.shared
def test_nothing_nasty_crashes_or_hangs(shared):
    with (shared / "nasty" / "manifest.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    names = "\0".join(str(shared / "nasty" / row["file"]) for row in rows)
    done = subprocess.run(
        [sys.executable, "-c", LOOK_AND_LISTEN],
        input=names.encode(),
        capture_output=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
        check=False,
    )
    tail = done.stdout.decode()[-300:] + done.stderr.decode(errors="replace")[-1500:]
    assert done.returncode == 0, tail
    assert done.stdout.decode().endswith("survived\n"), tail


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "duration_s", "tolerance_s"),
    [
        ("nasty/tinytag/vbri.mp3", 0.44, 0.05),
        ("nasty/tinytag/variable-block.flac", 0.91, 0.1),
        ("nasty/made/truncated.mkv", 37.9, 0.5),
        ("nasty/made/start_time_1h.ts", 3.0, 0.1),
        ("nasty/made/one_frame.mp4", 0.04, 0.001),
        ("nasty/mutagen/no_length.wv", 3.7, 0.1),
    ],
)
def test_true_lengths(shared, name, duration_s, tolerance_s):
    assert probe(shared / name).duration_s == pytest.approx(duration_s, abs=tolerance_s)


@pytest.mark.shared
def test_every_query_has_a_picture(shared):
    for path in sorted((shared / "queries").iterdir()):
        if path.suffix != ".csv":
            assert require_picture(probe(path)).width > 0
