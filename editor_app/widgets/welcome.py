"""What an empty window says: the two things to do, the demo, and what was open lately."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from editor_app.widgets.icons import app_icon, icon, pixmap
from editor_app.widgets.parts import label, named
from editor_app.widgets.theme import Theme

MARK_SIDE = 48
ICON_SIDE = 28
CARD_WIDTH = 300
RECENT_SHOWN = 5
GAP = 16


class Welcome(QScrollArea):
    """The first page. Every button only asks; the window does it."""

    open_wanted = Signal()
    add_music_wanted = Signal()
    demo_wanted = Signal()
    recent_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "welcome", spoken=self.tr("Welcome"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._theme = theme
        self._mark = QLabel()
        self.film = StepCard("film", "1", "welcome_open")
        self.music = StepCard("music", "2", "welcome_add_music")
        self.demo = named(QPushButton(self.tr("Try the demo")), "welcome_demo")
        self._recent_list = QWidget()
        self._recent = QVBoxLayout(self._recent_list)
        self._recent_title = label(self.tr("Open again"), kind="caption", name="welcome_recent")
        self._say_words()
        self._build()
        self._connect()
        self.set_recent(())
        self.set_songs(None)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(app_icon().pixmap(QSize(MARK_SIDE, MARK_SIDE), scale))
        self.film.set_theme(theme)
        self.music.set_theme(theme)
        self.demo.setIcon(icon("demo", theme))
        for button in self._recent_buttons():
            button.setIcon(icon("clock", theme, colour=theme.text_dim))

    def set_recent(self, paths: Sequence[Path]) -> None:
        """List what was open lately, newest first."""
        for button in self._recent_buttons():
            button.setParent(None)
            button.deleteLater()
        for path in paths[:RECENT_SHOWN]:
            self._recent.addWidget(self._recent_button(path))
        self._recent_title.setVisible(bool(paths))

    def set_songs(self, songs: int | None) -> None:
        """Say how many songs the library has; None while nobody knows."""
        if not songs:
            self.music.set_state(self.tr("Choose folder…"), "", is_done=False)
        else:
            found = self.tr("%n songs are ready", None, songs)
            self.music.set_state(self.tr("Add another folder…"), found, is_done=True)

    def _say_words(self) -> None:
        self.film.say(
            self.tr("Open your film"),
            self.tr("The cut that needs music. It is only read, never changed."),
            self.tr("Open film…"),
        )
        self.music.say(
            self.tr("Add your music"),
            self.tr("A folder of songs you may use. It is listened to once, in the background."),
            self.tr("Choose folder…"),
        )
        self.demo.setAccessibleName(self.demo.text())
        self.demo.setToolTip(self.tr("Open a short film with music that comes with the program"))

    def _connect(self) -> None:
        self.film.button.clicked.connect(self.open_wanted)
        self.music.button.clicked.connect(self.add_music_wanted)
        self.demo.clicked.connect(self.demo_wanted)

    def _build(self) -> None:
        page = QWidget()
        outer = QHBoxLayout(page)
        outer.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(GAP)
        outer.addLayout(column)
        outer.addStretch(1)
        column.addStretch(2)
        column.addLayout(self._head())
        column.addSpacing(GAP)
        column.addLayout(self._cards())
        column.addLayout(self._demo_line())
        column.addSpacing(GAP)
        column.addWidget(self._recent_title)
        self._recent.setContentsMargins(0, 0, 0, 0)
        self._recent.setSpacing(0)
        column.addWidget(self._recent_list)
        column.addStretch(3)
        column.addWidget(self._promise(), 0, Qt.AlignmentFlag.AlignHCenter)
        self.setWidget(page)

    def _head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(self.tr("Music for your cut"), kind="title"))
        text = self.tr("Cuesmith finds the song in your own folder, and the moment in it.")
        words.addWidget(label(text, kind="dim"))
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._mark)
        head.addLayout(words, 1)
        return head

    def _cards(self) -> QHBoxLayout:
        cards = QHBoxLayout()
        cards.setSpacing(GAP)
        cards.addWidget(self.film)
        cards.addWidget(self.music)
        return cards

    def _demo_line(self) -> QHBoxLayout:
        self.demo.setProperty("flat", True)
        line = QHBoxLayout()
        line.addWidget(label(self.tr("You can also drop files and folders here."), kind="dim"))
        line.addStretch(1)
        line.addWidget(self.demo)
        return line

    def _promise(self) -> QLabel:
        text = self.tr("Everything stays on this computer: 0 bytes sent.")
        return label(text, kind="dim", name="welcome_promise")

    def _recent_button(self, path: Path) -> QPushButton:
        button = named(
            QPushButton(path.name.replace("&", "&&")), "welcome_recent_file", spoken=path.name
        )
        button.setToolTip(str(path))
        button.setProperty("link", True)
        button.setIcon(icon("clock", self._theme, colour=self._theme.text_dim))
        button.clicked.connect(lambda: self.recent_wanted.emit(path))
        return button

    def _recent_buttons(self) -> list[QPushButton]:
        return self._recent_list.findChildren(
            QPushButton, options=Qt.FindChildOption.FindDirectChildrenOnly
        )


class StepCard(QFrame):
    """One of the things to do first: a number, what it is, and the button for it."""

    def __init__(self, sign: str, number: str, name: str) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setFixedWidth(CARD_WIDTH)
        self._sign = sign
        self._number = number
        self._is_done = False
        self._icon = QLabel()
        self._badge = label(number, kind="badge", name=f"{name}_badge")
        self._title = label(kind="heading")
        self._text = label(kind="dim", wraps=True)
        self._state = label(kind="good", name=f"{name}_state")
        self.button = named(QPushButton(), name)
        self._build()

    def say(self, title: str, text: str, step: str) -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._set_step(step)

    def set_state(self, step: str, state: str, *, is_done: bool) -> None:
        """Say that the step is done, or not; `step` are the words of its button then."""
        self._is_done = is_done
        self._state.setText(state)
        self._set_step(step)
        self.button.setProperty("primary", not is_done)
        self.button.style().unpolish(self.button)
        self.button.style().polish(self.button)

    def set_theme(self, theme: Theme) -> None:
        drawn = pixmap(self._sign, theme.accent, ICON_SIDE, self.devicePixelRatioF())
        self._icon.setPixmap(drawn)

    def _set_step(self, step: str) -> None:
        self.button.setText(step)
        self.button.setAccessibleName(f"{self._title.text()}: {step}")

    def _build(self) -> None:
        self.button.setProperty("primary", True)
        top = QHBoxLayout()
        top.addWidget(self._icon)
        top.addStretch(1)
        top.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 20)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addStretch(1)
        column.addWidget(self._state)
        column.addWidget(self.button)
