"""Knows the messages between the parent and the reading child, as msgpack that is typed on arrival.

Knows no process and no pipe. Nothing that arrives can run: it becomes one of the shapes below, or an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec
import numpy as np
import shapely
from msgspec import Struct
from shapely.geometry.base import BaseGeometry

from gisapp.reading._arrival import MalformedError, checked, geometry_of, is_plain
from gisapp.reading.reader import Item, Known, Mapped, Passed
from importers._record import Problem
from layers._layer import (
    AreaRow,
    AssetRow,
    CellRow,
    CityPeopleRow,
    EdgeRow,
    PostalRow,
    SchoolPointRow,
    TownDistrictRow,
    TownPeopleRow,
    TownRow,
)

#: Bytes of one message; a batch of rows is sent when it has grown beyond the second figure.
LARGEST_FRAME = 64_000_000
BATCH_BYTES = 256_000


class Setup(Struct, frozen=True):
    """What the child is told first: its caps, the folders it may still read, whether it stands `alone`.

    Alone, without bubblewrap round it, it also has to leave the network and to die with its `parent`.
    """

    parent: int
    memory_bytes: int
    cpu_s: int
    tasks: int
    folders: tuple[str, ...]
    alone: bool


class Ask(Struct, frozen=True):
    """Look at a delivery, read it, or give back the rows of `reasons` (by line).

    Files: (name, size); their bytes follow in order.
    """

    what: Literal["look", "read", "mend"]
    layer: str | None
    code: str | None
    files: tuple[tuple[str, int], ...]
    choices: dict[str, str]
    reasons: dict[int, str] = {}


class Ready(Struct, frozen=True, tag="ready"):
    """The walls that stand round the child."""

    walls: tuple[str, ...]


class Seen(Struct, frozen=True, tag="seen"):
    known: Known


class Mended(Struct, frozen=True, tag="mended"):
    """A file's name and bytes; None where none could be made."""

    file: tuple[str, bytes] | None


class _Row(Struct, frozen=True, tag="row", array_like=True):
    kind: str
    row: msgspec.Raw
    file: str
    line: int
    code: str | None


class _Passed(Struct, frozen=True, tag="passed", array_like=True):
    code: str | None
    outside: bool


class _Fault(Struct, frozen=True, tag="problem", array_like=True):
    problem: Problem


class Batch(Struct, frozen=True, tag="batch"):
    items: tuple[_Row | _Passed | _Fault, ...]


class End(Struct, frozen=True, tag="end"):
    pass


class Refused(Struct, frozen=True, tag="refused"):
    """The delivery can't be used: a FormatError with this problem."""

    problem: Problem


class Broke(Struct, frozen=True, tag="broke"):
    """Reading ended as it never should: of memory, or of a fault in our own code (`detail`: for the log)."""

    memory: bool
    detail: str


Answer = Ready | Seen | Mended | Batch | End | Refused | Broke


def _plain(value: Any) -> Any:
    """What msgspec doesn't know by itself: shapes as WKB, NumPy's scalars, other mappings."""
    if isinstance(value, BaseGeometry):
        return shapely.to_wkb(value, output_dimension=2, byte_order=1)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError(f"{type(value).__name__} can't leave the child")


_ROWS: dict[str, msgspec.msgpack.Decoder[Any]] = {
    kind.__name__: msgspec.msgpack.Decoder(kind, dec_hook=lambda _, data: geometry_of(data))
    for kind in (
        AreaRow, AssetRow, CellRow, TownRow, EdgeRow,
        TownPeopleRow, CityPeopleRow, TownDistrictRow, SchoolPointRow, PostalRow,
    )
}  # fmt: skip
_ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain)
_ANSWER: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def encode(message: Struct) -> bytes:
    return _ENCODER.encode(message)


def batches(items: Iterable[Item]) -> Iterator[Batch]:
    """The items in messages of a size that keeps both sides busy."""
    waiting: list[_Row | _Passed | _Fault] = []
    size = 0
    for item in items:
        packed = _packed(item)
        waiting.append(packed)
        size += len(packed.row) if isinstance(packed, _Row) else 100
        if size > BATCH_BYTES:
            yield Batch(tuple(waiting))
            waiting, size = [], 0
    if waiting:
        yield Batch(tuple(waiting))


def _packed(item: Item) -> _Row | _Passed | _Fault:
    if isinstance(item, Problem):
        return _Fault(item)
    if isinstance(item, Passed):
        return _Passed(item.code, item.outside)
    row = msgspec.Raw(_ENCODER.encode(item.row))
    return _Row(type(item.row).__name__, row, item.file, item.line, item.code)


def answer(frame: bytes) -> Answer:
    """What the child says. Raises MalformedError."""
    try:
        found = _ANSWER.decode(frame)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise MalformedError(str(error)) from error
    # A batch is checked row by row; a file to mend is only ever handed out as it is.
    return found if isinstance(found, Batch | Mended) else checked(found)


def items_of(batch: Batch) -> Iterator[Item]:
    """The items of a batch, each one held to what it must be. Raises MalformedError."""
    for packed in batch.items:
        if isinstance(packed, _Row):
            yield _mapped(packed)
        elif isinstance(packed, _Passed):
            yield checked(Passed(packed.code, packed.outside))
        else:
            yield checked(packed.problem)


def _mapped(packed: _Row) -> Mapped:
    mapped = Mapped(_row(packed), packed.file, packed.line, packed.code)
    if abs(packed.line) < 2**31 and is_plain(mapped.row, len(packed.row)):
        checked((packed.file, packed.code))
        return mapped
    return checked(mapped)


def _row(packed: _Row) -> Any:
    decoder = _ROWS.get(packed.kind)
    if decoder is None:
        raise MalformedError(f"no row {packed.kind!r}")
    try:
        return decoder.decode(packed.row)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise MalformedError(str(error)) from error
