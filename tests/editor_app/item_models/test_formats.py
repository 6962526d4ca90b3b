from __future__ import annotations

import pytest

from editor_app.item_models import formats
from tests.editor_app.songs import track


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (59.9, "0:59"), (204.2, "3:24"), (3723, "1:02:03"), (-1, "0:00")],
)
def test_times(seconds: float, text: str) -> None:
    assert formats.clock(seconds) == text


@pytest.mark.parametrize(("name", "text"), [("D minor", "D min"), ("Eb major", "Eb maj")])
def test_keys_are_shortened(name: str, text: str) -> None:
    assert formats.key(name) == text


def test_what_is_not_known_is_a_dash() -> None:
    assert formats.key(None) == formats.bpm(None) == formats.NOTHING


@pytest.mark.parametrize(
    ("licence", "text"),
    [
        ("CC BY 4.0", "CC BY"),
        ("CC-BY-SA-3.0", "CC BY-SA"),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "CC BY-NC-ND"),
        ("CC0 1.0", "CC0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0"),
        ("MIT", "MIT"),
        ("released into the public domain by its author", "Public domain"),
        ("Copyright 2020. All rights reserved by somebody", "All rights"),
        ("", "No licence"),
    ],
)
def test_licences_fit_a_badge(licence: str, text: str) -> None:
    assert formats.licence(track(1, licence=licence)) == text


def test_what_the_makers_ask_for_is_the_attribution() -> None:
    assert formats.attribution(track(1, attribution="Thanks, Ann")) == "Thanks, Ann"


def test_an_attribution_is_made_of_the_tags() -> None:
    assert formats.attribution(track(1)) == "“Song 1” by Artist 1 (CC BY 4.0)"
    assert formats.attribution(track(1, artist="", licence="")) == "“Song 1”"
