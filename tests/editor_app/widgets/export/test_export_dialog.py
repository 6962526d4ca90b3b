"""The dialog, used as a person uses it: clicks and keys, with the real renderer behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QSlider, QWidget

from editor_app.operations.jobs import Jobs
from editor_app.operations.lanes import Lanes
from editor_app.operations.rendering import Rendering
from editor_app.project import edits
from editor_app.project.credits import Credit
from editor_app.project.cue import Cue
from editor_app.project.timeline import Film, Level, Project, Timeline
from editor_app.score import hardware
from editor_app.score.duck import PRESETS
from editor_app.score.encoding import Encoding
from editor_app.score.export import ExportRequest
from editor_app.score.moment import Song
from editor_app.widgets.export.material import Material, material_of
from editor_app.widgets.export_dialog import ExportDialog
from editor_app.widgets.theme import load_theme
from inference.progress import Progress
from inference.values import Span
from resources import DEMO
from tests.editor_app.score.conftest import ffmpeg

LONG_MS = 20_000


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """Three seconds of picture and noise."""
    path = tmp_path_factory.mktemp("export") / "trip.mp4"
    ffmpeg("-v", "error", "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=3",
           "-f", "lavfi", "-i", "anoisesrc=c=pink:a=0.1:r=48000:d=3:seed=1", "-c:a", "aac",
           str(path))  # fmt: skip
    return Film(path, 3.0, 25.0)


@pytest.fixture
def material(film: Film, tmp_path: Path) -> Material:
    song = next(iter(sorted((DEMO / "music").iterdir())))
    cue = Cue(song, "Electricity", "Alexander Blu", 0.0, 3.0, 5.0, gain_db=-6.0)
    credit = Credit("Electricity", "Alexander Blu", "", "unknown", "“Electricity”")
    return Material(
        film, (cue,), speech=(Span(0.5, 1.5),), credits=(credit,), folder=tmp_path
    )  # fmt: skip


@pytest.fixture
def rendering(qapp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rendering]:
    def found() -> Iterator[Progress]:
        yield Progress(1.0, "")
        return (Encoding("h264", "nvenc"),)

    monkeypatch.setattr(hardware, "usable_encodings", found)
    lanes = Lanes()
    yield Rendering(Jobs(lanes))
    assert lanes.close(10.0)


@pytest.fixture
def opened(qtbot, rendering: Rendering) -> Callable[[Material], ExportDialog]:
    def make(material: Material) -> ExportDialog:
        dialog = ExportDialog(material, rendering, load_theme("dark"))
        qtbot.addWidget(dialog)
        with qtbot.waitSignal(rendering.looked, timeout=LONG_MS):
            dialog.show()
        return dialog

    return make


def find(dialog: QWidget, kind: type, name: str):  # type: ignore[no-untyped-def]
    found = dialog.findChild(kind, f"export_{name}")
    assert found is not None, name
    return found


def click(qtbot, dialog: QWidget, name: str) -> None:
    qtbot.mouseClick(find(dialog, QPushButton, name), Qt.MouseButton.LeftButton)


def tick(qtbot, dialog: QWidget, name: str) -> None:
    """Use the keyboard: a click beside the words of a box changes nothing."""
    qtbot.keyClick(find(dialog, QCheckBox, name), Qt.Key.Key_Space)


def words(dialog: QWidget, name: str) -> str:
    return find(dialog, QLabel, name).text()


def page(dialog: ExportDialog) -> QWidget:
    pages = (dialog.choices, dialog.running, dialog.report, dialog.trouble)
    return next(one for one in pages if one.isVisible())


def exported(qtbot, dialog: ExportDialog) -> None:
    with qtbot.waitSignal(dialog.succeeded, timeout=LONG_MS):
        click(qtbot, dialog, "start")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_film_with_music_and_its_parts(qtbot, opened, material: Material, tmp_path: Path) -> None:
    dialog = opened(material)
    assert words(dialog, "fate") == "The picture is copied as it is, bit for bit."
    assert "are free there" in words(dialog, "room")
    for name in ("music", "original", "credits"):
        tick(qtbot, dialog, name)
    exported(qtbot, dialog)
    assert names(tmp_path) == [
        "trip credits.txt",
        "trip music.wav",
        "trip original sound.wav",
        "trip with music.mp4",
    ]
    assert page(dialog) is dialog.report
    said = " ".join(label.text() for label in dialog.report.findChildren(QLabel))
    for expected in ("trip with music.mp4", "−14", "LUFS", "dBTP", "bit for bit", "“Electricity”"):
        assert expected in said
    click(qtbot, dialog, "copy_credits")
    assert "“Electricity”" in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(dialog.reveal_requested) as asked:
        click(qtbot, dialog, "reveal")
    assert asked.args == [tmp_path / "trip with music.mp4"]
    click(qtbot, dialog, "close")
    assert not dialog.isVisible()


def test_choices_arrive_in_the_request(qtbot, opened, material: Material) -> None:
    dialog = opened(material)
    find(dialog, QComboBox, "target").setFocus()
    qtbot.keyClick(find(dialog, QComboBox, "target"), Qt.Key.Key_End)
    qtbot.keyClick(find(dialog, QComboBox, "target"), Qt.Key.Key_Up)
    qtbot.keyClick(find(dialog, QSlider, "duck"), Qt.Key.Key_Right)
    assert words(dialog, "duck_words") == "lowered by 13 dB"
    request = dialog.choices.request()
    target = request.settings.target
    assert target is not None
    assert target.name == "ebu-r128"
    assert request.settings.duck is not None
    assert request.settings.duck.depth_db == 13.0
    assert request.settings.speech == material.speech
    tick(qtbot, dialog, "keep_original")
    settings = dialog.choices.request().settings
    assert (settings.original_gain_db, settings.speech, settings.duck) == (None, (), None)
    assert not find(dialog, QSlider, "duck").isEnabled()


def test_another_way_of_making_room_is_told(qtbot, opened, material: Material) -> None:
    dialog = opened(material)
    way = find(dialog, QComboBox, "duck_way")
    with qtbot.waitSignal(dialog.ducking_changed) as told:
        qtbot.keyClick(way, Qt.Key.Key_End)
    timeline = told.args[0].on(Timeline())
    assert (timeline.ducking, timeline.duck_depth_db) == ("trailer", 8.0)
    assert dialog.choices.request().settings.duck == PRESETS["trailer"]


def test_an_export_waits_until_the_films_own_music_is_known(
    qtbot, opened, material: Material
) -> None:
    dialog = opened(material)
    start = find(dialog, QPushButton, "start")
    tick(qtbot, dialog, "duck_music")
    dialog.choices.set_listening(listening=True)
    assert not start.isEnabled()
    assert "Listening" in words(dialog, "hint")
    dialog.choices.set_own_music((Span(1.0, 2.0),))
    assert start.isEnabled()
    assert dialog.choices.request().settings.own_music == (Span(1.0, 2.0),)
    tick(qtbot, dialog, "duck_music")
    assert dialog.choices.request().settings.own_music == ()


def test_each_lane_is_written_beside_the_music(
    qtbot, opened, material: Material, tmp_path: Path
) -> None:
    (cue,) = material.cues
    lanes = (("M1", (cue,)), ("M2", (replace(cue, source_in_s=9.0),)))
    dialog = opened(replace(material, lanes=lanes))
    assert not find(dialog, QCheckBox, "lanes").isEnabled()
    tick(qtbot, dialog, "film")
    tick(qtbot, dialog, "music")
    tick(qtbot, dialog, "lanes")
    exported(qtbot, dialog)
    assert names(tmp_path) == ["trip music M1.wav", "trip music M2.wav", "trip music.wav"]


def test_lanes_that_sound_are_read_from_the_project(film: Film) -> None:
    song = Song(Path("/song.ogg"), 60.0)
    timeline = Timeline(20.0)
    for lane in (0, 1):
        timeline, _ = edits.add(timeline, Cue(song.path, "", "", 1.0, 5.0), song, lane=lane)
    made = material_of(Project(film, timeline), (), speech=None)
    assert [(name, len(cues)) for name, cues in made.lanes] == [("M1", 1), ("M2", 1)]
    muted = edits.set_lane(timeline, 1, muted=True)
    assert [name for name, _ in material_of(Project(film, muted), (), speech=None).lanes] == ["M1"]


def test_the_name_may_bring_its_kind(qtbot, opened, material: Material, tmp_path: Path) -> None:
    dialog = opened(material)
    line = find(dialog, QLineEdit, "film_name")
    line.selectAll()
    qtbot.keyClicks(line, "holiday.mkv")
    assert (line.text(), find(dialog, QComboBox, "film_kind").currentText()) == ("holiday", ".mkv")
    assert dialog.choices.request().film == tmp_path / "holiday.mkv"


@pytest.mark.parametrize("bad", ["", "a/b", "what?", ".hidden"])
def test_names_that_are_none_are_said(qtbot, bad: str, opened, material: Material) -> None:
    dialog = opened(material)
    line = find(dialog, QLineEdit, "film_name")
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClicks(line, bad)
    assert "needs a name" in words(dialog, "hint")
    assert not find(dialog, QPushButton, "start").isEnabled()


def test_nothing_chosen_and_two_alike(qtbot, opened, material: Material) -> None:
    dialog = opened(material)
    tick(qtbot, dialog, "film")
    assert "at least one file" in words(dialog, "hint")
    for name in ("music", "original"):
        tick(qtbot, dialog, name)
        line = find(dialog, QLineEdit, f"{name}_name")
        line.selectAll()
        qtbot.keyClicks(line, "same")
    assert "same name" in words(dialog, "hint")


def test_files_that_are_there_are_asked_about(
    qtbot, opened, material: Material, tmp_path: Path
) -> None:
    out = tmp_path / "trip with music.mp4"
    out.write_bytes(b"precious")
    dialog = opened(material)
    question = find(dialog, QWidget, "question")
    click(qtbot, dialog, "start")
    qtbot.waitUntil(question.isVisible, timeout=LONG_MS)
    with qtbot.waitSignal(dialog.succeeded, timeout=LONG_MS):
        click(qtbot, dialog, "keep_both")
    assert out.read_bytes() == b"precious"
    assert (tmp_path / "trip with music 2.mp4").is_file()

    click(qtbot, dialog, "again")
    line = find(dialog, QLineEdit, "film_name")
    line.selectAll()
    qtbot.keyClicks(line, "trip with music")
    click(qtbot, dialog, "start")
    qtbot.waitUntil(question.isVisible, timeout=LONG_MS)
    with qtbot.waitSignal(dialog.succeeded, timeout=LONG_MS):
        click(qtbot, dialog, "replace")
    assert out.stat().st_size > 1_000
    assert len(names(tmp_path)) == 2


def test_a_trimmed_film_is_encoded_again_as_chosen(
    qtbot, opened, material: Material, tmp_path: Path
) -> None:
    dialog = opened(replace(material, kept=Span(1.0, 2.0)))
    assert "trimmed" in words(dialog, "fate")
    quality = find(dialog, QComboBox, "quality")
    assert quality.isEnabled()
    qtbot.keyClick(quality, Qt.Key.Key_End)
    with qtbot.waitSignal(dialog.chosen, timeout=LONG_MS) as begun:
        click(qtbot, dialog, "start")
    request: ExportRequest = begun.args[0]
    assert request.settings.encoding == Encoding("h264", quality="small")
    qtbot.waitUntil(lambda: page(dialog) is dialog.report, timeout=LONG_MS)
    with av.open(str(tmp_path / "trip with music.mp4")) as container:
        assert sum(1 for _ in container.decode(video=0)) == 25


def test_codecs_follow_the_kind_of_file_and_the_machine(
    qtbot, opened, material: Material, rendering: Rendering
) -> None:
    dialog = opened(material)
    qtbot.waitUntil(lambda: bool(rendering.encodings), timeout=LONG_MS)
    codec, kind = find(dialog, QComboBox, "codec"), find(dialog, QComboBox, "film_kind")

    def offered() -> str:
        return " ".join(codec.itemText(number) for number in range(codec.count()))

    assert all(name in offered() for name in ("H.264", "H.265", "NVIDIA"))
    with qtbot.waitSignal(rendering.looked, timeout=LONG_MS):
        qtbot.keyClick(kind, Qt.Key.Key_End)
    assert "VP9" in offered()
    assert "H.264" not in offered()
    assert "cannot hold H.264" in words(dialog, "fate")


def test_a_folder_that_is_not_there(
    qtbot, opened, material: Material, rendering: Rendering
) -> None:
    dialog = opened(material)
    with qtbot.waitSignal(rendering.looked, timeout=LONG_MS):
        qtbot.keyClicks(find(dialog, QLineEdit, "folder"), "/nowhere")
    assert "is not there" in words(dialog, "hint")
    assert not find(dialog, QPushButton, "start").isEnabled()


def test_cancelling_takes_everything_away(
    qtbot, opened, material: Material, tmp_path: Path
) -> None:
    dialog = opened(material)
    click(qtbot, dialog, "start")
    qtbot.waitUntil(lambda: dialog.is_running, timeout=LONG_MS)
    click(qtbot, dialog, "stop")
    assert page(dialog) is dialog.choices
    assert "Cancelled" in words(dialog, "hint")
    qtbot.waitUntil(lambda: names(tmp_path) == [], timeout=5_000)


def test_an_export_goes_on_behind_a_closed_dialog(qtbot, opened, material: Material) -> None:
    dialog = opened(material)
    click(qtbot, dialog, "start")
    qtbot.waitUntil(lambda: dialog.is_running, timeout=LONG_MS)
    with qtbot.waitSignal(dialog.succeeded, timeout=LONG_MS):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
    dialog.show()
    assert page(dialog) is dialog.report


def test_a_film_whose_sound_is_broken_goes_out_without_it(
    qtbot, opened, material: Material, tmp_path: Path
) -> None:
    deaf = tmp_path / "deaf.mp4"
    data = bytearray(material.film.path.read_bytes())
    with av.open(str(material.film.path)) as container:
        for packet in container.demux(container.streams.audio[0]):
            if packet.size and packet.pos is not None:
                data[packet.pos : packet.pos + packet.size] = b"\xff" * packet.size
    deaf.write_bytes(data)
    dialog = opened(replace(material, film=replace(material.film, path=deaf)))
    with qtbot.waitSignal(dialog.failed, timeout=LONG_MS):
        click(qtbot, dialog, "start")
    assert page(dialog) is dialog.trouble
    assert "deaf.mp4" in words(dialog, "what")
    with qtbot.waitSignal(dialog.succeeded, timeout=LONG_MS):
        click(qtbot, dialog, "without_original")
    assert "deaf with music.mp4" in names(tmp_path)


def test_a_mistake_of_ours_shows_its_details(
    qtbot, opened, material: Material, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(material)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("seven by nothing")

    monkeypatch.setattr("editor_app.score.export.render", broken)
    with qtbot.waitSignal(dialog.failed, timeout=LONG_MS):
        click(qtbot, dialog, "start")
    click(qtbot, dialog, "copy_details")
    assert "seven by nothing" in QGuiApplication.clipboard().text()
    monkeypatch.undo()
    click(qtbot, dialog, "back")
    assert page(dialog) is dialog.choices


def test_a_film_that_is_gone_is_said_at_once(
    qtbot, rendering: Rendering, material: Material, tmp_path: Path
) -> None:
    gone = replace(material, film=replace(material.film, path=tmp_path / "gone.mp4"))
    dialog = ExportDialog(gone, rendering, load_theme("light"))
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(rendering.look_failed, timeout=LONG_MS):
        dialog.show()
    assert "gone.mp4 is not there" in words(dialog, "hint")
    assert not find(dialog, QPushButton, "start").isEnabled()


def test_without_music_there_is_nothing_to_write_of_it(qtbot, opened, film: Film) -> None:
    dialog = opened(Material(film))
    for name in ("music", "credits"):
        box = find(dialog, QCheckBox, name)
        assert not box.isEnabled()
        assert box.toolTip()
    assert words(dialog, "duck_words") == "no music"


def test_everything_has_a_name_and_can_be_reached(qtbot, opened, material: Material) -> None:
    dialog = opened(material)
    for kind in (QPushButton, QCheckBox, QComboBox, QLineEdit, QSlider):
        for one in dialog.findChildren(kind):
            assert one.objectName(), one
            assert one.accessibleName() or getattr(one, "text", str)(), one.objectName()
            assert one.focusPolicy() & Qt.FocusPolicy.TabFocus, one.objectName()


def test_material_is_read_from_the_project(film: Film) -> None:
    timeline = Timeline(original=Level(muted=True), kept=Span(1.0, 2.0), duck_depth_db=6.0)
    made = material_of(Project(film, timeline, target="podcast"), (), speech=None)
    assert (made.original_gain_db, made.kept, made.duck_depth_db) == (None, Span(1.0, 2.0), 6.0)
    assert made.target == "podcast"
    with pytest.raises(ValueError, match="no film"):
        material_of(Project(), (), speech=None)
