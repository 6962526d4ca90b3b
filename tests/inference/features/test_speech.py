from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from inference.features.speech import RATE_HZ, SpeechFinder, spans_of
from inference.media.audio import read_audio
from inference.towers.session import Session, open_session
from inference.values import Floats, Span
from resources import MODELS
from tests.inference.features.sounds import noise

FRAME_S = 0.032


@pytest.fixture(scope="module")
def session() -> Session:
    return open_session(MODELS / "silero_vad.onnx", device="cpu", threads=1)


def speech_spans(blocks: Iterable[Floats], session: Session) -> tuple[Span, ...]:
    finder = SpeechFinder(session)
    for block in blocks:
        finder.feed(block)
    return finder.spans()


def share(spans: tuple[Span, ...], sound: Floats) -> float:
    return sum(span.duration_s for span in spans) / (len(sound) / RATE_HZ)


@pytest.mark.parametrize("name", ["talk_to_camera_1.mp4", "talk_to_camera_2.mp4"])
def test_speech_is_heard(shared: Path, session: Session, name: str) -> None:
    sound = read_audio(shared / "queries" / name, rate_hz=RATE_HZ, channels=1)
    spans = speech_spans([sound], session)
    assert share(spans, sound) > 0.9
    assert spans[-1].end_s <= len(sound) / RATE_HZ + FRAME_S


def test_pauses_between_sentences_are_heard(shared: Path, session: Session) -> None:
    sound = read_audio(shared / "queries" / "ae_example.mp4", rate_hz=RATE_HZ, channels=1)
    spans = speech_spans([sound], session)
    assert len(spans) > 1
    assert 0.4 < share(spans, sound) < 0.9


def test_music_without_a_singer_is_no_speech(shared: Path, session: Session) -> None:
    paths = sorted((shared / "music_small").glob("*.ogg"))[:24:6]
    assert paths
    for path in paths:
        sound = read_audio(path, rate_hz=RATE_HZ, channels=1, end_s=20)
        assert share(speech_spans([sound], session), sound) < 0.03, path.name


@pytest.mark.parametrize(
    "sound",
    [
        noise(8),
        np.zeros(RATE_HZ * 8, np.float32),
        (0.3 * np.sin(np.arange(RATE_HZ * 8) * 0.1)).astype(np.float32),
    ],
    ids=["noise", "silence", "sine"],
)
def test_no_speech(session: Session, sound: Floats) -> None:
    assert speech_spans([sound], session) == ()


def test_block_size_changes_nothing(shared: Path, session: Session) -> None:
    path = shared / "queries" / "ae_example.mp4"
    sound = read_audio(path, rate_hz=RATE_HZ, channels=1, end_s=12)
    whole = speech_spans([sound], session)
    assert whole
    cut = speech_spans(np.split(sound, range(0, len(sound), 1_234)), session)
    assert cut == whole


def test_nothing_to_hear(session: Session) -> None:
    assert speech_spans([], session) == ()


def frames(*stretches: tuple[float, int]) -> list[float]:
    return [probability for probability, count in stretches for _ in range(count)]


def test_spans_begin_and_end_by_the_two_thresholds() -> None:
    (span,) = spans_of(frames((0.1, 20), (0.6, 10), (0.4, 10), (0.1, 20)))
    assert span.start_s == pytest.approx(20 * FRAME_S - 0.03)
    assert span.end_s == pytest.approx(40 * FRAME_S + 0.03)


def test_short_silences_do_not_cut_and_short_speech_does_not_count() -> None:
    assert len(spans_of(frames((0.9, 20), (0.1, 3), (0.9, 20)))) == 1
    assert len(spans_of(frames((0.9, 20), (0.1, 8), (0.9, 20)))) == 2
    assert spans_of(frames((0.1, 20), (0.9, 7), (0.1, 20))) == ()


def test_widened_spans_stay_in_the_file_and_do_not_overlap() -> None:
    spans = spans_of(frames((0.9, 20), (0.1, 5), (0.9, 20)))
    assert spans[0].start_s == 0
    assert spans[-1].end_s == pytest.approx(45 * FRAME_S)
    assert spans[0].end_s <= spans[1].start_s


def test_the_models_are_what_the_manifest_says() -> None:
    manifest = tomllib.loads((MODELS / "models.toml").read_text())
    models = [entry for entry in manifest.values() if isinstance(entry, dict)]
    assert {entry["file"] for entry in models} == {path.name for path in MODELS.glob("*.onnx")}
    for entry in models:
        content = (MODELS / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert "Permission is hereby granted" in (MODELS / entry["licence_file"]).read_text()
