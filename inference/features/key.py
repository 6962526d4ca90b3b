"""The key of a track, from how much each pitch class is heard.

Profiles of C. L. Krumhansl and E. J. Kessler (1982), printed in C. L. Krumhansl, "Cognitive
Foundations of Musical Pitch" (1990). Soft evidence: on heavily distorted or modulating music no
two methods agree, and the confidence says so.
"""

from __future__ import annotations

import numpy as np

from inference.values import Floats

TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")

_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
_CLEAR_LEAD = 0.25  # of correlation over the next best key: nobody would argue


def find_key(chroma: Floats) -> tuple[str | None, float]:
    """Name the key ("D major") and say how sure that is, 0 to 1.

    `chroma` is float32 (n, 12), C first. None where there are no notes.
    """
    loudest = chroma.max(axis=1, initial=0.0)
    heard = chroma[loudest > 1e-3 * loudest.max(initial=0.0)]
    if not len(heard):
        return None, 0.0
    # Each moment counts alike, or a few loud chords would decide.
    shares = np.sqrt(heard / heard.max(axis=1, keepdims=True)).mean(axis=0)
    if shares.std() < 1e-6:
        return None, 0.0
    fits = np.array(
        [
            np.corrcoef(shares, np.roll(profile, tonic))[0, 1]
            for profile in (_MAJOR, _MINOR)
            for tonic in range(12)
        ]
    )
    best, second = np.argsort(-fits)[:2]
    confidence = max(0.0, float(fits[best])) * min(
        1.0, float(fits[best] - fits[second]) / _CLEAR_LEAD
    )
    return f"{TONICS[best % 12]} {('major', 'minor')[best // 12]}", confidence
