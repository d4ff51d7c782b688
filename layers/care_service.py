"""Knows the layer 介護サービス事業所: every kind of care office and facility but day service.

One layer for all kinds, the kind in `attributes`: a city's own list holds all of them in one file, one office
often offers several, and an import replaces its layer as a whole – so the ministry's files, one a kind, are
handed in together. Day service stands apart (`day_service`): people spend their day there, so it counts as
supply. These don't: helpers come to the home, or people live in the facility, and the way there says nothing.
"""

from importers import mhlw_csv, standard_care
from importers._record import Delivery, Record
from layers._asset import point_of, source_key
from layers._layer import AssetRow, Example, Layer, Opening, Phone, Pin, Source
from layers._listed import own_list
from layers.day_service import LICENCE, PAGE, SERVICES, downloads

#: Kinds to which people go or in which they live; the others come to the home (110 訪問介護) or lend aids.
#: 160 通所リハビリ, 210 ショートステイ, 320 グループホーム, 331–364 特定施設, 430 居宅介護支援, 510 特養,
#: 520 老健, 540 地域密着型特養, 550 介護医療院, 720 認知症対応型通所介護, 730・770 小規模多機能.
CODES = (160, 210, 320, 331, 332, 334, 361, 362, 364, 430, 510, 520, 540, 550, 720, 730, 770)


def accepts(delivery: Delivery) -> bool:
    """A city's own list, and the ministry's file of any kind but day service."""
    return mhlw_csv.service_of(delivery) not in SERVICES


def to_row(record: Record) -> AssetRow:
    """One office and what it offers. The same office number stands in several of the ministry's files."""
    fields = record.fields
    lon, lat = point_of(record)
    phone, extension = fields.get("phone"), fields.get("extension")
    weekdays = fields.get("weekdays") or ()
    kinds = "、".join(fields.get("services") or ()) or None
    own = fields["id"] or source_key(fields["name"], fields.get("address"))
    return AssetRow(
        source_key=source_key(own, kinds),
        name=fields["name"],
        kana=fields.get("kana"),
        description=kinds,
        organization=fields.get("organization"),
        address=fields.get("address"),
        building=fields.get("building"),
        lon=lon,
        lat=lat,
        phones=(Phone(f"{phone}（内線{extension}）" if extension else phone),) if phone else (),
        openings=(Opening(weekdays),) if weekdays else (),
        hours_note=fields.get("hours_note"),
        capacity=fields.get("capacity"),
        url=fields.get("url"),
        email=fields.get("email"),
        attributes={key: value for key, value in _attributes(record) if value},
    )


def _attributes(record: Record) -> tuple[tuple[str, str | None], ...]:
    fields = record.fields
    return (
        ("サービスの種類", "、".join(fields.get("services") or ())),
        ("事業所番号", fields["id"]),
        ("備考", fields.get("note")),
    )


EXAMPLE = Example(
    Record(
        "520.csv",
        2,
        {
            "id": "0150180040",
            "name": "見本の里",
            "services": ("介護老人保健施設",),
            "capacity": 80,
            "phone": "0-0",
        },
    ),
    AssetRow(
        "0150180040|介護老人保健施設",
        "見本の里",
        description="介護老人保健施設",
        phones=(Phone("0-0"),),
        capacity=80,
        attributes={"サービスの種類": "介護老人保健施設", "事業所番号": "0150180040"},
    ),
)

LAYER = Layer(
    key="care_service",
    title="介護サービス事業所・施設",
    description="介護保険のサービスを行う事業所と施設です。通所介護（デイサービス）は別のレイヤーにあります。",
    kind="asset",
    order=160,
    source=Source(
        publisher="厚生労働省",
        title="介護サービス情報公表システム オープンデータ",
        url=PAGE,
        licence=LICENCE,
    ),
    formats=(mhlw_csv.FORMAT, standard_care.FORMAT),
    sources={"standard_care": own_list("介護サービス事業所一覧")},
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="diamond", colour="#5a3d7a", glyph="護"),
    clip="ring",
    hosts=True,
    pillars=("相談支援",),
    fields=("介護",),
    target_groups=("高齢",),
    formality="公的",
    downloads=downloads(*CODES),
    renewed_months=6,
)
