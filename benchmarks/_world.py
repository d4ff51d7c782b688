"""Knows how a nation-sized load gets into a private database: in the product's own schema, and for a peer.

Knows nothing of servers and of what is measured.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from gisapp.crs import STORAGE_SRID
from gisapp.db.cluster import DATABASE, ROLE, Cluster, running
from gisapp.db.engine import make_engine, query, require_usable
from gisapp.db.migrate import upgrade
from sample.bench import districts, points

CODE = "990019"
POINT_LAYER, AREA_LAYER = "ibasho", "elementary_district"


@dataclass(frozen=True)
class World:
    """A running database that holds the load; coordinates are degrees (EPSG:6668)."""

    socket: Path
    lonlat: NDArray[np.float64]
    area_lonlat: NDArray[np.float64]

    @property
    def url(self) -> str:
        """As the product takes it."""
        return f"postgresql+psycopg://{ROLE}@/{DATABASE}?host={self.socket}"

    @property
    def peer_url(self) -> str:
        """As asyncpg behind pydantic takes it: the socket's folder stands where the host does."""
        return f"postgresql://{ROLE}@{str(self.socket).replace('/', '%2F')}/{DATABASE}"

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.socket), user=ROLE, dbname=DATABASE, autocommit=True)

    def next_version(self) -> int:
        """Makes every remembered tile stale, and says the new data version."""
        with self.connect() as connection:
            statement = "update municipality set data_version = data_version + 1 returning data_version"
            return int(connection.execute(statement).fetchone()[0])  # type: ignore[index]


@contextlib.contextmanager
def loaded(*, point_count: int, area_count: int) -> Iterator[World]:
    """A private cluster with both tables full; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="gisapp-bench-") as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder), durable=False)
        with contextlib.ExitStack() as afterwards:
            afterwards.callback(shutil.rmtree, cluster.socket, ignore_errors=True)
            afterwards.enter_context(running(cluster))
            engine = make_engine(cluster.url())
            require_usable(engine)
            upgrade(engine)
            engine.dispose()
            found = points(point_count)
            areas = districts(area_count)
            centres = shapely.get_coordinates(shapely.point_on_surface(areas))
            world = World(cluster.socket, np.column_stack([found.lon, found.lat]), centres)
            with world.connect() as connection:
                run_id = _register(connection)
                _load_points(connection, world.lonlat, found.name, run_id)
                _load_areas(connection, areas, run_id)
                _load_peer(connection)
            yield world


def _register(connection: psycopg.Connection[Any]) -> int:
    connection.execute(
        "insert into municipality (code, name, prefecture, plane_srid, is_sample, data_version)"
        " values (%s, '測定市', '見本県', 6677, true, 1)",
        [CODE],
    )
    source = connection.execute(
        "insert into source (municipality_code, layer, publisher, title, url, licence, files, digest)"
        " values (%s, %s, '測定', '測定用', '', '', '[]', 'bench') returning id",
        [CODE, POINT_LAYER],
    ).fetchone()
    run = connection.execute(
        "insert into import_run (source_id, edition, rows_read, rows_published, rows_outside, problems)"
        " values (%s, '2026', 0, 0, 0, 0) returning id",
        [source[0]],  # type: ignore[index]
    ).fetchone()
    return int(run[0])  # type: ignore[index]


def _ewkb(geometries: NDArray[Any]) -> list[str]:
    return list(shapely.to_wkb(shapely.set_srid(geometries, STORAGE_SRID), hex=True, include_srid=True))


def _load_points(
    connection: psycopg.Connection[Any], lonlat: NDArray[np.float64], names: NDArray[Any], run_id: int
) -> None:
    geometry = _ewkb(shapely.points(lonlat))
    numbers = range(1, len(lonlat) + 1)
    locations = ((n, CODE, "exact", g) for n, g in zip(numbers, geometry, strict=True))
    _copy(connection, "location (id, municipality_code, precision, geom)", locations)
    services = (
        (n, CODE, POINT_LAYER, POINT_LAYER, str(n), name, run_id)
        for n, name in zip(numbers, names, strict=True)
    )
    _copy(connection, "service (id, municipality_code, layer, listed_in, source_key, name, run_id)", services)
    _copy(connection, "service_at_location (service_id, location_id)", ((n, n) for n in numbers))
    connection.execute("analyze")
    statement = str(query("publish_pin").compile(dialect=PGDialect_psycopg()))
    connection.execute(statement, {"code": CODE, "layer": POINT_LAYER})  # type: ignore[arg-type]


def _load_areas(connection: psycopg.Connection[Any], areas: NDArray[Any], run_id: int) -> None:
    multi = np.array(
        [shapely.multipolygons([each]) if each.geom_type == "Polygon" else each for each in areas]
    )
    rows = (
        (n, CODE, AREA_LAYER, str(n), f"第{n}小学校区", "2026", g, run_id)
        for n, g in enumerate(_ewkb(multi), start=1)
    )
    _copy(connection, "area (id, municipality_code, system, key, name, edition, geom, run_id)", rows)


def _copy(connection: psycopg.Connection[Any], target: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor().copy(f"copy {target} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _load_peer(connection: psycopg.Connection[Any]) -> None:
    """The same features as the peer likes them best: plain tables, Web Mercator, key, index, no join."""
    for statement in (
        "create schema peer",
        "create table peer.points as select service_id as id, precision::text as precision, name,"
        " geom_3857 as geom from pin",
        "create table peer.areas as select id, name, geom_3857 as geom from public_area",
        "alter table peer.points add primary key (id)",
        "alter table peer.areas add primary key (id)",
        "create index on peer.points using gist (geom)",
        "create index on peer.areas using gist (geom)",
        "vacuum analyze",
    ):
        connection.execute(statement)  # type: ignore[arg-type]
