"""The walking network as it comes out of the database: what the import put there, in plane metres."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.analysis.network import Network, snap
from gisapp.analysis.walk import walk_nearest_k
from gisapp.crs import transform_points
from gisapp.planning.ways import ways
from importers._record import File
from tests.gisapp.ingest.files import CODE, HERE, city_file, geojson, load, square
from tests.importers.build import shape_zip
from tests.importers.test_osm_network import edge_shapes

PLANE = 6677
WEST, SOUTH = HERE
#: A corner of the city: west, the corner, north of it; and one in the guard ring, a kilometre east of the city.
A, B, C = (WEST + 0.001, SOUTH + 0.01), (WEST + 0.002, SOUTH + 0.01), (WEST + 0.002, SOUTH + 0.011)
RING, FAR = (WEST + 0.05, SOUTH + 0.01), (WEST + 0.2, SOUTH + 0.01)
AB, BC = 91.2, 111.0
EDGES = [
    (10, 20, AB, [A, B]),
    (20, 10, AB, [B, A]),
    (20, 30, BC, [B, C]),
    (30, 20, 2 * BC, [C, (C[0] + 0.001, C[1] - 0.0005), B]),
    (40, 41, 91.2, [RING, (RING[0] + 0.001, RING[1])]),
    (50, 51, 91.2, [FAR, (FAR[0] + 0.001, FAR[1])]),
]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where the official bytes are kept."""
    return tmp_path


@pytest.fixture
def city(engine: Engine, data_dir: Path) -> Engine:
    """A municipality and nothing in it."""
    load(engine, data_dir, "city_area", city_file())
    return engine


def network_file() -> File:
    return File("edges.zip", shape_zip(edge_shapes(EDGES), stem="edges"))


def loaded(engine: Engine, code: str = CODE) -> Network | None:
    with engine.connect() as connection:
        return ways(connection, code, PLANE)


def plane(*lonlat: tuple[float, float]) -> np.ndarray:
    return transform_points(np.array(lonlat), 6668, PLANE)


def test_where_no_network_is_loaded_there_is_none(city: Engine) -> None:
    assert loaded(city) is None
    assert loaded(city, "000000") is None


def test_the_city_and_its_guard_ring_come_in_plane_metres(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "walk_network", network_file())
    found = loaded(city)
    assert found is not None
    assert found.node_xy == pytest.approx(plane(A, B, C, RING, (RING[0] + 0.001, RING[1])), abs=1e-3)
    assert found.ends.tolist() == [[0, 1], [1, 2], [2, 1], [3, 4]]
    assert found.length_m == pytest.approx([AB, BC, 2 * BC, 91.2], rel=2e-3)
    assert found.graph.nnz == 6, "of the two ways from B to C only the shorter"
    assert len(set(found.component.tolist())) == 2
    points, assets = (snap(found, plane(place), cap_m=10) for place in (A, C))
    assert walk_nearest_k(found, points, assets, k=1)[0, 0] == pytest.approx(AB + BC, rel=2e-3)


def test_another_city_has_ways_of_its_own(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "walk_network", network_file())
    assert loaded(city, "000000") is None


def test_the_order_is_that_of_the_nodes_whatever_the_database_does(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "walk_network", network_file())
    before = loaded(city)
    with city.begin() as connection:
        connection.execute(sa.text("update walk_edge set id = 1000 - id"))
        connection.execute(sa.text("cluster walk_edge using pk_walk_edge"))
    after = loaded(city)
    assert before is not None
    assert after is not None
    assert (before.ends == after.ends).all()
    assert (before.node_xy == after.node_xy).all()
    assert (before.length_m == after.length_m).all()


@pytest.mark.real
def test_ube_comes_whole(engine: Engine, data_dir: Path, real_data: Path) -> None:
    """Every stretch of the file, no node moved: 15,374 of them once both directions are one."""
    told = {"N03_001": "山口県", "N03_002": None, "N03_003": None, "N03_004": "宇部市", "N03_007": "35202"}
    outline = {"type": "Polygon", "coordinates": square(131.1, 33.8, 0.4)}
    load(engine, data_dir, "city_area", File("N03-20_35202.geojson", geojson([(told, outline)])))
    source = real_data / "walk_ube" / "ube_roads.zip"
    load(engine, data_dir, "walk_network", File(source.name, source.read_bytes()))
    with engine.connect() as connection:
        found = ways(connection, "352021", 6671)
    assert found is not None
    assert len(found.ends) == 15_374
    assert found.length_m.sum() / 1000 == pytest.approx(1025, rel=0.02)
