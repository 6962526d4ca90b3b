"""`python -m export_onnx bases --visual clip:… --music ast:…`: base encoders made elsewhere.

A side that is not named is taken over from another pack, so that the folder is always whole.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from torch import Tensor, nn

from export_onnx.bases.graphs import export_graph
from export_onnx.bases.licences import licences_beside, write_licences
from export_onnx.bases.outside.ast import AstBaseGraph, read_ast
from export_onnx.bases.outside.clip import Clip, ClipBaseGraph
from export_onnx.bases.outside.clip_files import read_clip
from export_onnx.bases.outside.clip_words import read_tokenizer, word_vectors
from export_onnx.bases.outside.known import AST, CLIP, Named, find_folder, licence_of, parse_name
from export_onnx.bases.outside.weights import weights_mark
from export_onnx.export.pack import LABELS, PATCH_SAMPLES, replace_file
from export_onnx.export.towers import round_weights_to_half
from inference.errors import PackError, WorldError
from inference.progress import finish
from inference.towers.session import open_session

PACK = Path(__file__).parents[3] / "resources" / "packs" / "starter"
TAGS = "music_tags.txt"
SIDE = 224
MOST_ERROR = 1e-4
"""Of the largest number of an output: how far a graph may be from the network."""
PRECISIONS = ("float32", "float16")
SIDES = {"visual": (CLIP, LABELS), "music": (AST, TAGS)}
"""Kind of model and word list of each side."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `bases` that speak of models from outside."""
    group = parser.add_argument_group(
        "models from outside", "without --visual and --music, the starter's own encoders are made"
    )
    group.add_argument("--visual", metavar="clip:NAME", help="e.g. clip:ViT-B-32, clip:OWNER/NAME")
    group.add_argument("--music", metavar="ast:NAME", help="e.g. ast:audioset, ast:OWNER/NAME")
    group.add_argument(
        "--weights",
        type=Path,
        help="folder with the model's files, or with a folder per model by its NAME; OUT/weights",
    )
    group.add_argument(
        "--download", action="store_true", help="fetch files from huggingface.co into --weights"
    )
    group.add_argument("--labels", type=Path, help="words for pictures, one a line; ImageNet's")
    group.add_argument("--beside", type=Path, default=PACK, help="pack that gives the other side")
    group.add_argument(
        "--precision", choices=PRECISIONS, default="float32", help="how weights are stored"
    )


def run(arguments: argparse.Namespace) -> None:
    """Write both base encoders, their word lists and licences into the folder `--out`.

    Raises
    ------
    WorldError
        If a name is unknown, weights are absent, damaged or of another network, a graph differs
        from its network by more than 1e-4, or the other side's pack is not whole.
    """
    torch.set_num_threads(max(1, torch.get_num_threads()))
    asked = {
        side: parse_name(text, kind)
        for side, (kind, _) in SIDES.items()
        if (text := getattr(arguments, side))
    }
    folders = {side: folder_of(named, arguments) for side, named in asked.items()}
    licences = licences_beside(arguments.beside)
    for side, (_, words) in SIDES.items():
        if side in asked:
            _WRITERS[side](folders[side], arguments)
            mark = weights_mark(folders[side])
            licences[f"{side}_base"] = f"{licence_of(asked[side], folders[side])}, weights {mark}"
            copy_licences(folders[side], arguments.out, mark=f"-{side}-base")
        else:
            take_over(side, words, arguments)
            copy_licences(arguments.beside, arguments.out, named_in=licences.get(f"{side}_base"))
    write_licences(arguments.out, licences)
    print(f"{arguments.out} holds both base encoders")


def folder_of(named: Named, arguments: argparse.Namespace) -> Path:
    """Where the model's files lie, after fetching them if the user said so.

    Raises
    ------
    WorldError
        If they are not there and must not or cannot be fetched.
    """
    weights: Path = arguments.weights or arguments.out / "weights"
    if arguments.download:
        return fetch_named(named, weights)
    folder = find_folder(named, weights)
    if not folder.is_dir():
        where = f"huggingface.co/{named.repository}" if named.repository else "where it is"
        raise WorldError(
            f"There are no files of {named.kind}:{named.name} in {weights}.",
            remedy=f"Add --download to fetch them from {where}, or name their folder by --weights.",
            path=weights,
        )
    return folder


def fetch_named(named: Named, weights: Path) -> Path:
    """Fetch a model into the folder of its name in `weights`."""
    from export_onnx.bases.outside.download import fetch  # noqa: PLC0415 - only when asked for

    if not named.repository:
        raise WorldError(
            f"It is not known where {named.kind}:{named.name} is published.",
            remedy=f"Say {named.kind}:OWNER/NAME, as on huggingface.co.",
        )
    folder = weights / named.folder_name
    finish(fetch(named.repository, folder), lambda step: print(step.doing, file=sys.stderr))
    return folder


def write_visual(folder: Path, arguments: argparse.Namespace) -> None:
    """Write visual_base.onnx and its words."""
    clip = read_clip(folder)
    labels, vectors = words_for(clip, folder, arguments.labels)
    frames = np.random.default_rng(0).integers(0, 256, (3, 8, 8, 3), np.uint8)
    example = torch.from_numpy(frames.repeat(SIDE // 8, 1).repeat(SIDE // 8, 2))
    outputs = ("embedding", "probabilities")
    path = arguments.out / "visual_base.onnx"
    write_graph(ClipBaseGraph(clip, vectors), example, path, outputs, precision=arguments.precision)
    _write_lines(arguments.out / LABELS, labels)


def words_for(clip: Clip, folder: Path, list_of: Path | None) -> tuple[list[str], Tensor | None]:
    """Words and their vectors; none where the model has no text tower or tokenizer here."""
    tokenizer = read_tokenizer(folder)
    if clip.text is None or tokenizer is None:
        print(f"{folder} has no words: pictures will not be named", file=sys.stderr)
        return [], None
    labels = read_labels(list_of) if list_of else imagenet_names()
    return labels, word_vectors(labels, clip.text, tokenizer)


def read_labels(path: Path) -> list[str]:
    """Words, one a line.

    Raises
    ------
    WorldError
        If there is no such file of text or nothing in it.
    """
    try:
        words = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise WorldError(
            f"The words in {path} cannot be read ({error}).",
            remedy="Save them as UTF-8.",
            path=path,
        ) from error
    if not any(words):
        raise WorldError(f"{path} holds no words.", remedy="Write one a line.", path=path)
    return [word for word in words if word]


def imagenet_names() -> list[str]:
    """The thousand names that pictures are given by the starter pack too."""
    return (PACK / LABELS).read_text(encoding="utf-8").splitlines()


def write_music(folder: Path, arguments: argparse.Namespace) -> None:
    """Write music_base.onnx and its tags."""
    heard = read_ast(folder)
    rng = np.random.default_rng(0)
    example = torch.from_numpy(rng.normal(0.0, 0.1, (2, PATCH_SAMPLES)).astype(np.float32))
    path = arguments.out / "music_base.onnx"
    outputs = ("embedding", "tags")
    write_graph(AstBaseGraph(heard), example, path, outputs, precision=arguments.precision)
    _write_lines(arguments.out / TAGS, list(heard.labels))


_WRITERS: dict[str, Callable[[Path, argparse.Namespace], None]] = {
    "visual": write_visual,
    "music": write_music,
}


def take_over(side: str, words: str, arguments: argparse.Namespace) -> None:
    """Copy one side's graph and word list from the pack beside.

    Raises
    ------
    PackError
        If the pack lacks one of them.
    """
    for name in (f"{side}_base.onnx", words):
        source = arguments.beside / name
        if not source.is_file():
            raise PackError(
                f"{source} is missing, so the {side} side cannot be taken over.",
                remedy=f"Name a pack that has it by --beside, or a model by --{side}.",
                path=source,
            )
        replace_file(arguments.out / name, source.read_bytes())


def copy_licences(source: Path, out: Path, *, mark: str = "", named_in: str | None = None) -> None:
    """Copy licence texts, those that the line `named_in` names where there is one."""
    for text in sorted(source.glob("LICENSE*")):
        if named_in is None or text.name in named_in:
            shutil.copyfile(text, out / f"{text.stem}{mark}{text.suffix}")


def write_graph(
    net: nn.Module, example: Tensor, path: Path, outputs: tuple[str, ...], *, precision: str
) -> None:
    """Export, compare with the network, store as asked, and put in place when it holds.

    Raises
    ------
    PackError
        If the float32 graph differs from the network by more than 1e-4 of its largest number.
    """
    door = "frames" if "visual" in path.name else "waveform"
    with TemporaryDirectory() as scratch:
        exact, stored = Path(scratch) / "exact.onnx", Path(scratch) / "stored.onnx"
        export_graph(net, example[:2], exact, door=door, outputs=outputs)
        error = graph_error(net, exact, example, door=door)
        if not error <= MOST_ERROR:  # also where it is no number
            raise PackError(
                f"{path.name} would differ from the network by {error:.1e}.",
                remedy="Use the versions of torch and onnxscript that the extra `train` names.",
                path=path,
            )
        said = f"{path.name}: largest difference {error:.1e}"
        if precision == "float16":
            round_weights_to_half(exact, stored)
            said += f", {graph_error(net, stored, example, door=door):.1e} stored as float16"
        replace_file(path, (stored if precision == "float16" else exact).read_bytes())
    print(f"{said}, {path.stat().st_size / 1e6:.0f} MB", file=sys.stderr)


@torch.no_grad()
def graph_error(net: nn.Module, path: Path, example: Tensor, *, door: str) -> float:
    """Largest difference of any output, as a share of the largest number in it."""
    wanted = net.eval()(example)
    got = open_session(path, device="cpu", threads=torch.get_num_threads()).run(
        {door: example.numpy()}
    )
    shares = [
        np.abs(out - want.numpy()).max() / max(1e-6, float(want.abs().max()))
        for out, want in zip(got.values(), wanted, strict=True)
    ]
    return float(np.max(shares))


def _write_lines(path: Path, lines: list[str]) -> None:
    replace_file(path, "".join(f"{line}\n" for line in lines).encode())
