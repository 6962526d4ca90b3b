"""A library of the demo's music, made once with the real models."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from editor_app import cli
from editor_app.settings import DATA_VARIABLE
from resources import DEMO


class Cuesmith:
    """The command line with a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def __call__(self, *arguments: object) -> Result:
        words = [str(argument) for argument in arguments]
        return CliRunner().invoke(
            cli.app, words, env={DATA_VARIABLE: str(self.data)}, catch_exceptions=True
        )


@pytest.fixture(scope="session")
def scored_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a data folder whose library holds the demo's music."""
    data = tmp_path_factory.mktemp("cuesmith")
    assert Cuesmith(data)("library", "add", DEMO / "music").exit_code == 0
    return data


@pytest.fixture
def cuesmith(scored_data: Path) -> Iterator[Cuesmith]:
    """Run the command line on the library of the demo's music."""
    before = os.environ.get(DATA_VARIABLE)
    yield Cuesmith(scored_data)
    assert os.environ.get(DATA_VARIABLE) == before
