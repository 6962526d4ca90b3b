import pytest

from inference.progress import Progress, Work, finish, share


def work() -> Work[str]:
    yield Progress(0.0, "begin")
    yield Progress(0.5, "middle")
    return "done"


def test_finish_runs_to_the_end_and_reports_each_step() -> None:
    steps: list[float] = []
    assert finish(work(), lambda step: steps.append(step.fraction)) == "done"
    assert steps == [0.0, 0.5]


def test_finish_closes_the_work_when_the_listener_fails() -> None:
    closed: list[bool] = []

    def careful() -> Work[None]:
        try:
            yield Progress(0.0, "begin")
        finally:
            closed.append(True)

    def listener(step: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finish(careful(), listener)
    assert closed == [True]


def test_a_share_of_longer_work_is_closed_with_it() -> None:
    closed: list[bool] = []

    def careful() -> Work[str]:
        try:
            yield Progress(0.5, "middle")
            return "done"
        finally:
            closed.append(True)

    part = share(careful(), 0.2, 0.6)
    assert next(part) == Progress(0.4, "middle")
    part.close()
    assert closed == [True]
    assert finish(share(work(), 0.2, 0.6)) == "done"
