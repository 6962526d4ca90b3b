"""Reasons are told in the language of the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from editor_app.item_models.reasons import reason_words
from editor_app.reasons import shared_feeling
from editor_app.score.reason import Reason, said
from editor_app.widgets.language import install_language


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    translators = install_language(qapp, "de")
    yield
    for one in translators:
        qapp.removeTranslator(one)


def feeling(**shares: float) -> Reason:
    found = shared_feeling(shares, shares)
    assert found is not None
    return found


def test_without_a_translation_it_says_what_it_says(qapp: QApplication) -> None:
    for one in (feeling(tender=0.5), feeling(tender=0.5, sad=0.4), Reason("any", "as it is")):
        assert reason_words(one) == one.text


def test_sentences_and_the_names_in_them_are_translated(german: None) -> None:
    assert reason_words(feeling(tender=0.5, sad=0.4)) == "beide wirken zärtlich und traurig"


def test_names_that_nobody_translated_stay(german: None) -> None:
    assert reason_words(feeling(wistful=0.5)) == "beide wirken wistful"
    assert reason_words(said("any", "no such sentence {of}", of="a {brace}")) == (
        "no such sentence a {brace}"
    )
