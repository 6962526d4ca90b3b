"""What can be done with a song, wherever it is listed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from editor_app.item_models import formats

if TYPE_CHECKING:
    from collections.abc import Callable

    from catalog.marks import Marks
    from catalog.tracks import Track
    from editor_app.session import Suggestion


class SongMenu(QObject):
    """Makes the context menu of a song and says what was chosen.

    `mark_wanted(track_id, name, value)` names a field of `catalog.marks.Marks` and what it shall
    be, or "beat" and a `Change` of the beats. `show_file_wanted(Path)`. `said(str)` is a
    sentence for the status line.
    """

    audition_wanted = Signal()
    place_wanted = Signal()
    moment_wanted = Signal(int)
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
        turn = self._marker(track, "favourite", not marks.favourite)
        favourite = self._add(menu, "favourite", self.tr("Favourite"), turn)
        favourite.setCheckable(True)
        favourite.setChecked(marks.favourite)
        never = self._marker(track, "never", not marks.never)
        words = self.tr("Suggest again") if marks.never else self.tr("Never suggest again")
        self._add(menu, "never", words, never)
        self._add_beat(menu, track, marks)
        menu.addSeparator()
        self._add(
            menu, "show_file", self.tr("Show file"), lambda: self.show_file_wanted.emit(track.path)
        )
        self._add(menu, "copy", self.tr("Copy attribution"), lambda: self.copy_attribution(track))
        return menu

    def add_moments(self, menu: QMenu, suggestion: Suggestion) -> None:
        """Offer the places where a suggested song may begin; `moment_wanted(number)`."""
        inner = QMenu(self.tr("Begin at"), menu)
        inner.setObjectName("moments")
        inner.setEnabled(bool(suggestion.moments))
        group = QActionGroup(inner)
        for number, moment in enumerate(suggestion.moments):
            choose = partial(self.moment_wanted.emit, number)
            text = formats.clock(moment.moment_s)
            action = self._add(inner, f"moment_{number}", text, choose)
            action.setCheckable(True)
            action.setChecked(moment.moment_s == suggestion.moment_s)
            group.addAction(action)
        menu.insertMenu(menu.actions()[2], inner)

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

    def _add_beat(self, menu: QMenu, track: Track, marks: Marks) -> None:
        beat = menu.addMenu(self.tr("Beat"))
        beat.setObjectName("beat")
        beat.setEnabled(track.bpm is not None)
        self._add_tempos(beat, track, marks)
        beat.addSeparator()
        shifts = {
            "earlier": self.tr("Beats 10 ms earlier"),
            "later": self.tr("Beats 10 ms later"),
            "bar": self.tr("Bars begin a beat later"),
            "reset": self.tr("Beats as they were heard"),
        }
        for change, text in shifts.items():
            self._add(beat, f"beat_{change}", text, self._marker(track, "beat", change))

    def _add_tempos(self, menu: QMenu, track: Track, marks: Marks) -> None:
        group = QActionGroup(menu)
        heard_bpm = (track.bpm or 0.0) / track.marks.tempo_factor
        words = {
            0.5: self.tr("Half: {bpm} BPM"),
            1.0: self.tr("As heard: {bpm} BPM"),
            2.0: self.tr("Double: {bpm} BPM"),
        }
        for factor, word in words.items():
            text = word.format(bpm=formats.bpm(heard_bpm * factor))
            name = f"tempo_{factor:g}"
            action = self._add(menu, name, text, self._marker(track, "tempo_factor", factor))
            action.setCheckable(True)
            action.setChecked(factor == marks.tempo_factor)
            group.addAction(action)

    def _marker(self, track: Track, name: str, value: object) -> Callable[[], None]:
        return lambda: self.mark_wanted.emit(track.id, name, value)
