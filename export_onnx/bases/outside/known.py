"""Names of models from outside, where they are published, and what their files say of licences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inference.errors import WorldError

CLIP, AST = "clip", "ast"
REPOSITORIES: Mapping[str, Mapping[str, str]] = {
    CLIP: {
        "ViT-B-32": "laion/CLIP-ViT-B-32-laion2B-s34B-b79K",
        "ViT-B-16": "laion/CLIP-ViT-B-16-laion2B-s34B-b88K",
        "ViT-L-14": "laion/CLIP-ViT-L-14-laion2B-s32B-b82K",
        "ViT-B-32-openai": "openai/clip-vit-base-patch32",
        "ViT-B-16-openai": "openai/clip-vit-base-patch16",
        "ViT-L-14-openai": "openai/clip-vit-large-patch14",
    },
    AST: {"audioset": "MIT/ast-finetuned-audioset-10-10-0.4593"},
}
"""Short names of models people ask for, by kind, and their repositories on huggingface.co."""


@dataclass(frozen=True, slots=True)
class Named:
    """A model as asked for; `repository` is empty for one that only lies in a folder."""

    kind: str
    name: str
    repository: str

    @property
    def folder_name(self) -> str:
        """Name of the folder its files are kept in."""
        return self.name.replace("/", "--")


def parse_name(text: str, kind: str) -> Named:
    """Read `clip:ViT-B-32`, `clip:OWNER/REPOSITORY` or `clip:ANY` of a model in a folder.

    Raises
    ------
    WorldError
        If it is not of the form KIND:NAME with this kind, or the name is a path.
    """
    found, _, name = text.partition(":")
    if found != kind or not re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)?", name):
        known = ", ".join(f"{kind}:{short}" for short in REPOSITORIES[kind])
        raise WorldError(
            f"{text!r} names no model here.",
            remedy=f"Say {known}, or {kind}:OWNER/NAME as on huggingface.co.",
        )
    return Named(kind, name, REPOSITORIES[kind].get(name, name if "/" in name else ""))


def find_folder(named: Named, weights: Path) -> Path:
    """The folder with the model's files: one of its name in `weights`, or `weights` itself."""
    own = weights / named.folder_name
    return own if own.is_dir() else weights


def licence_of(named: Named, folder: Path) -> str:
    """One line for a pack: the model, and the licence its README.md states in its head."""
    source = f"huggingface.co/{named.repository}" if named.repository else named.name
    readme = folder / "README.md"
    text = readme.read_text(encoding="utf-8", errors="replace") if readme.is_file() else ""
    head = text.split("\n---", 1)[0] if text.startswith("---") else ""
    said = re.search(r"^license:\s*(\S+)", head, re.MULTILINE)
    licence = f"licence {said[1]}" if said else "licence not stated in its files"
    return f"{source}, {licence}"
