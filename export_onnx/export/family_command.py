"""`python -m export_onnx pack RUN PACK`: a run of `fit` as a pack the app can use."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from export_onnx.export.families import PRECISIONS, export_family
from export_onnx.train.command import PACK


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `pack`."""
    parser.add_argument("run_folder", type=Path, metavar="RUN", help="the --work folder of `fit`")
    parser.add_argument("pack_folder", type=Path, metavar="PACK", help="folder to write")
    parser.add_argument("--bases", type=Path, default=PACK, help="pack with the base encoders")
    parser.add_argument("--precision", choices=PRECISIONS, default="float32")


def run(arguments: argparse.Namespace) -> None:
    """Write the pack, read it back, and say how near it is to what was trained."""
    pack, fidelity = export_family(
        arguments.run_folder,
        arguments.pack_folder,
        bases=arguments.bases,
        precision=arguments.precision,
    )
    print(f"{pack.pack_id} in {pack.folder}")
    print(
        f"largest difference {fidelity.error:.1e}; {fidelity.kept_of_top:.1%} of the first ten"
        f" kept on {fidelity.pairs} pairs; mean reciprocal rank {fidelity.rank_before:.4f} before"
        f" storing, {fidelity.rank_after:.4f} after",
        file=sys.stderr,
    )
    if fidelity.warning:
        print(fidelity.warning, file=sys.stderr)
