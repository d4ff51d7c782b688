"""Holds the ladder by which assets get a place, and how services are asked for what it can't reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
import shapely
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from gisapp.assets import geocoding
from gisapp.assets.address_parts import Whereabouts, take_apart
from gisapp.assets.geocoders import Candidate, GeocoderError, Jageocoder, Pace
from gisapp.assets.geocoding import ask_around, judge
from gisapp.assets.placing import Placed, place
from layers._layer import AssetRow
from tests.gisapp.assets.conftest import Service

CITY = Whereabouts("990019", "見本県", "見本市", shapely.box(139.2, 35.5, 139.6, 35.8))
TOWNS = {
    "石川町": (139.36, 35.67),
    "大和田町五丁目": (139.35, 35.66),
    "台町": (139.32, 35.65),
    "台町三丁目": (139.32, 35.655),
}
FULL = "見本県見本市石川町481"


@pytest.fixture
def city(engine: Engine) -> Engine:
    """A city with a few towns and one block."""
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "insert into municipality (code, name, prefecture, plane_srid) values (:code, :name, :pref, 6677)"
            ),
            {"code": CITY.code, "name": CITY.name, "pref": CITY.prefecture},
        )
        source = connection.execute(
            sa.text(
                "insert into source (municipality_code, layer, publisher, title, url, licence, files, digest)"
                " values (:code, 'x', 'x', 'x', 'x', 'x', '[]', 'x') returning id"
            ),
            {"code": CITY.code},
        ).scalar_one()
        run = connection.execute(
            sa.text("insert into import_run (source_id) values (:source) returning id"), {"source": source}
        ).scalar_one()
        for name, block, layer, (lon, lat) in [
            *((name, None, "town_gazetteer", place) for name, place in TOWNS.items()),
            ("大和田町五丁目", "9", "address_block", (139.351, 35.661)),
            ("新町", "3", "address_block", (139.30, 35.60)),
            ("新町", "4", "address_block", (139.31, 35.61)),
        ]:
            connection.execute(
                sa.text(
                    "insert into gazetteer_town (municipality_code, layer, name, block, search_key, geom, run_id)"
                    " values (:code, :layer, :name, :block, :name, ST_SetSRID(ST_MakePoint(:lon, :lat), 6668), :run)"
                ),
                {
                    "code": CITY.code,
                    "layer": layer,
                    "name": name,
                    "block": block,
                    "lon": lon,
                    "lat": lat,
                    "run": run,
                },
            )
    return engine


def asset(address: str | None, **more: object) -> AssetRow:
    return AssetRow(source_key=address or "-", name="見本の居場所", address=address, **more)  # type: ignore[arg-type]


def one(engine: Engine, row: AssetRow) -> Placed:
    with engine.connect() as connection:
        return place(connection, [row], CITY)[0]


@dataclass
class Told:
    """A service that says what the test wants and remembers what it was asked."""

    answers: dict[str, list[Candidate]] = field(default_factory=dict)
    failing: bool = False
    method: str = "見本の検索"
    asked: list[str] = field(default_factory=list)

    def ask(self, address: str) -> list[Candidate]:
        self.asked.append(address)
        if self.failing:
            raise GeocoderError("down")
        return self.answers.get(address, [])


def said(title: str, lon: float = 139.365, lat: float = 35.675) -> list[Candidate]:
    return [Candidate(title, lon, lat)]


# The ladder


def test_given_coordinates_stay(city: Engine) -> None:
    placed = one(city, asset("石川町1", lon=139.0, lat=35.0))
    assert (placed.row.lon, placed.row.precision, placed.note) == (139.0, "exact", None)
    assert placed.method == "提供されたデータの緯度・経度"


def test_a_block_is_exact_and_a_town_is_a_town(city: Engine) -> None:
    block = one(city, asset("大和田町5-9-1"))
    assert (block.row.lon, block.row.precision) == (139.351, "exact")
    assert block.method == "街区・地番（大和田町五丁目9）の代表点"
    town = one(city, asset("見本市石川町481"))
    assert (town.row.lon, town.row.precision) == (139.36, "町丁目")
    assert town.method == "町丁目（石川町）の代表点"


def test_a_town_known_by_its_blocks_has_their_middle(city: Engine) -> None:
    town = one(city, asset("新町99"))
    assert (round(town.row.lon or 0, 3), town.row.precision) == (139.305, "町丁目")
    assert town.method == "町丁目（新町）の街区の中心"


@pytest.mark.parametrize("precision", ["町丁目", "校区", "hidden"])
def test_what_is_shown_coarsely_never_gets_a_nearer_point(city: Engine, precision: str) -> None:
    placed = one(city, asset("大和田町5-9-1", precision=precision))
    assert (placed.row.lon, placed.row.precision) == (139.35, precision)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("見本県隣市本町1-2", "ADR-601"),
        ("東京都八王子市石川町1", "ADR-601"),
        ("知らない町1-2-3", "ADR-602"),
        ("台町3-20", "ADR-603"),
        ("石川町三丁目1", "ADR-605"),
        ("石川町1、台町2", "ADR-606"),
        ("見本市", "ADR-602"),
    ],
)
def test_c16_what_cannot_be_placed_says_why_and_has_no_point(city: Engine, address: str, code: str) -> None:
    placed = one(city, asset(address))
    assert (placed.row.lon, placed.row.lat, placed.method) == (None, None, None)
    assert placed.note
    assert (placed.note.code, placed.note.severity) == (code, "note")
    assert placed.note.value == f"見本の居場所 {address}"
    assert placed.note.remedy.startswith("位置なしで登録し、要位置確認に入れました。")


def test_without_an_address_there_is_nothing_to_say(city: Engine) -> None:
    assert one(city, asset(None)) == Placed(asset(None), None)


def test_without_a_gazetteer_the_note_says_so(engine: Engine) -> None:
    placed = one(engine, asset("石川町1"))
    assert placed.note
    assert placed.note.code == "ADR-609"


# Services


def test_nobody_is_asked_when_nobody_was_switched_on(city: Engine, service: Service) -> None:
    rows = [asset("石川町481"), asset("知らない町1")]
    assert ask_around(city, rows, CITY, ()) == []
    assert one(city, rows[0]).row.precision == "町丁目"
    assert service.asked == []


def test_only_what_needs_it_leaves_the_house(city: Engine) -> None:
    other = Told()
    rows = [
        asset("石川町481"),
        asset("大和田町5-9-1"),
        asset("石川町"),
        asset("日野市程久保2-1-1"),
        asset("石川町12", lon=139.3, lat=35.6),
        asset("石川町77", precision="hidden"),
        asset("石川町78", precision="町丁目"),
        asset("石川町1、台町2"),
        asset(None),
        asset("石川町481 3階"),
    ]
    ask_around(city, rows, CITY, [other])
    assert other.asked == [FULL]


def test_an_answer_is_kept_and_used(city: Engine) -> None:
    other = Told({FULL: said("見本県見本市石川町４８１番地")})
    assert ask_around(city, [asset("石川町481")], CITY, [other]) == []
    placed = one(city, asset("石川町481"))
    assert (placed.row.lon, placed.row.precision) == (139.365, "exact")
    assert placed.method == "見本の検索（見本県見本市石川町４８１番地）"
    ask_around(city, [asset("石川町481")], CITY, [other])
    assert len(other.asked) == 1


def test_a_town_that_no_table_holds_may_come_from_a_service(city: Engine) -> None:
    full = "見本県見本市知らない町481"
    ask_around(city, [asset("知らない町481")], CITY, [Told({full: said("見本県見本市知らない町")})])
    placed = one(city, asset("知らない町481"))
    assert (placed.row.precision, placed.method) == ("町丁目", "見本の検索（見本県見本市知らない町）")


def test_the_second_service_is_asked_what_the_first_did_not_find(city: Engine) -> None:
    first, second = Told(method="一"), Told({FULL: said("見本県見本市石川町481")}, method="二")
    rows = [asset("石川町481")]
    ask_around(city, rows, CITY, [first, second])
    assert (first.asked, second.asked) == ([FULL], [FULL])
    ask_around(city, rows, CITY, [first, second])
    assert (len(first.asked), len(second.asked)) == (1, 1)
    assert one(city, rows[0]).method == "二（見本県見本市石川町481）"


def test_what_was_not_found_is_asked_again_after_a_while(city: Engine) -> None:
    other, rows = Told(), [asset("石川町481")]
    ask_around(city, rows, CITY, [other])
    with city.begin() as connection:
        connection.execute(sa.text("update geocode_cache set asked_at = now() - interval '31 days'"))
    ask_around(city, rows, CITY, [other])
    assert len(other.asked) == 2


def test_a_service_that_fails_is_a_note_and_is_left_alone(city: Engine) -> None:
    other = Told(failing=True)
    rows = [asset(f"石川町{number}") for number in range(1, 20)]
    problems = ask_around(city, rows, CITY, [other])
    assert [(problem.code, problem.severity) for problem in problems] == [("ADR-607", "note")]
    assert len(other.asked) == geocoding.PATIENCE
    assert one(city, rows[0]).row.precision == "町丁目"
    other.failing = False
    assert ask_around(city, rows, CITY, [other]) == []


def test_a_real_failure_on_the_wire_never_stops_an_import(city: Engine, service: Service) -> None:
    service.answers([], 500)
    asked = Jageocoder(service.url, Pace(0.0), (0.2, 0.2))
    problems = ask_around(city, [asset("石川町481")], CITY, [asked])
    assert [problem.code for problem in problems] == ["ADR-607"]


def test_an_answer_that_does_not_fit_is_told_and_not_used(city: Engine) -> None:
    full = "見本県見本市知らない町1-2"
    ask_around(city, [asset("知らない町1-2")], CITY, [Told({full: said("隣県隣市知らない町1番地2")})])
    placed = one(city, asset("知らない町1-2"))
    assert placed.row.lon is None
    assert placed.note
    assert placed.note.code == "ADR-608"
    assert "隣県隣市知らない町1番地2" in placed.note.message


def test_asking_can_be_stopped_in_between(city: Engine) -> None:
    other = Told()

    class StoppedError(Exception):
        """The person has cancelled."""

    def told(done: int, of: int) -> None:
        assert of == 3
        if done == 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        ask_around(city, [asset(f"石川町{number}") for number in (1, 2, 3)], CITY, [other], told)
    assert len(other.asked) == 2


@pytest.mark.parametrize(
    ("address", "titles", "level"),
    [
        ("石川町481", ["見本県見本市石川町481番地"], "街区"),
        ("石川町481-2", ["見本県見本市石川町４８１番地２"], "街区"),
        ("石川町481", ["見本県見本市石川町"], "町丁目"),
        ("石川町1", ["見本県見本市石川町一丁目"], None),
        ("石川町481", ["見本県見本市石川町一丁目"], None),
        ("石川町481", ["見本県隣市石川町481"], None),
        ("石川町481", ["石川町481"], None),
        ("石川町481", ["見本県見本市"], None),
        ("石川町481", ["見本県見本市石川町482番地"], None),
        ("大和田町5-9-1", ["見本県見本市大和田町五丁目９番１号"], "街区"),
        ("大和田町5-9-1", ["見本県見本市大和田町五丁目９番"], "街区"),
        ("大和田町5-9-1", ["見本県見本市大和田町"], None),
        ("大和田町五丁目9", ["見本県見本市大和田町五丁目"], "町丁目"),
        ("大和田町五丁目9", ["見本県見本市大和田町5番地"], None),
        ("石川町481", ["見本駅", "見本県見本市石川町", "見本県見本市石川町481"], "街区"),
        ("石川町481", [], None),
    ],
)
def test_answers_are_judged_by_what_they_say(address: str, titles: Sequence[str], level: str | None) -> None:
    candidates = [Candidate(title, 139.36, 35.67) for title in titles]
    judged = judge(candidates, take_apart(address, CITY), CITY)
    assert judged.level == level
    assert (judged.place is None) == (level is None)


def test_an_answer_outside_the_city_is_refused_whatever_it_says() -> None:
    candidates = [Candidate("見本県見本市石川町481番地", 140.5, 36.5)]
    assert judge(candidates, take_apart("石川町481", CITY), CITY).place is None
