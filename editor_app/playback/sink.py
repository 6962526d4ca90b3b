"""Where sound goes. What a sink says has been heard of it is the clock of everything."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from editor_app.playback.route import RATE_HZ
from inference.errors import WorldError

if TYPE_CHECKING:
    from inference.values import Floats

_LATENCY_S = 0.08
_LONGEST_LATENCY_S = 2.0
# A device that works asks for sound every few milliseconds; one that was pulled out may just stop.
_DEAD_AFTER_S = 1.0


class SoundDeviceError(WorldError):
    """Sound cannot be played: no library, no device, or it went away."""


class Feed(Protocol):
    """What a sink takes its sound from, on whatever thread it likes."""

    def fill(self, out: Floats) -> None:
        """Write the next samples into `out`, float32 (n, 2), whatever is in it."""

    def skip(self, count: int) -> None:
        """Let time go by as if `count` samples had been taken, without making them."""


class Sink(Protocol):
    """Takes 48 kHz stereo from a feed at the pace of a clock."""

    @property
    def is_silent(self) -> bool:
        """Whether nothing can be heard from it."""

    def start(self, feed: Feed) -> None:
        """Begin to take sound; SoundDeviceError when that cannot be. Started once."""

    def stop(self) -> None:
        """End; the feed is not called any more when this returns. May be called in any state."""

    def heard(self) -> float:
        """Return how many samples have left the loudspeaker; never more than were taken."""

    def is_alive(self) -> bool:
        """Say whether it still takes sound."""


class _Times(Protocol):
    """What PortAudio says of a buffer, seconds on the clock of the stream."""

    currentTime: float  # noqa: N815  (PortAudio's names)
    outputBufferDacTime: float  # noqa: N815


Callback = Callable[["Floats", int, _Times, object], None]


class SoundDevice:
    """The loudspeaker of this computer, through PortAudio."""

    is_silent = False

    def __init__(self) -> None:
        self._stream: Any = None
        self._channels = 2
        self._taken = 0
        # Samples taken before a buffer, and when the first of the buffer is heard.
        self._mark = (0, 0.0)
        self._asked_at = 0.0
        self._heard = 0.0

    def start(self, feed: Feed) -> None:
        sounddevice = _library()
        self._asked_at = time.monotonic()
        try:
            self._open(sounddevice, feed)
        except sounddevice.PortAudioError as error:
            self.stop()
            raise SoundDeviceError(
                "No sound device could be opened, so the picture plays silently.",
                remedy="Connect loudspeakers or headphones, then press play again.",
            ) from error

    def stop(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close(ignore_errors=True)

    def heard(self) -> float:
        stream = self._stream
        if stream is not None and self._taken > 0:
            taken, sounds_at = self._mark
            heard = taken + (stream.time - sounds_at) * RATE_HZ
            # What a device says of its delay wavers; time never goes back.
            self._heard = max(self._heard, min(heard, float(self._taken)))
        return self._heard

    def is_alive(self) -> bool:
        stream = self._stream
        if stream is None or not stream.active:
            return False
        return time.monotonic() - self._asked_at < _DEAD_AFTER_S

    def _open(self, sounddevice: ModuleType, feed: Feed) -> None:
        # PortAudio knows only the devices that were there when it was started.
        sounddevice._terminate()
        sounddevice._initialize()
        device = sounddevice.query_devices(kind="output")
        self._channels = max(1, min(2, device["max_output_channels"]))
        self._stream = sounddevice.OutputStream(
            samplerate=RATE_HZ,
            channels=self._channels,
            dtype="float32",
            latency=_LATENCY_S,
            extra_settings=_settings(sounddevice, device),
            callback=self._callback(feed),
        )
        self._stream.start()

    def _callback(self, feed: Feed) -> Callback:
        import numpy as np  # noqa: PLC0415  (never on the way to the first window)

        def ask(out: Floats, count: int, times: _Times, _status: object) -> None:
            self._asked_at = time.monotonic()
            ahead_s = times.outputBufferDacTime - times.currentTime
            if not 0 < ahead_s < _LONGEST_LATENCY_S:
                ahead_s = self._stream.latency if self._stream is not None else _LATENCY_S
            self._mark = (self._taken, times.currentTime + ahead_s)
            stereo = out if self._channels == 2 else np.empty((count, 2), np.float32)
            feed.fill(stereo)
            if self._channels == 1:
                out[:, 0] = stereo.mean(axis=1)
            np.clip(out, -1.0, 1.0, out=out)
            self._taken += count

        return ask


def _library() -> ModuleType:
    try:
        # It loads PortAudio, which may be absent.
        sounddevice: ModuleType = importlib.import_module("sounddevice")
    except OSError as error:
        raise SoundDeviceError(
            "The sound library PortAudio is not installed, so the picture plays silently.",
            remedy="Install it (on Debian and Ubuntu: libportaudio2), then press play again.",
        ) from error
    return sounddevice


def _settings(sounddevice: ModuleType, device: Mapping[str, Any]) -> object:
    """Let Windows convert where the device runs at another rate; others do so unasked."""
    if "WASAPI" in sounddevice.query_hostapis(device["hostapi"])["name"]:
        return sounddevice.WasapiSettings(auto_convert=True)
    return None


class WallClock:
    """No sound at all: time goes by at the pace of the computer's clock."""

    is_silent = True

    def __init__(self) -> None:
        self._feed: Feed | None = None
        self._began = 0.0
        self._taken = 0

    def start(self, feed: Feed) -> None:
        self._feed, self._began = feed, time.monotonic()

    def stop(self) -> None:
        self._feed = None

    def heard(self) -> float:
        feed = self._feed
        if feed is not None:
            due = int((time.monotonic() - self._began) * RATE_HZ) - self._taken
            if due > 0:
                self._taken += due
                feed.skip(due)
        return float(self._taken)

    def is_alive(self) -> bool:
        return self._feed is not None


class Recording:
    """Keeps all that is played, on a clock that only moves when told to."""

    is_silent = False

    def __init__(self, *, latency: int = 0) -> None:
        self._feed: Feed | None = None
        self._latency = latency
        self._taken = 0
        self.blocks: list[Floats] = []

    def start(self, feed: Feed) -> None:
        self._feed = feed

    def stop(self) -> None:
        self._feed = None

    def heard(self) -> float:
        return float(max(0, self._taken - self._latency))

    def is_alive(self) -> bool:
        return self._feed is not None

    def advance(self, count: int) -> None:
        """Let the time of `count` samples go by."""
        import numpy as np  # noqa: PLC0415  (as above)

        feed = self._feed
        if feed is None:
            return
        block = np.full((count, 2), np.nan, np.float32)
        feed.fill(block)
        self.blocks.append(block)
        self._taken += count
