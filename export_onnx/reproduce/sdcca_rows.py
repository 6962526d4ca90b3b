"""Table II of the S-DCCA paper as data, and the table of fewer pairs that stands below it."""

from __future__ import annotations

from export_onnx.models.sdcca.chunks import CHOICES, Choice
from export_onnx.reproduce.claims import NOT_WORSE, Chart, Claim, Line, Measure, Row, Table

FEWER_MAP = Measure("fewer", "MAP, found cluster, %", digits=2)

TAUGHT = (350, 700, 1400)
"""Pairs to learn from, beside all of them, where fewer are tried."""
FEWER_METHODS = {"c-cca-2": "C-CCA extend2", "s-dcca-2": "S-DCCA extend2"}

PAPER = {
    "multi-view": (14.02, 14.36, 14.25, 14.58),
    "cca": (18.34, 18.39, 18.32, 18.35),
    "kcca": (17.54, 17.04, 17.49, 17.80),
    "dcca": (18.35, 18.39, 18.22, 18.40),
    "c-cca": (18.51, 19.60, 19.73, 19.72),
    "c-cca-1": (),
    "c-cca-2": (),
    "s-dcca": (21.38, 21.43, 21.24, 21.76),
    "s-dcca-1": (),
    "s-dcca-2": (),
}
"""Table II by the columns of CHOICES; the text gives no numbers for extend1 and extend2."""
NAMES = {
    "multi-view": "multi-view (PLS)",
    "cca": "CCA",
    "kcca": "KCCA",
    "dcca": "DCCA",
    "c-cca": "C-CCA, one to one",
    "c-cca-1": "C-CCA extend1",
    "c-cca-2": "C-CCA extend2",
    "s-dcca": "S-DCCA, one to one",
    "s-dcca-1": "S-DCCA extend1",
    "s-dcca-2": "S-DCCA extend2",
}


def found(choice: Choice) -> str:
    """Key of the MAP whose right answers are those of the cluster found in the music."""
    return f"found {choice}"


def hidden(choice: Choice) -> str:
    """Key of the MAP whose right answers are those of the hidden cluster."""
    return f"hidden {choice}"


def table_of(choices: tuple[Choice, ...]) -> Table:
    """Table II for some of its columns."""
    columns = [CHOICES.index(choice) for choice in choices]
    last = found(choices[-1])
    rows = tuple(
        Row(
            key,
            NAMES[key],
            {found(CHOICES[i]): PAPER[key][i] for i in columns} if PAPER[key] else {},
        )
        for key in NAMES
    )
    return Table(
        "table-2",
        "Table II: MAP of music asking for videos",
        rows,
        tuple(
            measure
            for c in choices
            for measure in (
                Measure(found(c), f"MAP {c}, found cluster, %", digits=2),
                Measure(hidden(c), f"MAP {c}, hidden cluster, %", digits=2),
            )
        ),
        (
            Claim("S-DCCA > C-CCA", "s-dcca-2", "c-cca-2", last),
            Claim("C-CCA > DCCA", "c-cca-2", "dcca", last),
            Claim("DCCA ≥ CCA", "dcca", "cca", last, rule=NOT_WORSE),
            Claim("CCA > multi-view", "cca", "multi-view", last),
            Claim("more pairs of a cluster help C-CCA", "c-cca-2", "c-cca", last),
            Claim("more pairs of a cluster help S-DCCA", "s-dcca-2", "s-dcca", last),
        ),
        note=(
            "The claims compare methods that use whole clusters (extend2), as figures 5 to 9 do."
            " The paper's table has the one-to-one rows; we read one to one as a song with a video"
            " of its cluster drawn at random, which is the paper's weakest form, and claim no order"
            " of its two rows."
        ),
        charts=(Chart("MAP, music asks for videos", last),),
    )


def learnt_from(tracks: int) -> tuple[int, ...]:
    """Numbers of training pairs that are tried, rising to all of them (70 % of the tracks)."""
    return (*TAUGHT, round(0.7 * tracks))


def fewer_table(tracks: int, choice: Choice) -> Table:
    """How many pairs the network needs to be ahead of the linear method; not in the paper."""
    numbers = learnt_from(tracks)
    return Table(
        "fewer",
        "Beyond the paper: fewer pairs to learn from",
        tuple(
            Row(f"{method} {n}", f"{label}, {n} pairs")
            for method, label in FEWER_METHODS.items()
            for n in numbers
        ),
        (FEWER_MAP,),
        (),
        note=(
            "The emotion model and its clusters are the same in all rows; only what the two"
            f" methods learn from shrinks. Parts: {choice}. The paper learns from about"
            " 8000 pairs."
        ),
        charts=(
            Chart(
                "MAP by number of pairs to learn from",
                FEWER_MAP.key,
                "pairs to learn from",
                tuple(
                    Line(label, tuple((float(n), f"{method} {n}") for n in numbers))
                    for method, label in FEWER_METHODS.items()
                ),
            ),
        ),
    )
