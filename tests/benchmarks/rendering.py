"""Goal 7: a soundtracked video without touching a pixel."""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import fixtures
from tests.benchmarks.harness import Candidate, Place, Runs
from tests.benchmarks.verdict import Check, Goal, cpu_ratio, told_cpu_ratio, wall_ratio

SECONDS = 60
MOVIEPY_S = 10
SOURCE_IN_S = 12.0
SPEECH = ((10.0, 18.0), (19.0, 25.0), (40.0, 44.0))
LIMIT = "cp + AAC encode"
OURS = "ours"
GRAPH = "one ffmpeg filter graph"
PEER = "moviepy as it comes"
CALM = "ours, a calmer song"


def prepare(place: Place) -> None:
    fixtures.video(place, SECONDS, sound=True)
    fixtures.songs(place)


def candidates(place: Place) -> Sequence[Candidate]:
    film = fixtures.video(place, SECONDS, sound=True)
    song, calm = fixtures.songs(place)[:2]
    made = {"film": str(film), "song": str(song), "out": str(place.made("ours.mp4"))}
    return (
        Candidate(OURS, "ours", "rendering:ours", made),
        Candidate(CALM, "ours", "rendering:ours", {**made, "song": str(calm)}, most=2),
        Candidate(LIMIT, "limit", commands=_copy_and_encode(film, song, place)),
        Candidate(GRAPH, "peer", commands=[_filter_graph(film, song, place)], most=2),
        Candidate(
            PEER,
            "peer",
            "rendering:moviepy_default",
            {**made, "out": str(place.made("moviepy.mp4"))},
            needs=("moviepy",),
            scale=SECONDS / MOVIEPY_S,
            most=1,
        ),
    )


def judge(runs: Runs) -> Sequence[Check]:
    last = runs[OURS][-1].said
    return (
        *cpu_ratio(runs, OURS, LIMIT, "≤", 1.6),
        *cpu_ratio(runs, PEER, OURS, "≥", 90.0),
        *told_cpu_ratio(runs, CALM, LIMIT),
        *told_cpu_ratio(runs, GRAPH, LIMIT),
        *wall_ratio(runs, OURS, LIMIT),
        Check("picture packets identical", last["same_picture"], "=", 1),
        Check("true peak by ffmpeg's ebur128", last["peak_dbtp"], "≤", -1.0, "dBTP"),
        Check("loudness by ffmpeg's ebur128", last["lufs"], unit="LUFS"),
    )


def ours(film: str, song: str, out: str) -> dict[str, Any]:
    """Fade, duck, master and mux; then, not counted, look at what was written."""
    from editor_app.project.cue import Cue
    from editor_app.score.render import RenderSettings, render
    from inference.progress import finish
    from inference.values import Span

    cue = Cue(
        Path(song),
        "",
        "",
        0.0,
        float(SECONDS),
        SOURCE_IN_S,
        gain_db=-6.0,
        fade_in_s=0.3,
        fade_out_s=2.0,
    )
    speech = tuple(Span(start, end) for start, end in SPEECH)
    finish(render(Path(film), (cue,), RenderSettings(speech=speech), Path(out)))
    spent = cost_so_far()
    return {**spent, "same_picture": int(packets(film) == packets(out)), **_ebur128(out)}


def cost_so_far() -> dict[str, float]:
    """CPU of this process and its children, and wall time since it was started."""
    import os
    import time

    spent = os.times()
    cpu_s = spent.user + spent.system + spent.children_user + spent.children_system
    ticks = float(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    started_s = ticks / os.sysconf("SC_CLK_TCK")
    return {"cpu_s": cpu_s, "wall_s": time.clock_gettime(time.CLOCK_BOOTTIME) - started_s}


def packets(path: str) -> str:
    """Hash of the picture's packets, as they are stored."""
    import av

    digest = hashlib.sha256()
    with av.open(path) as container:
        for packet in container.demux(video=0):
            digest.update(bytes(packet))
    return digest.hexdigest()


def _ebur128(path: str) -> dict[str, float]:
    command = [fixtures.ffmpeg(), "-nostats", "-i", path, "-vn", "-af", "ebur128=peak=true"]
    done = subprocess.run([*command, "-f", "null", "-"], capture_output=True, text=True, check=True)
    summary = done.stderr.rpartition("Summary:")[2]
    lufs, peak = (
        float(re.search(rf"{name}:\s+(-?[\d.]+|-inf)", summary)[1]) for name in ("I", "Peak")
    )
    return {"lufs": lufs, "peak_dbtp": peak}


def _copy_and_encode(film: Path, song: Path, place: Place) -> list[list[str]]:
    """Less cannot give a copy with new sound."""
    encode = [fixtures.ffmpeg(), "-v", "error", "-y", "-ss", str(SOURCE_IN_S), "-t", str(SECONDS)]
    encode += ["-i", str(song), "-vn", "-c:a", "aac", "-b:a", "192k"]
    return [
        ["cp", str(film), str(place.made("copy.mp4"))],
        [*encode, str(place.made("song.m4a"))],
    ]


def _filter_graph(film: Path, song: Path, place: Place) -> list[str]:
    """One ffmpeg: fades, a side chain for the ducking, sum, limiter. It reaches no loudness."""
    key = "+".join(f"between(t,{a},{b})" for a, b in SPEECH)
    graph = (
        f"[1:a]atrim=start={SOURCE_IN_S}:duration={SECONDS},asetpts=PTS-STARTPTS,aresample=48000,"
        f"afade=t=in:d=0.3,afade=t=out:st={SECONDS - 2}:d=2[m];"
        f"anullsrc=r=48000:cl=stereo,volume='if({key},1,0)':eval=frame[n];"
        "[0:a]aresample=48000,asplit=2[o][k];[k][n]amix=inputs=2:duration=first[s];"
        "[m][s]sidechaincompress=threshold=0.05:ratio=8:attack=250:release=700[d];"
        "[o][d]amix=inputs=2:duration=first:normalize=0,alimiter=limit=0.89:level=0[a]"
    )
    command = [fixtures.ffmpeg(), "-v", "error", "-y", "-i", str(film), "-i", str(song)]
    command += ["-filter_complex", graph, "-map", "0:v:0", "-map", "[a]", "-c:v", "copy"]
    command += ["-c:a", "aac", "-b:a", "192k", "-t", str(SECONDS), "-movflags", "+faststart"]
    return [*command, str(place.made("graph.mp4"))]


def moviepy_default(film: str, song: str, out: str) -> None:
    """CompositeAudioClip and write_videofile as they come, on the first ten seconds."""
    from moviepy import AudioFileClip, CompositeAudioClip, VideoFileClip, afx

    picture = VideoFileClip(film).subclipped(0, MOVIEPY_S)
    music = AudioFileClip(song).subclipped(SOURCE_IN_S, SOURCE_IN_S + MOVIEPY_S)
    fades = [afx.AudioFadeIn(0.3), afx.AudioFadeOut(2), afx.MultiplyVolume(0.5)]
    mixed = CompositeAudioClip([picture.audio, music.with_effects(fades)])
    picture.with_audio(mixed).write_videofile(out, logger=None)


GOAL = Goal(
    "rendering",
    "Rendering touches no pixel",
    f"A {SECONDS}-second 1080p film with its own sound and a song: fades, ducking under speech, "
    "limiter, loudness target, mux; the whole process. Least is copying the file and encoding the "
    f"song. moviepy renders {MOVIEPY_S} s, its cost is multiplied by {SECONDS // MOVIEPY_S}.",
    prepare,
    candidates,
    judge,
)
