"""Knows how staged rows become the map: what each does to it, then set-based statements.

Knows no format. Runs inside the caller's one transaction: killed at any moment, the old map stays.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import shapely
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from gisapp.assets.findings import rewrite_layer
from gisapp.assets.placing import Placed
from gisapp.assets.town_names import town_key
from gisapp.crs import plane_srid
from gisapp.db.engine import query
from gisapp.ingest.job import Changes
from gisapp.ingest.stage import ewkb, ewkb_points, stage
from layers._layer import AreaRow, CellRow, EdgeRow, Layer, Row, TownRow

BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: The code of prefecture 99 is no real one: synthetic cities live there.
SAMPLE_PREFECTURE = "99"


@dataclass(frozen=True, slots=True)
class Target:
    """What is published where: a layer of a municipality, in an edition, by a run of an actor.

    `take`: assets that a person has changed and that get the file's words all the same.
    """

    layer: Layer
    code: str
    run_id: int
    as_of: date | None
    actor: str = ""
    take: tuple[int, ...] = ()

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
            "actor": self.actor,
            "take": list(self.take),
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


def publish_areas(connection: Connection, rows: Sequence[AreaRow], target: Target) -> None:
    """Replaces this edition of the area system; the newest edition is the current one."""
    columns = {"key": "text", "name": "text", "attributes": "jsonb", "geom": "geometry"}
    shapes = ewkb([row.geometry for row in rows])
    staged = ((row.key, row.name, row.attributes, shape) for row, shape in zip(rows, shapes, strict=True))
    stage(connection, "stage_area", columns, staged)
    _judge(connection, "area", columns, target)
    for name in ("publish_area_gone", "publish_area", "publish_area_current"):
        connection.execute(query(name), target.parameters())


def publish_cells(connection: Connection, rows: Sequence[CellRow], target: Target) -> None:
    """Adds or replaces these cells of the layer, each in its year; the year's other cells stay."""
    if target.as_of is None:
        raise ValueError("population cells need a census day")
    year = target.as_of.year
    shapes = ewkb([row.geometry for row in rows])
    cells = (
        (row.key, row.year or year, row.joined_into or row.key, row.name, row.households, shape)
        for row, shape in zip(rows, shapes, strict=True)
    )
    stage(connection, "stage_cell", CELL_COLUMNS, cells)
    connection.execute(sa.text("create index on stage_cell using gist (geom)"))
    counts = (
        (
            row.key,
            row.year or year,
            sex,
            age_from,
            age_to,
            people,
            "suppressed" if people is None else "known",
        )
        for row in rows
        for (sex, age_from, age_to), people in row.counts.items()
    )
    stage(connection, "stage_count", COUNT_COLUMNS, counts)
    _judge(connection, "cell", {"year": "int4", "key": "text"}, target)
    for name in ("publish_count_gone", "publish_cell_gone", "publish_cell", "publish_count"):
        connection.execute(query(name), target.parameters())


CELL_COLUMNS = {
    "key": "text", "year": "int4", "unit_key": "text", "name": "text", "households": "int4",
    "geom": "geometry",
}  # fmt: skip
COUNT_COLUMNS = {
    "key": "text", "year": "int4", "sex": "text", "age_from": "int4", "age_to": "int4", "people": "int4",
    "state": "count_state",
}  # fmt: skip


def publish_towns(connection: Connection, rows: Sequence[TownRow], target: Target) -> None:
    """Replaces the layer's part of the municipality's gazetteer."""
    columns = {"name": "text", "block": "text", "search_key": "text", "geom": "geometry"}
    points = ewkb_points([(row.lon, row.lat) for row in rows])
    towns = (
        (row.name, row.block, town_key(row.name), point) for row, point in zip(rows, points, strict=True)
    )
    stage(connection, "stage_town", columns, towns)
    _judge(connection, "town", columns, target)
    for name in ("publish_town_gone", "publish_town"):
        connection.execute(query(name), target.parameters())


def publish_edges(connection: Connection, rows: Sequence[EdgeRow], target: Target) -> None:
    """Replaces the municipality's network."""
    lines = ewkb([row.geometry for row in rows])
    edges = ((row.source, row.target, row.length_m, line) for row, line in zip(rows, lines, strict=True))
    ends = {"source": "text", "target": "text"}
    measured = {"length_m": "float8", "geom": "geometry"}
    stage(connection, "stage_edge", ends | measured, edges)
    _judge(connection, "edge", {**ends, "number": "int4", **measured}, target)
    for name in ("publish_edge_gone", "publish_edge"):
        connection.execute(query(name), target.parameters())


def publish_assets(connection: Connection, placed: Sequence[Placed], target: Target) -> None:
    """New, changed and gone assets of one layer; identifiers stay, so that links and history hold."""
    layer = target.layer
    common = {
        "pillars": list(layer.pillars),
        "fields": list(layer.fields),
        "target_groups": list(layer.target_groups),
        "formality": layer.formality,
    }
    stage(connection, "stage_asset", ASSET_COLUMNS, _asset_values(placed, str(common).encode()))
    rows = [item.row for item in placed]
    phones = [(row.source_key, phone.number, phone.purpose) for row in rows for phone in row.phones]
    stage(connection, "stage_phone", PHONE_COLUMNS, phones)
    hours = [
        (row.source_key, _byday(opening.weekdays), opening.opens, opening.closes)
        for row in rows
        for opening in row.openings
    ]
    stage(connection, "stage_schedule", HOURS_COLUMNS, hours)
    _judge(connection, "asset", {"location_id": "bigint", "key": "text"}, target)
    for name in ASSET_STATEMENTS:
        connection.execute(query(name), {**target.parameters(), **common})
    rewrite_pins(connection, target.code, layer.key)


def rewrite_pins(connection: Connection, code: str, layer: str) -> None:
    """What tiles of the layer are cut from, and searched, anew from the assets that the public may see."""
    # Three tables are joined that may just have been filled: without figures of them it would be row by row.
    connection.execute(sa.text("analyze service, service_at_location, location"))
    for name in ("publish_pin_gone", "publish_pin"):
        connection.execute(query(name), {"code": code, "layer": layer})
    rewrite_layer(connection, code, layer)


ASSET_COLUMNS = {
    "source_key": "text", "digest": "text", "name": "text", "kana": "text", "description": "text",
    "organization": "text", "address": "text", "building": "text", "precision": "location_precision",
    "position_method": "text", "geom": "geometry", "fee": "text", "hours_note": "text", "capacity": "int4",
    "url": "text", "email": "text", "booking": "text", "staff": "text", "rooms": "text",
    "topics": "text[]", "closed_on": "text[]", "accessibility": "text[]", "target_groups": "text[]",
    "assured_date": "date", "valid_from": "date", "valid_to": "date",
    "attributes": "jsonb", "truth": "jsonb",
}  # fmt: skip
PHONE_COLUMNS = {"source_key": "text", "number": "text", "purpose": "text"}
HOURS_COLUMNS = {"source_key": "text", "byday": "text", "opens_at": "time", "closes_at": "time"}
ASSET_STATEMENTS = (
    "publish_organization", "publish_service", "publish_service_gone", "publish_location",
    "publish_service_at_location", "publish_place", "publish_phone_gone", "publish_phone",
    "publish_schedule_gone", "publish_schedule", "publish_truth_gone", "publish_truth",
)  # fmt: skip


def _judge(connection: Connection, entity: str, columns: Mapping[str, str], target: Target) -> None:
    """What becomes of each thing, in verdict_<entity>; what is changed or goes is kept in `change`."""
    table = f"verdict_{entity}"
    listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    ddl = f"create temporary table {table} (entity_id bigint, {listed}, action text) on commit drop"
    connection.execute(sa.text(ddl))
    connection.execute(query(table), target.parameters())
    connection.execute(sa.text(f"analyze {table}"))
    connection.execute(query(f"change_{entity}"), target.parameters())


def _asset_values(placed: Sequence[Placed], common: bytes) -> Iterator[tuple[object, ...]]:
    points = ewkb_points([(item.row.lon, item.row.lat) for item in placed])
    for item, point in zip(placed, points, strict=True):
        row = item.row
        known = (row, item.method, item.truth) if item.truth else (row, item.method)
        said = _ENCODER.encode(known) + common
        yield (
            row.source_key, hashlib.md5(said, usedforsecurity=False).hexdigest(), row.name, row.kana,
            row.description, row.organization, row.address, row.building, row.precision, item.method, point,
            row.fee, row.hours_note, row.capacity, row.url, row.email, row.booking, row.staff, row.rooms,
            list(row.topics),
            list(row.closed_on), list(row.accessibility), list(row.target_groups), row.assured_date,
            row.valid_from, row.valid_to, row.attributes, item.truth,
        )  # fmt: skip


#: Whatever else an attribute holds counts by its text.
_ENCODER = msgspec.msgpack.Encoder(enc_hook=str)


@functools.lru_cache(maxsize=1024)
def _byday(weekdays: tuple[int, ...]) -> str:
    return ",".join(BYDAY[day] for day in sorted(set(weekdays)))


Publish = Callable[[Connection, Sequence[Any], Target], None]
BY_KIND: dict[str, Publish] = {
    "area": publish_areas,
    "people": publish_cells,
    "gazetteer": publish_towns,
    "asset": publish_assets,
    "network": publish_edges,
}


#: What a layer's rows are called in `change` and in the names of the statements.
ENTITY = {"area": "area", "people": "cell", "gazetteer": "town", "asset": "asset", "network": "edge"}
ANALYSED = {
    "area": "area",
    "people": "population_cell, population_count",
    "gazetteer": "gazetteer_town",
    "asset": "phone, schedule, pin",
    "network": "walk_edge",
}


def publish(connection: Connection, rows: Sequence[Row] | Sequence[Placed], target: Target) -> Changes:
    """Publishes the rows of a layer (assets placed) by its kind, and moves the city's data version on."""
    kind = target.layer.kind
    BY_KIND[kind](connection, rows, target)
    move_on(connection, target.code, kind)
    listed = connection.execute(
        sa.text(f"select action, count(*) as n from verdict_{ENTITY[kind]} group by action")  # noqa: S608  our own
    )
    return Changes(**{row.action: row.n for row in listed})


def move_on(connection: Connection, code: str, kind: str) -> None:
    """Says to everybody who remembers something of the municipality that its data are others now.

    The version is the second of publishing, so that no other database ever names other data alike: browsers
    keep tiles of a version for ever.
    """
    bump = (
        "update municipality"
        " set data_version = greatest(data_version + 1, cast(extract(epoch from now()) as bigint))"
        " where code = :code"
    )
    connection.execute(sa.text(bump), {"code": code})
    # The next tile must not wait for autovacuum to notice what came in.
    connection.execute(sa.text(f"analyze {ANALYSED[kind]}"))
