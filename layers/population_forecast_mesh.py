"""Knows the layer 将来推計人口（メッシュ）: where people will live by age and year, in mesh cells."""

from datetime import date

from shapely import Polygon

from importers import ksj_mesh500
from importers._record import Record
from layers._ksj import PUBLISHER, SITE, page_of
from layers._layer import CellRow, Download, Example, Layer, Source
from layers._population import AGING_RAMP, cell_of

#: As the page of the product says.
LICENCE = "CC BY 4.0（国土数値情報の利用規約、出典を記載）"


def to_row(record: Record) -> CellRow:
    """A mesh cell in one year, under its mesh code."""
    return cell_of(record, record.fields["mesh_code"])


SHAPE = Polygon([(139.3, 35.6), (139.4, 35.6), (139.4, 35.7), (139.3, 35.6)])
COUNTS: dict[tuple[str, int, int | None], int | None] = {("t", 0, None): 3, ("t", 65, None): None}
EXAMPLE = Example(
    Record(
        "500m_mesh_2024_13.geojson",
        1,
        {"mesh_code": "533900061", "year": 2040, "counts": COUNTS, "joined_into": "533900062"},
        SHAPE,
        6668,
    ),
    CellRow("533900061", SHAPE, 6668, COUNTS, joined_into="533900062", year=2040),
)

LAYER = Layer(
    key="population_forecast_mesh",
    title="将来推計人口（メッシュ）",
    description="2050年までの推計人口を、約500m（または1km・250m）四方のます目で示します。色は高齢化率です。",
    kind="people",
    order=24,
    source=Source(
        publisher=PUBLISHER,
        title="国土数値情報 500mメッシュ別将来推計人口データ（R6国政局推計）",
        url=page_of("mesh500r6"),
        licence=LICENCE,
    ),
    formats=(ksj_mesh500.FORMAT,),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=AGING_RAMP,
    clip="ring",
    role="forecast",
    downloads=(
        Download(
            url=f"{SITE}/data/m500r6/m500r6-24/500m_mesh_2024_{{prefecture}}_GEOJSON.zip",
            page=page_of("mesh500r6"),
            licence=LICENCE,
            as_of=date(2020, 10, 1),
        ),
    ),
    renewed_months=60,
)
