"""`python -m export_onnx fit CONFIG --data … --work …`: a model family from your own videos.

The data may be a folder of music videos, a csv manifest, a folder of YouTube-8M's frame-level
records, or a file that `export_onnx.data.store` wrote. Killed, it goes on where it was.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from export_onnx.data.feelings import KNOWN_TAGS
from export_onnx.data.gather import open_bases
from export_onnx.data.manifest import list_videos
from export_onnx.data.pairs import PairSet
from export_onnx.data.room import MEGABYTE, require_room
from export_onnx.data.store import read_pairs
from export_onnx.data.tag_tables import (
    TagTable,
    add_tags,
    read_audioset_moods,
    read_named_tags,
    read_valence_arousal,
    read_video_emotions,
    refuse_strangers,
)
from export_onnx.data.tags import refuse_misspelt
from export_onnx.data.videos import read_videos
from export_onnx.data.youtube8m import Wanted, read_youtube8m
from export_onnx.train.command import PACK, show, threads
from export_onnx.train.config import find_config
from export_onnx.train.family import (
    DataSettings,
    RunConfig,
    family_module,
    fit_family,
    read_run_config,
)
from inference.progress import Work

BYTES_PER_VIDEO = 300_000
"""What is kept of a video of five minutes with the starter's bases: 50 segments of 1583 numbers."""


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
    parser.add_argument("--tags", type=Path, help="csv: name, tags (docs/tag-tables.md)")
    parser.add_argument("--emotions", type=Path, help="csv: soft degrees of 27 emotions")
    parser.add_argument("--moods", type=Path, help="one of AudioSet's segment lists")
    parser.add_argument("--states", type=Path, help="csv: valence and arousal")
    parser.add_argument("--states-range", type=float, nargs=2, default=(1.0, 9.0))
    parser.add_argument("--threads", type=threads, default=2)


def run(arguments: argparse.Namespace) -> None:
    """Gather, train, keep, and say how it ended."""
    torch.set_num_threads(arguments.threads)
    config = read_run_config(find_config(arguments.config))
    tables = read_tables(arguments, config)
    require_room(arguments.work, MEGABYTE)
    pairs = show(gather_pairs(arguments, config, tables))
    for table in tables:
        pairs = add_tags(pairs, table)
    print(f"{len(pairs)} examples of {pairs.segment_s:g} s segments", file=sys.stderr)
    for name, value in pairs.facts.items():
        print(f"  {name}: {value}", file=sys.stderr)
    trained = show(fit_family(config, pairs, arguments.work))
    for name, value in trained.facts.items():
        print(f"{name}: {value}")


def gather_pairs(
    arguments: argparse.Namespace, config: RunConfig, tables: Sequence[TagTable]
) -> Work[PairSet]:
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
        check_names(config, {}, tables, place)
        return (
            yield from read_youtube8m(
                place, wanted(settings), seed=settings.seed, shares=settings.shares
            )
        )
    return (yield from _gather_videos(arguments, config, tables))


def _gather_videos(
    arguments: argparse.Namespace, config: RunConfig, tables: Sequence[TagTable]
) -> Work[PairSet]:
    place, settings = arguments.data, config.data
    rows = list_videos(place)
    check_names(config, {row.name: row.tags for row in rows}, tables, place)
    kept = arguments.features or arguments.work / "features"
    require_room(kept, len(rows) * BYTES_PER_VIDEO)
    return (
        yield from read_videos(
            place,
            open_bases(arguments.pack, threads=arguments.threads),
            kept=kept,
            seed=settings.seed,
            shares=settings.shares,
            segment_s=settings.segment_s,
            least=family_module(config.family).least_pairs(config.model),
        )
    )


def check_names(
    config: RunConfig,
    rows: Mapping[str, Mapping[str, float]],
    tables: Sequence[TagTable],
    place: Path,
) -> None:
    """Refuse tags that cannot serve, before anything is decoded.

    Parameters
    ----------
    rows : mapping
        Tags by name of every example that is listed; empty where nothing is listed.

    Raises
    ------
    WorldError
        If a name of a row's tags is a misspelt one, a table fits no row, or the family needs
        tags that nothing carries.
    """
    carried = {name for tags in rows.values() for name, degree in tags.items() if degree > 0}
    refuse_misspelt(carried, KNOWN_TAGS, own=config.data.own_tags, path=place)
    for table in tables:
        if rows:
            refuse_strangers(tuple(rows), table, of=place.name)
        carried |= table.carried()
    family_module(config.family).check_run(config, carried, name=place.name)


def wanted(settings: DataSettings) -> Wanted:
    """Which videos of YouTube-8M the [data] table asks for."""
    return Wanted(
        label=settings.label if settings.label >= 0 else None,
        alone=settings.alone,
        shortest_s=settings.shortest_s,
        longest_s=settings.longest_s,
        segment_s=max(1, round(settings.segment_s)),
        most=settings.most or None,
    )


def read_tables(arguments: argparse.Namespace, config: RunConfig) -> tuple[TagTable, ...]:
    """Every tag table that was named."""
    tables: list[TagTable] = []
    if arguments.tags:
        tables.append(read_named_tags(arguments.tags, (*KNOWN_TAGS, *config.data.own_tags)))
    if arguments.emotions:
        tables.append(read_video_emotions(arguments.emotions))
    if arguments.moods:
        tables.append(read_audioset_moods(arguments.moods))
    if arguments.states:
        low, high = arguments.states_range
        tables.append(read_valence_arousal(arguments.states, low=low, high=high))
    return tuple(tables)
