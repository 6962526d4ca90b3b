"""One file in, what was seen or heard in it out: decoding, base features and towers in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np

from inference.cache import BaseCache
from inference.errors import MediaError
from inference.features.listen import listen
from inference.features.loudness import FLOOR_LUFS, Meter
from inference.features.own_music import find_own_music
from inference.features.speech import SpeechFinder
from inference.features.watch import Watched, watch
from inference.media.audio import stream_audio
from inference.media.content import content_key
from inference.media.probe import probe, require_picture, require_sound
from inference.progress import Progress, Work, share
from inference.towers.bases import MusicEncoder, VisualEncoder
from inference.towers.pack import Pack
from inference.towers.session import open_session
from inference.towers.towers import MusicTower, VideoTower
from inference.values import (
    Embedding,
    Floats,
    MediaInfo,
    MusicAnalysis,
    MusicBase,
    Span,
    VideoAnalysis,
    VideoBase,
)
from resources import MODELS

PREVIEW_FROM_S = 20.0
"""Shorter films are watched whole at once: their preview would take as long as the result."""

WATCHING, HEARING = 0.9, 1.0
"""How far a video's analysis has come when its pictures, then its own sound, are done."""

LISTENING = "Listening to the film's own sound"

SOUND_RATE_HZ = 48_000
SPEECH_RATE_HZ = 16_000

_SOUNDS = "mtt:"  # what tags that name instruments and sounds begin with


class Analyzer:
    """Watches videos and listens to songs through one pack.

    Parameters
    ----------
    pack : Pack
    cache : BaseCache or None
        Where base features of videos are kept; None keeps nothing.
    device : str
        "auto", or a device by name, which then must be usable.
    threads : int
        Threads of the encoders, 0 for one per core.
    """

    def __init__(
        self, pack: Pack, cache: BaseCache | None = None, *, device: str = "auto", threads: int = 0
    ) -> None:
        self.pack = pack
        self.cache = cache
        self._device = device
        self._threads = threads

    @property
    def fell_back_because(self) -> str | None:
        """Say why an encoder that was used runs on a slower device than "auto" had found."""
        opened = (self.__dict__.get(name) for name in ("_visual_encoder", "_music_encoder"))
        reasons = (one.session.fell_back_because for one in opened if one is not None)
        return next((reason for reason in reasons if reason), None)

    def prepare(self) -> None:
        """Open now what watching a film would open first."""
        self._visual_encoder  # noqa: B018  (opened by being asked for)
        self._video_tower  # noqa: B018

    def analyze_video(self, path: Path, *, preview: bool = False) -> Work[VideoAnalysis]:
        """Watch a video and listen to its own sound for speech and loudness.

        With `preview`, an early step of the work carries a provisional `VideoAnalysis` made from
        keyframes alone as its `partial`.

        Raises
        ------
        MediaError
            If the file cannot be read, has no picture, or lasts no time.
        """
        info = probe(path)
        require_picture(info)
        key = content_key(path)
        base = self.cache.video(key, self.pack.base_id) if self.cache else None
        if base is None:
            base = yield from self._watch(info, key, preview=preview)
            if self.cache:
                self.cache.keep(base, self.pack.base_id)
        return self._video(info, base)

    def analyze_music(self, path: Path) -> Work[MusicAnalysis]:
        """Listen to a song.

        Raises
        ------
        MediaError
            If the file cannot be read, has no sound, or is too short or silent to be music.
        """
        info = probe(path)
        require_sound(info)
        heard = yield from listen(
            path,
            self._music_encoder.encode,
            segment_s=self.pack.segment_s,
            patch_samples=self.pack.patch_samples,
            rate_hz=self.pack.sample_rate_hz,
        )
        base = MusicBase(content_key=content_key(path), **heard.as_dict())
        return MusicAnalysis(info, base, self.embed_music(base.base), self.pack.pack_id)

    def own_music(self, path: Path) -> Work[tuple[Span, ...]]:
        """Say where a film's own sound has music; none where it has no sound.

        Raises
        ------
        MediaError
            If the file cannot be read.
        """
        if not probe(path).audio:
            return ()
        key = content_key(path)
        kept = self.cache.own_music(key, self.pack.base_id) if self.cache else None
        if kept is None:
            kept = yield from self._listen_for_music(path)
            if self.cache:
                self.cache.keep_own_music(key, self.pack.base_id, kept)
        return kept

    def _listen_for_music(self, path: Path) -> Work[tuple[Span, ...]]:
        named = [at for at, tag in enumerate(self.pack.music_tags) if tag.startswith(_SOUNDS)]

        def tags(patch: Floats) -> Floats:
            return self._music_encoder.encode(patch[None])[1][0, named]

        return (yield from find_own_music(path, tags, patch_samples=self.pack.patch_samples))

    def embed_music(self, base: Floats) -> Embedding:
        """Embed base features heard earlier, float32 (L, Dm)."""
        return self._music_tower.embed(base)

    def _watch(self, info: MediaInfo, key: str, *, preview: bool) -> Work[VideoBase]:
        if preview and info.duration_s >= PREVIEW_FROM_S:
            seen = yield from self._look(info, keyframes_only=True, until=0.0)
            early = self._video(info, _video_base(key, seen, provisional=True))
            yield Progress(0.0, "First impression from keyframes", early)
        seen = yield from self._look(info, keyframes_only=False, until=WATCHING)
        speech, loudness_lufs = yield from share(_own_sound(info), WATCHING, HEARING)
        return replace(_video_base(key, seen), speech=speech, loudness_lufs=loudness_lufs)

    def _look(self, info: MediaInfo, *, keyframes_only: bool, until: float) -> Work[Watched]:
        work = watch(
            info.path,
            self._visual_encoder.encode,
            segment_s=self.pack.segment_s,
            keyframes_only=keyframes_only,
            info=info,
        )
        return (yield from share(work, 0.0, until))

    def _video(self, info: MediaInfo, base: VideoBase) -> VideoAnalysis:
        return VideoAnalysis(info, base, self._video_tower.embed(base.base), self.pack.pack_id)

    @cached_property
    def _visual_encoder(self) -> VisualEncoder:
        return VisualEncoder(self.pack, device=self._device, threads=self._threads)

    @cached_property
    def _music_encoder(self) -> MusicEncoder:
        return MusicEncoder(self.pack, device=self._device, threads=self._threads)

    # The towers are so small that the way to a GPU and back costs more than they do.
    @cached_property
    def _video_tower(self) -> VideoTower:
        return VideoTower(self.pack, device="cpu", threads=1)

    @cached_property
    def _music_tower(self) -> MusicTower:
        return MusicTower(self.pack, device="cpu", threads=1)


def _video_base(key: str, seen: Watched, *, provisional: bool = False) -> VideoBase:
    return VideoBase(
        content_key=key,
        duration_s=seen.duration_s,
        segments=seen.segments,
        base=seen.base,
        class_probabilities=seen.class_probabilities,
        motion=seen.motion,
        shots=seen.shots,
        scenes=seen.scenes,
        speech=(),
        loudness_lufs=None,
        provisional=provisional,
    )


def _own_sound(info: MediaInfo) -> Work[tuple[tuple[Span, ...], float | None]]:
    yield Progress(0.0, LISTENING)
    if not info.audio:
        return (), None
    meter = Meter(SOUND_RATE_HZ, 2)
    session = open_session(MODELS / "silero_vad.onnx", device="cpu", threads=1)
    speech = SpeechFinder(session)
    try:
        for heard_s, block in _metered(info.path, meter):
            speech.feed(block)
            yield Progress(min(1.0, heard_s / info.duration_s), LISTENING)
    except MediaError:
        # Pictures that can be watched are not given up for a sound that cannot be heard.
        return (), None
    loudness_lufs = meter.integrated_lufs()
    return speech.spans(), loudness_lufs if loudness_lufs > FLOOR_LUFS else None


def _metered(path: Path, meter: Meter) -> Iterator[tuple[float, Floats]]:
    """Decode once: feed the stereo sound to `meter`, hand on a mono version for speech.

    With each block comes how many seconds have been heard by then.
    """
    import soxr  # noqa: PLC0415  (only videos with sound need it)

    heard_s = 0.0
    down = soxr.ResampleStream(SOUND_RATE_HZ, SPEECH_RATE_HZ, 1, dtype="float32")
    for block in stream_audio(path, rate_hz=SOUND_RATE_HZ, channels=2):
        meter.feed(block)
        heard_s += len(block) / SOUND_RATE_HZ
        yield heard_s, down.resample_chunk(np.ascontiguousarray(block.mean(axis=1)))
    yield heard_s, down.resample_chunk(np.zeros(0, np.float32), last=True)
