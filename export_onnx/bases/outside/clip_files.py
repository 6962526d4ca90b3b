"""CLIP out of the files that open_clip and transformers write.

open_clip: open_clip_config.json (`model_cfg`, `preprocess_cfg`), open_clip_model.safetensors.
transformers: config.json (`model_type` "clip"), preprocessor_config.json, model.safetensors.
Sizes are read off the weights; the descriptions add heads, activation and pixel statistics.
"""

from __future__ import annotations

import math
from pathlib import Path

from export_onnx.bases.outside.clip import DEVIATION, MEAN, Clip, ImageTower, TextTower
from export_onnx.bases.outside.facts import Facts, read_facts
from export_onnx.bases.outside.transformer import Shape, shape_from
from export_onnx.bases.outside.weights import (
    Tensors,
    building,
    fill,
    joined,
    read_tensors,
    renamed,
    shape_of,
)
from inference.errors import PackError

OPEN_CONFIG = "open_clip_config.json"
CONFIG = "config.json"
PREPROCESSOR = "preprocessor_config.json"
KINDS = ("clip", "clip_vision_model")
TEMPERATURE = 100.0
"""What CLIP's learnt scale ends at (section 2.5), where a file does not tell."""

_OPEN_BLOCK = (
    (r"^transformer\.resblocks\.", "encoder."),
    (r"\.ln_([12])\.", r".norm_\1."),
    (r"\.attn\.in_proj_", ".attend_in."),
    (r"\.attn\.out_proj\.", ".attend_out."),
    (r"\.mlp\.c_fc\.", ".widen."),
    (r"\.mlp\.c_proj\.", ".narrow."),
)
_OPEN_IMAGE = (
    *_OPEN_BLOCK,
    (r"^conv1\.", "patches."),
    (r"^class_embedding$", "first"),
    (r"^positional_embedding$", "positions"),
    (r"^ln_pre\.", "norm_in."),
    (r"^ln_post\.", "norm_out."),
    (r"^proj$", "projection.weight"),
)
_OPEN_TEXT = (
    *_OPEN_BLOCK,
    (r"^token_embedding\.", "words."),
    (r"^positional_embedding$", "positions"),
    (r"^ln_final\.", "norm_out."),
    (r"^text_projection$", "projection.weight"),
)
_BLOCK = (
    (r"^encoder\.layers\.", "encoder."),
    (r"\.layer_norm([12])\.", r".norm_\1."),
    (r"\.self_attn\.([qkv])_proj\.", r".attend_in.\1."),
    (r"\.self_attn\.out_proj\.", ".attend_out."),
    (r"\.mlp\.fc1\.", ".widen."),
    (r"\.mlp\.fc2\.", ".narrow."),
)
_IMAGE = (
    *_BLOCK,
    (r"^embeddings\.patch_embedding\.", "patches."),
    (r"^embeddings\.class_embedding$", "first"),
    (r"^embeddings\.position_embedding\.weight$", "positions"),
    (r"^pre_layrnorm\.", "norm_in."),  # the library's own spelling
    (r"^post_layernorm\.", "norm_out."),
)
_TEXT = (
    *_BLOCK,
    (r"^embeddings\.token_embedding\.", "words."),
    (r"^embeddings\.position_embedding\.weight$", "positions"),
    (r"^final_layer_norm\.", "norm_out."),
)
_PROJECTION = ((r"^weight$", "projection.weight"),)


def read_clip(folder: Path) -> Clip:
    """Read the CLIP model in `folder`, of whichever of the two layouts it is.

    Raises
    ------
    PackError
        If a file is absent or damaged, or the model is built otherwise than a Vision Transformer
        whose first token is projected.
    """
    tensors = read_tensors(folder)
    # Some folders hold both descriptions; the tensors' names tell whose weights these are.
    with building(folder):
        if any(name.startswith("visual.") for name in tensors):
            return _read_open_clip(folder, tensors)
        if any(name.startswith("vision_model.") for name in tensors):
            return _read_transformers(folder, tensors)
    raise _other(folder, f"tensors such as {next(iter(tensors), 'none')}")


def _read_open_clip(folder: Path, tensors: Tensors) -> Clip:
    facts = read_facts(folder / OPEN_CONFIG)
    model = facts.part("model_cfg")
    vision, text = model.part("vision_cfg"), model.part("text_cfg")
    _refuse_other_vision(vision, folder)
    activation = "quick_gelu" if model.get("quick_gelu") else "gelu"
    pixels = facts.part("preprocess_cfg")
    seen = _turned(renamed(tensors, _OPEN_IMAGE, prefix="visual."))
    heads = vision.whole("width", 768) // vision.whole("head_width", 64)
    shape = shape_from(seen, folder, heads=heads, activation=activation, epsilon=_epsilon(vision))
    return Clip(
        _image_tower(seen, shape, folder),
        _open_text(tensors, text, folder, activation=activation),
        pixels.numbers("mean", MEAN),
        _deviation(pixels, "std"),
        _scale(tensors),
    )


def _refuse_other_vision(vision: Facts, folder: Path) -> None:
    """What changes a network without leaving a trace in its weights."""
    if vision.get("timm_model_name") or not isinstance(vision.get("layers", 12), int):
        raise _other(folder, "a picture tower that is no plain Vision Transformer")
    if vision.get("pool_type", "tok") != "tok" or vision.get("global_average_pool"):
        raise _other(folder, "a picture tower that averages its tokens")
    if vision.get("act_kwargs"):
        raise _other(folder, "an activation of its own")


def _open_text(tensors: Tensors, text: Facts, folder: Path, *, activation: str) -> TextTower | None:
    custom = any(name.startswith("text.") for name in tensors)
    named = renamed(tensors, _OPEN_TEXT, prefix="text.") if custom else _plain_text(tensors)
    known = "words.weight" in named and text.get("pool_type", "argmax") in ("argmax", "eos")
    odd = ("hf_model_name", "embed_cls", "no_causal_mask", "act_kwargs")
    if not known or any(text.get(key) for key in odd):
        return None
    heads, epsilon = text.whole("heads", 8), _epsilon(text)
    named = _turned(named)
    shape = shape_from(named, folder, heads=heads, activation=activation, epsilon=epsilon)
    return _text_tower(named, shape, folder)


def _plain_text(tensors: Tensors) -> Tensors:
    """Without a prefix the text tower's names stand beside everything else."""
    own = {n: v for n, v in tensors.items() if not n.startswith("visual.") and _is_weight(n)}
    return renamed(own, _OPEN_TEXT)


def _is_weight(name: str) -> bool:
    return name not in {"logit_scale", "logit_bias", "attn_mask"}


def _turned(tensors: Tensors) -> Tensors:
    """open_clip multiplies by its projections from the right; torch's dense layers do not."""
    out = {name: value for name, value in tensors.items() if _is_weight(name)}
    if "projection.weight" in out:
        out["projection.weight"] = out["projection.weight"].mT
    return out


def _epsilon(part: Facts) -> float:
    return part.part("norm_kwargs").above_zero("eps", 1e-5)


def _read_transformers(folder: Path, tensors: Tensors) -> Clip:
    config = read_facts(folder / CONFIG)
    if config.get("model_type") not in KINDS:
        raise _other(folder, f"model_type {config.get('model_type')!r}")
    # Copies of row numbers that older versions kept as weights.
    tensors = {n: v for n, v in tensors.items() if not n.endswith(".position_ids")}
    # A picture tower saved alone describes itself at the top.
    vision = config.part("vision_config") if config.get("vision_config") else config
    pixels = read_preprocessing(folder)
    seen = joined(renamed(tensors, _IMAGE, prefix="vision_model."))
    seen |= renamed(tensors, _PROJECTION, prefix="visual_projection.")
    return Clip(
        _image_tower(seen, _shape(seen, vision, folder, heads=12), folder),
        _text(tensors, config.part("text_config"), folder),
        pixels.numbers("image_mean", MEAN),
        _deviation(pixels, "image_std"),
        _scale(tensors),
    )


def read_preprocessing(folder: Path) -> Facts:
    """What is done to pixels or sound first; nothing where no file says it."""
    path = folder / PREPROCESSOR
    return read_facts(path) if path.is_file() else Facts(path, {})


def _deviation(pixels: Facts, key: str) -> tuple[float, ...]:
    found = pixels.numbers(key, DEVIATION)
    if min(found) <= 0:
        raise _other(pixels.path.parent, f"colours that spread by {min(found):g}")
    return found


def _text(tensors: Tensors, text: Facts, folder: Path) -> TextTower | None:
    named = joined(renamed(tensors, _TEXT, prefix="text_model."))
    named |= renamed(tensors, _PROJECTION, prefix="text_projection.")
    if not {"projection.weight", "words.weight"} <= set(named):
        return None
    return _text_tower(named, _shape(named, text, folder, heads=8), folder)


def _shape(named: Tensors, part: Facts, folder: Path, *, heads: int) -> Shape:
    """`heads` and the rest are the defaults of CLIPVisionConfig and CLIPTextConfig."""
    return shape_from(
        named,
        folder,
        heads=part.whole("num_attention_heads", heads),
        activation=part.word("hidden_act", "quick_gelu"),
        epsilon=part.above_zero("layer_norm_eps", 1e-5),
    )


def _image_tower(named: Tensors, shape: Shape, folder: Path) -> ImageTower:
    tokens, _ = shape_of(named, "positions", folder)
    patch = shape_of(named, "patches.weight", folder)[-1]
    out, _ = shape_of(named, "projection.weight", folder)
    if (math.isqrt(tokens - 1)) ** 2 != tokens - 1:
        raise _other(folder, f"{tokens} picture tokens, which fill no square")
    tower = ImageTower(shape, patch=patch, tokens=tokens, out=out)
    fill(tower, named, folder)
    return tower.eval()


def _text_tower(named: Tensors, shape: Shape, folder: Path) -> TextTower:
    words, _ = shape_of(named, "words.weight", folder)
    longest, _ = shape_of(named, "positions", folder)
    out, _ = shape_of(named, "projection.weight", folder)
    tower = TextTower(shape, words=words, longest=longest, out=out)
    fill(tower, named, folder)
    return tower.eval()


def _scale(tensors: Tensors) -> float:
    return float(tensors["logit_scale"].exp()) if "logit_scale" in tensors else TEMPERATURE


def _other(folder: Path, what: str) -> PackError:
    return PackError(
        f"The model in {folder} has {what}, which cannot be built here.",
        remedy="Use a CLIP with a plain Vision Transformer, as ViT-B-32 or ViT-L-14.",
        path=folder,
    )
