"""`python -m export_onnx reproduce PAPER`: the claims of the papers, tested.

On made-up worlds the order of every table row must come out as in the paper, with three seeds;
the command ends with 1 when one does not. With `--pairs` the same tables are measured on people's
pairs instead, where nothing is claimed. Tables, verdicts and figures become Markdown, JSON, PNG.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from export_onnx.export.pack import replace_file
from export_onnx.reproduce.claims import Measured
from export_onnx.reproduce.pages import (
    Page,
    asked,
    charts_of,
    lines_of,
    machine,
    margin,
    outcome,
    spoken,
    write_page,
)
from export_onnx.reproduce.real import setting as real_setting
from export_onnx.reproduce.study import (
    PAPERS,
    QUICK_SEEDS,
    Job,
    Outcome,
    Plan,
    measured,
    run_jobs,
    studies_of,
)
from inference.errors import WorldError

RESULTS = Path("docs/results")
JUDGED = (
    "A claim that asks for *mean ahead* comes out when the mean over the seeds is ahead (by the"
    " amount, where one is named); *not worse beyond the interval*, for what the paper says with ≥,"
    " when the 95 % interval of the difference, paired over seeds and items, is not all below zero."
    ' "Within noise" means that the lower end of that interval would not do.'
)
CHOSEN = (
    " Worlds, sizes and learning rates were chosen on other seeds (0, 1, 2, 11 and 12), before"
    " anything was measured on those of this page."
)
PACK = Path("resources/packs/starter")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `reproduce`."""
    parser.add_argument("paper", choices=[*PAPERS, "all"])
    parser.add_argument("--quick", action="store_true", help="fewer epochs and columns")
    parser.add_argument("--pairs", type=Path, help="folder of music videos to measure on instead")
    parser.add_argument("--features", type=Path, help="keeps base features of --pairs")
    parser.add_argument("--pack", type=Path, default=PACK, help="whose base encoders see --pairs")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for pages and figures")
    parser.add_argument("--work", type=Path, help="keep finished seeds here and go on from them")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(QUICK_SEEDS))
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 2))


def run(arguments: argparse.Namespace) -> None:
    """Measure, write the pages, and say which claims hold.

    Raises
    ------
    WorldError
        If an order claim does not hold; every page is written before.
    """
    with tempfile.TemporaryDirectory(prefix="reproduce-") as spare:
        plan = Plan(
            quick=arguments.quick,
            seeds=tuple(arguments.seeds),
            work=arguments.work or Path(spare),
            pairs=arguments.pairs,
            features=arguments.features,
            pack=arguments.pack,
        )
        papers = list(PAPERS) if arguments.paper == "all" else [arguments.paper]
        failed = reproduce(papers, plan, out=arguments.out, workers=arguments.workers)
    if failed:
        raise WorldError(
            f"{len(failed)} of the papers' claims did not come out: {'; '.join(failed)}.",
            remedy=f"The numbers are in {arguments.out}.",
        )


def reproduce(papers: Sequence[str], plan: Plan, *, out: Path, workers: int) -> list[str]:
    """Run the papers' studies, write their pages, and give the claims that do not hold."""
    jobs = [
        Job(paper, study.table.key, seed)
        for paper in papers
        for study in studies_of(paper, plan)
        for seed in plan.seeds
    ]
    outcomes = run_jobs(jobs, plan, workers=workers)
    pages = [page_of(paper, plan, outcomes) for paper in papers]
    for page in pages:
        write_page(out, page, command=command_of(page.name, plan), seconds=_spent(page, outcomes))
    if set(papers) == set(PAPERS) and plan.pairs is None:
        summary = summary_of(pages, plan, sum(o.seconds for o in outcomes.values()))
        replace_file(out / f"README{plan.suffix}.md", summary.encode())
    return [v.claim.text for p in pages for t in p.tables for v in t.verdicts() if not v.holds]


def page_of(paper: str, plan: Plan, outcomes: Mapping[Job, Outcome]) -> Page:
    """Join what the jobs of a paper found."""
    module = import_module(PAPERS[paper])
    tables = measured(paper, plan, outcomes)
    mine = {job: outcome for job, outcome in outcomes.items() if job.paper == paper}
    figures = [figure for table in tables for figure in charts_of(f"{paper}{plan.suffix}", table)]
    figures += [
        replace(figure, name=f"{figure.name}{plan.suffix}")
        for _, outcome in _by_name(mine)
        for figure in outcome.figures
    ]
    facts = {
        "seeds": list(plan.seeds),
        "quick": plan.quick,
        "studies": {f"{study}, seed {seed}": dict(o.facts) for (study, seed), o in _by_name(mine)},
        "cpu_seconds": {
            f"{study}, seed {seed}": round(o.seconds) for (study, seed), o in _by_name(mine)
        },
    }
    return Page(
        name=f"{paper}{plan.suffix}",
        title=module.TITLE if plan.pairs is None else f"{module.TITLE}, on people's pairs",
        setting=_setting(module.setting(plan), plan) if plan.pairs is None else real_setting(),
        tables=tables,
        facts=facts,
        figures=tuple(figures),
    )


def _setting(words: str, plan: Plan) -> str:
    seeds = f"Seeds {', '.join(map(str, plan.seeds))}."
    chosen = CHOSEN if plan.seeds == QUICK_SEEDS else ""
    return f"{words}\n\n{seeds}{chosen} {JUDGED}"


def _by_name(outcomes: Mapping[Job, Outcome]) -> list[tuple[tuple[str, int], Outcome]]:
    named = {(job.study, job.seed): outcome for job, outcome in outcomes.items()}
    return [(key, named[key]) for key in sorted(named)]


def _spent(page: Page, outcomes: Mapping[Job, Outcome]) -> float:
    paper = page.name.split("-")[0]
    return sum(outcome.seconds for job, outcome in outcomes.items() if job.paper == paper)


def command_of(paper: str, plan: Plan) -> str:
    """Give the command that makes a page; folders are the reader's own."""
    words = ["python -m export_onnx reproduce", paper.split("-", maxsplit=1)[0]]
    words += ["--quick"] if plan.quick and plan.pairs is None else []
    words += ["--pairs FOLDER"] if plan.pairs else []
    if plan.seeds != QUICK_SEEDS:
        words += ["--seeds", *map(str, plan.seeds)]
    return " ".join(words)


def summary_of(pages: Sequence[Page], plan: Plan, seconds: float) -> str:
    """Give the page that lists every claim of every paper."""
    rows = [["paper", "table", "claim", "asked", "found", "reproduced"]]
    for page in pages:
        for table in page.tables:
            rows += [_summary_row(page, table, i) for i in range(len(table.table.claims))]
    return (
        "\n\n".join(
            [
                "# What the papers claim, and what comes out here",
                f"Made with `{command_of('all', plan)}` on {machine()}; its jobs took"
                f" {spoken(seconds)} of processor time together. Pages that end in `-full` are of"
                " larger worlds, those in `-pairs` of people's pairs.",
                _outcome(pages),
                JUDGED,
                lines_of(rows),
                "Pages: " + ", ".join(f"[{p.title}]({p.name}.md)" for p in pages) + "."
                " How everything is measured: [measures](measures.md).",
            ]
        )
        + "\n"
    )


def _outcome(pages: Sequence[Page]) -> str:
    verdicts = [v for page in pages for table in page.tables for v in table.verdicts()]
    missed = [v.claim.text for v in verdicts if not v.holds]
    told = f"{len(verdicts) - len(missed)} of {len(verdicts)} claims were reproduced."
    return told + (f" Not reproduced: {'; '.join(missed)}." if missed else "")


def _summary_row(page: Page, table: Measured, number: int) -> list[str]:
    verdict = table.verdicts()[number]
    claim = verdict.claim
    title = table.table.title.split(":")[0]
    return [page.name, title, claim.text, asked(claim), margin(verdict), outcome(verdict)]


if __name__ == "__main__":
    sys.exit("Use `python -m export_onnx reproduce`.")
