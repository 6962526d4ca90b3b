"""Other places where a suggested song may begin: chosen by click, key and menu."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from editor_app.item_models.suggestions import SuggestionsModel
from editor_app.score.passages import Passage
from editor_app.score.reason import Reason
from editor_app.session import Suggested
from editor_app.widgets.suggestions_panel import SuggestionsPanel
from editor_app.widgets.theme import load_theme
from tests.editor_app.songs import suggested
from tests.editor_app.widgets.test_suggestions_panel import Waves

LEFT = Qt.MouseButton.LeftButton
MOMENTS_S = (40.0, 10.0, 70.0)


def moments() -> tuple[Passage, ...]:
    """Three moments, best first."""
    return tuple(
        Passage(one, 0.5 - i / 10, 0.5, None, (Reason("moment", f"it swells at {one:.0f}"),))
        for i, one in enumerate(MOMENTS_S)
    )


def answered(*track_ids: int) -> Suggested:
    answer = suggested(*track_ids)
    with_moments = tuple(
        replace(one, moment_s=MOMENTS_S[0], moments=moments()) for one in answer.suggestions
    )
    return replace(answer, suggestions=with_moments)


@pytest.fixture
def model() -> SuggestionsModel:
    return SuggestionsModel()


@pytest.fixture
def panel(model: SuggestionsModel, qtbot: QtBot) -> SuggestionsPanel:
    panel = SuggestionsPanel(model, waveforms=Waves(), theme=load_theme("dark"))
    qtbot.addWidget(panel)
    panel.resize(320, 700)
    panel.show()
    model.set_suggested(answered(7, 3))
    panel.select(0)
    return panel


def begins_s(model: SuggestionsModel, row: int = 0) -> float:
    found = model.suggestion(row)
    assert found is not None
    return found.moment_s


def find(panel: QWidget, kind: type, name: str):  # type: ignore[no-untyped-def]
    found = panel.findChild(kind, name)
    assert found is not None, name
    return found


def test_a_click_on_a_moment_begins_the_song_there(
    panel: SuggestionsPanel, model: SuggestionsModel, qtbot: QtBot
) -> None:
    qtbot.mouseClick(find(panel, QToolButton, "why_head"), LEFT)
    assert find(panel, QLabel, "moment_why").text() == "It swells at 40."
    with qtbot.waitSignal(panel.moment_chosen) as chosen:
        qtbot.mouseClick(find(panel, QToolButton, "moment_2"), LEFT)
    assert chosen.args == [0]
    assert begins_s(model) == 70.0
    assert begins_s(model, 1) == 40.0
    assert find(panel, QLabel, "moment_why").text() == "It swells at 70."
    assert panel.current_row == 0


def test_steps_go_through_the_moments_in_time_and_around(
    panel: SuggestionsPanel, model: SuggestionsModel
) -> None:
    seen = []
    for by in (1, 1, 1, -1):
        panel.step_moment(by)
        seen.append(begins_s(model))
    assert seen == [70.0, 10.0, 40.0, 10.0]


def test_a_moment_that_was_chosen_stays_while_the_list_changes(
    panel: SuggestionsPanel, model: SuggestionsModel
) -> None:
    panel.choose_moment(1)
    model.set_suggested(answered(3, 7))
    row = model.row_of(7)
    assert row is not None
    assert begins_s(model, row) == 10.0
    gone = answered(7)
    bare = replace(gone, suggestions=(replace(gone.suggestions[0], moments=()),))
    model.set_suggested(bare)
    assert begins_s(model) == 40.0


def test_the_menu_offers_the_moments(panel: SuggestionsPanel, model: SuggestionsModel) -> None:
    suggestion = model.suggestion(0)
    assert suggestion is not None
    menu = panel._menu.menu(suggestion.track, suggestion.track.marks, key="1", parent=panel)
    panel._menu.add_moments(menu, suggestion)
    inner = find(menu, QMenu, "moments")
    assert [one.text() for one in inner.actions()] == ["0:40", "0:10", "1:10"]
    assert find(menu, QAction, "moment_0").isChecked()
    find(menu, QAction, "moment_1").trigger()
    assert begins_s(model) == 10.0


def test_without_moments_nothing_is_offered(
    panel: SuggestionsPanel, model: SuggestionsModel, qtbot: QtBot
) -> None:
    model.set_suggested(suggested(5))
    with qtbot.assertNotEmitted(panel.moment_chosen):
        panel.step_moment(1)
        panel.choose_moment(0)
    assert not find(panel, QLabel, "moment_why").isVisible()
