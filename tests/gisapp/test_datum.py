"""Holds the way from datum to datum: grids read and interpolated, three parameters, back again, what is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from gisapp import datum
from gisapp.crs import STORAGE_SRID, accuracy, transform, transform_points
from gisapp.datum import JGD2000, JGD2011, TOKYO, Grids, carry, corrections, load_grids, read_grid
from gisapp.errors import UserError

#: 日本経緯度原点 in 測量法施行令第2条: until 2002, until 2011, since (degrees).
ORIGIN_TOKYO = (139 + 44 / 60 + 40.5020 / 3600, 35 + 39 / 60 + 17.5148 / 3600)
ORIGIN_JGD2000 = (139 + 44 / 60 + 28.8759 / 3600, 35 + 39 / 60 + 29.1572 / 3600)
ORIGIN_JGD2011 = (139 + 44 / 60 + 28.8869 / 3600, 35 + 39 / 60 + 29.1572 / 3600)
TOKYO_HEAD = b"JGD2000-TokyoDatum Ver.0.0.0\r\nMeshCode   dB(sec)   dL(sec)\r\n"


def mesh(code: int, north: float, east: float) -> bytes:
    return f"{code} {north:9.5f} {east:9.5f}\r\n".encode()


def square(south_west: int, values: tuple[tuple[float, float], ...]) -> bytes:
    """Rows of a mesh and of its neighbours to the east, to the north and to the north-east."""
    return b"".join(mesh(code, *value) for code, value in zip(_square(south_west), values, strict=True))


def _square(code: int) -> tuple[int, int, int, int]:
    # Neighbours inside one second mesh: the last two digits are row and column.
    return code, code + 1, code + 10, code + 11


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GISAPP_DATA_DIR", str(tmp_path))
    (tmp_path / "grids").mkdir()
    return tmp_path / "grids"


def test_a_grid_by_hand() -> None:
    # Mesh 53393588: 53×2/3 + 3/12 + 8/120 = 35°39′, 139 + 5/8 + 8/80 = 139.725°.
    grid = read_grid(
        TOKYO_HEAD + square(53393588, ((10.0, -10.0), (12.0, -11.0), (14.0, -14.0), (20.0, -16.0)))
    )
    assert grid is not None
    places = np.array(
        [[139.725, 35.65], [139.725 + 0.0125 / 2, 35.65 + 1 / 240], [139.725 + 0.0125 / 4, 35.65]]
    )
    seconds = corrections(grid, places) * 3600
    # The corner itself; the middle: the mean of the four; a quarter eastwards on the southern edge.
    assert seconds == pytest.approx(np.array([[-10, 10], [-12.75, 14], [-10.25, 10.5]]), abs=1e-6)


def test_outside_the_grid_there_is_no_correction() -> None:
    grid = read_grid(TOKYO_HEAD + square(53393588, ((10.0, -10.0),) * 4))
    assert grid is not None
    assert np.isnan(
        corrections(grid, np.array([[139.73, 35.70], [139.76, 35.655], [135.0, 35.0], [-180.0, 0.0]]))
    ).all()
    three_corners = read_grid(TOKYO_HEAD + square(53393588, ((10.0, -10.0),) * 4).rsplit(b"\r\n", 2)[0])
    assert three_corners is not None
    assert np.isnan(corrections(three_corners, np.array([[139.73, 35.655]]))).all()


def test_neighbours_across_the_edges_of_second_and_first_meshes() -> None:
    # 53393599 is the north-eastern mesh of 533935; east of it lies 53393690, north 53394509, north-east 53394600.
    grid = read_grid(
        mesh(53393690, 2, 0) + mesh(53394509, 4, 0) + mesh(53393599, 0, 0) + mesh(53394600, 6, 0)
    )
    assert grid is not None
    middle = np.array([[139.7375 + 0.0125 / 2, 35 + 39.5 / 60 + 1 / 240]])
    assert corrections(grid, middle)[0, 1] * 3600 == pytest.approx(3)
    # 53397799 is the corner of the first mesh 5339; the others are 53407090, 54390709 and 54400000.
    grid = read_grid(
        mesh(53397799, 0, 0) + mesh(53407090, 2, 0) + mesh(54390709, 4, 0) + mesh(54400000, 6, 0)
    )
    assert grid is not None
    assert corrections(grid, np.array([[140 - 0.0125 / 2, 36 - 1 / 240]]))[0, 1] * 3600 == pytest.approx(3)


def test_the_header_of_a_patch_is_passed_over() -> None:
    lines = [
        b"for PatchJGD        Ver.1.0.0",
        *[b"# %d" % n for n in range(14)],
        b"MeshCode   dB(sec)   dL(sec)",
    ]
    grid = read_grid(b"\n".join(lines) + b"\n" + b"57413454   -0.02000   0.14000\n")
    assert grid is not None
    assert (len(grid.keys), grid.corrections[0] * 3600) == (1, pytest.approx([0.14, -0.02]))


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"MeshCode dB dL\n", b"53393599 1.2.3 4\n", b"53393599 999 1\n"]
)
def test_what_is_no_grid(data: bytes) -> None:
    assert read_grid(data) is None


def test_the_origin_of_japan_by_a_grid(folder: Path) -> None:
    """With the published difference of the origin in every corner, the published places come out."""
    north, east = (ORIGIN_JGD2000[i] - ORIGIN_TOKYO[i] for i in (1, 0))
    values = ((north * 3600, east * 3600),) * 4
    (folder / "TKY2JGD.par").write_bytes(TOKYO_HEAD + _rows_round(ORIGIN_TOKYO, values[0]))
    moved = ((ORIGIN_JGD2011[0] - ORIGIN_JGD2000[0]) * 3600, 0.0)
    (folder / "touhokutaiheiyouoki2011.par").write_bytes(_rows_round(ORIGIN_JGD2000, (moved[1], moved[0])))
    origin = np.array([ORIGIN_TOKYO])
    assert transform_points(origin, TOKYO, JGD2000) == pytest.approx(np.array([ORIGIN_JGD2000]), abs=1e-8)
    assert transform_points(origin, TOKYO, JGD2011) == pytest.approx(np.array([ORIGIN_JGD2011]), abs=1e-8)
    back = transform_points(np.array([ORIGIN_JGD2011]), JGD2011, TOKYO)
    assert back == pytest.approx(origin, abs=1e-8)
    point = transform(np.array([shapely.Point(ORIGIN_TOKYO)]), TOKYO, STORAGE_SRID)[0]
    assert (point.x, point.y) == pytest.approx(ORIGIN_JGD2011, abs=1e-8)
    assert accuracy(TOKYO, *ORIGIN_TOKYO) == ""


def _rows_round(place: tuple[float, float], value: tuple[float, float]) -> bytes:
    """A grid of 3 × 3 corners round a place, in rows of the file's own order."""
    rows, columns = int(place[1] * 120), int((place[0] - 100) * 80)
    found = b""
    for row in (rows, rows + 1):
        for column in (columns, columns + 1):
            code = (
                row // 80 * 1_000_000 + column // 80 * 10_000
                + row % 80 // 10 * 1000 + column % 80 // 10 * 100 + row % 10 * 10 + column % 10
            )  # fmt: skip
            found += mesh(code, *value)
    return found


def test_the_origin_of_japan_without_a_grid() -> None:
    """The three parameters miss the published place by 0.8 m; the EPSG register promises 9 m."""
    found = datum.three_parameters(np.array([ORIGIN_TOKYO]))[0]
    off = (found - np.array(ORIGIN_JGD2000)) * (90_500, 110_950)
    assert np.hypot(*off) == pytest.approx(0.82, abs=0.05)


@pytest.mark.parametrize(
    "place", [(141.35, 43.06), (139.74, 35.66), (130.4, 33.6), (127.68, 26.21), (124.16, 24.34)]
)
def test_three_parameters_against_a_plain_calculation(place: tuple[float, float]) -> None:
    """d3: within 0.5 m of Molodensky's formulas, which go another way (no geocentric coordinates)."""
    found = datum.three_parameters(np.array([place]))[0]
    off = (found - np.array(molodensky(*place))) * (111_320 * np.cos(np.radians(place[1])), 110_950)
    assert np.hypot(*off) < 0.5
    shift = (found - np.array(place)) * (111_320 * np.cos(np.radians(place[1])), 110_950)
    assert 400 < np.hypot(*shift) < 500
    assert shift[0] < 0 < shift[1]


def molodensky(lon: float, lat: float) -> tuple[float, float]:
    """Standard Molodensky at height 0 (NIMA TR8350.2, 7.2)."""
    a, f = 6_377_397.155, 1 / 299.1528128
    da, df = 6_378_137.0 - a, 1 / 298.257222101 - f
    dx, dy, dz = -146.414, 507.337, 680.507
    e2, b = f * (2 - f), a * (1 - f)
    p, q = np.radians(lat), np.radians(lon)
    n, m = a / np.sqrt(1 - e2 * np.sin(p) ** 2), a * (1 - e2) / (1 - e2 * np.sin(p) ** 2) ** 1.5
    north = (
        -dx * np.sin(p) * np.cos(q) - dy * np.sin(p) * np.sin(q) + dz * np.cos(p)
        + da * n * e2 * np.sin(p) * np.cos(p) / a + df * (m * a / b + n * b / a) * np.sin(p) * np.cos(p)
    ) / m  # fmt: skip
    east = (-dx * np.sin(q) + dy * np.cos(q)) / (n * np.cos(p))
    return lon + float(np.degrees(east)), lat + float(np.degrees(north))


def test_there_and_back_without_a_grid() -> None:
    places = np.array([[141.35, 43.06], [139.3, 35.66], [127.68, 26.21]])
    there = carry(places, TOKYO, JGD2011, Grids({}))
    assert carry(there, JGD2011, TOKYO, Grids({})) == pytest.approx(places, abs=1e-10)
    assert carry(places, JGD2000, JGD2011, Grids({})) == pytest.approx(places)


def test_d2_what_is_lost_without_grids_is_said(folder: Path) -> None:
    ishinomaki, hachioji, fukuoka = (141.3, 38.43), (139.3, 35.66), (130.4, 33.6)
    assert accuracy(JGD2000, *ishinomaki) == "変換の精度: 最大約6m（国土地理院の変換格子がないため）"
    assert "約2m" in accuracy(JGD2000, *hachioji)
    assert accuracy(JGD2000, *fukuoka) == ""
    assert "約15m" in accuracy(TOKYO, *ishinomaki)
    assert "約9m" in accuracy(30162, *fukuoka)
    for exact in (6668, 4326, 3857, 6677):
        assert accuracy(exact, *ishinomaki) == ""
    (folder / "touhokutaiheiyouoki2011.par").write_bytes(_rows_round(ishinomaki, (0.0, 0.0)))
    assert accuracy(2452, *ishinomaki) == ""
    assert "約2m" in accuracy(JGD2000, *hachioji), "outside the grid's rows nothing is known"


def test_a_grid_is_read_again_when_it_changes_and_a_broken_one_stops(folder: Path) -> None:
    path = folder / "tky2jgd.PAR"
    assert load_grids(folder.parent / "none").by_start == {}
    path.write_bytes(_rows_round(ORIGIN_TOKYO, (10.0, 0.0)))
    moved = transform_points(np.array([ORIGIN_TOKYO]), TOKYO, JGD2000)[0, 1]
    path.write_bytes(_rows_round(ORIGIN_TOKYO, (20.0, 0.0)) + b"\n")
    again = transform_points(np.array([ORIGIN_TOKYO]), TOKYO, JGD2000)[0, 1]
    assert (again - moved) * 3600 == pytest.approx(10)
    path.write_bytes(b"<html>not found</html>")
    with pytest.raises(UserError, match=r"CRS-810.*tky2jgd\.PAR"):
        transform_points(np.array([ORIGIN_TOKYO]), TOKYO, JGD2000)
    (folder / "SemiDyna2023.par").write_bytes(b"x")
    path.unlink()
    assert load_grids(folder).by_start == {}
