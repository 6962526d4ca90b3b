"""`bases --visual … --music …` from files to a folder that training and packs can use."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")
pytest.importorskip("efficientnet_lite_pytorch")

from export_onnx.__main__ import main  # noqa: E402
from export_onnx.bases import build  # noqa: E402
from export_onnx.bases.licences import licences_beside  # noqa: E402
from export_onnx.bases.outside import command, download  # noqa: E402
from export_onnx.bases.outside.known import licence_of, parse_name  # noqa: E402
from export_onnx.data.gather import open_bases  # noqa: E402
from inference.errors import PackError, WorldError  # noqa: E402
from tests.export_onnx.bases.outside.test_ast import sound  # noqa: E402

FILES = Path(__file__).parent / "files"
STARTER = Path(__file__).parents[4] / "resources" / "packs" / "starter"


def arguments(out: Path, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    build.add_arguments(parser)
    return parser.parse_args(["--out", str(out), *words])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both sides from outside, in one go, from a folder with a folder for each model."""
    folder = tmp_path_factory.mktemp("outside")
    shutil.copytree(FILES / "open_clip", folder / "weights" / "tiny")
    shutil.copytree(FILES / "ast", folder / "weights" / "someone--tagger")
    readme = folder / "weights" / "tiny" / "README.md"
    (readme.parent / "LICENSE").write_text("MIT License", encoding="utf-8")
    readme.write_text("---\ntags:\n- clip\nlicense: mit\n---\n# A model\n", encoding="utf-8")
    (folder / "words.txt").write_text("heron\n\na boat \n", encoding="utf-8")
    words = ["--visual", "clip:tiny", "--music", "ast:someone/tagger"]
    words += ["--weights", str(folder / "weights"), "--labels", str(folder / "words.txt")]
    build.run(arguments(folder / "out", *words))
    return folder / "out"


def test_the_folder_opens_like_any_base_encoders(made: Path) -> None:
    bases = open_bases(made)
    assert bases.labels == ("heron", "a boat")
    assert bases.tags[-1] == "Scary music"
    frames = np.random.default_rng(0).integers(0, 256, (3, 224, 224, 3), np.uint8)
    looks, chances = bases.see(frames)
    sounds, tags = bases.hear(np.zeros((1, 47_616), np.float32))
    assert (looks.shape, chances.shape) == ((3, 8), (3, 2))
    assert (sounds.shape, tags.shape) == ((1, 12), (1, len(bases.tags)))
    np.testing.assert_allclose(chances.sum(1), 1, atol=1e-5)


def test_what_the_graphs_say_is_what_the_libraries_said(made: Path) -> None:
    bases, clip, ast = open_bases(made), said("open_clip"), said("ast")
    blocks = np.random.default_rng(5).integers(0, 256, (3, 8, 8, 3), np.uint8)
    looks, _ = bases.see(blocks.repeat(28, 1).repeat(28, 2))
    np.testing.assert_allclose(looks / 8**0.5, clip["pictures"], atol=1e-4)
    sounds, tags = bases.hear(sound()[:1])
    np.testing.assert_allclose(sounds, ast["embedding"][:1], atol=1e-4)
    kept = ast["logits"][:1, [1, 2, 4, 5, 6, 7]]
    np.testing.assert_allclose(tags, 1 / (1 + np.exp(-kept)), atol=1e-4)


def said(layout: str) -> dict[str, np.ndarray]:
    return dict(np.load(FILES / layout / "said.npz"))


def test_weights_stored_as_float16_change_little(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.manual_seed(0)
    path = tmp_path / "music_base.onnx"
    command.write_graph(Dense(), torch.randn(3, 64), path, ("embedding",), precision="float16")
    stored = [value.data_type for value in onnx.load(str(path)).graph.initializer]
    assert onnx.TensorProto.FLOAT16 in stored
    assert "stored as float16" in capsys.readouterr().err


class Dense(torch.nn.Module):  # type: ignore[misc, name-defined]
    def __init__(self) -> None:
        super().__init__()
        self.dense = torch.nn.Linear(64, 64)

    def forward(self, waveform: torch.Tensor) -> tuple[torch.Tensor]:  # type: ignore[name-defined]
        return (self.dense(waveform),)


def mark(layout: str) -> str:
    (weights,) = (FILES / layout).glob("*.safetensors")
    return hashlib.sha256(weights.read_bytes()).hexdigest()[:16]


def test_licences_are_those_the_models_state(made: Path) -> None:
    assert licences_beside(made) == {
        "visual_base": f"tiny, licence mit, weights {mark('open_clip')}",
        "music_base": "huggingface.co/someone/tagger, licence not stated in its files,"
        f" weights {mark('ast')}",
    }
    assert [path.name for path in made.glob("LICENSE*")] == ["LICENSE-visual-base"]


def test_the_side_that_is_not_named_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(command._WRITERS, "visual", lambda folder, _: None)
    words = ("--visual", "clip:any", "--weights", str(FILES / "open_clip"))
    build.run(arguments(tmp_path, *words))
    for name in ("music_base.onnx", "music_tags.txt"):
        assert (tmp_path / name).read_bytes() == (STARTER / name).read_bytes()
    assert not (tmp_path / "visual_labels.txt").exists()
    assert [path.name for path in tmp_path.glob("LICENSE*")] == ["LICENSE-musicnn.txt"]
    licences = licences_beside(tmp_path)
    assert licences["music_base"].startswith("musicnn")
    assert licences["visual_base"].startswith("any")


def test_a_graph_that_differs_is_refused_and_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "export_graph", lambda *_, **__: None)
    monkeypatch.setattr(command, "graph_error", lambda *_, **__: 2e-4)
    with pytest.raises(PackError, match="2\\.0e-04"):
        command.write_graph(
            torch.nn.Identity(), torch.zeros(2), tmp_path / "x.onnx", ("x",), precision="float32"
        )
    assert not (tmp_path / "x.onnx").exists()


def test_download_goes_where_the_weights_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Path]] = []

    def pretend(repository: str, folder: Path) -> object:
        asked.append((repository, folder))
        yield from ()

    monkeypatch.setattr(download, "fetch", pretend)
    named = parse_name("clip:ViT-B-32", "clip")
    words = ("--visual", "clip:ViT-B-32", "--download")
    folder = command.folder_of(named, arguments(tmp_path, *words))
    assert asked == [("laion/CLIP-ViT-B-32-laion2B-s34B-b79K", folder)]
    folder.mkdir(parents=True)
    assert command.folder_of(named, arguments(tmp_path, *words[:2])) == folder


def test_without_weights_nothing_is_fetched_but_a_sentence_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bases", "--out", str(tmp_path / "o"), "--visual", "clip:ViT-B-32"]) == 1
    said = capsys.readouterr().err
    assert "--download" in said
    assert "laion/CLIP-ViT-B-32" in said
    assert main(["bases", "--out", str(tmp_path / "o")]) == 1
    assert "--pictures" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["ViT-B-32", "ast:audioset", "clip:", "clip:../x", "clip:a/b/c"])
def test_names_of_another_form_are_refused(text: str) -> None:
    with pytest.raises(WorldError, match="names no model"):
        parse_name(text, "clip")


def test_a_model_without_a_place_cannot_be_fetched(tmp_path: Path) -> None:
    with pytest.raises(WorldError, match="not known where"):
        command.fetch_named(parse_name("clip:mine", "clip"), tmp_path)
    assert licence_of(parse_name("clip:mine", "clip"), tmp_path).startswith("mine,")


def test_damaged_licences_and_words_are_refused(tmp_path: Path) -> None:
    (tmp_path / "licences.json").write_text("[", encoding="utf-8")
    with pytest.raises(PackError, match="licences"):
        licences_beside(tmp_path)
    (tmp_path / "licences.json").write_text(json.dumps({"visual_base": "x", "towers": "y"}))
    assert licences_beside(tmp_path) == {"visual_base": "x"}
    (tmp_path / "words").write_bytes(b"\n \n")
    with pytest.raises(WorldError, match="no words"):
        command.read_labels(tmp_path / "words")
    (tmp_path / "words").write_bytes(b"\xff\xfe")
    with pytest.raises(WorldError, match="cannot be read"):
        command.read_labels(tmp_path / "words")


def test_words_are_none_without_a_tokenizer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(FILES / "open_clip", tmp_path / "x"))
    (folder / "tokenizer.json").unlink()
    assert command.words_for(command.read_clip(folder), folder, None) == ([], None)
    assert "will not be named" in capsys.readouterr().err
    assert len(command.imagenet_names()) == 1000
