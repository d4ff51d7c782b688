"""Knows how strangers' files are read without trusting them: in a child process walled off from everything.

Knows no format, no table and no page. Files go in as bytes, typed rows and named problems come out; a child
that is too slow, too large, or says what it mustn't, is ended and the delivery refused.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, Self

from gisapp.reading import reader
from gisapp.reading._bubble import Program, has_bubblewrap
from gisapp.reading._child_reader import Caps, ChildReader
from gisapp.reading.reader import Item, Known
from importers._record import Delivery, File, FormatError
from layers._layer import Layer

__all__ = ["Caps", "Program", "Protection", "Reader", "in_process", "protection", "sandboxed"]


class Reader(Protocol):
    """Looks at deliveries and reads them. One child serves a `with` block, which stays in its thread."""

    def look(self, deliveries: Sequence[Delivery], layer: Layer | None = None) -> list[Known]:
        """What each delivery is, among all layers or as one of the layer that a person has named.

        Never raises for what is in a file (see `Known.problem`).
        """

    def read(self, layer: Layer, delivery: Delivery, *, code: str | None = None) -> Iterator[Item]:
        """Every record of a delivery; records of other municipalities than `code` only counted.

        Raises FormatError where the delivery can't be used, or reading it had to be ended.
        """

    def mend(self, delivery: Delivery, reasons: Mapping[int, str]) -> File | None:
        """The rows on these lines as a file to mend and hand in again; None where none can be made."""

    def close(self) -> None:
        """Ends the child."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Protection:
    """How strangers' files are walled off on this machine, with the words that say so."""

    kind: Literal["bubblewrap", "limits"]
    title: str
    words: str


def sandboxed(
    caps: Caps | None = None, *, alone: bool | None = None, program: Program | None = None
) -> Reader:
    """A reader in a child process. `alone`: without bubblewrap (None: where this machine has none).

    `program` is another child to start, for tests of the walls.
    """
    alone = not has_bubblewrap() if alone is None else alone
    return ChildReader(caps or Caps(), program or Program(), alone=alone)


def in_process() -> Reader:
    """Reads right here: for files of our own (published facts, the demo city) and for fast tests."""
    return _InProcess()


@functools.cache
def protection() -> Protection:
    """What this machine has; found out by trying it."""
    if has_bubblewrap():
        words = "取り込むファイルは、通信もほかのファイルも届かない隔離された場所（bubblewrap）で読みます。"
        return Protection("bubblewrap", "隔離して読みます", words)
    words = (
        "この機械では bubblewrap が使えません。取り込むファイルは別のプロセスで、時間・メモリー・"
        "開けるファイル・通信を制限して読みます。bubblewrap を入れると、さらに強く守れます。"
    )
    return Protection("limits", "制限して読みます", words)


class _InProcess:
    def look(self, deliveries: Sequence[Delivery], layer: Layer | None = None) -> list[Known]:
        return [_looked(delivery, layer) for delivery in deliveries]

    def read(self, layer: Layer, delivery: Delivery, *, code: str | None = None) -> Iterator[Item]:
        return reader.read(layer, delivery, code=code)

    def mend(self, delivery: Delivery, reasons: Mapping[int, str]) -> File | None:
        return reader.mend(delivery, reasons)

    def close(self) -> None:
        """Nothing to end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _looked(delivery: Delivery, layer: Layer | None) -> Known:
    try:
        return reader.look(delivery, layer)
    except FormatError as error:
        return Known(problem=error.problem)
