"""Everything the user can do, as data: menus, keys and the list of keys are made from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from editor_app.translatable import QT_TRANSLATE_NOOP

MenuName = Literal["file", "edit", "music", "play", "view", "help"]
Scope = Literal["window", "timeline"]
Need = Literal["", "film", "cues", "selection", "suggestions", "tool"]

MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do.

    `text` and `tip` are English and translated in the context "actions". `keys` are written as
    Qt's portable key sequences, the first one is shown. Keys of scope "timeline" are handled by
    the timeline itself while it has the focus; they are listed, and cannot be changed. `section`
    parts the menu by lines, `submenu` names an action under which this one hangs. `need` is what
    must be there: a film, cues on the timeline, selected cues, a list of suggestions, a tool.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    menu: MenuName = "file"
    icon: str = ""
    tip: str = ""
    section: int = 0
    need: Need = ""
    submenu: str = ""
    checkable: bool = False
    repeats: bool = False
    scope: Scope = "window"


MENUS: Mapping[MenuName, str] = MappingProxyType(
    {
        "file": QT_TRANSLATE_NOOP("actions", "&File"),
        "edit": QT_TRANSLATE_NOOP("actions", "&Edit"),
        "music": QT_TRANSLATE_NOOP("actions", "&Music"),
        "play": QT_TRANSLATE_NOOP("actions", "&Play"),
        "view": QT_TRANSLATE_NOOP("actions", "&View"),
        "help": QT_TRANSLATE_NOOP("actions", "&Help"),
    }
)

FILE = (
    Action(
        "new",
        QT_TRANSLATE_NOOP("actions", "New project"),
        ("Ctrl+N",),
        tip=QT_TRANSLATE_NOOP("actions", "Begin again with an empty timeline"),
    ),
    Action(
        "open",
        QT_TRANSLATE_NOOP("actions", "Open…"),
        ("Ctrl+O",),
        icon="open",
        tip=QT_TRANSLATE_NOOP("actions", "Open a film or a project"),
    ),
    Action(
        "recent",
        QT_TRANSLATE_NOOP("actions", "Open recent"),
        icon="clock",
        tip=QT_TRANSLATE_NOOP("actions", "Films and projects opened lately"),
    ),
    Action(
        "demo",
        QT_TRANSLATE_NOOP("actions", "Try the demo"),
        icon="demo",
        tip=QT_TRANSLATE_NOOP("actions", "Open the demo film with its own small music library"),
    ),
    Action(
        "save",
        QT_TRANSLATE_NOOP("actions", "Save"),
        ("Ctrl+S",),
        icon="save",
        section=1,
        need="film",
        tip=QT_TRANSLATE_NOOP("actions", "Save the project"),
    ),
    Action(
        "save_as",
        QT_TRANSLATE_NOOP("actions", "Save as…"),
        ("Ctrl+Shift+S",),
        section=1,
        need="film",
        tip=QT_TRANSLATE_NOOP("actions", "Save the project under another name"),
    ),
    Action(
        "export",
        QT_TRANSLATE_NOOP("actions", "Export…"),
        ("Ctrl+E",),
        icon="export",
        section=2,
        need="film",
        tip=QT_TRANSLATE_NOOP("actions", "Write the film with its music, or the music alone"),
    ),
    Action(
        "relink",
        QT_TRANSLATE_NOOP("actions", "Find moved files…"),
        icon="link",
        section=2,
        tip=QT_TRANSLATE_NOOP("actions", "Look in a folder for files the project has lost"),
    ),
    Action(
        "quit",
        QT_TRANSLATE_NOOP("actions", "Quit"),
        ("Ctrl+Q",),
        section=3,
        tip=QT_TRANSLATE_NOOP("actions", "Close the program"),
    ),
)

EDIT = (
    Action(
        "undo",
        QT_TRANSLATE_NOOP("actions", "Undo"),
        ("Ctrl+Z",),
        "edit",
        "undo",
        QT_TRANSLATE_NOOP("actions", "Take the last change back"),
    ),
    Action(
        "redo",
        QT_TRANSLATE_NOOP("actions", "Redo"),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "edit",
        "redo",
        QT_TRANSLATE_NOOP("actions", "Make the change again"),
    ),
    Action(
        "cut",
        QT_TRANSLATE_NOOP("actions", "Cut"),
        ("Ctrl+X",),
        "edit",
        "cut",
        QT_TRANSLATE_NOOP("actions", "Take the selected cues away to paste them elsewhere"),
        section=1,
        need="selection",
    ),
    Action(
        "copy",
        QT_TRANSLATE_NOOP("actions", "Copy"),
        ("Ctrl+C",),
        "edit",
        "copy",
        QT_TRANSLATE_NOOP("actions", "Remember the selected cues to paste them elsewhere"),
        section=1,
        need="selection",
    ),
    Action(
        "paste",
        QT_TRANSLATE_NOOP("actions", "Paste"),
        ("Ctrl+V",),
        "edit",
        "paste",
        QT_TRANSLATE_NOOP("actions", "Put the remembered cues at the playhead"),
        section=1,
        need="film",
    ),
    Action(
        "delete",
        QT_TRANSLATE_NOOP("actions", "Delete"),
        ("Delete", "Backspace"),
        "edit",
        "delete",
        QT_TRANSLATE_NOOP("actions", "Take the selected cues off the timeline"),
        section=1,
        need="selection",
    ),
    Action(
        "select_all",
        QT_TRANSLATE_NOOP("actions", "Select all"),
        ("Ctrl+A",),
        "edit",
        tip=QT_TRANSLATE_NOOP("actions", "Select every cue"),
        section=2,
        need="cues",
    ),
    Action(
        "deselect",
        QT_TRANSLATE_NOOP("actions", "Select none"),
        ("Ctrl+Shift+A",),
        "edit",
        tip=QT_TRANSLATE_NOOP("actions", "Select no cue"),
        section=2,
        need="selection",
    ),
    Action(
        "split",
        QT_TRANSLATE_NOOP("actions", "Split at the playhead"),
        ("Ctrl+B",),
        "edit",
        "split",
        QT_TRANSLATE_NOOP("actions", "Make two cues of the one under the playhead"),
        section=3,
        need="cues",
    ),
    Action(
        "nudge_left",
        QT_TRANSLATE_NOOP("actions", "Move cue a frame earlier"),
        ("Alt+Left",),
        "edit",
        section=4,
        need="selection",
        repeats=True,
        scope="timeline",
    ),
    Action(
        "nudge_right",
        QT_TRANSLATE_NOOP("actions", "Move cue a frame later"),
        ("Alt+Right",),
        "edit",
        section=4,
        need="selection",
        repeats=True,
        scope="timeline",
    ),
    Action(
        "trim_start",
        QT_TRANSLATE_NOOP("actions", "Begin cue at the playhead"),
        ("[",),
        "edit",
        section=4,
        need="selection",
        scope="timeline",
    ),
    Action(
        "trim_end",
        QT_TRANSLATE_NOOP("actions", "End cue at the playhead"),
        ("]",),
        "edit",
        section=4,
        need="selection",
        scope="timeline",
    ),
    Action(
        "level_point",
        QT_TRANSLATE_NOOP("actions", "Level point at the playhead"),
        ("P",),
        "edit",
        tip=QT_TRANSLATE_NOOP("actions", "Bend the level of the cue here; again takes it away"),
        section=5,
        need="selection",
        scope="timeline",
    ),
    Action(
        "pin",
        QT_TRANSLATE_NOOP("actions", "Pin"),
        ("Shift+P",),
        "edit",
        "lock",
        QT_TRANSLATE_NOOP("actions", "Leave the selected cues alone when the cut is filled"),
        section=5,
        need="selection",
        checkable=True,
    ),
    Action(
        "settings",
        QT_TRANSLATE_NOOP("actions", "Settings…"),
        ("Ctrl+,",),
        "edit",
        "settings",
        QT_TRANSLATE_NOOP("actions", "Folders, device, loudness, look, language and keys"),
        section=6,
    ),
)


def _audition(number: int, text: str) -> Action:
    return Action(
        f"audition_{number}",
        text,
        (str(number),),
        "music",
        "headphones",
        QT_TRANSLATE_NOOP("actions", "Play the picture with this suggestion"),
        section=1,
        need="suggestions",
        submenu="audition",
    )


MUSIC = (
    Action(
        "add_music",
        QT_TRANSLATE_NOOP("actions", "Add music folder…"),
        ("Ctrl+I",),
        "music",
        "add-music",
        QT_TRANSLATE_NOOP("actions", "Take a folder of songs into the library"),
    ),
    Action(
        "rescan",
        QT_TRANSLATE_NOOP("actions", "Look for new music"),
        (),
        "music",
        "refresh",
        QT_TRANSLATE_NOOP("actions", "Look through the music folders again"),
    ),
    Action(
        "find_footage",
        QT_TRANSLATE_NOOP("actions", "Find footage…"),
        ("Ctrl+Shift+F",),
        "music",
        "film",
        QT_TRANSLATE_NOOP("actions", "List the clips of your own that fit the chosen song"),
    ),
    Action(
        "suggest",
        QT_TRANSLATE_NOOP("actions", "Suggest music"),
        ("S",),
        "music",
        "suggest",
        QT_TRANSLATE_NOOP("actions", "List the songs that fit the film and the scene"),
        section=1,
        need="film",
    ),
    Action(
        "audition",
        QT_TRANSLATE_NOOP("actions", "Audition"),
        (),
        "music",
        "headphones",
        QT_TRANSLATE_NOOP("actions", "Play the picture with a suggestion"),
        section=1,
        need="suggestions",
    ),
    _audition(1, QT_TRANSLATE_NOOP("actions", "Audition suggestion 1")),
    _audition(2, QT_TRANSLATE_NOOP("actions", "Audition suggestion 2")),
    _audition(3, QT_TRANSLATE_NOOP("actions", "Audition suggestion 3")),
    _audition(4, QT_TRANSLATE_NOOP("actions", "Audition suggestion 4")),
    _audition(5, QT_TRANSLATE_NOOP("actions", "Audition suggestion 5")),
    _audition(6, QT_TRANSLATE_NOOP("actions", "Audition suggestion 6")),
    _audition(7, QT_TRANSLATE_NOOP("actions", "Audition suggestion 7")),
    _audition(8, QT_TRANSLATE_NOOP("actions", "Audition suggestion 8")),
    _audition(9, QT_TRANSLATE_NOOP("actions", "Audition suggestion 9")),
    Action(
        "audition_off",
        QT_TRANSLATE_NOOP("actions", "Back to the timeline"),
        ("0",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Hear what lies on the timeline again"),
        section=1,
        need="film",
        submenu="audition",
    ),
    Action(
        "next_suggestion",
        QT_TRANSLATE_NOOP("actions", "Next suggestion"),
        ("Ctrl+Down",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Go on to the next suggestion"),
        section=1,
        need="suggestions",
        repeats=True,
    ),
    Action(
        "previous_suggestion",
        QT_TRANSLATE_NOOP("actions", "Previous suggestion"),
        ("Ctrl+Up",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Go back to the suggestion before"),
        section=1,
        need="suggestions",
        repeats=True,
    ),
    Action(
        "next_moment",
        QT_TRANSLATE_NOOP("actions", "Next moment of the song"),
        ("Ctrl+Right",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Let the chosen suggestion begin at another good place"),
        section=1,
        need="suggestions",
    ),
    Action(
        "previous_moment",
        QT_TRANSLATE_NOOP("actions", "Previous moment of the song"),
        ("Ctrl+Left",),
        "music",
        tip=QT_TRANSLATE_NOOP(
            "actions", "Let the chosen suggestion begin at an earlier good place"
        ),
        section=1,
        need="suggestions",
    ),
    Action(
        "place",
        QT_TRANSLATE_NOOP("actions", "Place on the timeline"),
        ("Return", "Enter"),
        "music",
        "place",
        QT_TRANSLATE_NOOP("actions", "Lay the chosen suggestion under the scene"),
        section=2,
        need="suggestions",
    ),
    Action(
        "align",
        QT_TRANSLATE_NOOP("actions", "Align"),
        ("A",),
        "music",
        "align",
        QT_TRANSLATE_NOOP("actions", "Bring the beat of the selected cue onto the cut"),
        section=2,
        need="selection",
    ),
    Action(
        "fit",
        QT_TRANSLATE_NOOP("actions", "Fit…"),
        ("F",),
        "music",
        "fit",
        QT_TRANSLATE_NOOP("actions", "Bring the song of the selected cue to a length, unheard"),
        section=2,
        need="selection",
    ),
    Action(
        "seam_earlier",
        QT_TRANSLATE_NOOP("actions", "Seam to the place before"),
        ("Alt+PgUp",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Move the nearest seam to the good place before it"),
        section=2,
        need="selection",
    ),
    Action(
        "seam_later",
        QT_TRANSLATE_NOOP("actions", "Seam to the place after"),
        ("Alt+PgDown",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Move the nearest seam to the good place after it"),
        section=2,
        need="selection",
    ),
    Action(
        "fill_cut",
        QT_TRANSLATE_NOOP("actions", "Fill the cut"),
        ("Shift+F",),
        "music",
        "fill",
        QT_TRANSLATE_NOOP("actions", "Propose music for the whole film: one song, one per scene …"),
        section=2,
        need="film",
    ),
    Action(
        "beat",
        QT_TRANSLATE_NOOP("actions", "Beat"),
        (),
        "music",
        "wave",
        QT_TRANSLATE_NOOP("actions", "Correct a beat that was heard wrongly"),
        section=2,
        need="film",
    ),
    Action(
        "beat_half",
        QT_TRANSLATE_NOOP("actions", "Half the tempo"),
        ("H",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "The song is half as fast as was heard"),
        section=0,
        need="film",
        submenu="beat",
    ),
    Action(
        "beat_double",
        QT_TRANSLATE_NOOP("actions", "Double the tempo"),
        ("Shift+H",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "The song is twice as fast as was heard"),
        section=0,
        need="film",
        submenu="beat",
    ),
    Action(
        "beat_earlier",
        QT_TRANSLATE_NOOP("actions", "Beats 10 ms earlier"),
        ("Ctrl+Shift+Left",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Move all beats of the song a little to the front"),
        section=1,
        need="film",
        submenu="beat",
        repeats=True,
    ),
    Action(
        "beat_later",
        QT_TRANSLATE_NOOP("actions", "Beats 10 ms later"),
        ("Ctrl+Shift+Right",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Move all beats of the song a little to the back"),
        section=1,
        need="film",
        submenu="beat",
        repeats=True,
    ),
    Action(
        "beat_one",
        QT_TRANSLATE_NOOP("actions", "This beat is the one"),
        ("B",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Bars begin with the beat under the playhead"),
        section=1,
        need="film",
        submenu="beat",
    ),
    Action(
        "beat_reset",
        QT_TRANSLATE_NOOP("actions", "Beats as they were heard"),
        ("Shift+B",),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Take every correction of the beat back"),
        section=2,
        need="film",
        submenu="beat",
    ),
    Action(
        "accept",
        QT_TRANSLATE_NOOP("actions", "Accept the proposal"),
        ("Ctrl+Return", "Ctrl+Enter"),
        "music",
        "check",
        QT_TRANSLATE_NOOP("actions", "Take what the tool at the right proposes"),
        section=3,
        need="tool",
    ),
    Action(
        "put_aside",
        QT_TRANSLATE_NOOP("actions", "Close the tool"),
        ("Esc",),
        "music",
        "close",
        QT_TRANSLATE_NOOP("actions", "Close the tool at the right and take nothing of it"),
        section=3,
        need="tool",
    ),
    Action(
        "ducking",
        QT_TRANSLATE_NOOP("actions", "Room for speech…"),
        ("D",),
        "music",
        "speech",
        QT_TRANSLATE_NOOP("actions", "Choose how the music goes down while somebody speaks"),
        section=4,
        need="film",
    ),
    Action(
        "mute",
        QT_TRANSLATE_NOOP("actions", "Mute the music"),
        ("M",),
        "music",
        "volume-muted",
        QT_TRANSLATE_NOOP("actions", "Hear the film without its music"),
        section=4,
        need="film",
        checkable=True,
    ),
    Action(
        "mute_original",
        QT_TRANSLATE_NOOP("actions", "Mute the original sound"),
        ("Shift+M",),
        "music",
        "speech",
        QT_TRANSLATE_NOOP("actions", "Hear the music without the sound of the film"),
        section=4,
        need="film",
        checkable=True,
    ),
    Action(
        "reset_shape",
        QT_TRANSLATE_NOOP("actions", "Reset the sliders"),
        (),
        "music",
        tip=QT_TRANSLATE_NOOP("actions", "Put every slider back to the middle"),
        section=5,
    ),
    Action(
        "copy_credits",
        QT_TRANSLATE_NOOP("actions", "Copy the credits"),
        (),
        "music",
        "licence",
        QT_TRANSLATE_NOOP("actions", "Copy who made the music, ready to paste into the titles"),
        section=5,
        need="cues",
    ),
)

PLAY = (
    Action(
        "play",
        QT_TRANSLATE_NOOP("actions", "Play or pause"),
        ("Space",),
        "play",
        "play",
        QT_TRANSLATE_NOOP("actions", "Play the film, or hold it"),
        need="film",
    ),
    Action(
        "play_backward",
        QT_TRANSLATE_NOOP("actions", "Play backwards"),
        ("J",),
        "play",
        tip=QT_TRANSLATE_NOOP("actions", "Play backwards; again for faster"),
        need="film",
    ),
    Action(
        "pause",
        QT_TRANSLATE_NOOP("actions", "Pause"),
        ("K",),
        "play",
        "pause",
        QT_TRANSLATE_NOOP("actions", "Hold the picture"),
        need="film",
    ),
    Action(
        "play_forward",
        QT_TRANSLATE_NOOP("actions", "Play forwards"),
        ("L",),
        "play",
        tip=QT_TRANSLATE_NOOP("actions", "Play forwards; again for faster"),
        need="film",
    ),
    Action(
        "frame_back",
        QT_TRANSLATE_NOOP("actions", "A frame back"),
        ("Left",),
        "play",
        "step-back",
        QT_TRANSLATE_NOOP("actions", "Go back by one frame"),
        section=1,
        need="film",
        repeats=True,
    ),
    Action(
        "frame_forward",
        QT_TRANSLATE_NOOP("actions", "A frame on"),
        ("Right",),
        "play",
        "step-forward",
        QT_TRANSLATE_NOOP("actions", "Go on by one frame"),
        section=1,
        need="film",
        repeats=True,
    ),
    Action(
        "second_back",
        QT_TRANSLATE_NOOP("actions", "A second back"),
        ("Shift+Left",),
        "play",
        tip=QT_TRANSLATE_NOOP("actions", "Go back by one second"),
        section=1,
        need="film",
        repeats=True,
    ),
    Action(
        "second_forward",
        QT_TRANSLATE_NOOP("actions", "A second on"),
        ("Shift+Right",),
        "play",
        tip=QT_TRANSLATE_NOOP("actions", "Go on by one second"),
        section=1,
        need="film",
        repeats=True,
    ),
    Action(
        "to_start",
        QT_TRANSLATE_NOOP("actions", "To the start"),
        ("Home",),
        "play",
        "skip-start",
        QT_TRANSLATE_NOOP("actions", "Go to the start of the film"),
        section=2,
        need="film",
    ),
    Action(
        "to_end",
        QT_TRANSLATE_NOOP("actions", "To the end"),
        ("End",),
        "play",
        "skip-end",
        QT_TRANSLATE_NOOP("actions", "Go to the end of the film"),
        section=2,
        need="film",
    ),
    Action(
        "previous_scene",
        QT_TRANSLATE_NOOP("actions", "Previous scene"),
        ("PgUp",),
        "play",
        tip=QT_TRANSLATE_NOOP("actions", "Go to the start of the scene before"),
        section=2,
        need="film",
        repeats=True,
    ),
    Action(
        "next_scene",
        QT_TRANSLATE_NOOP("actions", "Next scene"),
        ("PgDown",),
        "play",
        tip=QT_TRANSLATE_NOOP("actions", "Go to the start of the next scene"),
        section=2,
        need="film",
        repeats=True,
    ),
    Action(
        "mark_in",
        QT_TRANSLATE_NOOP("actions", "Mark in"),
        ("I",),
        "play",
        "mark-in",
        QT_TRANSLATE_NOOP("actions", "What is wanted of the film begins at the playhead"),
        section=3,
        need="film",
    ),
    Action(
        "mark_out",
        QT_TRANSLATE_NOOP("actions", "Mark out"),
        ("O",),
        "play",
        "mark-out",
        QT_TRANSLATE_NOOP("actions", "What is wanted of the film ends at the playhead"),
        section=3,
        need="film",
    ),
    Action(
        "clear_marks",
        QT_TRANSLATE_NOOP("actions", "Clear in and out"),
        ("Alt+X",),
        "play",
        tip=QT_TRANSLATE_NOOP("actions", "All of the film is wanted again"),
        section=3,
        need="film",
    ),
    Action(
        "loop",
        QT_TRANSLATE_NOOP("actions", "Loop between in and out"),
        ("Ctrl+L",),
        "play",
        "loop",
        QT_TRANSLATE_NOOP("actions", "Play what lies between in and out over and over"),
        section=3,
        need="film",
        checkable=True,
    ),
)

VIEW = (
    Action(
        "zoom_in",
        QT_TRANSLATE_NOOP("actions", "Zoom in"),
        ("Ctrl+=", "Ctrl++"),
        "view",
        "zoom-in",
        QT_TRANSLATE_NOOP("actions", "Show less of the timeline, larger"),
        need="film",
        repeats=True,
    ),
    Action(
        "zoom_out",
        QT_TRANSLATE_NOOP("actions", "Zoom out"),
        ("Ctrl+-",),
        "view",
        "zoom-out",
        QT_TRANSLATE_NOOP("actions", "Show more of the timeline, smaller"),
        need="film",
        repeats=True,
    ),
    Action(
        "zoom_fit",
        QT_TRANSLATE_NOOP("actions", "Show the whole film"),
        ("Ctrl+0",),
        "view",
        "zoom-fit",
        QT_TRANSLATE_NOOP("actions", "Fit the whole film into the timeline"),
        need="film",
    ),
    Action(
        "snapping",
        QT_TRANSLATE_NOOP("actions", "Snap"),
        ("N",),
        "view",
        "magnet",
        QT_TRANSLATE_NOOP("actions", "Let cues catch on cuts, beats and the playhead"),
        section=1,
        checkable=True,
    ),
    Action(
        "show_suggestions",
        QT_TRANSLATE_NOOP("actions", "Suggestions"),
        ("Ctrl+1",),
        "view",
        tip=QT_TRANSLATE_NOOP("actions", "Show or hide the suggestions"),
        section=2,
        checkable=True,
    ),
    Action(
        "show_library",
        QT_TRANSLATE_NOOP("actions", "Music library"),
        ("Ctrl+2",),
        "view",
        tip=QT_TRANSLATE_NOOP("actions", "Show or hide the music library"),
        section=2,
        checkable=True,
    ),
    Action(
        "show_shape",
        QT_TRANSLATE_NOOP("actions", "Shape the music"),
        ("Ctrl+3",),
        "view",
        tip=QT_TRANSLATE_NOOP("actions", "Show or hide the sliders and filters"),
        section=2,
        checkable=True,
    ),
    Action(
        "reset_layout",
        QT_TRANSLATE_NOOP("actions", "Reset the layout"),
        (),
        "view",
        tip=QT_TRANSLATE_NOOP("actions", "Put every panel back where it was at first"),
        section=2,
    ),
    Action(
        "theme",
        QT_TRANSLATE_NOOP("actions", "Light or dark"),
        ("Ctrl+Shift+D",),
        "view",
        "sun",
        QT_TRANSLATE_NOOP("actions", "Change between the dark and the light look"),
        section=3,
    ),
    Action(
        "full_screen",
        QT_TRANSLATE_NOOP("actions", "Full screen"),
        ("F11",),
        "view",
        tip=QT_TRANSLATE_NOOP("actions", "Use the whole screen"),
        section=3,
        checkable=True,
    ),
)

HELP = (
    Action(
        "guide",
        QT_TRANSLATE_NOOP("actions", "Guide"),
        ("F1",),
        "help",
        "guide",
        QT_TRANSLATE_NOOP("actions", "Read how things are done"),
    ),
    Action(
        "shortcuts",
        QT_TRANSLATE_NOOP("actions", "Keyboard shortcuts"),
        ("?", "Shift+?"),
        "help",
        "keyboard",
        QT_TRANSLATE_NOOP("actions", "List every key"),
    ),
    Action(
        "about",
        QT_TRANSLATE_NOOP("actions", "About Cuesmith"),
        (),
        "help",
        "info",
        QT_TRANSLATE_NOOP("actions", "Version, model pack, device and licences"),
        section=1,
    ),
)

ACTIONS: tuple[Action, ...] = (*FILE, *EDIT, *MUSIC, *PLAY, *VIEW, *HELP)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A key that would start more than one action."""

    key: str
    ids: tuple[str, ...]


def action(action_id: str) -> Action:
    """Return the action of this id; KeyError if there is none."""
    for one in ACTIONS:
        if one.id == action_id:
            return one
    raise KeyError(action_id)


def keys_of(overrides: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return the keys of every action by id, the user's own in place of ours.

    What `overrides` says of unknown actions, or of those whose keys are fixed, is passed over.
    """
    return {
        one.id: tuple(overrides[one.id])
        if one.id in overrides and one.scope == "window"
        else one.keys
        for one in ACTIONS
    }


def conflicts(keys: Mapping[str, Iterable[str]]) -> tuple[Conflict, ...]:
    """Return the keys that more than one action wants, in the order of the table."""
    wanted: dict[str, list[str]] = {}
    for action_id, sequences in keys.items():
        for one in {normal(sequence): None for sequence in sequences}:
            wanted.setdefault(one, []).append(action_id)
    return tuple(Conflict(key, tuple(ids)) for key, ids in wanted.items() if len(ids) > 1)


def normal(sequence: str) -> str:
    """Return a key sequence in one spelling, so that two of them can be compared."""
    return ", ".join(_normal_key(key) for key in sequence.split(", "))


def _normal_key(text: str) -> str:
    # The plus key itself ends in a plus: "Ctrl++".
    head, plus, key = text[:-1].rpartition("+") if text.endswith("+") else text.rpartition("+")
    key = key + text[-1] if text.endswith("+") else key
    held = {one.strip().lower() for one in head.split("+")} if plus else set()
    names = [name for name in MODIFIERS if name.lower() in held]
    return "+".join((*names, key.strip().capitalize()))
