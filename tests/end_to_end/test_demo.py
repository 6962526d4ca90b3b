"""The main job, as a newcomer meets it: `cuesmith demo` and `cuesmith score`."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import av
import imageio_ffmpeg
import pytest

from editor_app.settings import DATA_VARIABLE
from resources import DEMO

CLIP = DEMO / "clip.mp4"


def cuesmith(*words: object, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "editor_app.cli", *map(str, words)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, DATA_VARIABLE: str(data)},
    )


def picture_hash(path: Path) -> str:
    packets = hashlib.sha256()
    with av.open(str(path)) as container:
        for packet in container.demux(video=0):
            packets.update(bytes(packet))
    return packets.hexdigest()


def loudness(path: Path) -> tuple[float, float]:
    """Integrated loudness and true peak, as ffmpeg's ebur128 measures them."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-i", str(path)]
    command += ["-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = said[said.rindex("Summary:") :]
    measured = [re.search(rf"{word}:\s+(-?[\d.]+)", summary) for word in ("I", "Peak")]
    values: Sequence[float] = [float(one[1]) for one in measured if one]
    return values[0], values[1]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("end_to_end")


@pytest.fixture(scope="module")
def demo(data: Path) -> subprocess.CompletedProcess[str]:
    return cuesmith("demo", "--out", data / "out", data=data)


def test_the_demo_writes_a_film_and_says_where(
    demo: subprocess.CompletedProcess[str], data: Path
) -> None:
    assert demo.returncode == 0, demo.stderr
    film = Path(demo.stdout.splitlines()[-1])
    assert film == data / "out" / "demo.mp4"
    assert "Scene 2" in demo.stdout
    assert "sounds like" in demo.stdout
    with av.open(str(film)) as made, av.open(str(CLIP)) as source:
        assert [s.type for s in made.streams] == ["video", "audio"]
        assert made.duration == pytest.approx(source.duration, abs=50_000)
    assert picture_hash(film) == picture_hash(CLIP)
    lufs, peak = loudness(film)
    assert lufs == pytest.approx(-14.0, abs=0.5)
    assert peak <= -1.0


@pytest.mark.parametrize(("target", "wanted"), [("podcast", -16.0), ("ebu-r128", -23.0)])
def test_one_song_for_the_whole_cut(
    demo: subprocess.CompletedProcess[str], data: Path, target: str, wanted: float
) -> None:
    out = data / f"{target}.mp4"
    library = data / "out" / "library"
    ran = cuesmith(
        "score", CLIP, "-o", out, "--target", target, "--no-original", "--library", library,
        "--track", "Electricity", "--json", data=data,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert {cue["title"] for cue in said["cues"]} == {"Electricity"}
    assert said["picture"] == "copied"
    lufs, peak = loudness(out)
    assert lufs == pytest.approx(wanted, abs=0.5)
    assert lufs == pytest.approx(said["loudness_after_lufs"], abs=0.3)
    assert peak <= -1.0


def test_the_app_never_loads_what_belongs_to_training() -> None:
    code = (
        "import sys, editor_app.cli, editor_app.session, inference.analysis\n"
        "import editor_app.commands.report\n"
        "heavy = {'torch', 'librosa', 'transformers', 'numba', 'sklearn', 'scipy', 'PySide6'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_help_is_quick_and_loads_no_engine() -> None:
    code = (
        "import sys, editor_app.cli\n"
        "heavy = {'av', 'onnxruntime', 'hnswlib', 'cv2', 'moviepy', 'soundfile', 'numpy'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
