"""Media the benchmarks need, made once from the demo's openly licensed clip and songs, and kept."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks.harness import ROOT, Place

DEMO = ROOT / "resources" / "demo"
CLIP = DEMO / "clip.mp4"
SONG_S = 240
BASE_S = 46
CUT_S = 2.0
# fmt: off
STRETCHES_S = (
    14.9, 9.2, 18.1, 14.3, 10.7, 20.7, 8.9, 34.8, 11.0, 3.6, 15.4, 21.6, 34.2, 16.9, 9.2,
    14.1, 0.0, 20.1, 8.4, 34.3, 15.9, 2.8, 33.0, 3.9, 19.1, 34.1, 21.4, 15.8, 21.1, 13.6,
)
# fmt: on

# Two songs of each kind, unlike each other.
SONGS = (
    ("Alexander Blu - Electricity", "mp3", ("-c:a", "libmp3lame", "-b:a", "192k")),
    ("Lincoln Domina - Mountain", "mp3", ("-c:a", "libmp3lame", "-b:a", "192k")),
    ("Muldjord - Armygeddon", "ogg", ("-c:a", "libvorbis", "-q:a", "6")),
    ("Obsidian Shell - Orphanage", "ogg", ("-c:a", "libvorbis", "-q:a", "6")),
    ("Shawn Parrotte - Laboratory", "flac", ("-c:a", "flac")),
    ("Maxstack - Coherence", "flac", ("-c:a", "flac")),
)


def ffmpeg() -> str:
    import imageio_ffmpeg  # noqa: PLC0415  (the harness itself stays light)

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def video(place: Place, seconds: int, *, sound: bool = False) -> Path:
    """Make a 1080p film of any length: a grainy 46-second base, its packets repeated.

    The base is the demo clip enlarged to 1920x1080 at 25 frames a second with light grain, encoded
    by x264 as it comes (medium, CRF 23, keyframes at most 250 frames apart and at scene cuts).
    """
    target = place.made(f"film_{seconds}{'_sound' if sound else ''}.mp4")
    repeat = ["-stream_loop", str(seconds // BASE_S + 1), "-i", str(_base(place))]
    own = ["-stream_loop", "-1", "-i", str(CLIP)] if sound else []
    kept = ["-map", "0:v:0", "-c:v", "copy"]
    if sound:
        kept += ["-map", "1:a:0", "-c:a", "aac", "-b:a", "192k", "-ar", "48000"]
    end = ["-t", str(seconds), "-movflags", "+faststart"]
    return _made(place, target, lambda out: _ffmpeg(*repeat, *own, *kept, *end, str(out)))


def _base(place: Place) -> Path:
    enlarge = "scale=1920:1080:flags=bicubic,setsar=1,fps=25,noise=alls=4:allf=t,format=yuv420p"
    source = ["-stream_loop", "1", "-i", str(CLIP), "-t", str(BASE_S), "-an", "-vf", enlarge]
    x264 = ["-c:v", "libx264", "-preset", "medium", "-crf", "23"]
    return _made(place, place.made("base.mp4"), lambda out: _ffmpeg(*source, *x264, str(out)))


def cuts(place: Place) -> tuple[Path, Path]:
    """Make a film of 30 stretches of the demo clip, and a list of where they meet.

    Stretches begin and end at least 0.45 s from the clip's own cuts, so that no shot is too short
    to be one, and neighbours come from different shots; every other one is mirrored.
    """
    count = len(STRETCHES_S)
    trims = "".join(
        f"[0:v]trim=start={a}:duration={CUT_S},setpts=PTS-STARTPTS{(',hflip', '')[i % 2]}[v{i}];"
        for i, a in enumerate(STRETCHES_S)
    )
    graph = f"{trims}{''.join(f'[v{i}]' for i in range(count))}concat=n={count}:v=1:a=0[v]"
    arguments = ["-i", str(CLIP), "-filter_complex", graph, "-map", "[v]", "-r", "25"]
    film = _made(place, place.made("cuts.mp4"), lambda out: _ffmpeg(*arguments, str(out)))
    times = place.made("cuts.json")
    times.write_text(json.dumps([CUT_S * i for i in range(1, count)]))
    return film, times


def songs(place: Place) -> list[Path]:
    """Six songs of four minutes (a demo excerpt repeated): two each of mp3, Ogg Vorbis and FLAC."""
    return [_song(place, *one) for one in SONGS]


def _song(place: Place, name: str, suffix: str, codec: Sequence[str]) -> Path:
    source = ["-stream_loop", "-1", "-i", str(DEMO / "music" / f"{name}.ogg"), "-vn"]
    # Repeated Ogg packets bring jumping time stamps; samples are counted instead.
    counted = ["-af", "asetpts=N/SR/TB"]
    end = [*counted, "-t", str(SONG_S), "-ar", "44100", "-ac", "2", *codec]
    target = place.made(f"{name}.{suffix}")
    return _made(place, target, lambda out: _ffmpeg(*source, *end, str(out)))


def pictures(place: Place) -> Path:
    """Make 148 pictures, uint8 (148, 224, 224, 3): the demo clip at one frame a second, 4 views."""

    def make(out: Path) -> None:
        import numpy as np  # noqa: PLC0415

        views = ("null", "crop=iw/2:ih:0:0", "crop=iw/2:ih:iw/2:0", "crop=iw/2:ih/2,hflip")
        raw = b"".join(_frames(view) for view in views)
        np.save(out, np.frombuffer(raw, np.uint8).reshape(-1, 224, 224, 3))

    return _made(place, place.made("pictures.npy"), make)


def _frames(view: str) -> bytes:
    scale = f"fps=1,{view},scale=224:224"
    command = [ffmpeg(), "-v", "error", "-i", str(CLIP), "-vf", scale]
    command += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def _ffmpeg(*arguments: str) -> None:
    subprocess.run([ffmpeg(), "-v", "error", "-y", *arguments], check=True)


def _made(place: Place, target: Path, make: Callable[[Path], None]) -> Path:
    """Make a file under another name first: one that is there is whole."""
    if not target.exists():
        place.say(f"  making {target.name}")
        half = target.with_name(f"half-{target.name}")
        make(half)
        os.replace(half, target)
    return target


made = _made
