"""Knows how a record of people becomes a population cell, where e-Stat's files are, the aging rate's ramp.

Knows no particular population layer.
"""

from datetime import date

from importers._record import Record
from layers._area import shape_of
from layers._layer import CellRow, Download, Ramp

#: Light yellow to dark red-brown, one sequential ramp that colour-blind people can follow.
AGING_RAMP = Ramp(
    breaks=(20, 25, 30, 35),
    colours=("#fff3c4", "#fdc981", "#f08c4f", "#c9502d", "#7d2413"),
    words=("20％未満", "20〜25％", "25〜30％", "30〜35％", "35％以上"),
)
ESTAT_LICENCE = "政府統計の総合窓口（e-Stat）利用規約（出典を記載）"
CENSUS_DAY = date(2020, 10, 1)
_ESTAT = "https://www.e-stat.go.jp/gis/statmap-search"
#: The towns of a prefecture on JGD2011 in degrees. Designated cities have no file of their own.
TOWN_BOUNDARY = Download(
    url=f"{_ESTAT}/data?dlserveyId=A002005212020&code={{prefecture}}&coordSys=1&format=shape"
    "&downloadType=5&datum=2011",
    page=f"{_ESTAT}?page=1&type=2&aggregateUnitForBoundary=A&toukeiCode=00200521",
    licence=ESTAT_LICENCE,
    as_of=CENSUS_DAY,
)


def estat_table(table: str, *, area: str) -> Download:
    """A census table of 2020 for a `{prefecture}` or a `{mesh}`."""
    return Download(
        url=f"{_ESTAT}/data?statsId={table}&code={area}&downloadType=2",
        page=f"{_ESTAT}?page=1&type=1&toukeiCode=00200521&toukeiYear=2020",
        licence=ESTAT_LICENCE,
        as_of=CENSUS_DAY,
    )


def cell_of(record: Record, key: str) -> CellRow:
    """One cell under this key; a suppressed one names the cell that its people were added to."""
    fields = record.fields
    return CellRow(
        key=key,
        geometry=shape_of(record),
        srid=record.srid or 6668,
        counts=fields["counts"],
        joined_into=fields.get("joined_into"),
        households=fields.get("households"),
        name=fields.get("name"),
        year=fields.get("year"),
    )
