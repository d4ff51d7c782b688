"""Points and polygons for benchmarks: many, valid, the same for the same seed."""

import numpy as np
import shapely

from sample import bench


def test_points() -> None:
    found = bench.points(5000, seed=1)
    assert len(found.lon) == len(found.lat) == len(found.category) == len(found.name) == 5000
    assert set(found.category.tolist()) == set(range(10))
    west, south, east, north = bench.BOX
    assert ((found.lon >= west) & (found.lon <= east)).all()
    assert ((found.lat >= south) & (found.lat <= north)).all()
    assert (bench.points(5000, seed=1).name == found.name).all()


def test_points_are_clustered() -> None:
    found = bench.points(20_000, seed=1)
    cells = np.unique(np.floor(np.stack([found.lon, found.lat]) * 10), axis=1)
    assert cells.shape[1] < 7000


def test_districts() -> None:
    found = bench.districts(400, seed=1)
    assert len(found) == 400
    assert shapely.is_valid(found).all()
    assert shapely.coverage_is_valid(found)
    assert 70 < shapely.get_num_coordinates(found).mean() < 110
    assert shapely.equals_identical(bench.districts(400, seed=1), found).all()
