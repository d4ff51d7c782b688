"""Knows which districts a place lies in as it is typed. Knows no asset and no rights."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from gisapp.db.engine import query


def districts_of(connection: Connection, code: str, where: dict[str, Any]) -> frozenset[str]:
    """Keys of elementary districts; none where only an address is known, or nothing."""
    said = {where["district"], *where["service_area"]} - {None}
    if where["lat"] is None or where["lon"] is None:
        return frozenset(said)
    values = {"code": code, "lon": where["lon"], "lat": where["lat"]}
    return frozenset(row.key for row in connection.execute(query("districts_at"), values))
