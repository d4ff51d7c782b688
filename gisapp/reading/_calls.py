"""Knows which system calls a reader of files never needs, and writes them as a seccomp program.

Knows no process. Numbers are those of the kernel's system call tables for x86_64 and for 64-bit ARM.
"""

from __future__ import annotations

import struct

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE, _FIRST, _SECOND, _THIRD = 0, 4, 16, 24, 32
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_NOT_PERMITTED, _NO_SUCH_CALL = 1, 38
#: Opening for writing, creating, truncating.
_WRITES = 0o3 | 0o100 | 0o1000
_NEW_THREAD = 0x10000

#: Mark of the machine, calls that are refused, and those that are judged by an argument.
_TABLES: dict[str, tuple[int, tuple[int, ...], dict[str, int]]] = {
    "x86_64": (
        0xC000003E,
        (
            # sockets
            *range(41, 51), 53, 288, 299, 307,
            # programs and other processes
            57, 58, 59, 62, 101, 129, 200, 297, 298, 310, 311, 312, 322, 424, 434, 438, 440,
            # files: truncate, rename, folders, links, modes, owners, devices, times, names
            76, 77, *range(82, 89), *range(90, 96), 132, 133, 188, 189, 190, 197, 198, 199, 235,
            *range(258, 262), *range(263, 267), 268, 280, 285, 316, 452,
            # the system: roots, mounts, modules, keys, namespaces, tracing, rings
            134, 155, 157, 161, *range(163, 178), 179, 246, 248, 249, 250, 272, 303, 304, 308, 313, 317,
            319, 320, 321, 323, *range(425, 434), 442, 447,
        ),
        {"open": 2, "openat": 257, "clone": 56, "tgkill": 234, "prlimit": 302},
    ),
    "aarch64": (
        0xC00000B7,
        (
            *range(198, 205), 206, 207, 208, 211, 212, 242, 243, 269,
            117, 129, 130, 138, 221, 240, 241, 270, 271, 272, 281, 424, 434, 438, 440,
            5, 6, 7, 14, 15, 16, *range(33, 39), 45, 46, 47, *range(52, 56), 88, 276, 452,
            39, 40, 41, 51, 60, 89, 97, 104, 105, 106, 142, *range(161, 163), 167, 170, 217, 218, 219,
            224, 225, 264, 265, 268, 273, 277, 279, 280, 282, 294, *range(425, 434), 442, 447,
        ),
        {"openat": 56, "clone": 220, "tgkill": 131, "prlimit": 261},
    ),
}  # fmt: skip
#: clone3 and openat2 hide their arguments behind a pointer: said not to exist, so that older calls are used.
_HIDDEN = (435, 437)


def program(machine: str, process: int) -> bytes | None:
    """The filter for a machine, for the process of this number; None for a machine without a table."""
    if machine not in _TABLES:
        return None
    mark, refused, judged = _TABLES[machine]
    code = _step(_LOAD, 0, 0, _MACHINE) + _step(_EQUAL, 1, 0, mark) + _step(_RETURN, 0, 0, _KILL)
    code += _step(_LOAD, 0, 0, _NUMBER)
    if machine == "x86_64":
        # The same calls go by other numbers in the 32-bit pointer table.
        code += _step(_AT_LEAST, 0, 1, 0x40000000) + _step(_RETURN, 0, 0, _KILL)
    code += b"".join(_if_call(number, _answer(_NOT_PERMITTED)) for number in sorted(set(refused)))
    code += b"".join(_if_call(number, _answer(_NO_SUCH_CALL)) for number in _HIDDEN)
    for name, number in judged.items():
        code += _if_call(number, _judge(name, process))
    return code + _step(_RETURN, 0, 0, _ALLOW)


def _judge(name: str, process: int) -> bytes:
    """Opening only to read, new threads but no process, signals and limits for oneself only."""
    allow, refuse = _step(_RETURN, 0, 0, _ALLOW), _answer(_NOT_PERMITTED)
    if name in ("open", "openat"):
        flags = _SECOND if name == "open" else _THIRD
        return _step(_LOAD, 0, 0, flags) + _step(_ANY_BIT, 0, 1, _WRITES) + refuse + allow
    if name == "clone":
        return _step(_LOAD, 0, 0, _FIRST) + _step(_ANY_BIT, 1, 0, _NEW_THREAD) + refuse + allow
    own = process if name == "tgkill" else 0
    return _step(_LOAD, 0, 0, _FIRST) + _step(_EQUAL, 1, 0, own) + refuse + allow


def _if_call(number: int, then: bytes) -> bytes:
    return _step(_EQUAL, 0, len(then) // 8, number) + then


def _answer(error: int) -> bytes:
    return _step(_RETURN, 0, 0, _FAIL | error)


def _step(code: int, if_so: int, if_not: int, value: int) -> bytes:
    return struct.pack("<HBBI", code, if_so, if_not, value)
