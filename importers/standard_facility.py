"""Knows 公共施設一覧 and 子育て施設一覧 of the national standard, and further lists in their shape.

Knows nothing of the map layers that show them.

Fields of a record (geometry: point in degrees, 6668; None without a usable place; text None where blank):
    municipality_code  six digits       id             as written ('1', 'JJ01…')
    name, kana                          kind           種別, or None
    poi_code           POIコード        address        所在地, joined from its pieces where need be
    building           方書・建物名     lon, lat       degrees, or None
    phone, extension, fax               organization   団体名
    corporate_number   法人番号         access         アクセス方法
    capacity           int              ages           受入年齢, as written
    weekdays           tuple of 0 (Monday) to 6        weekdays_text  as written
    opens, closes      datetime.time    hours_note
    url, email, note                    description    説明
    temporary_care     一時預かりの有無 sick_care      病児保育の有無
    accessibility      バリアフリー情報, parts joined by 、

Titles of both generations: see `_standard`. Source: 推奨データセット 12, 13; 自治体標準オープンデータセット
定義書A 01, 05, https://www.digital.go.jp/resources/open_data/municipal-standard-data-set-test
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from importers._lists.standard import (
    ADDRESSES,
    contact_fields,
    has_code,
    items,
    place_fields,
    read_list,
    week_fields,
)
from importers._lists.standard_peek import first_rows
from importers._record import Delivery, Format, Problem, Record
from importers._tables.rows import Cells
from importers._tables.table import has_header

#: Titles that only 子育て施設一覧 has.
_CHILD_REARING = frozenset({"受入年齢", "一時預かりの有無", "病児保育の有無", "認可等年月日", "許可等年月日"})
#: Titles that only 公共施設一覧 has among the lists read here.
_PUBLIC = frozenset({"POIコード", "名称_通称"})
#: Titles of other lists of places: こども食堂, 医療, 介護, 避難場所, AED・トイレ, 無線LAN, 文化財.
_OTHER_LISTS = frozenset(
    {
        "開催頻度", "医療機関の種類", "診療科目", "実施サービス", "災害種別_洪水", "災害種別_地震",
        "設置位置", "小児対応設備の有無", "SSID", "文化財分類",
    }
)  # fmt: skip


def _wanted(columns: frozenset[str]) -> bool:
    required = {"名称", "緯度", "経度"} <= columns and has_code(columns)
    return required and not columns & _OTHER_LISTS and any(title in columns for title in ADDRESSES)


def is_child_rearing(delivery: Delivery) -> bool:
    """True for a list with titles that only 子育て施設一覧 has; never raises."""
    return any(_CHILD_REARING & row.keys() for row in first_rows(delivery, _wanted))


def is_public_facility(delivery: Delivery) -> bool:
    """True for a list with titles that only 公共施設一覧 has; never raises."""
    return any(_PUBLIC & row.keys() for row in first_rows(delivery, _wanted))


def _fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    return {
        **place_fields(cells),
        **contact_fields(cells),
        "name": text("名称"),
        "kana": text("名称_カナ", "名称(カナ)", "カナ名称"),
        "kind": text("種別", "施設種別"),
        "poi_code": text("POIコード"),
        "access": text("アクセス方法"),
        "capacity": cells.count("収容定員", "定員", "受入定員"),
        "ages": text("受入年齢", "対象年齢"),
        **week_fields(cells, days=("利用可能曜日", "開館曜日"), hours=("開始時間", "終了時間")),
        "hours_note": text(
            "利用可能日時特記事項", "利用可能時間特記事項", "利用可能日時特記", "開館日時特記事項"
        ),
        "description": text("説明"),
        "temporary_care": text("一時預かりの有無"),
        "sick_care": text("病児保育の有無"),
        "accessibility": "、".join(items(text("バリアフリー情報"))) or None,
    }


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    return read_list(delivery, _wanted, _fields, titles="市区町村コード・名称・住所・緯度・経度")


FORMAT = Format(
    key="standard_facility",
    title="推奨データセット・自治体標準オープンデータセット（施設一覧）",
    extensions=("csv", "xlsx"),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
)
