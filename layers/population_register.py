"""Knows the layer 住民基本台帳の町丁別人口: the city's own register by town and age, the newest demand."""

from importers import resident_register, standard_population
from importers._record import Record
from layers._layer import Example, Layer, Source, TownPeopleRow
from layers._population import AGING_RAMP


def to_row(record: Record) -> TownPeopleRow:
    """The people of a town as the city names it."""
    fields = record.fields
    return TownPeopleRow(fields["town"], fields["counts"], fields["ward"], fields["households"])


COUNTS: dict[tuple[str, int, int | None], int | None] = {("t", 0, None): 120, ("t", 65, None): 30}
EXAMPLE = Example(
    Record(
        "jinkou_20241001.csv",
        3,
        {"town": "石川町", "ward": None, "counts": COUNTS, "households": 60, "municipality_code": None},
    ),
    TownPeopleRow("石川町", COUNTS, households=60),
)

LAYER = Layer(
    key="population_register",
    title="住民基本台帳の町丁別人口",
    description="住民基本台帳の人口を、町丁の区域で示します。色は高齢化率です。先に町丁・字の区域が要ります。",
    kind="people",
    order=22,
    source=Source(
        publisher="",
        title="住民基本台帳による町丁別・年齢別人口",
        url="",
        licence="提供元に確認",
    ),
    formats=(resident_register.FORMAT, standard_population.FORMAT),
    to_row=to_row,
    examples=(EXAMPLE,),
    style=AGING_RAMP,
    role="demand",
    renewed_months=12,
)
