"""The list of suggested songs, and everything that can be done from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from editor_app.widgets.attribute_slider import AttributeSlider
from editor_app.widgets.empty_state import Emptiness, EmptyState
from editor_app.widgets.parts import label, named, rule
from editor_app.widgets.room import Room
from editor_app.widgets.segmented import Segmented
from editor_app.widgets.song_menu import SongMenu
from editor_app.widgets.song_wave import SongBars, Waveforms
from editor_app.widgets.suggestion_delegate import SuggestionDelegate
from editor_app.widgets.suggestion_list import SuggestionList
from editor_app.widgets.why_view import WhyView

if TYPE_CHECKING:
    from editor_app.curves import Curves
    from editor_app.item_models.suggestions import SuggestionsModel
    from editor_app.widgets.theme import Theme

WIDEST_SPREAD = 120
SHORT_BELOW = 260
"""Height of the list below which rows do without the reasons, so that more of them are seen."""

State = Literal[
    "no_film", "analysing", "library_empty", "listening", "searching", "no_match", "failed", "ready"
]

WAITING = frozenset({"analysing", "listening", "searching"})


class SuggestionsPanel(QFrame):
    """Suggestions for the whole cut or for one scene of it.

    Signals
    -------
    audition(row), place(row) : play it with the picture; lay it on the timeline
    moment_chosen(row) : it begins at another of its moments from now on
    look_wanted(seconds) : of the film, where it counted most
    details_wanted(row) : its curves are wanted, see `show_curves`
    span_wanted("whole" | "segment") : what the list shall be for
    spread_changed(0 to 1) : how different from each other the songs shall be
    mark_wanted(track_id, name, value) : see `SongMenu`
    show_file_wanted(Path), said(str)
    step_wanted(name) : the next step an empty list offers: `open`, `add_music`, `clear_filters`,
        `suggest`
    """

    audition = Signal(int)
    place = Signal(int)
    moment_chosen = Signal(int)
    look_wanted = Signal(float)
    details_wanted = Signal(int)
    span_wanted = Signal(str)
    spread_changed = Signal(float)
    mark_wanted = Signal(int, str, object)
    show_file_wanted = Signal(object)
    said = Signal(str)
    step_wanted = Signal(str)

    def __init__(
        self,
        model: SuggestionsModel,
        *,
        waveforms: Waveforms,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("suggestions_panel")
        self.setProperty("panel", True)
        self._model = model
        self._current_id: int | None = None
        self._picked_id: int | None = None
        self._kept_id: int | None = None
        self._state: State = "no_film"
        self._span = Segmented(
            (("whole", self.tr("Whole cut")), ("segment", self.tr("Scene"))), self
        )
        self._busy = named(QProgressBar(), "suggestions_busy")
        self._unsure = label(kind="warning", name="suggestions_unsure", wraps=True)
        self._list = named(SuggestionList(), "suggestions_list", spoken=self.tr("Suggested songs"))
        self._empty = EmptyState(theme)
        self._stack = QStackedWidget()
        self._why = WhyView(theme)
        self._why_room = Room(self._why)
        self._spread = named(
            AttributeSlider(lowest=0.0),
            "spread",
            spoken=self.tr("Surprise me"),
            tip=self.tr("To the right, the songs differ more from each other"),
        )
        self._foot = QWidget()
        self._delegate = SuggestionDelegate(SongBars(waveforms), theme, self)
        self._menu = SongMenu(self)
        self._build()
        self._connect(waveforms)
        self.set_theme(theme)
        self.set_state("no_film")

    @property
    def current_row(self) -> int | None:
        """Row of the selected suggestion, None when none is."""
        index = self._list.currentIndex()
        return index.row() if index.isValid() else None

    @property
    def spread(self) -> float:
        """How different from each other the songs shall be, 0 to 1."""
        return self._spread.share

    def set_theme(self, theme: Theme) -> None:
        self._delegate.set_theme(theme)
        self._empty.set_theme(theme)
        self._why.set_theme(theme)
        self._list.viewport().update()

    def set_state(self, state: State, text: str = "") -> None:
        """Say why there is no list, or that there is one; `text` says what went wrong."""
        self._state = state
        ready = state == "ready"
        self._empty.turn(self._stack, is_empty=not ready)
        self._why_room.setVisible(ready and self._why.is_open)
        self._foot.setVisible(ready)
        self._busy.hide()
        if not ready:
            self._unsure.hide()
            self._empty.show_state(self._emptiness(state, text))

    def set_progress(self, fraction: float, doing: str = "") -> None:
        """Say how far the analysis has come, 0 to 1; at 1 the bar goes away."""
        ready = self._stack.currentIndex() == 0
        self._busy.setVisible(ready and fraction < 1)
        self._busy.setValue(round(1000 * fraction))
        if not ready and self._state in WAITING:
            self._empty.set_progress(fraction, doing)

    def set_span(self, span: Literal["whole", "segment"], segment: str = "") -> None:
        """Say what the list is for; `segment` names the scene, such as “Scene 3”."""
        self._span.choose(span)
        if segment:
            self._span.set_text("segment", segment)

    def set_scenes(self, are_known: bool) -> None:
        """Say whether the list can be for a scene yet."""
        self._span.button("segment").setEnabled(are_known)

    def select(self, row: int) -> None:
        """Make a row the current one and bring it into view."""
        index = self._model.index(row)
        if index.isValid():
            self._list.setCurrentIndex(index)
            self._list.scrollTo(index)

    def step(self, by: int) -> None:
        """Play the suggestion `by` rows below the current one (above when negative)."""
        count = self._model.rowCount()
        if count:
            row = -1 if self.current_row is None else self.current_row
            self.select(min(count - 1, max(0, row + by)))
            self.audition.emit(self.current_row)

    def step_moment(self, by: int) -> None:
        """Let the current song begin at the next (previous) of its moments, in time."""
        suggestion = self._model.suggestion(-1 if self.current_row is None else self.current_row)
        if suggestion is None or not suggestion.moments:
            return
        in_time = sorted(
            range(len(suggestion.moments)), key=lambda i: suggestion.moments[i].moment_s
        )
        times = [suggestion.moments[i].moment_s for i in in_time]
        at = times.index(suggestion.moment_s) if suggestion.moment_s in times else -by
        self.choose_moment(in_time[(at + by) % len(in_time)])

    def choose_moment(self, number: int) -> None:
        """Let the current song begin at one of its moments."""
        row = self.current_row
        if row is not None and self._model.choose_moment(row, number):
            self._show_current()
            self.moment_chosen.emit(row)

    def show_curves(self, track_id: int, curves: Curves | None) -> None:
        """Show the curves of a song, if it is still the current one."""
        if track_id == self._current_id:
            self._why.set_curves(curves)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._span.button("whole").setToolTip(self.tr("Songs for the whole cut"))
        self._span.button("segment").setToolTip(self.tr("Songs for the scene under the playhead"))
        self._busy.setRange(0, 1000)
        self._busy.setFixedHeight(2)
        self._busy.setStyleSheet("QProgressBar, QProgressBar::chunk { border-radius: 0; }")
        self._unsure.setContentsMargins(12, 4, 12, 8)
        self._unsure.hide()
        self._build_list()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._empty)
        self._build_foot()
        head = QWidget()
        head_row = QHBoxLayout(head)
        head_row.setContentsMargins(8, 6, 8, 6)
        head_row.addWidget(self._span)
        above: tuple[QWidget, ...] = (head, self._busy, self._unsure, rule())
        below: tuple[QWidget, ...] = (rule(), self._foot, self._why_room)
        for part in (*above, self._stack, *below):
            column.addWidget(part, 1 if part is self._stack else 0)

    def _build_list(self) -> None:
        self._list.setModel(self._model)
        self._list.setItemDelegate(self._delegate)

    def _build_foot(self) -> None:
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(8, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(self._why.head)
        row.addStretch(1)
        self._spread.setMaximumWidth(WIDEST_SPREAD)
        row.addWidget(label(self.tr("Surprise me"), kind="dim"))
        row.addWidget(self._spread, 2)

    def _connect(self, waveforms: Waveforms) -> None:
        waveforms.ready.connect(self._list.viewport().update)
        self._model.modelAboutToBeReset.connect(self._remember)
        self._model.modelReset.connect(self._refill)
        self._list.selectionModel().currentChanged.connect(self._note_current)
        self._list.moved.connect(self.audition)
        self._list.resized.connect(self._fit_rows)
        self._list.place_wanted.connect(self.place)
        self._list.doubleClicked.connect(lambda index: self.audition.emit(index.row()))
        self._list.customContextMenuRequested.connect(self._open_menu)
        self._delegate.badge_clicked.connect(self.audition)
        self._delegate.star_clicked.connect(self._turn_favourite)
        self._span.chosen.connect(self.span_wanted)
        self._spread.valueChanged.connect(lambda _: self.spread_changed.emit(self.spread))
        self._empty.step_wanted.connect(self.step_wanted)
        self._why.opened.connect(self._why_room.setVisible)
        self._why.opened.connect(self._ask_details)
        self._why.copy_wanted.connect(self._copy)
        self._why.moment_wanted.connect(self.choose_moment)
        self._why.look_wanted.connect(self.look_wanted)
        self._menu.moment_wanted.connect(self.choose_moment)
        self._menu.audition_wanted.connect(lambda: self.audition.emit(self.current_row))
        self._menu.place_wanted.connect(lambda: self.place.emit(self.current_row))
        self._menu.mark_wanted.connect(self.mark_wanted)
        self._menu.show_file_wanted.connect(self.show_file_wanted)
        self._menu.said.connect(self.said)

    def _fit_rows(self) -> None:
        is_short = self._list.height() < SHORT_BELOW
        if is_short != self._delegate.is_short:
            self._delegate.is_short = is_short
            # The list asks for the height of rows anew when it is laid out anew.
            self._list.scheduleDelayedItemsLayout()

    def _remember(self) -> None:
        # Once the rows are gone the list makes the first one current by itself.
        self._kept_id = self._picked_id

    def _refill(self) -> None:
        suggested = self._model.suggested
        self._unsure.setText((suggested and suggested.unsure) or "")
        self._unsure.setVisible(bool(suggested and suggested.suggestions and suggested.unsure))
        if suggested is not None:
            self.set_state("ready" if suggested.suggestions else "no_match")
            self.select(self._model.row_of(self._kept_id) or 0)
            # The best song is current only until there is a better one; a picked one stays.
            self._picked_id = self._kept_id

    def _note_current(self, index: QModelIndex) -> None:
        suggestion = self._model.suggestion(index.row())
        if suggestion is not None:
            self._current_id = self._picked_id = suggestion.track.id
            self._show_current()

    def _show_current(self) -> None:
        suggestion = self._model.suggestion(-1 if self.current_row is None else self.current_row)
        self._why.set_curves(None)
        self._why.show_suggestion(suggestion)
        self._ask_details()

    def _ask_details(self) -> None:
        if self._why.is_open and self.current_row is not None:
            self.details_wanted.emit(self.current_row)

    def _turn_favourite(self, row: int) -> None:
        suggestion = self._model.suggestion(row)
        if suggestion is not None:
            wanted = not self._model.marks_of(suggestion.track).favourite
            self.mark_wanted.emit(suggestion.track.id, "favourite", wanted)

    def _copy(self) -> None:
        suggestion = self._model.suggestion(-1 if self.current_row is None else self.current_row)
        if suggestion is not None:
            self._menu.copy_attribution(suggestion.track)

    def _open_menu(self, at: QPoint) -> None:
        index = self._list.indexAt(at)
        suggestion = self._model.suggestion(index.row())
        if suggestion is None:
            return
        self._list.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        key = str(index.row() + 1) if index.row() < 9 else ""
        marks = self._model.marks_of(suggestion.track)
        menu = self._menu.menu(suggestion.track, marks, key=key, parent=self)
        self._menu.add_moments(menu, suggestion)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._list.viewport().mapToGlobal(at))

    def _emptiness(self, state: State, text: str) -> Emptiness:
        return {
            "no_film": Emptiness(
                "film",
                self.tr("No film yet"),
                self.tr("Open a film to see which of your songs fit it."),
                "open",
                self.tr("Open a film…"),
            ),
            "analysing": Emptiness(
                "suggest",
                self.tr("Watching your film"),
                text or self.tr("Suggestions appear here as soon as the first look is done."),
            ),
            "library_empty": Emptiness(
                "add-music",
                self.tr("No music yet"),
                self.tr("Add a folder with your music. It stays where it is, on this computer."),
                "add_music",
                self.tr("Add music…"),
            ),
            "listening": Emptiness(
                "headphones",
                self.tr("Listening to your music"),
                text or self.tr("Suggestions appear here with the first songs that are done."),
            ),
            "searching": Emptiness("search", self.tr("Looking for songs"), text),
            "no_match": Emptiness(
                "filter",
                self.tr("No song passes the filters"),
                self.tr("Widen the filters, or take them away."),
                "clear_filters",
                self.tr("Clear filters"),
            ),
            "failed": Emptiness(
                "warning",
                self.tr("No suggestions"),
                text or self.tr("Something went wrong while looking for songs."),
                "suggest",
                self.tr("Try again"),
            ),
            "ready": Emptiness("music", "", ""),
        }[state]
