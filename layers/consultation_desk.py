"""Knows the layer 相談窓口・なんでも相談所: where people are listened to and led on."""

from importers import desk_list, place_list
from importers._record import Delivery, Record
from layers._asset import openings, point_of, source_key
from layers._layer import AssetRow, Example, Facts, Layer, Phone, Pin, Source
from layers._listed import listed_row, own_list

NAMES = (
    "相談窓口",
    "なんでも相談",
    "consultation_desk",
)


def accepts(delivery: Delivery) -> bool:
    """A list of desks, or a free list whose name says so: what is done there looks the same in all."""
    return desk_list.FORMAT.recognises(delivery) or any(name in delivery.name.lower() for name in NAMES)


def to_row(record: Record) -> AssetRow:
    """A desk of a list of desks, with all its lines; or of a free list."""
    if "topics" not in record.fields:
        return listed_row(record)
    fields = record.fields
    lon, lat = point_of(record)
    return AssetRow(
        source_key=source_key(fields["name"], fields["host"]),
        name=fields["name"],
        kana=fields["kana"],
        description=fields["description"],
        organization=fields["organization"],
        address=fields["address"],
        building=fields["host"],
        lon=lon,
        lat=lat,
        phones=tuple(Phone(number, purpose) for number, purpose in fields["phones"]),
        openings=openings(fields["weekdays"], fields["opens"], fields["closes"]),
        fee=fields["fee"],
        url=fields["url"],
        email=fields["email"],
        booking=fields["booking"],
        staff="、".join(fields["staff"]) or None,
        rooms=fields["rooms"],
        topics=fields["topics"],
        closed_on=fields["closed_on"],
        accessibility=fields["equipment"],
        target_groups=fields["target"],
        attributes={"郵便番号": fields["postal_code"]} if fields["postal_code"] else {},
    )


EXAMPLE = Example(
    Record(
        "一覧.csv",
        2,
        {"id": None, "name": "ふくしなんでも相談所", "address": "見本町1-1", "target": "どなたでも"},
    ),
    AssetRow(
        "ふくしなんでも相談所", "ふくしなんでも相談所", address="見本町1-1", attributes={"対象": "どなたでも"}
    ),
)

DESK = Example(
    Record(
        "窓口.csv",
        2,
        {
            "name": "見本相談センター", "kana": None, "organization": None, "description": None,
            "postal_code": None, "address": "見本町1-1", "host": "見本ビル3階",
            "phones": (("000-0000-0001", "生活相談"), ("000-0000-0002", "FAX")), "email": None, "url": None,
            "weekdays": (0, 5), "opens": None, "closes": None, "closed_on": ("祝日",), "fee": "無料",
            "booking": "必要", "target": ("高齢",), "topics": ("もの忘れ",),
            "staff": ("保健師", "社会福祉士"),
            "equipment": (), "rooms": None,
        },
    ),
    AssetRow(
        "見本相談センター|見本ビル3階", "見本相談センター", address="見本町1-1", building="見本ビル3階",
        phones=(Phone("000-0000-0001", "生活相談"), Phone("000-0000-0002", "FAX")),
        openings=openings((0, 5), None, None), fee="無料", booking="必要", staff="保健師、社会福祉士",
        topics=("もの忘れ",), closed_on=("祝日",), target_groups=("高齢",),
    ),
)  # fmt: skip

LAYER = Layer(
    key="consultation_desk",
    title="相談窓口・なんでも相談所",
    description="困りごとを聞き、合うところへつなぐ窓口です。もとになる相談所と、そのサテライトがあります。",
    kind="asset",
    order=105,
    source=own_list("相談窓口・なんでも相談所一覧"),
    formats=(desk_list.FORMAT, place_list.FORMAT),
    accepts=accepts,
    to_row=to_row,
    examples=(EXAMPLE, DESK),
    style=Pin(shape="square", colour="#16507a", glyph="窓"),
    role="supply",
    shown=True,
    pillars=("相談支援",),
    fields=("属性を問わない",),
    target_groups=("だれでも",),
    formality="準公的",
    facts={
        "112011": Facts(
            "consultation_desk_112011.csv",
            Source(
                publisher="川越市",
                title="福祉総合相談窓口の案内",
                url="",
                licence="事実の引用（出典を記載）",
            ),
        )
    },
)
