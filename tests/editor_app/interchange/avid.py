"""A small file as Avid would export it, made with the library that reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aaf2


def write_aaf(path: Path) -> None:
    """Write the cut of `samples`, as far as AAF says it: D on a track of its own."""
    with aaf2.open(str(path), "w") as file:
        masters = {name: _master(file, name, "picture") for name in "abcd"}
        sounds = {name: _master(file, name, "sound") for name in ("voice.wav", "song.mp3")}
        top = file.create.CompositionMob("Cut")
        top.usage = "Usage_TopLevel"
        file.content.mobs.append(top)
        timecode = top.create_timeline_slot(25)
        timecode.segment = file.create.Timecode(25, drop=False)
        timecode.segment.start, timecode.segment.length = 90_000, 275
        timecode["PhysicalTrackNumber"].value = 1
        first = _sequence(file, top, "picture", "V1")
        first.components.append(masters["a"].create_source_clip(1, 50, 112))
        first.components.append(_dissolve(file, 24))
        first.components.append(masters["b"].create_source_clip(1, 63, 112))
        first.components.append(_filler(file, "picture", 25))
        first.components.append(_faster(file, masters["c"], 50))
        second = _sequence(file, top, "picture", "V2")
        second.components.append(_filler(file, "picture", 25))
        second.components.append(masters["d"].create_source_clip(1, 125, 25))
        voice = _sequence(file, top, "sound", "Dialogue")
        voice.components.append(_filler(file, "sound", 50))
        voice.components.append(sounds["voice.wav"].create_source_clip(1, 0, 75))
        song = _sequence(file, top, "sound", "Music")
        song.components.append(_filler(file, "sound", 25))
        song.components.append(sounds["song.mp3"].create_source_clip(1, 250, 250))


def _sequence(file: Any, mob: Any, kind: str, name: str) -> Any:
    slot = mob.create_timeline_slot(25)
    slot.name = name
    slot.segment = file.create.Sequence(media_kind=kind)
    return slot.segment


def _filler(file: Any, kind: str, length: int) -> Any:
    return file.create.Filler(kind, length)


def _master(file: Any, name: str, kind: str) -> Any:
    """Make a master of a file: /media/a.mov with its timecode at an hour for b."""
    named = name if "." in name else f"{name}.mov"
    source = file.create.SourceMob(named)
    source.descriptor = file.create.ImportDescriptor()
    locator = file.create.NetworkLocator()
    locator["URLString"].value = f"file:///media/{named}"
    source.descriptor["Locator"].append(locator)
    slot = source.create_timeline_slot(25)
    slot.segment = file.create.SourceClip(media_kind=kind, length=5000 if kind == "sound" else 500)
    if name == "b":
        code = source.create_timeline_slot(25)
        code.segment = file.create.Timecode(25, drop=False)
        code.segment.start, code.segment.length = 90_000, 500
    master = file.create.MasterMob(named)
    file.content.mobs.extend([source, master])
    master_slot = master.create_timeline_slot(25)
    master_slot.segment = source.create_source_clip(slot.slot_id, 0, 500, media_kind=kind)
    return master


def _dissolve(file: Any, length: int) -> Any:
    definition = file.create.OperationDef("0c3bea40-fc05-11d2-8a29-0050040ef7d2", "Video Dissolve")
    definition.media_kind = "picture"
    definition["NumberInputs"].value = 2
    file.dictionary.register_def(definition)
    transition = file.create.Transition("picture", length)
    transition["OperationGroup"].value = file.create.OperationGroup(definition, length, "picture")
    transition["CutPoint"].value = length // 2
    return transition


def _faster(file: Any, master: Any, length: int) -> Any:
    definition = file.create.OperationDef("8d56827d-847e-11d5-935a-50f857c10000", "Motion Control")
    definition.media_kind = "picture"
    definition["NumberInputs"].value = 1
    file.dictionary.register_def(definition)
    ratio_type = file.dictionary.lookup_typedef("Rational")
    ratio = file.create.ParameterDef(
        "8d56827e-847e-11d5-935a-50f857c10000", "SpeedRatio", "", ratio_type
    )
    file.dictionary.register_def(ratio)
    group = file.create.OperationGroup(definition, length, "picture")
    value = file.create.ConstantValue(ratio, "1/2")
    group.parameters.append(value)
    group.segments.append(master.create_source_clip(1, 0, length * 2))
    return group
