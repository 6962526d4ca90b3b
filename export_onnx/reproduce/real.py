"""The papers' tables on pairs that people made: whatever comes out, nothing is claimed."""

from __future__ import annotations

from export_onnx.reproduce import real_emotion, real_mvpt, real_sdcca
from export_onnx.reproduce.study import Plan, Study


def setting() -> str:
    """Say what is measured on what."""
    return (
        "Short clips whose music a person chose, kept for measuring only; several are near copies"
        " of one another. 60 % of the sources to learn from, 10 % to stop on, 30 % to test, split"
        " anew by each seed, so pools and intervals are of a few dozen clips and few sources."
        " Chance: median rank 50 % of the pool, best tenth 10 %; R@k depends on the pool, which"
        " the JSON beside this page names. The paper's median ranks are told in % of its pool of"
        " 2000. Intervals are 95 %, seeds and sources drawn again; the seeds split the same clips,"
        " so other clips would differ by more than that. Nothing is claimed here."
    )


def studies(paper: str, plan: Plan) -> tuple[Study, ...]:
    """Give a paper's tables on the pairs of the plan."""
    offered = {
        "mvpt": real_mvpt.studies,
        "emotion": real_emotion.studies,
        "sdcca": real_sdcca.studies,
    }
    return offered[paper](plan)
