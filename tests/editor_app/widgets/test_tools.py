"""The tools of the tray: what they show, and that they fit into the panel in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from editor_app.operations.fitting import Fitted
from editor_app.project.timeline import Timeline
from editor_app.score.fitted import Fitting, Part, Seam
from editor_app.widgets.language import install_language
from editor_app.widgets.theme import load_theme
from editor_app.widgets.tools.align import AlignTool
from editor_app.widgets.tools.fill import FillTool
from editor_app.widgets.tools.fit import FitTool, Until
from editor_app.widgets.tools.rows import Row, Rows
from editor_app.widgets.tools.speech import SpeechRoom
from editor_app.widgets.tray import Tool, Tray
from resources.translations.__main__ import LANGUAGES

ROOM_PX = 288
"""Width of the panel at the right as it is at first, less its scroll bar."""
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    kept = install_language(qapp, request.param)
    yield request.param
    for translator in kept:
        qapp.removeTranslator(translator)


def fit_tool() -> FitTool:
    return FitTool(load_theme("dark"), song="Song", untils=(Until("To the end", 20.0),), begins_s=5)


TOOLS: tuple[Callable[[], Tool], ...] = (
    fit_tool,
    lambda: FillTool(load_theme("dark")),
    lambda: AlignTool(load_theme("dark")),
    lambda: SpeechRoom(Timeline()),
)


@pytest.mark.parametrize("make", TOOLS)
@pytest.mark.usefixtures("language")
def test_nothing_of_a_tool_is_cut_off(make: Callable[[], Tool], qtbot: QtBot) -> None:
    tool = make()
    qtbot.addWidget(tool)
    assert tool.title
    assert tool.minimumSizeHint().width() <= ROOM_PX


def a_fitting(*confidences: float) -> Fitting:
    seams = tuple(Seam(5.0, 5.0, 9.0, one, "alike") for one in confidences)
    return Fitting((Part(0.0, 20.0),), seams, 20.0, 0.9, ("Begins as the song begins.",))


def test_ways_to_fit_say_how_sure_they_are(qtbot: QtBot) -> None:
    tool = fit_tool()
    qtbot.addWidget(tool)
    shown: list[int] = []
    tool.shown.connect(shown.append)
    ways = (a_fitting(), a_fitting(0.9), a_fitting(0.9, 0.5), a_fitting(0.1))
    tool.show_fitted(Fitted(ways, has_beat=False))
    assert [row.mark for row in tool.list.rows] == ["good", "good", "unsure", "bad"]
    assert "may well be heard" in tool.list.rows[3].below
    assert "no steady beat" in tool.told.text()
    assert tool.is_ready
    tool.list.setCurrentRow(2)
    assert shown == [0, 2]
    tool.show_refusal("No.")
    assert not tool.is_ready


def test_a_length_of_ones_own_is_asked_for_once_it_stays(qtbot: QtBot) -> None:
    tool = fit_tool()
    qtbot.addWidget(tool)
    with qtbot.waitSignal(tool.wanted) as wanted:
        tool.length.setValue(30.0)
        tool.length.setValue(31.0)
    assert wanted.args[0].length_s == 31.0
    assert wanted.args[0].start_s == 5
    assert tool.until.currentIndex() == 1
    with qtbot.waitSignal(tool.wanted) as wanted:
        tool.until.setCurrentIndex(0)
        tool.until.activated.emit(0)
        tool.from_here.setChecked(False)
        tool.stretch.setChecked(True)
    wish = wanted.args[0]
    assert (wish.length_s, wish.start_s, wish.max_stretch) == (20.0, None, 0.03)


def test_details_are_shown_of_the_row_that_is_chosen(qtbot: QtBot) -> None:
    rows = Rows(load_theme("dark"))
    qtbot.addWidget(rows)
    rows.resize(200, 300)
    rows.show()
    rows.show_rows([Row("One", "below", "good", "more " * 40), Row("Two")])
    heights = [rows.sizeHintForRow(number) for number in (0, 1)]
    with qtbot.waitSignal(rows.gone_to) as gone:
        qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert gone.args == [0]
    assert rows.sizeHintForRow(0) > heights[0] > heights[1]
    spoken = rows.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("One. below. more")
    rows.set_theme(load_theme("light"))
    assert not rows.grab().isNull()


class Proposal(Tool):
    title = "Proposal"
    accepts = "Take it"
    is_ready = False


def test_only_what_is_ready_is_accepted(qtbot: QtBot) -> None:
    tray = Tray(load_theme("dark"))
    qtbot.addWidget(tray)
    tray.show()
    tool, told = Proposal(), []
    tool.accepted.connect(lambda: told.append("accepted"))
    tool.refused.connect(lambda: told.append("refused"))
    tray.show_tool(tool)
    accept = tray.findChild(QPushButton, "tray_accept")
    assert accept is not None
    tray.accept()
    assert told == []
    tool.set_ready(True)
    assert accept.isEnabled()
    qtbot.mouseClick(accept, LEFT)
    assert told == ["accepted"]
    assert tray.tool is None


def test_another_tool_refuses_the_one_before(qtbot: QtBot) -> None:
    tray = Tray(load_theme("dark"))
    qtbot.addWidget(tray)
    tray.show()
    first, second = Proposal(), Proposal()
    with qtbot.waitSignal(first.refused):
        tray.show_tool(first)
        tray.show_tool(second)
    close = tray.findChild(QToolButton, "tray_close")
    assert close is not None
    with qtbot.waitSignal(second.refused):
        qtbot.mouseClick(close, LEFT)
    assert tray.tool is None
