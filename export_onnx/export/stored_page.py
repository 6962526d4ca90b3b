"""The page docs/results/stored.md, and its numbers beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from export_onnx.evaluate.bootstrap import Sample, compared, over_seeds
from export_onnx.evaluate.metrics import Interval
from export_onnx.export.pack import replace_file
from export_onnx.reproduce.pages import lines_of, machine, spoken

if TYPE_CHECKING:
    from export_onnx.export.stored import Stored, Told

HEADS = (
    "family",
    "stored as",
    "both towers",
    "largest difference",
    "same ten in the same order",
    "of the ten kept",
    "measure",
    "lost to storing",
    "processor time",
)


def write_page(folder: Path, told: Sequence[Told], *, command: str, seed: int) -> None:
    """Write stored.md and stored.json into `folder`."""
    replace_file(folder / "stored.md", markdown(told, command=command, seed=seed).encode())
    numbers = {
        "command": command,
        "machine": machine(),
        "seed": seed,
        "families": [_plain(one) for one in told],
    }
    text = json.dumps(numbers, indent=1, ensure_ascii=False) + "\n"
    replace_file(folder / "stored.json", text.encode())


def markdown(told: Sequence[Told], *, command: str, seed: int) -> str:
    """The whole page."""
    spent = sum(one.seconds for one in told)
    films = " and ".join(dict.fromkeys(str(one.splits["test"]) for one in told))
    world = told[0].subject.world
    parts = [
        "# What storing weights smaller costs",
        f"Made with `{command}` on {machine()}; it took {spoken(spent)} of processor time.",
        f"Each family was trained on a made-up world of {world.tracks} videos (seed {seed};"
        f" {world.segments} segments; base features {world.picture_dim} and {world.music_dim} wide,"
        " as the starter's are), by its configuration and a few epochs: enough to have something to"
        f" lose. Compared are, on the {films} test videos, the trained towers (torch, float32) and"
        " what the app runs (onnxruntime, one thread). *Largest difference* is that of any output"
        " at 1 to 301 segments. *The ten* are the songs a film is given first, among all test"
        " songs. The *measure* is the family's own; its 95 % interval draws sources again, and so"
        " does that of what is *lost*, item by item against torch: an interval that holds 0 is no"
        " loss that could be seen. *Processor time* is per track, both towers, float32 = 1;"
        " arithmetic is float32 in every row.",
        lines_of([HEADS, *(_row(one, stored) for one in told for stored in one.stored)]),
        *(f"`{one.subject.config}`: {_changes(one)}." for one in told),
        *(_warnings(told)),
    ]
    return "\n\n".join(parts) + "\n"


def _row(one: Told, stored: Stored) -> list[str]:
    fidelity = stored.fidelity
    return [
        f"{one.family} (`{one.subject.config}`)",
        fidelity.precision,
        f"{stored.bytes / 1e6:.2f} MB",
        f"{fidelity.error:.1e}",
        f"{stored.same_order:.1f} %",
        f"{stored.kept:.1f} %",
        f"{one.subject.measure}: {_spoken(over_seeds([stored.found]))}",
        _spoken(_lost(one, stored.found)),
        f"{stored.time:.2f}",
    ]


def _lost(one: Told, found: Sample) -> Interval:
    """How many points the trained towers are ahead, paired by item."""
    return compared([one.exact], [found])


def _spoken(interval: Interval) -> str:
    # Adding 0 makes 0.00 of what was rounded to -0.00.
    value, low, high = (
        round(one, 2) + 0.0 for one in (interval.value, interval.low, interval.high)
    )
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"


def _changes(one: Told) -> str:
    subject = one.subject
    changed = [f"`{key} = {value}`" for key, value in subject.model.items()]
    changed += [f"`epochs = {subject.epochs}`", f"`noise={subject.world.noise}` of the world"]
    items = len(one.exact.values)
    return f"{', '.join(changed)}; {_spoken(over_seeds([one.exact]))} by torch on {items} items"


def _warnings(told: Sequence[Told]) -> list[str]:
    return [
        f"**{one.family}**: {stored.fidelity.warning}"
        for one in told
        for stored in one.stored
        if stored.fidelity.warning
    ]


def _plain(one: Told) -> dict[str, object]:
    return {
        "family": one.family,
        "config": one.subject.config,
        "model": dict(one.subject.model),
        "epochs": one.subject.epochs,
        "world": asdict(one.subject.world),
        "splits": dict(one.splits),
        "measure": one.subject.measure,
        "items": len(one.exact.values),
        "torch": asdict(over_seeds([one.exact])),
        "stored": [
            asdict(stored.fidelity)
            | {
                "bytes": stored.bytes,
                "same_order_percent": stored.same_order,
                "kept_percent": stored.kept,
                "found": asdict(over_seeds([stored.found])),
                "lost": asdict(_lost(one, stored.found)),
                "processor_time": stored.time,
            }
            for stored in one.stored
        ],
        "cpu_seconds": round(one.seconds),
    }
