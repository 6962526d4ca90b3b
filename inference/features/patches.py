"""One patch of sound from the middle of each segment of a stream whose end is not yet known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inference.values import Floats, Span


class PatchCutter:
    """Cuts patches out of a mono stream, holding no more of it than one and a half segments.

    Parameters
    ----------
    rate_hz, patch_samples : int
    segment_s : float
        Must be at least the length of a patch. The segments are those of
        `inference.values.segment_grid`.
    """

    def __init__(self, rate_hz: int, patch_samples: int, segment_s: float) -> None:
        if segment_s * rate_hz < patch_samples:
            raise ValueError("a patch does not fit into a segment")
        self._rate_hz = rate_hz
        self._patch = patch_samples
        self._segment = segment_s * rate_hz
        self._held = np.zeros(0, np.float32)
        self._first = 0
        self._cut = 0

    def feed(self, samples: Floats) -> list[Floats]:
        """Take the next float32 (n,); give the patches that are now certain, (patch_samples,) each.

        A segment is certain once the stream is so long that it cannot be the last one, whose
        length, and so whose middle, depends on where the stream ends.
        """
        self._held = np.concatenate((self._held, samples))
        patches = []
        while self._first + len(self._held) > (self._cut + 1.5) * self._segment + 1:
            start = round((self._cut + 0.5) * self._segment) - self._patch // 2
            patches.append(self._at(start))
            self._cut += 1
        self._forget(round(self._cut * self._segment))
        return patches

    def finish(self, segments: Sequence[Span]) -> list[Floats]:
        """Give the patches of the remaining segments, now that all are known."""
        patches = [self._last(span) for span in segments[self._cut :]]
        self._cut = len(segments)
        return patches

    def _last(self, span: Span) -> Floats:
        end = self._first + len(self._held)
        if end < self._patch:
            missing = self._patch - end
            return np.pad(self._held, (missing // 2, missing - missing // 2), mode="symmetric")
        centred = round((span.start_s + span.end_s) / 2 * self._rate_hz) - self._patch // 2
        return self._at(min(max(centred, 0), end - self._patch))

    def _at(self, start: int) -> Floats:
        return self._held[start - self._first : start - self._first + self._patch].copy()

    def _forget(self, before: int) -> None:
        # The last patch may have to move up to half a segment to the left to fit.
        drop = before - self._first - self._patch
        if drop > 0:
            self._held = self._held[drop:].copy()
            self._first += drop
