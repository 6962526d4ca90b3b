"""Last page of the export dialog: what was written and what it cost."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from editor_app.item_models.formats import clock
from editor_app.project.credits import Credit, credits_text
from editor_app.score.export import ExportReport, Written
from editor_app.score.render import RenderReport
from editor_app.widgets.export.parts import (
    Mark,
    button,
    decimal,
    heading,
    name_of,
    page,
    row,
    size_words,
    text,
)
from editor_app.widgets.theme import Theme

_ICONS = {"film": "film", "music": "music", "original": "speech", "lane": "music"}


class ReportPage(QWidget):
    """Files, loudness, peaks, the picture, and the credits to copy."""

    reveal_wanted = Signal(object)
    again = Signal()
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._report: ExportReport | None = None
        self._marks: list[tuple[Mark, str, str]] = []
        self.title = heading("")
        self.title.setObjectName("export_report_title")
        self.title_mark = Mark(20)
        self.body = QWidget()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.back = button(self.tr("Export more"), "export_again", flat=True)
        self.reveal = button(self.tr("Show in folder"), "export_reveal")
        self.close_button = button(self.tr("Close"), "export_close", primary=True)
        self._lay_out()

    def show_report(self, report: ExportReport, songs: tuple[Credit, ...], took_s: float) -> None:
        """Show what an export wrote in `took_s` seconds, and the credits of its songs."""
        self._report = report
        self._marks = []
        took = clock(took_s) if took_s >= 60 else self.tr("{s} s").format(s=decimal(took_s))
        self.title.setText(self.tr("Exported in {time}").format(time=took))
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(12)
        for one in report.written:
            column.addWidget(self._card(one))
        if report.edit is not None:
            column.addWidget(self._edit_card(report.edit))
        for sentence in report.lost:
            column.addLayout(self._note(sentence))
        if report.credits is not None:
            column.addWidget(self._credits_card(report.credits))
        if songs and any(one.part != "original" for one in report.written):
            column.addLayout(self._credits(songs))
        column.addStretch(1)
        self.area.setWidget(self.body)
        self.set_theme(self._theme)
        self.close_button.setFocus()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.title_mark.show_icon("done", theme, "good")
        for mark, name, colour in self._marks:
            mark.show_icon(name, theme, colour)

    def _card(self, one: Written) -> QFrame:
        frame, column = self._frame()
        report = one.report
        about = f"{clock(report.duration_s)}  ·  {size_words(one.size_bytes)}"
        column.addLayout(self._head(_ICONS[one.part], report.path.name, about))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for number, (label, value) in enumerate(self._facts(report)):
            words = text(label, style="dim")
            words.setMinimumWidth(132)
            grid.addWidget(words, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text(value), number, 1)
        column.addLayout(grid)
        for note in report.notes:
            column.addLayout(self._note(note))
        return frame

    def _edit_card(self, path: Path) -> QFrame:
        frame, column = self._frame()
        column.addLayout(self._head("cut", path.name, self.tr("timeline for your editor")))
        return frame

    def _credits_card(self, path: Path) -> QFrame:
        frame, column = self._frame()
        column.addLayout(self._head("licence", path.name, self.tr("credits of the music")))
        return frame

    def _facts(self, report: RenderReport) -> list[tuple[str, str]]:
        peak = self.tr("{peak} dBTP").format(peak=_level(report.true_peak_dbtp))
        if report.limiter_reduction_db >= 0.05:
            held = self.tr("held back by up to {db} dB")
            peak += ", " + held.format(db=decimal(report.limiter_reduction_db))
        facts = [(self.tr("Loudness"), self._loudness(report)), (self.tr("True peak"), peak)]
        if report.ducked_s:
            ducked = self.tr("for {s} s, under speech").format(s=decimal(report.ducked_s))
            facts.append((self.tr("Music lowered"), ducked))
        if report.picture == "copied":
            facts.append((self.tr("Picture"), self.tr("copied as it was, bit for bit")))
        elif report.picture == "re-encoded":
            why = self.tr("encoded again. {reason}").format(reason=report.picture_reason or "")
            facts.append((self.tr("Picture"), why))
        return facts

    def _loudness(self, report: RenderReport) -> str:
        before, after = report.loudness_before_lufs, report.loudness_after_lufs
        if abs(report.gain_db) < 0.05 and abs(after - before) < 0.1:
            return self.tr("{level} LUFS, as on the timeline").format(level=_level(after))
        words = self.tr("{before} → {after} LUFS")
        return words.format(before=_level(before), after=_level(after))

    def _note(self, note: str) -> QHBoxLayout:
        mark, words = self._mark("warning", "warning"), text(note, style="warning")
        line = row(mark, words, stretch=words)
        line.setAlignment(mark, Qt.AlignmentFlag.AlignTop)
        return line

    def _credits(self, songs: tuple[Credit, ...]) -> QVBoxLayout:
        words = credits_text(songs)
        column = QVBoxLayout()
        column.setSpacing(8)
        copy = button(self.tr("Copy"), "export_copy_credits")
        copy.setAccessibleName(self.tr("Copy the credits"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(words))
        title = QLabel(self.tr("Credits to put below the film"))
        title.setProperty("heading", True)
        column.addLayout(row(title, 1, copy))
        box = QPlainTextEdit(words.strip())
        box.setObjectName("export_credits_text")
        box.setAccessibleName(self.tr("Credits of the music"))
        box.setReadOnly(True)
        box.setTabChangesFocus(True)
        lines = min(6, len(songs) + 1)
        box.document().setDocumentMargin(8)
        box.setFixedHeight(box.fontMetrics().lineSpacing() * lines + 20)
        column.addWidget(box)
        unclear = [one for one in songs if not one.is_clear]
        if unclear:
            column.addLayout(self._note(self._unclear(unclear)))
        return column

    def _unclear(self, songs: list[Credit]) -> str:
        titles = ", ".join(f"“{one.title}”" for one in songs)
        words = self.tr("Check the licence before you publish: {titles}.")
        return words.format(titles=titles)

    def _head(self, icon_name: str, name: str, about: str) -> QHBoxLayout:
        title = name_of(name, style="heading")
        extra = QLabel(about)
        extra.setProperty("dim", True)
        return row(self._mark(icon_name, "text"), title, extra, stretch=title)

    def _mark(self, name: str, colour: str) -> Mark:
        mark = Mark()
        self._marks.append((mark, name, colour))
        return mark

    def _frame(self) -> tuple[QFrame, QVBoxLayout]:
        frame = QFrame()
        frame.setProperty("card", True)
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        return frame, column

    def _lay_out(self) -> None:
        column = page(self, gap=12)
        column.addLayout(row(self.title_mark, self.title, 1))
        column.addWidget(self.area, 1)
        column.addLayout(row(self.back, 1, self.reveal, self.close_button))
        self.back.clicked.connect(self.again)
        self.reveal.clicked.connect(self._reveal)
        self.close_button.clicked.connect(self.closed)

    def _reveal(self) -> None:
        if self._report is not None:
            files = [one.report.path for one in self._report.written]
            self.reveal_wanted.emit(next(iter(files), self._report.edit or self._report.credits))


def _level(value: float) -> str:
    return "–" if value <= -70 else decimal(value)
