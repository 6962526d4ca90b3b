"""`python -m export_onnx starter`: features, teacher, training, judging and export in one go."""

from __future__ import annotations

import argparse

from export_onnx.export import command as export_command
from export_onnx.train import command as train_command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `starter`: those of `export`."""
    export_command.add_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    """Train, then judge and export; features made before are not made again."""
    train_command.run(arguments)
    export_command.run(arguments)
