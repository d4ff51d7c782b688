"""Knows the ministry's CSV of care services (介護サービス情報公表システム): one row an office's service.

Knows nothing of the map layers that show them. A file holds one kind of service for all Japan: 110 訪問介護,
150 通所介護, 520 介護老人保健施設, 780 地域密着型通所介護 and some thirty more.

Fields of a record (geometry: point in degrees, 6668; None without a usable place; text None where blank):
    municipality_code   six digits, a lost leading zero put back (in large cities the ward's)
    id                  事業所番号, ten digits; a lost leading zero is put back
    name, kana, service_type                 services       the same as a tuple of one
    prefecture, city
    address             住所; the city's name is put before it where the file leaves it out
    building, phone, fax, organization (法人の名称), corporate_number, note
    url, email          web address put right where it is plain what is meant; a mail address found there
    weekdays            tuple of 0 (Monday) to 6           open_days      as written ('平日', '祝日')
    hours_note          利用可能曜日特記事項
    capacity            int; the file writes 0 where it isn't known (and for visits), which is None here
    lon, lat            degrees, or None (0.0 and slips such as places in Ireland are noted)

The files up to 2025 have 17 columns, those after 24 (FAX番号, 法人番号, 法人の名称, 備考 …); both are read.
Source: https://www.mhlw.go.jp/stf/kaigo-kouhyou_opendata.html, as of the end of June and December.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from importers._lists.standard import contact_fields, items, parsed, place_fields, read_list
from importers._lists.standard_peek import first_rows
from importers._lists.standard_text import parse_office
from importers._record import Delivery, Format, Problem, Record
from importers._tables.codes import municipality_code
from importers._tables.rows import Cells
from importers._tables.table import has_header
from importers._tables.values import parse_count

_SERVICE = "サービスの種類"
#: No office looks after more; larger values are dates or numbers that slipped into the column.
_MOST = 1_000
#: The day on which the ministry made the file stands in its name.
_STAMPED = re.compile(r"jigyosho_\d+_all_(\d{4})(\d{2})(\d{2})\d*")


def _wanted(columns: frozenset[str]) -> bool:
    return {"事業所名", _SERVICE, "事業所番号"} <= columns


def service_of(delivery: Delivery) -> str | None:
    """The kind of service that the file is about, None where it isn't such a file; never raises."""
    return next((row[_SERVICE] or None for row in first_rows(delivery, _wanted)), None)


def _fields(cells: Cells) -> dict[str, Any]:
    text = cells.text
    service = text(_SERVICE)
    return {
        **place_fields(cells, code=_six_digits),
        **contact_fields(cells),
        "id": parsed(cells, parse_office, "表計算ソフトで桁が失われた番号です。", "事業所番号", "No"),
        "name": text("事業所名"),
        "kana": text("事業所名カナ"),
        "service_type": service,
        "services": (service,) if service else (),
        "prefecture": text("都道府県名"),
        "city": text("市区町村名"),
        "address": _address(cells),
        "weekdays": cells.weekdays("利用可能曜日"),
        "open_days": items((text("利用可能曜日") or "").replace(",", ";")),
        "hours_note": text("利用可能曜日特記事項"),
        "capacity": parsed(cells, parse_capacity, "定員として読めません。", "定員"),
    }


def _six_digits(text: str) -> str:
    """The column always has six digits, so that 11100 can only be 011100 (札幌市清田区), not さいたま市."""
    return municipality_code(text, digits=6)


def parse_capacity(text: str) -> int | None:
    """A 定員: 0 means that it isn't known. ValueError above 1,000."""
    value = parse_count(text)
    if value > _MOST:
        raise ValueError(text)
    return value or None


def _address(cells: Cells) -> str | None:
    """Some offices write '百合が丘町814-477' only; their neighbours '茨城県水戸市百合が丘町814-477'."""
    address, prefecture, city = (cells.text(title) for title in ("住所", "都道府県名", "市区町村名"))
    if not address or not city or address.startswith(prefecture or city):
        return address
    return address if city.rstrip("市区町村") in address else f"{city}{address}"


def _as_of(delivery: Delivery) -> date | None:
    """The end of the half-year before the file was made; None where its name doesn't say when."""
    found = _STAMPED.search(delivery.files[0].name) if delivery.files else None
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, 6, 30) if month > 6 else date(year - 1, 12, 31)


def _read(delivery: Delivery) -> Iterator[Record | Problem]:
    return read_list(delivery, _wanted, _fields, titles="事業所名・サービスの種類・事業所番号")


FORMAT = Format(
    key="mhlw_csv",
    title="介護サービス情報公表システムの一覧（CSV）",
    extensions=("csv",),
    recognises=lambda delivery: has_header(delivery, _wanted),
    read=_read,
    as_of=_as_of,
)
