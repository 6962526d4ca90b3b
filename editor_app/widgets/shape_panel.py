"""More or less of guitar, voice, energy …: sliders that lead the search away from the picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from editor_app.widgets.attribute_slider import AttributeSlider
from editor_app.widgets.icons import icon
from editor_app.widgets.panel_head import PanelHead
from editor_app.widgets.parts import label, named, tool_button

if TYPE_CHECKING:
    from editor_app.widgets.theme import Theme

FIRST = ("guitar", "vocals", "piano", "drums", "strings", "electronic", "energy", "tempo")
"""What most people ask for; the rest is folded away."""
LITTLE_KEPT = 0.5
"""Below this share the songs have more to do with the sliders than with the picture."""

_WORDS = {
    "guitar": QT_TRANSLATE_NOOP("ShapePanel", "Guitar"),
    "vocals": QT_TRANSLATE_NOOP("ShapePanel", "Vocals"),
    "piano": QT_TRANSLATE_NOOP("ShapePanel", "Piano"),
    "drums": QT_TRANSLATE_NOOP("ShapePanel", "Drums"),
    "strings": QT_TRANSLATE_NOOP("ShapePanel", "Strings"),
    "electronic": QT_TRANSLATE_NOOP("ShapePanel", "Electronic"),
    "energy": QT_TRANSLATE_NOOP("ShapePanel", "Energy"),
    "tempo": QT_TRANSLATE_NOOP("ShapePanel", "Tempo"),
    "flute": QT_TRANSLATE_NOOP("ShapePanel", "Flute"),
    "rock": QT_TRANSLATE_NOOP("ShapePanel", "Rock"),
    "classical": QT_TRANSLATE_NOOP("ShapePanel", "Classical"),
    "ambient": QT_TRANSLATE_NOOP("ShapePanel", "Ambient"),
    "dance": QT_TRANSLATE_NOOP("ShapePanel", "Dance"),
    "happy": QT_TRANSLATE_NOOP("ShapePanel", "Happy"),
    "funny": QT_TRANSLATE_NOOP("ShapePanel", "Funny"),
    "sad": QT_TRANSLATE_NOOP("ShapePanel", "Sad"),
    "tender": QT_TRANSLATE_NOOP("ShapePanel", "Tender"),
    "exciting": QT_TRANSLATE_NOOP("ShapePanel", "Exciting"),
    "angry": QT_TRANSLATE_NOOP("ShapePanel", "Angry"),
    "scary": QT_TRANSLATE_NOOP("ShapePanel", "Scary"),
    "dark": QT_TRANSLATE_NOOP("ShapePanel", "Dark"),
    "calm": QT_TRANSLATE_NOOP("ShapePanel", "Calm"),
}


class ShapePanel(QFrame):
    """Sliders for what the pack knows.

    `changed({name: -1 to 1})` while they move, without those in the middle.
    """

    changed = Signal(dict)

    def __init__(
        self, attributes: Iterable[str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("shape_panel")
        self.setProperty("panel", True)
        self._theme = theme
        self._sliders: dict[str, AttributeSlider] = {}
        self._numbers: dict[str, QLabel] = {}
        self._head = PanelHead(
            self.tr("Shape the music"),
            self.tr("Reset"),
            name="shape",
            tip=self.tr("Put all sliders back to the middle"),
        )
        self._first, self._others = QGridLayout(), QWidget()
        self._other_rows = QGridLayout(self._others)
        self._more = tool_button(self.tr("More"), "shape_more", tip=self.tr("Show more sliders"))
        self._kept = named(
            QProgressBar(),
            "similarity_kept",
            spoken=self.tr("Likeness to the picture kept"),
            tip=self.tr("How much of what the picture asks for is left with these sliders"),
        )
        self._kept_number = label(name="similarity_kept_number")
        self._build()
        self.set_attributes(attributes)
        self.set_similarity_kept(1.0)
        self.set_theme(theme)

    @property
    def values(self) -> dict[str, float]:
        """Where the sliders stand that were moved, by name, -1 to 1."""
        return {name: one.share for name, one in self._sliders.items() if one.value()}

    def set_attributes(self, attributes: Iterable[str]) -> None:
        """Have sliders for these, as the pack in use knows them; what is set stays set."""
        kept = self.values
        there = tuple(attributes)
        ordered = [one for one in FIRST if one in there] or list(there[: len(FIRST)])
        others = [one for one in there if one not in ordered]
        _clear(self._first)
        _clear(self._other_rows)
        self._sliders.clear()
        self._numbers.clear()
        self._add_rows(self._first, ordered)
        self._add_rows(self._other_rows, others)
        self._more.setVisible(bool(others))
        self.set_values(kept)

    def set_values(self, values: Mapping[str, float]) -> None:
        """Move the sliders without a signal; those left out go to the middle."""
        for name, slider in self._sliders.items():
            slider.blockSignals(True)
            slider.set_share(values.get(name, 0.0))
            slider.blockSignals(False)
            self._write_number(name)
        self._note_moved()

    def reset(self) -> None:
        """Put all sliders back to the middle."""
        moved = bool(self.values)
        self.set_values({})
        if moved:
            self.changed.emit({})

    def set_similarity_kept(self, share: float) -> None:
        """Show how much of the picture's likeness the sliders leave, 0 to 1."""
        percent = round(100 * min(1.0, max(0.0, share)))
        self._kept.setValue(percent)
        self._kept_number.setText(self.tr("{percent} %").format(percent=percent))
        self._kept.setProperty("low", share < LITTLE_KEPT)
        colour = self._theme.warning if share < LITTLE_KEPT else self._theme.good
        self._kept.setStyleSheet(f"QProgressBar::chunk {{ background: {colour.name()}; }}")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.set_similarity_kept(self._kept.value() / 100)
        self._fold(self._more.isChecked())

    def _build(self) -> None:
        self._head.cleared.connect(self.reset)
        self._more.setCheckable(True)
        self._more.toggled.connect(self._fold)
        self._more.setStyleSheet(
            "QToolButton { padding-left: 0; } QToolButton:checked { background: transparent; }"
        )
        self._kept.setRange(0, 100)
        self._kept.setTextVisible(False)
        self._other_rows.setContentsMargins(0, 0, 0, 0)
        for grid in (self._first, self._other_rows):
            grid.setHorizontalSpacing(8)
            grid.setVerticalSpacing(2)
            grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(self._head)
        column.addLayout(self._first)
        column.addWidget(self._more, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._others)
        column.addLayout(self._meter())

    def _meter(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 4, 0, 0)
        grid.addWidget(label(self.tr("Likeness to the picture kept"), kind="dim"), 0, 0)
        grid.addWidget(self._kept_number, 0, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._kept, 1, 0, 1, 2)
        return grid

    def _add_rows(self, grid: QGridLayout, names: Iterable[str]) -> None:
        for row, name in enumerate(names):
            word = self._word(name)
            tip = self.tr("Less or more: {name}. A double click puts it back.").format(name=word)
            slider = named(AttributeSlider(), f"slider_{name}", spoken=word, tip=tip)
            slider.valueChanged.connect(lambda _, which=name: self._move(which))
            number = label(kind="dim")
            number.setMinimumWidth(number.fontMetrics().horizontalAdvance("+0.00"))
            self._sliders[name], self._numbers[name] = slider, number
            words = label(word)
            words.setMinimumWidth(72)
            grid.addWidget(words, row, 0)
            grid.addWidget(slider, row, 1)
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(number, row, 2)

    def _move(self, name: str) -> None:
        self._write_number(name)
        self._note_moved()
        self.changed.emit(self.values)

    def _write_number(self, name: str) -> None:
        share = self._sliders[name].share
        self._numbers[name].setText(f"{share:+.2f}".replace("-", "−") if share else "0")

    def _note_moved(self) -> None:
        moved = len(self.values)
        self._head.set_note(self.tr("%n moved", "", moved) if moved else "")

    def _fold(self, is_open: bool) -> None:
        self._others.setVisible(is_open)
        self._more.setIcon(icon("chevron-down" if is_open else "chevron-right", self._theme))

    def _word(self, name: str) -> str:
        return self.tr(str(_WORDS[name])) if name in _WORDS else name.capitalize()


def _clear(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
