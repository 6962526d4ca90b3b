"""How everything is: devices, versions, pack and library, as plain data and as text."""

from __future__ import annotations

import platform
import sys
from importlib import metadata
from typing import Any

from catalog.errors import LibraryError
from catalog.library import Library
from editor_app.commands.terminal import plain, screen
from editor_app.settings import Settings
from inference.cache import BaseCache
from inference.errors import WorldError
from inference.towers.pack import read_pack
from inference.towers.session import device_report

VERSIONS = ("cuesmith", "onnxruntime-gpu", "onnxruntime", "av", "soundfile", "soxr", "numpy",
            "hnswlib", "moviepy", "opencv-python-headless")  # fmt: skip


def examined(chosen: Settings) -> dict[str, Any]:
    """Look at devices, versions, pack and library; trouble is listed under `problems`."""
    problems: list[str] = []
    device = device_report()
    return {
        "device": device.device,
        "available": list(device.available),
        "why_not_gpu": device.why_not_gpu,
        "versions": _versions(),
        "pack": _pack_health(chosen, problems),
        "library": _library_health(chosen, problems),
        "cache": {"folder": str(chosen.cache), "bytes": BaseCache(chosen.cache).size_bytes()},
        "bytes_sent": 0,
        "problems": problems,
    }


def show_doctor(found: dict[str, Any]) -> None:
    """Print what `doctor` found."""
    console = screen()
    console.print(f"Device: {found['device']}  (0 bytes sent)")
    if found["why_not_gpu"]:
        console.print(f"   {plain(found['why_not_gpu'])}")
    for name, version in found["versions"].items():
        console.print(f"   {name} {version}")
    for part in ("pack", "library", "cache"):
        console.print(f"{part.capitalize()}:")
        for name, value in (found[part] or {"": "none"}).items():
            console.print(f"   {name} {plain(value)}")
    for problem in found["problems"]:
        console.print(f"[red]{plain(problem)}[/]")


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "system": f"{platform.system()} {sys.platform}"}
    for name in VERSIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _pack_health(chosen: Settings, problems: list[str]) -> dict[str, Any] | None:
    try:
        pack = read_pack(chosen.pack)
    except WorldError as error:
        problems.append(str(error))
        return None
    return {
        "id": pack.pack_id,
        "family": pack.family,
        "folder": str(pack.folder),
        "sliders": sorted(pack.attributes),
    }


def _library_health(chosen: Settings, problems: list[str]) -> dict[str, Any] | None:
    try:
        with Library.open(chosen.library, create=False, read_only=True) as library:
            stats, health = library.stats(), library.check()
    except LibraryError as error:
        # Nobody has to have a library yet; one that is there and cannot be opened is trouble.
        if chosen.library.exists():
            problems.append(str(error))
        return None
    problems.extend(health.problems)
    return {
        "folder": str(chosen.library),
        "tracks": stats.tracks,
        "missing": stats.missing,
        "failed": stats.failed,
        "bytes": stats.bytes_on_disk,
    }
