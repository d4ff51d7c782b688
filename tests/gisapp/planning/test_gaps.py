"""Holds the answer to a question: hand-made city, hand-counted people, and the demo city as a whole."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.analysis.classes import bivariate
from gisapp.analysis.disclosure import hidden
from gisapp.errors import UserError
from gisapp.planning import world as world_module
from gisapp.planning.figures import district_figures
from gisapp.planning.gaps import HIDDEN_NOTE, _rows, answer
from gisapp.planning.question import Question, parse
from gisapp.planning.world import Worlds
from gisapp.publish.gap_files import gap_json

DEMO = "990019"


@pytest.fixture(scope="module")
def worlds(demo_engine: Engine) -> Worlds:
    return Worlds(demo_engine)


def test_people_of_the_districts_add_up_to_the_city(demo_engine: Engine, worlds: Worlds) -> None:
    world = worlds.get(DEMO, "elementary_district")
    found = answer(demo_engine, world, Question())
    inside = world.demand[world.demand["district"] >= 0]
    assert found.totals["people"] == round(inside["people"].sum())
    assert sum(row["people"] for row in found.rows) == pytest.approx(
        found.totals["people"], abs=len(found.rows)
    )
    assert found.totals["people"] + round(world.hole_people) == pytest.approx(180_000, rel=0.02)


def test_the_choice_area_shares_its_people_and_is_told(worlds: Worlds) -> None:
    assert worlds.get(DEMO, "elementary_district").overlap_people > 0
    assert worlds.get(DEMO, "junior_high_district").overlap_people == pytest.approx(0, abs=1)


def test_elementary_and_junior_high_districts_hold_the_same_people(
    demo_engine: Engine, worlds: Worlds
) -> None:
    totals = [
        answer(demo_engine, worlds.get(DEMO, system), Question(system=system)).totals
        for system in ("elementary_district", "junior_high_district")
    ]
    assert totals[0]["target_people"] == pytest.approx(totals[1]["target_people"], rel=1e-3)
    assert totals[0]["covered_share"] == pytest.approx(totals[1]["covered_share"], abs=0.5)


def test_a_longer_way_never_covers_fewer(demo_engine: Engine, worlds: Worlds) -> None:
    world = worlds.get(DEMO, "elementary_district")
    shares = [
        answer(demo_engine, world, Question(within_m=m)).totals["covered_share"]
        for m in (300, 500, 800, 1500)
    ]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


def test_a_detour_never_covers_more(demo_engine: Engine, worlds: Worlds) -> None:
    world = worlds.get(DEMO, "elementary_district")
    straight, round_about = (answer(demo_engine, world, Question(detour=d)).totals for d in (1.0, 1.3))
    assert round_about["covered_share"] < straight["covered_share"]
    assert round_about["nearest_mean_m"] == pytest.approx(1.3 * straight["nearest_mean_m"], rel=0.01)


def test_a_category_that_nobody_loaded_is_not_answered_as_none(
    demo_engine: Engine, worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown is not none: alone it is refused, beside others it is told."""
    monkeypatch.setattr(
        "gisapp.planning.gaps.categories", lambda: {"nowhere": "未登録の場所", "cafe": "カフェ・喫茶"}
    )
    world = worlds.get(DEMO, "elementary_district")
    with pytest.raises(UserError, match="未登録の場所") as caught:
        answer(demo_engine, world, Question(categories=("nowhere",)))
    assert caught.value.code == "ASK-011"
    both = answer(demo_engine, world, Question(categories=("nowhere", "cafe")))
    assert both.sentence.endswith("未登録の場所は位置の分かるデータがないため、数えていません。")
    assert both.rows == answer(demo_engine, world, Question(categories=("cafe",))).rows


def test_targets_are_parts_of_everybody(demo_engine: Engine, worlds: Worlds) -> None:
    world = worlds.get(DEMO, "elementary_district")
    people = {
        t: answer(demo_engine, world, Question(target=t)).totals["target_people"]
        for t in ("75+", "65+", "0-14", "all")
    }
    assert 0 < people["75+"] < people["65+"] < people["all"]
    assert 0 < people["0-14"] < people["all"]


def test_ranks_run_from_one_and_the_worst_stand_first(demo_engine: Engine, worlds: Worlds) -> None:
    rows = answer(demo_engine, worlds.get(DEMO, "elementary_district"), Question()).rows
    assert all(row["rank"] in (place, None) for place, row in enumerate(rows, start=1))
    uncovered = [row["uncovered_people"] for row in rows if row["uncovered_people"] is not None]
    assert uncovered == sorted(uncovered, reverse=True)
    assert 1 <= sum(row["worst"] for row in rows) <= len(rows) / 4 + 1


def test_figures_and_answer_tell_the_same_aging_rate(demo_engine: Engine, worlds: Worlds) -> None:
    world = worlds.get(DEMO, "elementary_district")
    with demo_engine.connect() as connection:
        figures = {each["id"]: each for each in district_figures(connection, world)["districts"]}
    for row in answer(demo_engine, world, Question()).rows:
        assert row["aging_rate"] == figures[row["id"]]["aging_rate"]
        assert row["people"] == figures[row["id"]]["people"]


def test_all_five_aging_classes_are_on_the_demo_map(demo_engine: Engine, worlds: Worlds) -> None:
    with demo_engine.connect() as connection:
        rates = [
            d["aging_rate"]
            for d in district_figures(connection, worlds.get(DEMO, "elementary_district"))["districts"]
        ]
    classes = {sum(rate >= limit for limit in (20, 25, 30, 35)) for rate in rates}
    assert classes == {0, 1, 2, 3, 4}


def test_d14_the_same_question_has_the_same_answer_to_the_last_byte(demo_engine: Engine) -> None:
    """Worlds of their own, so that nothing is remembered from the first to the second."""
    first, second = (
        answer(demo_engine, Worlds(demo_engine).get(DEMO, "elementary_district"), Question())
        for _ in range(2)
    )
    assert json.dumps(gap_json(first)) == json.dumps(gap_json(second))


def test_d15_a_world_is_of_one_moment(
    demo_engine: Engine, worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody changes the people between the reading of districts and of people, and takes it back."""
    before = worlds.get(DEMO, "elementary_district").demand["people"].sum()
    read = world_module._people

    def while_another_writes(connection: Connection, *rest: Any) -> Any:
        with demo_engine.begin() as other:
            other.execute(
                sa.text("update population_count set people = people + 1000 where people is not null")
            )
        return read(connection, *rest)

    monkeypatch.setattr(world_module, "_people", while_another_writes)
    try:
        seen = Worlds(demo_engine).get(DEMO, "elementary_district").demand["people"].sum()
    finally:
        with demo_engine.begin() as other:
            other.execute(
                sa.text("update population_count set people = people - 1000 where people is not null")
            )
    assert seen == before


def test_a_world_is_remembered_until_the_data_change(worlds: Worlds) -> None:
    assert worlds.get(DEMO, "elementary_district") is worlds.get(DEMO, "elementary_district")


def test_unknown_municipality_and_missing_data_are_told(engine: Engine, worlds: Worlds) -> None:
    with pytest.raises(UserError, match="この地図にありません"):
        worlds.get("000000", "elementary_district")
    with pytest.raises(UserError, match="この地図にありません"):
        Worlds(engine).get(DEMO, "elementary_district")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"target": ["66+"]}, "ASK-001"),
        ({"categories": ["ibasho,nowhere"]}, "ASK-001"),
        ({"system": ["population_mesh"]}, "ASK-001"),
        *(({"within_m": [text]}, "ASK-002") for text in ["0", "-5", "nan", "1e9", "八百", "８００", "1_000", "20001"]),
        ({"detour": ["0.9"]}, "ASK-002"),
        ({"detour": ["inf"]}, "ASK-002"),
    ],
)  # fmt: skip
def test_d16_what_cannot_be_asked(values: dict[str, list[str]], code: str) -> None:
    with pytest.raises(UserError) as caught:
        parse(values)
    assert caught.value.code == code


def test_a_question_in_form_values() -> None:
    asked = parse(
        {"categories": ["cafe,ibasho", "cafe"], "target": ["75+"], "within_m": ["500"], "detour": ["1.3"]}
    )
    assert asked == Question(("cafe", "ibasho"), "75+", 500, 1.3)
    assert parse({}) == Question()


def test_the_default_question_counts_only_what_is_loaded() -> None:
    assert parse({}, ["cafe", "shelter"]).categories == ("cafe",)
    assert parse({}, ["kodomo_shokudo", "day_service"]).categories == ("kodomo_shokudo",)
    assert parse({"categories": ["ibasho"]}, ["cafe"]).categories == ("ibasho",)


def test_small_counts_are_hidden_with_a_second_one() -> None:
    assert hidden([0, 5, 40, 30]).tolist() == [False, True, False, True]
    assert hidden([0, 5, 8, 30]).tolist() == [False, True, True, False]
    assert hidden([0, 0.4, 10, 9.4]).tolist() == [False, False, True, True]
    assert hidden([10, 20]).tolist() == [False, False]
    assert hidden([3]).tolist() == [True]


def test_no_rate_or_remainder_gives_a_small_count_away() -> None:
    frame = pd.DataFrame(
        {
            "id": [1, 2, 3, 4], "name": list("東西南北"), "people": [320.0, 400.0, 500.0, 600.0],
            "target_people": [320.0, 400.0, 500.0, 600.0], "people_65": [5.0, 60.0, 70.0, 80.0],
            "aging_rate": [1.6, 15.0, 14.0, 13.3], "assets": [1, 1, 1, 1], "people_per_asset": [320.0, 400.0, 500.0, 600.0],
            "covered_share": [50.0, 99.0, 50.0, 40.0], "covered_people": [160.0, 396.0, 250.0, 240.0],
            "uncovered_people": [160.0, 4.0, 250.0, 360.0], "nearest_mean_m": [1.0, 2.0, 3.0, 4.0],
            "rank": [1, 2, 3, 4], "worst": [True, False, False, False],
        }
    )  # fmt: skip
    rows = _rows(frame, bivariate(frame["aging_rate"], frame["covered_share"]))
    assert [row["aging_rate"] for row in rows] == [None, None, 14.0, 13.3], (
        "a second one hides with the lone one"
    )
    assert rows[1]["uncovered_people"] is None
    assert rows[1]["covered_share"] is None
    assert rows[0]["uncovered_people"] is None, "the next smallest hides with the lone one"
    assert rows[0]["note"] == HIDDEN_NOTE
    assert rows[3]["uncovered_people"] == 360
