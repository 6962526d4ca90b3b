from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QPushButton

from editor_app.item_models.document import Document
from editor_app.widgets.export_dialog import ExportDialog
from inference.values import Span
from tests.end_to_end.window.conftest import Program


def export_dialog(program: Program) -> ExportDialog:
    program.person.press("Ctrl+E")
    program.person.see(QPushButton, "export_start")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExportDialog)
    return dialog


def test_the_dialog_there_is_hears_of_the_films_own_music(
    opened: Program, lay: Callable[[Document], None]
) -> None:
    """One that was closed before is gone without a word."""
    lay(opened.desk.document)
    own, first = opened.desk.own_music, export_dialog(opened)
    opened.person.press("Escape")
    dialog = export_dialog(opened)
    assert dialog is not first
    own.spans = (Span(1.0, 2.0),)
    own.found.emit()
    assert dialog.choices._material.own_music == (Span(1.0, 2.0),)
