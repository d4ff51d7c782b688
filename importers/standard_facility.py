"""Knows 推奨データセット / 自治体標準オープンデータセット facility lists, old and new titles.

Knows nothing of the map layers that show them.

Fields of a record (geometry: point in degrees, 6668; None without a usable place; text None where blank):
    municipality_code  six digits       id             as written ('1', 'JJ01…')
    name, kana                          kind           種別, or None (new lists: POIコード)
    address            所在地, its pieces joined where the joined column is blank
    building           方書・建物名     lon, lat       degrees, or None
    phone, extension, fax               organization   団体名
    corporate_number   法人番号         access         アクセス方法
    capacity           int              ages           受入年齢, as written
    weekdays           tuple of 0 (Monday) to 6        weekdays_text  as written
    opens, closes      datetime.time    hours_note
    url, email, note                    description    説明 (own column of some lists)

Source: デジタル庁 自治体標準オープンデータセット, https://www.digital.go.jp/resources/open_data/municipal-standard-data-set-test
and 推奨データセット (内閣官房IT総合戦略室, 2017–).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers._record import Delivery, Format, Problem, Record
from importers._rows import Cells, place_records
from importers._table import has_header, open_table

_CODES = ("都道府県コード又は市区町村コード", "全国地方公共団体コード", "市区町村コード")
_ADDRESSES = ("所在地_連結表記", "所在地_連結標記", "住所", "所在地")
_ADDRESS_PIECES = ("所在地_都道府県", "所在地_市区町村", "所在地_町字", "所在地_番地以下")
_WEEKDAYS = ("利用可能曜日", "開館曜日")


def _wanted(columns: frozenset[str]) -> bool:
    required = {"名称", "緯度", "経度"} <= columns and any(code in columns for code in _CODES)
    # The children's cafeteria standard shares these titles and has its own format.
    return required and "開催頻度" not in columns and any(title in columns for title in _ADDRESSES)


def _fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    pieces = "".join(piece for title in _ADDRESS_PIECES if (piece := text(title)))
    return {
        "municipality_code": cells.code(*_CODES),
        "id": text("ID", "NO", "No", "施設ID"),
        "name": text("名称"),
        "kana": text("名称_カナ", "名称(カナ)"),
        "kind": text("種別", "施設種別", "POIコード"),
        "address": text(*_ADDRESSES) or pieces or None,
        "building": text("方書", "建物名等(方書)"),
        "phone": cells.phone("電話番号", "連絡先電話番号"),
        "extension": text("内線番号", "連絡先内線番号"),
        "fax": cells.phone("FAX番号", "連絡先FAX番号"),
    } | _more_fields(cells)


def _more_fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    return {
        "organization": text("団体名", "運営団体名", "設置者名"),
        "corporate_number": text("法人番号"),
        "access": text("アクセス方法"),
        "capacity": cells.count("収容定員", "定員", "受入定員"),
        "ages": text("受入年齢", "対象年齢"),
        "weekdays": cells.weekdays(*_WEEKDAYS),
        "weekdays_text": text(*_WEEKDAYS),
        "opens": cells.time("開始時間", "利用開始時間"),
        "closes": cells.time("終了時間", "利用終了時間"),
        "hours_note": text("利用可能日時特記事項", "開館日時特記事項"),
        "url": text("URL"),
        "email": text("連絡先メールアドレス", "メールアドレス"),
        "note": text("備考"),
        "description": text("説明"),
    }


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    table = open_table(delivery, _wanted, titles="市区町村コード・名称・住所・緯度・経度")
    yield from table.problems
    yield from place_records(table.rows, _fields, file=table.file, lonlat=("経度", "緯度"))


FORMAT = Format(
    key="standard_facility",
    title="推奨データセット・自治体標準オープンデータセット（施設一覧）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
)
