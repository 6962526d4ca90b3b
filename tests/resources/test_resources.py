"""What ships: whole, small enough, with its licences, and silent about where it was made."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from pathlib import Path

import pytest

from inference.towers.pack import read_pack
from resources import DEMO, MODELS, PACKS

GRAPHS = sorted(PACKS.rglob("*.onnx")) + sorted(MODELS.glob("*.onnx"))


def size_mb(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


@pytest.mark.parametrize("graph", GRAPHS, ids=lambda path: path.stem)
def test_graphs_say_nothing_of_the_machine_that_made_them(graph: Path) -> None:
    content = graph.read_bytes()
    for trace in (b"stack_trace", b"site-packages", b'.py", line'):
        assert trace not in content


def test_the_starter_pack_is_whole_and_small() -> None:
    pack = read_pack(PACKS / "starter")
    assert size_mb(pack.folder) <= 30
    assert {"guitar", "vocals"} <= set(pack.attributes)
    assert len(pack.emotions) == 7
    assert "What it cannot do" in pack.card
    assert pack.licences


def test_helper_models_are_what_they_are_said_to_be() -> None:
    said = tomllib.loads((MODELS / "models.toml").read_text(encoding="utf-8"))
    models = [part for part in said.values() if isinstance(part, dict)]
    assert len(models) == len(list(MODELS.glob("*.onnx")))
    for model in models:
        content = (MODELS / model["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == model["sha256"]
        assert (MODELS / model["licence_file"]).is_file()


def test_the_demo_is_small_and_every_song_has_its_licence() -> None:
    assert size_mb(DEMO) <= 15
    with (DEMO / "music" / "licences.csv").open(encoding="utf-8") as table:
        licensed = {row["file"]: row for row in csv.DictReader(table)}
    songs = {song.name for song in (DEMO / "music").glob("*.ogg")}
    assert songs == set(licensed)
    assert len(songs) >= 12
    assert all(row["licence"] and row["attribution"] for row in licensed.values())
