"""What a made-up world is like, and where its chance comes from; `worlds` says what for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

FEELING, STYLE, SECTION = 3, 4, 3
"""Hidden dimensions of a feeling, of a style, and of what a section of the form looks like."""


@dataclass(frozen=True, slots=True)
class World:
    """What a made-up world is like.

    Parameters
    ----------
    seed, tracks, segments : int
        Tracks stay the same when only their number grows.
    steps : int
        Segments are means of this many steps of `step_s`.
    picture_dim, music_dim : int
        Dv and Dm.
    styles : int
        Number of styles; all tracks of one source share theirs.
    identity : int
        Hidden dimensions that only picture and music of one track share.
    shown : float
        Chance that a step shows a hidden value, drawn for each side by itself.
    noise : float
        Size of what a step shows by itself, which has nothing to do with the other side; hidden
        dimensions have size 1.
    own : float
        Size of what a whole track shows that has nothing to do with the other side.
    curve : float
        How much of a feeling is seen through the bend, together with the style; 0: none.
    dialect : float
        How much the expression of a feeling depends on the style; 0: all express it alike.
    plain_music : float
        Share of `dialect` and `curve` that music has too; pictures have all of it.
    kinship : float
        Share of a track's identity that all tracks of its source have in common.
    form : float
        Weight of what the form shows (sections and intensity) beside the rest.
    common_looks : bool
        Whether the sections of all tracks are of the same three looks, as verses and choruses
        resemble one another; tracks then differ in when they come, not in which there are.
    contrast : float
        How far the feeling of loud moments lies from that of quiet ones; where to, each track has
        by itself. The mean over the track stays where it is.
    build_up : float
        How far the feeling moves over the track, as `contrast`: valence from one end to the other,
        arousal there and back, weight twice across, each either way round.
    time_structure : bool
        Whether picture and music share a form: sections, their repeats, and an arc of intensity.
    tagged : bool
        Whether examples carry tags: seven music moods (one of them 1), 27 soft video emotions,
        valence, arousal, and the cluster.
    """

    seed: int = 0
    tracks: int = 600
    segments: int = 30
    steps: int = 3
    step_s: float = 2.2
    picture_dim: int = 64
    music_dim: int = 48
    styles: int = 4
    identity: int = 6
    shown: float = 0.5
    noise: float = 1.0
    own: float = 0.4
    curve: float = 0.8
    dialect: float = 0.5
    plain_music: float = 0.0
    kinship: float = 0.6
    form: float = 1.0
    common_looks: bool = False
    contrast: float = 0.0
    build_up: float = 0.0
    tracks_per_source: int = 4
    time_structure: bool = True
    tagged: bool = True
    shares: tuple[float, float, float] = (0.7, 0.1, 0.2)


def rng_of(world: World, purpose: str, track: int = 0) -> Generator:
    """Give each purpose and track numbers of its own, so that one setting moves nothing else."""
    return np.random.default_rng([world.seed, *purpose.encode(), track])
