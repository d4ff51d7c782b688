"""Holds the real files of Hachioji: counts, totals, positions, and what is listed instead of dropped."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from gisapp.planning.desk import Desk
from gisapp.planning.gaps import answer
from gisapp.planning.question import Question
from gisapp.planning.world import World
from gisapp.publish.register import loaded_layers

pytestmark = pytest.mark.real
HACHIOJI = "132012"


def districts_of(engine: Engine) -> World:
    """The people of the newest census in their elementary school districts."""
    desk = Desk(engine)
    with desk.moment(HACHIOJI) as moment:
        return desk.world(moment, "elementary_district")


def test_every_layer_has_its_rows(real_engine: Engine) -> None:
    with real_engine.connect() as connection:
        counts = {key: layer.count for key, layer in loaded_layers(connection, HACHIOJI).items()}
    assert counts["elementary_district"] == 69
    assert counts["junior_high_district"] == 37
    assert counts["child_rearing"] == 172
    assert counts["kodomo_shokudo"] == 49
    assert counts["hachimaru"] == 9
    assert counts["shelter"] == 150
    assert counts["city_office"] == 14
    assert counts["town_gazetteer"] == 199


def test_population_totals_are_those_of_the_census(real_engine: Engine) -> None:
    """Mesh clipped to the city: about 580,700 people, 153,600 of them 65 or older, within 0.5 %."""
    world = districts_of(real_engine)
    inside = world.demand[world.demand["district"] >= 0]
    assert inside["people"].sum() == pytest.approx(580_700, rel=0.005)
    assert inside["people_65"].sum() == pytest.approx(153_600, rel=0.005)
    assert world.hole_people < 0.005 * 580_700


def test_all_child_rearing_places_fall_in_a_district_and_five_districts_have_none(
    real_engine: Engine,
) -> None:
    found = answer(Desk(real_engine), HACHIOJI, Question(categories=("child_rearing",)))
    assert found.totals["assets"] == 172
    assert sum(1 for row in found.rows if row["assets"] == 0) == 5


def test_kodomo_shokudo_without_coordinates_are_kept_without_a_place(real_engine: Engine) -> None:
    with real_engine.connect() as connection:
        asked = sa.text("select count(*), count(geom) from public_asset where layer = 'kodomo_shokudo'")
        known, placed = connection.execute(asked).one()
    assert (known, placed) == (49, 0)


def test_no_asset_lies_at_zero(real_engine: Engine) -> None:
    with real_engine.connect() as connection:
        asked = sa.text("select count(*) from location where ST_X(geom) < 122 or ST_Y(geom) < 20")
        assert connection.execute(asked).scalar_one() == 0


def test_hachimaru_offices_know_how_they_were_placed(real_engine: Engine) -> None:
    with real_engine.connect() as connection:
        asked = sa.text(
            "select name, address, precision::text, position_method, ST_X(geom) as lon, ST_Y(geom) as lat,"
            " (select count(*) from phone p where p.service_id = a.id) as phones, hours_note"
            " from public_asset a where layer = 'hachimaru'"
        )
        offices = {row.name.removeprefix("はちまるサポート"): row for row in connection.execute(asked)}
    assert set(offices) == {"石川", "川口", "恩方", "浅川", "大和田", "台町", "由井", "由木", "由木東"}
    ishikawa = offices["石川"]
    assert "石川事務所" in ishikawa.position_method
    assert (ishikawa.lon, ishikawa.lat) == pytest.approx((139.366225, 35.680327))
    assert all(office.phones == 0 and office.hours_note is None for office in offices.values())
    assert all(office.position_method for office in offices.values())


def test_cafes_are_cut_to_the_city_and_its_guard_ring(real_engine: Engine) -> None:
    with real_engine.connect() as connection:
        asked = sa.text(
            "select max(ST_Distance(ST_Transform(a.geom, 6677), ST_Transform(c.geom, 6677)))"
            " from public_asset a, public_area c where a.layer = 'cafe' and c.system = 'city_area'"
        )
        assert connection.execute(asked).scalar_one() <= 2_000


def test_gap_page_answers_for_the_real_city(real_client: FlaskClient) -> None:
    told = real_client.get("/gaps.json?categories=cafe&target=65%2B&within_m=800").get_json()
    assert len(told["districts"]) == 69
    shown = {"name", "people", "target_people", "aging_rate", "assets", "covered_share", "nearest_mean_m"}
    assert shown <= set(told["districts"][0])
