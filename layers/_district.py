"""Knows how tables of towns, and schools as points, become what school districts are built from.

Knows no particular layer.
"""

from collections.abc import Callable

from importers import ksj_p29, school_district_table
from importers._record import Delivery, Record
from layers._asset import point_of
from layers._ksj import official_district
from layers._layer import AreaRow, SchoolPointRow, Source, TownDistrictRow
from layers._listed import own_list

#: Pupils of all nine years go there.
BOTH = "義務教育学校"
#: Who runs schools that have a district: the municipality, or several together.
_PUBLIC = ("市区町村", "その他の地方公共団体")


def accepts_of(kind: str) -> Callable[[Delivery], bool]:
    """Areas, and tables that name such schools; points only where a person says that they will do."""

    def accepts(delivery: Delivery) -> bool:
        if school_district_table.FORMAT.recognises(delivery):
            return takes_table(delivery, kind=kind)
        return not ksj_p29.FORMAT.recognises(delivery)

    return accepts


def to_row_of(kind: str) -> Callable[[Record], AreaRow | TownDistrictRow | SchoolPointRow | None]:
    """One polygon of a school's district, a town of it, or the school itself."""

    def to_row(record: Record) -> AreaRow | TownDistrictRow | SchoolPointRow | None:
        if "town" in record.fields:
            return town_district(record, kind=kind)
        if "operator" in record.fields:
            return school_point(record, kind=kind)
        return official_district(record, ending=kind)

    return to_row


def takes_table(delivery: Delivery, *, kind: str) -> bool:
    """Whether a table of towns names schools of this kind, or doesn't tell the kind of any."""
    named = school_district_table.kinds(delivery)
    return not named or bool(named & {kind, BOTH})


def town_district(record: Record, *, kind: str) -> TownDistrictRow | None:
    """A town of a school of this kind; None for a school of another. 石川小 is 石川小学校."""
    fields = record.fields
    if fields["kind"] not in (None, kind, BOTH):
        return None
    school = fields["school"]
    short = kind.removesuffix("学校")
    full = f"{school}学校" if school.endswith(short) and not school.endswith("学校") else school
    return TownDistrictRow(fields["town"], full, fields["part"])


def school_point(record: Record, *, kind: str) -> SchoolPointRow | None:
    """A public school of this kind that is open, as a point; None for any other."""
    fields = record.fields
    lon, lat = point_of(record)
    operator = fields["operator"] or ""
    public = operator in _PUBLIC or operator.endswith("立")
    if fields["kind"] not in (kind, BOTH) or not public or fields["status"] == "休校中":
        return None
    if lon is None or lat is None:
        return None
    name = fields["name"]
    return SchoolPointRow(f"{name}|{fields['address'] or ''}", name, lon, lat, record.srid or 6668)


def other_sources(kind: str) -> dict[str, Source]:
    """Where districts come from that the national data set doesn't hold, by format."""
    return {
        "school_district_table": own_list(f"{kind}の通学区域一覧"),
        "ksj_p29": Source(
            publisher="国土交通省",
            title=f"国土数値情報 学校（P29）の位置から分けた最寄りの{kind}の区域（近似）",
            url="https://nlftp.mlit.go.jp/ksj/gml/datalist/KsjTmplt-P29-2023.html",
            licence="CC BY 4.0（2013年度版は非商用）",
        ),
    }
