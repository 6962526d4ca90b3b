"""The card of a pack that a user trained: what it is, what it learnt from, what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from export_onnx.train.family import RunConfig, Trained

if TYPE_CHECKING:
    from export_onnx.export.fidelity import Fidelity

PAPERS = {
    "mvpt": "Surís, Vondrick, Russell & Salamon, CVPR 2022 (context Transformers, InfoNCE)",
    "emotion": "Li & Kumar, ISMIR 2019 (emotion-constrained two-stream network)",
    "sdcca": "Zeng, Yu & Oyama, ISM 2018 (supervised deep CCA)",
}


def family_card(config: RunConfig, trained: Trained, fidelity: Fidelity) -> str:
    """The card's text, in Markdown; every number in it comes from the run."""
    return "\n".join(
        (
            f"# Model pack `{config.name}` {config.version}",
            "",
            f"Family `{config.family}`, after {PAPERS[config.family]}.",
            f"Segments of {trained.segment_s:g} s, metric {trained.towers.metric}.",
            "",
            "## What it learnt from",
            "",
            "Videos and their music that its maker chose. The weights may carry what is in them;",
            "whoever passes the pack on has to have the right to.",
            "",
            *_lines(trained.facts),
            "",
            "## Settings",
            "",
            *_lines(asdict(config.model)),
            *(f"- fit, {line[2:]}" for line in _lines(asdict(config.fit))),
            "",
            "## How near the graphs are to what was trained",
            "",
            f"- weights stored as {fidelity.precision}",
            f"- largest difference of any output: {fidelity.error:.1e}",
            f"- on {fidelity.pairs} held-out pairs, {fidelity.kept_of_top:.1%} of the first ten"
            " songs stayed among the first ten"
            + (", in the same order" if fidelity.same_order else ", not all in the same order"),
            f"- mean reciprocal rank of the true song there: {fidelity.rank_before:.4f} before"
            f" storing, {fidelity.rank_after:.4f} after",
            *([f"- {fidelity.warning}"] if fidelity.warning else []),
            "",
            "## What it cannot do",
            "",
            "- It repeats the habits of the videos it learnt from, also those nobody wanted.",
            "- Scores are for ordering; they are no shares of agreement.",
            "",
        )
    )


def _lines(facts: Mapping[str, object]) -> list[str]:
    return [f"- {name.replace('_', ' ')}: {_said(value)}" for name, value in facts.items()]


def _said(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_said(inner)}" for key, inner in value.items())
    return str(value)
