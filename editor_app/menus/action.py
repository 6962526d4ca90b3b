"""What is to be known of one thing the user can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MenuName = Literal["file", "edit", "music", "play", "view", "help"]
Scope = Literal["window", "timeline"]
Need = Literal["", "film", "cues", "selection", "suggestions", "tool"]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    `text` and `tip` are English and translated in the context "actions". `keys` are written as
    Qt's portable key sequences, the first one is shown. Keys of scope "timeline" are handled by
    the timeline itself while it has the focus; they are listed, and cannot be changed. `section`
    parts the menu by lines, `submenu` names an action under which this one hangs. `need` is what
    must be there: a film, cues on the timeline, selected cues, a list of suggestions, a tool.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    menu: MenuName = "file"
    icon: str = ""
    tip: str = ""
    section: int = 0
    need: Need = ""
    submenu: str = ""
    checkable: bool = False
    repeats: bool = False
    scope: Scope = "window"
