"""Knows how staged rows become the map: COPY into staging tables, then set-based statements.

Knows no format. Runs inside the caller's one transaction: killed at any moment, the old map stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection

from gisapp.assets.address import town_key
from gisapp.assets.placing import Whereabouts, place
from gisapp.crs import STORAGE_SRID, plane_srid
from gisapp.db.engine import query
from gisapp.ingest.city import City
from layers._layer import AreaRow, AssetRow, CellRow, Layer, Row, TownRow

BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: The code of prefecture 99 is no real one: synthetic cities live there.
SAMPLE_PREFECTURE = "99"


@dataclass(frozen=True, slots=True)
class Target:
    """What is published where: a layer of a municipality, in an edition, by a run."""

    layer: Layer
    code: str
    run_id: int
    as_of: date | None

    @property
    def edition(self) -> str:
        return self.as_of.isoformat() if self.as_of else "時点不明"

    def parameters(self) -> dict[str, Any]:
        """The bound parameters that every publishing statement shares."""
        return {
            "code": self.code,
            "layer": self.layer.key,
            "run_id": self.run_id,
            "edition": self.edition,
            "as_of": self.as_of,
        }


def publish_municipality(connection: Connection, rows: Sequence[AreaRow], code: str) -> None:
    """Makes the municipality known by its own area: name, prefecture, plane zone."""
    centre = shapely.union_all([row.geometry for row in rows]).centroid
    values = {
        "code": code,
        "name": rows[0].name,
        "prefecture": rows[0].attributes["prefecture"],
        "plane_srid": plane_srid(code, centre.x, centre.y),
        "is_sample": code.startswith(SAMPLE_PREFECTURE),
    }
    connection.execute(query("publish_municipality"), values)


def publish_areas(connection: Connection, rows: Sequence[AreaRow], target: Target, city: City | None) -> None:  # noqa: ARG001
    """Replaces this edition of the area system; the newest edition is the current one."""
    columns = "key text, name text, attributes jsonb, geom geometry"
    staged = ((row.key, row.name, json.dumps(dict(row.attributes)), _ewkb(row.geometry)) for row in rows)
    _stage(connection, "stage_area", columns, staged)
    for name in ("publish_area_gone", "publish_area", "publish_area_current"):
        connection.execute(query(name), target.parameters())


def publish_cells(connection: Connection, rows: Sequence[CellRow], target: Target, city: City | None) -> None:  # noqa: ARG001
    """Adds or replaces these cells of the layer and census year; the year's other cells stay."""
    if target.as_of is None:
        raise ValueError("population cells need a census day")
    cells = ((row.key, row.joined_into or row.key, row.households, _ewkb(row.geometry)) for row in rows)
    _stage(connection, "stage_cell", "key text, unit_key text, households int, geom geometry", cells)
    counts = (
        (row.key, sex, age_from, age_to, people, "suppressed" if people is None else "known")
        for row in rows
        for (sex, age_from, age_to), people in row.counts.items()
    )
    columns = "key text, sex text, age_from int, age_to int, people int, state count_state"
    _stage(connection, "stage_count", columns, counts)
    for name in ("publish_cell_gone", "publish_cell", "publish_count"):
        connection.execute(query(name), {**target.parameters(), "year": target.as_of.year})


def publish_towns(connection: Connection, rows: Sequence[TownRow], target: Target, city: City | None) -> None:  # noqa: ARG001
    """Replaces the municipality's gazetteer."""
    towns = ((row.name, town_key(row.name), _ewkb(shapely.Point(row.lon, row.lat))) for row in rows)
    _stage(connection, "stage_town", "name text, search_key text, geom geometry", towns)
    connection.execute(
        sa.text("delete from gazetteer_town where municipality_code = :code"), {"code": target.code}
    )
    connection.execute(query("publish_town"), target.parameters())


def publish_assets(
    connection: Connection, rows: Sequence[AssetRow], target: Target, city: City | None
) -> None:
    """New, changed and gone assets of one layer; identifiers stay, so that links and history hold."""
    if city is None:
        raise ValueError("assets need their municipality")
    placed = place(connection, rows, Whereabouts(city.code, city.prefecture, city.name))
    _stage(
        connection, "stage_asset", ASSET_COLUMNS, (_asset_values(item.row, item.method) for item in placed)
    )
    phones = ((row.source_key, phone.number, phone.purpose) for row in rows for phone in row.phones)
    _stage(connection, "stage_phone", "source_key text, number text, purpose text", phones)
    hours = (
        (
            row.source_key,
            ",".join(BYDAY[day] for day in sorted(set(opening.weekdays))),
            opening.opens,
            opening.closes,
        )
        for row in rows
        for opening in row.openings
    )
    _stage(connection, "stage_schedule", "source_key text, byday text, opens_at time, closes_at time", hours)
    layer = target.layer
    values = {
        **target.parameters(),
        "pillars": list(layer.pillars),
        "fields": list(layer.fields),
        "target_groups": list(layer.target_groups),
        "formality": layer.formality,
    }
    for name in ASSET_STATEMENTS:
        connection.execute(query(name), values)


ASSET_COLUMNS = """source_key text, name text, kana text, description text, organization text, address text,
    building text, precision location_precision, position_method text, geom geometry, fee text,
    hours_note text, capacity int, url text, email text, assured_date date, valid_from date,
    valid_to date, attributes jsonb"""
ASSET_STATEMENTS = (
    "publish_organization", "publish_service", "publish_service_gone", "publish_location", "publish_place",
    "publish_phone_gone", "publish_phone", "publish_schedule_gone", "publish_schedule", "publish_pin_gone",
    "publish_pin",
)  # fmt: skip


def _asset_values(row: AssetRow, method: str | None) -> tuple[object, ...]:
    point = None if row.lon is None or row.lat is None else _ewkb(shapely.Point(row.lon, row.lat))
    return (
        row.source_key, row.name, row.kana, row.description, row.organization, row.address,
        row.building, row.precision, method, point, row.fee, row.hours_note,
        row.capacity, row.url, row.email, row.assured_date, row.valid_from, row.valid_to,
        json.dumps(dict(row.attributes), default=str),
    )  # fmt: skip


def _ewkb(geometry: BaseGeometry) -> str:
    return shapely.to_wkb(
        shapely.set_srid(shapely.force_2d(geometry), STORAGE_SRID), hex=True, include_srid=True
    )


def _stage(connection: Connection, table: str, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    """A temporary table of this transaction, filled by COPY."""
    connection.execute(sa.text(f"create temporary table {table} ({columns}) on commit drop"))
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"copy {table} from stdin") as copy:
        for row in rows:
            copy.write_row(row)
    # Nothing analyses a temporary table by itself, and without figures the joins below go quadratic.
    connection.execute(sa.text(f"analyze {table}"))


Publish = Callable[[Connection, Sequence[Any], Target, City | None], None]
BY_KIND: dict[str, Publish] = {
    "area": publish_areas,
    "people": publish_cells,
    "gazetteer": publish_towns,
    "asset": publish_assets,
}


ANALYSED = {
    "area": "area",
    "people": "population_cell, population_count",
    "gazetteer": "gazetteer_town",
    "asset": "service, location, service_at_location, phone, schedule, pin",
}


def publish(connection: Connection, rows: Sequence[Row], target: Target, city: City | None) -> None:
    """Publishes the rows of a layer by its kind and moves the municipality's data version on.

    The version is the second of publishing, so that no other database ever names other data alike: browsers
    keep tiles of a version for ever.
    """
    BY_KIND[target.layer.kind](connection, rows, target, city)
    bump = (
        "update municipality"
        " set data_version = greatest(data_version + 1, cast(extract(epoch from now()) as bigint))"
        " where code = :code"
    )
    connection.execute(sa.text(bump), {"code": target.code})
    # The next tile must not wait for autovacuum to notice what came in.
    connection.execute(sa.text(f"analyze {ANALYSED[target.layer.kind]}"))
