from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

torch = pytest.importorskip("torch")
pytest.importorskip("onnxscript")

from export_onnx.__main__ import main  # noqa: E402
from export_onnx.data.gather import listen_to_song, open_bases  # noqa: E402
from export_onnx.export.emotion import write_sound_base  # noqa: E402
from export_onnx.export.pack import PATCH_SAMPLES  # noqa: E402
from export_onnx.models.emotion_sound import (  # noqa: E402
    SOUND_POOLS,
    LogMel12k,
    SoundTrunk,
    frames_of,
    new_sound_branch,
    pools_for,
)
from export_onnx.train.tasks.emotion_sound import SOUND_FIT, fit_sound, read_sounds  # noqa: E402
from inference.errors import PackError, WorldError  # noqa: E402
from inference.features.sound import DESCRIPTORS  # noqa: E402
from inference.progress import finish  # noqa: E402
from resources import PACKS  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
RATE_HZ = 22_050


def test_the_change_of_rate_is_that_of_a_good_resampler() -> None:
    seconds = np.arange(16_000) / 16_000
    low, high = (np.sin(2 * np.pi * hz * seconds).astype(np.float32) for hz in (1_000, 7_000))
    front = LogMel12k()
    for sound, wanted_power in ((low, 0.5), (high, 0.0)):
        got = front.resample(torch.from_numpy(sound)[None])[0].numpy()
        wanted = soxr.resample(sound, 16_000, 12_000)
        middle = slice(500, -500)
        assert np.abs(got[middle] - wanted[middle]).max() < 3e-3
        assert np.square(got[middle]).mean() == pytest.approx(wanted_power, abs=2e-3)


def test_ten_seconds_become_one_latent() -> None:
    assert frames_of(160_000) == 469
    assert LogMel12k()(torch.zeros(1, 160_000)).shape == (1, 469, 96)
    trunk = SoundTrunk().eval()
    assert trunk.blocks(torch.zeros(1, 1, 469, 96)).shape == (1, 256, 1, 1)
    assert trunk(torch.zeros(1, 469, 96)).shape == (1, 256)
    assert pools_for(469) == SOUND_POOLS
    short = new_sound_branch(7, samples=PATCH_SAMPLES).eval()
    assert short(torch.zeros(1, frames_of(PATCH_SAMPLES), 96))[1].shape == (1, 7)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sad sounds are low tones, angry ones are noise; one file is silent, one is no sound."""
    folder = tmp_path_factory.mktemp("sounds")
    rng = np.random.default_rng(0)
    seconds = np.arange(4 * RATE_HZ) / RATE_HZ
    lines = ["file,tags,source,split"]
    for i in range(16):
        tone = 0.3 * np.sin(2 * np.pi * (110 + 10 * i) * seconds)
        sound, tags = (tone, "sad;angry:0") if i % 2 else (0.2 * rng.standard_normal(len(tone)), "")
        soundfile.write(folder / f"{i}.wav", sound, RATE_HZ)
        split = "check" if i >= 12 else "train"
        lines.append(f"{i}.wav,{tags or 'angry;sad:0'},source{i},{split}")
    soundfile.write(folder / "silent.wav", np.zeros(RATE_HZ), RATE_HZ)
    (folder / "broken.wav").write_bytes(b"no sound")
    lines += [f"{name}.wav,sad,{name},train" for name in ("silent", "broken")]
    (folder / "table.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder / "table.csv"


def test_a_music_base_is_trained_written_and_listened_with(
    sounds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["sounds", "--data", sounds, "--work", tmp_path / "run", "--out", tmp_path / "bases"]
    assert main([*map(str, words), "--epochs", "1", "--threads", "1"]) == 0
    said = capsys.readouterr()
    assert "16 sounds, 2 left out" in said.out
    assert "silent.wav" in said.err
    bases = open_bases(tmp_path / "bases")
    assert bases.tags == ("angry", "sad")
    heard = listen_to_song(sounds.parent / "1.wav", bases, tmp_path / "kept")
    assert heard.shape == (1, 256 + 2 + len(DESCRIPTORS))
    assert np.isfinite(heard).all()


def test_training_tells_tones_from_noise(sounds: Path, tmp_path: Path) -> None:
    fit = replace(SOUND_FIT, epochs=5)
    branch, heard, score = finish(fit_sound(sounds, tmp_path, samples=16_000, fit=fit, batch=6))
    assert score > -0.65
    with torch.no_grad():
        rows = heard.rows("check")
        told = branch(heard.log_mel[rows].float())[1]
    assert bool(((told > 0) == (heard.tags[rows] > 0.5)).float().mean() >= 0.75)
    again = finish(read_sounds(sounds, kept=tmp_path / "features", samples=16_000))
    assert torch.equal(again.log_mel, heard.log_mel)


def test_unusable_tables_and_folders_are_refused(sounds: Path, tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="'angry'"):
        finish(read_sounds(sounds, kept=tmp_path, samples=16_000, known={"sad"}))
    few = sounds.parent / "few.csv"
    few.write_text("file,tags,source\n0.wav,sad,a\n", encoding="utf-8")
    with pytest.raises(WorldError, match="usable sounds"):
        finish(read_sounds(few, kept=tmp_path, samples=16_000))
    with pytest.raises(PackError, match="spoilt"):
        write_sound_base(
            new_sound_branch(2, samples=16_000),
            ("a", "b"),
            PACKS / "starter",
            visual=PACKS / "starter",
        )
