from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtNetwork import QLocalSocket

from editor_app.operations.instance import (
    LOCK,
    MAX_BYTES,
    SOCKET,
    FrontDoor,
    address,
    hand_over,
    wanted_file,
)

BRING = (
    "import sys; from pathlib import Path; from editor_app.operations.instance import hand_over; "
    "file = Path(sys.argv[2]) if len(sys.argv) > 2 else None; "
    "sys.exit(0 if hand_over(Path(sys.argv[1]), file) else 3)"
)
unix_only = pytest.mark.skipif(sys.platform == "win32", reason="there it is a pipe with a name")


@pytest.fixture
def door(qapp: Any, tmp_path: Path) -> Iterator[FrontDoor]:
    made = FrontDoor(tmp_path / "data")
    assert made.open()
    yield made
    made.close()


def bring(folder: Path, *files: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", BRING, str(folder), *map(str, files)])


def talk(qtbot: Any, folder: Path, text: bytes) -> bytes:
    """Say something through the door that no program of ours says; return the answer."""
    socket = QLocalSocket()
    socket.connectToServer(address(folder))
    assert socket.waitForConnected(1000)
    socket.write(text)
    qtbot.waitUntil(
        lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState, timeout=5000
    )
    return bytes(socket.readAll().data())


def test_a_file_comes_to_the_window_that_is_there(
    door: FrontDoor, qtbot: Any, tmp_path: Path
) -> None:
    asked: list[Path | None] = []
    door.asked.connect(asked.append)
    strange = tmp_path / "über “cut”\n2.mp4"
    with bring(tmp_path / "data", strange) as other:
        qtbot.waitUntil(lambda: other.poll() is not None, timeout=10_000)
    with bring(tmp_path / "data") as other:
        qtbot.waitUntil(lambda: other.poll() is not None, timeout=10_000)
    assert other.returncode == 0
    assert asked == [strange, None]


def test_without_a_window_nobody_takes_it(qapp: Any, tmp_path: Path) -> None:
    assert not hand_over(tmp_path, tmp_path / "film.mp4")


def test_one_window_of_a_user_listens(door: FrontDoor, tmp_path: Path) -> None:
    second = FrontDoor(tmp_path / "data")
    assert not second.open()
    door.close()
    assert second.open()
    second.close()
    other_user = FrontDoor(tmp_path / "other data")
    assert other_user.open()
    other_user.close()


@unix_only
def test_what_a_killed_window_left_is_in_nobodys_way(qapp: Any, tmp_path: Path) -> None:
    killed = (
        "import os, sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication; "
        "from editor_app.operations.instance import FrontDoor; app = QCoreApplication([]); "
        "door = FrontDoor(Path(sys.argv[1])); assert door.open(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", killed, str(tmp_path)], check=False)
    assert (tmp_path / SOCKET).exists()
    assert (tmp_path / LOCK).exists()
    assert not hand_over(tmp_path, None)
    door = FrontDoor(tmp_path)
    assert door.open()
    door.close()


@unix_only
def test_only_this_user_may_come_in(door: FrontDoor, tmp_path: Path) -> None:
    mode = stat.S_IMODE((tmp_path / "data" / SOCKET).stat().st_mode)
    assert mode & 0o077 == 0
    far = tmp_path / ("x" * 120)
    assert address(far).startswith("cuesmith-")
    assert address(far) != address(tmp_path / ("y" * 120))


@pytest.mark.parametrize(
    "text",
    [
        b"GET / HTTP/1.1\n",
        b"\xff\xfe\n",
        b"[]\n",
        b'{"cuesmith": 2, "open": null}\n',
        b'{"cuesmith": 1, "open": "relative.mp4"}\n',
        b'{"cuesmith": 1, "open": 7}\n',
        b'{"cuesmith": 1}\n',
        b"x" * (2 * MAX_BYTES),
    ],
)
def test_nothing_else_is_understood(
    door: FrontDoor, qtbot: Any, tmp_path: Path, text: bytes
) -> None:
    asked: list[Path | None] = []
    door.asked.connect(asked.append)
    assert talk(qtbot, tmp_path / "data", text) == b""
    assert asked == []


def test_who_says_nothing_is_sent_away(
    door: FrontDoor, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("editor_app.operations.instance.PATIENCE_MS", 50)
    assert talk(qtbot, tmp_path / "data", b"{") == b""


def test_a_line_names_a_file_or_the_window(tmp_path: Path) -> None:
    def line(value: object) -> bytes:
        return json.dumps({"cuesmith": 1, "open": value}).encode()

    assert wanted_file(line(None)) is None
    assert wanted_file(line(str(tmp_path / "film.mp4"))) == tmp_path / "film.mp4"
