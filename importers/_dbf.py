"""Knows the attribute table of a shapefile (.dbf): its fields, its rows and which encoding its text is in.

Knows no field by name and no geometry.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import Any

from importers._faults import note, refuse
from importers._record import FormatError, Problem
from importers._text import clean, looks_japanese
from importers._values import parse_number

_NUMBERS = frozenset("NF")
_CP932_LABEL = re.compile(r"(windows-?31j|cp_?932|ms_?932|s(hift)?[-_]?jis|932)", re.IGNORECASE)
_UTF8_LABEL = re.compile(r"(utf-?8|65001)", re.IGNORECASE)


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


def read_dbf(data: bytes, *, cpg: bytes | None, file: str) -> Dbf:
    """All rows: text stripped (None where blank), numbers as int or float.

    `cpg` is the content of the .cpg file. Encoding: what the label says when the bytes agree, else what they
    are (with note IMP-109). Raises FormatError IMP-111 (cut off) and IMP-108 (text in no known encoding).
    """
    count, header_size, row_size = _sizes(data, file)
    fields = _fields(data, header_size)
    raw = [data[header_size + i * row_size : header_size + (i + 1) * row_size] for i in range(count)]
    encoding, notes = _encoding(raw, fields, cpg=cpg, file=file)
    names = [_cut_decode(item.name, encoding) for item in fields]
    rows = (_row(row, list(zip(names, fields, strict=True)), encoding) for row in raw)
    return Dbf(tuple(rows), tuple(notes))


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


def _encoding(
    raw: list[bytes], fields: list[_Field], *, cpg: bytes | None, file: str
) -> tuple[str, list[Problem]]:
    texts = [item.name for item in fields]
    texts += [row[f.start : f.start + f.width] for row in raw for f in fields if f.kind not in _NUMBERS]
    wide = [text for text in texts if not text.isascii()]
    label = _label(cpg)
    if not wide:
        return label or "utf-8", []
    fits = [encoding for encoding in ("utf-8", "cp932") if _fits(wide, encoding)]
    if not fits:
        raise refuse(
            "IMP-108",
            "属性（.dbf）の文字コードがUTF-8でもShift_JISでもありません。",
            "文字コードをUTF-8かShift_JISにして書き出し直してください。",
            file=file,
        )
    if label and label not in fits:
        return fits[0], [_wrong_label(file, fits[0])]
    # Japanese that is valid UTF-8 is UTF-8: cp932 text hardly ever is, the other way round it often seems so.
    found = "utf-8" if "utf-8" in fits and looks_japanese(_joined(wide)) else label or fits[-1]
    return found, [_wrong_label(file, found)] if label and label != found else []


def _joined(wide: list[bytes]) -> str:
    return "".join(_cut_decode(text, "utf-8") for text in wide[:1000])


def _fits(wide: list[bytes], encoding: str) -> bool:
    try:
        for text in wide:
            _cut_decode(text, encoding)
    except UnicodeDecodeError:
        return False
    return True


def _cut_decode(text: bytes, encoding: str) -> str:
    """Strictly decoded, but for a last character that the fixed width cut in two."""
    try:
        return text.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(text) - 3 or text.endswith(b" "):
            raise
        return text[: error.start].decode(encoding)


def _label(cpg: bytes | None) -> str | None:
    text = (cpg or b"").decode("ascii", errors="ignore").strip().strip("\x00")
    if _CP932_LABEL.fullmatch(text):
        return "cp932"
    return "utf-8" if _UTF8_LABEL.fullmatch(text) else None


def _row(row: bytes, fields: list[tuple[str, _Field]], encoding: str) -> dict[str, Any] | None:
    if row[:1] == b"*":
        return None
    return {name: _value(row[f.start : f.start + f.width], f.kind, encoding) for name, f in fields}


def _value(raw: bytes, kind: str, encoding: str) -> Any:
    if kind not in _NUMBERS:
        return clean(_cut_decode(raw, encoding).split("\x00")[0])
    try:
        number = parse_number(raw.decode("ascii", errors="replace").strip("\x00 "))
    except ValueError:
        return None
    return int(number) if number.is_integer() and b"." not in raw else number


def _wrong_label(file: str, encoding: str) -> Problem:
    words = {"utf-8": "UTF-8", "cp932": "Shift_JIS"}[encoding]
    return note(
        "IMP-109",
        f".cpgに書かれた文字コードが中身と違うため、{words}として読みました。",
        "名称の文字が正しいか確かめてください。",
        file=file,
    )


def _cut_off(file: str, detail: str) -> FormatError:
    return refuse(
        "IMP-111",
        f"属性（.dbf）が途中で切れています。{detail}",
        "配布元からもう一度ダウンロードしてください。",
        file=file,
    )
