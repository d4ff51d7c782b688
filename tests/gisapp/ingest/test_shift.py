"""Holds how data betray a wrong datum, zone or order of axes, and which questions follow (D1, D2, D4 to D6)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.crs import transform, transform_points
from gisapp.ingest.city import City
from gisapp.ingest.doubts import accuracy_notes, as_chosen, of_reading
from gisapp.ingest.fit import of_addresses, of_storage
from gisapp.ingest.shift import Hint, datum_hint, other_datum, propose_crs
from gisapp.ingest.spots import at_hall, crowded, is_hall
from layers._layer import AreaRow, AssetRow, CellRow, TownRow

PLANE = 6677
#: An odd-shaped city of some 10 km in zone IX, in metres.
OUTLINE = shapely.Polygon(
    [(-50_000, -40_000), (-42_000, -44_000), (-38_000, -40_000), (-40_000, -33_000), (-46_000, -31_000)]
)
CITY = City(
    "990019", "見本市", "見本県", PLANE, OUTLINE, outline=transform(np.array([OUTLINE]), PLANE, 6668)[0]
)
HALL = (139.316, 35.666)


@pytest.fixture(autouse=True)
def _no_grids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GISAPP_DATA_DIR", str(tmp_path))


def inside(count: int, srid: int) -> np.ndarray:
    """Places all over the city, in a CRS."""
    chance = np.random.default_rng(1)
    xy = chance.uniform((-50_000, -44_000), (-38_000, -31_000), (count * 4, 2))
    xy = xy[shapely.contains_xy(OUTLINE, xy[:, 0], xy[:, 1])][:count]
    return transform_points(xy, PLANE, srid)


def assets(xy: np.ndarray, srid: int, address: str | None = "本町1-1") -> list[AssetRow]:
    return [
        AssetRow(str(n), f"施設{n}", address=address, lon=float(x), lat=float(y), srid=srid)
        for n, (x, y) in enumerate(xy)
    ]


@pytest.mark.parametrize("srid", [6668, 4301, 6677, 2451, 30169])
def test_what_is_said_and_right_stays_first_and_nothing_is_asked(srid: int) -> None:
    xy = inside(200, srid)
    best = propose_crs(xy, srid, OUTLINE, PLANE)[0]
    assert (best.srid, best.swapped) == (srid, False)
    assert best.share > 0.97
    assert of_reading(assets(xy, srid), CITY, {}) == []


@pytest.mark.parametrize(
    ("right", "said"), [(6677, 6676), (6677, 6687), (2451, 2450), (30169, 30168), (30169, 6678)]
)
def test_d4_a_wrong_zone_is_found_and_asked_about(right: int, said: int) -> None:
    xy = inside(200, right)
    best = propose_crs(xy, said, OUTLINE, PLANE)[0]
    assert (best.srid, best.swapped, best.share > 0.9) == (right, False, True)
    problem = of_reading(assets(xy, said), CITY, {})[0]
    assert (problem.code, problem.severity, problem.choice) == ("CRS-806", "ask", "crs")
    assert [option.value for option in problem.options] == [str(best.srid), str(said)]
    assert "9系" in problem.message
    assert problem.value == f"市の中 0%→{best.share:.0%}"
    assert of_reading(assets(xy, said), CITY, {"crs": str(said)}) == []


def test_d5_the_order_of_x_and_y_is_found_and_asked_about() -> None:
    xy = inside(200, 6677)[:, ::-1]
    assert propose_crs(xy, 6677, OUTLINE, PLANE)[0].swapped
    asked = of_reading(assets(xy, 6677), CITY, {})
    assert [(p.code, p.severity, p.choice) for p in asked] == [("CRS-807", "ask", "swap")]
    assert of_reading(assets(xy, 6677), CITY, {"swap": "no"}) == []
    both = of_reading(assets(xy, 6676), CITY, {})
    assert [p.choice for p in both] == ["crs", "swap"]


def test_the_same_system_on_the_other_datum() -> None:
    pairs = (
        (6668, 4301),
        (4326, 4301),
        (4301, 6668),
        (6677, 30169),
        (2451, 30169),
        (30169, 6677),
        (3857, None),
    )
    assert [other_datum(srid) for srid, _ in pairs] == [other for _, other in pairs]


def test_a_file_larger_than_the_city_is_not_asked_about() -> None:
    chance = np.random.default_rng(2)
    japan = chance.uniform((130, 32), (142, 43), (300, 2))
    assert of_reading(assets(japan, 6668), CITY, {}) == []
    mixed = [*assets(japan[:2], 6668), *assets(japan[:2], 4612)]
    assert of_reading(mixed, CITY, {}) == []


def test_d1_the_hint_is_the_vector_between_the_datums() -> None:
    chance = np.random.default_rng(3)
    towns = inside(60, 6668)
    near = transform_points(
        transform_points(towns, 6668, PLANE) + chance.normal(0, 300, (60, 2)), PLANE, 6668
    )
    assert datum_hint(near, towns) is None
    tokyo = transform_points(near, 6668, 4301)
    hint = datum_hint(tokyo, towns)
    assert isinstance(hint, Hint)
    assert (hint.east_m, hint.north_m) == (pytest.approx(-290, abs=110), pytest.approx(357, abs=110))
    assert datum_hint(tokyo[:9], towns[:9]) is None
    # Towns whose points scatter too widely prove nothing.
    wild = transform_points(
        transform_points(towns, 6668, PLANE) + chance.normal(0, 3000, (60, 2)), PLANE, 6668
    )
    assert datum_hint(transform_points(wild, 6668, 4301), towns) is None
    # Another constant shift is no datum: a map that was drawn 400 m off to the south-west.
    assert datum_hint(near - 0.004, towns) is None


def test_d1_addresses_betray_the_tokyo_datum() -> None:
    towns = inside(40, 6668)
    rows = [
        AssetRow(str(n), "施設", address=str(n), lon=float(x), lat=float(y))
        for n, (x, y) in enumerate(transform_points(towns, 6668, 4301))
    ]

    def place_of(address: str) -> tuple[float, float] | None:
        return None if address == "7" else (float(towns[int(address), 0]), float(towns[int(address), 1]))

    asked = of_addresses(rows, place_of, {})
    assert [(p.code, p.severity, p.choice) for p in asked] == [("CRS-808", "ask", "crs")]
    assert [option.value for option in asked[0].options] == ["4301", "6668"]
    assert "39件" in (asked[0].value or "")
    assert of_addresses(rows, place_of, {"crs": "6668"}) == []
    assert of_addresses([], place_of, {}) == []
    answered = as_chosen(rows, {"crs": "4301"})
    moved = [(transform_points(np.array([[row.lon, row.lat]]), row.srid, 6668)[0]) for row in answered[:3]]
    assert np.array(moved) == pytest.approx(towns[:3], abs=1e-7)


def test_d1_areas_along_the_border_betray_the_tokyo_datum() -> None:
    pieces = [OUTLINE & shapely.box(x, -45_000, x + 3_000, -30_000) for x in range(-50_000, -37_000, 3_000)]
    right = transform(shapely.segmentize(np.array(pieces), 200), PLANE, 6668)
    rows = [AreaRow(str(n), str(n), shape, 6668) for n, shape in enumerate(right)]
    assert of_reading(rows, CITY, {}) == []
    off = transform(right, 6668, 4301)
    rows = [AreaRow(str(n), str(n), shape, 6668) for n, shape in enumerate(off)]
    asked = of_reading(rows, CITY, {})
    assert [(p.code, p.choice) for p in asked] == [("CRS-808", "crs")]
    assert [option.value for option in asked[0].options] == ["4301", "6668"]
    plane = transform(right, 6668, 30169)
    rows = [AreaRow(str(n), str(n), shape, 6677) for n, shape in enumerate(plane)]
    assert [option.value for option in of_reading(rows, CITY, {})[0].options] == ["30169", "6677"]


def test_an_answer_moves_places_of_tables_only() -> None:
    area = AreaRow("1", "校区", OUTLINE, 6677)
    cell = CellRow("1", OUTLINE, 4612, {})
    rows = [AssetRow("1", "施設", lon=139.3, lat=35.6), TownRow("本町", 139.3, 35.6), area, cell]
    assert [row.srid for row in as_chosen(rows, {"crs": "4301"})] == [4301, 4301, 6677, 4612]
    for other in ({}, {"crs": "6677"}, {"crs": "x"}):
        assert as_chosen(rows, other) == rows


def test_d2_what_is_lost_without_a_grid_is_noted_with_the_run() -> None:
    rows = [
        *assets(inside(5, 4301), 4301),
        *assets(inside(5, 6668), 6668),
        AssetRow("9", "位置なし", srid=4612),
    ]
    told = accuracy_notes(rows)
    assert [(p.code, p.severity) for p in told] == [("CRS-805", "note")]
    assert (
        told[0].message
        == "日本測地系 経緯度（EPSG:4301）から変換しました。変換の精度: 最大約11m（国土地理院の変換格子がないため）。"
    )
    west_and_east = assets(np.array([[130.4, 33.6], [141.3, 38.43]]), 4612)
    assert "約6m" in accuracy_notes(west_and_east)[0].message


def test_d6_many_on_one_spot() -> None:
    spot = np.tile([139.3, 35.6], (6, 1))
    rows = [AssetRow(str(n), f"施設{n}", address=f"本町{n}", lon=x, lat=y) for n, (x, y) in enumerate(spot)]
    told = crowded([*rows, *assets(inside(20, 6668), 6668), AssetRow("x", "位置なし")])
    assert [(p.code, p.severity) for p in told] == [("GEO-230", "note")]
    assert "6件" in told[0].message
    assert told[0].value == "施設0、施設1、施設2、施設3、施設4"


def test_d6_one_building_may_hold_many() -> None:
    spot = np.tile([139.3, 35.6], (12, 1))
    assert crowded(assets(spot, 6668)) == []
    assert crowded(assets(spot[:9], 6668, address=None)) == []
    assert [p.code for p in crowded(assets(spot, 6668, address=None))] == ["GEO-230"]


def test_d6_points_put_on_the_town_hall() -> None:
    halls = {"見本市役所": HALL}
    near = [
        AssetRow(str(n), f"施設{n}", address=f"本町{n}", lon=HALL[0] + n * 1e-5, lat=HALL[1])
        for n in range(4)
    ]
    hall = AssetRow("h", "見本市役所", address="元本郷町3-24-1", lon=HALL[0], lat=HALL[1])
    assert [(p.code, p.severity) for p in at_hall([*near, hall], halls)] == [("GEO-231", "note")]
    assert at_hall([*near[:2], hall, AssetRow("n", "位置なし", address="x")], halls) == []
    assert at_hall(assets(np.tile(HALL, (5, 1)), 6668), halls) == [], "one address: they really are there"
    assert [is_hall(name) for name in ("八王子市役所", "港区役所", "奥多摩町役場", "八王子市役所本庁舎")] == [
        True
    ] * 4
    assert not is_hall("八王子市役所浅川事務所")


def test_stored_rows_are_held_against_the_gazetteer_and_against_one_another(engine: Engine) -> None:
    names = [f"{sign}町" for sign in "東西南北上下元本新旭栄幸緑桜梅松竹泉原森"]
    towns = inside(len(names), 6668)
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "insert into municipality (code, name, prefecture, plane_srid) values ('990019', '見本市', '見本県', 6677)"
            )
        )
        run = connection.execute(sa.text("insert into import_run default values returning id")).scalar_one()
        insert = sa.text(
            "insert into gazetteer_town (municipality_code, name, search_key, geom, run_id)"
            " values ('990019', :name, :name, ST_SetSRID(ST_MakePoint(:lon, :lat), 6668), :run)"
        )
        values = [
            {"name": name, "lon": float(lon), "lat": float(lat), "run": run}
            for name, (lon, lat) in zip(names, towns, strict=True)
        ]
        connection.execute(insert, values)
    rows = assets(transform_points(towns, 6668, 4301), 6668)
    rows = [replace(row, address=f"見本市{name}1-1") for row, name in zip(rows, names, strict=True)]
    with engine.connect() as connection:
        assert [p.code for p in of_storage(connection, rows, CITY, {})] == ["CRS-808"]
        assert of_storage(connection, rows, CITY, {"crs": "6668"}) == []
        assert of_storage(connection, assets(towns, 6668, address=None), CITY, {}) == []
        assert of_storage(connection, [AssetRow("1", "位置なし")], CITY, {}) == []
        twice = [AreaRow(key, key, shapely.box(140, 35, 140.1, 35.1), 6668) for key in "ab"]
        assert [p.code for p in of_storage(connection, twice, CITY, {})] == ["GEO-223"]
