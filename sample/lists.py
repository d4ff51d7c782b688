"""Knows the lists of places of 見本市 and their official columns.

Knows no boundary, no population and no folder.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime, time

import openpyxl
import shapely

from sample.archive import STAMP, csv_text, feature_collection, json_text, zipped
from sample.model import CITY, CODE6, PREFECTURE, City, Place

KOSODATE = tuple(
    "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,名称_カナ,種別,住所,方書,緯度,経度,アクセス方法,駐車場情報,"
    "電話番号,内線番号,FAX番号,法人番号,団体名,認可等年月日,収容定員,受入年齢,利用可能曜日,開始時間,終了時間,"
    "利用可能日時特記事項,一時預かりの有無,URL,備考".split(",")
)
IBASHO = tuple(
    "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,名称_英語,POIコード,所在地_全国地方公共団体コード,町字ID,"
    "所在地_連結表記,所在地_都道府県,所在地_市区町村,所在地_町字,所在地_番地以下,建物名等(方書),緯度,経度,高度の種別,高度の値,"
    "電話番号,内線番号,連絡先メールアドレス,連絡先FormURL,連絡先備考（その他、SNSなど）,郵便番号,法人番号,団体名,"
    "利用可能曜日,開始時間,終了時間,利用可能日時特記事項,説明,URL,画像,画像_ライセンス,備考".split(",")
)
KODOMO = tuple(
    "全国地方公共団体コード,ID,都道府県,市区町村名,名称,名称_カナ,設置目的,実施支援の主な区分,住所,方書,緯度,経度,電話番号1,"
    "電話番号1_連絡先備考,電話番号2,電話番号2_連絡先備考,内線番号,FAX番号,URL,メールアドレス1,メールアドレス1_連絡先備考,"
    "メールアドレス2,メールアドレス2_連絡先備考,法人番号,運営団体名,開催頻度,開催曜日,開催日,開催開始時間,開催終了時間,"
    "開催日時特記事項,参加条件,参加費_幼児,参加費_小学生,参加費_中学生,参加費_高校生,参加費_大人,参加費特記事項,予約方法,"
    "予約特記事項,定員,フードパントリー実施,テイクアウト実施,学区,ネットワークの加入,追加情報NO,画像,画像_ライセンス,備考".split(
        ","
    )
)
DESKS = ("名称", "住所", "設置場所", "開設年", "緯度", "経度")
OFFICES = ("name", "lat", "lon", "住所")
SHELTERS = (*OFFICES, "施設種別", "対応している災害の種別")
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
    return _stamped(buffer.getvalue())


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
        "開始時間": place.opens and time(*map(int, place.opens.split(":"))),
        "終了時間": place.closes and time(*map(int, place.closes.split(":"))),
        "利用可能日時特記事項": place.note,
        "一時預かりの有無": place.extra["spare"],
    }


def _stamped(data: bytes) -> bytes:
    """The workbook with fixed times inside its properties and in the zip."""
    moment = b"%04d-%02d-%02dT%02d:%02d:%02dZ" % STAMP
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        members = {name: book.read(name) for name in sorted(book.namelist())}
    core = "docProps/core.xml"
    members[core] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment, members[core])
    # [Content_Types].xml comes first in every workbook, and does so here: "[" sorts before letters, not before capitals
    first = "[Content_Types].xml"
    return zipped({first: members.pop(first), **members})


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
