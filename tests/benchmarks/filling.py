"""Goal 10: the music of a two-hour film is chosen in seconds, once it has been watched.

A film of numbers with 500 scenes and a library of 10,000 songs, both as the window has them: the
songs that come into question are found, the plans for every position of the slider worked out, and
for one of them every song gets its beats and the best passage for its stretch.
"""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks import live
from tests.benchmarks.harness import Candidate, Place, Runs, said
from tests.benchmarks.verdict import Check, Goal

SCENES = 500
FILM_S = 7200.0
POSITION = 0.5
MOST_S = 10.0
OURS = f"ours, {live.SONGS:,} songs"


def prepare(place: Place) -> None:
    live.prepare(place)


def candidates(place: Place) -> Sequence[Candidate]:
    arguments = {"folder": str(place.made(f"library_{live.SONGS}")), "pack": str(place.pack)}
    return (Candidate(OURS, "ours", "filling:planned", arguments, one_thread=True),)


def judge(runs: Runs) -> Sequence[Check]:
    def middle(key: str) -> float:
        found = sorted(said(runs, OURS, key))
        return float(found[len(found) // 2])

    return (
        Check("CPU, all three", middle("cpu_s"), "≤", MOST_S, "s"),
        Check("wall, all three", middle("all_s"), unit="s"),
        Check("finding songs and working out all plans", middle("planned_s"), unit="s"),
        Check("another position of the slider", middle("moved_ms"), unit="ms"),
        Check("beats and passages of its songs", middle("begun_s"), unit="s"),
        Check("stretches at the middle of the slider", middle("stretches")),
        Check("positions of the slider that differ", middle("plans")),
    )


def planned(folder: str, pack: str) -> dict[str, Any]:
    """Plan a film from a library that is open already, as the window's is."""
    from catalog.library import Library
    from editor_app.session import Session, Wish
    from editor_app.uses.filling import film_fillings
    from inference.analysis import Analyzer
    from inference.progress import finish
    from inference.towers.pack import read_pack
    from tests.editor_app.operations.worlds import watched

    models = read_pack(Path(pack))
    film = watched(models, scenes=SCENES, scene_s=FILM_S / SCENES)
    with Library.open(Path(folder), read_only=True, create=False) as library:
        session = Session(pack=models, library=library, analyzer=Analyzer(models))
        library.prepare(models.pack_id)
        cpu, start = time.process_time(), time.perf_counter()
        made = finish(film_fillings(session, film, Wish()))
        planned_s = time.perf_counter() - start
        moved = time.perf_counter()
        plan = made.plan(POSITION)
        moved_ms = 1e3 * (time.perf_counter() - moved)
        begun = time.perf_counter()
        plan = made.begun(session, plan)
        end = time.perf_counter()
        cpu_s = time.process_time() - cpu
    return {
        "cpu_s": cpu_s,
        "wall_s": end - start,
        "all_s": end - start,
        "planned_s": planned_s,
        "moved_ms": moved_ms,
        "begun_s": end - begun,
        "stretches": len(plan.stretches),
        "plans": len(made.fillings.sequences),
    }


GOAL = Goal(
    "fill",
    "The music of a two-hour film is chosen in seconds",
    f"{FILM_S / 3600:.0f} hours with {SCENES} scenes, already watched; {live.SONGS:,} songs of "
    f"{live.SEGMENTS} segments; one thread. Counted are the search for songs, the plans for every "
    "position of the slider from one song for all to one per scene, and the moments of one plan.",
    prepare,
    candidates,
    judge,
)
