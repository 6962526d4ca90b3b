"""Music made to fit, by mouse and keys: moment, place, align, fit, seam, fill; and all undone."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QLabel,
    QListView,
    QPushButton,
    QSlider,
    QToolButton,
)

from editor_app.project.timeline import Laid
from editor_app.score.arrange import chain
from editor_app.widgets.timeline.rows import Kind
from editor_app.widgets.tools.rows import Rows
from tests.end_to_end.window.conftest import Program

LONG_MS = 60_000
TITLE = "Electricity"
LENGTH_S = 20.0


def choose_scene(program: Program) -> None:
    """Click the second scene, so that songs are longer than what they are wanted for."""
    canvas, desk = program.canvas, program.desk
    scene = desk.focus.scenes[1]
    row = canvas.rows.of(Kind.SCENES)
    x = canvas.scale.x((scene.start_s + scene.end_s) / 2)
    program.person.click(canvas.viewport(), QPointF(x, row.top + row.height / 2))
    model = program.furniture.bench.suggestions_model
    program.person.wait(lambda: model.suggested and model.suggested.stretch.span == scene)


def choose_song(program: Program) -> int:
    """Click the row of a song in the list of suggestions."""
    person, bench = program.person, program.furniture.bench
    songs = person.see(QListView, "suggestions_list")
    titles = [one.track.title for one in bench.suggestions_model.suggestions]
    row = titles.index(TITLE)
    index = songs.model().index(row, 0)
    songs.scrollTo(index)
    person.click(songs.viewport(), songs.visualRect(index).topLeft() + QPoint(150, 20))
    person.wait(lambda: bench.suggestions.current_row == row)
    return row


def moment_s(program: Program, row: int) -> float:
    suggestion = program.furniture.bench.suggestions_model.suggestion(row)
    assert suggestion is not None
    return suggestion.moment_s


def first_passes(program: Program) -> tuple[Laid, ...]:
    timeline = program.desk.document.timeline
    return chain(timeline, timeline.laid[0].id)


def click_row(program: Program, rows: Rows, number: int) -> None:
    rows.scrollTo(rows.model().index(number, 0))
    place = rows.visualItemRect(rows.item(number)).topLeft() + QPoint(60, 12)
    program.person.click(rows.viewport(), place)


def test_music_is_made_to_fit_and_all_is_taken_back(opened: Program) -> None:
    document = opened.desk.document
    choose_scene(opened)
    row = choose_song(opened)
    choose_moment(opened, row)
    place(opened, row)
    correct_beat(opened)
    align(opened)
    fit(opened)
    move_seam(opened)
    fill(opened)
    while document.stack.canUndo():
        opened.person.press("Ctrl+Z")
    assert document.timeline.laid == ()
    assert not opened.canvas.has_proposal
    assert opened.notices == ()


def choose_moment(program: Program, row: int) -> None:
    """Another moment, by click and by key, while the song plays."""
    person, desk = program.person, program.desk
    person.click(person.see(QToolButton, "why_head"))
    person.press("Ctrl+Right")
    by_key = moment_s(program, row)
    suggestion = program.furniture.bench.suggestions_model.suggestion(row)
    assert suggestion is not None
    moments = [one.moment_s for one in suggestion.moments]
    assert len(moments) > 1
    other = next(number for number, one in enumerate(moments) if one != by_key)
    person.click(person.see(QToolButton, f"moment_{other}"))
    assert moment_s(program, row) == moments[other]
    assert person.see(QLabel, "moment_why").text()
    person.click(person.see(QToolButton, "why_head"))
    if row < 9:
        person.press(str(row + 1))
        person.wait(lambda: desk.auditioning.track_id is not None)
        person.press("Ctrl+Left")
        person.press("0")
        person.wait(lambda: desk.auditioning.track_id is None)
        person.press("K")


def place(program: Program, row: int) -> None:
    person, document = program.person, program.desk.document
    wanted_s = moment_s(program, row)
    person.press("Return")
    person.wait(lambda: document.timeline.laid)
    (first, *_) = document.timeline.laid
    assert first.cue.title == TITLE
    # A song no longer than the film may have to begin earlier.
    assert first.cue.source_in_s <= wanted_s + 3.0


def correct_beat(program: Program) -> None:
    """Half the tempo, and back, by keys; the ticks follow."""
    person, document = program.person, program.desk.document
    beats = document.timeline.laid[0].song.beats_s
    steps = document.stack.count()
    person.press("H")
    person.wait(lambda: len(document.timeline.laid[0].song.beats_s) < 0.6 * len(beats))
    person.press("Shift+B")
    person.wait(lambda: document.timeline.laid[0].song.beats_s == beats)
    assert document.stack.count() == steps


def align(program: Program) -> None:
    person = program.person
    person.press("A")
    cuts = person.see(Rows, "align_cuts")
    assert cuts.rows
    click_row(program, cuts, 0)
    assert person.see(QLabel, "align_done").text()
    person.click(person.see(QToolButton, "tray_close"))
    person.wait(program.furniture.bench.shape.isVisible)


def fit(program: Program) -> None:
    """Twenty seconds from the song's beginning, in a way that has a seam."""
    person, document, desk = program.person, program.desk.document, program.desk
    person.press("F")
    from_here = person.see(QCheckBox, "fit_from_here")
    if from_here.isChecked():
        person.click(from_here, QPointF(10, from_here.height() / 2))
    person.click(person.see(QDoubleSpinBox, "fit_length"))
    person.write(f"{LENGTH_S:g}")
    person.press("Tab")
    ways = person.see(Rows, "fit_ways")
    person.wait(lambda: desk.proposing.timeline and _fits(program), LONG_MS)
    seamed = next(number for number, one in enumerate(ways.rows) if "sure" in one.text)
    click_row(program, ways, seamed)
    person.wait(lambda: any(one.seam is not None for one in desk.proposing.timeline.laid))  # type: ignore[union-attr]
    person.press("Space")
    person.wait(lambda: desk.player.is_playing)
    person.press("K")
    steps = document.stack.count()
    person.click(person.see(QPushButton, "tray_accept"))
    assert document.stack.count() == steps + 1
    passes = first_passes(program)
    assert len(passes) > 1
    assert round(passes[-1].cue.end_s - passes[0].cue.start_s, 2) == LENGTH_S


def _fits(program: Program) -> bool:
    """Whether what is proposed has the length that was asked for."""
    laid = program.desk.proposing.timeline.laid  # type: ignore[union-attr]
    return round(max(one.cue.end_s for one in laid) - laid[0].cue.start_s, 2) == LENGTH_S


def move_seam(program: Program) -> None:
    """To the next good place on one side, or else on the other."""
    person, document = program.person, program.desk.document
    before = first_passes(program)
    for keys in ("Alt+PgDown", "Alt+PgUp"):
        told = len(program.notices)
        person.press(keys)
        person.wait(
            lambda told=told: first_passes(program) != before or len(program.notices) > told,
            LONG_MS,
        )
        if first_passes(program) != before:
            break
    assert document.stack.undoText() == "Move seam"
    after = first_passes(program)
    assert after[1].cue.start_s != before[1].cue.start_s
    assert round(after[-1].cue.end_s, 3) == round(before[-1].cue.end_s, 3)
    for notice in program.notices:
        program.cuesmith.window.notices.withdraw(notice)


def fill(program: Program) -> None:
    """One song for all, then one per scene; accepted as one step."""
    person, document, desk = program.person, program.desk.document, program.desk
    before, steps = document.timeline, document.stack.count()
    person.press("Shift+F")
    person.wait(lambda: desk.proposing.timeline, LONG_MS)
    slider = person.see(QSlider, "fill_change")
    person.wait(slider.hasFocus)
    plan = person.see(Rows, "fill_plan")
    person.press("Home")
    person.wait(lambda: len(plan.rows) == 1)
    one_song = desk.proposing.timeline
    person.drag(slider, [QPoint(6, slider.height() // 2), QPoint(slider.width() - 4, 8)])
    person.wait(lambda: len(plan.rows) > 1 and desk.proposing.timeline != one_song)
    assert document.timeline is before
    click_row(program, plan, 1)
    person.press("Ctrl+Return")
    assert document.stack.count() == steps + 1
    assert document.stack.undoText() == "Fill the cut"
    assert len({one.cue.track_path for one in document.timeline.laid}) > 1
