"""What became of a change of model packs, and whether one was cut off.

Asked at every start, so it loads no more than the library itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from catalog.library import FILE, Library
from editor_app.settings import Settings
from inference.towers.pack import read_label


@dataclass(frozen=True, slots=True)
class ChangedOver:
    """What became of songs and clips.

    `reembedded` songs needed no listening, `heard` ones did; `unheard` songs still cannot be
    suggested by the pack: their folders are not there, or they were not to be listened to.
    `clips` were watched or recalled. `failed` comes with the reasons.
    """

    reembedded: int = 0
    heard: int = 0
    unheard: tuple[Path, ...] = ()
    clips: int = 0
    failed: tuple[tuple[Path, str], ...] = ()


def is_unfinished(chosen: Settings) -> bool:
    """Whether songs could be embedded at once for the pack of `chosen`, and are not yet."""
    if not (chosen.library / FILE).is_file():
        return False
    label = read_label(chosen.pack)
    with Library.open(chosen.library) as library:
        return library.lacking(label.pack_id, label.base_id) > 0
