"""Knows the layer 人口（町丁・字等）: census people by age and sex in small areas, a finer demand."""

from shapely import Polygon

from importers import estat_small_area
from importers._record import Record
from layers._layer import CellRow, Example, Layer, Source
from layers._population import AGING_RAMP, ESTAT_LICENCE, TOWN_BOUNDARY, cell_of, estat_table


def to_row(record: Record) -> CellRow:
    """A small area under its KEY_CODE, with the town's name."""
    return cell_of(record, record.fields["key_code"])


SHAPE = Polygon([(139.3, 35.6), (139.4, 35.6), (139.4, 35.7), (139.3, 35.6)])
COUNTS: dict[tuple[str, int, int | None], int | None] = {("t", 0, None): 120, ("t", 65, None): 30}
EXAMPLE = Example(
    Record(
        "tblT001082C27.csv",
        5,
        {
            "key_code": "27223001001",
            "name": "朝日町一丁目",
            "counts": COUNTS,
            "joined_into": None,
        },
        SHAPE,
        6668,
    ),
    CellRow("27223001001", SHAPE, 6668, COUNTS, name="朝日町一丁目"),
)

LAYER = Layer(
    key="population_small_area",
    title="人口（町丁・字等）",
    description="国勢調査の人口を、町丁・字等の区域で示します。色は高齢化率です。",
    kind="people",
    order=21,
    source=Source(
        publisher="総務省統計局",
        title="国勢調査 小地域集計（e-Stat 統計地理情報システム）",
        url="https://www.e-stat.go.jp/gis",
        licence=ESTAT_LICENCE,
    ),
    formats=(estat_small_area.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=AGING_RAMP,
    role="demand",
    downloads=(TOWN_BOUNDARY, estat_table("T001082", area="{prefecture}")),
    renewed_months=60,
)
