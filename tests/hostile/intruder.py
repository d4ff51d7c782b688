"""Knows what a child would do that a file has taken over: one deed after another, in Python and in machine code.

Knows no wall. Run in the place of the reading child (`Program("tests.hostile.intruder", …)`), behind its walls:
`choices["deed"]` names what is tried, `choices["target"]` on what; a problem tells how it went.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import signal
import socket
import struct
import subprocess
import sys
from typing import BinaryIO

from gisapp.reading import child
from gisapp.reading._wire import Ask, End, batches
from gisapp.reading.reader import Mapped
from importers._record import Delivery, Problem
from layers._layer import TownRow
from tests.hostile.lies import LIES

#: Looked up before the doors are shut, so that a call is a plain jump that Python's hook can't hear.
LIBC = ctypes.CDLL(None)
OPEN, FORK, EXECV, SOCKET, CONNECT, KILL, PTRACE, UNSHARE, MOUNT, SYSCALL, PRCTL = (
    getattr(LIBC, name)
    for name in (
        "open", "fork", "execv", "socket", "connect", "kill", "ptrace", "unshare", "mount", "syscall", "prctl",
    )
)  # fmt: skip
_READ, _STRLEN = LIBC.read, LIBC.strlen


def _told(result: int) -> str:
    return f"did it: {result}" if result >= 0 else "refused: by the kernel"


def open_in_python(target: str) -> str:
    return open(target).read()


def open_by_code(target: str) -> str:
    found = OPEN(target.encode(), os.O_RDONLY)
    if found < 0:
        return _told(found)
    buffer = ctypes.create_string_buffer(1000)
    _READ(found, buffer, 1000)
    return buffer.value.decode(errors="replace")


def write_in_python(target: str) -> str:
    with open(target, "w") as out:
        return str(out.write("I was here"))


def write_by_code(target: str) -> str:
    return _told(OPEN(target.encode(), os.O_WRONLY | os.O_CREAT, 0o600))


def list_folder(target: str) -> str:
    return str(os.listdir(target))


def connect_in_python(target: str) -> str:
    with socket.create_connection(("127.0.0.1", int(target)), 2):
        return "did it"


def connect_by_code(target: str) -> str:
    line = SOCKET(socket.AF_INET, socket.SOCK_STREAM, 0)
    if line < 0:
        return _told(line)
    address = (
        struct.pack("=H", socket.AF_INET) + struct.pack(">H", int(target)) + bytes([127, 0, 0, 1]) + bytes(8)
    )
    return _told(CONNECT(line, address, 16))


def run_in_python(target: str) -> str:
    return subprocess.run([target], capture_output=True, check=False).stdout.decode()


def run_by_code(target: str) -> str:
    return _told(EXECV(target.encode(), (ctypes.c_char_p * 2)(target.encode(), None)))


def fork_in_python(_: str) -> str:
    return f"did it: {os.fork()}"


def fork_bomb_by_code(_: str) -> str:
    """At most 500 processes that end at once, in case no wall stands."""
    for number in range(500):
        made = FORK()
        if made == 0:
            os._exit(0)
        if made < 0:
            return f"{_told(made)} after {number}"
    return "did it: 500"


def kill_by_code(target: str) -> str:
    return _told(KILL(int(target), signal.SIGKILL))


def trace_by_code(target: str) -> str:
    return _told(PTRACE(16, int(target), 0, 0))


def outlive_by_code(_: str) -> str:
    return _told(PRCTL(1, 0, 0, 0, 0))


def new_user_by_code(_: str) -> str:
    return _told(UNSHARE(0x10000000))


def mount_by_code(target: str) -> str:
    return _told(MOUNT(b"none", target.encode(), b"tmpfs", 0, None))


def ring_by_code(_: str) -> str:
    """io_uring opens files and sockets without their calls."""
    return _told(SYSCALL(425, 8, ctypes.create_string_buffer(120)))


def load_library(target: str) -> str:
    return str(ctypes.CDLL(target))


def late_import(target: str) -> str:
    """No deed: what a reader may do that loads a library only when it needs it."""
    return importlib.import_module(target).__name__


def environment(_: str) -> str:
    return str(sorted(os.environ))


def identity(_: str) -> str:
    return f"{os.getuid()} {os.getgid()} {os.getgroups()}"


def take_memory(_: str) -> str:
    held = []
    while True:
        held.append(bytearray(16_000_000))


def loop(_: str) -> str:
    while True:
        pass


def wait(_: str) -> str:
    signal.pause()
    return ""


def crash(_: str) -> str:
    return str(_STRLEN(None))


def leave(_: str) -> str:
    os._exit(3)


def fail(_: str) -> str:
    raise ZeroDivisionError("a fault in our own code")


def print_much(_: str) -> str:
    """What a library prints goes to the log, and never stops the child."""
    print("x" * 1_000_000)
    sys.stderr.write("y" * 1_000_000)
    return "did it"


def flood(answers: BinaryIO) -> None:
    while True:
        child._send(answers, next(batches([Mapped(TownRow("見本" * 1000, 139.3, 35.6), "a", 1)] * 100)))


def endless_frame(answers: BinaryIO) -> None:
    answers.write(b"\xff\xff\xff\xff" + bytes(1000))
    answers.flush()


def main() -> None:
    """The reading child with a stranger's answers."""
    child._answer = _answer  # type: ignore[assignment]
    child.main()


def _answer(ask: Ask, delivery: Delivery, answers: BinaryIO) -> None:
    deed, target = ask.choices["deed"], ask.choices.get("target", "")
    if deed == "lie":
        body = LIES[target]
        answers.write(struct.pack(">I", len(body)) + body)
        answers.flush()
        return
    if deed in ("flood", "endless_frame"):
        globals()[deed](answers)
        return
    try:
        how = str(globals()[deed](target))
    except (OSError, ImportError) as error:
        how = f"refused: {type(error).__name__}"
    child._send(answers, next(batches([Problem("IMP-001", how[:500], str(len(delivery.files)), "note")])))
    child._send(answers, End())
