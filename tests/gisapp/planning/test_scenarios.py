"""Holds scenarios: what a change does to a list of places, what may be changed, and who may write over whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection, Engine

from gisapp.errors import UserError
from gisapp.planning.changes import validated
from gisapp.planning.desk import Desk
from gisapp.planning.gaps import answer
from gisapp.planning.population.people import people_years
from gisapp.planning.question import Question, parameters
from gisapp.planning.scenarios import (
    ScenarioConflictError,
    apply,
    listed,
    load,
    save,
    update,
)

DEMO = "990019"
#: In the middle of the demo city.
HERE = {"lon": 141.61, "lat": 35.26}
ADDED = {
    "kind": "add",
    "category": "ibasho",
    "name": "新しい居場所",
    **HERE,
    "capacity": 20,
    "hours_month": 40.0,
}


@pytest.fixture
def connection(demo_engine: Engine) -> Iterator[Connection]:
    """The demo city, and nothing of what a test saves stays."""
    with demo_engine.connect() as opened:
        opened.begin()
        yield opened
        opened.rollback()


def places(*ids: int) -> pd.DataFrame:
    """A list of cafés, one a degree."""
    return pd.DataFrame(
        {
            "id": list(ids), "layer": "cafe", "name": [f"店{n}" for n in ids], "address": None,
            "lon": [float(n) for n in ids], "lat": 35.0, "formality": "インフォーマル", "capacity": 10.0,
            "checked": True, "hidden": False, "hours_month": 100.0,
        }
    )  # fmt: skip


def an_asset(connection: Connection, layer: str = "cafe") -> int:
    found = connection.execute(sa.text("select min(id) from service where layer = :layer"), {"layer": layer})
    return int(found.scalar_one())


def refused(connection: Connection, changes: Any) -> str:
    with pytest.raises(UserError) as caught:
        validated(connection, DEMO, changes)
    assert "データは変更されていません" in caught.value.remedy
    return caught.value.code


def test_every_kind_of_change_does_what_it_says() -> None:
    before = places(1, 2, 3, 4)
    after = apply(
        [
            {"kind": "close", "asset": 1},
            {"kind": "move", "asset": 2, "lon": 20.0, "lat": 36.0},
            {"kind": "change", "asset": 3, "capacity": 5, "hours_month": None},
            ADDED,
        ],
        before,
    )
    assert after["id"].tolist() == [2, 3, 4, -1]
    assert after["lon"].tolist() == [20.0, 3.0, 4.0, 141.61]
    assert after["capacity"].tolist() == [10.0, 5.0, 10.0, 20.0]
    assert after["hours_month"].tolist() == [100.0, 100.0, 100.0, 40.0]
    new = after.iloc[-1]
    assert (new["layer"], new["formality"], new["checked"], new["hidden"]) == (
        "ibasho", "インフォーマル", False, False,
    )  # fmt: skip
    assert after.dtypes.equals(before.dtypes)


def test_the_list_itself_stays_as_it_is() -> None:
    before = places(1, 2)
    apply(
        [{"kind": "move", "asset": 1, "lon": 9.0, "lat": 9.0}, {"kind": "close", "asset": 2}, ADDED], before
    )
    pd.testing.assert_frame_equal(before, places(1, 2))


def test_what_is_not_in_the_list_is_left_alone_and_an_empty_one_can_be_added_to() -> None:
    elsewhere = [{"kind": "close", "asset": 9}, {"kind": "move", "asset": 9, "lon": 1.0, "lat": 1.0}]
    pd.testing.assert_frame_equal(apply(elsewhere, places(1)), places(1))
    assert apply([ADDED], places(1).iloc[:0])["id"].tolist() == [-1]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([1, 2, 3, 4, 5]), max_size=8), st.integers(0, 3))
def test_so_many_places_are_left_as_were_not_closed(closed: list[int], added: int) -> None:
    changes: list[dict[str, Any]] = [{"kind": "close", "asset": asset} for asset in closed] + [ADDED] * added
    after = apply(changes, places(1, 2, 3, 4, 5))
    assert after["id"].tolist() == [n for n in range(1, 6) if n not in closed] + [
        -n for n in range(1, added + 1)
    ]


def test_a_scenario_is_saved_shared_and_listed(connection: Connection) -> None:
    first = save(connection, DEMO, name=" 案1 ", changes=[ADDED], question=parameters(Question(within_m=500)))
    second = save(connection, DEMO, name="案2", changes=[], question={})
    assert load(connection, DEMO, first.token) == first
    assert (first.name, first.version, first.question["within_m"]) == ("案1", 1, 500)
    assert first.changes == (ADDED,)
    assert {each.token for each in listed(connection, DEMO)} >= {first.token, second.token}
    assert len(first.token) >= 20
    assert first.token != second.token


@pytest.mark.parametrize("token", ["", "nothing", "x' or '1'='1", "a\x00b", "あ"])
def test_who_has_no_token_sees_nothing(connection: Connection, token: str) -> None:
    with pytest.raises(UserError, match="シナリオはありません") as caught:
        load(connection, DEMO, token)
    assert (caught.value.code, caught.value.status) == ("ASK-030", 404)


def test_a_token_opens_the_scenario_of_its_own_municipality_only(connection: Connection) -> None:
    token = save(connection, DEMO, name="案", changes=[], question={}).token
    with pytest.raises(UserError, match="市区町村"):
        load(connection, "132012", token)


def test_who_wrote_first_is_not_written_over(connection: Connection) -> None:
    seen = save(connection, DEMO, name="案", changes=[], question={})
    theirs = update(connection, seen, changes=[ADDED])
    assert (theirs.version, theirs.changes, theirs.name) == (2, (ADDED,), "案")
    with pytest.raises(ScenarioConflictError) as caught:
        update(connection, seen, name="別の案")
    assert (caught.value.code, caught.value.status) == ("ASK-037", 409)
    assert caught.value.theirs == theirs
    assert caught.value.yours == {"name": "別の案", "changes": None, "question": None, "version": 1}
    assert "第2版" in caught.value.message
    assert load(connection, DEMO, seen.token) == theirs
    assert update(connection, theirs, name="別の案").version == 3


def test_numbers_may_be_typed(connection: Connection) -> None:
    typed = {**ADDED, "lon": "141.61", "lat": "35.26", "capacity": "20", "hours_month": ""}
    moved = {"kind": "move", "asset": str(an_asset(connection)), **HERE}
    assert validated(connection, DEMO, [typed, moved]) == [
        {**ADDED, "hours_month": None},
        {"kind": "move", "asset": an_asset(connection), **HERE},
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("close", "ASK-031"),
        ({"kind": "burn", "asset": 1}, "ASK-031"),
        ({"kind": ["add"]}, "ASK-031"),
        ({**ADDED, "category": "school"}, "ASK-032"),
        ({**ADDED, "category": ["cafe"]}, "ASK-032"),
        ({**ADDED, "lon": 139.0}, "ASK-033"),
        ({**ADDED, "lat": "nan"}, "ASK-034"),
        ({**ADDED, "lat": None}, "ASK-034"),
        ({**ADDED, "lon": "１４１"}, "ASK-034"),
        ({**ADDED, "capacity": -1}, "ASK-034"),
        ({**ADDED, "capacity": True}, "ASK-034"),
        ({**ADDED, "hours_month": 745}, "ASK-034"),
        ({**ADDED, "name": " "}, "ASK-036"),
        ({**ADDED, "name": "改\x07行"}, "ASK-036"),
        ({**ADDED, "name": "長" * 101}, "ASK-036"),
        ({"kind": "close", "asset": 0}, "ASK-035"),
        ({"kind": "close", "asset": "１"}, "ASK-035"),
        ({"kind": "close", "asset": True}, "ASK-035"),
        ({"kind": "close", "asset": 1.5}, "ASK-035"),
        ({"kind": "close", "asset": 2**40}, "ASK-035"),
    ],
)
def test_what_cannot_be_changed_is_told(connection: Connection, change: Any, code: str) -> None:
    assert refused(connection, [change]) == code


def test_no_list_and_too_long_a_list_are_told(connection: Connection) -> None:
    assert refused(connection, "[]") == "ASK-031"
    assert refused(connection, {"kind": "add"}) == "ASK-031"
    assert refused(connection, [ADDED] * 201) == "ASK-038"
    assert refused(connection, [{"kind": "change", "asset": an_asset(connection)}]) == "ASK-034"


def test_only_places_that_count_can_be_closed(connection: Connection) -> None:
    assert refused(connection, [{"kind": "close", "asset": an_asset(connection, "shelter")}]) == "ASK-035"
    cafe = an_asset(connection)
    connection.execute(sa.text("update service set status = 'defunct' where id = :id"), {"id": cafe})
    assert refused(connection, [{"kind": "close", "asset": cafe}]) == "ASK-035"


@pytest.fixture
def shared(demo_engine: Engine) -> Iterator[Any]:
    """Saves scenarios that a desk can open, and takes them away at the end."""
    tokens: list[str] = []

    def make(*changes: dict[str, Any]) -> str:
        with demo_engine.begin() as connection:
            tokens.append(save(connection, DEMO, name="案", changes=list(changes), question={}).token)
        return tokens[-1]

    yield make
    with demo_engine.begin() as connection:
        connection.execute(sa.text("delete from scenario where token = any(:tokens)"), {"tokens": tokens})


def far_place(demo_engine: Engine) -> dict[str, float]:
    """Where the most people live who have nothing near."""
    with demo_engine.connect() as connection:
        row = connection.execute(
            sa.text("select ST_X(label) as lon, ST_Y(label) as lat from public_area where name like '宮前%'"
                    " and system = 'elementary_district'")
        ).one()  # fmt: skip
        return dict(row._mapping)


def test_a_scenario_changes_the_answer_and_nothing_else(demo_engine: Engine, shared: Any) -> None:
    content = sa.text("select md5(string_agg(cast(l as text), '' order by id)) from location l")
    with demo_engine.connect() as connection:
        real = connection.execute(content).scalar_one()
    desk, question = Desk(demo_engine), Question()
    plain = answer(desk, DEMO, question)
    token = shared({**ADDED, **far_place(demo_engine)})
    planned = answer(desk, DEMO, Question(scenario=token))
    assert planned.totals["covered_people"] > plain.totals["covered_people"] + 100
    assert planned.totals["assets"] == plain.totals["assets"] + 1
    assert planned.run != plain.run
    assert answer(desk, DEMO, question).rows == plain.rows
    with demo_engine.connect() as connection:
        assert connection.execute(content).scalar_one() == real
        every = list(
            connection.execute(sa.text("select id from service where layer in ('ibasho', 'cafe')")).scalars()
        )
    closed = shared(*({"kind": "close", "asset": asset} for asset in every[:40]))
    assert (
        answer(desk, DEMO, Question(scenario=closed)).totals["covered_people"]
        < plain.totals["covered_people"]
    )


def test_a_scenario_can_be_asked_about_in_every_year(demo_engine: Engine, shared: Any) -> None:
    with demo_engine.connect() as connection:
        years = [each.year for each in people_years(connection, DEMO)]
    token, desk = shared({**ADDED, **far_place(demo_engine)}), Desk(demo_engine)
    for year in years:
        without, with_it = (answer(desk, DEMO, Question(year=year, scenario=each)) for each in ("", token))
        assert with_it.year["year"] == year
        assert with_it.totals["covered_people"] > without.totals["covered_people"]


def test_a_scenario_that_is_gone_is_told(demo_engine: Engine) -> None:
    with pytest.raises(UserError, match="シナリオはありません"):
        answer(Desk(demo_engine), DEMO, Question(scenario="nothing"))
