"""Knows how records of the common list formats become asset rows. Knows no particular layer."""

from datetime import time

from importers._record import Record
from layers._layer import AssetRow, Opening, Phone


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


def facility_row(record: Record) -> AssetRow:
    """A row of the 推奨データセット facility lists (公共施設, 子育て施設)."""
    fields = record.fields
    lon, lat = point_of(record)
    phone, extension = fields.get("phone"), fields.get("extension")
    return AssetRow(
        source_key=source_key(fields.get("id"), fields["name"]),
        name=fields["name"],
        kana=fields.get("kana"),
        description=fields.get("description") or fields.get("kind"),
        organization=fields.get("organization"),
        address=fields.get("address"),
        building=fields.get("building"),
        lon=lon,
        lat=lat,
        phones=(Phone(f"{phone}（内線{extension}）" if extension else phone),) if phone else (),
        openings=openings(fields.get("weekdays"), fields.get("opens"), fields.get("closes")),
        hours_note=fields.get("hours_note"),
        capacity=fields.get("capacity"),
        url=fields.get("url"),
        attributes={
            key: value
            for key, value in (
                ("種別", fields.get("kind")),
                ("対象", fields.get("ages")),
                ("備考", fields.get("note")),
            )
            if value
        },
    )


def place_row(record: Record) -> AssetRow:
    """A row of a plain list of places (name, lat, lon, address)."""
    fields = record.fields
    lon, lat = point_of(record)
    return AssetRow(
        source_key=source_key(fields["name"], fields.get("address")),
        name=fields["name"],
        description=fields.get("kind"),
        address=fields.get("address"),
        lon=lon,
        lat=lat,
        attributes={key: value for key, value in (fields.get("extra") or {}).items() if value},
    )
