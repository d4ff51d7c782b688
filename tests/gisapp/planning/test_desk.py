"""Holds that an answer is of one moment, and that what is remembered goes with the data it was made of."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from gisapp.errors import UserError
from gisapp.planning import desk as desk_module
from gisapp.planning.desk import Desk, Kept

DEMO, SYSTEM = "990019", "elementary_district"


def people_in(desk: Desk) -> float:
    with desk.moment(DEMO) as moment:
        return float(desk.world(moment, SYSTEM).demand["people"].sum())


def test_d15_a_world_is_of_one_moment(demo_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody changes the people after the moment has begun, and takes it back."""
    before = people_in(Desk(demo_engine))
    read = desk_module.people_of

    def while_another_writes(connection: Connection, *rest: Any) -> Any:
        with demo_engine.begin() as other:
            other.execute(
                sa.text("update population_count set people = people + 1000 where people is not null")
            )
        return read(connection, *rest)

    monkeypatch.setattr(desk_module, "people_of", while_another_writes)
    try:
        seen = people_in(Desk(demo_engine))
    finally:
        with demo_engine.begin() as other:
            other.execute(
                sa.text("update population_count set people = people - 1000 where people is not null")
            )
    assert seen == before


def test_a_world_is_remembered_until_the_data_change(demo_engine: Engine) -> None:
    desk = Desk(demo_engine)
    with desk.moment(DEMO) as moment:
        first = desk.world(moment, SYSTEM)
        assert desk.world(moment, SYSTEM) is first
        later = desk_module.Moment(moment.connection, moment.code, moment.version + 1)
        assert desk.world(later, SYSTEM) is not first


def test_unknown_municipality_is_told(demo_engine: Engine, engine: Engine) -> None:
    for code, where in (("000000", demo_engine), (DEMO, engine)):
        with pytest.raises(UserError, match="この地図にありません"), Desk(where).moment(code):
            pass


def test_the_last_few_are_kept() -> None:
    made: list[int] = []

    def make(number: int) -> int:
        made.append(number)
        return number

    kept = Kept(2)
    for number in (1, 2, 1, 3, 1, 2):
        assert kept.get(number, lambda number=number: make(number)) == number  # type: ignore[misc]
    assert made == [1, 2, 3, 2], "the one that was asked for longest ago goes"


def test_what_fails_is_not_kept() -> None:
    kept = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("x", lambda: 1 // 0)
    assert kept.get("x", lambda: 1) == 1
