"""The music base: waveform in, embedding and tag probabilities out."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from export_onnx.bases.distil import TRUNK, Head
from export_onnx.bases.musicnn import LogMel, load_musicnn, read_labels


class MusicBaseGraph(nn.Module):
    """Waveform (n, 47616) at 16 kHz -> embedding (n, 200), tag probabilities (n, T).

    The tags are the trunk's own fifty, then those of the distilled head.
    """

    def __init__(self, head: Head) -> None:
        super().__init__()
        self.mel = LogMel()
        self.net = load_musicnn(TRUNK)
        self.head = nn.Linear(*head.weights.shape)
        self.head.weight.data = torch.from_numpy(head.weights.T.copy())
        self.head.bias.data = torch.from_numpy(head.bias)

    def forward(self, waveform: Tensor) -> tuple[Tensor, Tensor]:
        pooled, embedding, logits = self.net(self.mel(waveform))
        distilled = self.head(torch.cat([pooled, embedding], 1))
        return embedding, torch.sigmoid(torch.cat([logits, distilled], 1))


def tag_names(head: Head) -> tuple[str, ...]:
    """Names of the graph's tags, in order."""
    return (*read_labels(TRUNK), *head.names)
