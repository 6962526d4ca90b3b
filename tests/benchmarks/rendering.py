"""Rendering a soundtracked video without touching a pixel, against its limit and its peers.

`python -m tests.benchmarks.rendering CLIP SONG [--rounds 5] [--moviepy]` prints a table of CPU
seconds (median, least, most) of fresh processes, run in rotated order: ours, the limit (copy the
file and encode the song to AAC), ffmpeg's own filters in one process, and, on the first ten
seconds and scaled to the whole, moviepy as it comes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
GOAL_OF_LIMIT = 1.6
SPEECH = ((10.0, 18.0), (19.0, 25.0), (40.0, 44.0))
SOURCE_IN_S = 12.0
MOVIEPY_S = 10.0

Commands = list[list[str]]


@dataclass(frozen=True)
class Case:
    """One clip, one song, and a folder to write to."""

    clip: Path
    song: Path
    folder: Path
    duration_s: float


@dataclass(frozen=True)
class Run:
    cpu_s: float
    wall_s: float
    rss_mb: float


def ours(case: Case) -> Commands:
    """Fade, duck, master and mux, in a new interpreter."""
    return [[sys.executable, "-m", __spec__.name, "--child", "ours", *_paths(case, "ours.mp4")]]


def limit(case: Case) -> Commands:
    """Copy the file and encode the song: less cannot give a copy with new sound."""
    song = [FFMPEG, "-v", "error", "-y", "-ss", str(SOURCE_IN_S), "-t", str(case.duration_s)]
    encode = [*song, "-i", str(case.song), "-vn", "-c:a", "aac", "-b:a", "192k"]
    return [
        ["cp", str(case.clip), str(case.folder / "copy.mp4")],
        [*encode, str(case.folder / "song.m4a")],
    ]


def filtergraph(case: Case) -> Commands:
    """One ffmpeg: fades, a side chain for the ducking, sum, limiter. It reaches no loudness."""
    end_s = case.duration_s
    key = "+".join(f"between(t,{a},{b})" for a, b in SPEECH)
    graph = (
        f"[1:a]atrim=start={SOURCE_IN_S}:duration={end_s},asetpts=PTS-STARTPTS,aresample=48000,"
        f"afade=t=in:d=0.3,afade=t=out:st={end_s - 2}:d=2[m];"
        f"anullsrc=r=48000:cl=stereo,volume='if({key},1,0)':eval=frame[n];"
        "[0:a]aresample=48000,asplit=2[o][k];[k][n]amix=inputs=2:duration=first[s];"
        "[m][s]sidechaincompress=threshold=0.05:ratio=8:attack=250:release=700[d];"
        "[o][d]amix=inputs=2:duration=first:normalize=0,alimiter=limit=0.89:level=0[a]"
    )
    command = [FFMPEG, "-v", "error", "-y", "-i", str(case.clip), "-i", str(case.song)]
    command += ["-filter_complex", graph, "-map", "0:v:0", "-map", "[a]", "-c:v", "copy"]
    command += ["-c:a", "aac", "-b:a", "192k", "-t", str(end_s), "-movflags", "+faststart"]
    return [[*command, str(case.folder / "graph.mp4")]]


def moviepy_default(case: Case) -> Commands:
    """CompositeAudioClip and write_videofile as they come, on the first ten seconds."""
    name = [sys.executable, "-m", __spec__.name, "--child", "moviepy"]
    return [[*name, *_paths(case, "moviepy.mp4")]]


def _paths(case: Case, name: str) -> list[str]:
    return [str(case.clip), str(case.song), str(case.folder / name), str(case.duration_s)]


def render_ours(clip: Path, song: Path, out: Path, duration_s: float) -> None:
    # Imported here, as in `render_moviepy`: each child pays for its own imports only.
    from editor_app.project.cue import Cue  # noqa: PLC0415
    from editor_app.score.render import RenderSettings, render  # noqa: PLC0415
    from inference.progress import finish  # noqa: PLC0415
    from inference.values import Span  # noqa: PLC0415

    cue = Cue(
        song, "", "", 0.0, duration_s, SOURCE_IN_S, gain_db=-6.0, fade_in_s=0.3, fade_out_s=2.0
    )
    speech = tuple(Span(a, b) for a, b in SPEECH)
    report = finish(render(clip, (cue,), RenderSettings(speech=speech), out))
    if report.picture != "copied" or report.true_peak_dbtp > -1.0:
        raise SystemExit(f"not as asked: {report}")


def render_moviepy(clip: Path, song: Path, out: Path, duration_s: float) -> None:
    from moviepy import AudioFileClip, CompositeAudioClip, VideoFileClip, afx  # noqa: PLC0415

    film = VideoFileClip(str(clip)).subclipped(0, min(MOVIEPY_S, duration_s))
    music = AudioFileClip(str(song)).subclipped(SOURCE_IN_S, SOURCE_IN_S + film.duration)
    music = music.with_effects([afx.AudioFadeIn(0.3), afx.AudioFadeOut(2), afx.MultiplyVolume(0.5)])
    sounds = [film.audio, music] if film.audio else [music]
    film.with_audio(CompositeAudioClip(sounds)).write_videofile(str(out), logger=None)


def measure(commands: Commands) -> Run:
    """Run the commands one after the other; CPU of them and of all they started."""
    cpu_s = rss_mb = 0.0
    start = time.perf_counter()
    for command in commands:
        child = subprocess.Popen(command, cwd=Path(__file__).parents[2])
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit(f"failed: {' '.join(command)}")
        cpu_s += used.ru_utime + used.ru_stime
        rss_mb = max(rss_mb, used.ru_maxrss / 1024)
    return Run(cpu_s, time.perf_counter() - start, rss_mb)


def picture_hash(path: Path) -> str:
    """Hash of the picture's packets, as they are stored."""
    import av  # noqa: PLC0415

    digest = hashlib.sha256()
    with av.open(str(path)) as container:
        for packet in container.demux(video=0):
            digest.update(bytes(packet))
    return digest.hexdigest()


def rounds(
    case: Case, candidates: list[Callable[[Case], Commands]], count: int
) -> Iterator[tuple[str, Run]]:
    for number in range(count + 1):
        turn = number % len(candidates)
        for candidate in candidates[turn:] + candidates[:turn]:
            run = measure(candidate(case))
            if number:  # the first round warms the caches
                yield candidate.__name__, run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("song", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--moviepy", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        case = Case(asked.clip.resolve(), asked.song.resolve(), Path(folder), asked.seconds)
        runs: dict[str, list[Run]] = {}
        for name, run in rounds(case, [ours, limit, filtergraph], asked.rounds):
            runs.setdefault(name, []).append(run)
        if asked.moviepy:
            runs["moviepy_default"] = [measure(moviepy_default(case))]
        same = picture_hash(case.clip) == picture_hash(case.folder / "ours.mp4")
    return _table(runs, same=same, scale=asked.seconds / MOVIEPY_S)


def _table(runs: dict[str, list[Run]], *, same: bool, scale: float) -> int:
    least = statistics.median(run.cpu_s for run in runs["limit"])
    print("candidate          CPU s    min    max  /limit  wall s    MB")
    for name, done in runs.items():
        factor = scale if name == "moviepy_default" else 1.0
        cpu = sorted(run.cpu_s * factor for run in done)
        wall = statistics.median(run.wall_s * factor for run in done)
        middle = statistics.median(cpu)
        print(
            f"{name:<16} {middle:7.2f} {cpu[0]:6.2f} {cpu[-1]:6.2f} {middle / least:7.2f} "
            f"{wall:7.2f} {max(run.rss_mb for run in done):5.0f}"
        )
    ratio = statistics.median(run.cpu_s for run in runs["ours"]) / least
    print(f"picture packets identical: {same}; goal <= {GOAL_OF_LIMIT} x limit: {ratio:.2f}")
    return 0 if same and ratio <= GOAL_OF_LIMIT else 1


def _child() -> None:
    kind, clip, song, out, seconds = sys.argv[2:7]
    work = render_ours if kind == "ours" else render_moviepy
    work(Path(clip), Path(song), Path(out), float(seconds))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        _child()
    else:
        sys.exit(main())
