"""The suggested songs as a list: best first, with what the user has marked them with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from editor_app.item_models import formats
from editor_app.item_models.reasons import reason_words

if TYPE_CHECKING:
    from catalog.marks import Marks
    from catalog.tracks import Track
    from editor_app.session import Suggested, Suggestion
    from inference.values import Span

MIME = "application/x-cuesmith-suggestion"
"""What is dragged from the lists to the timeline; its bytes are a key of the model it came from."""
_KEY = "suggestion:"

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the model answers beside Qt's own roles."""

    SUGGESTION = Qt.ItemDataRole.UserRole + 1
    MARKS = Qt.ItemDataRole.UserRole + 2
    AUDITIONED = Qt.ItemDataRole.UserRole + 3
    SPAN = Qt.ItemDataRole.UserRole + 4
    BPM = Qt.ItemDataRole.UserRole + 5


def bpm_of(track: Track, marks: Marks) -> float | None:
    """Return the tempo of a song by marks that may be newer than it."""
    if track.bpm is None:
        return None
    return track.bpm / track.marks.tempo_factor * marks.tempo_factor


def begun_at(suggestion: Suggestion, moment_s: float | None) -> Suggestion:
    """Return a suggestion that begins at one of its moments, as it is where that is none."""
    there = any(one.moment_s == moment_s for one in suggestion.moments)
    return replace(suggestion, moment_s=moment_s) if there and moment_s is not None else suggestion


class SuggestionsModel(QAbstractListModel):
    """The answer for one stretch of the film."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._suggested: Suggested | None = None
        self._marks: dict[int, Marks] = {}
        self._moments: dict[tuple[int, Span], float] = {}
        self._auditioned: int | None = None

    @property
    def suggested(self) -> Suggested | None:
        return self._suggested

    @property
    def suggestions(self) -> Sequence[Suggestion]:
        return self._suggested.suggestions if self._suggested else ()

    @property
    def auditioned(self) -> int | None:
        """Id of the track that is being heard, None when none is."""
        return self._auditioned

    def set_suggested(self, suggested: Suggested | None) -> None:
        """Show another answer, or none."""
        self.beginResetModel()
        self._suggested = None if suggested is None else self._as_chosen(suggested)
        self.endResetModel()

    def choose_moment(self, row: int, number: int) -> bool:
        """Begin a song at another of its moments, here and whenever it comes up; whether it did."""
        suggested, suggestion = self._suggested, self.suggestion(row)
        if suggested is None or suggestion is None or number not in range(len(suggestion.moments)):
            return False
        moment_s = suggestion.moments[number].moment_s
        self._moments[suggestion.track.id, suggested.stretch.span] = moment_s
        self._suggested = self._as_chosen(suggested)
        self.dataChanged.emit(self.index(row), self.index(row), [int(Role.SUGGESTION)])
        return True

    def _as_chosen(self, suggested: Suggested) -> Suggested:
        """Return an answer with the moments that the user has chosen for these songs."""
        span = suggested.stretch.span
        chosen = tuple(
            begun_at(one, self._moments.get((one.track.id, span))) for one in suggested.suggestions
        )
        return replace(suggested, suggestions=chosen)

    def note_marked(self, track: Track) -> None:
        """Show the marks of a song as they are now."""
        self._marks[track.id] = track.marks
        self._touch(Role.MARKS)

    def set_auditioned(self, track_id: int | None) -> None:
        """Say which song is being heard."""
        if track_id != self._auditioned:
            self._auditioned = track_id
            self._touch(Role.AUDITIONED)

    def suggestion(self, row: int) -> Suggestion | None:
        """Return the suggestion in a row, None when there is no such row."""
        return self.suggestions[row] if 0 <= row < len(self.suggestions) else None

    def row_of(self, track_id: int | None) -> int | None:
        rows = (row for row, one in enumerate(self.suggestions) if one.track.id == track_id)
        return next(rows, None)

    def marks_of(self, track: Track) -> Marks:
        """Return what is noted of a song, as far as it is known here."""
        return self._marks.get(track.id, track.marks)

    def suggestion_of(self, data: bytes) -> Suggestion | None:
        """Return the suggestion that a drag carries, None when it is not one of these."""
        prefix, _, track_id = data.decode("ascii", "replace").partition(":")
        if f"{prefix}:" != _KEY or not track_id.isdecimal():
            return None
        row = self.row_of(int(track_id))
        return None if row is None else self.suggestions[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        return 0 if parent.isValid() else len(self.suggestions)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        first = self.suggestion(indexes[0].row()) if indexes else None
        if first is not None:
            data.setData(MIME, f"{_KEY}{first.track.id}".encode("ascii"))
        return data

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        suggestion = self.suggestion(index.row())
        answer = _ANSWERS.get(role)
        if suggestion is None or answer is None:
            return None
        return answer(self, index.row(), suggestion)

    def _touch(self, role: Role) -> None:
        if self.suggestions:
            last = self.index(len(self.suggestions) - 1)
            self.dataChanged.emit(self.index(0), last, [int(role)])

    def spoken(self, row: int, suggestion: Suggestion) -> str:
        """Say a row in one sentence, for who cannot see it."""
        track = suggestion.track
        heard = self.tr("playing, ") if track.id == self._auditioned else ""
        favourite = self.tr("favourite, ") if self.marks_of(track).favourite else ""
        text = self.tr(
            "{number}: {title} by {artist}, {heard}{favourite}fit {fit}, {bpm} beats per minute, "
            "key {key}, length {length}, from {moment}, licence {licence}. {reasons}"
        )
        return text.format(
            number=row + 1,
            title=track.title,
            artist=track.artist or self.tr("unknown artist"),
            heard=heard,
            favourite=favourite,
            fit=f"{suggestion.score:.2f}",
            bpm=formats.bpm(bpm_of(track, self.marks_of(track))),
            key=track.key or formats.NOTHING,
            length=formats.clock(track.duration_s),
            moment=formats.clock(suggestion.moment_s),
            licence=track.licence or formats.licence(track),
            reasons="; ".join(map(reason_words, suggestion.reasons)),
        )


_ANSWERS: Mapping[int, Callable[[SuggestionsModel, int, Suggestion], object]] = {
    Qt.ItemDataRole.DisplayRole: lambda _, __, one: one.track.title,
    Qt.ItemDataRole.AccessibleTextRole: SuggestionsModel.spoken,
    Role.SUGGESTION: lambda _, __, one: one,
    Role.MARKS: lambda model, _, one: model.marks_of(one.track),
    Role.AUDITIONED: lambda model, _, one: one.track.id == model.auditioned,
    Role.BPM: lambda model, _, one: bpm_of(one.track, model.marks_of(one.track)),
    Role.SPAN: lambda model, _, __: model.suggested and model.suggested.stretch.span,
}
