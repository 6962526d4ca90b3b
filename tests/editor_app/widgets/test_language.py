from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor_app.actions import action
from editor_app.widgets.commands import label
from editor_app.widgets.language import install_language, languages
from editor_app.widgets.notices import NoticesBar
from editor_app.widgets.theme import load_theme
from resources import TRANSLATIONS
from resources.translations.__main__ import LANGUAGES, collect, pack

HOLES = re.compile(r"\{\d*[^}]*\}|%n|%\d")


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[object]:
    kept: list[object] = []

    def install(code: str) -> None:
        kept.extend(install_language(qapp, code))

    yield install
    for translator in kept:
        qapp.removeTranslator(translator)


def ts(language: str) -> Path:
    return TRANSLATIONS / f"cuesmith_{language}.ts"


def messages(path: Path) -> dict[tuple[str, str], ET.Element]:
    root = ET.parse(path).getroot()  # noqa: S314  (ours)
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message
        for context in root.iter("context")
        for message in context.iter("message")
    }


def forms(message: ET.Element) -> list[str]:
    found = message.find("translation")
    assert found is not None
    plural = [one.text or "" for one in found.iter("numerusform")]
    return plural or [found.text or ""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_window_says_is_in_the_file(language: str, tmp_path: Path) -> None:
    fresh = tmp_path / f"cuesmith_{language}.ts"
    shutil.copy(ts(language), fresh)
    collect(language, fresh)
    now, then = set(messages(fresh)), set(messages(ts(language)))
    assert sorted(now - then) == [], "run `make translations` and translate what is new"
    assert sorted(then - now) == [], "run `make translations`: this is said no more"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_is_translated(language: str) -> None:
    unfinished = [
        source
        for (_, source), message in messages(ts(language)).items()
        if message.find("translation[@type]") is not None or not all(forms(message))
    ]
    assert unfinished == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_put_into_a_sentence_stays_in_it(language: str) -> None:
    for (_, source), message in messages(ts(language)).items():
        for form in forms(message):
            lost = set(HOLES.findall(source)) ^ set(HOLES.findall(form))
            # "one song" may leave the number out.
            assert lost <= ({"%n"} if message.get("numerus") else set()), (source, form)
            assert source.endswith("…") == form.endswith("…"), (source, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_loaded_is_what_was_translated(language: str, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.qm"
    pack(ts(language), fresh)
    assert fresh.read_bytes() == ts(language).with_suffix(".qm").read_bytes(), (
        "run `make translations`"
    )


def test_the_languages_are_offered_by_their_own_names() -> None:
    assert languages() == (("en", "English"), ("de", "Deutsch"))


def test_the_window_speaks_german(qtbot: QtBot, speak) -> None:
    speak("de")
    assert label(action("open")) == "Öffnen …"
    bar = NoticesBar(load_theme("dark"))
    qtbot.addWidget(bar)
    assert bar.accessibleName() == "Meldungen"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_english_tells_one_from_many(qtbot: QtBot, speak) -> None:
    speak("en")
    counted = [QCoreApplication.translate("Welcome", "%n songs are ready", None, n) for n in (1, 2)]
    assert counted == ["1 song is ready", "2 songs are ready"]
    assert label(action("open")) == "Open…"


def test_a_language_that_is_not_there_leaves_english(
    qtbot: QtBot, speak, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak("xx")
    assert label(action("open")) == "Open…"
    assert QCoreApplication.translate("Welcome", "%n songs are ready", None, 1) == "1 song is ready"


def test_without_a_choice_the_language_of_the_system_is_spoken(
    qtbot: QtBot, speak, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("de_AT"))
    speak("")
    assert label(action("open")) == "Öffnen …"
