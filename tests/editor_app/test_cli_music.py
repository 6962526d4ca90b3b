from __future__ import annotations

from typer.testing import CliRunner

from editor_app.cli import app


def test_a_preset_or_target_that_is_not_there_is_answered_with_those_that_are() -> None:
    for wrong, known in (("--duck", "podcast"), ("--target", "ebu-r128")):
        told = CliRunner().invoke(app, ["mix", "a.mp4", "b.ogg", "-o", "c.mp4", wrong, "x"])
        assert told.exit_code == 2
        assert known in told.output
