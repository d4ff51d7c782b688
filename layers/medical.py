"""Knows the layer 医療機関: hospitals, clinics and dentists."""

from datetime import date

from shapely import Point

from importers import ksj_p04, standard_medical
from importers._record import Record
from layers._asset import openings, point_of, source_key
from layers._ksj import PUBLISHER, known, page_of, prefecture_zip
from layers._layer import AssetRow, Example, Layer, Phone, Pin, Source
from layers._listed import own_list


def to_row(record: Record) -> AssetRow:
    """One institution, found again by name and address. Beds aren't a capacity for those who come by."""
    fields = record.fields
    if "weekdays" in fields:
        return _of_the_city(record)
    lon, lat = point_of(record)
    beds = fields.get("beds")
    return AssetRow(
        source_key=source_key(fields["name"], fields.get("address")),
        name=fields["name"],
        description=fields.get("kind"),
        address=fields.get("address"),
        lon=lon,
        lat=lat,
        srid=record.srid or 6668,
        attributes=known(
            {
                "診療科目": "、".join(fields.get("departments") or ()),
                "病床数": f"{beds}床" if beds else None,
                "開設者": fields.get("founder"),
                "指定": "、".join(fields.get("roles") or ()),
            }
        ),
    )


def _of_the_city(record: Record) -> AssetRow:
    """A row of the city's own 医療機関一覧, which knows telephone and hours."""
    fields = record.fields
    lon, lat = point_of(record)
    own = fields.get("id") or fields.get("address")
    return AssetRow(
        source_key=source_key(own, fields["name"]),
        name=fields["name"],
        kana=fields.get("kana"),
        description=fields.get("kind"),
        organization=fields.get("organization"),
        address=fields.get("address"),
        building=fields.get("building"),
        lon=lon,
        lat=lat,
        phones=(Phone(fields["phone"]),) if fields.get("phone") else (),
        openings=openings(fields["weekdays"], fields.get("opens"), fields.get("closes")),
        hours_note=fields.get("hours_note"),
        url=fields.get("url"),
        email=fields.get("email"),
        attributes=known(
            {
                "診療科目": "、".join(fields.get("departments") or ()),
                "病床数": f"{fields['beds']}床" if fields.get("beds") else None,
                "時間外の対応": fields.get("after_hours"),
                "状況": fields.get("status"),
                "備考": fields.get("note"),
            }
        ),
    )


EXAMPLE = Example(
    Record(
        "P04-20_13.geojson",
        1,
        {
            "kind": "病院",
            "name": "見本病院",
            "address": "東京都八王子市見本町1-1",
            "departments": ("内科", "外科"),
            "founder": "医療法人",
            "beds": 60,
            "roles": ("救急告示病院",),
        },
        Point(139.3, 35.6),
        6668,
    ),
    AssetRow(
        "見本病院|東京都八王子市見本町1-1",
        "見本病院",
        description="病院",
        address="東京都八王子市見本町1-1",
        lon=139.3,
        lat=35.6,
        attributes={
            "診療科目": "内科、外科",
            "病床数": "60床",
            "開設者": "医療法人",
            "指定": "救急告示病院",
        },
    ),
)

OF_THE_CITY = Example(
    Record(
        "132012_hospital.csv",
        2,
        {
            "id": "2910997",
            "name": "見本医院",
            "kind": "無床診療所",
            "departments": ("内科",),
            "weekdays": (0, 1),
        },
    ),
    AssetRow(
        "2910997|見本医院",
        "見本医院",
        description="無床診療所",
        openings=openings((0, 1), None, None),
        attributes={"診療科目": "内科"},
    ),
)

LAYER = Layer(
    key="medical",
    title="医療機関",
    description="病院・診療所・歯科診療所です。",
    kind="asset",
    order=165,
    source=Source(
        publisher=PUBLISHER,
        title="国土数値情報 医療機関データ（P04）",
        url=page_of("P04-2020"),
        licence="CC BY 4.0（2020年度版。以前の版は配布元のページの記載によります）",
    ),
    formats=(ksj_p04.FORMAT, standard_medical.FORMAT),
    sources={"standard_medical": own_list("医療機関一覧")},
    to_row=to_row,
    examples=(EXAMPLE, OF_THE_CITY),
    style=Pin(shape="diamond", colour="#005ce6", glyph="医"),
    clip="ring",
    role="supply",
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="準公的",
    downloads=(prefecture_zip("P04-20", page="P04-2020", licence="CC BY 4.0", as_of=date(2020, 4, 1)),),
)
