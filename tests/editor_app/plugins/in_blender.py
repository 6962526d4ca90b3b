"""Run by Blender itself: a scene with a film, the add-on's verbs, and what came of them, as JSON.

blender -b --factory-startup --python in_blender.py -- ADDON FILM ANSWER
"""

import importlib.util
import json
import sys

import bpy

addon_path, film, answer = sys.argv[sys.argv.index("--") + 1 :]


def load():
    spec = importlib.util.spec_from_file_location("cuesmith_blender", addon_path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def scene_with_film():
    scene = bpy.context.scene
    scene.render.fps, scene.render.fps_base = 25, 1.0
    editor = scene.sequence_editor_create()
    strip = editor.sequences.new_movie("clip", film, channel=2, frame_start=51)
    # The first two seconds are cut away: what is asked begins with the third.
    strip.frame_final_start = 101
    strip.select = True
    scene.frame_end = int(strip.frame_final_end) + 500
    return scene, strip


def told_of(scene, strip):
    fps = scene.render.fps / scene.render.fps_base
    action = scene.animation_data.action
    path = strip.path_from_id("volume")
    points = [
        (point.co[0], point.co[1], point.interpolation)
        for curve in action.fcurves
        if curve.data_path == path
        for point in curve.keyframe_points
    ]
    return {
        "file": bpy.path.abspath(strip.sound.filepath),
        "name": strip.name,
        "channel": strip.channel,
        "start": strip.frame_final_start,
        "end": strip.frame_final_end,
        "skipped_s": (strip.frame_final_start - strip.frame_start) / fps,
        "volume": points,
    }


addon = load()
addon.register()
scene, strip = scene_with_film()
first, last = addon.chosen_range(scene)
found = {"range": [first, last], "timeline": addon.timeline_of(scene, first, last)}
assert bpy.ops.sequencer.cuesmith_suggest() == {"FINISHED"}
songs = scene.cuesmith_songs
found["songs"] = [[one.track, one.title, one.moment_s, one.reasons] for one in songs]

# What somebody laid there, and music for what is not selected, stays; earlier music makes room.
editor = scene.sequence_editor
own = editor.sequences.new_sound("own", film, channel=5, frame_start=first)
later = editor.sequences.new_sound("later", film, channel=6, frame_start=last + 10)
earlier = editor.sequences.new_sound("earlier", film, channel=7, frame_start=first)
later[addon.MARK] = earlier[addon.MARK] = True
assert bpy.ops.sequencer.cuesmith_insert(track=songs[1].track) == {"FINISHED"}
sounds = [one for one in editor.sequences if one.type == "SOUND"]
before = ("own", "later", "earlier")
found["left"] = [one.name for one in sounds if one.name in before]
found["inserted"] = [told_of(scene, one) for one in sounds if one.name not in before]
names = [clip["name"] for track in addon.timeline_of(scene, first, last)["tracks"]["children"]
         for clip in track["children"]]  # fmt: skip
found["heard"] = sorted(set(names) - {""})
addon.unregister()
with open(answer, "w", encoding="utf-8") as file:
    json.dump(found, file)
