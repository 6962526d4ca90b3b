"""The one window: menus, tool bar, notices, and either a welcome or the workbench.

It is on screen bare, before anything that is not Qt itself is loaded; `dress` gives it the rest.
What a bare window needs no name of is not named at the head: the enumerations of `Qt` alone take as
long to load as all of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from editor_app.actions import Need
    from editor_app.widgets.notices import NoticesBar
    from editor_app.widgets.theme import Theme

Keys = Mapping[str, tuple[str, ...]]

GROUNDS = {"dark": "#15171b", "light": "#eceef1"}
"""The colour of the window in each theme, so that the bare one does not flash."""

TOOLS = ("open", "add_music", "suggest", "fill_cut", "export")


class MainWindow(QMainWindow):
    """The frame around everything.

    `shown` comes once, when the window has been painted for the first time; `dropped` brings the
    files that were let go over it. `may_close` is asked before it closes. Everything below the
    first methods is there once the window has been dressed.
    """

    shown = Signal()
    dropped = Signal(list)

    actions_by_id: dict[str, QAction]
    menus: dict[str, QMenu]
    tools: QToolBar
    notices: NoticesBar
    pages: QStackedWidget
    hint: QLabel

    def __init__(self, theme_name: str = "dark") -> None:
        super().__init__()
        # The first of all: what follows is told to `changeEvent`, which asks for them.
        self._keys: Keys = {}
        ground = QPalette()
        ground.setColor(QPalette.ColorRole.Window, QColor(GROUNDS.get(theme_name, GROUNDS["dark"])))
        self.setPalette(ground)
        self.setObjectName("main_window")
        self.setWindowTitle("Cuesmith")
        self.resize(1440, 900)
        self.setMinimumSize(960, 600)
        self.may_close: Callable[[], bool] = lambda: True
        self._was_shown = False

    def dress(self, theme: Theme, keys: Keys) -> None:
        """Give the window its menus, tools and notices; `keys` are those of each action by id."""
        from editor_app.actions import ACTIONS  # noqa: PLC0415  (after the first painting)
        from editor_app.widgets import commands  # noqa: PLC0415
        from editor_app.widgets.focus_keys import FocusKeys  # noqa: PLC0415
        from editor_app.widgets.icons import app_icon  # noqa: PLC0415
        from editor_app.widgets.notices import NoticesBar  # noqa: PLC0415

        # From here on its colours are those of the program.
        self.setPalette(QPalette())
        self.setWindowIcon(app_icon())
        self.setAcceptDrops(True)
        self._keys = dict(keys)
        self.actions_by_id = {
            one.id: commands.command(one, keys.get(one.id, one.keys), self) for one in ACTIONS
        }
        self.menus = commands.fill_menus(self.menuBar(), self.actions_by_id)
        self._focus_keys = FocusKeys(self)
        self.tools = self._tools()
        self.notices = NoticesBar(theme)
        self.pages = QStackedWidget()
        self.setCentralWidget(self._centre())
        self.hint = QLabel()
        self.hint.setObjectName("hint")
        self.hint.setProperty("dim", True)
        self.statusBar().addWidget(self.hint, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        from editor_app.actions import ACTIONS  # noqa: PLC0415  (after the first painting)
        from editor_app.widgets import commands  # noqa: PLC0415

        self.notices.set_theme(theme)
        for one in ACTIONS:
            commands.colour(self.actions_by_id[one.id], one, theme)

    def set_keys(self, keys: Keys) -> None:
        """Take other keys for the actions."""
        self._keys = dict(keys)
        self._describe()

    def bind(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Say what actions do."""
        for name, handler in handlers.items():
            self.actions_by_id[name].triggered.connect(lambda _=False, call=handler: call())

    def meet(self, needs: Mapping[Need, bool]) -> None:
        """Let those actions be used whose need is met."""
        from editor_app.actions import ACTIONS  # noqa: PLC0415  (after the first painting)

        for one in ACTIONS:
            self.actions_by_id[one.id].setEnabled(needs.get(one.need, True))

    def show_page(self, page: QWidget) -> None:
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)

    def add_to_tools(self, *widgets: QWidget) -> None:
        """Put widgets at the right end of the tool bar; they may come and go."""
        # A tool bar shows and hides what is put into it itself, so they share a place of their own.
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(12)
        for widget in widgets:
            row.addWidget(widget)
        self.tools.addWidget(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self.shown.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.may_close())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        local = [url.toLocalFile() for url in event.mimeData().urls()]
        self.dropped.emit([Path(name) for name in local if name])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not self._keys:
            return
        from PySide6.QtCore import QEvent  # noqa: PLC0415  (after the first painting)

        if event.type() == QEvent.Type.LanguageChange:
            self._describe()

    def _describe(self) -> None:
        from editor_app.actions import ACTIONS, MENUS  # noqa: PLC0415  (after the first painting)
        from editor_app.widgets import commands  # noqa: PLC0415

        for name in MENUS:
            self.menus[name].setTitle(commands.menu_title(name))
        for one in ACTIONS:
            keys = self._keys.get(one.id, one.keys)
            commands.describe(self.actions_by_id[one.id], one, keys)

    def _tools(self) -> QToolBar:
        from PySide6.QtCore import Qt  # noqa: PLC0415  (after the first painting)

        bar = QToolBar(self.tr("Main tools"))
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for name in TOOLS:
            bar.addAction(self.actions_by_id[name])
        space = QWidget()
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(space)
        self.addToolBar(bar)
        return bar

    def _centre(self) -> QWidget:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.pages, 1)
        return centre
