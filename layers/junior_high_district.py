"""Knows the layer 中学校区: junior high school districts, a second system to answer in."""

from datetime import date

from shapely import Point, Polygon

from importers import ksj_a32, ksj_p29, school_district_table
from importers._record import Record
from layers._district import accepts_of, other_sources, to_row_of
from layers._ksj import PUBLISHER, page_of, prefecture_zip
from layers._layer import (
    AreaRow,
    Example,
    Layer,
    Outline,
    SchoolPointRow,
    Source,
    TownDistrictRow,
)

LICENCE = "CC BY 4.0（一部制限。条件は市区町村ごとに異なります。以前の版は配布元のページの記載によります）"


SHAPE = Polygon([(139.3, 35.6), (139.4, 35.6), (139.4, 35.7), (139.3, 35.6)])
EXAMPLES = (
    Example(
        Record("A32.geojson", 1, {"name": "石川中学校", "address": None, "founder": None}, SHAPE, 6668),
        AreaRow("石川中学校|", "石川中学校区", SHAPE, 6668, {"school": "石川中学校", "founder": None}),
    ),
    Example(
        Record("通学区域.csv", 2, {"town": "石川町", "school": "石川中", "part": "1番地", "kind": "中学校"}),
        TownDistrictRow("石川町", "石川中学校", "1番地"),
    ),
    Example(
        Record(
            "P29.geojson",
            1,
            {
                "name": "石川中学校",
                "kind": "中学校",
                "address": "石川町1",
                "operator": "市区町村",
                "status": None,
            },
            Point(139.36, 35.67),
            6668,
        ),
        SchoolPointRow("石川中学校|石川町1", "石川中学校", 139.36, 35.67),
    ),
)

LAYER = Layer(
    key="junior_high_district",
    title="中学校区",
    description="公立中学校の通学区域です。境界は参考です。",
    kind="area",
    order=40,
    source=Source(
        publisher=PUBLISHER,
        title="国土数値情報 中学校区データ（A32）",
        url=page_of("A32-2023"),
        licence=LICENCE,
    ),
    formats=(ksj_a32.FORMAT, school_district_table.FORMAT, ksj_p29.FORMAT),
    sources=other_sources("中学校"),
    accepts=accepts_of("中学校"),
    to_row=to_row_of("中学校"),
    examples=EXAMPLES,
    style=Outline(colour="#2b5c8a", width_px=2.2, dashes=(6, 2)),
    role="district",
    downloads=(prefecture_zip("A32-23", page="A32-2023", licence=LICENCE, as_of=date(2023, 4, 1)),),
    renewed_months=24,
)
