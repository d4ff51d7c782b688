"""Knows the layer 通所介護: day service for older people, from the ministry's disclosure system."""

from importers import mhlw_json
from importers._record import Record
from layers._asset import point_of
from layers._layer import AssetRow, Example, Layer, Opening, Phone, Pin, Source

DAYS = {"平日": (0, 1, 2, 3, 4), "土曜日": (5,), "日曜日": (6,)}


def to_row(record: Record) -> AssetRow:
    """One office under its 事業所番号; the days are known, the hours are not."""
    fields = record.fields
    lon, lat = point_of(record)
    open_days = fields.get("open_days") or ()
    weekdays = tuple(day for word in open_days for day in DAYS.get(word, ()))
    notes = ["祝日も利用できます" if "祝日" in open_days else None, fields.get("open_days_note")]
    return AssetRow(
        source_key=fields["id"],
        name=fields["name"],
        kana=fields.get("kana"),
        description=fields.get("service_type"),
        address=fields.get("address"),
        lon=lon,
        lat=lat,
        phones=(Phone(fields["phone"]),) if fields.get("phone") else (),
        openings=(Opening(weekdays),) if weekdays else (),
        hours_note="。".join(note for note in notes if note) or None,
        capacity=fields.get("capacity"),
        url=fields.get("url"),
    )


EXAMPLE = Example(
    Record(
        "list.json",
        1,
        {
            "id": "1370000000",
            "name": "デイ",
            "open_days": ("平日", "祝日"),
            "phone": None,
        },
    ),
    AssetRow("1370000000", "デイ", openings=(Opening((0, 1, 2, 3, 4)),), hours_note="祝日も利用できます"),
)

LAYER = Layer(
    key="day_service",
    title="通所介護（デイサービス）",
    description="介護保険の通所介護・地域密着型通所介護の事業所です。利用には要介護認定などが必要です。",
    kind="asset",
    order=150,
    source=Source(
        publisher="厚生労働省",
        title="介護サービス情報公表システム",
        url="https://www.kaigokensaku.mhlw.go.jp/",
        licence="公共データ利用規約（出典を記載）",
    ),
    formats=(mhlw_json.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="diamond", colour="#2b5c8a", glyph="介"),
    clip="ring",
    role="supply",
    pillars=("参加支援",),
    fields=("介護",),
    target_groups=("高齢",),
    formality="公的",
)
