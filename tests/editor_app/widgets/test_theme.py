from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from editor_app.widgets.main_window import GROUNDS
from editor_app.widgets.theme import (
    NAMES,
    Theme,
    apply_theme,
    contrast,
    load_theme,
    palette_of,
    style_of,
)
from resources import THEMES


@pytest.fixture(params=NAMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return load_theme(request.param)


def test_contrast_of_black_and_white_is_what_the_guideline_says() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#767676"), QColor("white")) == pytest.approx(4.54, abs=0.01)


def test_text_is_readable_on_every_surface(theme: Theme) -> None:
    surfaces = (theme.window, theme.panel, theme.raised, theme.ruler, theme.lane, theme.lane_alt)
    for surface in (*surfaces, theme.accent_dim, theme.selection, theme.cue, theme.cue_selected):
        assert contrast(theme.text, surface) >= 4.5, surface.name()
    for surface in surfaces:
        assert contrast(theme.text_dim, surface) >= 4.5, surface.name()
    assert contrast(theme.text_on_accent, theme.accent) >= 4.5


def test_words_with_a_meaning_are_readable_on_every_surface(theme: Theme) -> None:
    words = (theme.accent, theme.danger, theme.warning, theme.good, *theme.emotions.values())
    for word in words:
        for surface in (theme.window, theme.panel, theme.raised):
            assert contrast(word, surface) >= 4.5, (word.name(), surface.name())


def test_marks_of_the_timeline_stand_out_from_the_lane(theme: Theme) -> None:
    marks = (theme.wave_original, theme.wave_music, theme.speech, theme.playhead, theme.snap)
    for mark in (*marks, theme.energy, theme.cue_edge):
        assert contrast(mark, theme.lane) >= 3, mark.name()
        assert contrast(mark, theme.lane_alt) >= 3, mark.name()
    assert contrast(theme.wave_music, theme.cue) >= 3
    assert contrast(theme.downbeat, theme.cue) >= 3


def test_a_feeling_nobody_named_has_a_readable_colour_that_stays(theme: Theme) -> None:
    for name in ("nostalgic", "tense", "majestic", "dreamy", "playful"):
        assert theme.emotion(name) == theme.emotion(name)
        assert contrast(theme.emotion(name), theme.panel) >= 3
    assert theme.emotion("nostalgic") != theme.emotion("tense")


def test_every_word_of_the_style_is_known_and_every_mark_is_there(theme: Theme) -> None:
    style = style_of(theme)
    assert "@" not in style
    for part in style.split('url("')[1:]:
        assert (THEMES / part.partition('"')[0]).is_file()


def test_a_theme_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no theme"):
        load_theme("../dark")


def test_the_whole_program_changes_its_colours_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    button = QPushButton("Play")
    qtbot.addWidget(button)
    for name in ("dark", "light"):
        theme = load_theme(name)
        apply_theme(qapp, theme)
        assert button.grab().toImage().pixelColor(6, button.height() // 2) == theme.raised
        assert qapp.palette() == palette_of(theme)
    qapp.setStyleSheet("")


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_bare_window_has_the_colour_it_will_have(name: str) -> None:
    assert GROUNDS[name] == load_theme(name).window.name()
