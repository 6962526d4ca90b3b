from __future__ import annotations

import pytest

pytest.importorskip("torch")

from export_onnx.train import telling
from export_onnx.train.command import show
from inference.progress import Progress, Work


def work(*steps: Progress) -> Work[str]:
    yield from steps
    return "done"


def test_a_line_a_second_and_the_last(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 0.5, 0.9, 20.0, 20.1, 20.2])
    monkeypatch.setattr(telling.time, "monotonic", lambda: next(clock))
    steps = [
        Progress(0.0, "Looking"),
        Progress(0.1, "Watching"),
        Progress(0.2, "Watching on"),
        Progress(0.3, "epoch 2, at most 9 s left"),
        Progress(1.0, "kept"),
    ]
    assert show(work(*steps)) == "done"
    assert capsys.readouterr().err.splitlines() == [
        "  0.0% Looking",
        " 20.0% Watching on, about 80 s left",
        "100.0% kept",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (89.5, "90 s"), (90, "2 min"), (5399, "1 h 30 min")]
)
def test_lengths_of_time_in_words(seconds: float, said: str) -> None:
    assert telling.spoken(seconds) == said
