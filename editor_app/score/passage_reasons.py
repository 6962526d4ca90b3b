"""Why a song may begin at one of its passages, in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from editor_app.score.reason import Reason, said
from editor_app.translatable import QT_TRANSLATE_NOOP

SAME_CURVE, OWN_WAY = 0.5, 0.2
"""Agreement from which on the music is said to follow the picture, and below which it does not.
Passages of other songs have 0.04 in the middle, the passage the curve was taken from 0.87."""
NOTICED = 0.005

Doubles = NDArray[np.float64]


def alike(similar: Doubles, i: int) -> Reason:
    """Say how alike picture and music are at a place, of the similarities at all of them (n,)."""
    here, usual = float(similar[i]), float(similar.mean())
    more = QT_TRANSLATE_NOOP(
        "reasons",
        "picture and music are alike by {here} here, more than the song on average ({usual})",
    )
    as_much = QT_TRANSLATE_NOOP(
        "reasons",
        "picture and music are alike by {here} here, about as much as the song on average "
        "({usual})",
    )
    return said(
        "similarity",
        more if here > usual + NOTICED else as_much,
        (("similarity", here), ("song_similarity", usual)),
        here=f"{here:.2f}",
        usual=f"{usual:.2f}",
    )


def asked(wanted: Doubles, i: int) -> Reason:
    """Say how much of what the sliders ask for there is at a place, of all of them (n,)."""
    here, usual = float(wanted[i]), float(wanted.mean())
    more = QT_TRANSLATE_NOOP(
        "reasons",
        "there is more of what the sliders ask for here than in the song on average "
        "({here} to {usual})",
    )
    no_more = QT_TRANSLATE_NOOP(
        "reasons",
        "there is no more of what the sliders ask for here than in the song on average "
        "({here} to {usual})",
    )
    return said(
        "slider",
        more if here > usual + NOTICED else no_more,
        (("asked", here), ("song_asked", usual)),
        here=f"{here:.2f}",
        usual=f"{usual:.2f}",
    )


def energetic(agreement: float) -> Reason:
    """Say whether the energy of the music follows that of the picture; `agreement` is -1 to 1."""
    if agreement >= SAME_CURVE:
        words = QT_TRANSLATE_NOOP("reasons", "the music rises and falls with the picture")
    elif agreement >= OWN_WAY:
        words = QT_TRANSLATE_NOOP("reasons", "the music rises and falls with the picture in part")
    else:
        words = QT_TRANSLATE_NOOP("reasons", "the energy of the music goes its own way here")
    return said("energy", words, (("agreement", agreement),))


def too_short(song_s: float, stretch_s: float) -> Reason:
    """Say that a song has to be repeated to last as long as a stretch."""
    return said(
        "length",
        QT_TRANSLATE_NOOP(
            "reasons", "the song lasts {song} s, the stretch {stretch} s: it has to be repeated"
        ),
        (("song_s", song_s), ("stretch_s", stretch_s)),
        song=f"{song_s:.0f}",
        stretch=f"{stretch_s:.0f}",
    )
