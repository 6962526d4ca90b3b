"""`python -m export_onnx fit CONFIG --data … --work …`: a model family from your own videos.

The data may be a folder of music videos, a csv manifest, a folder of YouTube-8M's frame-level
records, or a file that `export_onnx.data.store` wrote. Killed, it goes on where it was.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import torch

from export_onnx.data.gather import open_bases
from export_onnx.data.pairs import PairSet
from export_onnx.data.store import read_pairs
from export_onnx.data.tag_tables import (
    add_tags,
    read_audioset_moods,
    read_valence_arousal,
    read_video_emotions,
)
from export_onnx.data.videos import read_videos
from export_onnx.data.youtube8m import Wanted, read_youtube8m
from export_onnx.train.command import PACK, show
from export_onnx.train.config import find_config
from export_onnx.train.family import (
    DataSettings,
    RunConfig,
    fit_family,
    least_pairs,
    read_run_config,
)
from inference.progress import Work


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `fit`."""
    parser.add_argument("config", help="a TOML file or a bare name: mvpt, emotion, sdcca …")
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="folder of music videos, csv manifest, folder of .tfrecord files, or kept pairs",
    )
    parser.add_argument("--work", type=Path, required=True, help="folder of this run")
    parser.add_argument("--features", type=Path, help="keeps base features; WORK/features")
    parser.add_argument("--pack", type=Path, default=PACK, help="folder with the base encoders")
    parser.add_argument("--emotions", type=Path, help="csv: soft degrees of 27 emotions")
    parser.add_argument("--moods", type=Path, help="one of AudioSet's segment lists")
    parser.add_argument("--states", type=Path, help="csv: valence and arousal")
    parser.add_argument("--states-range", type=float, nargs=2, default=(1.0, 9.0))
    parser.add_argument("--threads", type=int, default=2)


def run(arguments: argparse.Namespace) -> None:
    """Gather, train, keep, and say how it ended."""
    torch.set_num_threads(arguments.threads)
    config = read_run_config(find_config(arguments.config))
    pairs = with_tables(show(gather_pairs(arguments, config)), arguments)
    print(f"{len(pairs)} examples of {pairs.segment_s:g} s segments", file=sys.stderr)
    for name, value in pairs.facts.items():
        print(f"  {name}: {value}", file=sys.stderr)
    trained = show(fit_family(config, pairs, arguments.work))
    for name, value in trained.facts.items():
        print(f"{name}: {value}")


def gather_pairs(arguments: argparse.Namespace, config: RunConfig) -> Work[PairSet]:
    """Read `--data`, whatever it is.

    Raises
    ------
    WorldError
        If it is none of the kinds this program knows, or cannot suffice.
    """
    place: Path = arguments.data
    settings: DataSettings = config.data
    if place.suffix == ".npz":
        return read_pairs(place)
    if place.suffix == ".tfrecord" or (place.is_dir() and any(place.glob("*.tfrecord"))):
        return (yield from read_youtube8m(place, wanted(settings), seed=settings.seed))
    bases = open_bases(arguments.pack, threads=arguments.threads)
    return (
        yield from read_videos(
            place,
            bases,
            kept=arguments.features or arguments.work / "features",
            seed=settings.seed,
            shares=settings.shares,
            segment_s=settings.segment_s,
            least=least_pairs(config.family),
        )
    )


def wanted(settings: DataSettings) -> Wanted:
    """Which videos of YouTube-8M the [data] table asks for."""
    return Wanted(
        label=settings.label if settings.label >= 0 else None,
        shortest_s=settings.shortest_s,
        longest_s=settings.longest_s,
        segment_s=max(1, round(settings.segment_s)),
        most=settings.most or None,
    )


def with_tables(pairs: PairSet, arguments: argparse.Namespace) -> PairSet:
    """The pairs with the tags of every table that was named."""
    if arguments.emotions:
        pairs = add_tags(pairs, read_video_emotions(arguments.emotions))
    if arguments.moods:
        pairs = add_tags(pairs, read_audioset_moods(arguments.moods))
    if arguments.states:
        low, high = arguments.states_range
        pairs = add_tags(pairs, read_valence_arousal(arguments.states, low=low, high=high))
    return pairs
