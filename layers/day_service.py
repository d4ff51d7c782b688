"""Knows the layer 通所介護: day service for older people, from the ministry's disclosure system."""

from datetime import date

from importers import mhlw_csv, mhlw_json
from importers._record import Delivery, Record
from layers._asset import point_of
from layers._layer import AssetRow, Download, Example, Layer, Opening, Phone, Pin, Source

#: The kinds of day service (codes 150 and 780); the ministry has a file for each.
SERVICES = frozenset({"通所介護", "地域密着型通所介護"})
PAGE = "https://www.mhlw.go.jp/stf/kaigo-kouhyou_opendata.html"
LICENCE = "公共データ利用規約（出典を記載）"


def downloads(*codes: int) -> tuple[Download, ...]:
    """The ministry's files of these kinds of service, for all Japan, as of the end of 2025.

    Later editions carry the moment of their making in the name (jigyosho_150_all_2026…): see the page.
    """
    base, day = "https://www.mhlw.go.jp/content/12300000", date(2025, 12, 31)
    return tuple(Download(f"{base}/jigyosho_{code}.csv", PAGE, LICENCE, day) for code in codes)


def accepts(delivery: Delivery) -> bool:
    """The ministry's CSV carries every kind of service, a file each; the JSON is of day service only."""
    return mhlw_json.FORMAT.recognises(delivery) or mhlw_csv.service_of(delivery) in SERVICES


def to_row(record: Record) -> AssetRow:
    """One office under its 事業所番号; the days are known, the hours are not."""
    fields = record.fields
    lon, lat = point_of(record)
    weekdays = fields.get("weekdays") or ()
    holidays = "祝日も利用できます" if "祝日" in (fields.get("open_days") or ()) else None
    notes = [holidays, fields.get("open_days_note"), fields.get("hours_note")]
    return AssetRow(
        source_key=fields["id"] or fields["name"],
        name=fields["name"],
        kana=fields.get("kana"),
        description=fields.get("service_type"),
        organization=fields.get("organization"),
        address=fields.get("address"),
        building=fields.get("building"),
        lon=lon,
        lat=lat,
        phones=(Phone(fields["phone"]),) if fields.get("phone") else (),
        openings=(Opening(weekdays),) if weekdays else (),
        hours_note="。".join(note for note in notes if note) or None,
        capacity=fields.get("capacity"),
        url=fields.get("url"),
        email=fields.get("email"),
    )


EXAMPLE = Example(
    Record(
        "list.json",
        1,
        {
            "id": "1370000000",
            "name": "デイ",
            "open_days": ("平日", "祝日"),
            "weekdays": (0, 1, 2, 3, 4),
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
        title="介護サービス情報公表システム オープンデータ",
        url=PAGE,
        licence=LICENCE,
    ),
    formats=(mhlw_csv.FORMAT, mhlw_json.FORMAT),
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE,),
    style=Pin(shape="diamond", colour="#2b5c8a", glyph="介"),
    clip="ring",
    role="supply",
    hosts=True,
    pillars=("参加支援",),
    fields=("介護",),
    target_groups=("高齢",),
    formality="公的",
    downloads=downloads(150, 780),
    renewed_months=6,
)
