"""Knows the postal codes of 日本郵便: KEN_ALL.CSV (Shift JIS) and utf_ken_all.csv (UTF-8), without a header.

Knows no place: where a town is, its gazetteer tells.

Fields of a record (line: of the CSV; no geometry), one for each town of a line:
    code                seven digits, 192-0065
    name                the town, without what stands in brackets behind it
    ward                the ward of a designated city, else None
    municipality_code   six digits

A town that is too long for a line goes on in the next ones, until its bracket closes. Lines that name no town
(以下に掲載がない場合, 一円, …の次に番地がくる場合) are passed over.

Columns: https://www.post.japanpost.jp/zipcode/dl/readme.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from importers._faults import leave_out, refuse
from importers._files.parts import Part, parts, refuse_kind
from importers._record import Delivery, Format, FormatError, Problem, Record
from importers._tables import text as _text
from importers._tables.codes import municipality_code
from importers._tables.ward import ward_of

_COLUMNS = 15
_MUNICIPALITY, _CODE, _CITY, _TOWN = 0, 2, 7, 8
_NO_TOWN = re.compile("以下に掲載がない場合|の次に.*番地がくる場合|一円$")
_REMEDY = "日本郵便のページから取り直してください。"


def _is_line(cells: list[str]) -> bool:
    return (
        len(cells) == _COLUMNS
        and re.fullmatch(r"\d{5}", cells[_MUNICIPALITY]) is not None
        and re.fullmatch(r"\d{7}", cells[_CODE]) is not None
    )


def _table(delivery: Delivery) -> Part | None:
    """The piece that begins with a line of postal codes. Never raises."""
    try:
        for part in parts(delivery):
            if part.suffix == "csv":
                head = _text.decode(part.head(4_000).rsplit(b"\n", 1)[0], part.file)
                if any(_is_line(cells) for _, cells in islice(_text.csv_rows(head, part.file), 1)):
                    return part
    except FormatError:
        return None
    return None


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    part = _table(delivery)
    if part is None:
        for each in parts(delivery):
            if wrong := refuse_kind(each.head(), each.file, wanted="郵便番号のCSVかZIP"):
                raise wrong
        message = "郵便番号の表（KEN_ALL.CSV、utf_ken_all.csv）が入っていません。"
        raise refuse("IMP-143", message, _REMEDY, file=delivery.name)
    opened = ""
    for line, cells in _text.csv_rows(_text.decode(part.read(), part.file), part.file):
        if not _is_line(cells):
            message = "郵便番号の行の形ではありません。"
            yield leave_out("IMP-211", message, _REMEDY, file=part.file, line=line, value=cells[0])
            continue
        town = cells[_TOWN].strip()
        if not opened:
            yield from _records(part.file, line, cells, town)
        opened = _still_open(opened + town)


def _still_open(text: str) -> str:
    """What has been read of a town whose bracket isn't closed yet; else empty."""
    return text if "（" in text and "）" not in text.rsplit("（", 1)[1] else ""


def _records(file: str, line: int, cells: list[str], town: str) -> Iterator[Record]:
    if _NO_TOWN.search(town):
        return
    code = f"{cells[_CODE][:3]}-{cells[_CODE][3:]}"
    for name in town.split("（", 1)[0].split("、"):
        if name:
            yield Record(
                file,
                line,
                {
                    "code": code,
                    "name": name,
                    "ward": ward_of(cells[_CITY]),
                    "municipality_code": municipality_code(cells[_MUNICIPALITY], digits=5),
                },
            )


FORMAT = Format(
    key="ken_all",
    title="郵便番号（日本郵便 KEN_ALL、utf_ken_all）",
    extensions=("csv", "zip"),
    recognises=lambda delivery: _table(delivery) is not None,
    read=_read,
    late=True,
)
