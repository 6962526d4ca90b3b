from __future__ import annotations

import gc
import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from pytestqt.qtbot import QtBot

from editor_app.widgets.icons import app_icon, icon, pixmap
from editor_app.widgets.theme import Theme, load_theme
from resources import ICONS

NAMES = sorted(path.stem for path in ICONS.glob("*.svg"))


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    return load_theme("dark")


def inked(image: QImage) -> int:
    return sum(
        image.pixelColor(x, y).alpha() > 0
        for x in range(image.width())
        for y in range(image.height())
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn_inside_its_box(name: str, theme: Theme) -> None:
    image = icon(name, theme).pixmap(QSize(16, 16), 1.0).toImage()
    assert image.size() == QSize(16, 16)
    assert 4 < inked(image) < 250


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_plain_and_our_own(name: str) -> None:
    root = ET.fromstring((ICONS / f"{name}.svg").read_text("utf-8"))  # noqa: S314  (ours)
    assert not [one for one in root.iter() if "href" in str(one.attrib) or "image" in one.tag]
    assert root.get("viewBox") == ("0 0 64 64" if name == "cuesmith" else "0 0 24 24")


def test_a_sharp_screen_gets_all_its_pixels(theme: Theme) -> None:
    drawn = icon("play", theme).pixmap(QSize(16, 16), 2.0)
    assert drawn.size() == QSize(32, 32)
    assert drawn.devicePixelRatio() == 2.0
    mark = pixmap("star", theme.accent, 12, 1.5)
    assert mark.size() == QSize(18, 18)


def test_colours_follow_the_theme_and_the_state(theme: Theme) -> None:
    drawn = icon("stop", theme)
    middle = [
        drawn.pixmap(QSize(24, 24), 1.0, mode, state).toImage().pixelColor(12, 12)
        for mode, state in (
            (QIcon.Mode.Normal, QIcon.State.Off),
            (QIcon.Mode.Normal, QIcon.State.On),
            (QIcon.Mode.Disabled, QIcon.State.Off),
        )
    ]
    assert middle[:2] == [theme.text, theme.accent]
    assert len({one.name() for one in middle}) == 3


def test_icons_outlive_the_garbage_collector(theme: Theme) -> None:
    kept = [QIcon(icon(name, theme)) for name in NAMES]
    gc.collect()
    assert all(not one.pixmap(16, 16).isNull() for one in kept)


def test_an_unknown_icon_is_our_mistake_and_said(theme: Theme) -> None:
    with pytest.raises(ValueError, match="no icon"):
        icon("no-such-icon", theme)


def test_the_program_has_a_mark(qtbot: QtBot) -> None:
    assert not app_icon().pixmap(64, 64).isNull()
