"""Knows how rows get into a temporary table of the transaction: binary COPY, geometry as EWKB made in bulk.

Knows no layer and no table that stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
import sqlalchemy as sa
from numpy.typing import NDArray
from psycopg.types.json import set_json_dumps
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection

from gisapp.crs import STORAGE_SRID

#: How a column's values travel where they don't as what the column is: both take the same bytes.
_TRAVELS_AS = {"geometry": "bytea", "location_precision": "text", "count_state": "text"}


def stage(
    connection: Connection, table: str, columns: Mapping[str, str], rows: Iterable[tuple[object, ...]]
) -> None:
    """A temporary table of this transaction, filled by COPY; columns by name and type.

    The first two columns are what the table may be joined by. Geometry is EWKB, jsonb a mapping.
    """
    listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.execute(sa.text(f"create temporary table {table} ({listed}) on commit drop"))
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        set_json_dumps(_json, cursor)
        with cursor.copy(f"copy {table} from stdin (format binary)") as copy:
            copy.set_types([_TRAVELS_AS.get(kind, kind) for kind in columns.values()])
            write = copy.write_row
            for row in rows:
                write(row)
    # Nothing analyses a temporary table by itself, and without figures the joins go quadratic.
    connection.execute(sa.text(f"analyze {table} ({', '.join(list(columns)[:2])})"))


def ewkb(geometries: Sequence[BaseGeometry | None] | NDArray[np.object_]) -> list[bytes | None]:
    """Flat geometries in the storage CRS, as PostGIS reads them; None stays."""
    flat = shapely.force_2d(np.asarray(geometries, dtype=object))
    return list(shapely.to_wkb(shapely.set_srid(flat, STORAGE_SRID), include_srid=True))


def ewkb_points(lonlat: Sequence[tuple[float | None, float | None]]) -> list[bytes | None]:
    """Points in the storage CRS; None where a number is missing."""
    degrees = np.array(lonlat, dtype=float).reshape(-1, 2)
    points = np.asarray(shapely.points(degrees), dtype=object)
    points[np.isnan(degrees).any(axis=1)] = None
    return ewkb(points)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), default=str) if value else "{}"
