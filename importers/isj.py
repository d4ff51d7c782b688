"""Knows 位置参照情報 of the land ministry: 街区レベル (blocks and lots) and 大字・町丁目レベル (towns).

Knows nothing of how addresses are matched to it.

Fields of a record (line: of the CSV; geometry: point in degrees, JGD2000). Rows without a usable place and
blocks that are marked as deleted are left out:
    name                大字・丁目名, followed by 小字・通称名 where there is one
    ward                the ward of a designated city, else None
    block               街区符号・地番; None in the town level
    municipality_code   six digits in the town level; the block level names none (None)
    lon, lat            degrees

Columns, codes and CRS: https://nlftp.mlit.go.jp/isj/data.html (Shift_JIS; older editions lack 小字・通称名;
更新前履歴フラグ 3 marks deleted blocks that got into the edition of 令和3年 by mistake).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapely import Point

from importers._faults import leave_out, note, refuse
from importers._files.parts import Part, parts, refuse_kind
from importers._maps.place import read_place, refuse_swapped
from importers._record import Delivery, Format, FormatError, Problem, Record
from importers._tables import text as _text
from importers._tables.codes import municipality_code
from importers._tables.ward import ward_of

#: 日本測地系2000, as the ministry's page says of every edition.
SRID = 4612
_BLOCK = frozenset({"都道府県名", "市区町村名", "大字・丁目名", "街区符号・地番", "緯度", "経度"})
_TOWN = frozenset({"市区町村コード", "市区町村名", "大字町丁目コード", "大字町丁目名", "緯度", "経度"})
_BEFORE = "更新前履歴フラグ"
_DELETED = "3"
_REMEDY = "配布元のページから取り直してください。"


def is_block_level(delivery: Delivery) -> bool:
    """True when blocks are among what is delivered. Never raises."""
    return any(set(columns) >= _BLOCK for _, columns in _tables(delivery))


def _recognises(delivery: Delivery) -> bool:
    return bool(_tables(delivery))


def _tables(delivery: Delivery) -> list[tuple[Part, tuple[str, ...]]]:
    """The CSVs of a delivery that have one of the two headers, with their columns."""
    try:
        found = [(part, _columns(part)) for part in parts(delivery) if part.suffix == "csv"]
    except FormatError:
        return []
    return [(part, columns) for part, columns in found if set(columns) >= _BLOCK or set(columns) >= _TOWN]


def _columns(part: Part) -> tuple[str, ...]:
    try:
        first = _text.decode(part.head(4_000).split(b"\n")[0], part.file)
        return tuple(map(_text.clean_header, next(_text.csv_rows(first, part.file), (1, []))[1]))
    except FormatError:
        return ()


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    tables = _tables(delivery)
    if not tables:
        raise _not_ours(delivery)
    for part, columns in tables:
        yield from _rows(part, columns)


def _not_ours(delivery: Delivery) -> FormatError:
    for part in parts(delivery):
        if wrong := refuse_kind(part.head(), part.file, wanted="位置参照情報のCSVかZIP"):
            return wrong
    message = "位置参照情報（街区レベル、大字・町丁目レベル）のCSVが入っていません。"
    return refuse("IMP-143", message, f"見出しを変えずに、{_REMEDY}", file=delivery.name)


def _rows(part: Part, columns: tuple[str, ...]) -> Iterator[Record | Problem]:
    swapped = given = read = deleted = 0
    rows = _text.csv_rows(_text.decode(part.read(), part.file), part.file)
    _, header = next(rows)
    for line, texts in rows:
        if texts == header:
            continue
        read += 1
        if len(texts) != len(columns):
            yield _uneven(part.file, line, texts[0])
            continue
        cells = {title: text.strip() for title, text in zip(columns, texts, strict=True)}
        if cells.get(_BEFORE) == _DELETED:
            deleted += 1
            continue
        place = read_place(cells["経度"] or None, cells["緯度"] or None)
        swapped, given = swapped + place.swapped, given + place.given
        yield _record(part.file, line, cells, place.lon, place.lat)
    if not read:
        raise refuse("IMP-146", "見出しの下に行がありません。", _REMEDY, file=part.file)
    if wrong := refuse_swapped(swapped, given, file=part.file):
        raise wrong
    if deleted:
        message = f"削除の印の付いた街区 {deleted:,}件を除きました。"
        yield note("IMP-210", message, "対応の必要はありません。", file=part.file, field=_BEFORE)


def _uneven(file: str, line: int, value: str) -> Problem:
    message = "列の数が見出しと違います。"
    return leave_out("IMP-211", message, _REMEDY, file=file, line=line, value=value)


def _record(
    file: str, line: int, cells: dict[str, str], lon: float | None, lat: float | None
) -> Record | Problem:
    name = cells.get("大字・丁目名") or cells.get("大字町丁目名")
    if not name or lon is None or lat is None:
        message = "町の名前か位置が空欄か、使えない値です。"
        return leave_out("GEO-208", message, _REMEDY, file=file, line=line, value=name or None)
    fields: dict[str, Any] = {
        "name": name + cells.get("小字・通称名", ""),
        "ward": ward_of(cells["市区町村名"]),
        "block": cells.get("街区符号・地番") or None,
        "municipality_code": _code(cells.get("市区町村コード", "")),
        "lon": lon,
        "lat": lat,
    }
    return Record(file, line, fields, Point(lon, lat), SRID)


def _code(text: str) -> str | None:
    try:
        return municipality_code(text, digits=5)
    except ValueError:
        return None


FORMAT = Format(
    key="isj",
    title="位置参照情報（街区レベル、大字・町丁目レベル）",
    extensions=("zip", "csv"),
    recognises=_recognises,
    read=_read,
)
