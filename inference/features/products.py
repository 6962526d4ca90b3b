"""Matrix products that stay on the thread that asked for them."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Real = TypeVar("Real", np.float32, np.float64)

# OpenBLAS, which numpy brings along, shares out products beyond 2**18 multiplications to all cores
# (interface/gemm.c). Its threads then spin ten times as long as they work.
_ON_ONE_THREAD = 1 << 18


def product(rows: NDArray[Real], matrix: NDArray[Real]) -> NDArray[Real]:
    """Give `rows @ matrix` for many rows (n, k) and a small matrix (k, m), in pieces."""
    count, (inner, outer) = len(rows), matrix.shape
    piece = max(1, _ON_ONE_THREAD // (inner * outer))
    whole = count // piece * piece
    result = np.empty((count, outer), rows.dtype)
    pieces = rows[:whole].reshape(-1, piece, inner)
    np.matmul(pieces, matrix, out=result[:whole].reshape(-1, piece, outer))
    np.matmul(rows[whole:], matrix, out=result[whole:])
    return result
