"""What can be done with a song, wherever it is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from editor_app.item_models import formats

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from catalog.tracks import Track
    from editor_app.item_models.suggestions import Marks

TEMPOS = (0.5, 1.0, 2.0)


class SongMenu(QObject):
    """Makes the context menu of a song and says what was chosen.

    `mark_wanted(track_id, name, value)`: name is `favourite` or `never` (bool), or `tempo_factor`
    (½, 1 or 2). `show_file_wanted(Path)`. `said(str)` is a sentence for the status line.
    """

    audition_wanted = Signal()
    place_wanted = Signal()
    mark_wanted = Signal(int, str, object)
    show_file_wanted = Signal(object)
    said = Signal(str)

    def menu(self, track: Track, marks: Marks, *, key: str, parent: QWidget) -> QMenu:
        """Return the menu of a song; `key` is the key that plays it, "" for none."""
        menu = QMenu(parent)
        menu.setObjectName("song_menu")
        self._add(
            menu, "audition", self.tr("Play with the picture"), self.audition_wanted.emit, key
        )
        self._add(menu, "place", self.tr("Place on the timeline"), self.place_wanted.emit, "Return")
        menu.addSeparator()
        favourite = self._marking(menu, "favourite", self.tr("Favourite"), track)
        favourite.setCheckable(True)
        favourite.setChecked(marks.favourite)
        self._marking(menu, "never", self.tr("Never suggest again"), track)
        self._add_tempo(menu, track, marks)
        menu.addSeparator()
        self._add(menu, "show_file", self.tr("Show file"), lambda: self._show(track.path))
        self._add(menu, "copy", self.tr("Copy attribution"), lambda: self.copy_attribution(track))
        return menu

    def copy_attribution(self, track: Track) -> None:
        """Put the line that credits the song on the clipboard."""
        QGuiApplication.clipboard().setText(formats.attribution(track))
        self.said.emit(self.tr("Attribution of “{title}” copied.").format(title=track.title))

    def _add(
        self, menu: QMenu, name: str, text: str, run: Callable[[], object], key: str = ""
    ) -> QAction:
        action = menu.addAction(text)
        action.setObjectName(name)
        if key:
            action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda *_: run())
        return action

    def _marking(self, menu: QMenu, name: str, text: str, track: Track) -> QAction:
        action = menu.addAction(text)
        action.setObjectName(name)
        action.triggered.connect(
            lambda checked: self.mark_wanted.emit(
                track.id, name, checked if action.isCheckable() else True
            )
        )
        return action

    def _add_tempo(self, menu: QMenu, track: Track, marks: Marks) -> None:
        tempos = menu.addMenu(self.tr("Tempo"))
        tempos.setObjectName("tempo")
        tempos.setEnabled(track.bpm is not None)
        group = QActionGroup(tempos)
        words = (
            self.tr("Half: {bpm} BPM"),
            self.tr("As heard: {bpm} BPM"),
            self.tr("Double: {bpm} BPM"),
        )
        heard_bpm = (track.bpm or 0.0) / marks.tempo_factor
        for factor, word in zip(TEMPOS, words, strict=True):
            action = tempos.addAction(word.format(bpm=formats.bpm(heard_bpm * factor)))
            action.setObjectName(f"tempo_{factor:g}")
            action.setCheckable(True)
            action.setChecked(factor == marks.tempo_factor)
            group.addAction(action)
            action.triggered.connect(
                lambda _=False, to=factor: self.mark_wanted.emit(track.id, "tempo_factor", to)
            )

    def _show(self, path: Path) -> None:
        self.show_file_wanted.emit(path)
