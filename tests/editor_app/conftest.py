"""The command line, run in this process, on a library of the demo's music."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from catalog.library import Library
from editor_app import cli
from editor_app.session import Session
from editor_app.settings import DATA_VARIABLE
from inference.analysis import Analyzer
from inference.towers.pack import read_pack
from resources import DEMO, PACKS


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Cuesmith:
    """The command line with a data folder of its own."""

    data: Path

    def __call__(self, *words: object) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setenv(DATA_VARIABLE, str(self.data))
            patch.setattr("sys.argv", ["cuesmith", *map(str, words)])
            with pytest.raises(SystemExit) as ended:
                cli.main()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def cuesmith(tmp_path_factory: pytest.TempPathFactory) -> Cuesmith:
    """Give a command line whose library holds the demo's music."""
    run = Cuesmith(tmp_path_factory.mktemp("cuesmith"))
    added = run("library", "add", DEMO / "music", "--json")
    assert added.code == 0, added.err
    assert added.json["added"] == len(list((DEMO / "music").glob("*.ogg")))
    return run


@pytest.fixture
def newcomer(tmp_path: Path) -> Cuesmith:
    """Give a command line without any data yet."""
    return Cuesmith(tmp_path / "data")


@pytest.fixture(scope="session")
def demo_session(cuesmith: Cuesmith) -> Iterator[Session]:
    """Give the use cases over a library that holds the demo's music."""
    pack = read_pack(PACKS / "starter")
    with Library.open(cuesmith.data / "library", read_only=True, create=False) as library:
        yield Session(pack=pack, library=library, analyzer=Analyzer(pack))
