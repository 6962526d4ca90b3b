from __future__ import annotations

import subprocess
import sys
import time

import pytest

from editor_app.score import hardware
from editor_app.score.encoding import Encoding
from inference.progress import finish


def test_what_encodes_is_found_and_what_does_not_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The software encoder stands for hardware that works; Apple's is built in nowhere else."""
    missing = "amf" if sys.platform == "darwin" else "videotoolbox"
    monkeypatch.setattr(hardware, "_devices", lambda: (missing, "software"))
    found = finish(hardware.usable_encodings())
    assert found == (Encoding("h264", "software"), Encoding("h265", "software"))


def test_closing_ends_the_encoder_that_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def slow(*_: object, **__: object) -> subprocess.Popen[bytes]:
        started.append(real([sys.executable, "-c", "import time; time.sleep(60)"]))
        return started[-1]

    monkeypatch.setattr(hardware, "_devices", lambda: ("nvenc",))
    monkeypatch.setattr(hardware.subprocess, "Popen", slow)
    work = hardware.usable_encodings()
    while not started:
        next(work)
    next(work)
    start_s = time.monotonic()
    work.close()
    assert time.monotonic() - start_s < 2
    assert started[0].returncode is not None


def test_a_driver_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    real = subprocess.Popen
    monkeypatch.setattr(hardware, "_devices", lambda: ("nvenc",))
    monkeypatch.setattr(hardware, "_PATIENCE_S", 0.1)
    monkeypatch.setattr(
        hardware.subprocess,
        "Popen",
        lambda *_, **__: real([sys.executable, "-c", "import time; time.sleep(60)"]),
    )
    assert finish(hardware.usable_encodings()) == ()
