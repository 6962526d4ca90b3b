"""Cuesmith in Blender's video sequencer: suggestions from your own music for the strips you chose.

Install: Edit → Preferences → Add-ons → Install…, choose this file, tick “Cuesmith”. The program
itself is found as `cuesmith`; name its full path in the add-on's preferences if it is elsewhere.

Needs nothing but Blender 3.3 or later and the command line of Cuesmith; nothing is sent anywhere.
"""

import json
import math
import os
import subprocess
import tempfile

import bpy

bl_info = {
    "name": "Cuesmith",
    "description": "Suggests, places and levels music from your own folders for a cut",
    "author": "The Cuesmith project",
    "version": (0, 1, 0),
    "blender": (3, 3, 0),
    "location": "Video Sequencer > Sidebar > Cuesmith",
    "category": "Sequencer",
}

FADE_POINTS = 6
"""Straight pieces that a fade of a quarter sine is drawn with."""

PICTURES = {"MOVIE", "IMAGE", "SCENE", "MOVIECLIP", "META"}
MARK = "cuesmith"
"""The property by which our strips are known again."""

POLL_S = 0.2
QUIET_DB = -60.0


# What is asked: the strips as a timeline every reader of OpenTimelineIO understands.


def fps_of(scene):
    return scene.render.fps / scene.render.fps_base


def chosen_range(scene):
    """Return first and last frame (exclusive) of the selected picture strips, else of the scene."""
    strips = [one for one in strips_of(scene) if one.type in PICTURES and one.select]
    if not strips:
        return scene.frame_start, scene.frame_end + 1
    return (
        min(int(one.frame_final_start) for one in strips),
        max(int(one.frame_final_end) for one in strips),
    )


def strips_of(scene):
    editor = scene.sequence_editor
    if editor is None:
        return []
    # Blender 4.4 calls sequences strips.
    return list(editor.strips if hasattr(editor, "strips") else editor.sequences)


def timeline_of(scene, first, last):
    """Return the range as a dict of OpenTimelineIO's JSON: one track for each channel in use.

    Music that was put in before is no part of it: new music takes its place.
    """
    found = {}
    for strip in strips_of(scene):
        inside = strip.frame_final_start < last and strip.frame_final_end > first
        is_part = strip.type in PICTURES | {"SOUND"} and not strip.get(MARK)
        if inside and not strip.mute and is_part:
            kind = "Audio" if strip.type == "SOUND" else "Video"
            found.setdefault((strip.channel, kind), []).append(strip)
    tracks = [
        _track(strips, kind, channel, scene=scene, first=first, last=last)
        for (channel, kind), strips in sorted(found.items())
    ]
    return {
        "OTIO_SCHEMA": "Timeline.1",
        "name": scene.name,
        "global_start_time": None,
        "metadata": {},
        "tracks": {
            "OTIO_SCHEMA": "Stack.1", "name": "tracks", "metadata": {}, "source_range": None,
            "effects": [], "markers": [], "children": tracks,
        },
    }  # fmt: skip


def _track(strips, kind, channel, *, scene, first, last):
    fps, at, children = fps_of(scene), first, []
    for strip in sorted(strips, key=lambda one: one.frame_final_start):
        begin = max(first, strip.frame_final_start)
        end = min(last, strip.frame_final_end)
        if begin > at:
            children.append(_gap(begin - at, fps))
        children.append(_clip(strip, begin, end, fps))
        at = end
    if at < last:
        children.append(_gap(last - at, fps))
    return {
        "OTIO_SCHEMA": "Track.1", "name": f"Channel {channel}", "kind": kind, "metadata": {},
        "source_range": None, "effects": [], "markers": [], "children": children,
    }  # fmt: skip


def _gap(frames, fps):
    return {
        "OTIO_SCHEMA": "Gap.1", "name": "", "metadata": {}, "effects": [], "markers": [],
        "source_range": _range(0, frames, fps),
    }  # fmt: skip


def _clip(strip, begin, end, fps):
    skipped = begin - strip.frame_start + getattr(strip, "animation_offset_start", 0)
    # Blender shows a film's own frames one for one, whatever rate they were made for.
    own = getattr(strip, "fps", 0) or fps
    rate = own if strip.type == "MOVIE" else fps
    effects = []
    if abs(rate / fps - 1) > 1e-3:
        effects.append(
            {
                "OTIO_SCHEMA": "LinearTimeWarp.1", "name": "", "metadata": {},
                "effect_name": "LinearTimeWarp", "time_scalar": fps / rate,
            }
        )  # fmt: skip
    return {
        "OTIO_SCHEMA": "Clip.1", "name": strip.name, "metadata": {}, "markers": [],
        "effects": effects, "source_range": _range(skipped / rate * fps, end - begin, fps),
        "media_reference": _media(strip),
    }  # fmt: skip


def _media(strip):
    path = _path(strip)
    if path is None:
        return {
            "OTIO_SCHEMA": "MissingReference.1", "name": "", "metadata": {},
            "available_range": None,
        }  # fmt: skip
    return {
        "OTIO_SCHEMA": "ExternalReference.1", "name": "", "metadata": {},
        "available_range": None, "target_url": path,
    }  # fmt: skip


def _path(strip):
    if strip.type == "MOVIE":
        return os.path.realpath(bpy.path.abspath(strip.filepath))
    if strip.type == "SOUND" and strip.sound is not None and not strip.sound.packed_file:
        return os.path.realpath(bpy.path.abspath(strip.sound.filepath))
    return None


def _range(start, frames, fps):
    return {
        "OTIO_SCHEMA": "TimeRange.1", "start_time": _time(start, fps),
        "duration": _time(frames, fps),
    }  # fmt: skip


def _time(value, fps):
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": fps, "value": value}


class Question:
    """A run of the command line; answered when `poll` returns True."""

    def __init__(self, scene, arguments):
        self.first, self.last = chosen_range(scene)
        self._folder = tempfile.TemporaryDirectory(prefix="cuesmith-")
        film = os.path.join(self._folder.name, "cut.otio")
        with open(film, "w", encoding="utf-8") as file:
            json.dump(timeline_of(scene, self.first, self.last), file)
        self._out = open(os.path.join(self._folder.name, "answer"), "w+b")
        self._err = open(os.path.join(self._folder.name, "trouble"), "w+b")
        verb, *rest = arguments
        try:
            self._process = subprocess.Popen(
                [*command(), verb, film, *rest, "--json"], stdout=self._out, stderr=self._err
            )
        except OSError as error:
            self.close()
            raise RuntimeError(
                f"Cuesmith could not be started ({error.strerror}). "
                "Name its path in the preferences of the add-on."
            ) from error

    def poll(self):
        return self._process.poll() is not None

    def answer(self):
        """Wait for the end; return what was said, or raise RuntimeError with the reason."""
        try:
            code = self._process.wait()
            for file in (self._out, self._err):
                file.seek(0)
            if code != 0:
                told = self._err.read().decode("utf-8", "replace").strip()
                raise RuntimeError(told or f"Cuesmith ended with {code}.")
            return json.loads(self._out.read())
        finally:
            self.close()

    def cancel(self):
        process = getattr(self, "_process", None)
        if process is not None and process.poll() is None:
            process.terminate()
            process.wait()
        self.close()

    def close(self):
        for file in (self._out, self._err):
            file.close()
        self._folder.cleanup()


def command():
    addon = bpy.context.preferences.addons.get(__name__)
    wanted = addon.preferences.command if addon else os.environ.get("CUESMITH_COMMAND", "")
    return [wanted or "cuesmith"]


# What is done with the answer: sound strips with their level drawn as a curve.


def insert(scene, placed, first):
    """Put placed cues into the scene as sound strips; frame `first` is their zero. Return them."""
    if scene.sequence_editor is None:
        scene.sequence_editor_create()
    return [_insert(scene, cue, placed.get("duck") or [], first) for cue in placed["cues"]]


def clear(scene, first, last):
    """Take out music that was put in before and lies, for the most part, in a range of frames.

    Return how many strips that were.
    """
    editor = scene.sequence_editor
    earlier = [one for one in strips_of(scene) if one.get(MARK) and _is_in(one, first, last)]
    for strip in earlier:
        (editor.strips if hasattr(editor, "strips") else editor.sequences).remove(strip)
    return len(earlier)


def _is_in(strip, first, last):
    return first <= (strip.frame_final_start + strip.frame_final_end) / 2 < last


def _insert(scene, cue, duck, first):
    fps = fps_of(scene)
    begin = round(first + cue["start_s"] * fps)
    end = round(first + (cue["start_s"] + cue["duration_s"]) * fps)
    skipped = cue["source_in_s"] * fps
    channel = _free_channel(scene, begin, end)
    editor = scene.sequence_editor
    strips = editor.strips if hasattr(editor, "strips") else editor.sequences
    strip = strips.new_sound(
        name=cue["title"] or os.path.basename(cue["path"]), filepath=cue["path"],
        channel=channel, frame_start=begin,
    )  # fmt: skip
    if cue.get("speed", 1.0) != 1.0 and hasattr(strip, "speed_factor"):
        strip.speed_factor = cue["speed"]
    strip.frame_start = begin - skipped
    strip.frame_offset_start = skipped
    strip.frame_final_end = end
    strip.channel = channel
    strip.show_waveform = True
    strip[MARK] = True
    for time_s, gain_db in level_of(cue, duck):
        strip.volume = 0.0 if gain_db <= QUIET_DB else 10 ** (gain_db / 20)
        strip.keyframe_insert("volume", frame=first + time_s * fps)
    _straighten(scene, strip)
    return strip


def _free_channel(scene, begin, end):
    taken = {
        one.channel
        for one in strips_of(scene)
        if one.frame_final_start < end and one.frame_final_end > begin
    }
    highest = max((one.channel for one in strips_of(scene)), default=0)
    return next(one for one in range(1, highest + 2) if one not in taken)


def _straighten(scene, strip):
    action = scene.animation_data.action if scene.animation_data else None
    wanted = strip.path_from_id("volume")
    for curve in action.fcurves if action else ():
        if curve.data_path == wanted:
            for point in curve.keyframe_points:
                point.interpolation = "LINEAR"


def level_of(cue, duck):
    """Return (seconds, decibels) of a cue's level: its gain, its points, the ducking, its fades.

    `duck` is [[seconds, decibels], …] on the timeline, straight lines between.
    """
    start, end = cue["start_s"], cue["start_s"] + cue["duration_s"]
    points = cue.get("gain_points") or []
    times = {start, end}
    times |= {start + at for at, _ in points} | {at for at, _ in duck}
    for length, edge, way in ((cue["fade_in_s"], start, 1), (cue["fade_out_s"], end, -1)):
        times |= {edge + way * length * step / FADE_POINTS for step in range(FADE_POINTS + 1)}
    return [(at, _level(cue, points, duck, at)) for at in sorted(times) if start <= at <= end]


def _level(cue, points, duck, at):
    since, left = at - cue["start_s"], cue["start_s"] + cue["duration_s"] - at
    level = cue["gain_db"] + _on_line(points, since) + _on_line(duck, at)
    for length, way in ((cue["fade_in_s"], since), (cue["fade_out_s"], left)):
        if way < length:
            share = math.sin(math.pi / 2 * max(0.0, way) / length)
            level = level + 20 * math.log10(share) if share > 1e-3 else -math.inf
    return level


def _on_line(points, at):
    if not points:
        return 0.0
    before = [one for one in points if one[0] <= at]
    after = [one for one in points if one[0] > at]
    if not before or not after:
        return (before[-1:] or after[:1])[0][1]
    (t0, v0), (t1, v1) = before[-1], after[0]
    return v0 + (v1 - v0) * (at - t0) / (t1 - t0)


# What is seen.


class CuesmithPreferences(bpy.types.AddonPreferences):
    bl_idname = __name__

    command: bpy.props.StringProperty(
        name="Cuesmith", description="Path of the program", subtype="FILE_PATH", default="cuesmith"
    )

    def draw(self, context):
        self.layout.prop(self, "command")


class CuesmithSong(bpy.types.PropertyGroup):
    title: bpy.props.StringProperty()
    track: bpy.props.StringProperty()
    moment_s: bpy.props.FloatProperty()
    score: bpy.props.FloatProperty()
    reasons: bpy.props.StringProperty()


class _Asks:
    """An operator that asks in the background, and in the foreground where there is no window."""

    _question = None
    _timer = None

    def execute(self, context):
        try:
            self._question = Question(context.scene, self.arguments(context))
            if bpy.app.background:
                self.take(context, self._question.answer())
                return {"FINISHED"}
        except RuntimeError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self._timer = context.window_manager.event_timer_add(POLL_S, window=context.window)
        context.window_manager.modal_handler_add(self)
        context.workspace.status_text_set("Cuesmith is watching the cut … Esc stops it.")
        return {"RUNNING_MODAL"}

    def modal(self, context, event):
        if event.type == "ESC":
            self._question.cancel()
            return self._end(context, "CANCELLED")
        if event.type != "TIMER" or not self._question.poll():
            return {"PASS_THROUGH"}
        try:
            self.take(context, self._question.answer())
        except RuntimeError as error:
            self.report({"ERROR"}, str(error))
            return self._end(context, "CANCELLED")
        return self._end(context, "FINISHED")

    def _end(self, context, how):
        context.window_manager.event_timer_remove(self._timer)
        context.workspace.status_text_set(None)
        return {how}


class SEQUENCER_OT_cuesmith_suggest(_Asks, bpy.types.Operator):
    """Suggest songs of your library for the selected strips, or for the whole scene"""

    bl_idname = "sequencer.cuesmith_suggest"
    bl_label = "Suggest Music"

    def arguments(self, context):
        return ["suggest", "--count", "10"]

    def take(self, context, answer):
        songs = context.scene.cuesmith_songs
        songs.clear()
        for found in answer["suggestions"]:
            song = songs.add()
            song.title = " – ".join(part for part in (found["title"], found["artist"]) if part)
            song.track = str(found["id"])
            song.moment_s, song.score = found["moment_s"], found["score"]
            song.reasons = "; ".join(one["text"] for one in found["reasons"])
        if answer["unsure"]:
            self.report({"INFO"}, answer["unsure"])


class _Places(_Asks):
    def take(self, context, answer):
        asked = self._question
        replaced = clear(context.scene, asked.first, asked.last)
        strips = insert(context.scene, answer, asked.first)
        earlier = f", in place of {replaced}" if replaced else ""
        self.report({"INFO"}, f"{len(strips)} sound strips were put in{earlier}.")


class SEQUENCER_OT_cuesmith_insert(_Places, bpy.types.Operator):
    """Put this song under the selected strips: aligned, levelled, out of the way of speech"""

    bl_idname = "sequencer.cuesmith_insert"
    bl_label = "Insert"
    bl_options = {"REGISTER", "UNDO"}

    track: bpy.props.StringProperty()

    def arguments(self, context):
        return ["place", "--track", self.track]


class SEQUENCER_OT_cuesmith_place(_Places, bpy.types.Operator):
    """Choose a song for each scene of the cut and put them in"""

    bl_idname = "sequencer.cuesmith_place"
    bl_label = "Fill the Cut"
    bl_options = {"REGISTER", "UNDO"}

    def arguments(self, context):
        return ["place", "--per-scene"]


class SEQUENCER_PT_cuesmith(bpy.types.Panel):
    bl_label = "Cuesmith"
    bl_category = "Cuesmith"
    bl_space_type = "SEQUENCE_EDITOR"
    bl_region_type = "UI"

    def draw(self, context):
        layout = self.layout
        layout.operator("sequencer.cuesmith_suggest", icon="VIEWZOOM")
        layout.operator("sequencer.cuesmith_place", icon="SOUND")
        for song in context.scene.cuesmith_songs:
            row = layout.box().column(align=True)
            row.label(text=song.title)
            minutes, seconds = divmod(song.moment_s, 60)
            row.label(text=f"{song.score:.2f} · from {int(minutes)}:{seconds:04.1f}")
            row.label(text=song.reasons)
            row.operator("sequencer.cuesmith_insert").track = song.track


CLASSES = (
    CuesmithPreferences,
    CuesmithSong,
    SEQUENCER_OT_cuesmith_suggest,
    SEQUENCER_OT_cuesmith_insert,
    SEQUENCER_OT_cuesmith_place,
    SEQUENCER_PT_cuesmith,
)


def register():
    for one in CLASSES:
        bpy.utils.register_class(one)
    bpy.types.Scene.cuesmith_songs = bpy.props.CollectionProperty(type=CuesmithSong)


def unregister():
    del bpy.types.Scene.cuesmith_songs
    for one in reversed(CLASSES):
        bpy.utils.unregister_class(one)
