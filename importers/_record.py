"""Knows the shapes every format module speaks: files in, records and named problems out.

Knows no format, no map layer and no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class File:
    """One official file as it was handed in: its display name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """Files that belong together and are read in one go (mostly one; boundary + table for small areas).

    `choices`: what a person has answered to what the files leave open (see `Problem.choice`), all as text:
    `crs` → "6677", `encoding` → "cp932". Nobody is asked again what stands there.
    """

    files: tuple[File, ...]
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return "、".join(file.name for file in self.files)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of an official file, in file order.

    `line` counts from 1 as the publisher's own program shows it (a CSV's physical line, an XLSX row, the
    feature number in a shapefile or GeoJSON). `fields` holds the canonical names that the format module
    documents. `geometry` is in the file's own CRS, `srid` says which; None where the format has none.
    """

    file: str
    line: int
    fields: Mapping[str, Any]
    geometry: BaseGeometry | None = None
    srid: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to a question: what is stored, and how it is said on the screen."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and what to do: in plain Japanese, without a path or a word of English.

    `severity`: "refuse" stops the whole delivery, "row" leaves out this row only, "note" keeps the row,
    "ask" stops the delivery until a person answers: `choice` names the answer in `Delivery.choices`,
    `options` are the possible answers (none: free text). Rows that come beside a question show what a
    provisional answer would give, so that a person can judge by them.
    """

    code: str
    message: str
    remedy: str
    severity: str = "row"
    file: str | None = None
    line: int | None = None
    field: str | None = None
    value: str | None = None
    choice: str | None = None
    options: tuple[Option, ...] = ()

    def at(self, *, file: str | None = None, line: int | None = None) -> Problem:
        """The same problem with its place filled in where it was open."""
        return replace(self, file=self.file or file, line=self.line if self.line is not None else line)

    def __str__(self) -> str:
        places = [self.file, f"{self.line}行目" if self.line is not None else None, self.field]
        where = " ".join(place for place in places if place)
        value = f"（値: {self.value[:60]}）" if self.value else ""
        return f"[{self.code}] {self.message}{value} {f'場所: {where}。' if where else ''}{self.remedy}"


class FormatError(Exception):
    """The delivery as a whole can't be used, or not before a question is answered; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a file seems to say, for a person to confirm.

    `columns`: titles in the file's order. `mapping`: canonical name → title, a person's answer already in it;
    `why`: canonical name → why, in words. `unmapped`: titles that would not be read. `personal`: title → why
    it looks personal (unmapped unless a person chose it). `rows`: the first ten as they stand, in the order
    of `columns`, blank cells None. `points`: longitude, latitude (degrees) of up to 200 rows. `sure`: nobody
    has to be asked, since a title says for certain where the names are. `fingerprint`: the same for
    files with the same header.
    """

    file: str
    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    why: Mapping[str, str]
    unmapped: tuple[str, ...]
    personal: Mapping[str, str]
    rows: tuple[tuple[str | None, ...], ...]
    points: tuple[tuple[float, float], ...]
    sure: bool
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Format:
    """An official format: how people call it, how its files are told from others, how they are read.

    `recognises(delivery)` is cheap, looks at content (header, member names) and never raises.
    `read(delivery)` yields records and problems in file order; raises FormatError when nothing can be used.
    `as_of(delivery)` is the day the data stand for, where the file or its official name says so.
    `together`: the files only make sense as one delivery (a boundary and its table).
    `propose(delivery)`: what a list of no fixed form seems to say; a format that has it is the last resort.
    `by_row`: a record is one row, so that rows left out can be mended and handed in by themselves.
    `late`: its records name towns, whose boundaries must be loaded before.
    """

    key: str
    title: str
    extensions: tuple[str, ...]
    recognises: Callable[[Delivery], bool]
    read: Callable[[Delivery], Iterator[Record | Problem]]
    as_of: Callable[[Delivery], date | None] = lambda _: None
    together: bool = False
    by_row: bool = True
    late: bool = False
    propose: Callable[[Delivery], Proposal] | None = None
