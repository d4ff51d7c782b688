"""Holds vector tiles: decoded and counted, gzipped, versioned, bounded."""

from __future__ import annotations

import gzip
import math
from datetime import date
from typing import Any

import mapbox_vector_tile
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from gisapp.assets.assurance import standing
from gisapp.assets.snapshots import snapshot_of
from gisapp.assets.writing import create
from gisapp.config import Freshness
from gisapp.publish.tiles import FIRST_PIN_ZOOM, TileAddress, Tiles
from tests.assets import CITY, CODE, form
from tests.conftest import site

DEMO = "990019"


def tile_at(lon: float, lat: float, z: int) -> tuple[int, int]:
    """The tile that a point lies in."""
    x = (lon + 180) / 360 * 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z
    return int(x), int(y)


def get(client: FlaskClient, layer: str, z: int, x: int, y: int, **headers: str) -> TestResponse:
    """The tile's answer."""
    return client.get(
        f"/tiles/{DEMO}/{layer}/{z}/{x}/{y}.mvt", headers={"Accept-Encoding": "gzip", **headers}
    )


def decoded(response: TestResponse, layer: str) -> list[dict[str, object]]:
    """The features of a gzipped tile."""
    assert response.headers["Content-Encoding"] == "gzip"
    features: list[dict[str, object]] = mapbox_vector_tile.decode(gzip.decompress(response.data))[layer][
        "features"
    ]
    return features


@pytest.fixture
def centre(demo_engine: Engine) -> tuple[float, float]:
    """The demo city's centre in degrees."""
    with demo_engine.connect() as connection:
        asked = sa.text(
            "select ST_X(ST_Centroid(geom)), ST_Y(ST_Centroid(geom)) from public_area where system = 'city_area'"
        )
        lon, lat = connection.execute(asked).one()
    return lon, lat


@pytest.mark.parametrize(
    "layer", ["elementary_district", "junior_high_district", "council_area", "population_mesh"]
)
def test_areas_of_the_whole_city_are_in_its_tiles(
    client: FlaskClient, demo_engine: Engine, centre: tuple[float, float], layer: str
) -> None:
    z = 8
    x, y = tile_at(*centre, z)
    found = {
        feature["id"]
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        for feature in features_of(client, layer, z, x + dx, y + dy)
    }
    with demo_engine.connect() as connection:
        asked = sa.text(
            "select id from public_area where system = :layer"
            " union select id from population_cell where layer = :layer"
        )
        assert found == set(connection.execute(asked, {"layer": layer}).scalars())


def features_of(client: FlaskClient, layer: str, z: int, x: int, y: int) -> list[dict[str, object]]:
    """The tile's features; none where nothing lies in it."""
    response = get(client, layer, z, x, y)
    return decoded(response, layer) if response.status_code == 200 else []


def test_every_placed_pin_is_in_exactly_one_tile_at_pin_zooms(
    client: FlaskClient, demo_engine: Engine
) -> None:
    with demo_engine.connect() as connection:
        rows = connection.execute(
            sa.text(
                "select id, ST_X(geom) as lon, ST_Y(geom) as lat from public_asset"
                " where layer = 'ibasho' and geom is not null"
            )
        ).all()
    z = 14
    for tile in {tile_at(row.lon, row.lat, z) for row in rows}:
        wanted = {row.id for row in rows if tile_at(row.lon, row.lat, z) == tile}
        features = features_of(client, "ibasho", z, *tile)
        assert wanted <= {feature["id"] for feature in features}
        for each in features:
            rough = {"radius_m"} if each["properties"]["precision"] != "exact" else set()  # type: ignore[index]
            assert set(each["properties"]) - {"age"} == {"precision", "name"} | rough  # type: ignore[call-overload]


def test_names_come_only_where_they_can_be_drawn(client: FlaskClient, centre: tuple[float, float]) -> None:
    x, y = tile_at(*centre, 10)
    for feature in features_of(client, "ibasho", 10, x, y):
        assert set(feature["properties"]) - {"age", "radius_m"} == {"precision"}  # type: ignore[call-overload]


def ages(client: FlaskClient, engine: Engine, month: int) -> dict[str, int]:
    """How old the ibasho are on the first day of a month: by name, from the tiles."""
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text(
                "select ST_X(geom), ST_Y(geom) from public_asset where layer = 'ibasho' and geom is not null"
            )
        ).all()
    found: dict[str, int] = {}
    for x, y in {tile_at(lon, lat, 14) for lon, lat in rows}:
        answer = client.get(
            f"/tiles/{DEMO}/ibasho/14/{x}/{y}.mvt?month={month}", headers={"Accept-Encoding": "gzip"}
        )
        for feature in decoded(answer, "ibasho"):
            said: dict[str, Any] = feature["properties"]  # type: ignore[assignment]
            found[said["name"]] = said.get("age", 0)
    return found


def test_pins_say_how_old_what_is_known_of_them_is(town: Engine) -> None:
    """As `gisapp.assets.assurance` reckons; what nobody has checked and no list vouches for is due."""
    days = {"きょう": date(2026, 11, 1), "去年": date(2025, 11, 1), "むかし": date(2024, 11, 1), "不明": None}
    for n, (name, day) in enumerate(days.items()):
        with town.begin() as connection:
            content = snapshot_of(connection, {}, form(name, at=(141.51 + n / 500, 35.21)), CITY)
            content["service"]["assured_date"] = day and day.isoformat()
            create(connection, CODE, content, actor="見本", reason="")
    with site(town) as app:
        for month in (202611, 202612, 202710, 202711, 203001):
            today = date(month // 100, month % 100, 1)
            expected = {name: int(standing(day, today, Freshness())) for name, day in days.items()}
            assert ages(app.test_client(), town, month) == expected


def test_of_what_is_listed_the_lists_day_counts_until_somebody_checks(
    client: FlaskClient, demo_engine: Engine
) -> None:
    with demo_engine.connect() as connection:
        asked = sa.text(
            "select s.as_of from import_run r join source s on s.id = r.source_id"
            " where r.layer = 'ibasho' and r.kind = 'import' order by r.id desc limit 1"
        )
        as_of = connection.execute(asked).scalar_one()
        rows = connection.execute(
            sa.text("select name, assured_date from public_asset where layer = 'ibasho'")
        )
        known = {row.name: row.assured_date or as_of for row in rows}
    for month in (202611, 203501):
        today = date(month // 100, month % 100, 1)
        for name, age in ages(client, demo_engine, month).items():
            assert age == standing(known[name], today, Freshness())


def test_a_pins_tile_is_kept_for_ever_only_where_it_names_its_month(
    client: FlaskClient, demo_engine: Engine, centre: tuple[float, float]
) -> None:
    x, y = tile_at(*centre, 10)
    with demo_engine.connect() as connection:
        version = connection.execute(sa.text("select data_version from municipality")).scalar_one()
    address = f"/tiles/{DEMO}/day_service/10/{x}/{y}.mvt?v={version}"
    gzipped = {"Accept-Encoding": "gzip"}
    assert client.get(address, headers=gzipped).headers["Cache-Control"] == "no-cache"
    kept = client.get(f"{address}&month=202611", headers=gzipped)
    assert "immutable" in kept.headers["Cache-Control"]
    assert "Content-Security-Policy" not in kept.headers, "the short cut wasn't taken"
    for wrong in (202600, 202613, 99, 299999):
        assert client.get(f"{address}&month={wrong}").status_code == 404


def test_far_out_pins_are_counted_not_sent(
    client: FlaskClient, demo_engine: Engine, centre: tuple[float, float]
) -> None:
    z = FIRST_PIN_ZOOM - 1
    x, y = tile_at(*centre, z)
    counts = [f["properties"]["count"] for f in features_of(client, "day_service", z, x, y)]  # type: ignore[index]
    with demo_engine.connect() as connection:
        asked = sa.text("select count(*) from public_asset where layer = 'day_service' and geom is not null")
        assert sum(counts) == connection.execute(asked).scalar_one()


def test_g6_population_cells_hide_small_counts(client: FlaskClient, centre: tuple[float, float]) -> None:
    x, y = tile_at(*centre, 9)
    features = features_of(client, "population_mesh", 9, x, y)
    people = [f["properties"].get("people") for f in features]  # type: ignore[attr-defined]
    assert all(n is None or n == 0 or n >= 10 for n in people)


MANY_PINS = (
    "create temporary table place on commit drop as"
    " select n, ST_SetSRID(ST_Point(141 + random(), 35 + random()), 6668) as geom"
    " from generate_series(1, 60000) n",
    "insert into service (id, municipality_code, layer, listed_in, source_key, name, run_id)"
    " select n, '990019', 'cafe', 'cafe', n::text, 'カフェ' || n, :run from place",
    "insert into pin (service_id, municipality_code, layer, name, precision, geom_3857)"
    " select n, '990019', 'cafe', 'カフェ' || n, 'exact', ST_Transform(geom, 3857) from place",
    "analyze pin",
)


def test_no_tile_of_many_pins_is_large(engine: Engine) -> None:
    """60,000 pins in one small place: far out they are counted, and a tile stays far below 300 kB."""
    with engine.begin() as connection:
        connection.execute(sa.text("insert into municipality values ('990019', '見', '見', 6677, true, 1)"))
        source = connection.execute(
            sa.text(
                "insert into source (municipality_code, layer, publisher, title, url, licence, files, digest)"
                " values ('990019','cafe','p','t','','l','[]','d') returning id"
            )
        ).scalar_one()
        run = connection.execute(
            sa.text(
                "insert into import_run"
                " (source_id, edition, rows_read, rows_published, rows_outside, problems)"
                " values (:s,'e',0,0,0,0) returning id"
            ),
            {"s": source},
        ).scalar_one()
        for statement in MANY_PINS:
            connection.execute(sa.text(statement), {"run": run} if ":run" in statement else {})
    tiles = Tiles(engine)
    sizes = {}
    for z in range(4, 13):
        x, y = tile_at(141.5, 35.5, z)
        sizes[z] = len(tiles.cut(TileAddress(DEMO, "cafe", z, x, y))[0])
    assert max(sizes.values()) < 300_000, sizes


def test_etag_changes_with_the_data_and_answers_304(client: FlaskClient, centre: tuple[float, float]) -> None:
    x, y = tile_at(*centre, 10)
    first = get(client, "elementary_district", 10, x, y)
    etag = first.headers["ETag"]
    again = get(client, "elementary_district", 10, x, y, **{"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert get(client, "elementary_district", 10, x, y, **{"If-None-Match": '"0"'}).status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"


def test_a_tile_of_the_current_version_is_kept_for_ever_and_of_no_other(
    client: FlaskClient, demo_engine: Engine, centre: tuple[float, float]
) -> None:
    x, y = tile_at(*centre, 10)
    with demo_engine.connect() as connection:
        version = connection.execute(sa.text("select data_version from municipality")).scalar_one()
    address = f"/tiles/{DEMO}/elementary_district/10/{x}/{y}.mvt"
    assert "immutable" in client.get(f"{address}?v={version}").headers["Cache-Control"]
    for other in (version - 1, version + 1, 10**12):
        assert client.get(f"{address}?v={other}").headers["Cache-Control"] == "no-cache"


def test_without_gzip_the_tile_comes_plain(client: FlaskClient, centre: tuple[float, float]) -> None:
    x, y = tile_at(*centre, 10)
    response = client.get(f"/tiles/{DEMO}/elementary_district/10/{x}/{y}.mvt")
    assert "Content-Encoding" not in response.headers
    assert mapbox_vector_tile.decode(response.data)["elementary_district"]["features"]


def test_an_empty_tile_has_no_content(client: FlaskClient) -> None:
    assert get(client, "ibasho", 10, 0, 0).status_code == 204


@pytest.mark.parametrize(
    "address",
    [
        "990019/nothing/10/1/1", "990019/aging_rate/10/1/1", "990019/town_gazetteer/10/1/1",
        "000000/cafe/10/1/1",
        "990019/cafe/3/8/0", "990019/cafe/3/0/8", "990019/cafe/30/1/1",
    ],
)  # fmt: skip
def test_addresses_outside_the_scheme_are_told_in_japanese(client: FlaskClient, address: str) -> None:
    response = client.get(f"/tiles/{address}.mvt")
    assert response.status_code == 404
    assert response.get_json()["error"]["remedy"]


def test_the_short_cut_before_flask_answers_as_flask_does(
    client: FlaskClient, demo_engine: Engine, centre: tuple[float, float]
) -> None:
    """Cut or remembered, byte for byte, and only where nothing is conditional."""
    x, y = tile_at(*centre, 11)
    with demo_engine.connect() as connection:
        version = connection.execute(sa.text("select data_version from municipality")).scalar_one()
    address = f"/tiles/{DEMO}/elementary_district/11/{x}/{y}.mvt"
    by_flask = client.get(address, headers={"Accept-Encoding": "gzip"})
    for _ in range(2):
        short = client.get(f"{address}?v={version}", headers={"Accept-Encoding": "gzip"})
        assert short.data == by_flask.data
        for name in ("ETag", "Vary", "Content-Encoding", "Content-Type", "X-Content-Type-Options"):
            assert short.headers[name] == by_flask.headers[name]
        assert "Content-Security-Policy" not in short.headers, "the short cut wasn't taken"
    assert "Content-Security-Policy" in by_flask.headers
    assert gzip.decompress(by_flask.data) == client.get(f"{address}?v={version}").data
    etag = {"If-None-Match": by_flask.headers["ETag"]}
    assert client.get(f"{address}?v={version}", headers=etag).status_code == 304
    assert client.post(f"{address}?v={version}").status_code == 405
    empty = client.get(f"/tiles/{DEMO}/ibasho/10/0/0.mvt?v={version}", headers={"Accept-Encoding": "gzip"})
    assert (empty.status_code, empty.data) == (204, b"")
    wrong = client.get(f"/tiles/{DEMO}/nothing/10/0/0.mvt?v={version}", headers={"Accept-Encoding": "gzip"})
    assert wrong.get_json()["error"]["code"] == "WEB-404"


def test_tiles_survive_a_database_that_was_restarted(
    client: FlaskClient, demo_engine: Engine, centre: tuple[float, float]
) -> None:
    address = "/tiles/{}/elementary_district/12/{}/{}.mvt".format(DEMO, *tile_at(*centre, 12))
    tiles: Tiles = client.application.extensions["gisapp"].tiles
    waiting = [tiles.engine.raw_connection() for _ in range(4)]
    for each in waiting:
        each.close()
    with demo_engine.begin() as connection:
        asked = "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()"
        assert connection.execute(sa.text(asked)).scalar_one() >= 1
    assert client.get(address).status_code == 200
