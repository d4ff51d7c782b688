"""Knows where an asset, or what is typed of one, lies: municipality, districts, office. Knows no rights."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from gisapp.db.engine import query
from gisapp.errors import NotFoundError


def whose(connection: Connection, service_id: int) -> tuple[str, frozenset[str], int | None]:
    """An asset's municipality, the districts it lies in, and its office. Raises NotFoundError."""
    row = connection.execute(query("asset_territory"), {"id": service_id}).one_or_none()
    if row is None:
        raise NotFoundError("その場所はありません。")
    return row.municipality_code, frozenset(row.districts), row.office_id


def districts_of(connection: Connection, code: str, where: dict[str, Any]) -> frozenset[str]:
    """Keys of elementary districts; none where only an address is known, or nothing."""
    said = {where["district"], *where["service_area"]} - {None}
    if where["lat"] is None or where["lon"] is None:
        return frozenset(said)
    values = {"code": code, "lon": where["lon"], "lat": where["lat"]}
    return frozenset(row.key for row in connection.execute(query("districts_at"), values))
