"""What the program has to say to the user, as values; and a record of our own bugs."""

from __future__ import annotations

import logging
import platform
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal

from inference.errors import WorldError

Kind = Literal["info", "warning", "error"]

LOG_NAME = "cuesmith.log"
LOG_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Offer:
    """A button beside a notice: its words, and what it does."""

    text: str
    do: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell: what it is, what can be done about it, and details for the curious.

    The same notice told twice is shown once.
    """

    kind: Kind
    what: str
    remedy: str = ""
    details: str = ""


def notice_of(error: WorldError, kind: Kind = "error") -> Notice:
    """Return how something outside the program that went wrong is told."""
    return Notice(kind, error.what, error.remedy, str(error.path) if error.path else "")


@dataclass(frozen=True, slots=True)
class Bug:
    """A mistake of ours: one line of it, and all that helps to find it."""

    summary: str
    details: str


def bug_of(error: BaseException, *, version: str) -> Bug:
    """Return what to tell of a mistake of ours. The text names the machine's kind, no user."""
    lines = traceback.format_exception(error)
    system = f"Cuesmith {version}, Python {platform.python_version()}, {platform.platform()}"
    summary = traceback.format_exception_only(error)[-1].strip()
    home = str(Path.home())
    return Bug(summary, f"{system}\n\n{''.join(lines)}".replace(home, "~"))


def open_log(folder: Path) -> Path:
    """Write what goes wrong into a file of `folder` from now on; return the file.

    It never grows beyond a megabyte. Where it cannot be written nothing is written.
    """
    path = folder / LOG_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    except OSError:
        return path
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    return path
