"""The [model] table of the emotion family; every row of the paper's table 1 is a setting of it.

proposed            the defaults
two-stream [1]      pretrain = false, tag_losses = false
valence-arousal     matching = "valence_arousal"
predicted tags      matching = "tags"
"""

from __future__ import annotations

from dataclasses import dataclass

from export_onnx.models.emotion import BY_LATENT, BY_STATES, MATCHINGS
from export_onnx.models.emotion_losses import MARGIN
from export_onnx.train.bounds import (
    ABOVE_ZERO,
    LOST,
    ONE_UP,
    RATE,
    TWO_UP,
    ZERO_UP,
    check_settings,
    refusal,
)
from export_onnx.train.tasks.emotion_material import BY_PAIR, MATCHES_BY


@dataclass(frozen=True, slots=True)
class Settings:
    """The [model] table of this family.

    Parameters
    ----------
    matching : str
        What sides are compared by: "latent" (the paper), "tags" or "valence_arousal".
    hidden, latent, joint : int
        Sizes: one hidden layer, the latent emotion, the joint space.
    dropout : float
        After every layer; the paper names none.
    pretrain, tag_losses : bool
        The two ways in which tags constrain the network.
    matches_by : str
        "pair": a video and its own music match; "cluster": all of one emotion cluster do.
    positives : int
        Matching pairs to learn from, with as many random ones; 0 = as many as there are videos.
    redraw : bool
        Draw other random pairs every epoch instead of keeping to the first ones.
    excerpts : bool
        Average over random excerpts instead of whole examples, for places that also hold for
        single segments.
    margin : float
        Of the contrastive loss; half of it parts match from no match.
    batch : int
        Items or pairs a step.
    pretrain_epochs, pretrain_patience, pretrain_learning_rate
        How each branch is trained alone; the rest is as in [fit].
    """

    matching: str = BY_LATENT
    hidden: int = 512
    latent: int = 256
    joint: int = 64
    dropout: float = 0.0
    pretrain: bool = True
    tag_losses: bool = True
    matches_by: str = BY_PAIR
    positives: int = 1000
    redraw: bool = False
    excerpts: bool = False
    margin: float = MARGIN
    batch: int = 64
    pretrain_epochs: int = 60
    pretrain_patience: int = 5
    pretrain_learning_rate: float = 1e-3

    def __post_init__(self) -> None:
        sizes = ("hidden", "latent", "joint", "pretrain_epochs")
        check_settings(
            self,
            bounds=dict.fromkeys(sizes, ONE_UP)
            | dict.fromkeys(("positives", "pretrain_patience"), ZERO_UP)
            | {"margin": ABOVE_ZERO, "pretrain_learning_rate": RATE}
            | {"batch": TWO_UP, "dropout": LOST},
            choices={"matching": MATCHINGS, "matches_by": MATCHES_BY},
        )
        if self.matching == BY_STATES and not self.pretrain:
            raise refusal("pretrain", False, f"true where matching is {BY_STATES!r}")
