from __future__ import annotations

import pytest

from editor_app.score.neighbours import fifths_apart, key_distance, tempo_distance


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("C major", "C major", 0),
        ("C major", "A minor", 0),
        ("C major", "G major", 1),
        ("A minor", "E minor", 1),
        ("F major", "D major", 3),
        ("C major", "F# major", 6),
        ("Eb minor", "A major", 3),
        ("C major", None, None),
        ("H dur", "C major", None),
    ],
)
def test_keys_lie_on_the_circle_of_fifths(one: str, other: str | None, apart: int | None) -> None:
    assert fifths_apart(one, other) == apart
    assert fifths_apart(other, one) == apart


def test_a_key_that_is_not_sure_says_little() -> None:
    assert key_distance("C major", "F# major") == 1
    assert key_distance("C major", "C major") == 0
    assert key_distance("C major", "F# major", sure=0.2) == pytest.approx(0.6)
    assert key_distance(None, "C major") == 0.5


def test_half_and_double_the_tempo_are_the_same_pulse() -> None:
    assert tempo_distance(120, 120) == tempo_distance(60, 120) == tempo_distance(140, 70) == 0
    assert tempo_distance(100, 104) < 0.25
    assert tempo_distance(100, 140) == 1
    assert tempo_distance(None, 100) == 0.5
    assert tempo_distance(0.0, 100) == 0.5
