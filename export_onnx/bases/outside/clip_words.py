"""Words for pictures without training: what CLIP's text tower makes of "a photo of a …"."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from torch import Tensor

from export_onnx.bases.outside.clip import TextTower
from inference.errors import PackError

PROMPT = "a photo of a {}."
"""The plainest of CLIP's templates (section 3.1.4)."""
BATCH = 32
START, END = "<|startoftext|>", "<|endoftext|>"
_PIECES = (
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d"
    r"|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"
)


def read_tokenizer(folder: Path) -> Tokenizer | None:
    """Read tokenizer.json, or the older pair vocab.json and merges.txt; None where neither is.

    Raises
    ------
    PackError
        If the files are damaged.
    """
    new, words, merges = (folder / n for n in ("tokenizer.json", "vocab.json", "merges.txt"))
    try:
        if new.is_file():
            tokenizer = Tokenizer.from_file(str(new))
        elif words.is_file() and merges.is_file():
            tokenizer = _from_pair(words, merges)
        else:
            return None
    except Exception as error:  # the library raises nothing more definite
        raise PackError(
            f"The tokenizer in {folder} cannot be read ({error}).",
            remedy="Fetch tokenizer.json of the model again.",
            path=folder,
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _from_pair(words: Path, merges: Path) -> Tokenizer:
    """Byte-level pairs as CLIP's own simple_tokenizer.py does them: lower case, "</w>" at ends."""
    vocabulary = json.loads(words.read_text(encoding="utf-8"))
    lines = merges.read_text(encoding="utf-8").splitlines()
    pairs = [
        (a, b) for a, _, b in (line.partition(" ") for line in lines) if b and a != "#version:"
    ]
    tokenizer = Tokenizer(
        models.BPE(vocabulary, pairs, unk_token=END, end_of_word_suffix="</w>", fuse_unk=False)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    split = pre_tokenizers.Split(Regex(_PIECES), behavior="removed", invert=True)
    letters = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, letters])
    tokenizer.post_processor = processors.RobertaProcessing(
        (END, vocabulary[END]), (START, vocabulary[START]), False, False
    )
    return tokenizer


@torch.no_grad()
def embed_texts(texts: Sequence[str], tower: TextTower, tokenizer: Tokenizer) -> Tensor:
    """Embeddings (n, E) of unit length; a text that is too long loses its end."""
    rows = [_cut(tokenizer.encode(text).ids, tower.longest) for text in texts]
    vectors = torch.zeros(len(rows), tower.projection.out_features)
    for chosen in _alike(rows):
        vectors[chosen] = tower(torch.tensor([rows[i] for i in chosen]))
    return F.normalize(vectors, dim=-1)


def _alike(rows: Sequence[list[int]]) -> Iterator[list[int]]:
    """Indices of rows of one length, some at a time: one by one, most time goes into memory."""
    for length in sorted({len(row) for row in rows}):
        same = [i for i, row in enumerate(rows) if len(row) == length]
        yield from (same[i : i + BATCH] for i in range(0, len(same), BATCH))


def _cut(ids: list[int], longest: int) -> list[int]:
    return ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]]


def word_vectors(words: Sequence[str], tower: TextTower, tokenizer: Tokenizer) -> Tensor:
    """Embeddings (n, E) of "a photo of a WORD." for every word."""
    return embed_texts([PROMPT.format(word) for word in words], tower, tokenizer)
