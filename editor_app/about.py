"""What the program can say about itself: version, device, model pack, licences of its parts.

Reads files and loads the inference library: called on a worker, never by the window itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from editor_app.settings import Settings
from inference.errors import WorldError

PARTS = (
    "PySide6_Essentials", "numpy", "onnxruntime-gpu", "onnxruntime", "av", "soundfile", "soxr",
    "sounddevice", "opencv-python-headless", "hnswlib", "moviepy", "imageio-ffmpeg", "tinytag",
    "platformdirs", "typer", "rich", "pyaaf2",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeviceChoice:
    """A device the towers could run on; `why_not` is one sentence where they cannot, else ""."""

    name: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A package the program is made with."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class About:
    """All that the about window shows. `pack_card` is Markdown, "" when the pack is unusable."""

    version: str
    device: str
    why_not_gpu: str
    pack: str
    pack_card: str
    parts: tuple[Part, ...]


def read_about(chosen: Settings) -> About:
    """Look at everything the about window shows."""
    name, card = _pack(chosen.pack)
    device, why_not_gpu = _device(chosen.device)
    return About(version(), device, why_not_gpu, name, card, parts())


def version() -> str:
    """Return the version of this program."""
    try:
        return metadata.version("cuesmith")
    except metadata.PackageNotFoundError:
        return "0"


def devices() -> tuple[DeviceChoice, ...]:
    """Return every device there could be, with why it cannot be used here."""
    from inference.towers.session import PROVIDERS, this_machine, why_not  # noqa: PLC0415  (heavy)

    probes = this_machine()
    return tuple(DeviceChoice(name, why_not(name, probes) or "") for name in PROVIDERS)


def parts() -> tuple[Part, ...]:
    """Return the packages the program is made with, as far as they are installed."""
    found = (_part(name) for name in PARTS)
    return tuple(one for one in found if one is not None)


def _device(wanted: str) -> tuple[str, str]:
    from inference.towers.session import device_report  # noqa: PLC0415  (heavy)

    report = device_report()
    if wanted == "auto":
        return report.device, report.why_not_gpu or ""
    return wanted, "" if wanted != "cpu" else "The settings ask for the CPU."


def _pack(folder: Path) -> tuple[str, str]:
    from inference.towers.pack import read_pack  # noqa: PLC0415  (heavy)

    try:
        pack = read_pack(folder)
    except WorldError as error:
        return str(error), ""
    return f"{pack.name} {pack.version}", pack.card


def _part(name: str) -> Part | None:
    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    return Part(found["Name"], found["Version"], _licence(found))


def _licence(found: metadata.PackageMetadata) -> str:
    """Return the licence in a few words: some packages put the whole text there."""
    fields = (*_all(found, "License-Expression"), *_classified(found), *_all(found, "License"))
    for text in fields:
        if text.strip() and "\n" not in text.strip() and len(text) < 80:
            return text.strip()
    return "see the package"


def _classified(found: metadata.PackageMetadata) -> list[str]:
    texts = [one for one in _all(found, "Classifier") if one.startswith("License :: ")]
    return [one.rpartition(" :: ")[2] for one in texts]


def _all(found: metadata.PackageMetadata, name: str) -> list[str]:
    return [str(one) for one in found.get_all(name) or []]
