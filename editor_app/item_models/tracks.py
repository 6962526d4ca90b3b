"""The songs of the library as a table that is filled page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractTableModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from editor_app.item_models import formats
from editor_app.item_models.suggestions import MIME, bpm_of

if TYPE_CHECKING:
    from catalog.marks import Marks
    from catalog.tracks import Track
    from editor_app.session import Suggestion

PAGE = 200
_KEY = "track:"

Index = QModelIndex | QPersistentModelIndex

COLUMNS = ("title", "artist", "bpm", "key", "duration", "vocals", "licence")
_HEADINGS = {
    "title": QT_TRANSLATE_NOOP("TracksModel", "Title"),
    "artist": QT_TRANSLATE_NOOP("TracksModel", "Artist"),
    "bpm": QT_TRANSLATE_NOOP("TracksModel", "BPM"),
    "key": QT_TRANSLATE_NOOP("TracksModel", "Key"),
    "duration": QT_TRANSLATE_NOOP("TracksModel", "Length"),
    "vocals": QT_TRANSLATE_NOOP("TracksModel", "Vocals"),
    "licence": QT_TRANSLATE_NOOP("TracksModel", "Licence"),
}
_AT_RIGHT = frozenset({"bpm", "duration", "licence"})
SUNG_FROM = 0.5


class TracksModel(QAbstractTableModel):
    """Songs in the order they were asked for.

    Rows nobody has looked at are not there yet: `page_wanted(offset, count)` asks for them when
    a view does, and `put` brings them. `sort_wanted(column, descending)` names one of `COLUMNS`.
    """

    page_wanted = Signal(int, int)
    sort_wanted = Signal(str, bool)
    TRACK = int(Qt.ItemDataRole.UserRole) + 1
    MARKS = int(Qt.ItemDataRole.UserRole) + 2

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[int, Track] = {}
        self._asked: set[int] = set()
        self._marks: dict[int, Marks] = {}
        self._count = 0

    def reset(self, count: int) -> None:
        """Begin another listing of `count` songs; all of it is asked for anew."""
        self.beginResetModel()
        self._rows.clear()
        self._asked.clear()
        self._count = count
        self.endResetModel()

    def put(self, offset: int, tracks: Sequence[Track]) -> None:
        """Fill the rows from `offset` on; what lies behind the end is passed over."""
        there = tracks[: max(0, self._count - offset)]
        if there:
            self._rows.update(enumerate(there, offset))
            last = self.index(offset + len(there) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(offset, 0), last)

    def note_marked(self, track: Track) -> None:
        """Show the marks of a song as they are now."""
        self._marks[track.id] = track.marks
        if self._count:
            last = self.index(self._count - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def track(self, row: int) -> Track | None:
        """Return the song in a row; None, and it is asked for, when it is not there yet."""
        found = self._rows.get(row)
        if found is None and 0 <= row < self._count:
            self._ask(row)
        return found

    def marks_of(self, track: Track) -> Marks:
        """Return what is noted of a song, as far as it is known here."""
        return self._marks.get(track.id, track.marks)

    def suggestion_of(self, data: bytes) -> Suggestion | None:
        """Return the song that a drag carries, from its start on; None when it is not from here."""
        from editor_app.reasons import Reason  # noqa: PLC0415  (brings numpy, needed by no window)
        from editor_app.session import Suggestion  # noqa: PLC0415

        prefix, _, track_id = data.decode("ascii", "replace").partition(":")
        if f"{prefix}:" != _KEY:
            return None
        found = (one for one in self._rows.values() if str(one.id) == track_id)
        reasons = (Reason("choice", self.tr("chosen by you")),)
        return next((Suggestion(one, 0.0, 0.0, reasons) for one in found), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        known = index.row() in self._rows
        return flags | Qt.ItemFlag.ItemIsDragEnabled if known else flags

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        first = self._rows.get(indexes[0].row()) if indexes else None
        if first is not None:
            data.setData(MIME, f"{_KEY}{first.id}".encode("ascii"))
        return data

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        track = self.track(index.row())
        if track is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(track, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return track.licence if column == "licence" else str(track.path)
        others: Mapping[int, object] = {self.TRACK: track, self.MARKS: self.marks_of(track)}
        return others.get(role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(COLUMNS[section])
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr(str(_HEADINGS[COLUMNS[section]]))
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        # The database sorts: most of the rows are not here.
        if 0 <= column < len(COLUMNS):
            self.sort_wanted.emit(COLUMNS[column], order == Qt.SortOrder.DescendingOrder)

    def _ask(self, row: int) -> None:
        page = row - row % PAGE
        if page not in self._asked:
            self._asked.add(page)
            self.page_wanted.emit(page, min(PAGE, self._count - page))

    def _text(self, track: Track, column: str) -> str:
        if column == "vocals":
            return self._vocals(track)
        if column == "bpm":
            return formats.bpm(bpm_of(track, self.marks_of(track)))
        return _TEXTS[column](track)

    def _vocals(self, track: Track) -> str:
        if track.vocals is None:
            return formats.NOTHING
        return self.tr("sung") if track.vocals >= SUNG_FROM else self.tr("none")


_TEXTS: Mapping[str, Callable[[Track], str]] = {
    "title": lambda track: track.title,
    "artist": lambda track: track.artist,
    "key": lambda track: formats.key(track.key),
    "duration": lambda track: formats.clock(track.duration_s),
    "licence": formats.licence,
}


def _alignment(column: str) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _AT_RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
