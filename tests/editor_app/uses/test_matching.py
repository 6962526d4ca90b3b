"""Clips for a piece of music: how sure the answer is, and the song that may be laid on them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catalog.footage.clips import write_clip
from catalog.footage.footage import Footage
from catalog.footage.watching import Seen
from editor_app.score.moment import Song
from editor_app.uses.matching import Found, Piece, Stretched, match_piece
from inference.towers.pack import Pack, read_pack
from inference.values import Embedding, Floats, Span
from resources import PACKS


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(PACKS / "starter")


def said(vector: Floats, pack: Pack) -> Embedding:
    unit = (vector / np.linalg.norm(vector)).astype(np.float32)
    feelings = np.full((1, len(pack.emotions)), 0.1, np.float32)
    return Embedding(unit[None], unit, feelings, np.ones(1, np.float32))


def asked(folder: Path, pack: Pack, clips: list[Floats]) -> Found:
    with Footage.open(folder) as footage:
        with footage._database.transaction() as connection:
            for number, vector in enumerate(clips):
                seen = Seen(f"{number}", 6.0, 320, 180, 25.0, 6.0, (), said(vector, pack))
                path = Path(f"/clips/{number}.mp4")
                write_clip(connection, path, (1, 1), seen, pack.pack_id)
        song = Song(Path("/music/song.ogg"), 6.0, title="Song")
        piece = Piece(song, 6.0, said(one(0, pack), pack), None)
        return match_piece(footage, pack, piece, Stretched(passage=True), count=10)


def one(axis: int, pack: Pack, *, lean: float = 1.0) -> Floats:
    vector = np.full(pack.embedding_dim, 1e-3, np.float32)
    vector[axis] = lean
    return vector


def test_a_clear_answer_says_nothing_more(tmp_path: Path, pack: Pack) -> None:
    found = asked(tmp_path, pack, [one(axis, pack) for axis in range(8)])
    assert found.fittings[0].match.clip.path == Path("/clips/0.mp4")
    assert found.unsure is None
    assert found.span == Span(0.0, 6.0)


def test_an_order_of_clips_that_are_all_alike_says_little(tmp_path: Path, pack: Pack) -> None:
    found = asked(tmp_path, pack, [one(0, pack)] * 5 + [one(1, pack)])
    assert found.unsure == "83% of your clips fit almost as well, so this order says little."


def test_of_a_few_clips_nothing_is_said(tmp_path: Path, pack: Pack) -> None:
    assert asked(tmp_path, pack, [one(0, pack)] * 2).unsure is None


def test_clips_that_are_all_unlike_the_music_are_said_to_be(tmp_path: Path, pack: Pack) -> None:
    unlike = [one(0, pack, lean=-1.0)]
    assert "None of your clips is like" in str(asked(tmp_path / "a", pack, unlike).unsure)
    # Of distances nobody knows where unlike begins.
    other = replace(pack, metric="l2")
    assert asked(tmp_path / "b", other, unlike).unsure is None
