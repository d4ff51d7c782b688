"""Knows how a record of an area file becomes an area row. Knows no particular layer."""

from collections.abc import Mapping
from typing import Any

from shapely.geometry.base import BaseGeometry

from importers._record import Delivery, Record
from layers._layer import AreaRow

LIVING_AREAS = ("日常生活圏域", "生活圏域", "包括圏域", "圏域", "seikatsuken", "keniki", "kenniki")


def is_living_area(delivery: Delivery) -> bool:
    """The file's name says that its areas are 日常生活圏域: nothing inside it would."""
    return any(word in delivery.name.lower() for word in LIVING_AREAS)


def shape_of(record: Record) -> BaseGeometry:
    """The record's polygon. Raises ValueError where its format yielded none."""
    if record.geometry is None:
        raise ValueError(f"{record.file} line {record.line} has no geometry")
    return record.geometry


def area_row(record: Record, *, key: str, name: str, attributes: Mapping[str, Any]) -> AreaRow:
    """One polygon of an area; polygons with one key are joined on publishing."""
    return AreaRow(key, name, shape_of(record), record.srid or 6668, attributes)


def school_district(record: Record, *, ending: str) -> AreaRow:
    """One polygon of a school's district: 石川小学校 → 石川小学校区.

    Schools are told apart by name and address within the city; `ending` is what their names end with.
    """
    school = record.fields["name"]
    return area_row(
        record,
        key=f"{school}|{record.fields.get('address') or ''}",
        name=f"{school}区" if school.endswith(ending) else school,
        attributes={"school": school, "founder": record.fields.get("founder")},
    )
