"""Knows the layer 小学校区: elementary school districts, the unit in which the product answers."""

from datetime import date

from shapely import Point, Polygon

from importers import ksj_a27, ksj_p29, school_district_table
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
        Record(
            "A27.geojson", 1, {"name": "石川小学校", "address": "石川町1", "founder": "市立"}, SHAPE, 6668
        ),
        AreaRow(
            "石川小学校|石川町1", "石川小学校区", SHAPE, 6668, {"school": "石川小学校", "founder": "市立"}
        ),
    ),
    Example(
        Record("通学区域.csv", 2, {"town": "石川町", "school": "石川小", "part": "1番地", "kind": "小学校"}),
        TownDistrictRow("石川町", "石川小学校", "1番地"),
    ),
    Example(
        Record(
            "P29.geojson",
            1,
            {
                "name": "石川小学校",
                "kind": "小学校",
                "address": "石川町1",
                "operator": "市区町村",
                "status": None,
            },
            Point(139.36, 35.67),
            6668,
        ),
        SchoolPointRow("石川小学校|石川町1", "石川小学校", 139.36, 35.67),
    ),
)

LAYER = Layer(
    key="elementary_district",
    title="小学校区",
    description="公立小学校の通学区域です。境界は参考です。",
    kind="area",
    order=30,
    source=Source(
        publisher=PUBLISHER,
        title="国土数値情報 小学校区データ（A27）",
        url=page_of("A27-2023"),
        licence=LICENCE,
    ),
    formats=(ksj_a27.FORMAT, school_district_table.FORMAT, ksj_p29.FORMAT),
    sources=other_sources("小学校"),
    accepts=accepts_of("小学校"),
    to_row=to_row_of("小学校"),
    examples=EXAMPLES,
    style=Outline(colour="#5d6168", width_px=1.2),
    role="district",
    downloads=(prefecture_zip("A27-23", page="A27-2023", licence=LICENCE, as_of=date(2023, 4, 1)),),
    renewed_months=24,
    shown=True,
)
