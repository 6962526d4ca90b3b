"""The last proof of a family: what was trained is asked for music by the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from export_onnx.data.pairs import Example, PairSet
from tests.editor_app.conftest import Cuesmith
from tests.inference.media.making import flat, write_video

PICTURE_DIM, MUSIC_DIM, RATE_HZ = 1289, 294, 22_050


def starter_shaped_pairs(count: int = 24, *, tags: tuple[str, ...] = ()) -> PairSet:
    """Pairs as wide as the starter's base features, whose sides share a few hidden numbers."""
    rng = np.random.default_rng(0)
    eyes = rng.standard_normal((6, PICTURE_DIM)), rng.standard_normal((6, MUSIC_DIM))
    examples = []
    for i in range(count):
        hidden = rng.standard_normal((8, 6))
        picture, music = (
            (hidden @ eye + rng.standard_normal((8, eye.shape[1]))).astype(np.float32)
            for eye in eyes
        )
        split = ("train", "train", "check", "test")[i % 4]
        carried = {tag: float(rng.random() < 0.5) for tag in tags}
        examples.append(Example(f"video{i}", f"source{i}", split, picture, music, carried))
    return PairSet("tiny", tuple(examples), 6.0, {"seed": 0})


def suggestions_with(pack: Path, folder: Path) -> list[dict[str, Any]]:
    """Three short songs and a film of coloured frames: what the pack suggests for the film."""
    music = folder / "music"
    music.mkdir(parents=True)
    rng = np.random.default_rng(0)
    for i in range(3):
        seconds = np.arange(9 * RATE_HZ) / RATE_HZ
        tone = 0.3 * np.sin(2 * np.pi * 110 * (i + 1) * seconds)
        sound = tone + 0.02 * rng.standard_normal(len(seconds))
        soundfile.write(music / f"song{i}.wav", sound, RATE_HZ)
    film = folder / "film.mp4"
    write_video(film, [flat(40 + 2 * i) for i in range(80)], rate=10)
    cuesmith = Cuesmith(folder / "data")
    added = cuesmith("library", "add", music, "--pack", pack, "--workers", 1, "--json")
    assert added.json["added"] == 3, added.err
    asked = cuesmith("suggest", film, "--pack", pack, "--json")
    assert asked.code == 0, asked.err
    found: list[dict[str, Any]] = asked.json["suggestions"]
    return found
