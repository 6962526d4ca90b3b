from inference.progress import Progress, Work, finish


def work() -> Work[str]:
    yield Progress(0.0, "begin")
    yield Progress(0.5, "middle")
    return "done"


def test_finish_runs_to_the_end_and_reports_each_step() -> None:
    steps: list[float] = []
    assert finish(work(), lambda step: steps.append(step.fraction)) == "done"
    assert steps == [0.0, 0.5]
