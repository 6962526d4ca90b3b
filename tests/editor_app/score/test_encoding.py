"""Pictures made anew as asked, and the sound files beside them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import av
import imageio_ffmpeg
import pytest

from editor_app.project.cue import Cue
from editor_app.score.encoding import DEVICES, Encoding, picture_encoder
from editor_app.score.errors import RenderError
from editor_app.score.render import RenderSettings, render, render_sound
from editor_app.score.targets import TARGETS
from inference.progress import finish
from tests.editor_app.score.conftest import CLIP_S, ebur128


def codec_of(path: Path) -> tuple[str, str]:
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        return context.name, context.codec_tag


@pytest.mark.parametrize(
    ("codec", "suffix", "name", "tag"),
    [
        ("h264", ".mp4", "h264", "avc1"),
        ("h265", ".mp4", "hevc", "hvc1"),
        ("h265", ".mkv", "hevc", ""),
        ("vp9", ".webm", "vp9", ""),
    ],
)
def test_a_picture_is_encoded_as_asked(
    codec: str, suffix: str, name: str, tag: str, mute_film: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"out{suffix}"
    wanted = RenderSettings(encoding=Encoding(codec, quality="small"))  # type: ignore[arg-type]
    report = finish(render(mute_film, (), wanted, out))
    assert report.picture == "re-encoded"
    asked = report.picture_reason == "You asked for a new encoding."
    assert asked == (suffix != ".webm"), "there the picture could not stay"
    found = codec_of(out)
    assert found[0] == name
    assert found[1] == tag or not tag
    with av.open(str(out)) as container:
        assert sum(1 for _ in container.decode(video=0)) == round(CLIP_S * 25)


def test_better_quality_takes_more_room(mute_film: Path, tmp_path: Path) -> None:
    sizes = []
    for quality in ("best", "good", "small"):
        out = tmp_path / f"{quality}.mp4"
        encoding = Encoding("h264", quality=quality)
        finish(render(mute_film, (), RenderSettings(encoding=encoding), out))
        sizes.append(out.stat().st_size)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 1.5 * sizes[2]


def test_a_codec_the_file_cannot_hold_is_refused(mute_film: Path, tmp_path: Path) -> None:
    wanted = RenderSettings(encoding=Encoding("h264"))
    with pytest.raises(RenderError, match="cannot hold h264"):
        finish(render(mute_film, (), wanted, tmp_path / "out.webm"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("device", sorted({one for all_ in DEVICES.values() for one in all_}))
@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_hardware_is_called_by_its_name(device: str, codec: str) -> None:
    """None of it is in every machine; what is asked of it can be read all the same."""
    made = picture_encoder(Encoding(codec, device), muxer="mp4")  # type: ignore[arg-type]
    name = {"h264": "h264", "h265": "hevc"}[codec]
    assert made.codec[:2] == ("-c:v", f"{name}_{device}")
    better, worse = (
        picture_encoder(Encoding(codec, device, quality), muxer="mp4")  # type: ignore[arg-type]
        for quality in ("best", "small")
    )
    assert better != worse


@pytest.mark.parametrize("device", ["nvenc", "qsv", "amf", "vaapi"])
@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_hardware_is_asked_only_what_it_knows(device: str, codec: str) -> None:
    made = picture_encoder(Encoding(codec, device), muxer="matroska")  # type: ignore[arg-type]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-h", f"encoder={made.codec[1]}"]
    known = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "is not recognized" in known:
        pytest.skip("the encoder is not built in on this system")
    everywhere = {"-c:v", "-pix_fmt", "-b:v", "-global_quality"}
    asked = [word for word in made.codec if word.startswith("-") and word not in everywhere]
    assert asked or device == "qsv"
    assert [option for option in asked if f"\n  {option} " not in known] == []


@pytest.mark.parametrize("suffix", [".m4a", ".mp3", ".flac"])
def test_sound_files_of_every_kind_reach_their_target(
    suffix: str, mute_film: Path, song: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / f"music{suffix}"
    cue = Cue(song(), "", "", 0.0, CLIP_S)
    settings = RenderSettings(target=TARGETS["youtube"])
    report = finish(render_sound(mute_film, (cue,), settings, out))
    loudness, peak = ebur128(out)
    assert loudness == pytest.approx(-14.0, abs=0.5)
    assert peak <= -1.0
    assert report.loudness_after_lufs == pytest.approx(loudness, abs=0.2)
    with av.open(str(out)) as container:
        assert container.streams.audio[0].rate == 48_000
