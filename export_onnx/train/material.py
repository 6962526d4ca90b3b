"""From folders of songs, pictures and clips to a teacher and what a run may look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from export_onnx.data.gather import Bases, listen_to_all, music_files, watch_all
from export_onnx.data.sequences import PictureBank, Track, neighbours
from export_onnx.data.stills import Ratings, Stills, look_at_stills, read_ratings
from export_onnx.data.words import common_directions, word_affinity
from export_onnx.train.batches import Material
from export_onnx.train.config import Config
from export_onnx.train.ridge import Standard, fit_ridge, held_out_correlation, standard_of
from export_onnx.train.teacher import PictureSide, Teacher, fit_music_side
from inference.features.picture import DESCRIPTORS
from inference.features.sound import DESCRIPTORS as SOUNDS
from inference.progress import Progress, Work
from inference.values import Floats

FILM_SCALE = Standard(
    centre=np.array([-0.7, 0.1, -1.7, 0.3, 0.4, 0.4, 0.4, 0.5, 0.3], np.float32),
    spread=np.array([1.3, 1.3, 1.0, 0.3, 0.22, 0.15, 0.22, 0.06, 0.2], np.float32),
)
"""Centre and spread of the shaped picture descriptors in everyday film, in their order.

Stills do not move, so these cannot be learnt from the pictures; they are round numbers read off
clips of the measuring sets. Nothing else of those clips enters.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """Everything a run starts from: songs by file name, pictures, ratings, and the teacher."""

    songs: dict[str, Floats]
    bank: PictureBank
    teacher: Teacher
    valence_r: float
    arousal_r: float


def gather(
    config: Config,
    bases: Bases,
    *,
    music: Path,
    pictures: Path,
    clips: Sequence[Path],
    words: Path,
    kept: Path,
) -> Work[Gathered]:
    """Make or read all base features, then fit the teacher.

    Raises
    ------
    WorldError
        If a folder is not what it should be.
    """
    ratings = read_ratings(pictures)
    stills = yield from look_at_stills(ratings.files, bases, kept, variants=config.data.variants)
    songs = yield from listen_to_all(music_files(music), bases, kept)
    films = yield from watch_all(clips, bases, kept)
    yield Progress(1.0, "comparing scene words with tag words")
    tags = [name.rsplit(":", 1)[-1] for name in bases.tags]
    table = word_affinity(bases.labels, tags, words)
    bank = picture_bank(stills, tuple(films.values()))
    teacher = fit_teacher(config, bases, stills, ratings, list(songs.values()), table)
    valence_r, arousal_r = (
        held_out_correlation(stills.embeddings[0], rating, ratings.themes, penalty=penalty)
        for rating, penalty in (
            (ratings.valence, config.data.ridge_penalty_valence),
            (ratings.arousal, config.data.ridge_penalty_arousal),
        )
    )
    return Gathered(songs, bank, teacher, valence_r, arousal_r)


def picture_bank(stills: Stills, clips: tuple[Track, ...]) -> PictureBank:
    """All stills with their neighbours, and the real clips."""
    near = neighbours(stills.embeddings[0])
    return PictureBank(
        stills.embeddings,
        stills.probabilities,
        stills.descriptors,
        near,
        FILM_SCALE,
        DESCRIPTORS,
        clips,
    )


def fit_teacher(
    config: Config,
    bases: Bases,
    stills: Stills,
    ratings: Ratings,
    songs: Sequence[Floats],
    table: Floats,
) -> Teacher:
    """The teacher, scaled on the training pictures and songs; `table` is (labels, tags)."""
    scenes, tag_words = common_directions(table)
    pictures = stills.embeddings[0]
    side = PictureSide(
        DESCRIPTORS,
        FILM_SCALE,
        fit_ridge(pictures, ratings.valence, penalty=config.data.ridge_penalty_valence),
        fit_ridge(pictures, ratings.arousal, penalty=config.data.ridge_penalty_arousal),
        scenes,
        standard_of(np.sqrt(stills.probabilities[0]) @ scenes),
    )
    music = fit_music_side(np.concatenate(list(songs)), bases.tags, SOUNDS, tag_words)
    return Teacher(side, music, config.teacher)


def split_songs(
    songs: dict[str, Floats], share: float, *, seed: int
) -> tuple[list[str], list[str]]:
    """Names to train on and names held out; songs of one package (NAME__song.ogg) stay together."""
    shuffled = packages(songs)
    np.random.default_rng(seed).shuffle(shuffled)
    held: set[str] = set()
    for package in shuffled:
        if sum(_package(name) in held for name in songs) < share * len(songs):
            held.add(package)
    train = [name for name in songs if _package(name) not in held]
    return train, [name for name in songs if _package(name) in held]


def packages(songs: Iterable[str]) -> list[str]:
    """The packages of songs named PACKAGE__FILE, in order of name."""
    return sorted({_package(name) for name in songs})


def _package(name: str) -> str:
    return name.split("__", 1)[0]


def split_material(
    gathered: Gathered, config: Config, *, everything: bool
) -> tuple[Material, Material]:
    """What to train on and what to check on; with `everything` nothing is kept from training."""
    share, seed = config.data.held_out_share, config.fit.seed
    train, held = split_songs(gathered.songs, share, seed=seed)
    count = len(gathered.bank.near)
    chosen = np.random.default_rng(seed).permutation(count) < share * count
    bank, songs = gathered.bank, gathered.songs
    check = Material(bank.subset(np.flatnonzero(chosen)), tuple(songs[n] for n in held))
    if everything:
        return Material(bank, tuple(songs.values())), check
    kept = bank.subset(np.flatnonzero(~chosen))
    return Material(kept, tuple(songs[n] for n in train)), check
