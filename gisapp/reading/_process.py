"""Knows the parent's end of the reading child: bytes there, messages back, against a clock, and its end.

Knows no meaning of any message and no format.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import struct
import subprocess
import time
from collections.abc import Iterable

from gisapp.reading._bubble import Program, start
from gisapp.reading._wire import LARGEST_FRAME

_PIECE = 1 << 16
_LOG_BYTES = 4_000
_PATIENCE_S = 10.0
#: What runtimes say on standard error before they give up for want of memory.
_OUT_OF_MEMORY = (
    b"memory allocation of",
    b"bad_alloc",
    b"MemoryError",
    b"out of memory",
    b"Cannot allocate memory",
)


class GoneError(Exception):
    """The child ended by itself. `reason`: "memory", "time" or "fault"; `detail` is for the log."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class OverdueError(Exception):
    """The child took longer, or said more, than it may."""

    reason = "time"


def framed(message: bytes) -> bytes:
    """A message with its length before it, as both sides send it."""
    return struct.pack(">I", len(message)) + message


class Clock:
    """Seconds and bytes that are left. Only time spent waiting for the child counts, not the parent's own."""

    def __init__(self, seconds: float, size: int) -> None:
        self.seconds = seconds
        self.size = size

    def wait(self, poll: select.poll) -> list[tuple[int, int]]:
        """What is ready. Raises OverdueError."""
        began = time.monotonic()
        ready = poll.poll(max(self.seconds, 0) * 1000)
        self.seconds -= time.monotonic() - began
        if not ready:
            raise OverdueError("seconds")
        return ready

    def take(self, size: int) -> None:
        """Counts bytes that came. Raises OverdueError."""
        self.size -= size
        if self.size < 0:
            raise OverdueError("bytes")


class Child:
    """A running child. What it writes to standard error is kept for the log, the end of it."""

    def __init__(self, program: Program, *, alone: bool) -> None:
        self._process = start(program, alone=alone)
        pipes = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._in, self._out, self._err = (pipe.fileno() for pipe in pipes if pipe)
        self._heard = bytearray()
        self._said = b""
        for pipe in (self._in, self._out, self._err):
            os.set_blocking(pipe, False)

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, pieces: Iterable[bytes], clock: Clock) -> None:
        """Writes bytes one after another. Raises OverdueError; a child that is gone is told by `receive`."""
        poll = self._poll(self._in, select.POLLOUT)
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                if self._ready(poll, self._in, clock):
                    try:
                        rest = rest[os.write(self._in, rest[: 1 << 20]) :]
                    except BrokenPipeError:
                        return

    def receive(self, clock: Clock) -> bytes:
        """The next message. Raises GoneError, OverdueError."""
        poll = self._poll(self._out, select.POLLIN)
        while (size := self._waiting()) is None:
            if self._ready(poll, self._out, clock):
                piece = os.read(self._out, 1 << 20)
                if not piece:
                    raise self._gone(clock)
                clock.take(len(piece))
                self._heard += piece
        body = bytes(self._heard[4 : 4 + size])
        del self._heard[: 4 + size]
        return body

    def kill(self) -> None:
        """Ends the child and everything it may have started; returns when it is gone."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE_S)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()

    def _poll(self, pipe: int, what: int) -> select.poll:
        poll = select.poll()
        poll.register(pipe, what)
        poll.register(self._err, select.POLLIN)
        return poll

    def _ready(self, poll: select.poll, pipe: int, clock: Clock) -> bool:
        """Whether the pipe is; what stands on standard error is taken on the way."""
        ready = [number for number, _ in clock.wait(poll)]
        if self._err in ready and not self._take_log():
            poll.unregister(self._err)
        return pipe in ready

    def _take_log(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            piece = os.read(self._err, _PIECE)
            self._said = (self._said + piece)[-_LOG_BYTES:]
            return bool(piece)
        return True

    def _waiting(self) -> int | None:
        """The size of a message that is here whole."""
        if len(self._heard) < 4:
            return None
        size: int = struct.unpack(">I", self._heard[:4])[0]
        if size > LARGEST_FRAME:
            raise OverdueError("bytes")
        return size if len(self._heard) >= 4 + size else None

    def _gone(self, clock: Clock) -> GoneError:
        """Why the child ended: by its signal (bubblewrap passes it on as 128 and more) and its last words."""
        try:
            code = self._process.wait(min(max(clock.seconds, 1.0), _PATIENCE_S))
        except subprocess.TimeoutExpired:
            return GoneError("fault", "closed its output")
        while self._take_log() and select.select([self._err], [], [], 0)[0]:
            pass
        ended_by = -code if code < 0 else code - 128
        detail = f"exit {code}, {self._said[-1000:]!r}"
        if ended_by == signal.SIGXCPU:
            return GoneError("time", detail)
        if ended_by == signal.SIGKILL or any(words in self._said for words in _OUT_OF_MEMORY):
            return GoneError("memory", detail)
        return GoneError("fault", detail)
