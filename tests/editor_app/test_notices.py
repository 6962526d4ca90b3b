from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from editor_app.notices import LOG_NAME, bug_of, notice_of, open_log
from inference.errors import MediaError


@pytest.fixture
def handlers() -> Iterator[None]:
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for one in [one for one in root.handlers if one not in before]:
        root.removeHandler(one)
        one.close()


def test_an_error_of_the_world_is_told_with_its_remedy_and_file() -> None:
    error = MediaError(
        "clip.mp4 is damaged.", remedy="Copy it again.", path=Path("/films/clip.mp4")
    )
    notice = notice_of(error)
    assert (notice.kind, notice.what, notice.remedy) == (
        "error",
        "clip.mp4 is damaged.",
        "Copy it again.",
    )
    assert Path(notice.details) == Path("/films/clip.mp4")
    assert notice_of(error, "warning").kind == "warning"


def test_a_bug_is_told_with_where_it_happened_but_not_whose_home_it_is() -> None:
    try:
        raise ZeroDivisionError(f"in {Path.home() / 'films'}")
    except ZeroDivisionError as error:
        bug = bug_of(error, version="1.2.3")
    assert bug.summary.startswith("ZeroDivisionError")
    assert "Cuesmith 1.2.3" in bug.details
    assert "test_notices.py" in bug.details
    assert str(Path.home()) not in bug.details.replace(__file__, "")


@pytest.mark.usefixtures("handlers")
def test_the_log_holds_what_went_wrong_and_stays_small(tmp_path: Path) -> None:
    path = open_log(tmp_path / "data")
    assert path.name == LOG_NAME
    for number in range(2000):
        logging.getLogger("cuesmith").error("%s %s", number, "x" * 1000)
    assert "1999" in path.read_text("utf-8")
    assert sum(one.stat().st_size for one in path.parent.iterdir()) < 1_100_000


@pytest.mark.usefixtures("handlers")
def test_a_log_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    before = len(logging.getLogger().handlers)
    open_log(blocked / "data")
    assert len(logging.getLogger().handlers) == before
