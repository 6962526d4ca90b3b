"""The family `sdcca`: supervised deep canonical correlation of music and pictures.

Zeng, Yu & Oyama, "Audio-Visual Embedding for Cross-Modal Music Video Retrieval through
Supervised Deep CCA", 2018. Three stages: the emotion model hears songs and clusters them
(`export_onnx.train.tasks.sdcca_listener`); two branches learn to correlate over the pairs of a
cluster; linear CCA of their features gives the shared space. Its table II by settings:

    S-DCCA              pairing = "one"       ("half" = extend1, "all" = extend2)
    DCCA                pairing = "own"
    k/chunks, mean      keep and parts; keep = parts = 1 is the mean over the song
"""

from __future__ import annotations

from pathlib import Path

from export_onnx.data.pairs import CHECK, TRAIN, PairSet
from export_onnx.train.family import RunConfig, Trained, fingerprint
from export_onnx.train.tasks.sdcca_assembly import assemble, rebuild
from export_onnx.train.tasks.sdcca_branches import fit_branches
from export_onnx.train.tasks.sdcca_prepared import check_run, least_pairs, prepare
from export_onnx.train.tasks.sdcca_settings import Settings
from inference.progress import Work, share

__all__ = ["Settings", "check_run", "fit_pairs", "least_pairs", "rebuild"]


def fit_pairs(config: RunConfig, pairs: PairSet, folder: Path) -> Work[Trained]:
    """Train all stages on the "train" split, stopping by the "check" split.

    Goes on where it was stopped; checkpoints and logs go to `folder`/listener and /branches.

    Raises
    ------
    WorldError
        If there are too few pairs, or tags or clusters are asked for that nobody carries.
    """
    settings: Settings = config.model
    prepared = yield from share(prepare(config, pairs, folder / "listener"), 0.0, 0.5)
    train, check = (prepared.sides(split, settings.choice) for split in (TRAIN, CHECK))
    work = fit_branches(
        train,
        check,
        settings.deep,
        config.fit,
        folder=folder / "branches",
        identity=fingerprint(config, prepared.pairs),
    )
    learnt = yield from share(work, 0.5, 1.0)
    return assemble(settings, prepared, learnt, train=train, check=check)
