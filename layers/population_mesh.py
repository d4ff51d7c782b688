"""Knows the layer 人口メッシュ: census people by age and sex in mesh cells, the demand of the analysis."""

from shapely import Polygon

from importers import estat_mesh
from importers._record import Record
from layers._layer import CellRow, Example, Layer, Source
from layers._population import AGING_RAMP, ESTAT_LICENCE, cell_of, estat_table


def to_row(record: Record) -> CellRow:
    """A mesh cell under its mesh code."""
    return cell_of(record, record.fields["mesh_code"])


SHAPE = Polygon([(139.3, 35.6), (139.4, 35.6), (139.4, 35.7), (139.3, 35.6)])
COUNTS: dict[tuple[str, int, int | None], int | None] = {("t", 0, None): 3, ("t", 65, None): None}
EXAMPLE = Example(
    Record(
        "tblT001100S5339.txt",
        3,
        {
            "mesh_code": "53390006",
            "counts": COUNTS,
            "joined_into": "53390007",
        },
        SHAPE,
        6668,
    ),
    CellRow("53390006", SHAPE, 6668, COUNTS, joined_into="53390007"),
)

LAYER = Layer(
    key="population_mesh",
    title="人口メッシュ（国勢調査）",
    description="国勢調査の人口を、約1km（または500m・250m）四方のます目で示します。色は高齢化率です。",
    kind="people",
    order=20,
    source=Source(
        publisher="総務省統計局",
        title="国勢調査 地域メッシュ統計（e-Stat 統計地理情報システム）",
        url="https://www.e-stat.go.jp/gis",
        licence=ESTAT_LICENCE,
    ),
    formats=(estat_mesh.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=AGING_RAMP,
    clip="ring",
    role="demand",
    # 500 m on JGD2011: finer cells hide more ages, coarser ones are as large as a school district.
    downloads=(estat_table("T001141", area="{mesh}"),),
    renewed_months=60,
)
