"""`python -m tests.benchmarks [GOAL …]`: ours, the peers and the physical limit, one table a goal.

Exit code 0 when every firm figure meets its goal, 1 when one does not.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.benchmarks import (
    beats,
    ducking,
    encoder,
    filling,
    fitting,
    ingestion,
    live,
    memory,
    preview,
    rendering,
    rescan,
    search,
    startup,
    stretching,
    timeline,
    timelines,
    watching,
)
from tests.benchmarks.harness import ROOT, CandidateError, Place, run_all
from tests.benchmarks.report import document
from tests.benchmarks.verdict import Goal, Outcome, tables

GOALS = {
    goal.name: goal
    for goal in (
        watching.GOAL,
        preview.GOAL,
        encoder.GOAL,
        ingestion.GOAL,
        rescan.GOAL,
        search.GOAL,
        rendering.GOAL,
        ducking.GOAL,
        stretching.GOAL,
        memory.GOAL,
        live.GOAL,
        timeline.GOAL,
        filling.GOAL,
        timelines.GOAL,
        startup.GOAL,
        fitting.GOAL,
        beats.GOAL,
    )
}


def main() -> int:
    asked = _arguments()
    place = _place(asked)
    outcomes = []
    start = time.monotonic()
    for name in asked.goals or GOALS:
        print(f"\n{GOALS[name].title}")
        outcomes.append(_measured(GOALS[name], place))
        print(tables(outcomes[-1]), flush=True)
    if asked.markdown:
        asked.markdown.write_text(document(outcomes, place.rounds), encoding="utf-8")
    missed = [one.goal.name for one in outcomes if not one.met]
    print(f"{len(outcomes)} goals in {(time.monotonic() - start) / 60:.0f} minutes; ", end="")
    print(f"missed: {', '.join(missed)}" if missed else "all met")
    return 1 if missed else 0


def _measured(goal: Goal, place: Place) -> Outcome:
    try:
        goal.prepare(place)
        runs = run_all(goal.candidates(place), place)
        return Outcome(goal, runs, goal.judge(runs))
    except CandidateError as failure:
        return Outcome(goal, trouble=str(failure))


def _place(asked: argparse.Namespace) -> Place:
    asked.work.mkdir(parents=True, exist_ok=True)
    return Place(asked.work.resolve(), asked.pack.resolve(), asked.peer_python, asked.rounds, _say)


def _say(line: str) -> None:
    print(line, flush=True)


def _arguments() -> argparse.Namespace:
    from platformdirs import user_cache_path  # noqa: PLC0415  (children never need it)

    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "goals", nargs="*", metavar="GOAL", choices=[[], *GOALS], help=", ".join(GOALS)
    )
    parser.add_argument("--rounds", type=int, default=3, help="counted rounds (default 3)")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also write a report")
    parser.add_argument(
        "--work",
        type=Path,
        default=user_cache_path("cuesmith") / "benchmarks",
        help="where fixtures are kept (default: %(default)s)",
    )
    parser.add_argument(
        "--peer-python",
        default=sys.executable,
        metavar="PATH",
        help="interpreter that has the peers (default: this one)",
    )
    parser.add_argument(
        "--pack",
        type=Path,
        default=ROOT / "resources" / "packs" / "starter",
        help="model pack (default: the starter pack)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
