"""What the user has chosen for good, in one small file in the data folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from inference.errors import WorldError

FORMAT = "cuesmith-preferences"
FORMAT_VERSION = 1
FILE_NAME = "preferences.json"
MAX_BYTES = 1024**2
MAX_RECENT = 10
THEMES = ("dark", "light")


class PreferencesError(WorldError):
    """The file of preferences cannot be read or written; the program goes on with its own."""


class NewerPreferencesError(PreferencesError):
    """The file was written by a newer program, and is left as it is."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """Choices that last.

    `library` and `pack` are folders, None where the program chooses. `coming_pack` is the one a
    change is under way to; `pack` serves until that is done. `language` is a code such as "de", ""
    for the one of the system. `shortcuts` are key sequences by action id, only where
    they differ from ours. `recent` holds the newest first. `window` is what the window remembers
    of itself, base64 by name. `rest` holds what a neighbouring version wrote and we keep.
    """

    theme: str = "dark"
    library: Path | None = None
    pack: Path | None = None
    coming_pack: Path | None = None
    device: str = "auto"
    target: str = "youtube"
    language: str = ""
    autosave_s: int = 30
    shortcuts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recent: tuple[Path, ...] = ()
    window: Mapping[str, str] = field(default_factory=dict)
    rest: Mapping[str, Any] = field(default_factory=dict)

    def with_recent(self, path: Path) -> Preferences:
        """Return these with `path` as the one opened last."""
        others = (one for one in self.recent if one != path)
        return replace(self, recent=(path, *others)[:MAX_RECENT])

    def without_recent(self, path: Path) -> Preferences:
        """Return these without `path` among the recent files."""
        return replace(self, recent=tuple(one for one in self.recent if one != path))


def read_preferences(path: Path) -> Preferences:
    """Read the file; where there is none, our own choices. A value that makes no sense is ours.

    Raises
    ------
    PreferencesError
        If the file cannot be read, is no file of preferences, or a newer program wrote it.
    """
    return _preferences(_read(path))


def write_preferences(preferences: Preferences, path: Path) -> None:
    """Write the file whole or not at all. One that was damaged is kept beside it as ".bak".

    Raises
    ------
    PreferencesError
        If it cannot be written, or what is there was written by a newer program.
    """
    text = json.dumps(_plain(preferences), indent=2)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        _make_way(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise PreferencesError(
            f"Your settings could not be saved ({error.strerror or error}).",
            remedy=f"See that there is room on the disk and that {path.parent} may be written to.",
            path=path,
        ) from error


def _make_way(path: Path) -> None:
    """Refuse to write over a newer file, and set a damaged one aside."""
    try:
        _read(path)
    except NewerPreferencesError:
        raise
    except PreferencesError:
        path.replace(path.with_suffix(".bak"))


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _damaged(path, "it is far too large")
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise _damaged(path, "it is not readable") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _damaged(path, "it holds something else")
    return _of_our_version(found, path)


def _of_our_version(found: dict[str, Any], path: Path) -> dict[str, Any]:
    version = found.get("version")
    if not isinstance(version, int) or version < 1:
        raise _damaged(path, "it names no version")
    if version > FORMAT_VERSION:
        raise NewerPreferencesError(
            f"{path.name} was written by a newer version of Cuesmith and is left as it is.",
            remedy="Install the newer version again, or move that file away to begin anew.",
            path=path,
        )
    return found


def _damaged(path: Path, why: str) -> PreferencesError:
    return PreferencesError(
        f"The settings in {path.name} cannot be used: {why}.",
        remedy="The usual settings are used; the old file is kept beside the new one.",
        path=path,
    )


def _plain(preferences: Preferences) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": FORMAT_VERSION,
        "theme": preferences.theme,
        "library": _text(preferences.library),
        "pack": _text(preferences.pack),
        "coming_pack": _text(preferences.coming_pack),
        "device": preferences.device,
        "target": preferences.target,
        "language": preferences.language,
        "autosave_s": preferences.autosave_s,
        "shortcuts": {name: list(keys) for name, keys in preferences.shortcuts.items()},
        "recent": [str(path) for path in preferences.recent],
        "window": dict(preferences.window),
        **preferences.rest,
    }


def _preferences(found: Mapping[str, Any]) -> Preferences:
    ours = Preferences()
    known = {"format", "version", *_plain(ours)}
    return Preferences(
        theme=_word(found, "theme", ours.theme, lambda text: text in THEMES),
        library=_folder(found.get("library")),
        pack=_folder(found.get("pack")),
        coming_pack=_folder(found.get("coming_pack")),
        device=_word(found, "device", ours.device, bool),
        target=_word(found, "target", ours.target, bool),
        language=_word(found, "language", ours.language, lambda text: len(text) < 20),
        autosave_s=_seconds(found.get("autosave_s"), ours.autosave_s),
        shortcuts=_shortcuts(found.get("shortcuts")),
        recent=tuple(Path(text) for text in _words(found.get("recent"))[:MAX_RECENT]),
        window=_texts(found.get("window")),
        rest={name: value for name, value in found.items() if name not in known},
    )


def _word(found: Mapping[str, Any], name: str, default: str, accepts: Callable[[str], bool]) -> str:
    value = found.get(name)
    return value if isinstance(value, str) and accepts(value) else default


def _folder(value: object) -> Path | None:
    return Path(value) if isinstance(value, str) and value else None


def _seconds(value: object, default: int) -> int:
    fits = isinstance(value, int) and not isinstance(value, bool) and 5 <= value <= 3600
    return value if fits and isinstance(value, int) else default


def _shortcuts(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        return {}
    return {str(name): _words(keys) for name, keys in value.items() if isinstance(keys, list)}


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {str(name): text for name, text in value.items() if isinstance(text, str)}


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(one for one in value if isinstance(one, str) and one)


def _text(path: Path | None) -> str:
    return "" if path is None else str(path)
