"""One window for one user: who opens another file hands it to the window that is there.

The two meet at a local socket in the user's data folder that only this user may open. What comes
through is one line of JSON, the path of a file to open; nothing else is understood.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from editor_app.locks import try_lock

SOCKET, LOCK = "window.socket", "window.lock"
FORMAT = 1
MAX_BYTES = 64 * 1024
PATIENCE_MS = 2000
TAKEN = b"taken\n"
_LONGEST_ADDRESS = 100  # a socket's path has room for 103 bytes on macOS, for 107 on Linux


def address(folder: Path) -> str:
    """Return where the window of a data folder is reached."""
    path = str(folder.absolute() / SOCKET)
    if sys.platform != "win32" and len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        return path
    return f"cuesmith-{hashlib.sha256(os.fsencode(path)).hexdigest()[:16]}"


def hand_over(folder: Path, file: Path | None) -> bool:
    """Ask the window of a data folder to come to the front and open a file; False if none is there.

    Returns only when the window has said that it takes the file, or there is none to take it.
    """
    socket = QLocalSocket()
    socket.connectToServer(address(folder))
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    wanted = {"cuesmith": FORMAT, "open": None if file is None else str(file.absolute())}
    socket.write(json.dumps(wanted).encode() + b"\n")
    socket.waitForBytesWritten(PATIENCE_MS)
    answered = socket.waitForReadyRead(PATIENCE_MS) and socket.readAll().data() == TAKEN
    socket.abort()
    return answered


class FrontDoor(QObject):
    """Where files are handed in while this window is the user's; `asked` brings each (or None)."""

    asked = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._lock: IO[bytes] | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._let_in)

    def open(self) -> bool:
        """Begin to listen; False when another window of this user does, or nobody may here."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / LOCK).open("ab")
        except OSError:
            return False
        if not try_lock(lock):
            lock.close()
            return False
        self._lock = lock
        # The lock is ours: a socket that lies there is what a program that was killed left.
        QLocalServer.removeServer(address(self._folder))
        return self._server.listen(address(self._folder))

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _let_in(self) -> None:
        while (guest := self._server.nextPendingConnection()) is not None:
            _Guest(guest, self)


class _Guest(QObject):
    """One connection: heard until its line is whole, too long, or late."""

    def __init__(self, socket: QLocalSocket, door: FrontDoor) -> None:
        super().__init__(socket)
        self._socket, self._door = socket, door
        socket.readyRead.connect(self._hear)
        socket.disconnected.connect(socket.deleteLater)
        QTimer.singleShot(PATIENCE_MS, self, socket.abort)
        self._hear()

    def _hear(self) -> None:
        socket = self._socket
        if not socket.canReadLine():
            if socket.bytesAvailable() > MAX_BYTES:
                socket.abort()
            return
        with suppress(ValueError, TypeError, KeyError):
            file = wanted_file(bytes(socket.readLine(MAX_BYTES).data()))
            socket.write(TAKEN)
            socket.flush()
            self._door.asked.emit(file)
        socket.disconnectFromServer()


def wanted_file(line: bytes) -> Path | None:
    """Return the file that a line asks for, None for the window alone.

    Raises
    ------
    ValueError, TypeError, KeyError
        It is no such line.
    """
    wanted = json.loads(line)
    if wanted["cuesmith"] != FORMAT:
        raise ValueError("a line for another version")
    if wanted["open"] is None:
        return None
    file = Path(wanted["open"])
    if not file.is_absolute():
        raise ValueError("a file is named from the root")
    return file
