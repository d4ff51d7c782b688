"""Knows where an asset, or what is typed of one, lies: municipality, districts, office. Knows no rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from gisapp.db.engine import query
from gisapp.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Territory:
    """Whose an asset is. `districts`: keys of elementary districts, empty where nobody knows."""

    municipality_code: str
    office_id: int | None
    districts: frozenset[str]


def territory(connection: Connection, service_id: int) -> Territory:
    """Where an asset lies, of any status. Raises NotFoundError."""
    row = connection.execute(query("asset_territory"), {"id": service_id}).one_or_none()
    if row is None:
        raise NotFoundError("その場所はありません。")
    return Territory(row.municipality_code, row.office_id, frozenset(row.districts))


def districts_of(connection: Connection, code: str, where: dict[str, Any]) -> frozenset[str]:
    """The districts that a place as it is typed lies in; empty where only an address is known, or nothing."""
    said = {where["district"], *where["service_area"]} - {None}
    if where["lat"] is None or where["lon"] is None:
        return frozenset(said)
    values = {"code": code, "lon": where["lon"], "lat": where["lat"]}
    return frozenset(row.key for row in connection.execute(query("districts_at"), values))
