"""Settings of the family `sdcca`: the [model] table of its configurations."""

from __future__ import annotations

from dataclasses import dataclass

from export_onnx.models.sdcca.chunks import Choice
from export_onnx.models.sdcca.deep import DROPOUT, MUSIC_UNITS, PICTURE_UNITS
from export_onnx.models.sdcca.linear import COMPONENTS
from export_onnx.models.sdcca.pairing import PAIRINGS
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
from export_onnx.train.tasks.sdcca_branches import DeepSettings
from export_onnx.train.tasks.sdcca_listener import ListenerSizes

BOUNDS = (
    dict.fromkeys(("parts", "cluster_count", "components", "emotion_epochs"), ONE_UP)
    | dict.fromkeys(("listener_width", "listener_units", "listener_features"), ONE_UP)
    | dict.fromkeys(("music_units", "picture_units", "emotion_batch"), ONE_UP)
    | dict.fromkeys(("dropout", "listener_dropout"), LOST)
    | {"chunk_s": ABOVE_ZERO, "emotion_rate": RATE}
    | {"batch": TWO_UP, "emotion_patience": ZERO_UP, "ridge": ZERO_UP}
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The [model] table of a configuration.

    Parameters
    ----------
    chunk_s : float
        Shorter segments are joined to chunks of about this length.
    keep, parts, in_order
        The music branch hears the `keep` most attended of `parts` parts: their mean, or one
        after the other.
    tags, clusters, cluster_count
        Tags the emotion model learns, names of the clusters; empty = what the material carries.
        Without annotated songs `cluster_count` nameless clusters are made.
    listener_… and emotion_epochs, emotion_patience, emotion_rate, emotion_batch
        Sizes and training of the emotion model (Adam).
    music_units, picture_units, dropout, components
        The branches and the shared space.
    weighted : bool
        Components count by their correlation; false = all the same, as in the paper.
    pairing : str
        Which music meets which picture; see `export_onnx.models.sdcca.pairing`.
    batch, ridge
        Pairs a step; softening of its covariances.
    """

    chunk_s: float = 3.0
    keep: int = 1
    parts: int = 3
    in_order: bool = False
    tags: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    cluster_count: int = 10
    listener_width: int = 64
    listener_units: int = 64
    listener_features: int = 32
    listener_dropout: float = 0.2
    emotion_epochs: int = 60
    emotion_patience: int = 5
    emotion_rate: float = 1e-3
    emotion_batch: int = 64
    music_units: tuple[int, ...] = MUSIC_UNITS
    picture_units: tuple[int, ...] = PICTURE_UNITS
    dropout: float = DROPOUT
    components: int = COMPONENTS
    weighted: bool = True
    pairing: str = "all"
    batch: int = 512
    ridge: float = 1e-3

    def __post_init__(self) -> None:
        check_settings(self, bounds=BOUNDS, choices={"pairing": PAIRINGS})
        if not 1 <= self.keep <= self.parts:
            raise refusal("keep", self.keep, f"between 1 and parts = {self.parts}")
        if not self.music_units or not self.picture_units:
            raise refusal("music_units and picture_units", (), "one number a layer")

    @property
    def choice(self) -> Choice:
        return Choice(self.keep, self.parts)

    @property
    def deep(self) -> DeepSettings:
        return DeepSettings(
            self.music_units,
            self.picture_units,
            self.dropout,
            self.components,
            self.weighted,
            self.pairing,  # type: ignore[arg-type]  # checked above
            self.batch,
            self.ridge,
        )

    @property
    def sizes(self) -> ListenerSizes:
        return ListenerSizes(
            self.listener_width,
            self.listener_units,
            self.listener_features,
            self.listener_dropout,
            self.emotion_batch,
        )
