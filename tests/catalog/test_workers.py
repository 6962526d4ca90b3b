from __future__ import annotations

import os
import time
from dataclasses import dataclass

import pytest

from catalog.workers import Outcome, work_through
from inference.errors import DeviceError, WorldError
from inference.progress import Progress


@dataclass(frozen=True)
class Setup:
    """Jobs are words: a number is answered with its double, other words are orders."""

    trouble: str = ""

    def __call__(self):
        if self.trouble == "refuse":
            raise DeviceError("The device is gone.", remedy="Plug it in.")
        if self.trouble == "die":
            os._exit(3)
        return do


def do(job: str):
    yield Progress(0.0, "")
    if job == "die":
        os._exit(7)
    if job == "slow but alive":
        for _ in range(6):
            time.sleep(0.5)
            yield Progress(0.5, "")
        return "done"
    if job == "silent":
        time.sleep(600)
    if job == "disk":
        raise OSError("disk")
    return 2 * int(job)


def outcomes(jobs, workers=1, patience_s=60.0, trouble="") -> list[Outcome]:
    found = work_through(iter(jobs), Setup(trouble), workers=workers, patience_s=patience_s)
    return [one for one in found if one is not None]


def test_every_job_has_one_outcome():
    found = outcomes([str(i) for i in range(20)], workers=2)
    assert sorted(one.answer for one in found) == [2 * i for i in range(20)]
    assert outcomes([]) == []


def test_a_death_is_laid_on_the_right_job():
    found = {one.job: one for one in outcomes(["1", "die", "2", "x", "disk", "3"])}
    assert [found[job].answer for job in "123"] == [2, 4, 6]
    assert "exit code 7" in found["die"].reason
    assert "ValueError" in found["x"].reason
    assert "disk" in found["disk"].reason


def test_signs_of_life_prolong_patience():
    found = {one.job: one for one in outcomes(["slow but alive", "silent", "4"], patience_s=2.0)}
    assert found["slow but alive"].answer == "done"
    assert "2 s" in found["silent"].reason
    assert found["4"].answer == 8


def test_a_setup_that_cannot_work_is_told_as_it_is():
    with pytest.raises(WorldError, match=r"The device is gone\. Plug it in\."):
        outcomes(["1"], trouble="refuse")


def test_a_setup_that_dies_is_not_tried_for_ever():
    with pytest.raises(WorldError, match="cannot be started"):
        outcomes(["1"], trouble="die")
