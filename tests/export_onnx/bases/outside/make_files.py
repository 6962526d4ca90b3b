"""Makes the folder `files`: tiny random networks as transformers and open_clip write them.

Run once, by hand, in an environment of its own, for neither library is a dependency:

    pip install torch transformers open_clip_torch
    python make_files.py

Weights are drawn far larger than a fresh network's, so that every part of it tells. What the
libraries' own networks say of the same inputs is kept beside the weights in said.npz.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import open_clip
import torch
from open_clip.push_to_hf_hub import save_config_for_hf
from safetensors.torch import save_file
from transformers import (
    ASTConfig,
    ASTFeatureExtractor,
    ASTForAudioClassification,
    CLIPConfig,
    CLIPModel,
    CLIPTokenizer,
)

HERE = Path(__file__).parent / "files"
PROMPTS = ["a photo of a grey heron.", "a photo of a T-shirt!", "the  Sea's  2 boats, café"]
MERGES = (
    "i n|t h|a n|r e|a r|e r|th e</w>|in g</w>|o u|o n|s t|o r|e n|o n</w>|a l|a t|e r</w>|i t"
    "|i n</w>|t o|r o|i s</w>|l e|i c|a t</w>|an d</w>|e d</w>|o f</w>|c h|o r</w>|e s</w>|p h"
    "|o t|ph ot|phot o</w>|s e|se a</w>|h er|her on</w>"
)
LABELS = [
    "Speech",
    "Singing",
    "Humming",
    "Music",
    "Musical instrument",
    "Piano",
    "Happy music",
    "Scary music",
]
LABELS += ["Wind"]


def main() -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    tokenizer = make_tokenizer()
    write_transformers(tokenizer)
    write_open_clip(tokenizer)
    write_ast()


def make_tokenizer() -> CLIPTokenizer:
    merges = [tuple(line.split(" ")) for line in MERGES.split("|")]
    letters = list(bytes_to_letters())
    words = [*letters, *(f"{c}</w>" for c in letters), *("".join(pair) for pair in merges)]
    words += ["<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer({word: i for i, word in enumerate(words)}, merges)


def bytes_to_letters() -> str:
    """GPT-2's 256 letters for bytes, in the order of CLIP's vocabulary."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    return "".join(map(chr, plain)) + "".join(chr(256 + i) for i in range(256 - len(plain)))


@torch.no_grad()
def enlarge(net: torch.nn.Module) -> None:
    for name, weight in net.named_parameters():
        if name.endswith("logit_scale"):
            continue
        spread = 0.2 if weight.ndim < 2 else 0.8 / weight[0].numel() ** 0.5
        weight.copy_(torch.randn_like(weight) * spread + ("norm" in name or "ln_" in name))


def pictures(side: int) -> torch.Tensor:
    """Three pictures of blocks, uint8 (3, side, side, 3)."""
    rng = np.random.default_rng(5)
    blocks = rng.integers(0, 256, (3, 8, 8, 3), np.uint8)
    return torch.from_numpy(blocks.repeat(side // 8, 1).repeat(side // 8, 2))


def normalised(frames: torch.Tensor, mean: list[float], std: list[float]) -> torch.Tensor:
    x = frames.permute(0, 3, 1, 2).float() / 255
    return (x - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None]


@torch.no_grad()
def write_transformers(tokenizer: CLIPTokenizer) -> None:
    words = len(tokenizer)
    config = CLIPConfig(
        text_config={
            "vocab_size": words,
            "hidden_size": 8,
            "intermediate_size": 16,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "max_position_embeddings": 64,
            "bos_token_id": words - 2,
            "eos_token_id": words - 1,
            "pad_token_id": words - 1,
        },
        vision_config={
            "hidden_size": 12,
            "intermediate_size": 24,
            "num_hidden_layers": 2,
            "num_attention_heads": 3,
            "image_size": 32,
            "patch_size": 8,
        },
        projection_dim=8,
    )
    net = CLIPModel(config).eval()
    enlarge(net)
    folder = HERE / "transformers"
    net.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (folder / "vocab.json").write_text(json.dumps(tokenizer.get_vocab()), encoding="utf-8")
    merges = "\n".join(["#version: 0.2", *MERGES.split("|")]) + "\n"
    (folder / "merges.txt").write_text(merges, encoding="utf-8")
    mean, std = [0.48, 0.46, 0.41], [0.27, 0.26, 0.28]
    facts = {"image_mean": mean, "image_std": std, "size": {"shortest_edge": 32}}
    (folder / "preprocessor_config.json").write_text(json.dumps(facts), encoding="utf-8")
    ids = [tokenizer(prompt)["input_ids"] for prompt in PROMPTS]
    seen = net(
        pixel_values=normalised(pictures(32), mean, std),
        **tokenizer(PROMPTS, return_tensors="pt", padding=True),
    )
    np.savez(
        folder / "said.npz",
        ids=np.concatenate(ids),
        lengths=[len(row) for row in ids],
        pictures=seen.image_embeds.numpy(),
        texts=seen.text_embeds.numpy(),
        logits=seen.logits_per_image.numpy(),
    )


@torch.no_grad()
def write_open_clip(tokenizer: CLIPTokenizer) -> None:
    words = len(tokenizer)
    model = {
        "embed_dim": 8,
        "vision_cfg": {
            "image_size": 32,
            "layers": 2,
            "width": 12,
            "head_width": 4,
            "patch_size": 8,
            "mlp_ratio": 2.0,
        },
        "text_cfg": {
            "context_length": 64,
            "vocab_size": words,
            "width": 8,
            "heads": 2,
            "layers": 2,
            "mlp_ratio": 2.0,
        },
    }
    net = open_clip.model.CLIP(**model).eval()
    enlarge(net)
    folder = HERE / "open_clip"
    folder.mkdir(exist_ok=True)
    net.visual.image_mean, net.visual.image_std = [0.5, 0.45, 0.4], [0.3, 0.25, 0.2]
    net.visual.preprocess_cfg = {"interpolation": "bicubic", "resize_mode": "shortest"}
    save_config_for_hf(net, folder / "open_clip_config.json", model)
    save_file(net.state_dict(), folder / "open_clip_model.safetensors")
    tokenizer.save_pretrained(folder)
    mean, std = net.visual.image_mean, net.visual.image_std
    image, text, scale = net(
        normalised(pictures(32), mean, std),
        tokenizer(PROMPTS, return_tensors="pt", padding="max_length", max_length=64)["input_ids"],
    )
    logits = scale * image @ text.T
    np.savez(folder / "said.npz", pictures=image.numpy(), texts=text.numpy(), logits=logits.numpy())


def sound(samples: int) -> np.ndarray:
    """A chord that grows over a little noise, float32 (2, samples) at 16 kHz."""
    time_s = np.arange(samples) / 16000
    rng = np.random.default_rng(6)
    chords = [sum(np.sin(2 * np.pi * hz * k * time_s) for k in (1, 1.26, 1.5)) for hz in (110, 440)]
    rows = [0.1 * time_s * chord + 0.01 * rng.normal(size=samples) for chord in chords]
    return np.stack(rows).astype(np.float32)


@torch.no_grad()
def write_ast() -> None:
    frames = 296  # of the 47,616 samples that a pack hears at once
    config = ASTConfig(
        hidden_size=12,
        intermediate_size=24,
        num_hidden_layers=2,
        num_attention_heads=3,
        max_length=frames,
        id2label=dict(enumerate(LABELS)),
        label2id={label: i for i, label in enumerate(LABELS)},
    )
    net = ASTForAudioClassification(config).eval()
    enlarge(net)
    folder = HERE / "ast"
    net.save_pretrained(folder)
    extractor = ASTFeatureExtractor(max_length=frames, mean=-4.5, std=4.0)
    extractor.save_pretrained(folder)
    mel = extractor(list(sound(47_616)), sampling_rate=16_000, return_tensors="pt").input_values
    trunk = net.audio_spectrogram_transformer(mel)
    np.savez(
        folder / "said.npz",
        mel=mel.numpy()[:, ::16],
        embedding=trunk.pooler_output.numpy(),
        logits=net(mel).logits.numpy(),
    )


if __name__ == "__main__":
    main()
