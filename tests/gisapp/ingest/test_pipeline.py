"""Holds the way of a file: published as a whole or not at all, recognised the second time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.ingest.problems import ImportRefusedError
from gisapp.publish.register import loaded_layers
from importers._record import File
from tests.gisapp.ingest.files import (
    CODE,
    HERE,
    city_file,
    districts_file,
    geojson,
    load,
    places_file,
    square,
)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where the official bytes are kept."""
    return tmp_path


@pytest.fixture
def city(engine: Engine, data_dir: Path) -> Engine:
    """A database with the municipality's area only."""
    load(engine, data_dir, "city_area", city_file())
    return engine


#: The record of what somebody tried isn't part of the map.
RECORDS = {"spatial_ref_sys", "import_run", "import_problem"}


def everything(connection: Connection) -> dict[str, list[object]]:
    """All rows of all tables of the map, to hold that nothing changed."""
    names = connection.execute(
        sa.text(
            "select table_name from information_schema.tables"
            " where table_schema = 'public' and table_type = 'BASE TABLE'"
        )
    ).scalars()
    ours = sorted(set(names) - RECORDS)
    return {name: connection.execute(sa.text(f"table {name}")).all() for name in ours}


@pytest.fixture
def unchanged(city: Engine) -> Iterator[Engine]:
    """The city's database, which must hold the very same rows afterwards."""
    with city.connect() as connection:
        before = everything(connection)
    yield city
    with city.connect() as connection:
        assert everything(connection) == before


def test_municipality_comes_from_its_own_area(city: Engine) -> None:
    with city.connect() as connection:
        row = connection.execute(sa.text("select * from municipality")).one()
    assert (row.code, row.name, row.prefecture, row.plane_srid, row.is_sample) == (
        CODE,
        "見本市",
        "見本県",
        6677,
        True,
    )


def test_official_bytes_are_kept_under_their_hash(city: Engine, data_dir: Path) -> None:
    with city.connect() as connection:
        files = connection.execute(sa.text("select files from source")).scalar_one()
    assert (data_dir / "files" / files[0]["sha256"]).read_bytes() == city_file().data


def test_the_same_file_twice_is_recognised(city: Engine, data_dir: Path) -> None:
    first = load(city, data_dir, "elementary_district", districts_file(["東小学校"]))
    second = load(city, data_dir, "elementary_district", districts_file(["東小学校"]))
    assert (first.already, second.already) == (False, True)


def test_publishing_moves_the_data_version_on(city: Engine, data_dir: Path) -> None:
    asked = sa.text("select data_version from municipality")
    with city.connect() as connection:
        before = connection.execute(asked).scalar_one()
    load(city, data_dir, "elementary_district", districts_file(["東小学校"]))
    with city.connect() as connection:
        assert connection.execute(asked).scalar_one() > before


def test_identifiers_survive_a_new_delivery(city: Engine, data_dir: Path) -> None:
    load(city, data_dir, "city_office", places_file(["東事務所,35.21,141.51,見本市東1"]))
    asked = sa.text("select id, valid_to, status::text from service order by id")
    with city.connect() as connection:
        before = connection.execute(asked).all()
    load(
        city,
        data_dir,
        "city_office",
        places_file(["東事務所,35.211,141.51,見本市東1", "西事務所,35.22,141.52,西2"]),
    )
    with city.connect() as connection:
        after = connection.execute(asked).all()
    assert after[0] == before[0]
    assert len(after) == 2


def test_what_a_new_delivery_no_longer_lists_is_retired_not_deleted(city: Engine, data_dir: Path) -> None:
    load(
        city, data_dir, "city_office", places_file(["東事務所,35.21,141.51,東1", "西事務所,35.22,141.52,西2"])
    )
    load(
        city,
        data_dir,
        "city_office",
        places_file(["西事務所,35.22,141.52,西2"]),
        choices={"accept:IMP-301": "yes"},
    )
    with city.connect() as connection:
        public = connection.execute(sa.text("select name from public_asset")).scalars().all()
        kept = connection.execute(sa.text("select name, status::text from service order by id")).all()
    assert public == ["西事務所"]
    assert [tuple(row) for row in kept] == [("東事務所", "inactive"), ("西事務所", "active")]


def test_a_new_edition_ends_the_old_one_and_an_older_one_does_not(city: Engine, data_dir: Path) -> None:
    for year in (16, 21, 10):
        load(city, data_dir, "elementary_district", districts_file(["東小学校", "西小学校"], year=year))
    with city.connect() as connection:
        rows = connection.execute(
            sa.text(
                "select distinct edition, valid_to from area where system = 'elementary_district' order by 1"
            )
        ).all()
        current = connection.execute(
            sa.text("select distinct edition from public_area where system = 'elementary_district'")
        ).scalars()
        assert current.all() == [rows[-1].edition]
    assert [row.valid_to is None for row in rows] == [False, False, True]
    assert [row.edition[:4] for row in rows] == ["2010", "2016", "2021"]


def test_districts_of_other_municipalities_are_left_out(city: Engine, data_dir: Path) -> None:
    far = File("A27-16_13.geojson", districts_file(["東小学校"]).data.replace(b'"99001"', b'"13201"', 0))
    both = json.loads(far.data)
    stranger = json.loads(far.data.replace(b'"99001"', b'"13201"'))["features"]
    both["features"] += stranger
    outcome = load(
        city, data_dir, "elementary_district", File("A27-16_13.geojson", json.dumps(both).encode())
    )
    assert (outcome.published, outcome.outside) == (1, 1)


def test_list_rows_without_or_with_impossible_places_stay_on_the_list(city: Engine, data_dir: Path) -> None:
    rows = [
        "東事務所,35.21,141.51,東1",
        "西事務所,0,0,西2",
        "南事務所,,,南3",
        "遠い事務所,43.06,141.35,札幌市",
    ]
    outcome = load(city, data_dir, "city_office", places_file(rows))
    assert (outcome.published, outcome.unplaced) == (4, 3)
    assert {problem.code for problem in outcome.problems} == {"GEO-206", "IMP-027", "ADR-601", "ADR-609"}
    with city.connect() as connection:
        placed = (
            connection.execute(sa.text("select name from public_asset where geom is not null"))
            .scalars()
            .all()
        )
    assert placed == ["東事務所"]


def test_an_address_is_placed_by_the_same_address_then_by_its_town(city: Engine, data_dir: Path) -> None:
    towns = json.dumps(
        [
            {"town": "石川町", "koaza": "", "lat": 35.205, "lng": 141.505},
            {"town": "石川町一丁目", "koaza": "", "lat": 35.23, "lng": 141.53},
            {"town": "大和田町五丁目", "koaza": "", "lat": 35.215, "lng": 141.515},
        ],
        ensure_ascii=False,
    )
    load(city, data_dir, "town_gazetteer", File("towns.json", towns.encode()))
    load(city, data_dir, "city_office", places_file(["東事務所,35.21,141.51,見本県見本市東町１－２－３"]))
    lines = [
        "名称,住所,設置場所,開設年,緯度,経度",
        "い,石川町481,,,,",
        "ろ,大和田町5-9-1,,,,",
        "は,東町1-2-3,,,,",
        "に,知らない町1,,,,",
    ]
    load(city, data_dir, "hachimaru", File("hachimaru.csv", "\n".join(lines).encode()))
    with city.connect() as connection:
        asked = sa.text(
            "select name, precision::text, ST_Y(geom) as lat, position_method from public_asset"
            " where layer = 'hachimaru' order by id"
        )
        found = {row.name: row for row in connection.execute(asked)}
    assert (found["い"].precision, found["い"].lat) == ("町丁目", 35.205)
    assert (found["ろ"].precision, found["ろ"].lat) == ("町丁目", 35.215)
    assert (found["は"].precision, found["は"].lat) == ("exact", 35.21)
    assert "東事務所" in found["は"].position_method
    assert found["に"].lat is None


BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[141.5, 35.2], [141.52, 35.22], [141.52, 35.2], [141.5, 35.22], [141.5, 35.2]]],
}
A27_ROW = {"A27_005": "99001", "A27_006": "市立", "A27_007": "東小学校", "A27_008": "東1"}


@pytest.mark.parametrize(
    ("layer", "file", "code"),
    [
        ("elementary_district", File("A27-16.geojson", geojson([(A27_ROW, BOW_TIE)])), "GEO-221"),
        ("elementary_district", File("A27-16.geojson", b""), "IMP-140"),
        ("city_office", File("jimusho.csv", "なまえ,ばしょ\nあ,い\n".encode()), None),
        ("population_mesh", File("tblT000999S5340.txt", b"KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T000999001\n"), None),
        ("elementary_district", File("A27-16.zip", b"PK\x05\x06" + b"\0" * 18), None),
    ],
)  # fmt: skip
def test_refused_files_change_nothing(
    unchanged: Engine, data_dir: Path, layer: str, file: File, code: str | None
) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        load(unchanged, data_dir, layer, file)
    words = str(caught.value)
    assert "データは変更されていません" in words
    assert caught.value.code
    assert code is None or caught.value.code == code
    assert "Traceback" not in words


def test_swapped_coordinates_of_a_whole_list_are_refused(unchanged: Engine, data_dir: Path) -> None:
    rows = [f"場所{i},141.51,35.2{i},見本市{i}" for i in range(4)]
    with pytest.raises(ImportRefusedError) as caught:
        load(unchanged, data_dir, "city_office", places_file(rows))
    assert caught.value.code == "GEO-205"


def test_areas_need_a_day(unchanged: Engine, data_dir: Path) -> None:
    area = geojson([({"名称": "東会議"}, {"type": "Polygon", "coordinates": square(*HERE)})])
    with pytest.raises(ImportRefusedError) as caught:
        load(unchanged, data_dir, "council_area", File("kaigi.geojson", area))
    assert caught.value.code == "IMP-026"


def test_a_census_year_in_two_files_is_the_sum_of_both(city: Engine, data_dir: Path) -> None:
    """A second primary mesh doesn't wipe the first, whichever comes first; figures keep their own source."""
    head = "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T001100001,T001100004,T001100010,T001100019\n,,,,人口（総数）,０～１４歳人口　総数,１５～６４歳人口　総数,６５歳以上人口　総数\n"
    first, second = "52416440", "52416441"
    for key in (first, second):
        table = f"{head}{key},0,,,100,10,60,30\n".encode("cp932")
        load(city, data_dir, "population_mesh", File(f"tblT001100S{key[:4]}.txt", table))
    with city.connect() as connection:
        found = connection.execute(sa.text("select key from population_cell order by key")).scalars().all()
    assert found == [first, second]


def test_an_older_edition_loaded_later_leaves_the_figures_their_own_source(
    city: Engine, data_dir: Path
) -> None:
    for year in (21, 16):
        load(city, data_dir, "elementary_district", districts_file(["東小学校"], year=year))
    with city.connect() as connection:
        shown = loaded_layers(connection, CODE)["elementary_district"]
    assert str(shown.as_of).startswith("2021")
