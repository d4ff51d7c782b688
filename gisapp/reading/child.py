"""Knows the life of the reading child: shut the doors, then answer one question after another.

Knows no data of the parent's: a delivery comes in as bytes, rows and problems go out as messages, and nothing
else moves. Started by `sandbox` only.
"""

from __future__ import annotations

import gc
import os
import struct
import sys
import traceback
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from gisapp.reading import _walls
from gisapp.reading._wire import Ask, Broke, End, Mended, Ready, Refused, Seen, Setup, batches, encode
from gisapp.reading.reader import look, mend, read
from importers._record import Delivery, File, FormatError
from layers import all_layers

_DETAIL_CHARS = 2_000


def main() -> None:
    """Reads the setup, walls itself in, serves."""
    questions, answers = _own_pipes()
    setup = msgspec.msgpack.decode(_frame(questions), type=Setup)
    # Everything a reader needs is loaded before the doors are shut.
    all_layers()
    _send(answers, Ready(tuple(_shut(setup))))
    # Rows hold no cycles: to look for some over and over, while they are made, takes a quarter of the time.
    gc.disable()
    while question := _frame(questions):
        _walls.allow_cpu(setup.cpu_s)
        _serve(msgspec.msgpack.decode(question, type=Ask), questions, answers)
        gc.collect()


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for messages only: what a library prints goes to the log instead."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.close(0)
    return questions, answers


def _shut(setup: Setup) -> Iterator[str]:
    """The walls one after another; where bubblewrap stands round it, it has done the first three."""
    if setup.alone:
        if _walls.leave_network():
            yield "network"
        if _walls.drop_powers(setup.folders):
            yield "powers"
        _walls.die_with(setup.parent)
    _walls.limit(memory_bytes=setup.memory_bytes, cpu_s=setup.cpu_s, tasks=setup.tasks)
    yield "limits"
    if _walls.only_read(setup.folders):
        yield "files"
    if _walls.refuse_calls():
        yield "calls"
    sys.addaudithook(_walls.listen_in(setup.folders))
    yield "audit"


def _serve(ask: Ask, questions: BinaryIO, answers: BinaryIO) -> None:
    """One answer, or many and an end. After running out of memory, or a fault, the process ends."""
    try:
        files = tuple(File(name, _exactly(questions, size)) for name, size in ask.files)
        _answer(ask, Delivery(files, ask.choices), answers)
    except FormatError as error:
        _send(answers, Refused(error.problem))
    except MemoryError:
        _send(answers, Broke(memory=True, detail=""))
        sys.exit(1)
    except Exception:
        _send(answers, Broke(memory=False, detail=traceback.format_exc()[-_DETAIL_CHARS:]))
        sys.exit(1)


def _answer(ask: Ask, delivery: Delivery, answers: BinaryIO) -> None:
    layer = all_layers()[ask.layer] if ask.layer else None
    if ask.what == "look":
        _send(answers, Seen(look(delivery, layer)))
    elif ask.what == "mend":
        file = mend(delivery, ask.reasons)
        _send(answers, Mended((file.name, file.data) if file else None))
    elif layer:
        for batch in batches(read(layer, delivery, code=ask.code)):
            _send(answers, batch)
        _send(answers, End())


def _frame(stream: BinaryIO) -> bytes:
    """The next message; empty at the end of the input."""
    head = stream.read(4)
    return _exactly(stream, struct.unpack(">I", head)[0]) if len(head) == 4 else b""


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        sys.exit(0)
    return data


def _send(stream: BinaryIO, message: msgspec.Struct) -> None:
    body = encode(message)
    stream.write(struct.pack(">I", len(body)))
    stream.write(body)
    stream.flush()
