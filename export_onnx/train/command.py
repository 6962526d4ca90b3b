"""`python -m export_onnx train`: features, teacher and towers, from folders of material."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import torch

from export_onnx.data.gather import Bases, listen_to_song, open_bases, watch_clip
from export_onnx.data.words import minilm_folder
from export_onnx.evaluate.pairs import Pair, read_pairs, teacher_tables
from export_onnx.export.towers import round_to_half
from export_onnx.train.batches import fixed_batches
from export_onnx.train.config import Config, find_config, read_config
from export_onnx.train.loop import fit, held_out_agreement
from export_onnx.train.material import Gathered, gather, split_material
from export_onnx.train.runs import RunFacts, save_run
from export_onnx.train.student import Student
from export_onnx.train.telling import Teller
from export_onnx.train.weights import choose_weights
from inference.progress import Work, finish

Result = TypeVar("Result")

PACK = Path(__file__).parents[2] / "resources" / "packs" / "starter"


def add_material_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments that name the material; shared by train, evaluate, export and starter."""
    parser.add_argument("--config", default="starter", help="a TOML file or a bare name")
    parser.add_argument("--music", type=Path, required=True, help="folder of openly licensed songs")
    parser.add_argument("--pictures", type=Path, required=True, help="OASIS: ratings.csv, images/")
    parser.add_argument("--clips", type=Path, nargs="*", default=[], help="openly licensed films")
    parser.add_argument("--pairs", type=Path, help="human pairs: choose weights, and judge")
    parser.add_argument("--words", type=Path, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--pack", type=Path, default=PACK, help="folder with the base encoders")
    parser.add_argument("--work", type=Path, required=True, help="folder for features and runs")
    parser.add_argument("--threads", type=threads, default=2)


def threads(text: str) -> int:
    """Read a number of threads, at least 1; ArgumentTypeError for anything else."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of threads")
    return int(text)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `train`."""
    add_material_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    """Train on all but the held-out songs and pictures, judge there, then on everything."""
    torch.set_num_threads(arguments.threads)
    config = read_config(find_config(arguments.config))
    bases = open_bases(arguments.pack, threads=arguments.threads)
    gathered, config = prepare(config, bases, arguments)
    held_out = _fit(config, gathered, arguments.work / "held-out", everything=False)
    _fit(config, gathered, arguments.work / "final", everything=True, beside=held_out)


def prepare(config: Config, bases: Bases, arguments: argparse.Namespace) -> tuple[Gathered, Config]:
    """Gather the material; with human pairs, let them choose the teacher's few weights."""
    gathered = show(
        gather(
            config,
            bases,
            music=arguments.music,
            pictures=arguments.pictures,
            clips=arguments.clips,
            words=arguments.words or minilm_folder(),
            kept=arguments.work / "features",
        )
    )
    if arguments.pairs is None:
        return gathered, config
    pairs = gather_pairs(arguments.pairs, bases, arguments.work / "features")
    tables = teacher_tables(pairs, gathered.teacher)
    weights = choose_weights(tables, [p.source for p in pairs], prior=config.teacher)
    teacher = replace(gathered.teacher, weights=weights)
    return replace(gathered, teacher=teacher), config


def gather_pairs(folder: Path, bases: Bases, kept: Path) -> tuple[Pair, ...]:
    """Base features of both sides of every pair."""
    pairs = []
    for row in read_pairs(folder):
        seen = watch_clip(row.file, bases, kept)
        heard = listen_to_song(row.file, bases, kept)
        pairs.append(Pair(row.name, row.source, row.cluster, seen.base, seen.probabilities, heard))
    return tuple(pairs)


def _fit(
    config: Config, gathered: Gathered, folder: Path, *, everything: bool, beside: float = 0.0
) -> float:
    train, check = split_material(gathered, config, everything=everything)
    folder.mkdir(parents=True, exist_ok=True)
    student: Student = show(fit(config, gathered.teacher, train, check, log=folder / "log.csv"))
    round_to_half(student.picture)
    round_to_half(student.music)
    agreement = held_out_agreement(student, fixed_batches(config, gathered.teacher, check))
    facts = RunFacts(
        name=config.name,
        version=config.version,
        weights=gathered.teacher.weights,
        valence_r=gathered.valence_r,
        arousal_r=gathered.arousal_r,
        songs=len(train.songs),
        pictures=len(train.pictures.near),
        clips=len(train.pictures.clips),
        agreement=agreement,
        agreement_held_out=beside or agreement,
    )
    save_run(folder, student, facts)
    return agreement


def show(work: Work[Result]) -> Result:
    """Run work to its end, its steps on the error stream."""
    return finish(work, Teller())
