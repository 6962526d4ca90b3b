"""Goal: a long timeline of another editor opens at once.

Ten thousand clips of a hundred files, every fifth of them on a second track over the first, and a
song below: written in each format the way its editor writes it, read to the flattened cut in a
fresh process. The files themselves are not there; looking for them is not part of it.
"""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.harness import Candidate, Place, Runs
from tests.benchmarks.verdict import Check, Goal

CLIPS, MANY = 10_000, 100_000
FILES = 100
FRAMES = 40  # of each clip, at 25 a second
GOAL_S, MANY_S = 3.0, 60.0
RATE = 25


def prepare(place: Place) -> None:
    """Write the timelines, once."""
    folder = place.made("timelines")
    folder.mkdir(exist_ok=True)
    for name in WRITERS:
        _made(folder, name, CLIPS)
    _made(folder, "fcpxml", MANY)


def _made(folder: Path, ending: str, clips: int) -> Path:
    file = folder / f"{clips}.{ending}"
    if not file.exists():
        file.write_text(WRITERS[ending](clips))
    return file


def candidates(place: Place) -> Sequence[Candidate]:
    folder = place.made("timelines")
    long = [
        Candidate(f".{name}", "ours", "timelines:read", {"file": str(folder / f"{CLIPS}.{name}")})
        for name in WRITERS
    ]
    many = {"file": str(folder / f"{MANY}.fcpxml")}
    return (*long, Candidate("guard: 100,000 clips", "guard", "timelines:read", many, most=1))


def judge(runs: Runs) -> Sequence[Check]:
    slowest = [
        Check(
            f"10,000 clips as .{name}",
            max(run.wall_s for run in runs[f".{name}"]),
            "≤",
            GOAL_S,
            "s",
        )
        for name in WRITERS
    ]
    understood = [min(run.said["understood"] for run in runs[f".{name}"]) for name in WRITERS]
    (many,) = runs["guard: 100,000 clips"]
    return (
        *slowest,
        Check("clips understood, of 10,001, the least", min(understood), "=", CLIPS + 1),
        Check("100,000 clips", many.wall_s, "≤", MANY_S, "s"),
        Check("memory for 100,000 clips", many.rss_mb, "≤", 1000, "MB"),
    )


def _slowest(runs: Runs, name: str) -> float:
    return max(run.wall_s for run in runs[f".{name}"])


def read(file: str) -> dict[str, Any]:
    """Read one of them in a fresh process; its start is counted too."""
    from editor_app.interchange.reading import read_cut

    start = time.perf_counter()
    cut = read_cut(Path(file))
    took_s = time.perf_counter() - start
    return {"understood": cut.clips_understood, "pieces": len(cut.pieces), "inside_s": took_s}


def _places(clips: int) -> list[tuple[int, int, int, int]]:
    """(track, start, file, in) of each clip, in frames."""
    places, at = [], 0
    for n in range(clips):
        upper = n % 5 == 4
        places.append((int(upper), at - 20 if upper else at, n % FILES, (n * 7) % 4000))
        at += 0 if upper else FRAMES
    return places


def _end(clips: int) -> int:
    return max(start + FRAMES for _, start, _, _ in _places(clips))


def fcpxml(clips: int) -> str:
    assets = "".join(
        f'<asset id="a{n}" name="clip {n}" start="0s" duration="400s" hasVideo="1" format="r1">'
        f'<media-rep kind="original-media" src="file:///media/clip%20{n}.mov"/>'
        '<metadata><md key="com.apple.proapps.mio.ingestDate" value="2025-01-01"/></metadata>'
        "</asset>"
        for n in range(FILES)
    )
    lower, upper = [], {}
    for track, start, file, into in _places(clips):
        if track:
            upper[start] = (file, into)
    for track, start, file, into in _places(clips):
        if track:
            continue
        over = upper.get(start + 20)
        hung = (
            f'<asset-clip ref="a{over[0]}" lane="1" offset="{into + 20}/25s" start="{over[1]}/25s" '
            f'duration="{FRAMES}/25s" name="over"/>'
            if over
            else ""
        )
        lower.append(
            f'<asset-clip ref="a{file}" offset="{start + 90000}/25s" start="{into}/25s" '
            f'duration="{FRAMES}/25s" name="clip" tcFormat="NDF">{hung}'
            f'<adjust-colorConform enabled="1" autoOrManual="manual"/></asset-clip>'
        )
    song = (
        f'<asset-clip ref="s" lane="-1" offset="3600s" duration="{_end(clips)}/25s" name="song" '
        'audioRole="music"/>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE fcpxml><fcpxml version="1.10"><resources>'
        f'<format id="r1" frameDuration="1/25s"/>{assets}<asset id="s" name="song" start="0s" '
        'duration="90000s" hasAudio="1" src="file:///media/song.mp3"/></resources>'
        '<project name="Long">'
        f'<sequence format="r1" tcStart="3600s"><spine>{"".join(lower)}<gap offset='
        f'"{_end(clips) + 90000}/25s" start="3600s" duration="1s">{song}</gap></spine></sequence>'
        "</project></fcpxml>"
    )


def xml(clips: int) -> str:
    tracks: dict[int, list[str]] = {0: [], 1: []}
    seen: set[int] = set()
    for n, (track, start, file, into) in enumerate(_places(clips)):
        media = (
            f'<file id="f{file}"/>'
            if file in seen
            else f'<file id="f{file}"><name>clip {file}.mov</name><pathurl>file://localhost/media/'
            f"clip%20{file}.mov</pathurl><rate><timebase>25</timebase></rate><duration>10000"
            "</duration><media><video/></media></file>"
        )
        seen.add(file)
        tracks[track].append(
            f'<clipitem id="c{n}"><name>clip</name><enabled>TRUE</enabled>'
            "<duration>10000</duration>"
            f"<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate><start>{start}</start>"
            f"<end>{start + FRAMES}</end><in>{into}</in><out>{into + FRAMES}</out>{media}"
            f"<link><linkclipref>c{n}</linkclipref></link></clipitem>"
        )
    song = (
        f"<clipitem id='s'><name>song</name><start>0</start><end>{_end(clips)}</end><in>0</in>"
        f"<out>{_end(clips)}</out><file id='fs'><name>song.mp3</name></file></clipitem>"
    )
    pictures = "".join(f"<track>{''.join(inside)}</track>" for inside in tracks.values())
    return (
        '<?xml version="1.0"?><!DOCTYPE xmeml><xmeml version="5"><sequence id="s"><name>Long</name>'
        f"<rate><timebase>25</timebase></rate><media><video>{pictures}</video><audio><track>{song}"
        "</track></audio></media></sequence></xmeml>"
    )


def edl(clips: int) -> str:
    def code(frame: int) -> str:
        whole, rest = divmod(frame, RATE)
        return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}:{rest:02}"

    lines = ["TITLE: Long", "FCM: NON-DROP FRAME", ""]
    for n, (_, start, file, into) in enumerate(_places(clips)):
        times = " ".join(map(code, (into, into + FRAMES, start, start + FRAMES)))
        lines.append(f"{n:05}  REEL{file:03} V     C        {times}")
        lines.append(f"* FROM CLIP NAME: clip {file}.mov")
    end = _end(clips)
    times = " ".join(map(code, (0, end, 0, end)))
    lines += [f"{clips:05}  SONG     A     C        {times}", "* FROM CLIP NAME: song.mp3"]
    return "\n".join(lines)


def otio(clips: int) -> str:
    def time(frames: int) -> dict[str, Any]:
        return {"OTIO_SCHEMA": "RationalTime.1", "rate": 25.0, "value": float(frames)}

    def span(start: int, length: int) -> dict[str, Any]:
        return {"OTIO_SCHEMA": "TimeRange.1", "start_time": time(start), "duration": time(length)}

    def clip(name: str, into: int, length: int) -> dict[str, Any]:
        reference = {
            "OTIO_SCHEMA": "ExternalReference.1",
            "metadata": {"note": {"camera": "A", "scene": "12", "take": 3}},
            "available_range": span(0, 2_500_000),
            "target_url": f"file:///media/{name}",
        }
        return {
            "OTIO_SCHEMA": "Clip.2",
            "metadata": {"editor": {"colour": "blue"}},
            "name": name,
            "source_range": span(into, length),
            "effects": [],
            "markers": [],
            "enabled": True,
            "media_references": {"DEFAULT_MEDIA": reference},
            "active_media_reference_key": "DEFAULT_MEDIA",
        }

    tracks: dict[int, list[dict[str, Any]]] = {0: [], 1: []}
    ends = {0: 0, 1: 0}
    for track, start, file, into in _places(clips):
        if start > ends[track]:
            gap = {"OTIO_SCHEMA": "Gap.1", "source_range": span(0, start - ends[track])}
            tracks[track].append(gap)
        tracks[track].append(clip(f"clip {file}.mov", into, FRAMES))
        ends[track] = start + FRAMES
    song = [clip("song.mp3", 0, _end(clips))]
    made = [
        {"OTIO_SCHEMA": "Track.1", "kind": kind, "name": name, "children": inside}
        for kind, name, inside in (
            ("Video", "V1", tracks[0]),
            ("Video", "V2", tracks[1]),
            ("Audio", "Music", song),
        )
    ]
    stack = {"OTIO_SCHEMA": "Stack.1", "children": made}
    return json.dumps({"OTIO_SCHEMA": "Timeline.1", "name": "Long", "tracks": stack}, indent=4)


def mlt(clips: int) -> str:
    producers = "".join(
        f'<chain id="p{n}" out="9999"><property name="length">10000</property>'
        f'<property name="resource">/media/clip {n}.mov</property>'
        '<property name="mlt_service">avformat-novalidate</property>'
        '<property name="audio_index">-1</property></chain>'
        for n in range(FILES)
    )
    tracks: dict[int, list[str]] = {0: [], 1: []}
    ends = {0: 0, 1: 0}
    for track, start, file, into in _places(clips):
        if start > ends[track]:
            tracks[track].append(f'<blank length="{start - ends[track]}"/>')
        tracks[track].append(f'<entry producer="p{file}" in="{into}" out="{into + FRAMES - 1}"/>')
        ends[track] = start + FRAMES
    lists = "".join(
        f'<playlist id="v{n}">{"".join(inside)}</playlist>' for n, inside in tracks.items()
    )
    return (
        '<mlt version="7.24.0" title="Shotcut version 24"><profile frame_rate_num="25" '
        f'frame_rate_den="1" width="1280" height="720"/>{producers}<chain id="s" out="2499999">'
        '<property name="resource">/media/song.mp3</property><property name="mlt_service">avformat'
        f'</property></chain>{lists}<playlist id="a"><entry producer="s" in="0" '
        f'out="{_end(clips)}"/>'
        '</playlist><tractor id="t"><track producer="v0"/><track producer="v1"/>'
        '<track producer="a" hide="video"/></tractor></mlt>'
    )


def osp(clips: int) -> str:
    def points(*pairs: tuple[float, float]) -> dict[str, Any]:
        return {"Points": [{"co": {"X": x, "Y": y}, "interpolation": 0} for x, y in pairs]}

    curves = ("alpha", "has_audio", "has_video", "location_x", "location_y", "rotation", "scale_x")
    shown = [
        {
            "id": f"C{n}",
            "file_id": f"F{file}",
            "layer": 1_000_000 * (1 + track),
            "position": start / RATE,
            "start": into / RATE,
            "end": (into + FRAMES) / RATE,
            "title": f"clip {file}",
            "time": points((1, 1)),
            "volume": points((1, 1)),
            **{name: points((1, 1)) for name in curves},
        }
        for n, (track, start, file, into) in enumerate(_places(clips))
    ]
    song = {"file_id": "S", "layer": 0, "position": 0, "start": 0, "end": _end(clips) / RATE}
    files = [
        {"id": f"F{n}", "path": f"/media/clip {n}.mov", "has_audio": False, "has_video": True}
        for n in range(FILES)
    ]
    files.append({"id": "S", "path": "/media/song.mp3", "has_audio": True, "has_video": False})
    data = {"fps": {"num": 25, "den": 1}, "clips": [*shown, song], "files": files, "layers": []}
    return json.dumps(data)


WRITERS: dict[str, Callable[[int], str]] = {
    "fcpxml": fcpxml,
    "xml": xml,
    "edl": edl,
    "otio": otio,
    "mlt": mlt,
    "osp": osp,
}

GOAL = Goal(
    "timelines",
    "A timeline of 10,000 clips opens within 3 s",
    f"{CLIPS:,} clips of {FILES} files on two tracks with a song below, in each format; read and "
    "flattened in a fresh process, its start counted, the slowest of all rounds. Files are not "
    "looked for. Once also with 100,000 clips.",
    prepare,
    candidates,
    judge,
)
