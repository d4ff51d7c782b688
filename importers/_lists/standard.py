"""Knows the titles that the national lists of places share, of both generations, and the fields they become.

Knows no list as a whole: each has a small module of its own (`standard_*`, `mhlw_csv`).

Old: 推奨データセット (内閣官房IT総合戦略室, 2017–): 都道府県コード又は市区町村コード, NO, 住所, 方書.
New: 自治体標準オープンデータセット (デジタル庁, 2022–): 全国地方公共団体コード, ID, 所在地_連結表記,
所在地_都道府県 …, 建物名等(方書). Cities mix the two. Titles stand here as `clean_header` leaves them.
Source: https://www.digital.go.jp/resources/open_data/municipal-standard-data-set-test
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar

from importers._faults import note
from importers._lists.standard_text import parse_id, parse_mail, parse_web
from importers._record import Delivery, Problem, Record
from importers._tables.codes import municipality_code
from importers._tables.rows import Cells, ReadFields, place_records
from importers._tables.table import Wanted, open_table

_T = TypeVar("_T")
#: The code of the publisher (a prefecture's list has the prefecture's).
CODES = (
    "都道府県コード又は市区町村コード", "全国地方公共団体コード", "市区町村コード",
    "都道府県コード又は市町村コード", "市町村コード", "団体コード",
)  # fmt: skip
#: The code of the municipality in which the place lies.
_PLACE_CODE = "所在地_全国地方公共団体コード"
ADDRESSES = ("所在地_連結表記", "所在地_連結標記", "住所", "所在地")
_ADDRESS_PIECES = ("所在地_都道府県", "所在地_市区町村", "所在地_町字", "所在地_番地以下")
_IDS = ("ID", "NO", "No", "施設ID", "NO.", "No.")


def read_list(
    delivery: Delivery, wanted: Wanted, read_fields: ReadFields, *, titles: str
) -> Iterator[Record | Problem]:
    """A record per row of the table with such a header, with 緯度 and 経度 where it has them.

    Raises FormatError like `open_table` and `place_records`.
    """
    table = open_table(delivery, wanted, titles=titles)
    yield from table.problems
    yield from place_records(table.rows, read_fields, file=table.file, lonlat=("経度", "緯度"))


def has_code(columns: frozenset[str]) -> bool:
    """True where one of the titles is that of a municipality code."""
    return not columns.isdisjoint(CODES)


def place_fields(cells: Cells, *, code: Callable[[str], str] = municipality_code) -> dict[str, Any]:
    """municipality_code (of the place, else of the publisher), id, address, building: each may be None.

    `code` reads the municipality's code.
    """
    wrong = "市区町村コードとして読めません。"
    pieces = "".join(piece for title in _ADDRESS_PIECES if (piece := cells.text(title)))
    return {
        "municipality_code": parsed(cells, code, wrong, _PLACE_CODE) or parsed(cells, code, wrong, *CODES),
        "id": parsed(cells, parse_id, "表計算ソフトで桁が失われた番号です。", *_IDS),
        "address": cells.text(*ADDRESSES) or pieces or None,
        "building": cells.text("建物名等(方書)", "方書", "方書(ビル名等)"),
    }


def contact_fields(cells: Cells) -> dict[str, Any]:
    """phone, extension, fax, email, url, organization, corporate_number, note: each may be None."""
    found = web_or_mail(cells, "URL")
    return {
        "phone": cells.phone("電話番号", "連絡先電話番号"),
        "extension": cells.text("内線番号", "連絡先内線番号"),
        "fax": cells.phone("FAX番号", "連絡先FAX番号"),
        "email": cells.text("連絡先メールアドレス", "メールアドレス") or found["email"],
        "url": found["url"],
        "organization": cells.text("団体名", "法人の名称", "運営団体名", "設置者名"),
        "corporate_number": cells.text("法人番号"),
        "note": cells.text("備考"),
    }


def week_fields(cells: Cells, *, days: tuple[str, ...], hours: tuple[str, str]) -> dict[str, Any]:
    """weekdays (tuple of 0 Monday to 6), weekdays_text, opens, closes (datetime.time or None)."""
    opens, closes = hours
    return {
        "weekdays": cells.weekdays(*days),
        "weekdays_text": cells.text(*days),
        "opens": cells.time(opens, "開始時間", "利用開始時間"),
        "closes": cells.time(closes, "終了時間", "利用終了時間"),
    }


def web_or_mail(cells: Cells, title: str) -> dict[str, str | None]:
    """url and email of a column for web addresses, in which some offices write their mail address."""
    value = cells.text(title) or ""
    if "@" not in value or "/" in value:
        return {"url": web(cells, title), "email": None}
    return {"url": None, "email": parsed(cells, parse_mail, "メールアドレスとして読めません。", title)}


def web(cells: Cells, *titles: str) -> str | None:
    """An http(s) address, put right where it is plain what is meant."""
    return parsed(cells, parse_web, "ウェブサイトの住所として読めません。", *titles)


def day(cells: Cells, *titles: str) -> date | None:
    """A day, in Japanese or Western years; the number of a spreadsheet's day is taken and told (IMP-193)."""
    return cells.day(*titles)


def parsed(cells: Cells, parse: Callable[[str], _T], message: str, *titles: str) -> _T | None:
    """The first of these cells that isn't blank, parsed; what can't be read becomes a note and None."""
    title = next((title for title in titles if title in cells.row.cells), None)
    if title is None:
        return None
    value = cells.row.cells[title]
    try:
        return parse(value)
    except ValueError:
        remedy = "この項目は空欄として取り込みます。元の表の値を直してください。"
        cells.notes.append(note("VAL-301", message, remedy, field=title, value=value))
        return None


def items(text: str | None) -> tuple[str, ...]:
    """The parts of a cell that lists several things with ;, 、 or line breaks."""
    for mark in ("；", "、", "\n", "\r"):
        text = (text or "").replace(mark, ";")
    return tuple(part for each in (text or "").split(";") if (part := each.strip()))
