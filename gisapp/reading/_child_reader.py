"""Knows how a reader answers through a child process, and how each way that a child fails is told.

Knows no pipe, no format and no table.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

import msgspec

from gisapp.reading import _wire
from gisapp.reading._arrival import MalformedError
from gisapp.reading._bubble import Program
from gisapp.reading._process import Child, Clock, GoneError, OverdueError, framed
from gisapp.reading._tasks import room_for_tasks
from gisapp.reading.reader import Item, Known
from importers._faults import refuse
from importers._files.names import shown_name
from importers._record import Delivery, File, FormatError
from layers import all_layers
from layers._layer import Layer

#: Open until it is closed or told its end.
Answers = Generator[_wire.Answer, None, None]
What = Literal["look", "read", "mend"]
_log = logging.getLogger(__name__)
_SMALLER = "必要な範囲だけに分けたファイルにして、もう一度取り込んでください。"


@dataclass(frozen=True, slots=True)
class Caps:
    """What one delivery may cost: address space, processor and wall-clock seconds, bytes of its answer.

    Python and the libraries alone take 350 MB of address space, of which they touch a quarter.
    """

    memory_bytes: int = 1_300_000_000
    cpu_s: int = 120
    wall_s: float = 120.0
    answer_bytes: int = 500_000_000


class ChildReader:
    """One child at a time: started when first needed, ended with the block, or when it can't be trusted."""

    def __init__(self, caps: Caps, program: Program, *, alone: bool) -> None:
        self._caps = caps
        self._program = program
        self._alone = alone
        self._child: Child | None = None
        self._busy = False
        #: The walls that the last child said to stand behind.
        self.walls: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process at work, where there is one."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """Ends the child; the next question starts another."""
        if self._child:
            self._child.kill()
        self._child = None

    def look(self, deliveries: Sequence[Delivery], layer: Layer | None = None) -> list[Known]:
        """See `sandbox.Reader`."""
        return [self._look(delivery, layer) for delivery in deliveries]

    def _look(self, delivery: Delivery, layer: Layer | None) -> Known:
        try:
            with contextlib.closing(self._asked("look", layer, delivery)) as answers:
                answer = next(answers)
            if isinstance(answer, _wire.Seen) and {*answer.known.layers, *answer.known.offered} <= set(
                all_layers()
            ):
                return answer.known
            raise self._malformed(delivery, "no answer to a look")
        except FormatError as error:
            return Known(problem=error.problem)

    def read(self, layer: Layer, delivery: Delivery, *, code: str | None = None) -> Iterator[Item]:
        """See `sandbox.Reader`. Left before its end, the child is ended with it."""
        sound = False
        try:
            with contextlib.closing(self._asked("read", layer, delivery, code)) as answers:
                for answer in answers:
                    if isinstance(answer, _wire.End):
                        break
                    yield from self._items(answer, delivery)
            sound = True
        except FormatError:
            sound = True
            raise
        finally:
            if not sound:
                self.close()

    def mend(self, delivery: Delivery, reasons: Mapping[int, str]) -> File | None:
        """See `sandbox.Reader`."""
        with contextlib.closing(self._asked("mend", None, delivery, reasons=reasons)) as answers:
            answer = next(answers)
        if not isinstance(answer, _wire.Mended):
            raise self._malformed(delivery, "no answer to a mend")
        return File(shown_name(answer.file[0]), answer.file[1]) if answer.file else None

    def _items(self, answer: _wire.Answer, delivery: Delivery) -> Iterator[Item]:
        if not isinstance(answer, _wire.Batch):
            raise self._malformed(delivery, f"{type(answer).__name__} to a read")
        try:
            yield from _wire.items_of(answer)
        except MalformedError as error:
            raise self._malformed(delivery, str(error)) from error

    def _asked(
        self,
        what: What,
        layer: Layer | None,
        delivery: Delivery,
        code: str | None = None,
        reasons: Mapping[int, str] | None = None,
    ) -> Answers:
        """What the child answers to one question. Raises FormatError; a child in doubt is ended first."""
        if self._busy:
            raise RuntimeError("one question at a time")
        self._busy = True
        clock = Clock(self._caps.wall_s, self._caps.answer_bytes)
        try:
            child = self._child or self._start(clock)
            child.send(_question(what, layer, delivery, code, reasons or {}), clock)
            while True:
                answer = _wire.answer(child.receive(clock))
                if isinstance(answer, _wire.Refused):
                    raise FormatError(answer.problem)
                if isinstance(answer, _wire.Broke):
                    raise GoneError("memory" if answer.memory else "fault", answer.detail)
                yield answer
        except MalformedError as error:
            raise self._malformed(delivery, str(error)) from error
        except (OverdueError, GoneError) as error:
            raise self._ended(delivery, error) from error
        except OSError as error:
            self.close()
            message = "ファイルを読むための隔離されたプロセスを始められませんでした。"
            raise refuse("IMP-127", message, "少し待って、もう一度取り込んでください。") from error
        finally:
            self._busy = False

    def _start(self, clock: Clock) -> Child:
        child = self._child = Child(self._program, alone=self._alone)
        setup = _wire.Setup(
            parent=os.getpid(),
            memory_bytes=self._caps.memory_bytes,
            cpu_s=self._caps.cpu_s,
            tasks=room_for_tasks(alone=self._alone),
            folders=self._program.readable,
            alone=self._alone,
        )
        child.send([framed(msgspec.msgpack.encode(setup))], clock)
        ready = _wire.answer(child.receive(clock))
        if not isinstance(ready, _wire.Ready):
            raise MalformedError("the child isn't ready")
        self.walls = ready.walls
        return child

    def _ended(self, delivery: Delivery, error: OverdueError | GoneError) -> FormatError:
        _log.warning("reading %r was ended: %r", delivery.name, str(error))
        self.close()
        return _refusal(delivery, error.reason, self._caps)

    def _malformed(self, delivery: Delivery, detail: str) -> FormatError:
        """What the child said can't be right: whatever has come over it, it doesn't go on."""
        _log.warning("reading %r gave what it mustn't: %r", delivery.name, detail)
        self.close()
        message = (
            "読み取った結果が正しい形ではありません。ファイルが壊れているか、細工されているおそれがあります。"
        )
        remedy = "配布元から取り直したファイルで、もう一度取り込んでください。"
        return refuse("IMP-115", message, remedy, file=_shown(delivery))


def _question(
    what: What, layer: Layer | None, delivery: Delivery, code: str | None, reasons: Mapping[int, str]
) -> list[bytes]:
    files = tuple((shown_name(file.name), len(file.data)) for file in delivery.files)
    ask = _wire.Ask(what, layer.key if layer else None, code, files, dict(delivery.choices), dict(reasons))
    return [framed(msgspec.msgpack.encode(ask)), *(file.data for file in delivery.files)]


def _shown(delivery: Delivery) -> str:
    return "、".join(shown_name(file.name) for file in delivery.files[:5])


def _refusal(delivery: Delivery, reason: str, caps: Caps) -> FormatError:
    """IMP-116 (memory), IMP-117 (time, or an answer without end), IMP-118 (anything else)."""
    name = _shown(delivery)
    if reason == "memory":
        message = f"読み取りに必要なメモリーの上限（{caps.memory_bytes // 1_000_000:,}MB）を超えました。"
        return refuse("IMP-116", message, _SMALLER, file=name)
    if reason == "time":
        message = f"読み取りが時間の上限（{caps.wall_s:.0f}秒）までに終わりませんでした。"
        return refuse("IMP-117", message, _SMALLER, file=name)
    message = "読み取りの途中で、読み取りのプロセスが止まりました。"
    remedy = "配布元から取り直すか、別の形式で書き出したファイルで、もう一度取り込んでください。"
    return refuse("IMP-118", message, remedy, file=name)
