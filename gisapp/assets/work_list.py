"""Knows the list of assets that have no place yet, and how a person gives them one.

Knows no file and no page.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from gisapp.assets.catalogue import placeless
from gisapp.assets.degrees import degrees
from gisapp.assets.placing import Whereabouts
from gisapp.assets.snapshots import BY_PERSON, form_of, shown_place
from gisapp.assets.writing import read, write
from gisapp.db.engine import query
from gisapp.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An asset without a point: what is known of where it may be."""

    id: int
    layer: str
    name: str
    address: str | None
    building: str | None


def unplaced(connection: Connection, code: str, most: int = 500) -> list[Unplaced]:
    """The municipality's active assets that no address could place, by layer and name."""
    rows = connection.execute(query("unplaced"), {"code": code, "most": most, "placeless": placeless()})
    return [Unplaced(**row._mapping) for row in rows]


def place_by_hand(connection: Connection, service_id: int, position: str, *, actor: str) -> None:
    """Puts an asset at "緯度, 経度" (degrees, 6668); how it was before is kept, and imports leave it there.

    Raises UserError for a position that is none in Japan, NotFoundError for an unknown asset.
    """
    lat, lon = degrees(position)
    asset = read(connection, service_id)
    if asset.status != "active":
        raise NotFoundError("その場所はありません。")
    # What is to be shown only coarsely stays so: it has no point because no town or district was found.
    where = {**form_of(asset.content)["where"], "lat": lat, "lon": lon}
    shown = shown_place(connection, where, asset.name, Whereabouts(asset.municipality_code, "", ""))
    location = {**asset.content["location"], **shown.location}
    placed = {**asset.content, "location": location, "place": shown.place}
    write(connection, service_id, placed, base_version=asset.version, actor=actor, reason=BY_PERSON)
