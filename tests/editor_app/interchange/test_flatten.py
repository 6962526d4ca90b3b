"""What is on top is seen, at every frame; nested timelines are where they are used."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor_app.interchange import flatten as room
from editor_app.interchange.cut import Cut, MediaRef
from editor_app.interchange.flatten import flatten
from editor_app.interchange.layers import Clip, Lane, Montage, Sequence, join, retimed
from tests.editor_app.interchange.samples import rows, tiles

FILES = [MediaRef(f"{name}.mov") for name in "abcdef"]
RATE = Fraction(25)

clips = st.builds(
    lambda start, length, file, into, drawn: Clip(
        Fraction(start),
        Fraction(length),
        None if drawn else FILES[file],
        source_in_s=Fraction(into),
        drawn=drawn,
    ),
    st.integers(0, 20),
    st.integers(1, 9),
    st.integers(0, 5),
    st.integers(0, 50),
    st.booleans(),
)
lanes = st.lists(st.builds(lambda inside: Lane("picture", inside), st.lists(clips, max_size=6)))


def cut_of(*lanes: Lane, **others: list[Lane]) -> Cut:
    sequences = {name: Sequence(name, RATE, inside) for name, inside in others.items()}
    sequences["top"] = Sequence("top", RATE, list(lanes))
    return flatten(Montage("test", sequences, ["top"]), "top")


def shown(lanes: list[Lane], at: Fraction) -> Clip | None:
    """Return what is on top at a moment, found the slow way."""
    best: tuple[int, Fraction, int] | None = None
    found = None
    for height, lane in enumerate(lanes, start=1):
        for order, clip in enumerate(lane.clips):
            if clip.start_s <= at < clip.end_s:
                rank = (0 if clip.drawn else height, clip.start_s, height * 100 + order)
                if best is None or rank >= best:
                    best, found = rank, clip
    return found


@settings(max_examples=150, deadline=None)
@given(lanes)
def test_the_top_one_is_seen_at_every_moment(inside: list[Lane]) -> None:
    cut = cut_of(*inside)
    assert tiles(cut)
    for frame in range(2 * 30):
        at = Fraction(frame, 2)
        piece = next((one for one in cut.pieces if one.start_s <= at < one.end_s), None)
        clip = shown(inside, at)
        if clip is None or clip.source is None:
            assert piece is None or piece.source is None
        else:
            assert piece is not None
            assert piece.source == clip.source
            offset = at - clip.start_s
            assert piece.source_in_s + (at - piece.start_s) == clip.source_in_s + offset


def test_a_nested_timeline_is_cut_stretched_and_turned_round() -> None:
    inner = [
        Lane(
            "picture",
            [
                Clip(Fraction(0), Fraction(4), FILES[0]),
                Clip(Fraction(4), Fraction(4), FILES[1], dissolve_in_s=Fraction(2)),
            ],
        )
    ]

    def used(**how: object) -> list[tuple[float, float, str, float, float, float]]:
        clip = Clip(Fraction(1), Fraction(2), inner="in", **how)  # type: ignore[arg-type]
        return rows(cut_of(Lane("picture", [clip]), **{"in": inner}))[1:]

    assert used(source_in_s=Fraction(3)) == [
        (25, 25, "a.mov", 75, 1, 0),
        (50, 25, "b.mov", 0, 1, 25),
    ]
    assert used(source_in_s=Fraction(2), speed=Fraction(2)) == [
        (25, 25, "a.mov", 50, 2, 0),
        (50, 25, "b.mov", 0, 2, 25),
    ]
    assert used(source_in_s=Fraction(5), speed=Fraction(-1)) == [
        (25, 25, "b.mov", 25, -1, 0),
        (50, 25, "a.mov", 100, -1, 0),
    ]
    assert used(source_in_s=Fraction(5), frozen=True) == [(25, 50, "b.mov", 25, 1, 0)]


def test_holes_of_a_nested_timeline_show_what_lies_below() -> None:
    inner = [Lane("picture", [Clip(Fraction(1), Fraction(1), FILES[1])])]
    below = Lane("picture", [Clip(Fraction(0), Fraction(3), FILES[0])])
    above = Lane("picture", [Clip(Fraction(0), Fraction(3), inner="in")])
    assert rows(cut_of(below, above, **{"in": inner})) == [
        (0, 25, "a.mov", 0, 1, 0),
        (25, 25, "b.mov", 0, 1, 0),
        (50, 25, "a.mov", 50, 1, 0),
    ]


def test_timelines_that_hold_themselves_end() -> None:
    first = [Lane("picture", [Clip(Fraction(0), Fraction(2), inner="second")])]
    second = [
        Lane(
            "picture",
            [
                Clip(Fraction(0), Fraction(1), FILES[0]),
                Clip(Fraction(1), Fraction(1), inner="first"),
            ],
        )
    ]
    above = Lane("picture", [Clip(Fraction(0), Fraction(2), inner="first")])
    cut = cut_of(above, first=first, second=second)
    assert rows(cut)[0] == (0, 25, "a.mov", 0, 1, 0)
    assert "holds itself" in " ".join(cut.dropped)


def test_nesting_is_bounded() -> None:
    others = {
        f"n{n}": [Lane("picture", [Clip(Fraction(0), Fraction(1), inner=f"n{n + 1}")])]
        for n in range(100)
    }
    cut = cut_of(Lane("picture", [Clip(Fraction(0), Fraction(1), inner="n0")]), **others)
    assert cut.pieces == ()
    assert "deep" in " ".join(cut.dropped)


def test_nesting_that_doubles_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAX_PIECES", 2000)
    twice = [Clip(Fraction(0), Fraction(1)), Clip(Fraction(1), Fraction(1))]
    others = {}
    for level in range(30):
        inside = [
            Clip(one.start_s, one.duration_s, inner=f"n{level + 1}", speed=Fraction(2))
            for one in twice
        ]
        others[f"n{level}"] = [Lane("picture", inside)]
    others["n30"] = [Lane("picture", [Clip(Fraction(0), Fraction(2), FILES[0])])]
    cut = cut_of(Lane("picture", [Clip(Fraction(0), Fraction(2), inner="n0")]), **others)
    assert len(cut.pieces) <= 2000
    assert "left out" in " ".join(cut.dropped)


def test_a_fade_goes_into_black_or_into_what_lies_below() -> None:
    above = Lane("picture", [Clip(Fraction(0), Fraction(4), FILES[0])])
    join(above, above.clips[0], None, (Fraction(3), Fraction(4)))
    assert rows(cut_of(above)) == [(0, 75, "a.mov", 0, 1, 0), (75, 25, "", 0, 1, 25)]
    below = Lane("picture", [Clip(Fraction(0), Fraction(6), FILES[1])])
    assert rows(cut_of(below, above))[1] == (75, 75, "b.mov", 75, 1, 25)


def test_two_sides_of_a_stereo_sound_are_one() -> None:
    left = Lane("sound", [Clip(Fraction(0), Fraction(4), FILES[0])], "A1")
    right = Lane("sound", [Clip(Fraction(0), Fraction(4), FILES[0])], "A2")
    assert len(cut_of(left, right).sounds) == 1


def test_sound_of_a_nested_timeline_moves_with_it() -> None:
    inner = [Lane("sound", [Clip(Fraction(2), Fraction(4), FILES[0], source_in_s=Fraction(7))])]
    outer = Clip(Fraction(10), Fraction(2), inner="in", source_in_s=Fraction(3), gain_db=-3.0)
    (one,) = cut_of(Lane("sound", [outer]), **{"in": inner}).sounds
    assert (one.start_s, one.duration_s, one.source_in_s, one.gain_db) == (10, 2, 8, -3.0)


def test_what_begins_before_the_cut_is_cut() -> None:
    early = Clip(Fraction(-2), Fraction(4), FILES[0], source_in_s=Fraction(1))
    assert rows(cut_of(Lane("picture", [early]))) == [(0, 50, "a.mov", 75, 1, 0)]


def test_a_line_of_speed_gives_stretches_that_stand_or_run() -> None:
    points = [(Fraction(at), Fraction(to)) for at, to in ((0, 0), (2, 4), (3, 4), (5, 3))]
    parts = retimed(points, Fraction(1), Fraction(3))
    assert [(one.offset_s, one.duration_s, one.source_s, one.speed) for one in parts] == [
        (0, 1, 2, 2),
        (1, 1, 4, 0),
        (2, 1, 4, Fraction(-1, 2)),
    ]
