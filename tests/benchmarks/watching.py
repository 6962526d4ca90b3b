"""Goal 1: watching a film costs less than merely decoding it."""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import fixtures
from tests.benchmarks.harness import Candidate, Place, Runs, said
from tests.benchmarks.verdict import Check, Goal, cpu_ratio, told_cpu_ratio, wall_ratio

SECONDS = 60
NEAR_S = 0.1
LIMIT = "decode only (ffmpeg)"
OURS = "ours"
PEER = "moviepy + torch CLIP"


def prepare(place: Place) -> None:
    fixtures.video(place, SECONDS)
    fixtures.video(place, SECONDS, sound=True)
    fixtures.cuts(place)


def candidates(place: Place) -> Sequence[Candidate]:
    film = str(fixtures.video(place, SECONDS))
    mixed = str(fixtures.video(place, SECONDS, sound=True))
    cuts, times = map(str, fixtures.cuts(place))
    pack = str(place.pack)
    return (
        Candidate(OURS, "ours", "watching:ours", {"film": film, "pack": pack}),
        decoding(LIMIT, film),
        Candidate(
            "ours with the film's own sound",
            "ours",
            "watching:ours",
            {"film": mixed, "pack": pack},
            most=2,
        ),
        Candidate(
            PEER, "peer", "watching:clip", {"film": film}, needs=("moviepy", "torch"), most=1
        ),
        Candidate(
            "PySceneDetect (shots alone)",
            "peer",
            "watching:scenedetect",
            {"film": film},
            needs=("scenedetect",),
            most=1,
        ),
        Candidate(
            "guard: exact frames",
            "guard",
            "watching:exact",
            {"film": film, "pack": pack},
            most=1,
        ),
        Candidate(
            "guard: our cuts", "guard", "watching:our_cuts", {"film": cuts, "times": times}, most=1
        ),
        Candidate(
            "guard: PySceneDetect's cuts",
            "guard",
            "watching:their_cuts",
            {"film": cuts, "times": times},
            needs=("scenedetect",),
            most=1,
        ),
    )


def decoding(name: str, film: str, *, most: int = 99) -> Candidate:
    """Decode every picture with all cores and throw it away."""
    command = [fixtures.ffmpeg(), "-v", "error", "-i", film, "-map", "0:v:0", "-f", "null", "-"]
    return Candidate(name, "limit", commands=[command], most=most)


def judge(runs: Runs) -> Sequence[Check]:
    (exact,) = runs["guard: exact frames"]
    checks = [
        *cpu_ratio(runs, OURS, LIMIT, "≤", 0.85),
        *cpu_ratio(runs, PEER, OURS, "≥", 3.5),
        *told_cpu_ratio(runs, "PySceneDetect (shots alone)", OURS),
        *told_cpu_ratio(runs, "ours with the film's own sound", LIMIT),
        *wall_ratio(runs, OURS, LIMIT),
        *wall_ratio(runs, PEER, OURS),
        Check("segment cosine to exact frames, least", exact.said["cosine"], "≥", 0.995),
        Check("sample time error, most", exact.said["error_s"], "≤", 0.1, "s"),
    ]
    (recall,) = said(runs, "guard: our cuts", "recall")
    if "guard: PySceneDetect's cuts" in runs:
        (theirs,) = said(runs, "guard: PySceneDetect's cuts", "recall")
        checks.append(Check("recall of 29 known cuts (goal: PySceneDetect's)", recall, "≥", theirs))
    else:
        checks.append(Check("recall of 29 known cuts", recall))
    return checks


def ours(film: str, pack: str) -> dict[str, Any]:
    """From a file to shots and segment embeddings, as the program does it."""
    from inference.analysis import Analyzer
    from inference.progress import finish
    from tests.benchmarks import engines

    seen = finish(Analyzer(engines.pack(pack)).analyze_video(Path(film)))
    return {"shots": len(seen.base.shots), "segments": len(seen.embedding.segments)}


def clip(film: str) -> dict[str, Any]:
    """One picture a second by moviepy, all of them through CLIP ViT-B/32 (random weights)."""
    import numpy as np
    import torch
    from moviepy import VideoFileClip
    from PIL import Image

    encode, made_by = vit_b32()
    batch, done = [], 0
    with VideoFileClip(film) as source, torch.inference_mode():
        for picture in source.iter_frames(fps=1):
            small = Image.fromarray(picture).resize((224, 224), Image.Resampling.BICUBIC)
            batch.append(np.asarray(small, np.float32).transpose(2, 0, 1) / 127.5 - 1)
            if len(batch) == 8:
                done += len(encode(torch.from_numpy(np.stack(batch))))
                batch = []
        if batch:
            done += len(encode(torch.from_numpy(np.stack(batch))))
    return {"pictures": done, "made_by": made_by}


def vit_b32() -> tuple[Any, str]:
    """The picture side of CLIP ViT-B/32; without transformers, torch layers of the same size."""
    import torch
    from torch import nn

    try:
        from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection
    except ImportError:
        layer = nn.TransformerEncoderLayer(
            768, 12, 3072, activation="gelu", batch_first=True, norm_first=True
        )
        body = nn.TransformerEncoder(layer, 12, enable_nested_tensor=False).eval()
        patches, head = nn.Conv2d(3, 768, 32, 32), nn.Linear(768, 512, bias=False)

        def encode(pictures: torch.Tensor) -> torch.Tensor:
            tokens = patches(pictures).flatten(2).transpose(1, 2)
            tokens = torch.cat([torch.zeros(len(tokens), 1, 768), tokens], 1)
            return head(body(tokens)[:, 0])

        return encode, "torch.nn.TransformerEncoder"
    model = CLIPVisionModelWithProjection(CLIPVisionConfig()).eval()
    return (lambda pictures: model(pictures).image_embeds), "transformers"


def scenedetect(film: str) -> dict[str, Any]:
    from scenedetect import ContentDetector, detect

    return {"shots": len(detect(film, ContentDetector()))}


def exact(film: str, pack: str) -> dict[str, Any]:
    """Decode every picture, encode the one nearest to each i + 0.5 s, and compare."""
    import numpy as np

    from inference.features.watch import watch
    from inference.media.probe import probe
    from inference.media.video import look
    from inference.progress import finish
    from inference.towers.bases import VisualEncoder
    from tests.benchmarks import engines

    path, held = Path(film), engines.pack(pack)
    encoder = VisualEncoder(held)
    info = probe(path)
    wanted = np.arange(int(info.duration_s)) + 0.5
    rows = engines.encoded(encoder, np.stack(list(exact_frames(path, wanted))))
    seen = finish(watch(path, encoder.encode, segment_s=held.segment_s))
    means = [rows[(wanted >= s.start_s) & (wanted < s.end_s)].mean(axis=0) for s in seen.segments]
    alike = engines.cosines(seen.base[:, : rows.shape[1]], np.stack(means))
    glances = look(path, duration_s=info.duration_s)
    sampled = np.array([g.time_s for g in glances if g.picture is not None])
    error = np.abs(sampled[: len(wanted)] - wanted).max()
    return {"cosine": float(alike.min()), "mean": float(alike.mean()), "error_s": float(error)}


def exact_frames(path: Path, wanted: Iterable[float]) -> Iterator[Any]:
    """Pictures nearest to the wanted times out of all there are, scaled as ours are."""
    import av
    import numpy as np

    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        before, frames = None, container.decode(stream)
        after = next(frames)
        for time_s in wanted:
            while after is not None and after.time < time_s:
                before, after = after, next(frames, None)
            near = [f for f in (before, after) if f is not None]
            frame = min(near, key=lambda f: abs(f.time - time_s))
            rgb = frame.reformat(224, 224, "rgb24", interpolation="BILINEAR").to_ndarray()
            yield np.ascontiguousarray(rgb)


def our_cuts(film: str, times: str) -> dict[str, Any]:
    import numpy as np

    from inference.features.watch import watch
    from inference.progress import finish

    def encode(frames: Any) -> Any:
        return np.ones((len(frames), 4), np.float32), np.ones((len(frames), 4), np.float32)

    seen = finish(watch(Path(film), encode, segment_s=6.0))
    return recalled([shot.span.start_s for shot in seen.shots][1:], times)


def their_cuts(film: str, times: str) -> dict[str, Any]:
    """The better of PySceneDetect's two usual detectors."""
    from scenedetect import AdaptiveDetector, ContentDetector, detect

    def found(detector: Any) -> list[float]:
        return [scene[0].seconds for scene in detect(film, detector)][1:]

    both = (recalled(found(ContentDetector()), times), recalled(found(AdaptiveDetector()), times))
    return max(both, key=lambda one: one["recall"])


def recalled(found: Sequence[float], times: str) -> dict[str, Any]:
    known = json.loads(Path(times).read_text())
    hits = [any(abs(cut - one) <= NEAR_S for one in found) for cut in known]
    return {"recall": statistics.fmean(hits), "found": len(found)}


GOAL = Goal(
    "watch",
    "Watching a film costs less than decoding it",
    f"A {SECONDS}-second 1080p film to shots and segment embeddings: the whole process, from a "
    "cold interpreter to the vectors. The peer takes one picture a second with moviepy and encodes "
    "it with torch (CLIP ViT-B/32, random weights: its speed is right, its answers are not asked). "
    "Known cuts: 30 shuffled stretches of the demo clip, found within 0.1 s.",
    prepare,
    candidates,
    judge,
)
