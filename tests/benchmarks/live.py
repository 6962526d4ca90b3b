"""Goal 8: suggestions follow the slider while it is dragged, in a large library.

The window's own way: questions asked on the window's thread, answered by the library's lane. Songs
and film are made of numbers; a slider is moved every 16 ms for three seconds, as a hand would.
"""

# ruff: noqa: PLC0415  (each child pays for its own imports only)
from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.harness import Candidate, Place, Runs, run_once, said
from tests.benchmarks.verdict import Check, Goal

SONGS = 10_000
SEGMENTS = 40
TAGS = 86
SCENES = 25
COUNT = 30
STEP_MS = 16
STEPS = 180
OURS = f"ours, {SONGS:,} songs"


def prepare(place: Place) -> None:
    run_once(Candidate("songs", "guard", "live:make", _arguments(place)), place)


def candidates(place: Place) -> Sequence[Candidate]:
    return (Candidate(OURS, "ours", "live:drag", _arguments(place)),)


def _arguments(place: Place) -> dict[str, str]:
    return {"folder": str(place.made(f"library_{SONGS}")), "pack": str(place.pack)}


def judge(runs: Runs) -> Sequence[Check]:
    def middle(key: str) -> float:
        found = sorted(said(runs, OURS, key))
        return float(found[len(found) // 2])

    return (
        Check("first answer after a question, median", middle("answer_ms"), "≤", 100, "ms"),
        Check("the same, 95 of 100", middle("answer_p95_ms"), "≤", 100, "ms"),
        Check("answers a second while dragging", middle("answers_per_s"), unit="1/s"),
        Check("going to a scene that is known", middle("known_ms"), "≤", 5, "ms"),
        Check("first answer of all, engines built", middle("first_ms"), unit="ms"),
        Check("first answer after a song was added", middle("renewed_ms"), unit="ms"),
        Check("longest wait of the window's thread", middle("stall_ms"), unit="ms"),
    )


def make(folder: str, pack: str) -> None:
    """Fill a library, and make the files that search derives from it; kept."""
    from catalog.library import Library
    from inference.towers.pack import read_pack
    from tests.editor_app.operations.worlds import fill

    models = read_pack(Path(pack))
    done = Path(folder) / f"{models.pack_id.replace('/', '_')}.done"
    if done.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    with Library.open(Path(folder)) as library:
        fill(library, models, SONGS, segments=SEGMENTS, tags=TAGS)
        library.prepare(models.pack_id)
    done.touch()


def drag(folder: str, pack: str) -> dict[str, Any]:
    """Drag a slider over the first scene, then go to others, then let a song come in."""
    import numpy as np
    from PySide6.QtCore import QCoreApplication, QTimer

    from editor_app.operations.engines import Engines
    from editor_app.operations.lanes import Lanes
    from editor_app.operations.suggesting import Suggesting, _key
    from editor_app.session import Wish
    from editor_app.settings import Settings
    from inference.values import Span
    from tests.editor_app.operations.worlds import watched

    app = QCoreApplication([])
    lanes = Lanes()
    chosen = Settings(Path(folder), Path(folder) / "cache", Path(pack), "cpu")
    engines = Engines(chosen, lanes)
    suggesting = Suggesting(lanes, engines)
    answers: list[tuple[float, Any, Any]] = []
    suggesting.answered.connect(lambda _, s, w: answers.append((time.perf_counter(), s, w)))

    def wait(until: Callable[[], bool]) -> None:
        while not until():
            app.processEvents()
            time.sleep(0.0005)

    def asked(span: Span, wish: Wish) -> float:
        """Ask, and return after how many milliseconds the answer came."""
        begin, before = time.perf_counter(), len(answers)
        suggesting.ask(span, wish)
        wait(lambda: len(answers) > before)
        return 1e3 * (answers[-1][0] - begin)

    begin = time.perf_counter()
    film = watched(engines.pack(), scenes=SCENES, scene_s=24.0)
    suggesting.set_video(film)
    whole = Span(0.0, film.base.duration_s)
    asked(whole, Wish(COUNT))
    first_ms = 1e3 * (time.perf_counter() - begin)

    asked_at: dict[float, float] = {}
    gaps: list[float] = []
    steps = iter(range(1, STEPS + 1))
    last = [time.perf_counter()]

    def step() -> None:
        now = time.perf_counter()
        gaps.append(1e3 * (now - last[0]))
        last[0] = now
        number = next(steps, None)
        if number is None:
            timer.stop()
            return
        value = number / STEPS
        asked_at[value] = time.perf_counter()
        suggesting.ask(film.base.scenes[0], Wish(COUNT, {"guitar": value}))

    answers.clear()
    timer = QTimer(interval=STEP_MS)
    timer.timeout.connect(step)
    last[0] = begin = time.perf_counter()
    timer.start()
    wait(
        lambda: not timer.isActive() and bool(answers) and answers[-1][2].attributes["guitar"] == 1
    )
    took_s = time.perf_counter() - begin
    # A question that was overtaken is answered by the next answer that comes.
    waits = [
        1e3 * (next(at for at, _, _ in answers if at >= asked_at_s) - asked_at_s)
        for asked_at_s in asked_at.values()
    ]
    per_s = len(answers) / took_s

    wish = Wish(COUNT, {"guitar": 1.0})
    wait(lambda: all(_key(span, wish) in suggesting._known for span in film.base.scenes))
    known = [asked(span, wish) for span in film.base.scenes]
    renewed = _renewed(Path(folder), suggesting, lambda: asked(whole, Wish(COUNT)))
    lanes.close(10.0)
    return {
        "answer_ms": float(np.median(waits)),
        "answer_p95_ms": float(np.percentile(waits, 95)),
        "answers_per_s": per_s,
        "known_ms": float(np.max(known)),
        "first_ms": first_ms,
        "renewed_ms": renewed,
        "stall_ms": float(np.max(gaps)),
    }


def _renewed(folder: Path, suggesting: Any, asked: Callable[[], float]) -> float:
    """Change one song's vectors, as taking it in again would, and ask."""
    from catalog.library import Library

    with Library.open(folder) as library, library._database.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO embeddings SELECT * FROM embeddings ORDER BY track_id LIMIT 1"
        )
    suggesting.library_changed()
    return asked()


GOAL = Goal(
    "live",
    "Suggestions follow the slider while it is dragged",
    f"{SONGS:,} songs of {SEGMENTS} segments and {TAGS} tags; a film of {SCENES} scenes; {COUNT} "
    f"songs wanted. The slider moves every {STEP_MS} ms for {STEP_MS * STEPS / 1000:.1f} s; for "
    "each move is counted how long it took until an answer came to it or to a later one. "
    "Milliseconds of the machine at hand, wall time.",
    prepare,
    candidates,
    judge,
)
