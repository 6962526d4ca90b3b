"""Licences of base encoders, kept beside them until a pack says them: licences.json."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from export_onnx.export.pack import replace_file
from inference.errors import PackError
from inference.towers.pack import BASE_GRAPHS, MANIFEST

FILE = "licences.json"


def write_licences(folder: Path, licences: Mapping[str, str]) -> None:
    """Write one line per graph, by the graph's name."""
    text = json.dumps(dict(licences), indent=1, ensure_ascii=False)
    replace_file(folder / FILE, text.encode())


def licences_beside(folder: Path) -> dict[str, str]:
    """Licences of the base encoders in `folder`: of licences.json, else of the pack's manifest.

    Raises
    ------
    PackError
        If the file that states them is damaged.
    """
    try:
        if (folder / FILE).is_file():
            said = json.loads((folder / FILE).read_text(encoding="utf-8"))
        elif (folder / MANIFEST).is_file():
            manifest = tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            said = manifest.get("licences", {})
        else:
            said = {}
        return {name: str(said[name]) for name in BASE_GRAPHS if name in said}
    except (OSError, ValueError, TypeError) as error:
        raise PackError(
            f"The licences in {folder} cannot be read ({error}).",
            remedy="Make the base encoders again.",
            path=folder,
        ) from error
