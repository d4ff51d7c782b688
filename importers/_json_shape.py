"""Knows how deep a JSON document is and how large its largest object and shape are, without parsing it.

Knows no member by name. What is measured is only refused or let through; the parser judges the rest.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: A text, with whatever is escaped in it; possessive, so that an unclosed one costs no second look.
_TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_KEPT = b"{}[]:"
_DROPPED = bytes(set(range(256)) - set(_KEPT))
_OPENED, _CLOSED, _COLON = b"{[", b"}]", ord(":")


class Extent(NamedTuple):
    """How deep a document goes, the members of its largest object, the positions of its largest shape.

    A shape is lists in lists with no object among them; the innermost are counted, and those round them.
    """

    depth: int
    members: int
    positions: int


def measure(data: bytes) -> Extent:
    """The extent of a JSON document in UTF-8, or of anything that looks like one."""
    marks = np.frombuffer(_TEXT.sub(b"", data).translate(None, _DROPPED), np.uint8)
    if not marks.size:
        return Extent(0, 0, 0)
    steps = np.isin(marks, list(_OPENED)).astype(np.int32) - np.isin(marks, list(_CLOSED))
    depths = np.cumsum(steps, dtype=np.int32)
    deepest = int(depths.max())
    return Extent(deepest, _most_members(marks, depths, min(deepest, _LOOKED_AT)), _most_positions(marks))


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


def _most_positions(marks: NDArray[np.uint8]) -> int:
    """The most lists that are opened between two braces."""
    lists = np.cumsum(marks == ord("["), dtype=np.int32)
    at_braces = lists[np.isin(marks, list(b"{}"))]
    return int(np.diff(at_braces, prepend=0, append=lists[-1]).max())
