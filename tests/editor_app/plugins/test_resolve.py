"""The script for Resolve against an object that answers as its documented interface does.

Resolve itself was not there to try it in: what is proved is which calls are made, in which order.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
import soundfile

from editor_app.settings import DATA_VARIABLE
from resources import DEMO, EDITORS
from tests.editor_app.conftest import Cuesmith

SCRIPT = EDITORS / "resolve" / "Cuesmith.py"


class Item:
    """A clip of a timeline, which is its own entry in the media pool."""

    def __init__(self, path: str) -> None:
        self.path = path

    def GetMediaPoolItem(self) -> Item:
        return self

    def GetClipProperty(self, name: str) -> str:
        return {"File Path": self.path}[name]


class Timeline:
    """A timeline of one clip that exports itself as the demo clip."""

    def __init__(self, exported: bytes) -> None:
        self._exported = exported
        self.tracks = ["A1"]
        self.items: list[list[Item]] = [[]]
        self.markers: list[tuple[object, ...]] = []

    def GetName(self) -> str:
        return "My/Cut"

    def Export(self, path: str, kind: str, subkind: str) -> bool:
        assert (kind, subkind) == ("otio", "none")
        Path(path).write_bytes(self._exported)
        return True

    def AddTrack(self, kind: str, sub: str) -> bool:
        self.tracks.append(f"{kind} {sub}")
        self.items.append([])
        return True

    def GetTrackName(self, kind: str, index: int) -> str:
        return self.tracks[index - 1]

    def GetItemListInTrack(self, kind: str, index: int) -> list[Item]:
        return self.items[index - 1]

    def DeleteTrack(self, kind: str, index: int) -> bool:
        del self.tracks[index - 1], self.items[index - 1]
        return True

    def DeleteClips(self, items: list[Item]) -> bool:
        self.items = [[one for one in track if one not in items] for track in self.items]
        return True

    def DeleteMarkerByCustomData(self, data: str) -> bool:
        found = [one for one in self.markers if one[-1] == data]
        self.markers = [one for one in self.markers if one not in found[:1]]
        return bool(found)

    def GetTrackCount(self, kind: str) -> int:
        return len(self.tracks)

    def SetTrackName(self, kind: str, index: int, name: str) -> bool:
        self.tracks[index - 1] = name
        return True

    def GetStartFrame(self) -> int:
        return 90_000

    def GetSetting(self, name: str) -> str:
        return {"timelineFrameRate": "25.0"}[name]

    def AddMarker(self, *marker: object) -> bool:
        self.markers.append(marker)
        return True


class Pool:
    """Takes what is there."""

    def __init__(self) -> None:
        self.laid: list[dict[str, object]] = []

    def ImportMedia(self, paths: list[str]) -> list[str]:
        return [path for path in paths if Path(path).is_file()]

    def AppendToTimeline(self, clips: list[dict[str, object]]) -> list[dict[str, object]]:
        self.laid += clips
        return clips


class Resolve:
    """The way to the project that is open."""

    EXPORT_OTIO, EXPORT_NONE = "otio", "none"

    def __init__(self, timeline: Timeline | None) -> None:
        self.timeline, self.pool = timeline, Pool()

    def GetProjectManager(self) -> Resolve:
        return self

    def GetCurrentProject(self) -> Resolve:
        return self

    def GetCurrentTimeline(self) -> Timeline | None:
        return self.timeline

    def GetMediaPool(self) -> Pool:
        return self.pool


@pytest.fixture
def script() -> Any:
    spec = importlib.util.spec_from_file_location("cuesmith_in_resolve", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def called(cuesmith: Cuesmith, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    command = tmp_path / "cuesmith"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m editor_app.cli "$@"\n')
    command.chmod(0o700)
    monkeypatch.setenv("CUESMITH_COMMAND", str(command))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv(DATA_VARIABLE, str(cuesmith.data))
    return command


CUT = """{"OTIO_SCHEMA": "Timeline.1", "name": "cut", "metadata": {}, "tracks":
 {"OTIO_SCHEMA": "Stack.1", "name": "tracks", "metadata": {}, "children": [
  {"OTIO_SCHEMA": "Track.1", "name": "V1", "kind": "Video", "metadata": {}, "children": [
   {"OTIO_SCHEMA": "Clip.2", "name": "clip", "metadata": {},
    "source_range": {"OTIO_SCHEMA": "TimeRange.1",
     "start_time": {"OTIO_SCHEMA": "RationalTime.1", "rate": 25, "value": 50},
     "duration": {"OTIO_SCHEMA": "RationalTime.1", "rate": 25, "value": 500}},
    "media_references": {"DEFAULT_MEDIA": {"OTIO_SCHEMA": "ExternalReference.1", "metadata": {},
     "target_url": "FILM"}}, "active_media_reference_key": "DEFAULT_MEDIA"}]}]}}"""


def test_the_music_comes_back_as_a_track_with_markers(script: Any, called: Path) -> None:
    film = str(DEMO / "clip.mp4").replace("\\", "/")
    timeline = Timeline(CUT.replace("FILM", film).encode())
    resolve = Resolve(timeline)
    told = script.main(resolve)
    assert told.endswith("were laid on the track Cuesmith mixed music."), told
    assert timeline.tracks == ["A1", "Cuesmith mixed music"]
    (laid,) = resolve.pool.laid
    assert (laid["trackIndex"], laid["mediaType"], laid["recordFrame"]) == (2, 2, 90_000)
    stem = Path(str(laid["mediaPoolItem"]))
    assert stem.name == "My_Cut music 1.wav"
    assert soundfile.info(stem).duration == pytest.approx(20.0, abs=0.05)
    assert int(told.split()[0]) == len(timeline.markers) >= 1
    assert timeline.markers[0][0] == 0


def test_new_music_takes_the_place_of_the_earlier(script: Any, tmp_path: Path) -> None:
    """Music, markers and track of the last time go; what the user laid or set there stays."""
    timeline, resolve = Timeline(b""), Resolve(None)
    earlier, own = Item(str(Path(script.music_folder()) / "My_Cut music 1.wav")), Item("/own.wav")
    mixed = tmp_path / "music 2.wav"
    mixed.write_bytes(b"x")
    placed = {"cues": [{"artist": "X", "title": "A", "start_s": 2.0, "duration_s": 3.0}]}
    for items, tracks, left in (
        ([earlier], ["A1", "A2", script.TRACK], [[], [], []]),
        ([earlier, own], ["A1", script.TRACK, "A2", script.TRACK], [[], [own], [], []]),
    ):
        timeline.tracks, timeline.items = ["A1", script.TRACK, "A2"], [[], items, []]
        timeline.markers = [(7, "Cream", "mine", "", 1, ""), (0, "Cream", "B", "", 1, script.MARK)]
        told = script.put_in(resolve, timeline, placed, str(mixed))
        assert told.endswith("in place of the earlier ones.")
        assert (timeline.tracks, timeline.items) == (tracks, left)
        assert [one[2] for one in timeline.markers] == ["mine", "A"]


def test_without_a_timeline_it_says_what_to_do(script: Any) -> None:
    assert script.main(Resolve(None)) == "Open a timeline first."


def test_what_goes_wrong_is_said(script: Any, called: Path) -> None:
    told = script.main(Resolve(Timeline(b"no timeline")))
    assert "cut.otio" in told
    called.unlink()
    assert "CUESMITH_COMMAND" in script.main(Resolve(Timeline(b"{}")))
