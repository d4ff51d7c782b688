"""Knows how deep a JSON document is and how many members its largest object has, without parsing it.

Knows no member by name. What is measured is only refused or let through; the parser judges the rest.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

#: A text, with whatever is escaped in it; possessive, so that an unclosed one costs no second look.
_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_KEPT = b"{}[]:"
_DROPPED = bytes(set(range(256)) - set(_KEPT))
_OPENED, _CLOSED, _COLON = b"{[", b"}]", ord(":")


def measure(data: bytes) -> tuple[int, int]:
    """(depth, members of the largest object) of a JSON document in UTF-8, or anything that looks like one."""
    marks = np.frombuffer(_TEXT.sub(b"", data).translate(None, _DROPPED), np.uint8)
    if not marks.size:
        return 0, 0
    steps = np.isin(marks, list(_OPENED)).astype(np.int32) - np.isin(marks, list(_CLOSED))
    depths = np.cumsum(steps, dtype=np.int32)
    deepest = int(depths.max())
    return deepest, _most_members(marks, depths, min(deepest, _LOOKED_AT))


#: Deeper than any cap: what lies below is refused for its depth.
_LOOKED_AT = 100


def _most_members(marks: NDArray[np.uint8], depths: NDArray[np.int32], deepest: int) -> int:
    """A member's colon belongs to the object that was opened last at the colon's depth."""
    most = 0
    colons = marks == _COLON
    for depth in range(1, deepest + 1):
        here = depths == depth
        opened = np.cumsum(marks[here] == ord("{"), dtype=np.int32)
        owners = opened[colons[here]]
        if owners.size:
            most = max(most, int(np.bincount(owners).max()))
    return most
