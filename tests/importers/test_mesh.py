import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers._people.mesh import mesh_bounds, mesh_polygon
from tests.importers.build import mesh_code


def test_the_corners_worked_out_by_hand() -> None:
    # 5339: 53 / 1.5 = 35°20′ N, 139° E. 35: + 3 × 5′ and 5 × 7.5′. 68: + 6 × 30″ and 8 × 45″.
    assert mesh_bounds("5339") == pytest.approx((139, 35 + 20 / 60, 140, 36))
    assert mesh_bounds("533935") == pytest.approx((139.625, 35 + 35 / 60, 139.75, 35 + 40 / 60))
    assert mesh_bounds("53393568") == pytest.approx((139.725, 35.6333333333, 139.7375, 35.6416666667))


def test_halves_count_from_south_west() -> None:
    west, south, east, north = mesh_bounds("53393568")
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    assert mesh_bounds("533935681") == pytest.approx((west, south, middle_x, middle_y))
    assert mesh_bounds("533935682") == pytest.approx((middle_x, south, east, middle_y))
    assert mesh_bounds("533935683") == pytest.approx((west, middle_y, middle_x, north))
    assert mesh_bounds("5339356844") == pytest.approx(
        (west + (east - west) * 0.75, south + (north - south) * 0.75, east, north)
    )


def test_the_polygon_is_the_rectangle() -> None:
    assert mesh_polygon("53393568").bounds == mesh_bounds("53393568")
    assert mesh_polygon("53393568").is_valid


@pytest.mark.parametrize(
    "code", ["", "533", "53393", "533985", "533935", "5339356", "533935685", "53393568111 1"]
)
def test_only_whole_levels_are_codes(code: str) -> None:
    if code == "533935":
        mesh_bounds(code)
        return
    with pytest.raises(ValueError):
        mesh_bounds(code)


@given(st.floats(122, 153.99), st.floats(20, 45.99), st.sampled_from([4, 6, 8, 9, 10, 11]))
def test_a_point_lies_in_its_cell(lon: float, lat: float, digits: int) -> None:
    west, south, east, north = mesh_bounds(mesh_code(lon, lat, digits=digits))
    assert west - 1e-8 <= lon < east + 1e-8
    assert south - 1e-8 <= lat < north + 1e-8


@given(st.integers(0, 639), st.integers(0, 639))
def test_every_125_m_cell_comes_back_from_its_own_corner(x: int, y: int) -> None:
    code = mesh_code(139 + (x + 0.5) / 640, (53 * 640 + y + 0.5) / 960, digits=11)
    west, south, _, _ = mesh_bounds(code)
    assert mesh_code(west, south, digits=11) == code
