from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from inference.errors import MediaError
from inference.features.picture import DESCRIPTORS
from inference.features.watch import watch
from inference.progress import finish
from tests.inference.media.making import ffmpeg, write_video

SEGMENT_S = 6.0


def encode(frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean colours for an embedding, two classes."""
    assert frames.shape[1:] == (224, 224, 3)
    assert 1 <= len(frames) <= 8
    means = frames.reshape(len(frames), -1, 3).mean(axis=1).astype(np.float32)
    bright = means.mean(axis=1, keepdims=True) / 255
    return means, np.concatenate([bright, 1 - bright], axis=1)


def scene(seed: int, seconds: float, base: tuple[int, int, int]) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    picture = np.kron(rng.integers(-40, 40, (9, 16, 3)), np.ones((10, 10, 1))) + base
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    return [picture] * round(seconds * 25)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """15 s: red for 5, green for 4, blue for 6."""
    path = tmp_path_factory.mktemp("watch") / "film.mp4"
    pictures = [
        *scene(1, 5, (180, 60, 60)),
        *scene(2, 4, (60, 180, 60)),
        *scene(3, 6, (60, 60, 180)),
    ]
    return write_video(path, pictures)


def test_what_is_seen(film):
    seen = finish(watch(film, encode, segment_s=SEGMENT_S))
    assert seen.duration_s == pytest.approx(15)
    assert len(seen.segments) == 2
    assert seen.base.shape == (2, 3 + len(DESCRIPTORS))
    assert seen.base.dtype == seen.class_probabilities.dtype == np.float32
    assert seen.class_probabilities.shape == (2, 2)
    assert seen.class_probabilities.sum(axis=1) == pytest.approx(1, abs=2e-3)
    # Five red and one green sample, then three green and six blue.
    assert seen.base[0, :3] == pytest.approx([160, 80, 60], abs=8)
    assert seen.base[1, :3] == pytest.approx([60, 100, 140], abs=8)
    assert [s.span.start_s for s in seen.shots] == pytest.approx([0, 5, 9], abs=0.1)
    assert [s.start_s for s in seen.scenes] == pytest.approx([0, 5, 9], abs=0.1)
    assert seen.motion.shape == (15,)
    assert seen.motion.max() < 0.1
    assert seen.damaged_packets == 0


def test_progress_rises_with_time(film):
    fractions = [step.fraction for step in watch(film, encode, segment_s=SEGMENT_S)]
    assert fractions == sorted(fractions)
    assert len(fractions) == 15
    assert 0 <= fractions[0] < 0.1
    assert 0.9 < fractions[-1] <= 1


def test_keyframes_are_a_fair_first_impression(film):
    whole = finish(watch(film, encode, segment_s=SEGMENT_S))
    quick = finish(watch(film, encode, segment_s=SEGMENT_S, keyframes_only=True))
    assert quick.base.shape == whole.base.shape
    assert quick.segments == whole.segments
    assert [s.span.start_s for s in quick.shots] == pytest.approx([0, 5, 9], abs=0.2)


def test_closing_stops_the_decoder_at_once(film):
    before = threading.active_count()
    work = watch(film, encode, segment_s=SEGMENT_S)
    next(work)
    assert threading.active_count() == before + 1
    started = time.monotonic()
    work.close()
    assert time.monotonic() - started < 1
    assert threading.active_count() == before


def test_an_encoder_that_fails_stops_the_decoder(film):
    def broken(frames):
        raise RuntimeError("no encoder")

    before = threading.active_count()
    with pytest.raises(RuntimeError, match="no encoder"):
        finish(watch(film, broken, segment_s=SEGMENT_S))
    assert threading.active_count() == before


def test_segments_without_a_frame_take_the_nearest(tmp_path):
    path = write_video(
        tmp_path / "slides.mkv",
        [*scene(1, 0.04, (200, 50, 50)), *scene(2, 0.08, (50, 50, 200))],
        times_s=[0.0, 20.0, 30.0],
        options={"bf": "0", "crf": "10"},
    )
    seen = finish(watch(path, encode, segment_s=SEGMENT_S))
    assert len(seen.segments) == 5
    reds = seen.base[:, 0] > 120
    assert reds.tolist() == [True, True, False, False, False]
    assert np.isfinite(seen.base).all()


def test_what_cannot_be_watched(tmp_path):
    song = tmp_path / "song.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", song)
    with pytest.raises(MediaError, match="no moving picture"):
        finish(watch(song, encode, segment_s=SEGMENT_S))
    with pytest.raises(MediaError, match="is not there"):
        finish(watch(tmp_path / "gone.mp4", encode, segment_s=SEGMENT_S))


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["queries/sk_bikes.mp4", "queries/v_rain_av1.mp4", "nasty/made/truncated.mkv"]
)
def test_real_films(shared, name):
    seen = finish(watch(shared / name, encode, segment_s=SEGMENT_S))
    assert len(seen.base) == len(seen.segments)
    assert np.isfinite(seen.base).all()
    # Every descriptor stays near its stated scale.
    assert seen.base[:, 3:].min() >= 0
    assert seen.base[:, 3:].max() <= 1.5
    assert seen.scenes[-1].end_s == pytest.approx(seen.duration_s)


@pytest.mark.shared
def test_cuts_of_a_real_clip(shared):
    seen = finish(watch(shared / "queries" / "sk_bikes.mp4", encode, segment_s=SEGMENT_S))
    assert len(seen.shots) == 6
