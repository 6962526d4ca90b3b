from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QDialog

from editor_app.preferences import read_preferences
from editor_app.settings import preferences_path
from tests.end_to_end.window.conftest import Program


def test_zooming(opened: Program) -> None:
    person, canvas = opened.person, opened.canvas
    whole = canvas.scale.px_per_s
    person.press("Ctrl+=")
    assert canvas.scale.px_per_s > whole
    person.press("Ctrl+=")
    person.press("Ctrl+-")
    person.press("Ctrl+0")
    assert canvas.scale.px_per_s == pytest.approx(whole, rel=0.02)


def test_snapping_is_shown_where_it_can_be_chosen(opened: Program) -> None:
    action = opened.cuesmith.window.actions_by_id["snapping"]
    assert action.isChecked()
    opened.person.press("N")
    assert not opened.furniture.bench.timeline.is_snapping
    assert not action.isChecked()


def test_panels_come_and_go(opened: Program) -> None:
    person, bench = opened.person, opened.furniture.bench
    person.press("Ctrl+2")
    assert bench.library.isVisible()
    person.press("Ctrl+2")
    assert not bench.left.isVisible()
    person.press("Ctrl+1")
    assert bench.suggestions.isVisible()
    person.press("Ctrl+3")
    assert not bench.right.isVisible()
    window = opened.cuesmith.window
    person.choose(window.menus["view"], window.actions_by_id["reset_layout"])
    assert bench.right.isVisible()
    assert bench.left.isVisible()


def test_the_look_is_changed_for_good(opened: Program) -> None:
    before = opened.cuesmith.theme.name
    opened.person.press("Ctrl+Shift+D")
    now = opened.cuesmith.theme.name
    assert now != before
    opened.person.wait(lambda: preferences_path().exists())
    opened.person.wait(lambda: read_preferences(preferences_path()).theme == now)


def test_the_look_that_was_tried_is_put_back(opened: Program) -> None:
    before = opened.cuesmith.theme.name
    opened.person.press("Ctrl+,")
    look = opened.person.see(QComboBox, "settings_look")
    look.setFocus()
    opened.person.press("Up" if look.currentIndex() else "Down")
    opened.person.wait(lambda: opened.cuesmith.theme.name != before)
    opened.person.press("Escape")
    opened.person.wait(lambda: opened.cuesmith.theme.name == before)


def test_full_screen_and_back(opened: Program) -> None:
    window = opened.cuesmith.window
    opened.person.press("F11")
    assert window.isFullScreen()
    opened.person.press("F11")
    assert not window.isFullScreen()


@pytest.mark.parametrize("keys", ["Ctrl+,", "?", "F1", ""])
def test_dialogs_open_and_are_gone_when_closed(opened: Program, keys: str) -> None:
    person, window = opened.person, opened.cuesmith.window

    def dialogs() -> list[QDialog]:
        return [one for one in window.findChildren(QDialog) if one.isVisible()]

    if keys:
        person.press(keys)
    else:
        person.choose(window.menus["help"], window.actions_by_id["about"])
    person.wait(dialogs)
    (dialog,) = dialogs()
    assert dialog.windowTitle()
    dialog.activateWindow()
    person.wait(dialog.isActiveWindow)
    person.press("Escape")
    person.wait(lambda: not window.findChildren(QDialog))
