"""Knows how many processes and threads the reading child may have. Knows nothing else."""

from __future__ import annotations

import os
from pathlib import Path

#: Threads that a reader may start of its own (the one for .osm.pbf has a pool).
OWN = 32


def room_for_tasks(*, alone: bool) -> int:
    """The cap to set: the kernel counts all tasks of a user, so those that run already come on top.

    Inside bubblewrap the child is a user of its own and the count starts at nothing.
    """
    return OWN if not alone else OWN + sum(_tasks(path) for path in Path("/proc").glob("[0-9]*"))


def _tasks(process: Path) -> int:
    try:
        return len(os.listdir(process / "task")) if process.stat().st_uid == os.getuid() else 0
    except OSError:
        return 0
