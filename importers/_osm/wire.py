"""Knows the wire format of protocol buffers: the fields of a message, and whole lists of numbers at once.

Knows no message by name. Anything that doesn't fit its own lengths raises ValueError.
Source: https://protobuf.dev/programming-guides/encoding/.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_LONGEST = 10


@dataclass(frozen=True, slots=True)
class Message:
    """What a message holds by field number: the last number sent (unsigned), and every run of bytes."""

    numbers: dict[int, int] = field(default_factory=dict)
    parts: dict[int, list[memoryview]] = field(default_factory=dict)

    def part(self, key: int) -> memoryview:
        """The last run of bytes in this field, empty where there is none."""
        return self.parts[key][-1] if key in self.parts else memoryview(b"")


def read(message: memoryview) -> Message:
    """The fields of a message."""
    found = Message()
    at, end = 0, len(message)
    while at < end:
        key, at = _number(message, at)
        kind = key & 7
        if kind == 0:
            found.numbers[key >> 3], at = _number(message, at)
            continue
        size, at = _number(message, at) if kind == 2 else ({1: 8, 5: 4}.get(kind, -1), at)
        if size < 0 or at + size > end:
            raise ValueError("a field beyond its message")
        found.parts.setdefault(key >> 3, []).append(message[at : at + size])
        at += size
    return found


def _number(message: memoryview, at: int) -> tuple[int, int]:
    """The number that begins here, and where the next byte is."""
    value = shift = 0
    for byte in message[at : at + _LONGEST]:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at + shift // 7
    raise ValueError("a number without an end")


def signed(value: int) -> int:
    """A number of type int64, from how it is sent."""
    return value - (1 << 64) if value >= 1 << 63 else value


def zigzag(value: int) -> int:
    """A number of type sint64, from how it is sent."""
    return (value >> 1) ^ -(value & 1)


def running_sums(packed: memoryview) -> Integers:
    """The numbers of a packed list of differences (sint64)."""
    raw = np.frombuffer(packed, dtype=np.uint8)
    if not len(raw):
        return np.empty(0, dtype=np.int64)
    ends = np.flatnonzero(raw < 0x80)
    if not len(ends) or ends[-1] != len(raw) - 1:
        raise ValueError("a number without an end")
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts + 1
    if lengths.max() > _LONGEST:
        raise ValueError("a number too long")
    shifts = (np.arange(len(raw)) - np.repeat(starts, lengths)) * 7
    sent = np.add.reduceat((raw & 0x7F).astype(np.uint64) << shifts.astype(np.uint64), starts)
    differences = (sent >> np.uint64(1)).astype(np.int64) ^ -(sent & np.uint64(1)).astype(np.int64)
    return np.cumsum(differences)
