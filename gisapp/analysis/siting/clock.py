"""Knows how long a search for sites may take, and how much of that is left.

Knows nothing of what is searched.
"""

from __future__ import annotations

import time

#: Seconds after which a search ends with the best found by then. Readers wait a little longer: distances are
#: measured before it starts, and a step that has begun is finished.
LIMIT_S = 8.0


class Clock:
    """Says how many seconds are left of a limit that starts now."""

    def __init__(self, limit_s: float) -> None:
        self._until = time.monotonic() + limit_s

    def left_s(self) -> float:
        """Seconds left, 0 at the end."""
        return max(self._until - time.monotonic(), 0.0)
