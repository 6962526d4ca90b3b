"""What the pages of the settings are laid out with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from editor_app.widgets.dialog import GAP
from editor_app.widgets.parts import label, named

FIELD_WIDTH = 260


def form(page: QWidget) -> QFormLayout:
    made = QFormLayout(page)
    made.setContentsMargins(0, GAP, 0, 0)
    made.setHorizontalSpacing(GAP)
    made.setVerticalSpacing(8)
    made.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return made


def note(text: str) -> QLabel:
    return label(text, kind="dim", wraps=True)


def combo(name: str, spoken: str) -> QComboBox:
    made = named(QComboBox(), name, spoken=spoken)
    made.setMinimumWidth(FIELD_WIDTH)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return made


def choose(field: QComboBox, data: object) -> None:
    """Choose the entry that stands for `data`, or the first where none does."""
    field.setCurrentIndex(max(0, field.findData(data)))


def button(text: str, name: str, do: Callable[[], None]) -> QPushButton:
    made = named(QPushButton(text), name, spoken=text)
    made.setAutoDefault(False)
    made.clicked.connect(do)
    return made
