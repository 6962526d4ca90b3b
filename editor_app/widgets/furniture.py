"""What the window holds once it is on screen: pages, panels, verbs, and their wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel

from editor_app.actions import Need, keys_of
from editor_app.item_models.formats import device_words
from editor_app.notices import Notice, notice_of
from editor_app.operations.desk import Desk
from editor_app.operations.preferring import Preferring
from editor_app.places import data_folder
from editor_app.preferences import Preferences
from editor_app.project.autosave import Autosave
from editor_app.project.timeline import Project
from editor_app.settings import USUAL_PACK, preferences_path, settings
from editor_app.widgets.jobs_button import JobsButton
from editor_app.widgets.main_window import MainWindow
from editor_app.widgets.parts import named
from editor_app.widgets.theme import Theme
from editor_app.widgets.verbs.edit import EditVerbs
from editor_app.widgets.verbs.export import ExportVerbs
from editor_app.widgets.verbs.file import FileVerbs
from editor_app.widgets.verbs.filling import FillingVerbs
from editor_app.widgets.verbs.fitting import FittingVerbs
from editor_app.widgets.verbs.music import MusicVerbs
from editor_app.widgets.verbs.play import PlayVerbs
from editor_app.widgets.verbs.tools import ToolVerbs
from editor_app.widgets.verbs.view import ViewVerbs
from editor_app.widgets.welcome import Welcome
from editor_app.widgets.wiring import LibraryWiring, PictureWiring, SuggestionsWiring
from editor_app.widgets.workbench import Workbench
from inference.errors import WorldError

if TYPE_CHECKING:
    from editor_app.operations.engines import Ready
    from editor_app.playback.sink import Sink
    from editor_app.uses.changed_over import ChangedOver

CUE_ACTIONS = ("align", "fit", "seam_earlier", "seam_later", "beat", "pin", "split", "copy_credits")


class Program(Protocol):
    """What the furniture asks of the program it stands in."""

    window: MainWindow
    theme: Theme

    def set_theme(self, name: str) -> None: ...
    def fail(self, error: Exception) -> None: ...


class Furniture(QObject):
    """Everything inside the window."""

    def __init__(
        self,
        program: Program,
        preferences: Preferences,
        *,
        make_sink: Callable[[], Sink] | None = None,
    ) -> None:
        super().__init__()
        self._program = program
        self.window = program.window
        folder = data_folder()
        chosen = settings(preferences=preferences)
        self.desk = Desk(chosen, Autosave(folder / "recovery"), make_sink=make_sink, parent=self)
        self.preferring = Preferring(preferences, preferences_path(), self.desk.lanes, self)
        self.bench = Workbench(self.desk, program.theme)
        self.welcome = Welcome(program.theme)
        self.jobs = JobsButton(self.desk.jobs, program.theme)
        self.device = named(QLabel(), "device", spoken=self.tr("Device the models run on"))
        self._make_verbs()
        self._wire()
        self._place()
        self.desk.document.load(Project(target=preferences.target))
        self._begin()

    def open(self, path: Path) -> None:
        """Open a film or a project."""
        self._file.open(path)

    def set_theme(self, theme: Theme) -> None:
        for part in (self.bench, self.welcome, self.jobs):
            part.set_theme(theme)

    def close(self) -> bool:
        """Stop everything and remember the layout; whether every thread came to its end."""
        window = self.bench.layout_state()
        self.preferring.keep_at_end(replace(self.preferring.now, window=window))
        return self.desk.close()

    def _make_verbs(self) -> None:
        desk, window, bench = self.desk, self.window, self.bench
        self._file = FileVerbs(desk, window, note_recent=self._note_recent)
        self._export = ExportVerbs(desk, window, get_theme=self._theme)
        self._music = MusicVerbs(desk, bench, window.notices, get_theme=self._theme, parent=self)
        self._music.film_wanted.connect(self._file.open)
        self._music.said.connect(window.hint.setText)
        self._play = PlayVerbs(desk.document, desk.player, desk.focus, self)
        self._edit = EditVerbs(desk.document, bench.timeline.commands, self)
        self._view = ViewVerbs(desk, self.preferring, window, bench, get_theme=self._theme)
        self._tools = ToolVerbs(desk, bench, get_theme=self._theme, parent=self)
        self._fitting = FittingVerbs(
            desk, bench, window.notices, get_theme=self._theme, parent=self
        )
        self._filling = FillingVerbs(
            desk, bench, window.notices, get_theme=self._theme, parent=self
        )
        small = (self._tools, self._fitting, self._filling)
        for verbs in (
            self._file,
            self._export,
            self._music,
            *small,
            self._play,
            self._edit,
            self._view,
        ):
            window.bind(verbs.handlers())
        window.may_close = self._may_close

    def _may_close(self) -> bool:
        return self._export.may_close() and self._file.may_close()

    def _theme(self) -> Theme:
        return self._program.theme

    def _wire(self) -> None:
        desk, window, bench = self.desk, self.window, self.bench
        self._wirings = (
            PictureWiring(desk, bench, self),
            SuggestionsWiring(desk, bench, window.notices, self),
            library := LibraryWiring(desk, bench, window.notices, self),
        )
        library.counted.connect(self.welcome.set_songs)
        for panel in (bench.viewer, bench.suggestions):
            panel.step_wanted.connect(self._step)
        bench.library.add_folder.connect(self._music.add_music)
        bench.transport.command.connect(lambda name: window.actions_by_id[name].trigger())
        bench.timeline.status.connect(window.hint.setText)
        bench.timeline.snapping_changed.connect(window.actions_by_id["snapping"].setChecked)
        bench.timeline.set_cue_actions([window.actions_by_id[one] for one in CUE_ACTIONS])
        self.welcome.open_wanted.connect(self._file.choose)
        self.welcome.add_music_wanted.connect(self._music.add_music)
        self.welcome.demo_wanted.connect(self._file.demo)
        self.welcome.recent_wanted.connect(self._file.open)
        self._view.theme_wanted.connect(self._set_theme)
        self.preferring.changed.connect(self._take_preferences)
        self.preferring.failed.connect(self._program.fail)
        desk.failed.connect(self._program.fail)
        desk.player.trouble.connect(self._tell_trouble)
        desk.got_ready.connect(self._show_device)
        desk.changed_over.connect(self._tell_changed_over)
        desk.changing.given_up.connect(self._stay_with_pack)
        desk.arranging.said.connect(window.hint.setText)
        desk.document.changed.connect(self._show_state)
        desk.document.selection_changed.connect(self._show_state)
        bench.suggestions_model.modelReset.connect(self._show_state)
        bench.tray.opened.connect(self._show_state)
        desk.player.state_changed.connect(self._show_state)
        # The document tells of a step while it is being made, when it cannot be taken back yet.
        desk.document.stack.indexChanged.connect(self._show_state)
        for renamed in (desk.document.stack.undoTextChanged, desk.document.stack.redoTextChanged):
            renamed.connect(self._name_undo)

    def _place(self) -> None:
        self.window.add_to_tools(self.jobs, self.device)
        self.window.show_page(self.welcome)
        self.window.show_page(self.bench)
        self.bench.restore_layout(self.preferring.now.window)
        self._show_recent()
        self._show_state()

    def _begin(self) -> None:
        self.desk.warm()
        self.desk.listing.library_changed()
        self._go_on_changing()
        self.desk.files.begin(self.preferring.now.autosave_s)

    def _step(self, name: str) -> None:
        """Do the next step that an empty panel offers."""
        if name == "clear_filters":
            self.bench.filters.clear()
        else:
            self.window.actions_by_id[name].trigger()

    def _show_state(self) -> None:
        """Show the page there is something for, and let be used what can be."""
        document, player = self.desk.document, self.desk.player
        is_open = document.film is not None
        was_open = self.window.pages.currentWidget() is self.bench
        self.window.show_page(self.bench if is_open else self.welcome)
        if is_open and not was_open:
            # Else the first thing that can have it takes the focus, and with it the arrow keys.
            self.bench.timeline.setFocus()
        self.window.meet(self._needs())
        name = document.path or (document.film.named if document.film else None)
        self.window.setWindowTitle(f"{name.name}[*] — Cuesmith" if name else "Cuesmith[*]")
        self.window.setWindowModified(not document.is_clean)
        actions = self.window.actions_by_id
        actions["mute"].setChecked(document.timeline.music.muted)
        actions["mute_original"].setChecked(document.timeline.original.muted)
        actions["loop"].setChecked(player.loop is not None)
        chosen = [one for one in document.timeline.laid if one.id in document.selected]
        actions["pin"].setChecked(bool(chosen) and all(one.pinned for one in chosen))
        actions["snapping"].setChecked(self.bench.timeline.is_snapping)
        actions["undo"].setEnabled(document.stack.canUndo())
        actions["redo"].setEnabled(document.stack.canRedo())

    def _needs(self) -> dict[Need, bool]:
        document = self.desk.document
        return {
            "film": document.film is not None,
            "cues": bool(document.timeline.laid),
            "selection": bool(document.selected),
            "tool": self.bench.tray.tool is not None,
            "suggestions": bool(self.bench.suggestions_model.suggestions),
        }

    def _name_undo(self) -> None:
        stack, actions = self.desk.document.stack, self.window.actions_by_id
        undo, redo = self.tr("Undo {step}"), self.tr("Redo {step}")
        actions["undo"].setText(undo.format(step=stack.undoText()).strip())
        actions["redo"].setText(redo.format(step=stack.redoText()).strip())

    def _note_recent(self, path: Path) -> None:
        self.preferring.change(self.preferring.now.with_recent(path.absolute()))

    def _show_recent(self) -> None:
        recent = self.preferring.now.recent
        self.welcome.set_recent(recent)
        menu = self.window.menus["recent"]
        menu.clear()
        for path in recent:
            action = QAction(str(path), menu)
            action.triggered.connect(lambda _=False, path=path: self._file.open(path))
            menu.addAction(action)
        self.window.actions_by_id["recent"].setEnabled(bool(recent))

    def _take_preferences(self, before: Preferences, now: Preferences) -> None:
        self._show_recent()
        self._program.set_theme(now.theme)
        self.window.set_keys(keys_of(now.shortcuts))
        self.desk.files.begin_keeping(now.autosave_s)
        self.desk.set_settings(settings(pack=now.coming_pack, preferences=now))
        if before.language != now.language:
            what = self.tr("The language changes when Cuesmith is started again.")
            self.window.notices.tell(Notice("info", what))

    def _set_theme(self, name: str) -> None:
        self._program.set_theme(name)
        if self.sender() is self._view and not self._is_trying():
            self.preferring.change(replace(self.preferring.now, theme=name))

    def _is_trying(self) -> bool:
        """Whether a look is only tried, in the settings."""
        return self.window.findChild(QObject, "settings_dialog") is not None

    def _show_device(self, ready: Ready) -> None:
        dot = "●" if ready.device != "cpu" else "○"
        self.device.setText(f"{device_words(ready.device)} {dot}")
        self.device.setToolTip(
            "\n".join(
                one
                for one in (
                    self.tr("The models run here. 0 bytes sent."),
                    ready.why_not_gpu or "",
                )
                if one
            )
        )
        self.bench.shape.set_attributes(tuple(ready.pack.attributes))

    def _go_on_changing(self) -> None:
        """Go on with a change of packs that the end of the program cut off."""
        now = self.preferring.now
        if now.coming_pack is None:
            self.desk.go_on_changing()
        else:
            self.desk.set_settings(settings(pack=now.coming_pack, preferences=now))

    def _stay_with_pack(self) -> None:
        """Forget the pack that was wanted: it cannot be used, or the user stopped the change."""
        self.preferring.change(replace(self.preferring.now, coming_pack=None))

    def _tell_changed_over(self, found: ChangedOver) -> None:
        pack = self.desk.engines.settings.pack
        own = None if pack == USUAL_PACK else pack
        self.preferring.change(replace(self.preferring.now, pack=own, coming_pack=None))
        remedy = ""
        if found.unheard:
            remedy = self.tr("Connect the disk they lie on and look for new music again.")
            what = self.tr(
                "The other model pack is in use. %n song(s) could not be listened to yet.",
                None,
                len(found.unheard),
            )
        else:
            what = self.tr("The other model pack is in use.")
        self.window.notices.tell(Notice("info", what, remedy))

    def _tell_trouble(self, error: WorldError) -> None:
        self.window.notices.tell(notice_of(error, "warning"))
