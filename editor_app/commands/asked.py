"""What a command is asked of songs: sliders and filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from catalog.filters import Filters

AttributeOption = Annotated[
    list[str] | None,
    typer.Option("--attribute", help="A slider, as guitar=+0.8; -1 to 1; repeatable."),
]
BpmOption = Annotated[str | None, typer.Option("--bpm", help="Tempo, as 90-120.")]
VocalsOption = Annotated[
    bool | None, typer.Option("--vocals/--no-vocals", help="Only with, or without, a voice.")
]
ClearedOption = Annotated[
    bool, typer.Option("--cleared", help="Only what is cleared for client work.")
]


def attributes_of(texts: Sequence[str] | None) -> dict[str, float]:
    """Return the sliders that were set, by name."""
    return dict(_attribute(text) for text in texts or ())


def filters_of(*, bpm: str | None, vocals: bool | None, cleared: bool) -> Filters:
    """Return what a song must be like."""
    from catalog.filters import Filters  # noqa: PLC0415  (loads the catalog)

    return Filters(
        bpm=None if bpm is None else _range(bpm),
        vocals="any" if vocals is None else "yes" if vocals else "no",
        cleared=frozenset({"yes"}) if cleared else frozenset(),
    )


def _attribute(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        weight = float(value)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is no slider; write it as guitar=+0.8") from None
    if not -1 <= weight <= 1:
        raise typer.BadParameter(f"{name} goes from -1 to 1, not to {value}")
    return name, weight


def _range(text: str) -> tuple[float, float]:
    low, _, high = text.partition("-")
    try:
        return float(low), float(high or low)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is no tempo; write it as 90-120") from None
