from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
)
from pytestqt.qtbot import QtBot

from editor_app.about import DeviceChoice
from editor_app.preferences import Preferences
from editor_app.settings import USUAL_PACK
from editor_app.uses.choosing_pack import PackChoice
from editor_app.widgets.settings.dialog import SettingsDialog
from editor_app.widgets.theme import load_theme
from inference.errors import PackError

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
USUAL = Path("/home/anna/library")
BEFORE = Preferences(recent=(Path("/films/a.mp4"),), window={"geometry": "AA"}, rest={"later": 1})
DEVICES = (DeviceChoice("cuda", "No NVIDIA driver was found."), DeviceChoice("cpu"))
OWN = Path("/packs/own")
PACKS = (
    PackChoice(USUAL_PACK, "starter", "0.1.0", "mvpt", "# Starter", 7, 7),
    PackChoice(OWN, "own", "2", "emotion", "# Own\n\nLearnt from *weddings*.", 3, 7),
)


def opened(qtbot: QtBot, before: Preferences = BEFORE) -> SettingsDialog:
    dialog = SettingsDialog(
        before, theme=load_theme("dark"), library=USUAL, devices=DEVICES, packs=PACKS
    )
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.fixture
def dialog(qtbot: QtBot) -> SettingsDialog:
    return opened(qtbot)


def choose(qtbot: QtBot, combo: QComboBox, text: str) -> None:
    combo.setFocus()
    qtbot.keyClicks(combo, text)
    assert combo.currentText().startswith(text)


def pick(qtbot: QtBot, button: QRadioButton) -> None:
    # Beside its words a button does not answer.
    qtbot.mouseClick(button, LEFT, pos=QPoint(8, button.height() // 2))


def turn_to(dialog: SettingsDialog, qtbot: QtBot, title: str) -> None:
    bar = dialog.tabs.tabBar()
    place = [bar.tabText(one) for one in range(bar.count())].index(title)
    qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(place).center())


def select_action(dialog: SettingsDialog, qtbot: QtBot, text: str) -> QTreeWidgetItem:
    tree = dialog.findChild(QTreeWidget, "keys_list")
    exactly = Qt.MatchFlag.MatchRecursive | Qt.MatchFlag.MatchExactly
    item = tree.findItems(text, exactly)[0]
    tree.scrollToItem(item)
    qtbot.mouseClick(tree.viewport(), LEFT, pos=tree.visualItemRect(item).center())
    assert tree.currentItem() is item
    return item


def press_key(
    dialog: SettingsDialog,
    qtbot: QtBot,
    key: Qt.Key,
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    field = dialog.findChild(QKeySequenceEdit)
    with qtbot.waitSignal(field.editingFinished):
        qtbot.keyClick(field.findChild(QLineEdit), key, held)


def test_nothing_changed_gives_back_what_was(dialog: SettingsDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.findChild(QPushButton, "settings_ok"), LEFT)
    assert dialog.preferences == BEFORE


def test_a_look_is_shown_while_it_is_tried_and_taken_back(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    tried: list[str] = []
    dialog.theme_previewed.connect(tried.append)
    choose(qtbot, dialog.findChild(QComboBox, "settings_look"), "Light")
    assert tried == ["light"]
    assert dialog.preferences.theme == "light"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert tried == ["light", "dark"]
    assert dialog.isHidden()


def test_language_and_safety_copy(dialog: SettingsDialog, qtbot: QtBot) -> None:
    choose(qtbot, dialog.findChild(QComboBox, "settings_language"), "English")
    seconds = dialog.findChild(QSpinBox)
    seconds.setFocus()
    qtbot.keyClick(seconds, Qt.Key.Key_Up)
    assert dialog.preferences.language == "en"
    assert dialog.preferences.autosave_s == BEFORE.autosave_s + 1


def test_the_folder_of_the_library_is_chosen_and_forgotten_again(
    dialog: SettingsDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    turn_to(dialog, qtbot, "Music")
    field = dialog.findChild(QLineEdit, "settings_library")
    assert field.text() == str(USUAL)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    qtbot.mouseClick(dialog.findChild(QPushButton, "settings_library_change"), LEFT)
    assert dialog.preferences.library == tmp_path
    assert field.text() == str(tmp_path)
    qtbot.mouseClick(dialog.findChild(QPushButton, "settings_library_reset"), LEFT)
    assert dialog.preferences.library is None


def test_a_pack_is_chosen_and_one_that_is_gone_stays(dialog: SettingsDialog, qtbot: QtBot) -> None:
    turn_to(dialog, qtbot, "Music")
    combo = dialog.findChild(QComboBox, "settings_pack")
    assert combo.count() == 2
    choose(qtbot, combo, "own")
    assert (dialog.preferences.pack, dialog.preferences.coming_pack) == (None, OWN)
    other = opened(qtbot, Preferences(pack=Path("/packs/gone")))
    assert other.preferences.pack == Path("/packs/gone")
    assert other.preferences.coming_pack is None


def test_the_way_back_to_the_usual_pack_is_a_change_too(qtbot: QtBot) -> None:
    dialog = opened(qtbot, Preferences(pack=OWN))
    choose(qtbot, dialog.findChild(QComboBox, "settings_pack"), "The one that comes")
    assert (dialog.preferences.pack, dialog.preferences.coming_pack) == (OWN, USUAL_PACK)
    under_way = opened(qtbot, dialog.preferences)
    assert under_way.findChild(QComboBox, "settings_pack").currentText().startswith("The one that")
    assert under_way.preferences.coming_pack == USUAL_PACK


def test_a_pack_says_what_it_is_before_it_is_chosen(dialog: SettingsDialog, qtbot: QtBot) -> None:
    turn_to(dialog, qtbot, "Music")
    card = dialog.findChild(QTextBrowser, "settings_card")
    said = dialog.findChild(QLabel, "settings_pack_said")
    assert "Starter" in card.toPlainText()
    choose(qtbot, dialog.findChild(QComboBox, "settings_pack"), "own")
    assert "weddings" in card.toPlainText()
    assert "family emotion" in said.text()
    assert "It knows 3 of your 7 songs." in said.text()


def test_a_pack_is_offered_and_chosen_when_it_was_taken_in(
    dialog: SettingsDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/downloads/new")
    offered = []
    dialog.pack_offered.connect(offered.append)
    turn_to(dialog, qtbot, "Music")
    add = dialog.findChild(QPushButton, "settings_pack_add")
    add.menu().actions()[0].trigger()
    assert offered == [Path("/downloads/new")]
    assert not add.isEnabled()
    refused = dialog.findChild(QLabel, "settings_pack_refused")
    dialog.show_refused(PackError("new is no pack.", remedy="Get the pack again."))
    assert refused.isVisible()
    assert refused.text() == "new is no pack. Get the pack again."
    assert add.isEnabled()
    dialog.set_packs((*PACKS, PackChoice(Path("/packs/new"), "new", "1")))
    dialog.choose_pack(Path("/packs/new"))
    assert dialog.preferences.coming_pack == Path("/packs/new")
    assert not refused.isVisible()


def test_a_device_that_cannot_be_used_says_why_and_cannot_be_chosen(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    turn_to(dialog, qtbot, "Device")
    cuda = dialog.findChild(QRadioButton, "settings_device_cuda")
    assert not cuda.isEnabled()
    assert any(
        one.text() == "No NVIDIA driver was found." and one.isVisible()
        for one in dialog.findChildren(QLabel)
    )
    assert dialog.findChild(QRadioButton, "settings_device_auto").text() == "Automatic (CPU)"
    pick(qtbot, dialog.findChild(QRadioButton, "settings_device_cpu"))
    assert dialog.preferences.device == "cpu"


def test_devices_may_be_found_later_and_a_lost_one_stays_chosen(qtbot: QtBot) -> None:
    dialog = SettingsDialog(Preferences(device="cuda"), theme=load_theme("dark"), library=USUAL)
    qtbot.addWidget(dialog)
    assert dialog.preferences.device == "cuda"
    dialog.set_devices(DEVICES)
    assert dialog.preferences.device == "cuda"
    assert dialog.findChild(QRadioButton, "settings_device_cuda").isChecked()


def test_loudness_is_chosen_by_name_and_its_numbers_are_said(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    turn_to(dialog, qtbot, "Loudness")
    podcast = dialog.findChild(QRadioButton, "settings_target_podcast")
    assert podcast.text() == "Podcast: −16 LUFS, true peak −1 dBTP"
    pick(qtbot, podcast)
    assert dialog.preferences.target == "podcast"


def test_an_action_gets_another_key_and_the_usual_one_again(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    turn_to(dialog, qtbot, "Keys")
    item = select_action(dialog, qtbot, "Suggest music")
    press_key(dialog, qtbot, Qt.Key.Key_G, CONTROL)
    assert item.text(1) == "Ctrl+G"
    assert dialog.preferences.shortcuts == {"suggest": ("Ctrl+G",)}
    qtbot.mouseClick(dialog.findChild(QPushButton, "keys_usual"), LEFT)
    assert dialog.preferences.shortcuts == {}
    assert item.text(1) == "S"


def test_a_key_two_actions_want_must_be_settled_before_saving(
    dialog: SettingsDialog, qtbot: QtBot
) -> None:
    turn_to(dialog, qtbot, "Keys")
    select_action(dialog, qtbot, "Align")
    press_key(dialog, qtbot, Qt.Key.Key_E, CONTROL)
    ok = dialog.findChild(QPushButton, "settings_ok")
    assert dialog.findChild(QLabel, "keys_clash").text() == (
        "Ctrl+E is the key of “Export” and “Align”."
    )
    assert not ok.isEnabled()
    qtbot.mouseClick(dialog.findChild(QPushButton, "keys_take"), LEFT)
    assert ok.isEnabled()
    assert not dialog.findChild(QLabel, "keys_clash").isVisible()
    assert dialog.preferences.shortcuts == {"align": ("Ctrl+E",), "export": ()}
    qtbot.mouseClick(dialog.findChild(QPushButton, "keys_usual_all"), LEFT)
    assert dialog.preferences.shortcuts == {}


def test_actions_are_searched_for(dialog: SettingsDialog, qtbot: QtBot) -> None:
    turn_to(dialog, qtbot, "Keys")
    qtbot.keyClicks(dialog.findChild(QLineEdit, "keys_search"), "second")
    tree = dialog.findChild(QTreeWidget, "keys_list")
    heads = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    shown = [one for one in heads if not one.isHidden()]
    assert [one.text(0) for one in shown] == ["Play"]
    inner = [shown[0].child(place) for place in range(shown[0].childCount())]
    assert [one.text(0) for one in inner if not one.isHidden()] == [
        "A second back",
        "A second on",
    ]
