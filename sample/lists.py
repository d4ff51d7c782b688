"""Knows the lists of places of 見本市 and their official columns.

Knows no boundary, no population and no folder.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, time

import openpyxl
import shapely

from sample.archive import csv_text, feature_collection, json_text, stamped
from sample.columns import DESKS, IBASHO, KODOMO, KOSODATE, OFFICES, SHELTERS
from sample.model import CITY, CODE6, PREFECTURE, City, Place

_HAZARDS = ("地震", "洪水・地震・内水氾濫", "崖崩れ、土石流及び地滑り・地震", "洪水・高潮・地震・津波")


def of(city: City, kind: str) -> list[Place]:
    """The places of one kind, in the order of their numbers."""
    return sorted((place for place in city.places if place.kind == kind), key=lambda place: place.number)


def _row(columns: Sequence[str], values: Mapping[str, object]) -> list[object]:
    return [values.get(column) for column in columns]


def _point(place: Place) -> dict[str, object]:
    return {"緯度": place.spot.lat, "経度": place.spot.lon} if place.located else {}


def ibasho(city: City) -> bytes:
    """居場所一覧 in the form of the standard facility list (new titles), CSV."""
    return csv_text(IBASHO, [_row(IBASHO, _ibasho(place)) for place in of(city, "ibasho")])


def _ibasho(place: Place) -> dict[str, object]:
    return _point(place) | {
        "全国地方公共団体コード": CODE6,
        "ID": f"{CODE6}I{place.number:05d}",
        "地方公共団体名": f"{PREFECTURE}{CITY}",
        "名称": place.name,
        "名称_カナ": place.kana,
        "所在地_全国地方公共団体コード": CODE6,
        "所在地_連結表記": place.spot.full,
        "所在地_都道府県": PREFECTURE,
        "所在地_市区町村": CITY,
        "所在地_町字": place.spot.town,
        "所在地_番地以下": place.spot.lot,
        "電話番号": place.phone,
        "団体名": place.organization,
        "利用可能曜日": place.days,
        "開始時間": place.opens,
        "終了時間": place.closes,
        "利用可能日時特記事項": place.note,
        "説明": place.extra["what"],
        "備考": place.extra["kind"],
    }


def kodomo(city: City) -> bytes:
    """こども食堂一覧 with the standard's 49 columns, CSV."""
    return csv_text(KODOMO, [_row(KODOMO, _kodomo(place)) for place in of(city, "kodomo")])


def _kodomo(place: Place) -> dict[str, object]:
    row: dict[str, object] = {
        "全国地方公共団体コード": CODE6,
        "ID": place.number,
        "都道府県": PREFECTURE,
        "市区町村名": CITY,
        "名称": place.name,
        "名称_カナ": place.kana,
    }
    if not place.addressed:
        return row
    fee = place.extra["fee"]
    children = {f"参加費_{who}": fee for who in ("幼児", "小学生", "中学生", "高校生")}
    return (
        row
        | _point(place)
        | children
        | {
            "設置目的": "食事支援",
            "住所": place.spot.full,
            "電話番号1": place.phone,
            "運営団体名": place.organization,
            "開催頻度": 5,
            "開催曜日": place.days,
            "開催開始時間": place.opens,
            "開催終了時間": place.closes,
            "開催日時特記事項": place.note,
            "参加費_大人": place.extra["adult"],
            "予約方法": "電話" if place.phone else None,
            "定員": place.capacity,
            "学区": place.extra["school"],
        }
    )


def kosodate(city: City) -> bytes:
    """子育て施設一覧 with the 28 columns of the recommended dataset, XLSX."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "子育て施設一覧_フォーマット"
    sheet.append(list(KOSODATE))
    for place in of(city, "kosodate"):
        sheet.append(_row(KOSODATE, _kosodate(place)))
    buffer = io.BytesIO()
    book.save(buffer)
    return stamped(buffer.getvalue())


def _kosodate(place: Place) -> dict[str, object]:
    return _point(place) | {
        "都道府県コード又は市区町村コード": int(CODE6),
        "NO": place.number,
        "都道府県名": PREFECTURE,
        "市区町村名": CITY,
        "名称": place.name,
        "名称_カナ": place.kana,
        "種別": place.extra["kind"],
        "住所": place.spot.full,
        "電話番号": place.phone,
        "団体名": place.organization,
        "認可等年月日": datetime(int(place.extra["since"]), 4, 1),  # noqa: DTZ001 (Excel knows no time zone)
        "収容定員": place.capacity,
        "受入年齢": place.extra["ages"],
        "利用可能曜日": place.days,
        "開始時間": _clock(place.opens),
        "終了時間": _clock(place.closes),
        "利用可能日時特記事項": place.note,
        "一時預かりの有無": place.extra["spare"],
    }


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text.zfill(5)) if text else None


def cafes(city: City) -> bytes:
    """Cafés as from OpenStreetMap, some without a name."""
    return feature_collection(
        (shapely.Point(p.spot.lon, p.spot.lat), ({"name": p.name} if p.name else {}) | {"amenity": "cafe"})
        for p in of(city, "cafe")
    )


def day_services(city: City) -> bytes:
    """通所介護 as from the ministry's open data."""
    return json_text([_day_service(place) for place in of(city, "day")], indent=2)


def _day_service(place: Place) -> dict[str, object]:
    return {
        "id": f"99700{place.number:05d}",
        "name": place.name,
        "kana": place.kana,
        "address": place.spot.full,
        "lat": place.spot.lat,
        "lng": place.spot.lon,
        "tel": place.phone or "",
        "url": "",
        "pref": PREFECTURE,
        "city": CITY,
        "category": "day_service",
        "serviceType": "通所介護",
        "capacity": place.capacity,
        "openDays": (place.days or "").split(";"),
        "openDaysNote": "",
    }


def shelters(city: City) -> bytes:
    """Evacuation shelters: schools and parks."""
    rows = [
        (p.name, p.spot.lat, p.spot.lon, p.spot.full, p.extra["type"], _HAZARDS[p.number % 4])
        for p in of(city, "shelter")
    ]
    return csv_text(SHELTERS, rows, bom=False)


def offices(city: City) -> bytes:
    """The city's branch offices."""
    rows = [(p.name, p.spot.lat, p.spot.lon, p.spot.address) for p in of(city, "office")]
    return csv_text(OFFICES, rows, bom=False)


def desks(city: City) -> bytes:
    """Consultation offices; one of them has an address but no coordinates."""
    rows = [
        (
            p.name,
            p.spot.full,
            p.extra["host"],
            p.extra["since"],
            *(_point(p).get(k) for k in ("緯度", "経度")),
        )
        for p in of(city, "desk")
    ]
    return csv_text(DESKS, rows)
