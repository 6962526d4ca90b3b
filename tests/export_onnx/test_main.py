"""The command line of the training room."""

from __future__ import annotations

import argparse

import pytest

from export_onnx.__main__ import COMMANDS, main


def test_commands_have_distinct_names() -> None:
    names = [name for name, _, _ in COMMANDS]
    assert len(names) == len(set(names))
    assert "bases" in names


def test_help_names_every_command_without_importing_any(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name, _, _ in COMMANDS)


@pytest.mark.parametrize("words", [[], ["nonsense"]])
def test_a_wrong_command_ends_with_usage(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_an_interrupted_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: argparse.Namespace) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("export_onnx.reproduce.command.run", interrupted)
    assert main(["reproduce", "mvpt"]) == 130
    assert "Stopped" in capsys.readouterr().err
