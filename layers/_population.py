"""Knows how a census record becomes a population cell, and the ramp of the aging rate.

Knows no particular census layer.
"""

from importers._record import Record
from layers._area import shape_of
from layers._layer import CellRow, Ramp

#: Light yellow to dark red-brown, one sequential ramp that colour-blind people can follow.
AGING_RAMP = Ramp(
    breaks=(20, 25, 30, 35),
    colours=("#fff3c4", "#fdc981", "#f08c4f", "#c9502d", "#7d2413"),
    words=("20％未満", "20〜25％", "25〜30％", "30〜35％", "35％以上"),
)


def to_row(record: Record) -> CellRow:
    """One cell; a suppressed one names the cell that its people were added to."""
    fields = record.fields
    return CellRow(
        key=fields["key"],
        geometry=shape_of(record),
        srid=record.srid or 6668,
        counts=fields["counts"],
        joined_into=fields.get("joined_into"),
        households=fields.get("households"),
    )
