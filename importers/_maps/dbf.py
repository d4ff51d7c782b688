"""Knows the attribute table of a shapefile (.dbf): its fields and its rows.

Knows no field by name and no geometry; which encoding the text is in, `importers._maps.dbf_text` finds out.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from importers._faults import ask, refuse
from importers._maps.answers import answer
from importers._maps.dbf_text import Encoding, cut_decode, find_encoding
from importers._record import FormatError, Option, Problem
from importers._tables.text import clean
from importers._tables.values import parse_number

_NUMBERS = frozenset("NF")
_NAME_BYTES = 10
_NAMES = (
    Option("repaired", "切れた文字を除いた名前で読む"),
    Option("numbered", "切れた名前の列を「列1」「列2」…として読む"),
)


@dataclass(frozen=True, slots=True)
class _Field:
    name: bytes
    kind: str
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Dbf:
    """An attribute table. A row is None where it carries the mark of a deleted row."""

    rows: tuple[dict[str, Any] | None, ...]
    notes: tuple[Problem, ...]


def read_dbf(data: bytes, *, cpg: bytes | None, file: str, choices: Mapping[str, str]) -> Dbf:
    """All rows: text stripped (None where blank), numbers as int or float.

    `cpg` is the content of the .cpg file. Raises FormatError IMP-111 (cut off) and IMP-108 (text in no known
    encoding); asks IMP-109 ("encoding") and GEO-218 ("field_names").
    """
    count, header_size, row_size = _sizes(data, file)
    fields = _fields(data, header_size)
    raw = [data[header_size + i * row_size : header_size + (i + 1) * row_size] for i in range(count)]
    texts = [row[f.start : f.start + f.width] for row in raw for f in fields if f.kind not in _NUMBERS]
    found = find_encoding(
        [item.name for item in fields], texts, language=data[29], cpg=cpg, file=file, choices=choices
    )
    names, told = _names(fields, found, file=file, choices=choices)
    titled = list(zip(names, fields, strict=True))
    return Dbf(tuple(_row(row, titled, found.name) for row in raw), (*found.problems, *told))


def field_names(head: bytes) -> list[str]:
    """The field names in the first bytes of a .dbf; ASCII names are exact, others may not be."""
    return [item.name.decode("cp932", errors="replace").strip() for item in _fields(head, len(head))]


def _sizes(data: bytes, file: str) -> tuple[int, int, int]:
    if len(data) < 33:
        raise _cut_off(file, "見出しがありません。")
    count, header_size, row_size = struct.unpack("<IHH", data[4:12])
    there = max(len(data) - header_size, 0) // max(row_size, 1)
    if there < count or row_size < 1:
        raise _cut_off(file, f"{count}件あるはずが{there}件しかありません。")
    return count, header_size, row_size


def _fields(data: bytes, header_size: int) -> list[_Field]:
    fields = []
    start = 1
    for at in range(32, min(header_size, len(data)) - 31, 32):
        block = data[at : at + 32]
        if block[0] == 0x0D:
            break
        fields.append(_Field(block[:11].split(b"\x00")[0], chr(block[11]), start, block[16]))
        start += block[16]
    return fields


def _names(
    fields: Sequence[_Field], found: Encoding, *, file: str, choices: Mapping[str, str]
) -> tuple[list[str], tuple[Problem, ...]]:
    """Every column under a name of its own; where the ten bytes cut a name in two, a person is asked."""
    whole = [cut_decode(item.name, found.name) for item in fields]
    cut = [at for at, item in enumerate(fields) if len(whole[at].encode(found.name)) < len(item.name)]
    question = ask(
        "GEO-218",
        f"列名が{_NAME_BYTES}バイトで切れ、最後の文字が欠けています。残った文字を列名としてよいですか。",
        "列の中身に合う名前か確かめてください。",
        choice="field_names",
        options=_NAMES,
        file=file,
        value="、".join(f"列{at + 1}: {whole[at] or '（なし）'}" for at in cut[:5]) or None,
    )
    given = answer(choices, question) if cut else None
    names = [
        f"列{at + 1}" if not name or (given == "numbered" and at in cut) else name
        for at, name in enumerate(whole)
    ]
    return _told_apart(names), (question,) if cut and given is None else ()


def _told_apart(names: list[str]) -> list[str]:
    """A name that stands twice would lose a column: the later one gets its number."""
    return [f"{name}（列{at + 1}）" if name in names[:at] else name for at, name in enumerate(names)]


def _row(row: bytes, fields: list[tuple[str, _Field]], encoding: str) -> dict[str, Any] | None:
    if row[:1] == b"*":
        return None
    return {name: _value(row[f.start : f.start + f.width], f.kind, encoding) for name, f in fields}


def _value(raw: bytes, kind: str, encoding: str) -> Any:
    if kind not in _NUMBERS:
        return clean(cut_decode(raw, encoding).split("\x00")[0])
    try:
        number = parse_number(raw.decode("ascii", errors="replace").strip("\x00 "))
    except ValueError:
        return None
    return int(number) if number.is_integer() and b"." not in raw else number


def _cut_off(file: str, detail: str) -> FormatError:
    return refuse(
        "IMP-111",
        f"属性（.dbf）が途中で切れています。{detail}",
        "配布元からもう一度ダウンロードしてください。",
        file=file,
    )
