"""CLIP out of the files that transformers and open_clip wrote, against what those networks said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file, save_file  # noqa: E402

from export_onnx.bases.outside.clip import ClipBaseGraph  # noqa: E402
from export_onnx.bases.outside.clip_files import read_clip  # noqa: E402
from export_onnx.bases.outside.clip_words import (  # noqa: E402
    embed_texts,
    read_tokenizer,
)
from inference.errors import PackError  # noqa: E402

FILES = Path(__file__).parent / "files"
LAYOUTS = ("transformers", "open_clip")
# The three texts of make_files.py.
TEXTS = ["a photo of a grey heron.", "a photo of a T-shirt!", "the  Sea's  2 boats, café"]
PARITY = 1e-4


def frames() -> np.ndarray:
    """The pictures of make_files.py, each pixel a block of 7 by 7: 32 becomes 224."""
    blocks = np.random.default_rng(5).integers(0, 256, (3, 8, 8, 3), np.uint8)
    return blocks.repeat(28, 1).repeat(28, 2)


def copy(layout: str, folder: Path) -> Path:
    return Path(shutil.copytree(FILES / layout, folder / layout))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pictures_and_texts_are_what_the_library_says(layout: str) -> None:
    clip, said = read_clip(FILES / layout), np.load(FILES / layout / "said.npz")
    tokenizer = read_tokenizer(FILES / layout)
    assert clip.text is not None
    texts = embed_texts(TEXTS, clip.text, tokenizer)
    with torch.no_grad():
        unit, probabilities = ClipBaseGraph(clip, texts)(torch.from_numpy(frames()))
    np.testing.assert_allclose(texts.numpy(), said["texts"], atol=PARITY)
    np.testing.assert_allclose(unit.numpy() / 8**0.5, said["pictures"], atol=PARITY)
    expected = torch.softmax(torch.from_numpy(said["logits"]), 1).numpy()
    np.testing.assert_allclose(probabilities.numpy(), expected, atol=PARITY)
    # The texts do differ, or equality would say little.
    assert np.ptp(said["texts"], axis=0).max() > 0.1
    assert np.ptp(said["pictures"], axis=0).max() > 0.05


def test_the_older_pair_of_tokenizer_files_says_the_same(tmp_path: Path) -> None:
    folder, said = copy("transformers", tmp_path), np.load(FILES / "transformers" / "said.npz")
    for name in ("tokenizer.json", "vocab.json"):
        tokenizer = read_tokenizer(folder)
        assert [i for text in TEXTS for i in tokenizer.encode(text).ids] == said["ids"].tolist()
        (folder / name).unlink()
    assert read_tokenizer(folder) is None


def test_a_long_text_keeps_its_end_token() -> None:
    clip, tokenizer = read_clip(FILES / "open_clip"), read_tokenizer(FILES / "open_clip")
    assert clip.text is not None
    long, longer = ("a " * n for n in (62, 300))
    vectors = embed_texts([long, longer], clip.text, tokenizer)
    torch.testing.assert_close(vectors[0], vectors[1])


def test_weights_in_torchs_own_format_are_read_as_numbers_only(tmp_path: Path) -> None:
    folder = copy("transformers", tmp_path)
    weights = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    torch.save(weights, folder / "pytorch_model.bin")
    again, first = read_clip(folder), read_clip(FILES / "transformers")
    torch.testing.assert_close(again.image.state_dict(), first.image.state_dict())


class Trap:
    """What a hostile pickle would do while it is opened."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (Path("sprung"),))


def test_a_pickle_that_holds_more_than_tensors_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy("transformers", tmp_path)
    (folder / "model.safetensors").unlink()
    torch.save({"weight": Trap()}, folder / "pytorch_model.bin")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PackError, match=r"pytorch_model\.bin"):
        read_clip(folder)
    assert not (tmp_path / "sprung").exists()


def test_half_precision_and_parts_by_their_index(tmp_path: Path) -> None:
    folder = copy("transformers", tmp_path)
    weights = {n: v.half() for n, v in load_file(folder / "model.safetensors").items()}
    (folder / "model.safetensors").unlink()
    names = sorted(weights)
    where = {name: f"model-0000{i % 2 + 1}-of-00002.safetensors" for i, name in enumerate(names)}
    for part in set(where.values()):
        save_file({n: weights[n] for n in names if where[n] == part}, folder / part)
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {}, "weight_map": where}), encoding="utf-8")
    clip, said = read_clip(folder), np.load(folder / "said.npz")
    with torch.no_grad():
        embedding, _ = ClipBaseGraph(clip, None)(torch.from_numpy(frames()))
    assert embedding.dtype == torch.float32
    np.testing.assert_allclose(embedding.numpy() / 8**0.5, said["pictures"], atol=0.01)


def test_a_text_tower_under_its_own_name(tmp_path: Path) -> None:
    folder = copy("open_clip", tmp_path)
    path = folder / "open_clip_model.safetensors"
    weights = load_file(path)
    save_file(
        {n if n.startswith(("visual.", "logit")) else f"text.{n}": v for n, v in weights.items()},
        path,
    )
    clip = read_clip(folder)
    assert clip.text is not None
    texts = embed_texts(TEXTS, clip.text, read_tokenizer(folder))
    np.testing.assert_allclose(texts, np.load(folder / "said.npz")["texts"], atol=PARITY)


def test_a_model_without_readable_words_still_sees(tmp_path: Path) -> None:
    folder = copy("open_clip", tmp_path)
    change(folder / "open_clip_config.json", ("model_cfg", "text_cfg", "hf_model_name"), "xlm")
    clip = read_clip(folder)
    assert clip.text is None
    with torch.no_grad():
        _, probabilities = ClipBaseGraph(clip, None)(torch.from_numpy(frames()))
    assert probabilities.tolist() == [[1.0]] * 3


def change(path: Path, keys: tuple[str, ...], value: object) -> None:
    facts = json.loads(path.read_text(encoding="utf-8"))
    inner = facts
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    path.write_text(json.dumps(facts), encoding="utf-8")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("timm_model_name", "vit_base", "no plain Vision Transformer"),
        ("layers", [3, 4, 6, 3], "no plain Vision Transformer"),
        ("pool_type", "avg", "averages"),
        ("head_width", 24, "0 heads"),
    ],
)
def test_another_picture_tower_is_refused(
    tmp_path: Path, key: str, value: object, says: str
) -> None:
    folder = copy("open_clip", tmp_path)
    change(folder / "open_clip_config.json", ("model_cfg", "vision_cfg", key), value)
    with pytest.raises(PackError, match=says):
        read_clip(folder)


def test_a_missing_and_an_unknown_tensor_are_named(tmp_path: Path) -> None:
    folder = copy("open_clip", tmp_path)
    path = folder / "open_clip_model.safetensors"
    weights = load_file(path)
    save_file({**weights, "visual.transformer.resblocks.0.ls_1.gamma": torch.ones(12)}, path)
    with pytest.raises(PackError, match="ls_1"):
        read_clip(folder)
    del weights["visual.positional_embedding"]
    save_file(weights, path)
    with pytest.raises(PackError, match="positions"):
        read_clip(folder)


@pytest.mark.parametrize("keep", [0, 7, 5000])
def test_cut_weights_are_refused_by_name(tmp_path: Path, keep: int) -> None:
    folder = copy("transformers", tmp_path)
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(PackError, match=r"model\.safetensors"):
        read_clip(folder)


def test_a_folder_of_nothing_or_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="--download"):
        read_clip(tmp_path)
    with pytest.raises(PackError, match="audio_spectrogram_transformer"):
        read_clip(FILES / "ast")
    for layout, name in (("transformers", "config.json"), ("open_clip", "open_clip_config.json")):
        folder = copy(layout, tmp_path)
        (folder / name).unlink()
        with pytest.raises(PackError, match=name.replace(".", r"\.")):
            read_clip(folder)


def test_weights_say_whose_they_are_where_both_descriptions_lie(tmp_path: Path) -> None:
    folder = copy("transformers", tmp_path)
    shutil.copy(FILES / "open_clip" / "open_clip_config.json", folder)
    torch.testing.assert_close(
        read_clip(folder).image.state_dict(), read_clip(FILES / "transformers").image.state_dict()
    )
