"""A model pack: a folder with pack.toml, ONNX graphs and word lists; read whole and verified.

What was hashed is what is used: each file is read once, and its bytes are kept.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PureWindowsPath
from typing import Any
from zipfile import BadZipFile

import numpy as np

from inference.errors import PackError
from inference.values import Floats

FORMAT = "cuesmith-pack"
FORMAT_VERSION = 1
FEATURE_VERSION = 1
"""Raise it when the descriptors beside the base embeddings change: cached features then expire."""
USUAL_SEGMENT_S = 6.0
"""Features of segments of this length are named without it."""
MANIFEST = "pack.toml"
GRAPHS = ("visual_base", "music_base", "video_tower", "music_tower")
BASE_GRAPHS = ("visual_base", "music_base")
METRICS = ("cosine", "l2")
MAX_FILE_BYTES = 2 * 1024**3
REINSTALL = "Install the model pack again."


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A verified model pack.

    `graphs` holds the bytes of each graph by its name in `GRAPHS`. `attributes` are directions
    float32 (E,) by name. `visual_dim` and `music_dim` count the base embedding with the
    descriptors beside it, which is what the towers take.
    """

    folder: Path
    name: str
    family: str
    version: str
    metric: str
    segment_s: float
    frames_per_s: float
    embedding_dim: int
    visual_dim: int
    music_dim: int
    sample_rate_hz: int
    patch_samples: int
    emotions: tuple[str, ...]
    music_tags: tuple[str, ...]
    visual_labels: tuple[str, ...]
    attributes: Mapping[str, Floats]
    licences: Mapping[str, str]
    card: str
    graphs: Mapping[str, bytes]
    pack_id: str
    base_id: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a manifest alone says of its pack; nothing of it is verified.

    `pack_id` and `base_id` are those of the pack, if its files are the ones it names, which are
    `files` (the manifest not among them).
    """

    folder: Path
    name: str
    family: str
    version: str
    metric: str
    pack_id: str
    base_id: str
    files: tuple[str, ...]


def read_label(folder: Path) -> Label:
    """Read the manifest of the pack in `folder` and no other file.

    Raises
    ------
    PackError
        If it is absent or does not describe a pack that this program can read.
    """
    content = _read(folder / MANIFEST)
    manifest = _parse(folder, content)
    _check_format(folder, manifest)
    try:
        return _label(folder, manifest, hashlib.sha256(content).hexdigest())
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(folder, f"does not describe a pack ({error!r})") from error


def read_card(folder: Path) -> str:
    """Return what the pack in `folder` says of itself, Markdown; "" where it says nothing.

    Raises
    ------
    PackError
        If the card cannot be read.
    """
    card = folder / "card.md"
    return _read(card).decode("utf-8", errors="replace") if card.is_file() else ""


def _label(folder: Path, manifest: Mapping[str, Any], manifest_hash: str) -> Label:
    graphs = manifest["graphs"]
    entries = [*graphs.values(), *manifest.get("files", {}).values()]
    hashes = {name: bytes.fromhex(graphs[name]["sha256"]) for name in GRAPHS}
    name, version = _word(manifest, "name"), _word(manifest, "version")
    return Label(
        folder=folder,
        name=name,
        family=_word(manifest, "family"),
        version=version,
        metric=_word(manifest, "metric"),
        pack_id=_pack_id(name, version, manifest_hash),
        base_id=_base_id(hashes, _positive(manifest, "segment_s")),
        files=tuple(_inside(folder, entry["file"]).name for entry in entries),
    )


def _pack_id(name: str, version: str, manifest_hash: str) -> str:
    return f"{name}-{version}-{manifest_hash[:8]}"


def read_pack(folder: Path) -> Pack:
    """Read and verify the pack in `folder`.

    Raises
    ------
    PackError
        If a file is absent, fails its hash or lies outside the folder, if the format is newer
        than this program, or if names and sizes inside do not fit together.
    """
    manifest_bytes = _read(folder / MANIFEST)
    manifest = _parse(folder, manifest_bytes)
    _check_format(folder, manifest)
    try:
        return _build(folder, manifest, manifest_hash=hashlib.sha256(manifest_bytes).hexdigest())
    except (KeyError, TypeError, ValueError, BadZipFile) as error:
        raise _broken(
            folder, f"does not describe a pack ({type(error).__name__}: {error})"
        ) from error


def _parse(folder: Path, content: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _broken(folder, f"is not readable TOML ({error})") from error


def _check_format(folder: Path, manifest: Mapping[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise _broken(folder, f'does not say format = "{FORMAT}"')
    version = manifest.get("format_version")
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise PackError(
            f"The model pack {folder.name} has format version {version}; this program reads up to"
            f" {FORMAT_VERSION}.",
            remedy="Update the program, or use an older pack.",
            path=folder,
        )
    if version != FORMAT_VERSION or isinstance(version, bool):
        raise _broken(folder, f"has no known format_version ({version!r})")


def _build(folder: Path, manifest: Mapping[str, Any], *, manifest_hash: str) -> Pack:
    graphs = {name: _verified(folder, manifest["graphs"][name]) for name in GRAPHS}
    files = manifest.get("files", {})
    labels = _optional(folder, files, "visual_labels").decode("utf-8").splitlines()
    name, version = _word(manifest, "name"), _word(manifest, "version")
    pack = Pack(
        folder=folder,
        name=name,
        family=_word(manifest, "family"),
        version=version,
        metric=_word(manifest, "metric"),
        segment_s=_positive(manifest, "segment_s"),
        frames_per_s=_positive(manifest, "frames_per_s"),
        embedding_dim=_count(manifest, "embedding"),
        visual_dim=_count(manifest, "visual_dim"),
        music_dim=_count(manifest, "music_dim"),
        sample_rate_hz=_count(manifest, "sample_rate_hz"),
        patch_samples=_count(manifest, "patch_samples"),
        emotions=_words(manifest, "emotions"),
        music_tags=_words(manifest, "music_tags"),
        visual_labels=tuple(labels),
        attributes=_attributes(_optional(folder, files, "attributes")),
        licences={key: str(text) for key, text in manifest.get("licences", {}).items()},
        card=read_card(folder),
        graphs=graphs,
        pack_id=_pack_id(name, version, manifest_hash),
        base_id=_base_id(_hashes(graphs), _positive(manifest, "segment_s")),
    )
    _check_fit(pack)
    return pack


def _hashes(graphs: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name: hashlib.sha256(content).digest() for name, content in graphs.items()}


def _base_id(hashes: Mapping[str, bytes], segment_s: float) -> str:
    # Features are means over segments: of another length they are others.
    length = "" if segment_s == USUAL_SEGMENT_S else f" of {segment_s:g} s"
    digest = hashlib.sha256(f"features {FEATURE_VERSION}{length}".encode())
    for name in BASE_GRAPHS:
        digest.update(hashes[name])
    return digest.hexdigest()[:16]


def _check_fit(pack: Pack) -> None:
    if pack.metric not in METRICS:
        raise ValueError(f"metric {pack.metric!r} is none of {', '.join(METRICS)}")
    for name, direction in pack.attributes.items():
        if direction.shape != (pack.embedding_dim,):
            raise ValueError(f"attribute {name!r} has shape {direction.shape}")


def _verified(folder: Path, entry: Mapping[str, Any]) -> bytes:
    path = _inside(folder, entry["file"])
    content = _read(path)
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise PackError(
            f"{path.name} in the model pack {folder.name} is damaged or changed: its hash differs.",
            remedy=REINSTALL,
            path=path,
        )
    return content


def _optional(folder: Path, files: Mapping[str, Any], name: str) -> bytes:
    return _verified(folder, files[name]) if name in files else b""


def _inside(folder: Path, name: object) -> Path:
    """Accept a plain file name only: no folders, drives or parents."""
    if not isinstance(name, str) or name in {"", ".", ".."} or PureWindowsPath(name).name != name:
        raise _broken(folder, f"names a file outside its folder ({name!r})")
    return folder / name


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PackError(
                f"{path.name} is larger than any pack file.", remedy=REINSTALL, path=path
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise PackError(
            f"{path.name} of the model pack {path.parent.name} cannot be read ({error}).",
            remedy=REINSTALL,
            path=path,
        ) from error


def _attributes(content: bytes) -> dict[str, Floats]:
    if not content:
        return {}
    with np.load(BytesIO(content), allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored.files}


def _word(manifest: Mapping[str, Any], key: str) -> str:
    value = manifest[key]
    if not isinstance(value, str) or not value:
        raise TypeError(f"{key} must be a word")
    return value


def _words(manifest: Mapping[str, Any], key: str) -> tuple[str, ...]:
    values = manifest.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{key} must be a list of words")
    return tuple(values)


def _count(manifest: Mapping[str, Any], key: str) -> int:
    value = manifest[key]
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{key} must be a whole number above 0")
    return value


def _positive(manifest: Mapping[str, Any], key: str) -> float:
    value = manifest[key]
    if (
        not isinstance(value, int | float)
        or isinstance(value, bool)
        or not 0 < value < float("inf")
    ):
        raise ValueError(f"{key} must be a number above 0")
    return float(value)


def _broken(folder: Path, what: str) -> PackError:
    return PackError(
        f"{MANIFEST} of the model pack {folder.name} {what}.", remedy=REINSTALL, path=folder
    )
