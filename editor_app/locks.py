"""A lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import sys
from typing import IO


def try_lock(file: IO[bytes]) -> bool:
    """Lock an open file until it is closed; False if another holds it or the disk has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  (exists there only)

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  (exists everywhere else)

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
