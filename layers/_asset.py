"""Knows how records of the common list formats become asset rows. Knows no particular layer."""

from datetime import time

from importers._record import Record
from layers._layer import Opening


def point_of(record: Record) -> tuple[float | None, float | None]:
    """Longitude and latitude of a record's point; both None where the place isn't known."""
    if record.geometry is None:
        return None, None
    point = record.geometry.centroid
    return point.x, point.y


def source_key(*parts: object) -> str:
    """What finds the asset again in the next delivery: the publisher's own number, or name and address."""
    return "|".join(str(part) for part in parts if part not in (None, ""))


def openings(
    weekdays: tuple[int, ...] | None, opens: time | None, closes: time | None
) -> tuple[Opening, ...]:
    """Weekly hours, or nothing where not even the days are known."""
    return (Opening(tuple(weekdays), opens, closes),) if weekdays else ()
