"""Knows how each peer answers the questions of benchmarks.reach. Knows nothing of the product's own way.

Every answer is by point, in the order of the points: metres to the nearest asset, number of assets within
each of REACHES, E2SFCA access in three steps up to CATCHMENT_M (one unit of supply an asset), district.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import duckdb_ext
import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import shapely
from pykdtree.kdtree import KDTree

from benchmarks._nation import Floats, Ground
from gisapp.db.cluster import DATABASE, ROLE, Cluster, running

REACHES = (500.0, 800.0)
CATCHMENT_M = 1000.0
#: Metres to which each weight holds, as in Luo & Qi (2009).
STEPS = ((CATCHMENT_M / 3, 1.0), (2 * CATCHMENT_M / 3, 0.68), (CATCHMENT_M, 0.22))
PLANE = 6691
_WEIGHT = " ".join(f"when away <= {end} then {weight}" for end, weight in STEPS)
_NEAR = "select p.id point, a.id asset, p.people, {distance}(p.geom, a.geom) away from point p join asset a"
_COUNTS = ", ".join(f"count(*) filter (where away <= {reach})" for reach in REACHES)
_JOINED = f"{_NEAR} on {{within}}(p.geom, a.geom, "
_COVERAGE = f"select point, {_COUNTS} from ({_JOINED}{REACHES[-1]})) n group by 1"  # noqa: S608  our own numbers
_E2SFCA = f"""
  with near as materialized (
    select point, asset, people, case {_WEIGHT} end w
    from ({_JOINED}{CATCHMENT_M})) n),
  offer as (select asset, 1 / sum(people * w) r from near group by asset)
  select point, sum(r * w) from near join offer using (asset) group by point"""  # noqa: S608
_NAMES = {"distance": "st_distance", "within": "st_dwithin"}


def _by_point(ground: Ground, point: Any, *values: Any) -> Floats:
    """Rows of an answer at the places of their points, 0 elsewhere."""
    found = np.zeros((len(ground.points_xy), len(values)))
    found[np.asarray(point, dtype=np.int64)] = np.column_stack(values)
    return found


# --- one process ---


def pykdtree_nearest(ground: Ground) -> Floats:
    return np.asarray(KDTree(ground.assets_xy).query(ground.points_xy, k=1)[0])


def strtree_district(ground: Ground) -> Floats:
    tree = shapely.STRtree(shapely.points(ground.points_xy))
    district, point = tree.query(ground.districts, predicate="intersects")
    return _by_point(ground, point, district + 1)[:, 0] - 1


class Geopandas:
    """As one writes it by hand: a spatial join for each question."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.points = gpd.GeoDataFrame(
            {"people": ground.people}, geometry=self._points(ground.points_xy), crs=PLANE
        )
        self.assets = gpd.GeoDataFrame(geometry=self._points(ground.assets_xy), crs=PLANE)
        self.districts = gpd.GeoDataFrame(geometry=ground.districts, crs=PLANE)

    @staticmethod
    def _points(xy: Floats) -> Any:
        return gpd.points_from_xy(xy[:, 0], xy[:, 1])

    def nearest(self) -> Floats:
        found = gpd.sjoin_nearest(self.points, self.assets, distance_col="away")
        return found["away"][~found.index.duplicated()].to_numpy()

    def _near(self, reach: float) -> pd.DataFrame:
        pairs = gpd.sjoin(self.points, self.assets, predicate="dwithin", distance=reach)
        away = pairs.geometry.distance(self.assets.geometry.loc[pairs["index_right"]], align=False)
        return pd.DataFrame(
            {"point": pairs.index, "asset": pairs["index_right"], "people": pairs["people"], "away": away}
        )

    def coverage(self) -> Floats:
        near = self._near(REACHES[-1])
        inside = [(near["away"] <= reach).groupby(near["point"]).sum() for reach in REACHES]
        return _by_point(self.ground, inside[0].index, *inside)

    def e2sfca(self) -> Floats:
        near = self._near(CATCHMENT_M)
        near["w"] = np.select([near["away"] <= end for end, _ in STEPS], [weight for _, weight in STEPS])
        demand = (near["people"] * near["w"]).groupby(near["asset"]).sum()
        access = (near["w"] / near["asset"].map(demand)).groupby(near["point"]).sum()
        return _by_point(self.ground, access.index, access)[:, 0]

    def district(self) -> Floats:
        found = gpd.sjoin(self.points, self.districts, predicate="intersects")
        return _by_point(self.ground, found.index, found["index_right"] + 1)[:, 0] - 1


class Duckdb:
    """DuckDB with its spatial extension: tables with geometry ready, the join builds its own index."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.connection = duckdb.connect(config={"allow_unsigned_extensions": "true"})
        folder = Path(next(iter(duckdb_ext.__path__)))
        extension = next(folder.glob(f"extensions/v{duckdb.__version__}/*/spatial.duckdb_extension"))
        self.connection.execute(f"load '{extension}'")
        for name, xy in (("point", ground.points_xy), ("asset", ground.assets_xy)):
            frame = pd.DataFrame({"id": np.arange(len(xy)), "x": xy[:, 0], "y": xy[:, 1]})
            frame["people"] = ground.people if name == "point" else 0.0
            self.connection.register("frame", frame)
            made = f"create table {name} as select id, people, st_point(x, y) geom from frame"  # noqa: S608
            self.connection.execute(made)

    def _ask(self, statement: str) -> Floats:
        columns = self.connection.execute(statement.format(**_NAMES)).fetchnumpy()
        return _by_point(self.ground, *columns.values())

    def coverage(self) -> Floats:
        return self._ask(_COVERAGE)

    def e2sfca(self) -> Floats:
        return self._ask(_E2SFCA)[:, 0]


# --- a database ---


class Postgis:
    """PostGIS with GiST indexes and two workers. `share`: of how many points nearest is asked for."""

    def __init__(self, ground: Ground, connection: psycopg.Connection[Any], share: int) -> None:
        self.ground, self.connection, self.share = ground, connection, share
        for statement in (
            "create extension postgis",
            "set max_parallel_workers_per_gather = 2",
            "set work_mem = '64MB'",
        ):
            connection.execute(statement)  # type: ignore[call-overload]
        for name, geometry in (
            ("point", shapely.points(ground.points_xy)),
            ("asset", shapely.points(ground.assets_xy)),
            ("district", ground.districts),
        ):
            people = ground.people if name == "point" else np.zeros(len(geometry))
            connection.execute(f"create table {name} (id int primary key, people float8, geom geometry)")  # type: ignore[call-overload]
            with connection.cursor().copy(f"copy {name} from stdin") as copy:  # type: ignore[call-overload]
                for row in zip(range(len(geometry)), people, shapely.to_wkb(geometry, hex=True), strict=True):
                    copy.write_row(row)
            connection.execute(f"create index on {name} using gist (geom)")  # type: ignore[call-overload]
        connection.execute("vacuum analyze")

    def _ask(self, statement: str) -> Floats:
        rows = self.connection.execute(statement.format(**_NAMES)).fetchall()  # type: ignore[call-overload]
        return _by_point(self.ground, *zip(*rows, strict=True))

    def nearest(self) -> Floats:
        """Of every `share`-th point only, 0 for the others: a nation takes it a quarter of a minute."""
        return self._ask(f"""
          select p.id, near.away from point p cross join lateral (
            select st_distance(p.geom, a.geom) away from asset a order by p.geom <-> a.geom limit 1) near
          where p.id % {self.share} = 0""")[:, 0]  # noqa: S608

    def coverage(self) -> Floats:
        return self._ask(_COVERAGE)

    def e2sfca(self) -> Floats:
        return self._ask(_E2SFCA)[:, 0]

    def district(self) -> Floats:
        joined = "select p.id, d.id + 1 from point p join district d on st_intersects(d.geom, p.geom)"
        return self._ask(joined)[:, 0] - 1


@contextlib.contextmanager
def postgis(ground: Ground, *, share: int) -> Iterator[Postgis]:
    """A private cluster that holds the ground; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="gisapp-bench-") as folder, contextlib.ExitStack() as afterwards:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder), durable=False)
        afterwards.callback(shutil.rmtree, cluster.socket, ignore_errors=True)
        afterwards.enter_context(running(cluster))
        socket = str(cluster.socket)
        with psycopg.connect(host=socket, user=ROLE, dbname=DATABASE, autocommit=True) as connection:
            yield Postgis(ground, connection, share)
