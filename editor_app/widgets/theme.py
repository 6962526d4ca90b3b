"""The colours of the window, read from a file, and the one style made of them.

Widgets take their colours from a `Theme` they are given, or from the style by setting a property:
`primary`, `flat` and `card`, `panel`, `rule`, `dim`, `heading`, `caption`, `danger`, `warning`,
`good` are known to `resources/themes/window.qss`.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from resources import THEMES

FORMAT = "cuesmith-theme"
FORMAT_VERSION = 1
NAMES = ("dark", "light")


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour the window uses. Surfaces from back to front: window, panel, raised.

    `line` parts them, `text_on_accent` is read on `accent`; `accent_dim` and `selection` carry
    `text`. The rest belongs to the timeline.
    """

    name: str
    is_dark: bool
    window: QColor
    panel: QColor
    raised: QColor
    line: QColor
    text: QColor
    text_dim: QColor
    text_on_accent: QColor
    accent: QColor
    accent_dim: QColor
    selection: QColor
    danger: QColor
    warning: QColor
    good: QColor
    wave_original: QColor
    wave_music: QColor
    speech: QColor
    cue: QColor
    cue_selected: QColor
    cue_edge: QColor
    beat: QColor
    downbeat: QColor
    playhead: QColor
    snap: QColor
    energy: QColor
    lane: QColor
    lane_alt: QColor
    ruler: QColor
    emotions: Mapping[str, QColor]

    def emotion(self, name: str) -> QColor:
        """Return the colour of a feeling; one the theme does not know gets its own hue."""
        known = self.emotions.get(name)
        if known is not None:
            return QColor(known)
        hue = zlib.crc32(name.encode()) % 360
        return QColor.fromHsl(hue, 150, 175 if self.is_dark else 75)


COLOURS = tuple(
    one.name for one in fields(Theme) if one.name not in {"name", "is_dark", "emotions"}
)


def load_theme(name: str) -> Theme:
    """Read a theme that comes with the program.

    Raises
    ------
    ValueError
        If there is none of that name, or its file lacks a colour or has one too many.
    """
    if name not in NAMES:
        raise ValueError(f"there is no theme {name!r}")
    found = tomllib.loads((THEMES / f"{name}.toml").read_text("utf-8"))
    return _theme(found)


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the whole program the colours of `theme`; may be called again at any time."""
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    # What the system draws, such as the title bar.
    schemes = Qt.ColorScheme
    app.styleHints().setColorScheme(schemes.Dark if theme.is_dark else schemes.Light)
    app.setPalette(palette_of(theme))
    app.setStyleSheet(style_of(theme))


def palette_of(theme: Theme) -> QPalette:
    """Return the palette for what the style sheet does not reach."""
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.lane_alt),
        (role.Text, theme.text),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.danger),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.text_dim),
        (role.Highlight, theme.selection),
        (role.HighlightedText, theme.text),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Accent, theme.accent),
        (role.Light, theme.line),
        (role.Midlight, theme.line),
        (role.Mid, theme.line),
        (role.Dark, theme.line),
        (role.Shadow, theme.window),
    ):
        palette.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, disabled(theme))
    return palette


def style_of(theme: Theme) -> str:
    """Return the style sheet of the program in the colours of `theme`."""
    words = {name: getattr(theme, name).name() for name in COLOURS}
    words |= {
        "name": theme.name,
        "marks": (THEMES / "marks").as_posix(),
        "disabled": disabled(theme).name(),
        "field": (theme.ruler if theme.is_dark else theme.raised).name(),
        "handle": mixed(theme.line, theme.text_dim, 0.35).name(),
        "accent_hover": mixed(theme.accent, theme.text_on_accent, 0.12).name(),
    }
    template = (THEMES / "window.qss").read_text("utf-8")
    return re.sub(r"@([a-z_]+)", lambda found: words[found[1]], template)


def disabled(theme: Theme) -> QColor:
    """Return the colour of text that cannot be used now."""
    return mixed(theme.text_dim, theme.panel, 0.45)


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Return the colour `share` of the way from `one` to `other`, 0 to 1."""
    red, green, blue = (
        round(a + (b - a) * share) for a, b in zip(_parts(one), _parts(other), strict=True)
    )
    return QColor(red, green, blue)


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21; text needs 4.5, marks need 3."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _parts(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _theme(found: Mapping[str, Any]) -> Theme:
    if (found.get("format"), found.get("version")) != (FORMAT, FORMAT_VERSION):
        raise ValueError("not a theme of this program")
    colours = {name: QColor(text) for name, text in found["colors"].items()}
    if set(colours) != set(COLOURS) or not all(one.isValid() for one in colours.values()):
        raise ValueError(f"wrong colours: {sorted(set(colours) ^ set(COLOURS))}")
    emotions = {name: QColor(text) for name, text in found["emotions"].items()}
    return Theme(name=found["name"], is_dark=found["is_dark"], emotions=emotions, **colours)
