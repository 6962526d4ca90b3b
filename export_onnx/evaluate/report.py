"""Everything that is measured of a run, as plain values and as lines of Markdown."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from export_onnx.evaluate.attributes import LEVELS, SliderReport, slider_report
from export_onnx.evaluate.pairs import Judged
from export_onnx.train.attributes import attribute_directions
from export_onnx.train.runs import embed_segments
from export_onnx.train.student import Student
from export_onnx.train.teacher import Teacher
from inference.errors import WorldError
from inference.values import Floats

GUITAR_WORDS = ("guitar", "metal")
"""Genre words that a person wrote and that imply guitars."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What people say of songs, by file name: whether they have guitars, and voices."""

    guitar: dict[str, bool]
    vocals: dict[str, bool]


@dataclass(frozen=True, slots=True)
class RunReport:
    """All measurements of one run; `facts` are its seed, pools and splits as plain values."""

    pairs: tuple[Judged, ...]
    sliders_held_out: tuple[SliderReport, ...]
    sliders: tuple[SliderReport, ...]
    facts: dict[str, object] = field(default_factory=dict)


def read_labels(path: Path) -> Labels:
    """Read a list with package, path, genre_words and vocals; songs are PACKAGE__FILE.

    Raises
    ------
    WorldError
        If it cannot be read.
    """
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        names = [_file_name(r["package"], Path(r["path"])) for r in rows]
        guitar = [any(w in r["genre_words"] for w in GUITAR_WORDS) for r in rows]
        vocals = [not r["vocals"].startswith("no") for r in rows]
    except (OSError, KeyError) as error:
        raise WorldError(
            f"The song list {path} cannot be read ({error}).",
            remedy="Name a CSV with the columns package, path, genre_words and vocals.",
            path=path,
        ) from error
    return Labels(dict(zip(names, guitar, strict=True)), dict(zip(names, vocals, strict=True)))


def _file_name(package: str, path: Path) -> str:
    """Name of a song in the library: a bare song.ogg takes its folder's name."""
    stem = path.parent.name if path.stem == "song" else path.stem
    return file_key(f"{package}__{stem}{path.suffix}")


def file_key(name: str) -> str:
    """A file name as labels know it: some libraries keep spaces, some do not."""
    return name.replace(" ", "_")


def judge_sliders(
    student: Student,
    teacher: Teacher,
    queries: Sequence[Floats],
    *,
    examples: dict[str, Floats],
    library: dict[str, Floats],
    labels: Labels,
) -> tuple[SliderReport, ...]:
    """Directions from `examples`, judged in `library`, for the attributes people labelled."""
    directions = directions_of(student, teacher, examples)
    clips = np.stack([embed_segments(student.picture, base)[1] for base in queries])
    tracks = {name: embed_segments(student.music, base)[1] for name, base in library.items()}
    reports = []
    for attribute, truth in (("guitar", labels.guitar), ("vocals", labels.vocals)):
        known = [name for name in tracks if file_key(name) in truth]
        if attribute in directions and any(truth[file_key(n)] for n in known):
            songs = np.stack([tracks[name] for name in known])
            carriers = [truth[file_key(name)] for name in known]
            reports.append(slider_report(attribute, clips, songs, directions[attribute], carriers))
    return tuple(reports)


def directions_of(
    student: Student, teacher: Teacher, songs: dict[str, Floats]
) -> dict[str, Floats]:
    """Attribute directions from these songs."""
    bases = list(songs.values())
    vectors = [embed_segments(student.music, base)[0] for base in bases]
    return attribute_directions(bases, vectors, teacher.music)


def markdown(report: RunReport) -> str:
    """The measurements as Markdown tables."""
    lines = [
        "| method | median rank, % of pool | R@10 % of pool | music → picture: median, R@10 % |"
        " one clip per look-alike cluster: median, R@10 % |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [_pair_row(judged) for judged in report.pairs]
    lines += [
        "",
        "| attribute, songs | carriers | share in top 10 at "
        + ", ".join(map(str, LEVELS))
        + " | rises in | at "
        + ", ".join(str(-w) if w else "0" for w in LEVELS)
        + " | falls in |"
        " similarity kept |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_slider_row(r, "held-out songs") for r in report.sliders_held_out]
    lines += [_slider_row(r, "all songs") for r in report.sliders]
    return "\n".join(lines)


def _pair_row(j: Judged) -> str:
    back = j.to_picture
    return (
        f"| {j.method} | {j.to_music.median_rank_percent} | {j.to_music.recall_at_tenth_percent}"
        f" | {back.median_rank_percent}, {back.recall_at_tenth_percent}"
        f" | {j.clustered_median_percent}, {j.clustered_recall_percent} |"
    )


def _slider_row(r: SliderReport, which: str) -> str:
    up, down = (", ".join(f"{x:.2f}" for x in s) for s in (r.shares_up, r.shares_down))
    return (
        f"| {r.attribute}, {r.songs} {which} | {r.carriers} | {up} | {r.monotone_up:.0%} of"
        f" {r.queries} queries | {down} | {r.monotone_down:.0%} |"
        f" {r.similarity_start:.2f} → {r.similarity_up:.2f} |"
    )
