"""Fetches a published model from the hub it lies on; called only when the user asked for it.

The hub's own client does the transfer: it goes on after a break, checks sizes and hashes, and puts
each file in place only when it is whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from huggingface_hub import HfApi, errors, hf_hub_download

from export_onnx.bases.outside.weights import INDEX, OLD, SAFE
from inference.errors import WorldError
from inference.progress import Progress, Work

BESIDE = (
    "open_clip_config.json",
    "config.json",
    "preprocessor_config.json",
    "tokenizer.json",
    "vocab.json",
    "merges.txt",
    "README.md",
)
"""What is fetched beside the weights, where there is such a file."""
# HTTPError is the transport's own, under whichever name the client has it.
_FAILURES = (errors.HTTPError, errors.HFValidationError, OSError, ValueError)  # type: ignore[attr-defined]


def wanted_files(names: Sequence[str]) -> tuple[str, ...]:
    """Of all files of a repository, those to fetch: descriptions, and one form of the weights."""
    licences = [name for name in names if name.upper().startswith("LICENSE")]
    beside = [name for name in (*BESIDE, *licences) if name in names]
    return (*beside, *_weights(names))


def _weights(names: Sequence[str]) -> list[str]:
    for name in (*SAFE, INDEX, *OLD):
        if name in names:
            parts = [n for n in names if n.startswith("model-") and n.endswith(".safetensors")]
            return [name, *(parts if name == INDEX else [])]
    return []


def fetch(repository: str, folder: Path, *, endpoint: str | None = None) -> Work[None]:
    """Put the files of `repository` ("owner/name") into `folder`; what is there is kept.

    Nothing is sent but the request: no token, even if one is set up on this machine.

    Parameters
    ----------
    endpoint : str, optional
        Address of a hub of the same kind, https://huggingface.co by default.

    Raises
    ------
    WorldError
        If the repository cannot be reached, does not exist or holds no weights.
    """
    yield Progress(0.0, f"Asking what {repository} holds")
    try:
        names = HfApi(endpoint=endpoint, token=False).list_repo_files(repository)
        files = _require_weights(wanted_files(names), repository)
        for i, name in enumerate(files):
            yield Progress(i / len(files), f"Fetching {name}")
            hf_hub_download(repository, name, local_dir=folder, endpoint=endpoint, token=False)
    except _FAILURES as error:
        raise WorldError(
            f"{repository} could not be fetched: {(str(error).splitlines() or ['no answer'])[0]}",
            remedy=f"Check the connection and the name, or put its files into {folder} by hand and"
            " leave --download out.",
            path=folder,
        ) from error
    yield Progress(1.0, f"{repository} is in {folder}")


def _require_weights(files: tuple[str, ...], repository: str) -> tuple[str, ...]:
    if not any(name in files for name in (*SAFE, INDEX, *OLD)):
        raise WorldError(
            f"{repository} holds no weights of a kind known here.",
            remedy=f"Choose one with {', '.join(SAFE)}.",
        )
    return files
