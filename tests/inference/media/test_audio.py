from __future__ import annotations

import numpy as np
import pytest
import soundfile

from inference.errors import MediaError
from inference.media.audio import read_audio, stream_audio
from tests.inference.media.making import ffmpeg, flat, write_video

RATE = 44_100


def noise(seconds: float, channels: int = 1, seed: int = 3) -> np.ndarray:
    """Smooth noise, so that coding and resampling keep it."""
    rng = np.random.default_rng(seed)
    raw = rng.standard_normal((int(seconds * RATE), channels))
    kernel = np.hanning(64) / 32
    smooth = np.stack([np.convolve(c, kernel, "same") for c in raw.T], axis=1)
    return (0.1 * smooth / smooth.std()).astype(np.float32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The same 20 s of stereo noise in every format."""
    folder = tmp_path_factory.mktemp("sound")
    wav = folder / "noise.wav"
    soundfile.write(wav, noise(20, 2), RATE, subtype="FLOAT")
    for name in ("noise.flac", "noise.ogg", "noise.mp3", "noise.m4a", "noise.mkv", "noise.wma"):
        ffmpeg("-i", wav, "-b:a", "256k", folder / name)
    return folder


def test_at_its_own_rate_wav_is_exact(folder):
    assert np.array_equal(read_audio(folder / "noise.wav", rate_hz=RATE, channels=2), noise(20, 2))


@pytest.mark.parametrize("name", ["flac", "ogg", "mp3", "m4a", "mkv", "wma"])
def test_every_format_gives_the_same_sound(folder, name):
    truth = read_audio(folder / "noise.wav", rate_hz=16_000, channels=1)
    heard = read_audio(folder / f"noise.{name}", rate_hz=16_000, channels=1)
    assert len(heard) == pytest.approx(len(truth), abs=0.1 * 16_000)
    middle = slice(16_000, 300_000)
    lag = 0
    if name == "wma":  # its time stamps are whole milliseconds and say nothing of the delay
        lags = range(-1600, 1600)
        base = truth[100_000:110_000]
        fits = [float(heard[100_000 + k : 110_000 + k] @ base) for k in lags]
        lag = lags[int(np.argmax(fits))]
    shifted = np.roll(heard, -lag)[middle]
    assert np.corrcoef(shifted, truth[middle])[0, 1] > 0.98


@pytest.mark.parametrize("name", ["wav", "flac", "ogg", "mp3", "m4a"])
@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000])
def test_a_part_is_that_part_of_the_whole(folder, name, rate_hz):
    path = folder / f"noise.{name}"
    whole = read_audio(path, rate_hz=rate_hz, channels=1)
    part = read_audio(path, rate_hz=rate_hz, channels=1, start_s=7.123, end_s=9.0007)
    first, last = round(7.123 * rate_hz), round(9.0007 * rate_hz)
    assert len(part) == last - first
    assert np.abs(part - whole[first:last]).max() < 2e-4


def test_blocks_are_even_and_add_up(folder):
    path = folder / "noise.ogg"
    blocks = list(stream_audio(path, rate_hz=16_000, channels=2, block_s=0.75))
    assert {b.shape for b in blocks[:-1]} == {(12_000, 2)}
    assert 0 < len(blocks[-1]) <= 12_000
    assert all(b.dtype == np.float32 for b in blocks)
    whole = read_audio(path, rate_hz=16_000, channels=2)
    assert np.array_equal(np.concatenate(blocks), whole)
    assert len(whole) == pytest.approx(320_000, abs=200)


def test_resampling_keeps_time_and_level(tmp_path):
    time = np.arange(RATE * 3) / RATE
    soundfile.write(tmp_path / "tone.wav", 0.5 * np.sin(2 * np.pi * 1000 * time), RATE)
    heard = read_audio(tmp_path / "tone.wav", rate_hz=16_000, channels=1)
    ideal = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(len(heard)) / 16_000)
    assert len(heard) == 48_000
    assert np.abs(heard - ideal)[500:-500].max() < 1e-3


def test_mono_is_the_mean_and_stereo_doubles_mono(tmp_path):
    both = noise(1, 2)
    soundfile.write(tmp_path / "two.wav", both, RATE, subtype="FLOAT")
    soundfile.write(tmp_path / "one.wav", both[:, 0], RATE, subtype="FLOAT")
    mono = read_audio(tmp_path / "two.wav", rate_hz=RATE, channels=1)
    assert mono == pytest.approx(both.mean(axis=1), abs=1e-7)
    doubled = read_audio(tmp_path / "one.wav", rate_hz=RATE, channels=2)
    assert np.array_equal(doubled, both[:, [0, 0]])


def test_surround_is_folded_after_bs775(tmp_path):
    places = ["FL", "FR", "FC", "LFE", "SL", "SR"]
    half = 0.5**0.5
    expected = [(1, 0), (0, 1), (half, half), (0, 0), (half, 0), (0, half)]
    for i, sides in enumerate(expected):
        path = tmp_path / f"{places[i]}.wav"
        planes = "|".join("0.5" if k == i else "0" for k in range(6))
        ffmpeg(
            "-f", "lavfi", "-i", f"aevalsrc={planes}:c=5.1(side):s=8000:d=0.5",
            "-c:a", "pcm_f32le", path,
        )  # fmt: skip
        heard = read_audio(path, rate_hz=8000, channels=2)
        assert heard[2000] == pytest.approx(0.5 * np.array(sides), abs=1e-3)


def test_sound_beyond_full_scale_is_kept_and_nonsense_is_silence(tmp_path):
    samples = np.full(8000, 3.5, np.float32)
    samples[[100, 200, 300]] = np.nan, np.inf, -np.inf
    soundfile.write(tmp_path / "hot.wav", samples, 8000, subtype="FLOAT")
    heard = read_audio(tmp_path / "hot.wav", rate_hz=8000, channels=1)
    assert heard.max() == pytest.approx(3.5)
    assert heard[[100, 200, 300]] == pytest.approx(0)


def test_a_second_sound_track_can_be_chosen(tmp_path):
    path = tmp_path / "two.mkv"
    ffmpeg(
        "-f", "lavfi", "-i", "sine=440:duration=2", "-f", "lavfi", "-i", "anullsrc=d=2",
        "-map", "0", "-map", "1", "-shortest", path,
    )  # fmt: skip
    assert read_audio(path, rate_hz=8000, channels=1).std() > 0.05
    assert read_audio(path, rate_hz=8000, channels=1, stream=1).std() == pytest.approx(0, abs=1e-4)
    with pytest.raises(MediaError, match="no sound stream 7"):
        read_audio(path, rate_hz=8000, channels=1, stream=7)


def test_sound_that_begins_late_keeps_its_place(tmp_path):
    film, late = tmp_path / "film.mp4", tmp_path / "late.mp4"
    write_video(film, [flat(90)] * 100, tone_hz=440)
    ffmpeg("-i", film, "-itsoffset", "3", "-i", film, "-map", "0:v", "-map", "1:a", "-c", "copy",
           late)  # fmt: skip
    heard = read_audio(late, rate_hz=16_000, channels=1)
    assert np.abs(heard[: int(2.9 * 16_000)]).max() == 0
    assert heard[int(3.2 * 16_000) :].std() > 0.2
    assert len(heard) == pytest.approx(7 * 16_000, abs=1600)
    part = read_audio(late, rate_hz=16_000, channels=1, start_s=2.5, end_s=4.5)
    assert part == pytest.approx(heard[40_000:72_000], abs=2e-4)


@pytest.mark.parametrize("name", ["mp3", "flac", "m4a"])
def test_what_comes_after_damage_is_heard(folder, tmp_path, name):
    data = bytearray((folder / f"noise.{name}").read_bytes())
    middle = len(data) // 2
    data[middle : middle + 9000] = (
        np.random.default_rng(2).integers(0, 256, 9000, dtype=np.uint8).tobytes()
    )
    hurt = tmp_path / f"hurt.{name}"
    hurt.write_bytes(data)
    heard = read_audio(hurt, rate_hz=16_000, channels=1)
    truth = read_audio(folder / f"noise.{name}", rate_hz=16_000, channels=1)
    assert len(heard) > 0.85 * len(truth)
    assert np.isfinite(heard).all()
    # The end is there, whether or not the hole kept its length.
    end = truth[-32_000:-16_000]
    fits = np.correlate(heard[-60_000:], end, "valid")
    assert fits.max() > 0.8 * float(end @ end)


def test_beyond_the_end_there_is_nothing(folder):
    for name in ("wav", "m4a", "mp3"):
        path = folder / f"noise.{name}"
        assert len(read_audio(path, rate_hz=16_000, channels=1, start_s=100)) == 0
        assert read_audio(path, rate_hz=16_000, channels=2, start_s=100).shape == (0, 2)
        assert len(read_audio(path, rate_hz=16_000, channels=1, start_s=19, end_s=99)) < 18_000


def test_files_without_sound_say_so(tmp_path):
    film = write_video(tmp_path / "silent.mp4", [flat(90)] * 10)
    with pytest.raises(MediaError, match=r"silent\.mp4 has no sound"):
        read_audio(film, rate_hz=16_000, channels=1)
    soundfile.write(tmp_path / "nothing.wav", np.zeros(0), 8000)
    with pytest.raises(MediaError, match=r"nothing\.wav has no sound in it"):
        read_audio(tmp_path / "nothing.wav", rate_hz=16_000, channels=1)
    (tmp_path / "text.mp3").write_text("no music at all, " * 50)
    with pytest.raises(MediaError, match="not media"):
        read_audio(tmp_path / "text.mp3", rate_hz=16_000, channels=1)
    with pytest.raises(MediaError, match="is not there"):
        read_audio(tmp_path / "gone.mp3", rate_hz=16_000, channels=1)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("data_size_0.wav", 2.265),
        ("riff_size_ffffffff.wav", 2.265),
        ("wav_named.mp3", 2.265),
        ("mp3_named.wav", 15.50),
        ("noise_in_middle.mp3", 13.1),
        ("audio_10s_later.mp4", 12.0),
        ("truncated.webm", 30.2),
        ("start_time_1h.ts", 3.0),
    ],
)
def test_nasty_sound_is_heard(shared, name, seconds):
    heard = read_audio(shared / "nasty" / "made" / name, rate_hz=16_000, channels=1)
    assert len(heard) / 16_000 == pytest.approx(seconds, abs=0.2)
    assert heard.std() > 0.01
