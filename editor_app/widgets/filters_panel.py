"""What a suggested song must be like, whatever the picture says."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from editor_app.item_models import formats
from editor_app.widgets.icons import icon
from editor_app.widgets.key_picker import KeyPicker
from editor_app.widgets.panel_head import PanelHead
from editor_app.widgets.parts import label, named
from editor_app.widgets.range_slider import RangeSlider
from editor_app.widgets.segmented import Segmented

if TYPE_CHECKING:
    from catalog.filters import Filters
    from editor_app.widgets.theme import Theme

BPM_STEPS = (0.0, *(float(bpm) for bpm in range(50, 201, 5)), math.inf)
LENGTH_STEPS = (0.0, 15, 30, 45, 60, 90, 120, 150, 180, 210, 240, 300, 360, 480, 600, math.inf)
MOST = 1e6
"""Stands for no limit where the library wants a number."""
TYPING_MS = 200


class FiltersPanel(QFrame):
    """`changed(Filters)` with every change; typing waits until a word is done."""

    changed = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filters_panel")
        self.setProperty("panel", True)
        self._head = PanelHead(
            self.tr("Filters"),
            self.tr("Clear"),
            name="filters",
            tip=self.tr("Let every song pass again"),
        )
        self._text = named(QLineEdit(), "filter_text", spoken=self.tr("Words in title or tags"))
        self._bpm = named(
            RangeSlider(len(BPM_STEPS) - 1), "filter_bpm", tip=self.tr("Beats per minute")
        )
        self._folded = named(
            QCheckBox(self.tr("Half and double tempo count too")), "filter_bpm_folded"
        )
        self._length = named(
            RangeSlider(len(LENGTH_STEPS) - 1), "filter_length", tip=self.tr("Length of the song")
        )
        self._bpm_words = label(kind="dim", name="filter_bpm_words")
        self._length_words = label(kind="dim", name="filter_length_words")
        self._keys = named(KeyPicker(), "filter_keys", tip=self.tr("Keys a song may be in"))
        self._vocals = named(
            Segmented(
                (("any", self.tr("Any")), ("yes", self.tr("With")), ("no", self.tr("Without")))
            ),
            "filter_vocals",
        )
        self._cleared = named(QCheckBox(self.tr("Cleared for client work")), "filter_cleared")
        self._favourites = named(QCheckBox(self.tr("Favourites only")), "filter_favourites")
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._build()
        self._connect()
        self.set_theme(theme)
        self._say()

    @property
    def count(self) -> int:
        """How many filters are set."""
        set_ones = (
            self._text.text().strip(),
            not self._bpm.is_open,
            not self._length.is_open,
            self._keys.keys,
            self._vocals.key != "any",
            self._cleared.isChecked(),
            self._favourites.isChecked(),
        )
        return sum(map(bool, set_ones))

    def filters(self) -> Filters:
        """Return what is set, as the library takes it."""
        from catalog.filters import Filters  # noqa: PLC0415  (the window shows before the library)

        return Filters(
            bpm=_limits(BPM_STEPS, self._bpm),
            bpm_folded=self._folded.isChecked(),
            keys=self._keys.keys,
            duration_s=_limits(LENGTH_STEPS, self._length),
            vocals=self._vocals.key,  # type: ignore[arg-type]  # the keys are the words it knows
            cleared=frozenset({"yes"} if self._cleared.isChecked() else ()),
            text=self._text.text().strip(),
            favourites=self._favourites.isChecked(),
        )

    def clear(self) -> None:
        """Let every song pass."""
        parts: tuple[QWidget, ...] = (self._text, self._cleared, self._favourites, self._folded)
        for one in parts:
            one.blockSignals(True)
        self._text.clear()
        self._bpm.set_ends(0, len(BPM_STEPS) - 1)
        self._length.set_ends(0, len(LENGTH_STEPS) - 1)
        self._keys.set_keys(())
        self._vocals.choose("any")
        self._cleared.setChecked(False)
        self._favourites.setChecked(False)
        self._folded.setChecked(True)
        for one in parts:
            one.blockSignals(False)
        self._change()

    def set_theme(self, theme: Theme) -> None:
        for action in self._text.actions():
            self._text.removeAction(action)
        self._text.addAction(
            icon("search", theme, colour=theme.text_dim), QLineEdit.ActionPosition.LeadingPosition
        )

    def _build(self) -> None:
        self._text.setPlaceholderText(self.tr("Title, artist or tag"))
        self._text.setClearButtonEnabled(True)
        self._folded.setChecked(True)
        self._folded.setToolTip(self.tr("A song of 140 BPM also counts as one of 70"))
        self._cleared.setToolTip(self.tr("Only songs whose licence allows paid work"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self._add_range(grid, 0, self.tr("BPM"), self._bpm, self._bpm_words)
        grid.addWidget(self._folded, 1, 0, 1, 3)
        self._add_range(grid, 2, self.tr("Length"), self._length, self._length_words)
        grid.addWidget(label(self.tr("Key")), 3, 0)
        grid.addWidget(self._keys, 3, 1, 1, 2)
        grid.addWidget(label(self.tr("Vocals")), 4, 0)
        grid.addWidget(self._vocals, 4, 1, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self._text)
        column.addLayout(grid)
        column.addWidget(self._cleared)
        column.addWidget(self._favourites)

    def _add_range(
        self, grid: QGridLayout, row: int, text: str, slider: RangeSlider, words: QLabel
    ) -> None:
        name = label(text)
        name.setMinimumWidth(56)
        slider.setAccessibleName(text)
        grid.addWidget(name, row, 0)
        grid.addWidget(slider, row, 1)
        words.setMinimumWidth(words.fontMetrics().horizontalAdvance("0:00–00:00"))
        words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(words, row, 2)

    def _connect(self) -> None:
        self._head.cleared.connect(self.clear)
        self._text.textChanged.connect(lambda _: self._typing.start())
        self._typing.timeout.connect(self._change)
        for slider in (self._bpm, self._length):
            slider.changed.connect(lambda *_: self._change())
        self._keys.changed.connect(lambda _: self._change())
        self._vocals.chosen.connect(lambda _: self._change())
        for box in (self._folded, self._cleared, self._favourites):
            box.toggled.connect(lambda _: self._change())

    def _change(self) -> None:
        self._typing.stop()
        self._say()
        self.changed.emit(self.filters())

    def _say(self) -> None:
        self._bpm_words.setText(self._between(BPM_STEPS, self._bpm, formats.bpm))
        self._length_words.setText(self._between(LENGTH_STEPS, self._length, formats.clock))
        self._folded.setVisible(not self._bpm.is_open)
        for slider, words in ((self._bpm, self._bpm_words), (self._length, self._length_words)):
            slider.setAccessibleDescription(words.text())
        self._head.set_note(self.tr("%n on", "", self.count) if self.count else "")

    def _between(
        self, steps: Sequence[float], slider: RangeSlider, write: Callable[[float], str]
    ) -> str:
        low, high = (steps[end] for end in slider.ends)
        if slider.is_open:
            return self.tr("any")
        if math.isinf(high):
            return f"≥ {write(low)}"
        return f"{write(low)}–{write(high)}" if low else f"≤ {write(high)}"


def _limits(steps: Sequence[float], slider: RangeSlider) -> tuple[float, float] | None:
    """Return the limits a slider sets, None when it sets none."""
    low, high = (steps[end] for end in slider.ends)
    return None if slider.is_open else (low, min(high, MOST))
