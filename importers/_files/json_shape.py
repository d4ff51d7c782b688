"""Knows how deep a JSON document is and how large its largest object and shape are, without parsing it.

Knows no member by name. What is measured is only refused or let through; the parser judges the rest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_KEPT = b"{}[]:"
_DROPPED = bytes(set(range(256)) - set(_KEPT) - set(b'"'))
_COLON = ord(":")
#: One deeper, one less deep, or neither, by byte.
_STEPS = np.zeros(256, np.int8)
_STEPS[list(b"{[")], _STEPS[list(b"}]")] = 1, -1


class Extent(NamedTuple):
    """How deep a document goes, the members of its largest object, the positions of its largest shape.

    A shape is lists in lists with no object among them; the innermost are counted, and those round them.
    """

    depth: int
    members: int
    positions: int


def measure(data: bytes) -> Extent:
    """The extent of a JSON document in UTF-8, or of anything that looks like one."""
    marks = _outside_texts(data)
    if not marks.size:
        return Extent(0, 0, 0)
    depths = np.cumsum(_STEPS[marks], dtype=np.int32)
    deepest = int(depths.max())
    return Extent(deepest, _most_members(marks, depths, min(deepest, _LOOKED_AT)), _most_positions(marks))


def _outside_texts(data: bytes) -> NDArray[np.uint8]:
    """The marks of the document; what stands between two quotes is text, and so is what an odd one opens."""
    # Of what is escaped only quotes count; outside a text, a backslash is where every parser stops.
    plain = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    marks = np.frombuffer(plain.translate(None, _DROPPED), np.uint8)
    quotes = marks == ord('"')
    return marks[~np.logical_xor.accumulate(quotes) & ~quotes]


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
    at_braces = lists[(marks == ord("{")) | (marks == ord("}"))]
    return int(np.diff(at_braces, prepend=0, append=lists[-1]).max())
