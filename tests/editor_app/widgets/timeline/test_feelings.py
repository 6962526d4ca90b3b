"""What the picture feels like, in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from editor_app.widgets.timeline.feelings import course_of, feelings_at
from editor_app.widgets.timeline.rows import Kind
from editor_app.widgets.timeline.seen import Seen, see
from tests.editor_app.widgets.timeline.conftest import EMOTIONS, an_analysis


def test_a_segment_is_told_with_its_shares_and_how_lively_it_is() -> None:
    analysis = an_analysis()
    shares = np.tile(np.float32([0.2, 0.7]), (10, 1))
    felt = replace(analysis, embedding=replace(analysis.embedding, emotions=shares))
    lines = feelings_at(see(felt, EMOTIONS, ()), 13.0).splitlines()
    assert lines[:2] == ["0:12–0:18", "calm 70 %, happy 20 %"]
    assert lines[2].startswith("liveliness ")


def test_beyond_the_film_and_before_it_was_watched_nothing_is_told() -> None:
    seen = see(an_analysis(), EMOTIONS, ())
    assert [feelings_at(seen, one) for one in (-1.0, 60.0, 100.0)] == ["", "", ""]
    assert feelings_at(Seen(), 0.0) == ""
    assert course_of(Seen()) == ""


def test_a_pack_without_feelings_still_tells_how_lively_it_is() -> None:
    seen = see(an_analysis(), (), ())
    assert feelings_at(seen, 3.0).startswith("0:00–0:06\nliveliness")
    assert course_of(seen) == ""


def test_the_course_is_told_to_those_who_hear_the_window(world) -> None:
    heard = world.view.accessibleDescription()
    assert heard == "How the picture feels: happy from 0:00, calm from 0:30"


def test_the_pointer_is_told(world) -> None:
    canvas = world.canvas
    row = canvas.rows.of(Kind.FEELING)
    at = QPoint(round(canvas.scale.x(31.0)), row.top + row.height // 2)
    viewport = canvas.viewport()
    told = QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at))
    QApplication.sendEvent(viewport, told)
    assert QToolTip.text().startswith("0:30–0:36\ncalm")
    QToolTip.hideText()
