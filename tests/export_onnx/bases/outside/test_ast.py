"""AST out of the files that transformers wrote, against what its network and front end said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file, save_file  # noqa: E402

from export_onnx.bases.outside.ast import AstBaseGraph, FilterBank, read_ast  # noqa: E402
from inference.errors import PackError  # noqa: E402

FILES = Path(__file__).parent / "files" / "ast"
PARITY = 1e-4
SAMPLES = 47_616
POSITIONS = "audio_spectrogram_transformer.embeddings.position_embeddings"


def sound() -> np.ndarray:
    """The two sounds of make_files.py."""
    time_s, rng = np.arange(SAMPLES) / 16000, np.random.default_rng(6)
    chords = [sum(np.sin(2 * np.pi * hz * k * time_s) for k in (1, 1.26, 1.5)) for hz in (110, 440)]
    rows = [0.1 * time_s * chord + 0.01 * rng.normal(size=SAMPLES) for chord in chords]
    return np.stack(rows).astype(np.float32)


def said() -> dict[str, np.ndarray]:
    return dict(np.load(FILES / "said.npz"))


def test_log_mel_is_the_feature_extractors() -> None:
    heard = read_ast(FILES)
    mel = (FilterBank(heard.bands)(torch.from_numpy(sound())) - heard.mean) / 2 / heard.deviation
    assert mel.shape == (2, 128, 296)
    np.testing.assert_allclose(mel.numpy().transpose(0, 2, 1)[:, ::16], said()["mel"], atol=PARITY)


def test_the_network_says_what_the_librarys_says() -> None:
    heard = read_ast(FILES)
    with torch.no_grad():
        embedding, tags = AstBaseGraph(heard)(torch.from_numpy(sound()))
    np.testing.assert_allclose(embedding.numpy(), said()["embedding"], atol=PARITY)
    expected = 1 / (1 + np.exp(-said()["logits"][:, [1, 2, 4, 5, 6, 7]]))
    np.testing.assert_allclose(tags.numpy(), expected, atol=PARITY)
    assert heard.labels[0] == "Singing"
    assert not {"Speech", "Music", "Wind"} & set(heard.labels)
    assert np.ptp(said()["embedding"], axis=0).max() > 0.1


def test_silence_is_a_number() -> None:
    with torch.no_grad():
        embedding, tags = AstBaseGraph(read_ast(FILES))(torch.zeros(1, SAMPLES))
    assert torch.isfinite(embedding).all()
    assert torch.isfinite(tags).all()


def test_the_middle_of_a_longer_table_is_used(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FILES, tmp_path / "ast"))
    weights = load_file(folder / "model.safetensors")
    table = weights[POSITIONS]
    # 12 rows of 29 columns become rows of 101, as in the published weights: 50 - 14 = 36 before.
    wide = torch.full((1, 12, 101, 12), 9.0)
    wide[:, :, 36 : 36 + 29] = table[:, 2:].reshape(1, 12, 29, 12)
    weights[POSITIONS] = torch.cat([table[:, :2], wide.reshape(1, -1, 12)], 1)
    save_file(weights, folder / "model.safetensors")
    with torch.no_grad():
        embedding, _ = AstBaseGraph(read_ast(folder))(torch.from_numpy(sound()))
    np.testing.assert_allclose(embedding.numpy(), said()["embedding"], atol=PARITY)


def test_names_of_the_newest_version(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FILES, tmp_path / "ast"))
    new = (
        (".encoder.layer.", ".layers."),
        (".attention.attention.query.", ".attention.q_proj."),
        (".attention.attention.key.", ".attention.k_proj."),
        (".attention.attention.value.", ".attention.v_proj."),
        (".attention.output.dense.", ".attention.o_proj."),
        (".intermediate.dense.", ".mlp.fc1."),
        (".output.dense.", ".mlp.fc2."),
    )
    weights = {}
    for name, value in load_file(folder / "model.safetensors").items():
        short = name
        for old, changed in new:
            short = short.replace(old, changed)
        weights[short] = value
    save_file(weights, folder / "model.safetensors")
    torch.testing.assert_close(read_ast(folder).net.state_dict(), read_ast(FILES).net.state_dict())


@pytest.mark.parametrize(
    ("file", "key", "value", "says"),
    [
        ("config.json", "model_type", "wav2vec2", "wav2vec2"),
        ("config.json", "num_attention_heads", 5, "5 heads"),
        ("config.json", "hidden_act", "relu", "relu"),
        ("preprocessor_config.json", "sampling_rate", 48000, "48000 Hz"),
        ("preprocessor_config.json", "do_normalize", False, "not normalised"),
    ],
)
def test_other_models_are_refused(
    tmp_path: Path, file: str, key: str, value: object, says: str
) -> None:
    folder = Path(shutil.copytree(FILES, tmp_path / "ast"))
    facts = json.loads((folder / file).read_text(encoding="utf-8"))
    (folder / file).write_text(json.dumps({**facts, key: value}), encoding="utf-8")
    with pytest.raises(PackError, match=says):
        read_ast(folder)


def test_a_table_that_is_too_short_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FILES, tmp_path / "ast"))
    weights = load_file(folder / "model.safetensors")
    weights[POSITIONS] = weights[POSITIONS][:, : 2 + 12 * 12]
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(PackError, match="too few"):
        read_ast(folder)


def test_words_are_all_kept_where_they_are_not_audiosets(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FILES, tmp_path / "ast"))
    facts = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    facts["id2label"] = {str(i): f"mood {i}" for i in range(9)}
    (folder / "config.json").write_text(json.dumps(facts), encoding="utf-8")
    assert read_ast(folder).labels == tuple(f"mood {i}" for i in range(9))
