"""Holds how areas are found to fit together: overlaps, slivers, gaps, points drawn twice (B21)."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gisapp.crs import transform
from gisapp.ingest.topology import Piece, problems, report
from layers._layer import AreaRow

PLANE = 6677


def area(name: str, *metres: tuple[float, float], key: str | None = None) -> AreaRow:
    return AreaRow(key or name, name, shapely.Polygon(metres), PLANE)


def box(name: str, west: float, south: float, east: float, north: float, key: str | None = None) -> AreaRow:
    return area(name, (west, south), (east, south), (east, north), (west, north), key=key)


def test_b21_neighbours_that_touch_have_nothing_to_report() -> None:
    found = report([box("東", 0, 0, 100, 100), box("西", 100, 0, 200, 100)], PLANE)
    assert (found.total_m2, found.overlaps, found.gaps, found.slivers) == (20_000, (), (), ())
    assert problems(found) == []
    assert report([], PLANE).total_m2 == 0


def test_b21_overlaps_slivers_and_gaps_are_told_with_count_and_square_metres() -> None:
    ring = [
        box("北", 0, 200, 300, 300), box("南", 0, 0, 300, 100), box("西", 0, 100, 100, 200),
        box("東", 200, 100, 300, 200),
    ]  # fmt: skip
    thin = box("重複", 0, 0, 300, 0.5)
    wide = box("選択", 0, 280, 50, 300)
    found = report([*ring, thin, wide], PLANE)
    assert found.overlaps == (Piece(("北", "選択"), 1000.0),)
    assert found.slivers == (Piece(("南", "重複"), 150.0),)
    assert found.gaps == (Piece((), 10_000.0),)
    told = problems(found)
    assert [(p.code, p.severity) for p in told] == [
        ("GEO-223", "note"),
        ("GEO-224", "note"),
        ("GEO-225", "note"),
    ]
    assert "1か所、合わせて1,000㎡" in told[0].message
    assert told[0].value == "北と選択 1,000㎡"


def test_b21_an_island_in_a_gap_is_no_gap() -> None:
    outer = AreaRow("外", "外", shapely.box(0, 0, 100, 100) - shapely.box(20, 20, 80, 80), PLANE)
    found = report([outer, box("島", 40, 40, 60, 60)], PLANE)
    assert found.gaps == (Piece((), 3200.0),)


def test_b21_several_pieces_of_one_key_are_one_area() -> None:
    found = report([box("西", 0, 0, 100, 100, key="1"), box("西", 50, 0, 150, 100, key="1")], PLANE)
    assert (found.total_m2, found.overlaps) == (15_000, ())


def test_b21_points_drawn_twice() -> None:
    found = report([area("西", (0, 0), (9, 0), (9, 0), (9, 9)), box("東", 20, 0, 30, 9)], PLANE)
    assert found.doubled == ("西",)
    assert [p.code for p in problems(found)] == ["GEO-226"]


def test_b21_measured_in_metres_whatever_the_file_is_in() -> None:
    rows = [box("東", -37000, -40000, -36000, -39000), box("西", -36900, -40000, -35900, -39000)]
    degrees = transform(np.array([row.geometry for row in rows]), PLANE, 6668)
    rows = [AreaRow(row.key, row.name, shape, 6668) for row, shape in zip(rows, degrees, strict=True)]
    assert report(rows, PLANE).overlaps[0].area_m2 == pytest.approx(900_000, rel=1e-4)
