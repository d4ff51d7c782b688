"""Knows how to measure several ways of one job fairly. Knows nothing of the jobs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def medians_s(jobs: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """Median seconds of each job. Rounds are interleaved, so a busy machine slows all of them alike."""
    for job in jobs.values():
        job()
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds):
        # every other round backwards: nobody always runs after the same neighbour
        for name in list(jobs)[:: -1 if number % 2 else 1]:
            started = time.perf_counter()
            jobs[name]()
            taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(each) for name, each in taken.items()}
