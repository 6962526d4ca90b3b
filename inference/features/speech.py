"""Where somebody speaks, by Silero VAD v6 (Silero Team, MIT licence, https://github.com/snakers4/silero-vad).

The graph is the one of the package that takes a run of frames at once; frame for frame it gives the
same probabilities as the one that takes a single frame, for half the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from inference.values import Floats, Span

RATE_HZ = 16_000
"""The rate the graph was made for."""

# The defaults of the package's own get_speech_timestamps.
_ENTER, _LEAVE = 0.5, 0.35
_MIN_SPEECH_S, _MIN_SILENCE_S, _PAD_S = 0.25, 0.1, 0.03

_FRAME, _CONTEXT = 512, 64
_FRAMES_AT_ONCE = 128
_FRAME_S = _FRAME / RATE_HZ


class Runs(Protocol):
    """An opened graph, such as `inference.towers.session.Session`."""

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> Mapping[str, NDArray[Any]]:
        """Give the outputs for the inputs, both by name."""
        ...


class SpeechFinder:
    """Finds stretches of speech in mono blocks at `RATE_HZ`, float32 (n,), of any length.

    Speech begins where the probability reaches 0.5 and ends where it then stays below 0.35 for
    100 ms; what is shorter than 250 ms is dropped, the rest widened by 30 ms on both sides, without
    overlap: the rules and numbers of Silero's get_speech_timestamps.
    """

    def __init__(self, session: Runs) -> None:
        self._session = session
        self._hidden = np.zeros((1, 1, 128), np.float32)
        self._cell = np.zeros((1, 1, 128), np.float32)
        self._waiting = np.zeros(_CONTEXT, np.float32)
        self._probabilities: list[float] = []

    def feed(self, block: Floats) -> None:
        """Hear what comes next."""
        self._waiting = np.concatenate((self._waiting, block))
        wanted = _FRAME * _FRAMES_AT_ONCE
        while len(self._waiting) >= _CONTEXT + wanted:
            self._judge(self._waiting[: _CONTEXT + wanted])
            self._waiting = self._waiting[wanted:]

    def spans(self) -> tuple[Span, ...]:
        """Say where speech was; nothing more can be fed. The last frame is filled with silence."""
        missing = -(len(self._waiting) - _CONTEXT) % _FRAME
        rest = np.pad(self._waiting, (0, missing))
        if len(rest) > _CONTEXT:
            self._judge(rest)
        return spans_of(self._probabilities)

    def _judge(self, samples: Floats) -> None:
        """Take the probability of speech in each frame of 32 ms."""
        found = self._session.run({"input": _led(samples), "h": self._hidden, "c": self._cell})
        self._hidden, self._cell = found["hn"], found["cn"]
        self._probabilities += found["speech_probs"].reshape(-1).tolist()


def _led(samples: Floats) -> Floats:
    """Frames, float32 (k, 576), each led by the last 64 samples before it."""
    view = np.lib.stride_tricks.sliding_window_view(samples, _CONTEXT + _FRAME)[::_FRAME]
    return np.ascontiguousarray(view)


def spans_of(probabilities: list[float]) -> tuple[Span, ...]:
    """Turn the probabilities of frames of 32 ms into stretches of speech."""
    long_enough = [span for span in _runs(probabilities) if span.duration_s > _MIN_SPEECH_S]
    return _padded(long_enough, len(probabilities) * _FRAME_S)


def _runs(probabilities: list[float]) -> Iterator[Span]:
    """Stretches between entering and leaving speech."""
    start: float | None = None
    quiet: float | None = None
    for index, probability in enumerate(probabilities):
        now = index * _FRAME_S
        if probability >= _ENTER:
            start, quiet = now if start is None else start, None
        elif probability < _LEAVE and start is not None:
            quiet = now if quiet is None else quiet
            if now - quiet >= _MIN_SILENCE_S:
                yield Span(start, quiet)
                start = quiet = None
    if start is not None:
        yield Span(start, len(probabilities) * _FRAME_S)


def _padded(spans: list[Span], end_s: float) -> tuple[Span, ...]:
    """Widen each span, but only to the middle of the gap to its neighbour."""
    edges = [
        0.0,
        *[(a.end_s + b.start_s) / 2 for a, b in pairwise(spans)],
        end_s,
    ]
    return tuple(
        Span(max(low, span.start_s - _PAD_S), min(high, span.end_s + _PAD_S))
        for span, low, high in zip(spans, edges, edges[1:], strict=False)
    )
