"""Knows how pieces of one job are shared among the cores. Knows nothing of the job."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def on_all_cores(job: Callable[[T], R], pieces: Sequence[T]) -> list[R]:
    """The job done for every piece, in the order of the pieces, on as many threads as there are cores.

    Of use where a piece is long enough and spends its time in NumPy or GEOS, which let other threads run.
    """
    cores = min(len(pieces), os.cpu_count() or 1)
    if cores < 2:
        return [job(piece) for piece in pieces]
    with ThreadPoolExecutor(cores) as pool:
        return list(pool.map(job, pieces))


def slices(length: int, step: int) -> list[slice]:
    """Slices of `step` that cover 0 to `length` in order."""
    return [slice(first, min(first + step, length)) for first in range(0, length, step)]
