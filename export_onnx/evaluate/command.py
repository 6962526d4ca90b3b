"""`python -m export_onnx evaluate`: judge a trained run on human pairs and labelled songs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch

from export_onnx.data.gather import (
    Bases,
    listen_to_all,
    music_files,
    open_bases,
    watch_all,
)
from export_onnx.evaluate.pairs import Pair, judge_all, student_embedding
from export_onnx.evaluate.report import (
    Labels,
    RunReport,
    file_key,
    judge_sliders,
    markdown,
    read_labels,
)
from export_onnx.export.pack import replace_file
from export_onnx.train.command import add_material_arguments, gather_pairs, prepare, show
from export_onnx.train.config import Config, find_config, read_config
from export_onnx.train.material import Gathered, split_songs
from export_onnx.train.runs import load_run
from inference.values import Floats

VIDEO_SUFFIXES = frozenset({".mp4", ".mkv", ".webm", ".mov", ".wmv", ".ogv", ".ts", ".avi"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `evaluate`."""
    add_material_arguments(parser)
    add_judging_arguments(parser)


def add_judging_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments that name what only judging needs."""
    parser.add_argument("--labels", type=Path, help="CSV with genre_words and vocals of the songs")
    parser.add_argument("--singers", type=Path, help="folder of songs that all have voices")
    parser.add_argument("--queries", type=Path, help="folder of further clips to ask with")


def run(arguments: argparse.Namespace) -> None:
    """Judge, print the tables, and keep them beside the run."""
    torch.set_num_threads(arguments.threads)
    config = read_config(find_config(arguments.config))
    bases = open_bases(arguments.pack, threads=arguments.threads)
    gathered, config = prepare(config, bases, arguments)
    report = judge_run(config, bases, gathered, arguments)
    text = markdown(report)
    replace_file(arguments.work / "report.md", text.encode())
    replace_file(arguments.work / "report.json", json.dumps(asdict(report), indent=1).encode())
    print(text)


def judge_run(
    config: Config, bases: Bases, gathered: Gathered, arguments: argparse.Namespace
) -> RunReport:
    """Towers on pairs; sliders by towers that never met the songs, and by those that ship."""
    kept = arguments.work / "features"
    final, _ = load_run(arguments.work / "final")
    held_out, _ = load_run(arguments.work / "held-out")
    pairs = gather_pairs(arguments.pairs, bases, kept) if arguments.pairs else ()
    queries = [p.picture for p in pairs] + _queries(arguments.queries, bases, kept)
    labels = read_labels(arguments.labels) if arguments.labels else Labels({}, {})
    sung = _singers(arguments.singers, bases, kept)
    labels = Labels(labels.guitar, labels.vocals | {file_key(name): True for name in sung})
    train, held = split_songs(gathered.songs, config.data.held_out_share, seed=config.fit.seed)
    songs = {"train": len(train), "held_out": len(held), "singers": len(sung)}
    judged = (
        judge_all(pairs, gathered.teacher, student_embedding(final), prior=config.teacher)
        if pairs
        else ()
    )
    return RunReport(
        pairs=judged,
        sliders_held_out=judge_sliders(
            held_out,
            gathered.teacher,
            queries,
            examples={name: gathered.songs[name] for name in train},
            library={name: gathered.songs[name] for name in held} | sung,
            labels=labels,
        ),
        sliders=judge_sliders(
            final,
            gathered.teacher,
            queries,
            examples=gathered.songs,
            library=gathered.songs | sung,
            labels=labels,
        ),
        facts={"seed": config.fit.seed, "songs": songs} | pool_facts(pairs, queries),
    )


def pool_facts(pairs: Sequence[Pair], queries: Sequence[Floats]) -> dict[str, object]:
    """How many pairs of how many sources are ranked among one another, and who asks the sliders."""
    return {
        "pool": len(pairs),
        "sources": len({p.source for p in pairs}),
        "look_alike_clusters": len({p.cluster for p in pairs}),
        "queries_of_sliders": len(queries),
    }


def _singers(folder: Path | None, bases: Bases, kept: Path) -> dict[str, Floats]:
    """Songs with voices that nothing was trained on; they only widen the library that is judged."""
    return {} if folder is None else show(listen_to_all(music_files(folder), bases, kept))


def _queries(folder: Path | None, bases: Bases, kept: Path) -> list[Floats]:
    if folder is None:
        return []
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in VIDEO_SUFFIXES)
    return [clip.base for clip in show(watch_all(files, bases, kept)).values()]
